//! Profile facts and further contacts.

use freedom_id::base::Locale;
use freedom_id::domain::address::PostalAddress;
use freedom_id::domain::profile::Field;
use freedom_id::domain::user::{Profile, UserId};
use freedom_id::service::accounts::manage;
use freedom_id::service::accounts::profile::{
    self, AddContact, AddContactError, ConfirmContact, ConfirmContactError, ProfileError, SetProfile,
};
use freedom_id::service::otp::CodeError;

use crate::support::{TestCore, address, browser, from};

fn set(user: UserId, profile: Profile) -> SetProfile {
    SetProfile { user, profile, origin: from(1) }
}

#[tokio::test]
async fn facts_are_checked_kept_and_the_number_of_the_state_is_sealed() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let some = |text: &str| Some(text.to_owned());
    let wrong = Profile { date_of_birth: some("2999-01-01"), country: some("KZ"), ..Profile::default() };
    let refused = profile::set(&core, set(user, wrong)).await;
    assert!(matches!(&refused, Err(ProfileError::Fields(f)) if f[..] == [Field::DateOfBirth, Field::Country]));
    let good = Profile {
        date_of_birth: some("1990-05-17"),
        gender: some("F"),
        country: some("kaz"),
        identifier: some("900517 400123"),
        ..Profile::default()
    };
    profile::set(&core, set(user, good)).await.expect("set");
    let person = profile::person(&core, user).await.expect("reads").expect("is there");
    let facts = person.user.profile;
    assert_eq!(facts.firstname.as_deref(), Some("Aigerim"), "what is not given stays");
    assert_eq!(facts.country.as_deref(), Some("KAZ"));
    assert_eq!(facts.identifier.as_deref(), Some("900517400123"));
    assert_eq!(core.count("SELECT COUNT(*) FROM users WHERE identifier LIKE '%900517%'").await, 0);
}

#[tokio::test]
async fn an_address_is_kept_as_a_whole_and_goes_with_the_person() {
    let core = TestCore::new().await;
    let user = core.person(&["ana@mail.example"]).await;
    let some = |text: &str| Some(text.to_owned());
    let home = |street: &str| PostalAddress {
        street_address: some(street),
        locality: some("Алматы"),
        country: some("kaz"),
        ..PostalAddress::default()
    };
    let with = |address| Profile { address: Some(address), ..Profile::default() };
    let refused = profile::set(&core, set(user, with(home("<script>")))).await;
    assert!(matches!(&refused, Err(ProfileError::Fields(f)) if f[..] == [Field::Address]));
    profile::set(&core, set(user, with(home("Абай даңғылы, 10")))).await.expect("set");
    profile::set(&core, set(user, with(PostalAddress::default()))).await.expect("an empty one changes nothing");
    let kept = profile::person(&core, user).await.expect("reads").expect("is there").user.profile.address;
    assert_eq!(kept, Some(PostalAddress { country: some("KAZ"), ..home("Абай даңғылы, 10") }));
    manage::delete(&core, user, from(1)).await.expect("erased");
    assert_eq!(core.count("SELECT COUNT(*) FROM users WHERE address IS NOT NULL").await, 0);
}

fn add(user: UserId, to: &str) -> AddContact {
    AddContact { user, address: address(to), browser: browser("ana"), locale: Locale::En, origin: from(1) }
}

fn confirm(user: UserId, code: &str) -> ConfirmContact {
    ConfirmContact { user, browser: browser("ana"), code: code.into(), origin: from(1) }
}

#[tokio::test]
async fn a_contact_is_added_by_its_code_by_the_account_that_asked() {
    let core = TestCore::new().await;
    let (ana, eve) = (core.person(&["ana@mail.example"]).await, core.person(&["eve@mail.example"]).await);
    assert!(matches!(profile::add_contact(&core, add(ana, "ana@mail.example")).await, Err(AddContactError::Yours)));
    profile::add_contact(&core, add(ana, "+77012345678")).await.expect("sent");
    let code = core.last_code(&address("+77012345678")).await.expect("a code");
    let added = profile::confirm_contact(&core, confirm(ana, &code)).await.expect("added");
    assert_eq!(added, address("+77012345678"));
    let person = profile::person(&core, ana).await.expect("reads").expect("is there");
    assert!(person.contacts.iter().all(|c| c.is_primary && c.confirmed_at.is_some()), "{person:?}");

    core.pass(std::time::Duration::from_secs(61));
    profile::add_contact(&core, add(ana, "+77012345679")).await.expect("sent");
    let code = core.last_code(&address("+77012345679")).await.expect("a code");
    let refused = profile::confirm_contact(&core, confirm(eve, &code)).await;
    assert!(matches!(refused, Err(ConfirmContactError::Code(CodeError::Unknown))), "{refused:?}");
}

#[tokio::test]
async fn somebody_elses_contact_looks_the_same_and_cannot_be_added() {
    let core = TestCore::new().await;
    let (ana, _) = (core.person(&["ana@mail.example"]).await, core.person(&["eve@mail.example"]).await);
    profile::add_contact(&core, add(ana, "eve@mail.example")).await.expect("looks the same");
    assert_eq!(core.last_code(&address("eve@mail.example")).await, None);
    let refused = profile::confirm_contact(&core, confirm(ana, "123456")).await;
    assert!(matches!(refused, Err(ConfirmContactError::Code(CodeError::Wrong { .. }))), "{refused:?}");
}
