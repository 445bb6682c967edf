//! The apps of a client on telephones: what the platforms are told about them.

use serde::{Deserialize, Serialize};

/// Apps of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Apps {
    /// For Android.
    pub android: Vec<AndroidApp>,
    /// For iOS.
    pub ios: Vec<IosApp>,
}

/// An app for Android.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AndroidApp {
    /// Its application id.
    pub package: String,
    /// SHA-256 of the certificates that sign it, as pairs of hexadecimal digits between colons.
    pub sha256_cert_fingerprints: Vec<String>,
    /// Whether it may open links to us. Android knows no bounds for that before version 15: such an app can claim
    /// every address of ours, the sign-in page too. So this is a decision about each app.
    #[serde(default)]
    pub all_links: bool,
}

/// An app for iOS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IosApp {
    /// The team that signs it.
    pub team_id: String,
    /// Its bundle id.
    pub bundle_id: String,
}

/// Most apps of one kind, and most certificates of one app.
const MOST: usize = 10;

impl Apps {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.android.is_empty() && self.ios.is_empty()
    }

    /// Whether every name has the form that its platform gives to it, and stands for one app.
    pub fn are_sound(&self) -> bool {
        let few = self.android.len() <= MOST && self.ios.len() <= MOST;
        let mut packages: Vec<&str> = self.android.iter().map(|app| app.package.as_str()).collect();
        packages.sort_unstable();
        packages.dedup();
        few && packages.len() == self.android.len()
            && self.android.iter().all(AndroidApp::is_sound)
            && self.ios.iter().all(IosApp::is_sound)
    }
}

impl AndroidApp {
    fn is_sound(&self) -> bool {
        let parts = self.package.split('.');
        let word = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        let prints = &self.sha256_cert_fingerprints;
        (3..=223).contains(&self.package.len())
            && parts.clone().count() >= 2
            && parts.clone().all(word)
            && (1..=MOST).contains(&prints.len())
            && prints.iter().all(|print| is_fingerprint(print))
    }
}

/// 32 pairs of hexadecimal digits between colons.
fn is_fingerprint(text: &str) -> bool {
    let pairs = text.split(':');
    pairs.clone().count() == 32 && pairs.clone().all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl IosApp {
    /// The team and the bundle in one, as Apple writes them.
    pub fn app_id(&self) -> String {
        format!("{}.{}", self.team_id, self.bundle_id)
    }

    fn is_sound(&self) -> bool {
        let team =
            self.team_id.len() == 10 && self.team_id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let bundle = &self.bundle_id;
        team && (1..=155).contains(&bundle.len())
            && bundle.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A fingerprint that might be one.
    pub(crate) const PRINT: &str =
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

    fn android(package: &str, prints: &[&str]) -> Apps {
        let sha256_cert_fingerprints = prints.iter().map(|p| (*p).to_owned()).collect();
        let app = AndroidApp { package: package.into(), sha256_cert_fingerprints, all_links: false };
        Apps { android: vec![app], ios: Vec::new() }
    }

    fn ios(team: &str, bundle: &str) -> Apps {
        Apps { android: Vec::new(), ios: vec![IosApp { team_id: team.into(), bundle_id: bundle.into() }] }
    }

    #[test]
    fn names_have_the_forms_of_their_platforms() {
        assert!(android("kz.shop.app", &[PRINT, &PRINT.to_lowercase()]).are_sound());
        for package in ["shop", "kz..shop", "kz.1shop", "kz.shop*", "kz.shop/x", ".kz.shop", "", "kz.shöp"] {
            assert!(!android(package, &[PRINT]).are_sound(), "{package}");
        }
        let long = format!("{PRINT}:00");
        for prints in [&[][..], &["AA:BB"], &["*"], &[long.as_str()], &[&PRINT.replace(':', "")]] {
            assert!(!android("kz.shop.app", prints).are_sound(), "{prints:?}");
        }
        assert!(ios("9JA89QQLNQ", "kz.shop.app-2").are_sound());
        for (team, bundle) in
            [("9ja89qqlnq", "kz.shop"), ("9JA89QQLN", "kz.shop"), ("9JA89QQLNQ", "kz.*"), ("9JA89QQLNQ", "")]
        {
            assert!(!ios(team, bundle).are_sound(), "{team}.{bundle}");
        }
    }

    #[test]
    fn a_package_is_named_once() {
        let mut twice = android("kz.shop.app", &[PRINT]);
        twice.android.push(AndroidApp { all_links: true, ..twice.android[0].clone() });
        assert!(!twice.are_sound());
    }
}
