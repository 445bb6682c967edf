//! Certificates of TLS clients (RFC 8705), as a trusted proxy hands them on (RFC 9440).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};
use x509_parser::public_key::PublicKey as Spki;

use crate::base::Micros;
use crate::domain::oauth::options::TlsSubject;

/// A certificate that the other side of a TLS connection proved to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(Vec<u8>);

/// Longest certificate that is read.
const MOST: usize = 8 * 1024;

impl Certificate {
    /// RFC 9440 §2.1: a structured field of bytes, base64 between colons.
    pub fn of_header(value: &str) -> Option<Self> {
        let inner = value.trim().strip_prefix(':')?.strip_suffix(':')?;
        let der = STANDARD.decode(inner).ok().filter(|der| der.len() <= MOST)?;
        let (rest, _) = X509Certificate::from_der(&der).ok()?;
        rest.is_empty().then_some(Self(der))
    }

    /// RFC 8705 §3.1: `x5t#S256`.
    pub fn thumbprint(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &self.0))
    }

    /// RFC 8705 §2.1: whether it carries the registered name.
    pub fn carries(&self, name: &TlsSubject) -> bool {
        let Ok((_, certificate)) = X509Certificate::from_der(&self.0) else { return false };
        let names = || certificate.subject_alternative_name().ok().flatten().map(|san| &san.value.general_names);
        let any = |fits: &dyn Fn(&GeneralName<'_>) -> bool| names().is_some_and(|names| names.iter().any(fits));
        match name {
            TlsSubject::Dn(dn) => same_name(&certificate.subject().to_string(), dn),
            TlsSubject::SanDns(dns) => {
                any(&|n| matches!(n, GeneralName::DNSName(own) if own.eq_ignore_ascii_case(dns)))
            }
            TlsSubject::SanUri(uri) => any(&|n| matches!(n, GeneralName::URI(own) if own == uri)),
            TlsSubject::SanEmail(mail) => any(&|n| matches!(n, GeneralName::RFC822Name(own) if own == mail)),
            TlsSubject::SanIp(ip) => any(&|n| matches!(n, GeneralName::IPAddress(own) if is_address(own, ip))),
        }
    }

    /// RFC 8705 §2.2: whether its public key is this JWK. `use` and `kid` do not matter.
    pub fn has_key(&self, jwk: &serde_json::Map<String, serde_json::Value>) -> bool {
        let Ok((_, certificate)) = X509Certificate::from_der(&self.0) else { return false };
        let member = |name: &str| {
            let text = jwk.get(name).and_then(serde_json::Value::as_str)?;
            URL_SAFE_NO_PAD.decode(text).ok()
        };
        let spki = certificate.public_key();
        match spki.parsed() {
            Ok(Spki::RSA(rsa)) => {
                let plain = |bytes: &[u8]| bytes.iter().copied().skip_while(|b| *b == 0).collect::<Vec<_>>();
                member("n").is_some_and(|n| plain(&n) == plain(rsa.modulus))
                    && member("e").is_some_and(|e| plain(&e) == plain(rsa.exponent))
            }
            Ok(Spki::EC(point)) => {
                let point = point.data();
                let (Some(x), Some(y)) = (member("x"), member("y")) else { return false };
                point.strip_prefix(&[4]).is_some_and(|xy| xy == [x, y].concat())
            }
            // Ed25519 has no shape of its own there: the key is the bit string.
            _ => member("x").is_some_and(|x| !jwk.contains_key("y") && *spki.subject_public_key.data == *x),
        }
    }

    /// Whether it holds at this time.
    pub fn is_valid(&self, now: Micros) -> bool {
        let Ok((_, certificate)) = X509Certificate::from_der(&self.0) else { return false };
        let validity = certificate.validity();
        let (from, to) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        (from..=to).contains(&now.seconds())
    }
}

/// RFC 4514 texts differ in spaces after commas only, as far as we go; attributes keep their order.
fn same_name(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let (own, wanted) = (plain(a), plain(b));
    let reversed = || wanted.iter().rev().cloned().collect::<Vec<_>>();
    !wanted.is_empty() && (own == wanted || own == reversed())
}

fn is_address(own: &[u8], wanted: &str) -> bool {
    match wanted.parse() {
        Ok(std::net::IpAddr::V4(ip)) => own == ip.octets(),
        Ok(std::net::IpAddr::V6(ip)) => own == ip.octets(),
        Err(_) => false,
    }
}
