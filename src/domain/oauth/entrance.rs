//! By which entrance an authorization came: it decides how the answer looks and where its code is redeemed.

use crate::domain::words;

/// An entrance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entrance {
    /// `/oauth2/authorize` and its neighbours.
    #[default]
    Standard,
    /// `/openid`, the OIDC generation of the partner API.
    Openid,
    /// A login link that the client made beforehand, the first generation of the partner API.
    Link,
}
words!(Entrance { Standard = "standard", Openid = "openid", Link = "link" });
