//! What ties the steps before a sign-in to one browser: a random value under our signature in a
//! short-lived cookie. Its digest is what tracks and one-time codes store; the token in every form
//! is a signature over it. A value that we did not sign is not taken on.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};

use super::cookie::{Cookies, Name};
use crate::base::keyring::Keyring;
use crate::base::secret::same;
use crate::base::{Digest, Fault, Micros, Secret, random};

/// The cookie ends so long after the last page.
const LIFE: Duration = Duration::from_secs(900);
/// It is written anew when it is older than this.
const SLIDE: Duration = Duration::from_secs(60);
const COOKIE: &str = "browser binding";
const FORM: &str = "form token";

/// One browser.
#[derive(Clone, Debug)]
pub struct Binding {
    secret: Secret,
    issued_at: Micros,
    is_new: bool,
}

impl Binding {
    /// The binding that a request brought, if it is ours and in time.
    pub fn read(headers: &HeaderMap, cookies: Cookies, keyring: &Keyring, now: Micros) -> Option<Self> {
        cookies.all(headers, Name::Binding).take(4).find_map(|value| Self::open(value, keyring, now))
    }

    fn open(value: &str, keyring: &Keyring, now: Micros) -> Option<Self> {
        let (signed, signature) = value.rsplit_once('.')?;
        let (secret, issued) = signed.split_once('.')?;
        if !keyring.verify(COOKIE, signed, signature) {
            return None;
        }
        let issued_at = Micros::from_seconds(issued.parse().ok()?);
        (now < issued_at.plus(LIFE)).then(|| Self { secret: Secret::new(secret), issued_at, is_new: false })
    }

    /// A binding for a browser that brought none.
    pub fn fresh(now: Micros) -> Result<Self, Fault> {
        Ok(Self { secret: random::token()?, issued_at: now, is_new: true })
    }

    /// Whether the browser does not have it yet.
    pub const fn is_new(&self) -> bool {
        self.is_new
    }

    /// What may be stored of it.
    pub fn digest(&self) -> Digest {
        self.secret.digest()
    }

    /// The token of every form drawn for this browser.
    pub fn form_token(&self, keyring: &Keyring) -> String {
        keyring.sign(FORM, self.secret.expose())
    }

    /// Whether a form was drawn for this browser. A browser without the cookie has no forms.
    pub fn drew(&self, keyring: &Keyring, token: &str) -> bool {
        !self.is_new && same(self.form_token(keyring).as_bytes(), token.as_bytes())
    }

    /// The header that gives the browser its cookie, or more time; none while it has enough.
    pub fn cookie(&self, cookies: Cookies, keyring: &Keyring, now: Micros) -> Option<HeaderValue> {
        if !self.is_new && now < self.issued_at.plus(SLIDE) {
            return None;
        }
        let signed = format!("{}.{}", self.secret.expose(), now.seconds());
        let value = format!("{signed}.{}", keyring.sign(COOKIE, &signed));
        Some(cookies.set(Name::Binding, &value, Some(LIFE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::keyring::MasterKey;
    use axum::http::header;

    const COOKIES: Cookies = Cookies::new(false);
    const NOW: Micros = Micros::from_seconds(1_000_000);

    fn keyring(letter: &str) -> Keyring {
        Keyring::new(&MasterKey::parse(&Secret::new(letter.repeat(42) + "A")).unwrap()).unwrap()
    }

    fn sent(set: &HeaderValue) -> HeaderMap {
        let pair = set.to_str().unwrap().split(';').next().unwrap();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    #[test]
    fn a_binding_comes_back_slides_and_ends() {
        let keys = keyring("A");
        let fresh = Binding::fresh(NOW).unwrap();
        let headers = sent(&fresh.cookie(COOKIES, &keys, NOW).unwrap());
        let back = Binding::read(&headers, COOKIES, &keys, NOW).unwrap();
        assert_eq!(back.digest(), fresh.digest());
        assert!(back.cookie(COOKIES, &keys, NOW).is_none());
        let later = NOW.plus(Duration::from_secs(899));
        let slid =
            sent(&Binding::read(&headers, COOKIES, &keys, later).unwrap().cookie(COOKIES, &keys, later).unwrap());
        let end = NOW.plus(LIFE);
        assert!(Binding::read(&headers, COOKIES, &keys, end).is_none());
        assert_eq!(Binding::read(&slid, COOKIES, &keys, end).unwrap().digest(), fresh.digest());
    }

    #[test]
    fn foreign_values_and_foreign_tokens_do_not_count() {
        let keys = keyring("A");
        let fresh = Binding::fresh(NOW).unwrap();
        let headers = sent(&fresh.cookie(COOKIES, &keyring("B"), NOW).unwrap());
        assert!(Binding::read(&headers, COOKIES, &keys, NOW).is_none());
        assert!(!fresh.drew(&keys, &fresh.form_token(&keys)), "a browser without the cookie has no forms");
        let headers = sent(&fresh.cookie(COOKIES, &keys, NOW).unwrap());
        let back = Binding::read(&headers, COOKIES, &keys, NOW).unwrap();
        assert!(back.drew(&keys, &fresh.form_token(&keys)));
        assert!(!back.drew(&keys, &Binding::fresh(NOW).unwrap().form_token(&keys)));
        assert!(!back.drew(&keys, ""));
    }
}
