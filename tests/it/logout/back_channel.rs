//! OIDC Back-Channel Logout 1.0.

use std::pin::Pin;
use std::time::{Duration, Instant};

use freedom_id::base::{Fault, Secret, jws};
use freedom_id::domain::activity::Origin;
use freedom_id::domain::oauth::options::Options;
use freedom_id::domain::oauth::vocab::SubjectType;
use freedom_id::domain::signing_key::SigningAlgorithm;
use freedom_id::domain::user::{Role, UserId};
use freedom_id::service::accounts::manage::{self, Block};
use freedom_id::service::jobs::deliver_logouts::deliver_due;
use freedom_id::service::jobs::runner;
use freedom_id::service::{clients, sessions};
use freedom_id::store::logout_notices;
use serde_json::json;
use tokio::net::TcpListener;

use super::{
    ANA, Receiver, browser, bye, claims, deliver, live_sessions, sign_in, sign_in_with, site, told_at, waiting,
};
use crate::support::provider::Provider;
use crate::support::{TestCore, from, minutes, seconds};

#[tokio::test]
async fn a_client_is_told_who_left_which_session() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    clients::change(&provider.core, &shop.id, |client| {
        client.id_token_alg = SigningAlgorithm::Rs256;
        Ok(())
    })
    .await
    .expect("changed");
    let mut browser = browser(&provider);
    let done = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    browser.get(&bye(&[("id_token_hint", &done.id_token)])).await;
    assert_eq!(deliver(&provider).await.expect("told"), 1);
    let token = receiver.tokens().remove(0);
    assert_eq!(jws::typ(&token).as_deref(), Some("logout+jwt"));
    assert_eq!(jws::peek(&token).map(|(kid, _)| kid), jws::peek(&done.id_token).map(|(kid, _)| kid));
    let mut told = claims(&provider, &token).await;
    let jti = told["jti"].take();
    assert!(jti.as_str().is_some_and(|jti| jti.len() == 36));
    let now = provider.clock.now().seconds();
    let expected = json!({
        "iss": provider.issuer(), "aud": shop.id.as_str(), "sub": ana.text(),
        "sid": done.claim(&provider, "sid").await, "iat": now, "exp": now + 120, "jti": null,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    assert_eq!(told, expected);
    assert_eq!(deliver(&provider).await.expect("looked"), 0, "once");
}

#[tokio::test]
async fn a_client_with_subjects_of_its_own_is_told_by_the_one_it_knows() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    let options = Options { subject_type: SubjectType::Pairwise, ..told_at(&receiver.uri()) };
    let shop = site(&provider, "Shop", options).await;
    let mut browser = browser(&provider);
    let first = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let sub = first.claim(&provider, "sub").await;
    assert_ne!(sub, ana.text());
    // The hint of an earlier session names the person by that subject alone.
    browser.get(&bye(&[("id_token_hint", &first.id_token)])).await;
    sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    browser.get(&bye(&[("id_token_hint", &first.id_token)])).await;
    assert_eq!(live_sessions(&provider).await, 0);
    assert_eq!(deliver(&provider).await.expect("told"), 2);
    for token in receiver.tokens() {
        assert_eq!(claims(&provider, &token).await["sub"], sub.as_str());
    }
}

#[tokio::test]
async fn every_way_in_which_a_session_ends_tells_the_clients_of_it() {
    let ended: [(&str, End); 5] = [
        ("everywhere", |core, user| {
            Box::pin(async move { sessions::end_all(core, user, None, from(1)).await.map(drop).expect("ended") })
        }),
        ("password", |core, user| {
            let password = Secret::new("tulip-harbour-vexing-92");
            Box::pin(async move { manage::set_password(core, user, password, Origin::default()).await.expect("set") })
        }),
        ("block", |core, user| {
            Box::pin(async move { manage::block(core, user, Block::Lock, Origin::default()).await.expect("blocked") })
        }),
        ("erasure", |core, user| {
            Box::pin(async move { manage::delete(core, user, Origin::default()).await.expect("erased") })
        }),
        ("role", |core, user| {
            let role = Role::Support;
            Box::pin(async move { manage::set_role(core, user, role, Origin::default()).await.expect("set") })
        }),
    ];
    for (how, end) in ended {
        let provider = Provider::new().await;
        let ana = provider.ana().await;
        let shop = site(&provider, "Shop", told_at("https://shop.example/out")).await;
        let quiet = site(&provider, "Quiet", Options::default()).await;
        let mut browser = browser(&provider);
        for scope in ["openid", "openid offline_access"] {
            sign_in(&provider, &mut browser, &shop, ANA, scope).await;
        }
        sign_in(&provider, &mut browser, &quiet, ANA, "openid").await;
        end(&provider.core, ana).await;
        assert_eq!(waiting(&provider).await, 1, "{how}: once, and only who can be told");
        assert_eq!(live_sessions(&provider).await, 0, "{how}");
        assert_eq!(provider.count("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL").await, 0, "{how}");
    }
}

