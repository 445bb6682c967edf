//! `bench-hash`: how long a password hash takes here, and which cost suits this machine.

use std::time::Duration;

use clap::Args;

use crate::app::Failure;
use crate::base::Fault;
use crate::config::Config;
use crate::service::passwords::bench::{COSTS, measure};

use super::output::{Format, Record, line};

/// Needs neither a database nor keys.
#[derive(Debug, Args)]
pub(super) struct BenchHash {
    /// Longest time for one hash, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 250, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    target: u64,
    #[command(flatten)]
    format: Format,
}

impl BenchHash {
    pub(super) async fn run(self, config: &Config) -> Result<(), Failure> {
        let own = (config.passwords.memory_kib, config.passwords.iterations);
        let measured = tokio::task::spawn_blocking(move || measure_all(own))
            .await
            .map_err(|_| Fault::Bug("a measurement panicked"))??;
        let target = Duration::from_millis(self.target);
        // The dearest that fits; on a slow machine the floor, whatever it takes.
        let fits = measured.iter().find(|(cost, time)| COSTS.contains(cost) && *time <= target);
        let best = fits.or_else(|| measured.iter().find(|(cost, _)| COSTS.last() == Some(cost))).map(|(cost, _)| *cost);
        let rows: Vec<Record> = measured.iter().map(|(cost, time)| row(*cost, *time, own, best)).collect();
        self.format.many(&["memory_kib", "iterations", "milliseconds", "configured", "suggested"], &rows);
        if let (Some((memory, iterations)), false) = (best, self.format.is_json()) {
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let at_once = config.passwords.concurrency.unwrap_or(cores);
            let memory_mib = u64::from(memory) * u64::try_from(at_once).unwrap_or(u64::MAX) / 1_024;
            line("");
            line(&format!("passwords.memory_kib = {memory}"));
            line(&format!("passwords.iterations = {iterations}"));
            line(&format!("{at_once} hashes at once take {memory_mib} MiB (passwords.concurrency)"));
        }
        Ok(())
    }
}

type Measured = ((u32, u32), Duration);

fn measure_all(own: (u32, u32)) -> Result<Vec<Measured>, Fault> {
    let more = Some(own).filter(|own| !COSTS.contains(own));
    COSTS.into_iter().chain(more).map(|cost| Ok((cost, measure(cost.0, cost.1)?))).collect()
}

fn row(cost: (u32, u32), time: Duration, own: (u32, u32), best: Option<(u32, u32)>) -> Record {
    Record::default()
        .with("memory_kib", cost.0)
        .with("iterations", cost.1)
        .with("milliseconds", u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
        .with("configured", cost == own)
        .with("suggested", Some(cost) == best)
}
