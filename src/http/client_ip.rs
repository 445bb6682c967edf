//! Who is at the other end: the address behind trusted proxies, and the network it counts for.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

/// The other end of the TCP connection; the server puts it into every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its address and port.
    pub address: SocketAddr,
    /// Whether the connection itself is encrypted.
    pub secure: bool,
}

/// Who asks, once proxies have been looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address nearest to the person that can be believed.
    pub ip: IpAddr,
    /// Whether the person's own connection is encrypted.
    pub https: bool,
}

/// Networks whose forwarding headers are believed. Empty means nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    /// Whether an address belongs to a trusted proxy.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|net| net.contains(&ip))
    }

    /// Looks through the forwarding headers of a request that came from `peer`.
    ///
    /// `X-Forwarded-For` is walked from the right, because each proxy appends what it saw; what
    /// lies left of the first stranger was written by that stranger. An entry on the way that is
    /// no address ends the walk with the peer itself: a guess would be a chosen identity.
    pub fn resolve(&self, peer: Peer, headers: &HeaderMap) -> Client {
        let ip = peer.address.ip().to_canonical();
        if !self.contains(ip) {
            return Client { ip, https: peer.secure };
        }
        Client { ip: self.forwarded_for(headers).unwrap_or(ip), https: forwarded_https(headers).unwrap_or(peer.secure) }
    }

    fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let mut nearest = None;
        for entry in from_the_right(headers, "x-forwarded-for") {
            let ip = address(entry?)?;
            nearest = Some(ip);
            if !self.contains(ip) {
                break;
            }
        }
        nearest
    }
}

/// The rightmost value is the one that the proxy next to us wrote.
fn forwarded_https(headers: &HeaderMap) -> Option<bool> {
    let proto = from_the_right(headers, "x-forwarded-proto").next()??;
    match proto {
        _ if proto.eq_ignore_ascii_case("https") => Some(true),
        _ if proto.eq_ignore_ascii_case("http") => Some(false),
        _ => None,
    }
}

/// The list elements of a header that may be repeated, last first; `None` for unreadable bytes.
fn from_the_right<'a>(headers: &'a HeaderMap, name: &'static str) -> impl Iterator<Item = Option<&'a str>> {
    headers.get_all(name).iter().rev().flat_map(|value| {
        let text = value.to_str().ok();
        let unreadable = text.is_none().then_some(None);
        text.into_iter().flat_map(|t| t.rsplit(',')).map(|entry| Some(entry.trim())).chain(unreadable)
    })
}

/// An address as proxies write it: bare, or with a port, IPv6 then in brackets.
fn address(entry: &str) -> Option<IpAddr> {
    entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
        .or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6))
        .map(|ip| ip.to_canonical())
}

/// The unit that limits are counted by: one IPv4 address, or the /64 that one IPv6 site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Network {
    /// One IPv4 address.
    V4(Ipv4Addr),
    /// The first address of an IPv6 /64.
    V6(Ipv6Addr),
}

impl From<IpAddr> for Network {
    fn from(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(ip) => Self::V4(ip),
            IpAddr::V6(ip) => Self::V6(Ipv6Addr::from_bits(ip.to_bits() & (!0 << 64))),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(ip) => write!(f, "{ip}"),
            Self::V6(ip) => write!(f, "{ip}/64"),
        }
    }
}

impl Client {
    /// What the edge found out; outside of it the peer, and the unspecified address without one.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or_else(|| {
            extensions.get::<Peer>().map_or(Self { ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED), https: false }, |peer| Self {
                ip: peer.address.ip().to_canonical(),
                https: peer.secure,
            })
        })
    }

    /// The network that limits count this client by.
    pub fn network(self) -> Network {
        Network::from(self.ip)
    }
}

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}

/// The client's address alone, as an extractor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Client::of(&parts.extensions).ip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn resolve(peer: &str, headers: &[(&'static str, &str)]) -> (String, bool) {
        let trusted = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        let peer = Peer { address: SocketAddr::new(peer.parse().unwrap(), 1), secure: false };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let client = trusted.resolve(peer, &map);
        (client.ip.to_string(), client.https)
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let claimed = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-proto", "https")];
        assert_eq!(resolve("9.9.9.9", &claimed), ("9.9.9.9".into(), false));
    }

    #[test]
    fn the_walk_ends_at_the_first_stranger_from_the_right() {
        for (forwarded, expected) in [
            ("6.6.6.6, 1.1.1.1", "1.1.1.1"),
            ("not an address, 1.1.1.1, 10.2.2.2", "1.1.1.1"),
            ("1.1.1.1:4711, 10.2.2.2", "1.1.1.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1, fd00::7", "2001:db8::1"),
            ("::ffff:1.1.1.1", "1.1.1.1"),
            ("10.3.3.3, 10.2.2.2", "10.3.3.3"),
        ] {
            assert_eq!(resolve("10.0.0.1", &[("x-forwarded-for", forwarded)]).0, expected, "{forwarded}");
        }
    }

    #[test]
    fn a_malformed_entry_on_the_way_means_the_peer() {
        for forwarded in ["", "unknown", "1.1.1.1, ", "1.1.1.1, bad, 10.2.2.2", "1.1.1.1:99999", "[::1", "é"] {
            assert_eq!(resolve("10.0.0.1", &[("x-forwarded-for", forwarded)]).0, "10.0.0.1", "{forwarded}");
        }
    }

    #[test]
    fn repeated_headers_are_one_list() {
        let headers = [("x-forwarded-for", "6.6.6.6, 1.1.1.1"), ("x-forwarded-for", "10.2.2.2")];
        assert_eq!(resolve("10.0.0.1", &headers).0, "1.1.1.1");
    }

    #[test]
    fn the_scheme_comes_from_the_nearest_proxy() {
        assert!(resolve("10.0.0.1", &[("x-forwarded-proto", "HTTPS")]).1);
        assert!(!resolve("10.0.0.1", &[("x-forwarded-proto", "https, http")]).1);
        assert!(!resolve("10.0.0.1", &[("x-forwarded-proto", "gopher")]).1);
        assert!(resolve("::ffff:10.0.0.1", &[("x-forwarded-proto", "https")]).1);
    }

    #[test]
    fn a_network_is_an_address_or_a_site() {
        let network = |ip: &str| Network::from(ip.parse::<IpAddr>().unwrap()).to_string();
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }
}
