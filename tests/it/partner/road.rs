//! The whole way of a partner: link, login, exchange, info, refresh.

use crate::support::partner::Partner;
use crate::support::provider::part_of;

#[tokio::test]
async fn a_person_signs_in_by_a_link_and_the_partner_reads_what_was_granted() {
    let partner = Partner::new().await;
    let link = partner.link(&["read.firstname", "read.patronymic", "read.phone"]).await;
    let to = partner.follow(&link).await;
    assert!(to.starts_with("https://shop.example/callback?authorization_code="), "{to}");
    assert_eq!(part_of(&to, "state").as_deref(), Some("s-1"));
    let code = part_of(&to, "authorization_code").expect("a code");
    let tokens = partner.exchange(&code).await.ok();
    for name in ["access_token", "refresh_token"] {
        let token = tokens.member(name);
        assert!(token.len() == 128 && token.bytes().all(|b| b.is_ascii_alphanumeric()), "{token}");
    }
    let info = partner.info(&tokens.member("access_token")).await.ok();
    let id = partner.ana.text();
    assert_eq!(info.body, format!(r#"{{"id":"{id}","firstname":"Aigerim","patronymic":null,"phone":"+77011234567"}}"#));
    let next = partner.renew(&tokens.member("refresh_token")).await.ok();
    assert_eq!(next.member("id"), tokens.member("id"));
    partner.info(&tokens.member("access_token")).await.is_business(
        401,
        900_003,
        "The token is invalid, expired or of the wrong kind.",
    );
    partner.info(&next.member("access_token")).await.ok();
}
