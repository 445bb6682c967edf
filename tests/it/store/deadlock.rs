//! Two transactions that wait for each other.

use std::sync::Arc;

use freedom_id::base::Fault;
use freedom_id::domain::user::UserId;
use freedom_id::store::{Engine, users};
use tokio::sync::Barrier;

use crate::support::TestCore;

/// Holds one person, then, when the other transaction has begun, another one.
async fn both(core: &TestCore, (first, then): (UserId, UserId), begun: Arc<Barrier>) -> Result<(), Fault> {
    core.db
        .write(move |tx| {
            Box::pin(async move {
                users::hold(tx, first).await?;
                begun.wait().await;
                users::hold(tx, then).await
            })
        })
        .await
}

/// SQLite has one writer: nobody waits inside a transaction there.
#[tokio::test(flavor = "multi_thread")]
async fn the_one_that_is_undone_is_told_to_come_again() {
    let core = TestCore::new().await;
    if core.db.engine() == Engine::Sqlite {
        return;
    }
    let (ana, bela) = (core.person(&["ana@mail.example"]).await, core.person(&["bela@mail.example"]).await);
    let begun = Arc::new(Barrier::new(2));
    let (one, two) = tokio::join!(both(&core, (ana, bela), begun.clone()), both(&core, (bela, ana), begun.clone()));
    let (good, bad) = if one.is_ok() { (one, two) } else { (two, one) };
    assert!(good.is_ok() && matches!(bad, Err(Fault::Busy(_))), "{good:?} {bad:?}");
}
