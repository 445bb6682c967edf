//! `serve`

use crate::app::{self, Failure};
use crate::config::Config;

pub(super) async fn run(config: Config) -> Result<(), Failure> {
    app::run(config).await
}
