//! The profile: one part at a time, as a whole, against what the person saw.

use std::time::Duration;

use axum::http::StatusCode;
use freedom_id::base::{Fault, Id};
use freedom_id::domain::party::{Party, PartyId, Road};
use freedom_id::service::accounts::profile;
use freedom_id::store::{memberships, parties};

use super::{ana, at_home, with_ana};
use crate::support::app::TestApp;

const NUMBER: &str = "940314450127";

async fn known(app: &TestApp) -> freedom_id::domain::user::Profile {
    profile::person(app, ana(app).await).await.expect("a reading").expect("Ana").user.profile
}

#[tokio::test]
async fn a_part_is_written_as_a_whole_and_what_is_left_empty_goes() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let view = browser.get("/account/profile").await;
    assert!(!view.has("#profile") && view.body.contains("Bekova"));
    for typed in ["O'tkir", "O‘tkir", "O’tkir", "Oʻtkir", "O`tkir"] {
        let form = browser.get("/account/profile?edit=name").await;
        let name = [("lastname", "Bekova"), ("firstname", typed), ("patronymic", "Serikovna")];
        let saved = browser.submit(&form, "profile", &name).await;
        assert_eq!((saved.status, saved.path.as_str()), (StatusCode::OK, "/account/profile?done=name"));
        assert_eq!(known(&app).await.firstname.as_deref(), Some("Oʻtkir"), "{typed}");
    }
    let form = browser.get("/account/profile?edit=name").await;
    browser.submit(&form, "profile", &[("patronymic", "")]).await;
    let after = known(&app).await;
    assert_eq!((after.patronymic, after.firstname.as_deref()), (None, Some("Oʻtkir")));

    let form = browser.get("/account/profile?edit=address").await;
    let home = [("street", "Абай, 10"), ("city", "Алматы"), ("postal_code", "050000"), ("address_country", "KAZ")];
    browser.submit(&form, "profile", &home).await;
    assert_eq!(known(&app).await.address.expect("an address").formatted(), "Абай, 10\n050000 Алматы\nKAZ");
    let form = browser.get("/account/profile?edit=citizenship").await;
    browser.submit(&form, "profile", &[("country", "UZB"), ("nationality", "")]).await;
    let form = browser.get("/account/profile?edit=birth").await;
    let born = [("birth_day", "14"), ("birth_month", "3"), ("birth_year", "1994"), ("gender", "F")];
    browser.submit(&form, "profile", &born).await;
    let after = known(&app).await;
    assert_eq!(after.country.as_deref(), Some("UZB"));
    assert_eq!((after.date_of_birth.as_deref(), after.gender.as_deref()), (Some("1994-03-14"), Some("F")));
    let form = browser.get("/account/profile?edit=birth").await;
    let none = [("birth_day", ""), ("birth_month", ""), ("birth_year", ""), ("gender", "")];
    browser.submit(&form, "profile", &none).await;
    let after = known(&app).await;
    assert_eq!((after.date_of_birth, after.gender), (None, None));
    assert!(after.address.is_some(), "the other parts stay");
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_changes_nothing() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let before = known(&app).await;
    let born = |day| [("birth_day", day), ("birth_month", "2"), ("birth_year", "1994"), ("gender", "F")];
    let mut future = born("1");
    future[2].1 = "2094";
    let mut odd = born("1");
    odd[3].1 = "X";
    for (part, fields, wrong) in [
        ("name", vec![("lastname", ""), ("firstname", "Ana")], "lastname"),
        ("name", vec![("lastname", "<b>"), ("firstname", "Ana")], "lastname"),
        ("birth", born("30").to_vec(), "birth_day"),
        ("birth", future.to_vec(), "birth_day"),
        ("birth", odd.to_vec(), "gender"),
        ("citizenship", vec![("country", "XXX")], "country"),
        ("address", vec![("street", "<script>")], "street"),
    ] {
        let form = browser.get(&format!("/account/profile?edit={part}")).await;
        let answer = browser.submit(&form, "profile", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{part}");
        assert!(answer.has(&format!("#errors a[href='#{wrong}']")), "{part}: {}", answer.body);
        assert!(answer.has(&format!("#{wrong}-error")), "{part}");
        assert_eq!(known(&app).await, before, "{part}");
    }
    let form = browser.get("/account/profile?edit=name").await;
    let other = browser.submit(&form, "profile", &[("block", "birth"), ("firstname", "Eve")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the version is of another part");
    assert_eq!(known(&app).await, before);
}

#[tokio::test]
async fn a_change_in_another_tab_is_shown_beside_what_was_typed() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let (first, second) =
        (browser.get("/account/profile?edit=name").await, browser.get("/account/profile?edit=name").await);
    browser.submit(&first, "profile", &[("lastname", "Bekova"), ("firstname", "Aisha")]).await;
    let conflict = browser.submit(&second, "profile", &[("lastname", "Bekova"), ("firstname", "Amina")]).await;
    assert_eq!(conflict.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(conflict.has("#errors") && conflict.text("#now").contains("Aisha"), "{}", conflict.body);
    assert_eq!(conflict.attribute("#firstname", "value").as_deref(), Some("Amina"));
    assert_eq!(known(&app).await.firstname.as_deref(), Some("Aisha"));
    browser.submit(&conflict, "profile", &[]).await;
    assert_eq!(known(&app).await.firstname.as_deref(), Some("Amina"));
    // What was changed in another part is no conflict.
    let name = browser.get("/account/profile?edit=name").await;
    let place = browser.get("/account/profile?edit=citizenship").await;
    browser.submit(&place, "profile", &[("country", "KAZ")]).await;
    let saved = browser.submit(&name, "profile", &[("firstname", "Asel")]).await;
    assert_eq!(saved.status, StatusCode::OK);
}

#[tokio::test]
async fn the_number_of_the_state_is_masked_and_stands_there_in_full_only_after_a_fresh_proof() {
    let app = with_ana().await;
    let (mut browser, _) = at_home(&app).await;
    let form = browser.get("/account/profile?edit=identifier").await;
    browser.submit(&form, "profile", &[("identifier", NUMBER)]).await;
    assert_eq!(known(&app).await.identifier.as_deref(), Some(NUMBER));
    let view = browser.get("/account/profile").await;
    assert!(view.body.contains("••••••••0127") && !view.body.contains(NUMBER));
    assert!(browser.get("/account/profile?show=identifier").await.body.contains(NUMBER));
    app.pass(Duration::from_secs(301));
    for path in ["/account/profile?show=identifier", "/account/profile?edit=identifier"] {
        let asked = browser.get(path).await;
        assert!(asked.path.starts_with("/account/confirm?act=identifier"), "{}", asked.path);
        assert!(!asked.body.contains(NUMBER));
    }
    let old = browser.submit(&form, "profile", &[("identifier", "1234567890")]).await;
    assert!(old.path.starts_with("/account/confirm"), "{}", old.path);
    assert_eq!(known(&app).await.identifier.as_deref(), Some(NUMBER));
    let texts = app.texts().await;
    assert!(texts.iter().all(|(_, text)| !text.contains(NUMBER)), "sealed at rest");
    assert_eq!(app.count("SELECT COUNT(*) FROM activities WHERE action = 'show_identifier'").await, 1);
}

#[tokio::test]
async fn a_person_ends_the_rights_of_a_partner() {
    let app = with_ana().await;
    let user = ana(&app).await;
    let party = Party { id: Id::opaque(), number: 7, name: "Demo Bank".into(), created_at: app.clock.now() };
    let (id, now): (PartyId, _) = (party.id, app.clock.now());
    app.db
        .write::<(), Fault, _>(move |tx| {
            Box::pin(async move {
                parties::insert(tx, &party).await?;
                memberships::insert(tx, party.id, user, Road::Created, now).await
            })
        })
        .await
        .expect("a membership");
    let (mut browser, _) = at_home(&app).await;
    let page = browser.get("/account/profile").await;
    assert!(page.body.contains("Demo Bank"));
    let csrf = page.attribute("[name=csrf_token]", "value").expect("a token");
    let other = PartyId::opaque().text();
    for (party, left) in [(other, 1), (id.text(), 0), (id.text(), 0)] {
        let fields = [("csrf_token", &*csrf), ("party", &*party)];
        let after = browser.post("/account/profile/partner", &fields).await;
        assert_eq!(after.status, StatusCode::OK);
        assert_eq!(app.count("SELECT COUNT(*) FROM memberships").await, left);
    }
}
