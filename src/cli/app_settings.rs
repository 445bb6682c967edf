//! The settings of a client about its apps on telephones.

use clap::Args;

use crate::domain::oauth::apps::{AndroidApp, Apps, IosApp};

#[derive(Clone, Debug, Args)]
pub(super) struct AppSettings {
    /// Its Android app by package and SHA-256 of its certificates, with colons; opens no links to us; repeat for
    /// more. Naming an Android app replaces all of them
    #[arg(long, value_name = "PACKAGE=FP[,FP]", num_args = 1.., value_parser = android)]
    android_app: Vec<AndroidApp>,
    /// The same, and it may open links to us. Before version 15 Android lets such an app claim EVERY address of this
    /// server, the sign-in page too: only for apps that are trusted like our own
    #[arg(long, value_name = "PACKAGE=FP[,FP]", num_args = 1.., value_parser = android)]
    android_app_all_links: Vec<AndroidApp>,
    /// Its iOS app by team and bundle; it may open links to /app/CLIENT/ of ours; repeat for more
    #[arg(long, value_name = "TEAM.BUNDLE", num_args = 1.., value_parser = ios)]
    ios_app: Vec<IosApp>,
}

impl AppSettings {
    /// Writes what was named over a client's apps.
    pub(super) fn apply(self, apps: &mut Apps) {
        let trusted = self.android_app_all_links.into_iter().map(|app| AndroidApp { all_links: true, ..app });
        let android: Vec<_> = self.android_app.into_iter().chain(trusted).collect();
        if !android.is_empty() {
            apps.android = android;
        }
        if !self.ios_app.is_empty() {
            apps.ios = self.ios_app;
        }
    }
}

/// Whether the names are good is for the laws of clients to say.
fn android(text: &str) -> Result<AndroidApp, &'static str> {
    let (package, prints) = text.split_once('=').ok_or("is not PACKAGE=FINGERPRINT")?;
    let sha256_cert_fingerprints = prints.split(',').map(str::to_owned).collect();
    Ok(AndroidApp { package: package.to_owned(), sha256_cert_fingerprints, all_links: false })
}

fn ios(text: &str) -> Result<IosApp, &'static str> {
    let (team, bundle) = text.split_once('.').ok_or("is not TEAM.BUNDLE")?;
    Ok(IosApp { team_id: team.to_owned(), bundle_id: bundle.to_owned() })
}

/// The apps in words.
pub(super) fn names(apps: &Apps) -> Vec<String> {
    let android = apps.android.iter().map(|app| {
        let links = if app.all_links { " (all links)" } else { "" };
        format!("android:{}{links}", app.package)
    });
    android.chain(apps.ios.iter().map(|app| format!("ios:{}", app.app_id()))).collect()
}
