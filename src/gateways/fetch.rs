//! Outgoing HTTP. Every client is made here.
//!
//! The guarded client follows addresses that strangers gave us: it reaches public addresses only,
//! checked on what the name resolves to at the moment of connecting, so that a name cannot be
//! pointed elsewhere between the check and the call (server-side request forgery).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::base::Fault;
use crate::config::Config;

const CONNECT: Duration = Duration::from_secs(2);
/// Longest time for one call, from connecting to the last byte of its answer.
pub const TOTAL: Duration = Duration::from_secs(5);

/// Longest body that is read.
pub const BODY: usize = 64 * 1024;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address that may be called.
    #[error("the address may not be called")]
    Forbidden,
    /// The other side failed, is slow, or is not there.
    #[error("no usable answer: {0}")]
    Failed(String),
    /// It answered with a status that is not success.
    #[error("answered with status {0}")]
    Status(u16),
    /// Too many calls to the same place are under way.
    #[error("too many calls are under way")]
    Busy,
    /// Its answer is too long.
    #[error("the answer is too long")]
    TooLong,
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        // Without the URL: it may carry a token of the other side.
        Self::Failed(error.without_url().to_string())
    }
}

/// Calls addresses that strangers gave us. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Guarded {
    client: reqwest::Client,
    allow_private: bool,
    busy: Arc<Mutex<HashMap<String, usize>>>,
}

/// Calls to one place that may be under way. Strangers can make us call: a slow place must not tie up more
/// of us, nor be flooded by us.
const AT_ONCE: usize = 16;

/// A call that is under way.
struct Call {
    busy: Arc<Mutex<HashMap<String, usize>>>,
    place: String,
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut all = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&self.place) {
            Some(calls) if *calls > 1 => *calls -= 1,
            _ => {
                all.remove(&self.place);
            }
        }
    }
}

impl Guarded {
    /// A client for public addresses; for all where the configuration allows private ones.
    pub fn new(config: &Config) -> Result<Self, Fault> {
        let allow_private = config.allow_private();
        let client =
            builder().dns_resolver(Public { allow_private }).build().map_err(|e| Fault::Gateway(e.to_string()))?;
        Ok(Self { client, allow_private, busy: Arc::default() })
    }

    /// The body behind an address, at most [`BODY`] long.
    pub async fn get(&self, url: Url) -> Result<Vec<u8>, FetchError> {
        self.check(&url)?;
        let _call = self.begin(&url)?;
        let response = self.client.get(url).send().await?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        read_body(response, BODY).await
    }

    /// Sends a form; the answer's body is read as in [`Guarded::get`].
    pub async fn post_form(&self, url: Url, body: String) -> Result<Vec<u8>, FetchError> {
        self.check(&url)?;
        let _call = self.begin(&url)?;
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
        let response = request.send().await?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        read_body(response, BODY).await
    }

    /// Posts something to somebody whose answer is its status alone; nothing else of it is read.
    pub async fn tell(&self, url: Url, headers: &[(&'static str, &str)], body: String) -> Result<u16, FetchError> {
        self.check(&url)?;
        let _call = self.begin(&url)?;
        let request = self.client.post(url).body(body);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Ok(request.send().await?.status().as_u16())
    }

    /// Sends a request as it is; reads the whole answer, whatever its status, as in [`Guarded::get`].
    pub async fn send(&self, request: reqwest::Request) -> Result<(StatusCode, HeaderMap, Vec<u8>), FetchError> {
        self.check(request.url())?;
        let _call = self.begin(request.url())?;
        let response = self.client.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok((status, headers, read_body(response, BODY).await?))
    }

    /// Whether a browser may be sent to an address that a stranger gave us.
    pub fn may_lead_to(&self, url: &Url) -> bool {
        self.is_plain(url)
    }

    fn begin(&self, url: &Url) -> Result<Call, FetchError> {
        let place =
            format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let mut all = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = all.entry(place.clone()).or_default();
        if *calls >= AT_ONCE {
            return Err(FetchError::Busy);
        }
        *calls += 1;
        Ok(Call { busy: self.busy.clone(), place })
    }

    /// Addresses in digits never reach the resolver, so they are judged here.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let host_ok = match url.host() {
            Some(Host::Ipv4(ip)) => self.allow_private || is_public(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => self.allow_private || is_public(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => true,
            None => false,
        };
        if host_ok && self.is_plain(url) { Ok(()) } else { Err(FetchError::Forbidden) }
    }

    fn is_plain(&self, url: &Url) -> bool {
        let scheme_ok = url.scheme() == "https" || (url.scheme() == "http" && self.allow_private);
        scheme_ok && url.username().is_empty() && url.password().is_none()
    }
}

/// A client for an address that the operator configured, which may be a private one. An answer is there
/// within `total`, or it is none.
pub fn vendor(total: Duration) -> Result<reqwest::Client, Fault> {
    builder().timeout(total).build().map_err(|e| Fault::Gateway(e.to_string()))
}

/// The client of the demo site: it calls our own addresses, like any stranger would.
pub fn demo() -> Result<reqwest::Client, Fault> {
    builder().build().map_err(|e| Fault::Gateway(e.to_string()))
}

/// Reads a body up to a length, without trusting what it says of itself.
pub async fn read_body(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn builder() -> reqwest::ClientBuilder {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes clients")]
    let builder = reqwest::Client::builder();
    // A proxy of the environment would connect where we have not looked.
    builder
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .user_agent(concat!("freedom-id/", env!("CARGO_PKG_VERSION")))
}

struct Public {
    allow_private: bool,
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        let name = Arc::<str>::from(name.as_str());
        Box::pin(async move {
            let found = tokio::net::lookup_host((&*name, 0)).await?;
            let good: Vec<SocketAddr> = found.filter(|a| allow_private || is_public(a.ip())).collect();
            if good.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(good.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address belongs to the open internet (IANA special-purpose registries).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let octets = ip.octets();
    // The IPv4 address that a transition address carries at an offset.
    let embedded = |at: usize| {
        let four = octets.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        four.is_some_and(|bytes| is_public_v4(Ipv4Addr::from(bytes)))
    };
    match segments {
        // NAT64
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => embedded(12),
        // 6to4
        [0x2002, ..] => embedded(2),
        // Teredo, benchmarking, ORCHID, documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast is 2000::/3; everything else is special, mapped IPv4 included.
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_internet_is_public() {
        for text in ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2002:808:808::1", "64:ff9b::808:808"] {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
        for text in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:8.8.8.8",
            "2001:db8::1",
            "2002:7f00:1::1",
            "64:ff9b::7f00:1",
            "ff02::1",
            "192.0.2.1",
            "198.19.0.1",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[tokio::test]
    async fn private_addresses_are_refused_by_digits_and_by_name() {
        let mut config = Config::default();
        config.fetch.allow_private = Some(false);
        let guarded = Guarded::new(&config).expect("a client");
        for text in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "http://example.com/",
            "https://user:pw@example.com/",
            "ftp://example.com/",
        ] {
            let result = guarded.get(text.parse().expect("a URL")).await;
            assert!(matches!(result, Err(FetchError::Forbidden)), "{text}: {result:?}");
        }
        let result = guarded.get("https://localhost:1/".parse().expect("a URL")).await;
        assert!(matches!(result, Err(FetchError::Failed(_))), "{result:?}");
    }
}
