//! Ways in that meet each other, or the way back: neither waits for one that waits for it.

use std::sync::Arc;

use freedom_id::base::{Digest, Locale};
use freedom_id::service::sign_in::{self, prove};
use freedom_id::service::{recover, sessions};

use crate::support::recovery::{last_step, prove_other, proved, try_password, with_app};
use crate::support::{PASSWORD, TestCore, address, browser, from, in_session, seconds};

const MAIL: &str = "ana@mail.example";
const PHONE: &str = "+77012345678";

#[tokio::test(flavor = "multi_thread")]
async fn a_password_and_a_code_at_once_both_let_in() {
    let core = Arc::new(TestCore::new().await);
    core.person(&[MAIL]).await;
    for _ in 0..8 {
        // What failed before is forgotten by both.
        try_password(&core, MAIL, "not the password", "thief").await.expect_err("wrong");
        let start =
            sign_in::Start { identifier: MAIL.into(), browser: browser("code"), locale: Locale::En, origin: from(1) };
        sign_in::start(&core, start).await.expect("sent");
        let finish = sign_in::Finish {
            id: None,
            browser: browser("code"),
            code: core.last_code(&address(MAIL)).await.expect("a code"),
            remembered: false,
            device: None,
            next: None,
            only: None,
            origin: from(1),
        };
        let other = core.clone();
        let beside = tokio::spawn(async move { try_password(&other, MAIL, PASSWORD, "password").await });
        in_session(sign_in::finish(&core, finish).await.expect("let in by the code"));
        in_session(beside.await.expect("ran").expect("let in by the password"));
        core.pass(seconds(3_600));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_proof_beside_a_reset_is_either_ended_or_refused() {
    for _ in 0..4 {
        let core = Arc::new(TestCore::new().await);
        let user = core.person(&[MAIL, PHONE]).await;
        let (app, _) = with_app(&core, user, MAIL).await;
        proved(&core, MAIL, "tab").await;
        prove_other(&core, PHONE, "tab").await;
        try_password(&core, MAIL, PASSWORD, "thief").await.expect("half in");
        let proof = prove::Proof::Totp(app.shows(&core));
        let input = prove::Prove { browser: browser("thief"), proof, trust: true, origin: from(1) };
        let thief = core.clone();
        let beside = tokio::spawn(async move { prove::prove(&thief, input).await });
        let last = recover::Finish { forget_app: true, device: Some(Digest::of("tab")), ..last_step("tab", true) };
        recover::finish(&core, last).await.expect("set");
        if let Ok(done) = beside.await.expect("ran") {
            let session = in_session(done.entered);
            assert!(sessions::find_live(&core, session.id).await.expect("reads").is_none());
        }
    }
}
