//! Sockets and their bounds.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::http::client_ip::TrustedProxies;
use crate::http::server::Limits;

use super::Failure;

/// Listens on an address.
pub(super) async fn on(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new(format!("cannot listen on {address}: {error}: choose another with --listen or server.listen"))
    })
}

/// The bounds on connections that the configuration names.
pub(super) fn limits(config: &Config) -> Limits {
    Limits {
        connections: config.server.max_connections,
        connections_per_source: config.server.max_connections_per_address,
        trusted_proxies: TrustedProxies(config.server.trusted_proxies.clone()),
        ..Limits::default()
    }
}