type Ending<'c> = Pin<Box<dyn Future<Output = ()> + 'c>>;
type End = fn(&TestCore, UserId) -> Ending<'_>;

#[tokio::test]
async fn the_oldest_session_past_the_cap_ends_with_notice() {
    let provider = Provider::on(TestCore::with(|config| config.sessions.per_user = 1).await).await;
    let ana = provider.ana().await;
    let shop = site(&provider, "Shop", told_at("https://shop.example/out")).await;
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    provider.pass(seconds(1));
    provider.session(ana).await;
    assert_eq!(waiting(&provider).await, 1);
    // One that ran out already is not cut off.
    provider.pass(minutes(60));
    provider.session(ana).await;
    assert_eq!(live_sessions(&provider).await, 2);
}

#[tokio::test]
async fn what_was_given_for_the_time_of_the_session_ends_with_it_and_offline_access_stays() {
    let provider = Provider::new().await;
    provider.ana().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let mut browser = browser(&provider);
    let plain = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    let offline = sign_in(&provider, &mut browser, &shop, ANA, "openid offline_access").await;
    browser.get(&bye(&[("id_token_hint", &plain.id_token)])).await;
    provider.refresh(&shop, &plain.refresh_token).await.is_error(400, "invalid_grant");
    provider.refresh(&shop, &offline.refresh_token).await.ok();
}

#[tokio::test]
async fn a_second_proof_in_the_same_browser_is_no_sign_out_and_the_first_session_ends_with_the_second() {
    let provider = Provider::new().await;
    provider.ana().await;
    let receiver = Receiver::open(204).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    let pay = site(&provider, "Pay", told_at(&receiver.uri())).await;
    let mut browser = browser(&provider);
    let first = sign_in(&provider, &mut browser, &shop, ANA, "openid").await;
    for _ in 0..2 {
        provider.pass(seconds(90));
        let again = format!("{}&prompt=login", Provider::request(&pay, "openid"));
        sign_in_with(&provider, &mut browser, &pay, ANA, &again).await;
    }
    assert_eq!((live_sessions(&provider).await, waiting(&provider).await), (1, 0));
    let renewed = provider.refresh(&shop, &first.refresh_token).await.ok();
    browser.get(&bye(&[("id_token_hint", &first.id_token)])).await;
    assert_eq!(deliver(&provider).await.expect("told"), 3, "the first session, and each of the other's");
    let mut told = Vec::new();
    for token in receiver.tokens() {
        told.push(claims(&provider, &token).await["sid"].as_str().expect("a sid").to_owned());
    }
    assert!(told.contains(&first.claim(&provider, "sid").await), "{told:?}");
    provider.refresh(&shop, &renewed.member("refresh_token")).await.is_error(400, "invalid_grant");
}

#[tokio::test]
async fn what_was_not_taken_is_tried_again_with_a_growing_wait_and_a_fresh_token() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(500).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    assert_eq!(deliver(&provider).await.expect("tried"), 1);
    for (wait, status) in [(5, 400), (10, 302), (20, 202), (40, 200)] {
        receiver.answers(status);
        provider.pass(seconds(wait - 1));
        assert_eq!(deliver(&provider).await.expect("looked"), 0, "not yet");
        // Up to a tenth later than that.
        provider.pass(seconds(1 + wait / 10 + 1));
        assert_eq!(deliver(&provider).await.expect("tried"), 1, "after {wait} s");
    }
    assert_eq!(waiting(&provider).await, 0);
    let mut seen = Vec::new();
    for token in receiver.tokens() {
        seen.push(claims(&provider, &token).await);
    }
    assert_eq!(seen.len(), 5, "and no redirect was followed");
    assert!(receiver.came().iter().all(|(path, _)| path == "/logged-out"));
    assert!(seen.windows(2).all(|two| two[0]["jti"] == two[1]["jti"]), "one event");
    assert!(seen.windows(2).all(|two| two[0]["iat"].as_i64() < two[1]["iat"].as_i64()), "each time anew");
}

#[tokio::test]
async fn after_three_days_it_is_given_up() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(503).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    deliver(&provider).await.expect("tried");
    provider.pass(minutes(60 * 71));
    deliver(&provider).await.expect("tried");
    assert_eq!(waiting(&provider).await, 1);
    provider.pass(minutes(60));
    deliver(&provider).await.expect("given up");
    assert_eq!(waiting(&provider).await, 0);
    assert_eq!(receiver.came().len(), 2);
    assert_eq!(provider.count("SELECT COUNT(*) FROM logout_notices WHERE delivered_at IS NULL").await, 1);
}

