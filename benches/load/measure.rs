//! Drives one scenario over many connections and counts what it cost the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::scenarios::Scenario;
use crate::server::Child;
use crate::wire::Wire;

/// What one scenario took.
#[derive(Clone, Debug)]
pub struct Figures {
    rounds: usize,
    wall: Duration,
    cpu: Duration,
    latencies: Vec<u32>,
}

impl Figures {
    fn per_cpu_second(&self) -> f64 {
        count(self.rounds) / self.cpu.as_secs_f64().max(1e-6)
    }

    fn percentile(&self, share: f64) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index of the list")]
        let at = (count(self.latencies.len()) * share) as usize;
        self.latencies.get(at.min(self.latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// The figures, and their share of a bare hello.
    pub fn json(&self, hello: Option<&Self>) -> Value {
        let mut out = json!({
            "requests": self.rounds,
            "per_second": (count(self.rounds) / self.wall.as_secs_f64()).round(),
            "per_server_cpu_second": self.per_cpu_second().round(),
            "cpu_us_each": (self.cpu.as_secs_f64() * 1e6 / count(self.rounds) * 10.0).round() / 10.0,
            "p50_us": self.percentile(0.50),
            "p99_us": self.percentile(0.99),
        });
        if let Some(hello) = hello {
            let share = self.per_cpu_second() / hello.per_cpu_second() * 100.0;
            out["percent_of_hello"] = json!((share * 100.0).round() / 100.0);
        }
        out
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

/// Runs a scenario: a warm-up of a fifth of the time, then the time itself.
pub async fn run<S: Scenario + 'static>(
    server: &Child,
    connections: usize,
    span: Duration,
    scenario: impl Fn(usize) -> S,
) -> Figures {
    let counting = Arc::new(AtomicBool::new(false));
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: tokio::task::JoinSet<Vec<u32>> =
        (0..connections).map(|n| drive(server.address(), scenario(n), counting.clone(), stop.clone())).collect();
    tokio::time::sleep(span / 5).await;
    counting.store(true, Ordering::Relaxed);
    let (began, cpu) = (Instant::now(), server.cpu());
    tokio::time::sleep(span).await;
    let (wall, cpu) = (began.elapsed(), server.cpu().saturating_sub(cpu));
    counting.store(false, Ordering::Relaxed);
    stop.store(true, Ordering::Relaxed);
    let mut latencies: Vec<u32> = tasks.join_all().await.into_iter().flatten().collect();
    latencies.sort_unstable();
    Figures { rounds: latencies.len(), wall, cpu, latencies }
}

async fn drive<S: Scenario>(
    to: std::net::SocketAddr,
    mut scenario: S,
    counting: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
) -> Vec<u32> {
    let mut wire = Wire::connect(to).await;
    let mut latencies = Vec::with_capacity(200_000);
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        scenario.round(&mut wire).await;
        if counting.load(Ordering::Relaxed) {
            latencies.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
    }
    latencies
}
