//! Certificates of TLS clients (RFC 8705), as a trusted proxy hands them on (RFC 9440).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use x509_parser::prelude::{FromDer as _, GeneralName, RelativeDistinguishedName, X509Certificate, X509Name};
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
            TlsSubject::Dn(dn) => parts_of(certificate.subject()).is_some_and(|own| same_name(&own, dn)),
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

/// The parts of a certificate's name as they are written, one text each: a comma inside of one begins no
/// other. `None` for a name that cannot be told apart from another one.
fn parts_of(name: &X509Name<'_>) -> Option<Vec<String>> {
    let part = |rdn: &RelativeDistinguishedName<'_>| {
        let single = rdn.iter().count() == 1;
        let text = X509Name::new(vec![rdn.clone()], &[]).to_string();
        (single || rdn.iter().all(|own| own.as_str().is_ok_and(|value| !value.contains('+')))).then_some(text)
    };
    name.iter().map(part).collect()
}

/// RFC 4514 texts differ in spaces after commas only, as far as we go; attributes keep their order.
fn same_name(own: &[String], wanted: &str) -> bool {
    let wanted = split(wanted);
    !wanted.is_empty() && (own == wanted || own.iter().rev().eq(&wanted))
}

/// RFC 4514 §2.4, §3: the parts of a written name; what stands behind a backslash is no sign.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let next = match c {
            ',' => {
                parts.push(String::new());
                continue;
            }
            '\\' => chars.next(),
            other => Some(other),
        };
        if let Some(part) = parts.last_mut() {
            part.extend(next);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

fn is_address(own: &[u8], wanted: &str) -> bool {
    match wanted.parse() {
        Ok(std::net::IpAddr::V4(ip)) => own == ip.octets(),
        Ok(std::net::IpAddr::V6(ip)) => own == ip.octets(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| (*part).to_owned()).collect()
    }

    #[test]
    fn a_name_is_the_same_part_by_part() {
        let shop = owned(&["C=KZ", "O=Shop", "CN=client"]);
        assert!(same_name(&shop, "C=KZ, O=Shop, CN=client") && same_name(&shop, "CN=client,O=Shop,C=KZ"));
        assert!(same_name(&owned(&["O=Shop, Inc", "CN=client"]), r"CN=client,O=Shop\, Inc"));
        // One part that spells out several.
        assert!(!same_name(&owned(&["CN=client, O=Shop, C=KZ"]), "CN=client,O=Shop,C=KZ"));
        assert!(!same_name(&owned(&["CN=client, O=Shop", "C=KZ"]), "CN=client,O=Shop,C=KZ"));
        for other in ["", "CN=client", "C=KZ,CN=client,O=Shop", "C=KZ,O=Shop,CN=client,"] {
            assert!(!same_name(&shop, other), "{other}");
        }
    }
}
