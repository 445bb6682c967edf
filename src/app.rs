//! Floor 7: puts everything together, and serves until asked to stop.

mod banner;
mod credentials;
mod demo;
pub mod failure;
mod listen;
mod log;
pub mod master_key;
pub mod open;
mod router;
mod seed;
mod stop;

use std::time::Duration;

use crate::base::random;
use crate::config::Config;
use crate::http::health::Readiness;
use crate::http::server;
use crate::service::jobs::runner::{self, Job};
use crate::service::keys;

pub use failure::Failure;
pub use open::{Opened, open};
pub use router::{Around, router, state};

/// Runs the server: from the configuration to the last answer.
pub async fn run(config: Config) -> Result<(), Failure> {
    log::start(&config.log)?;
    // The generator gathers entropy for some 30 ms before its first number: beside the rest of the start.
    std::thread::spawn(random::bytes::<1>);
    let opened = open(config).await?;
    let core = &opened.core;
    keys::ensure(core).await?;

    // Before anything that depends on it: of two servers on one address, the second only says so.
    let listener = listen::on(core.config.server.listen).await?;
    let readiness = Readiness::default();
    let demo = demo::Place::of(&core.config).await;
    let seeded = seed::ensure(core, demo.as_ref().map(demo::Place::origin)).await?;
    let around = Around { readiness: readiness.clone(), demo: demo.as_ref().map(demo::Place::origin) };
    let app = router(state(core.clone())?, &around);

    let signals = stop::Signals::listen()?;
    let jobs = runner::start(core, regular());
    let demo = demo.map(|place| place.open(core, seeded.as_ref().and_then(|made| made.client.as_ref())));
    tracing::info!(listen = %core.config.server.listen, issuer = core.issuer(), "serving");
    banner::print(core, around.demo.as_deref(), seeded.as_ref());

    let stopping = stop::asked(signals, readiness, stop::notice(&core.config));
    server::serve(vec![listener], app, listen::limits(&core.config), stopping).await;

    if let Some(demo) = demo {
        demo.abort();
    }
    jobs.stop(JOBS_MAY_FINISH).await;
    core.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// How long jobs may take to finish what they are at.
const JOBS_MAY_FINISH: Duration = Duration::from_secs(5);

/// The regular jobs of the service floor, and the rotation of keys.
fn regular() -> Vec<Job> {
    let rotation = Job {
        name: "rotate_keys",
        every: Duration::from_secs(3_600),
        longest: Duration::from_secs(60),
        run: |core| Box::pin(async move { keys::rotate_due(&core).await }),
    };
    runner::jobs().into_iter().chain([rotation]).collect()
}
