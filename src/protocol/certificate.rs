//! Certificates of TLS clients (RFC 8705), as a trusted proxy hands them on (RFC 9440).

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::{FromDer as _, GeneralName, RelativeDistinguishedName, X509Certificate, X509Name};
use x509_parser::public_key::PublicKey as Spki;

use crate::base::Micros;
use crate::domain::oauth::options::TlsSubject;
use crate::domain::oauth::vocab::AuthMethod;

/// Which certificates reach us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificates {
    /// None.
    Off,
    /// Any, and only the key in it proves something: a name could be anybody's.
    Any,
    /// Those whose chain the proxy has checked: the name in it counts.
    Verified,
}

impl Certificates {
    /// Whether there are any.
    pub fn is_on(self) -> bool {
        self != Self::Off
    }

    /// RFC 8705 §2: whether a client may prove itself by a method; those without a certificate always may.
    pub fn admit(self, method: AuthMethod) -> bool {
        match method {
            AuthMethod::TlsClientAuth => self == Self::Verified,
            AuthMethod::SelfSignedTlsClientAuth => self.is_on(),
            _ => true,
        }
    }
}

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
            TlsSubject::Dn(dn) => is_name(certificate.subject(), dn),
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

/// A distinguished name: its parts, each of one attribute or several, as type and value.
type Name = Vec<Vec<(String, String)>>;

/// RFC 4514 §2.1 writes the most special part first, certificates have it last; both are taken.
fn is_name(own: &X509Name<'_>, wanted: &str) -> bool {
    let (Some(own), Some(mut wanted)) = (parts_of(own), read_name(wanted)) else { return false };
    if own == wanted {
        return true;
    }
    wanted.reverse();
    own == wanted
}

/// The parts of a certificate's name. Compared as values and not as one text, in which a comma within a value
/// would look like the end of it.
fn parts_of(name: &X509Name<'_>) -> Option<Name> {
    let part = |part: &RelativeDistinguishedName<'_>| {
        let attributes = part.iter().map(|attribute| {
            let kind = attribute.attr_type();
            let kind = oid2abbrev(kind, oid_registry()).map_or_else(|_| kind.to_id_string(), str::to_ascii_lowercase);
            Some((kind, attribute.as_str().ok()?.to_owned()))
        });
        attributes.collect::<Option<Vec<_>>>().map(sorted)
    };
    name.iter().map(part).collect()
}

/// RFC 4514 §3.
fn read_name(text: &str) -> Option<Name> {
    let (mut name, mut part, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        let (kind, value) = rest.split_once('=')?;
        let (value, end) = read_value(value.trim_start())?;
        part.push((kind.trim().to_ascii_lowercase(), value));
        if !end.starts_with('+') {
            name.push(sorted(std::mem::take(&mut part)));
        }
        match end.get(1..) {
            Some(more) => rest = more,
            None => return Some(name),
        }
    }
}

/// RFC 4514 §2.4: a value without its escapes, and the text from the sign on that ends it.
fn read_value(text: &str) -> Option<(String, &str)> {
    let (mut value, mut whole) = (Vec::new(), 0);
    let push = |value: &mut Vec<u8>, c: char| value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    let mut chars = text.char_indices();
    let mut end = "";
    while let Some((at, c)) = chars.next() {
        match c {
            ',' | '+' => {
                end = text.get(at..)?;
                break;
            }
            '\\' => {
                let (_, escaped) = chars.next()?;
                match escaped.to_digit(16) {
                    Some(high) => {
                        let (_, low) = chars.next()?;
                        value.push(u8::try_from(high * 16 + low.to_digit(16)?).ok()?);
                    }
                    None => push(&mut value, escaped),
                }
                whole = value.len();
            }
            c => {
                push(&mut value, c);
                // Spaces at the end are part of it only if they are escaped.
                if c != ' ' {
                    whole = value.len();
                }
            }
        }
    }
    value.truncate(whole);
    Some((String::from_utf8(value).ok()?, end))
}

fn sorted(mut attributes: Vec<(String, String)>) -> Vec<(String, String)> {
    attributes.sort_unstable();
    attributes
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

    #[test]
    fn names_are_read_with_their_escapes() {
        let read = |text: &str| {
            read_name(text).map(|name| {
                let part = |part: Vec<(String, String)>| {
                    part.into_iter().map(|(k, v)| format!("{k}:{v}")).collect::<Vec<_>>().join("+")
                };
                name.into_iter().map(part).collect::<Vec<_>>().join("|")
            })
        };
        let is = |text: &str, parts: &str| assert_eq!(read(text).as_deref(), Some(parts), "{text}");
        is("CN=shop.example, O=Shop ,C=KZ", "cn:shop.example|o:Shop|c:KZ");
        is(r"CN=a\,O=b\+c\=d,C=K\5A", "cn:a,O=b+c=d|c:KZ");
        is(r"CN=a\ ,O=\D0\B0+L=x=y", "cn:a |l:x=y+o:а");
        is("CN=", "cn:");
        for bad in ["", "CN", "CN=a,", r"CN=a\", r"CN=\ff", r"CN=\f"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
