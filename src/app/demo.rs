//! The demo site of development mode: a stranger's site on an address of its own.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::gateways::fetch;
use crate::http::server::{self, Limits};
use crate::service::Core;

use super::credentials::DemoClient;

pub(super) use crate::web::demo as site;

/// The address of the demo site, taken but not served yet.
pub(super) struct Place {
    listener: TcpListener,
    origin: String,
}

impl Place {
    /// The port after ours, if the configuration wants a demo and the port is free. Another host
    /// name than the issuer's makes it another site to browsers.
    pub(super) async fn of(config: &Config) -> Option<Self> {
        let wanted = config.is_development() && config.dev.demo;
        let port = config.server.listen.port().checked_add(1)?;
        if !wanted || config.server.issuer.host_str() != Some("localhost") {
            return None;
        }
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => Some(Self { listener, origin: format!("http://127.0.0.1:{port}") }),
            Err(error) => {
                tracing::warn!(port, %error, "no demo site: its port is taken");
                None
            }
        }
    }

    /// The site's address.
    pub(super) fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Opens the site. It is made beside the server, which need not wait for it.
    pub(super) fn open(self, core: &Core, client: Option<&DemoClient>) -> JoinHandle<()> {
        let shop = client.map(|client| site::Demo {
            issuer: core.issuer().to_owned(),
            origin: self.origin,
            client_id: client.client_id.clone(),
            client_secret: client.client_secret.clone(),
        });
        let clock = core.clock.clone();
        tokio::spawn(async move {
            let Some(shop) = shop else { return };
            match tokio::task::spawn_blocking(fetch::demo).await {
                Ok(Ok(http)) => {
                    let app = site::router(shop, http, clock);
                    server::serve(vec![self.listener], app, Limits::default(), std::future::pending()).await;
                }
                failed => tracing::warn!(?failed, "no demo site: its HTTP client cannot be made"),
            }
        })
    }
}
