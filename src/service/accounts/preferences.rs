//! How a person wants to be served.

use std::time::Duration;

use crate::base::{Fault, Locale};
use crate::domain::activity::{Origin, Outcome, Topic};
use crate::domain::preferences::{Preferences, Theme};
use crate::domain::user::UserId;
use crate::service::{Core, activity};
use crate::store::preferences as store;

/// How long a recommendation stays away that somebody does not want to see.
const NO_ADVICE: Duration = Duration::from_secs(30 * 86_400);

/// A person's choices.
pub async fn of(core: &Core, user: UserId) -> Result<Preferences, Fault> {
    store::find(&mut core.db.read().await?, user).await
}

/// Choices to write.
#[derive(Clone, Debug)]
pub struct Choose {
    /// Whose.
    pub user: UserId,
    /// The language of pages and messages.
    pub locale: Locale,
    /// The colours.
    pub theme: Theme,
    /// Whether news are wanted.
    pub news: bool,
    /// From where.
    pub origin: Origin,
}

/// Writes them; false if the person is not in good standing.
pub async fn choose(core: &Core, input: Choose) -> Result<bool, Fault> {
    let now = core.clock.now();
    core.db
        .write(move |tx| {
            Box::pin(async move {
                let Choose { user, locale, theme, news, origin } = input;
                if !store::set(tx, user, locale, theme, news).await? {
                    return Ok(false);
                }
                let what = (Topic::Account, "preferences", Outcome::Succeed);
                activity::record(tx, Some(user), what, &origin, now).await?;
                Ok(true)
            })
        })
        .await
}

/// Keeps recommendations away for a while.
pub async fn hide_advice(core: &Core, user: UserId) -> Result<(), Fault> {
    let until = core.clock.now().plus(NO_ADVICE);
    core.db.write(move |tx| Box::pin(async move { store::hide_advice(tx, user, until).await })).await
}
