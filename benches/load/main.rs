//! The load program: a release server on one core, the load on another, figures as JSON.
//!
//! `cargo bench --bench load -- [--seconds N] [--connections N] [--only NAME,…] [--database URL]`
//!
//! The unit is requests per second of *server CPU*, as a share of a bare axum "hello" that is
//! measured in the same run: ratios hold where absolute figures drift with the machine.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a load that does not get its answers stops"
)]

mod holder;
mod measure;
mod scenarios;
mod server;
mod setup;
mod wire;

use std::time::Duration;

use measure::Figures;
use serde_json::{Value, json};

/// What to run.
#[derive(Clone, Debug)]
struct Plan {
    seconds: u64,
    connections: usize,
    only: Option<String>,
    database: Option<String>,
}

impl Plan {
    fn of(args: &[String]) -> Self {
        let value = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
        Self {
            seconds: value("--seconds").and_then(|v| v.parse().ok()).unwrap_or(5),
            connections: value("--connections").and_then(|v| v.parse().ok()).unwrap_or(16),
            only: value("--only"),
            database: value("--database"),
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match args.get(1).map(String::as_str) {
        Some("hello") => runtime.block_on(server::hello()),
        Some("drive") => {
            let outcome = runtime.block_on(drive(&Plan::of(&args)));
            println!("{}", serde_json::to_string_pretty(&outcome).expect("figures are JSON"));
        }
        // `cargo test --benches` and `cargo bench` without a wish for load: nothing to do.
        _ if args.iter().any(|a| a == "--test") => {}
        _ => server::pinned_self(1, &args),
    }
}

async fn drive(plan: &Plan) -> Value {
    let wanted = |name: &str| plan.only.as_deref().is_none_or(|only| only.split(',').any(|one| one == name));
    let span = Duration::from_secs(plan.seconds);
    let hello = server::Child::hello();
    let bare = measure::run(&hello, plan.connections, span, |_| scenarios::get("/")).await;
    let mut out = json!({ "connections": plan.connections, "seconds": plan.seconds, "hello": bare.json(None) });
    drop(hello);
    let dir = server::DataDir::new();
    let ready = setup::prepare(&dir, plan.database.as_deref()).await;
    let server = ready.server;
    out["start_to_first_answer_ms"] = json!(ready.restart_ms);
    out["idle_rss_mib"] = json!(server.rss_mib());
    let mut note = |name: &str, figures: Figures| out[name] = figures.json(Some(&bare));
    let site = &ready.site;
    if wanted("discovery") {
        let path = "/.well-known/openid-configuration";
        note("discovery", measure::run(&server, plan.connections, span, |_| scenarios::get(path)).await);
    }
    if wanted("jwks") {
        note("jwks", measure::run(&server, plan.connections, span, |_| scenarios::get("/oauth2/jwks")).await);
    }
    if wanted("client_credentials") {
        note(
            "client_credentials",
            measure::run(&server, plan.connections, span, |_| scenarios::client_credentials(site)).await,
        );
    }
    if wanted("jwt_access") {
        note("jwt_access", measure::run(&server, plan.connections, span, |_| scenarios::jwt_access(site)).await);
    }
    if wanted("userinfo") {
        note("userinfo", measure::run(&server, plan.connections, span, |_| scenarios::userinfo(site)).await);
    }
    if wanted("introspection") {
        note("introspection", measure::run(&server, plan.connections, span, |_| scenarios::introspection(site)).await);
    }
    if wanted("refresh") {
        let chains = setup::refresh_tokens(&server, site, plan.connections).await;
        note("refresh", measure::run(&server, plan.connections, span, |n| scenarios::refresh(site, &chains[n])).await);
    }
    if wanted("code_flow") {
        note("code_flow", measure::run(&server, plan.connections, span, |_| scenarios::code_flow(site)).await);
    }
    if wanted("par") {
        note("par", measure::run(&server, plan.connections, span, |_| scenarios::par(site)).await);
    }
    if wanted("fapi") {
        note("fapi", measure::run(&server, plan.connections, span, |_| scenarios::fapi(&ready.bank)).await);
    }
    let partner = &ready.partner;
    if wanted("partner_flow") {
        note("partner_flow", measure::run(&server, plan.connections, span, |_| scenarios::partner_flow(partner)).await);
    }
    if wanted("partner_refresh") {
        let chains = setup::partner_refresh_tokens(&server, partner, plan.connections).await;
        note(
            "partner_refresh",
            measure::run(&server, plan.connections, span, |n| scenarios::partner_refresh(&chains[n])).await,
        );
    }
    if wanted("partner_info") {
        note("partner_info", measure::run(&server, plan.connections, span, |_| scenarios::partner_info(partner)).await);
    }
    out["rss_after_load_mib"] = json!(server.rss_mib());
    out
}