#[tokio::test]
async fn a_private_address_is_not_called_where_that_is_not_allowed() {
    let provider = Provider::on(TestCore::with(|config| config.fetch.allow_private = Some(false)).await).await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    let https = receiver.uri().replace("http:", "https:");
    for uri in [receiver.uri(), https, "https://localhost:1/".into(), "https://[::1]:1/".into()] {
        let shop = site(&provider, "Shop", told_at(&uri)).await;
        sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    }
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    deliver(&provider).await.expect("tried");
    assert!(receiver.came().is_empty());
    assert_eq!(provider.count("SELECT COUNT(*) FROM logout_notices WHERE delivered_at IS NOT NULL").await, 0);
    assert_eq!(waiting(&provider).await, 1, "a name may lead elsewhere later; digits may not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_never_answers_holds_up_nobody_else() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let uri = format!("http://{}/", silent.local_addr().expect("an address"));
    let slow = site(&provider, "Slow", told_at(&uri)).await;
    let receiver = Receiver::open(200).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    for _ in 0..20 {
        sign_in(&provider, &mut browser(&provider), &slow, ANA, "openid").await;
    }
    provider.pass(seconds(1));
    let runner = runner::start(&provider.core, Vec::new());
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    provider.pass(seconds(1));
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    let deadline = Instant::now() + Duration::from_secs(20);
    while receiver.came().is_empty() {
        assert!(Instant::now() < deadline, "told by itself");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let slow = "SELECT COUNT(*) FROM logout_notices WHERE lease IS NOT NULL";
    assert!(provider.count(slow).await <= 2, "one at a time for each client");
    runner.stop(Duration::from_secs(20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workers_tell_once() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    for n in 0..6 {
        let shop = site(&provider, &format!("Shop {n}"), told_at(&receiver.uri())).await;
        sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    }
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    let workers = (0..4).map(|_| {
        let core = provider.core.core.clone();
        async move { while deliver_due(&core).await.expect("no fault") > 0 {} }
    });
    workers.collect::<tokio::task::JoinSet<_>>().join_all().await;
    assert_eq!(receiver.came().len(), 6);
    assert_eq!(waiting(&provider).await, 0);
}

#[tokio::test]
async fn a_worker_that_died_loses_its_notice_to_another() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    let now = provider.clock.now();
    let due = logout_notices::due(&mut provider.db.read().await.expect("a reader"), now, &[], 8).await.expect("due");
    let dead = provider.db.write::<_, Fault, _>(move |tx| {
        Box::pin(async move { logout_notices::claim(tx, &due[0], "dead", now.plus(minutes(1))).await })
    });
    assert!(dead.await.expect("claimed").is_some());
    assert_eq!(deliver(&provider).await.expect("looked"), 0);
    provider.pass(minutes(1));
    assert_eq!(deliver(&provider).await.expect("told"), 1);
}

#[tokio::test]
async fn a_client_that_was_switched_off_or_forgot_its_address_is_not_told() {
    let provider = Provider::new().await;
    let ana = provider.ana().await;
    let receiver = Receiver::open(200).await;
    let shop = site(&provider, "Shop", told_at(&receiver.uri())).await;
    sign_in(&provider, &mut browser(&provider), &shop, ANA, "openid").await;
    sessions::end_all(&provider.core, ana, None, from(1)).await.expect("ended");
    let forget = |client: &mut freedom_id::domain::oauth::client::Client| {
        client.options.backchannel_logout_uri = None;
        Ok(())
    };
    clients::change(&provider.core, &shop.id, forget).await.expect("changed");
    deliver(&provider).await.expect("given up");
    assert_eq!((receiver.came().len(), waiting(&provider).await), (0, 0));
}

#[tokio::test]
async fn addresses_for_sign_out_and_sign_in_are_checked_when_they_are_registered() {
    let provider = Provider::new().await;
    let shop = site(&provider, "Shop", Options::default()).await;
    let some = |uri: &str| Some(uri.to_owned());
    let back = |uri| Options { backchannel_logout_uri: some(uri), ..Options::default() };
    let front = |uri| Options { frontchannel_logout_uri: some(uri), ..Options::default() };
    let start = |uri| Options { initiate_login_uri: some(uri), ..Options::default() };
    let set = async |options: Options| {
        let change = move |client: &mut freedom_id::domain::oauth::client::Client| {
            client.options = options;
            Ok(())
        };
        clients::change(&provider.core, &shop.id, change).await.is_ok()
    };
    for good in [
        back("https://other.example/out?x=1"),
        back("http://127.0.0.1:9/out"),
        front("https://shop.example/out"),
        start("https://start.example/login"),
    ] {
        assert!(set(good.clone()).await, "{good:?}");
    }
    for bad in [
        back("http://other.example/out"),
        back("https://other.example/out#x"),
        back("com.example.app:/out"),
        back("https://u:p@other.example/"),
        front("https://other.example/out"),
        front("https://shop.example:8443/out"),
        front("http://127.0.0.1/out"),
        start("http://127.0.0.1/login"),
        start("javascript:alert(1)"),
    ] {
        assert!(!set(bad.clone()).await, "{bad:?}");
    }
}
