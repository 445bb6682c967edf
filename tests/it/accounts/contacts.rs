//! One address is one contact, however and wherever it is spelled.

use freedom_id::base::{Locale, Secret};
use freedom_id::service::accounts::manage::{self, Add, ManageError};
use freedom_id::service::accounts::register::{self, Start};
use freedom_id::service::sign_in::{self, WithPassword};

use crate::support::{PASSWORD, TestCore, address, browser, from};

const SPELLINGS: [(&str, &[&str]); 3] = [
    (
        "ana.b@пример.рф",
        &["Ana.B@ПРИМЕР.рф", "ana.b@xn--e1afmkfd.XN--P1AI", "ａｎａ.b＠пример。рф", " ana.b@пример.рф "],
    ),
    ("jos\u{e9}@mail.example", &["JOSE\u{301}@mail.example", "jose\u{301}@MAIL.example"]),
    (
        "+77012345678",
        &[
            "8 701 234 56 78",
            "7(701)234-56-78",
            "٨٧٠١٢٣٤٥٦٧٨",
            "＋７ ７０１ ２３４ ５６ ７８",
            "\u{202a}+7 701 234-56-78\u{202c}",
        ],
    ),
];

/// Others, though they look alike: not taken, or somebody else.
const STRANGERS: [&str; 5] = [
    "ana.b\u{200b}@пример.рф",
    "\u{430}na.b@пример.рф",
    "ana.b@пpимер.рф",
    "\u{131}@mail.example",
    "+77012345678 ext. 1",
];

async fn signs_in(core: &TestCore, name: &str) -> bool {
    let input = WithPassword {
        identifier: name.into(),
        password: Secret::new(PASSWORD),
        remembered: false,
        device: None,
        browser: browser("ana"),
        next: None,
        only: None,
        origin: from(1),
    };
    sign_in::with_password(core, input).await.is_ok()
}

#[tokio::test]
async fn every_spelling_is_the_same_person_at_every_door() {
    let core = TestCore::with(|config| config.limits.enabled = false).await;
    for (one, others) in SPELLINGS {
        let user = core.person(&[one]).await;
        for text in others {
            assert!(signs_in(&core, text).await, "{text}");
            assert_eq!(manage::find(&core, text).await.expect("found"), user, "{text}");
            let add = Add {
                contacts: vec![address(text)],
                firstname: None,
                lastname: None,
                address: None,
                password: None,
                role: freedom_id::domain::user::Role::Member,
                locale: None,
                origin: from(1),
            };
            assert!(matches!(manage::add(&core, add).await, Err(ManageError::Taken(_))), "{text}");
        }
        // A registration with any of them tells the holder, at the address that was proved.
        let typed = address(others[0]);
        let (phone, email) = match typed.clone() {
            freedom_id::domain::contact::Address::Phone(phone) => (Some(phone), None),
            freedom_id::domain::contact::Address::Email(email) => (None, Some(email)),
        };
        let start = Start { phone, email, locale: Locale::En, track: None, previous: None, origin: from(2) };
        register::start(&core, start).await.expect("started");
        let letters = core.letters(&address(one)).await;
        assert_eq!(letters.len(), 1, "{one}");
        assert!(letters[0].code.is_none(), "no code is sent for a contact that is somebody's");
    }
    for text in STRANGERS {
        assert!(!signs_in(&core, text).await, "{text}");
    }
}
