//! Profile facts.

use freedom_id::domain::address::PostalAddress;
use freedom_id::domain::profile::Field;
use freedom_id::domain::user::{Profile, UserId};
use freedom_id::service::accounts::manage;
use freedom_id::service::accounts::profile::{self, ProfileError, SetProfile};

use crate::support::{TestCore, from};

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
