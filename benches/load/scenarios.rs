//! What is asked, round by round.

use crate::setup::{self, Site};
use crate::wire::{self, Wire};

/// One connection's work.
pub trait Scenario: Send {
    /// One round; panics if the server does not answer as it should.
    fn round(&mut self, wire: &mut Wire) -> impl Future<Output = ()> + Send;
}

/// The same request again and again.
pub struct Same {
    request: String,
    expect: &'static str,
}

impl Scenario for Same {
    async fn round(&mut self, wire: &mut Wire) {
        let answer = wire.ask(&self.request).await;
        assert!(answer.status == 200 && answer.body.contains(self.expect), "{}: {}", answer.status, answer.body);
    }
}

pub fn get(path: &str) -> Same {
    Same { request: wire::get(path, ""), expect: "" }
}

pub fn client_credentials(site: &Site) -> Same {
    let form = [("grant_type", "client_credentials")];
    Same { request: wire::post("/oauth2/token", &site.machine, &form), expect: "access_token" }
}

pub fn userinfo(site: &Site) -> Same {
    let bearer = format!("Authorization: Bearer {}\r\n", site.access_token);
    Same { request: wire::get("/oauth2/userinfo", &bearer), expect: "phone_number" }
}

pub fn introspection(site: &Site) -> Same {
    let form = [("token", site.access_token.as_str())];
    Same { request: wire::post("/oauth2/introspect", &site.basic, &form), expect: "\"active\":true" }
}

/// A chain of refresh tokens.
pub struct Refresh {
    basic: String,
    token: String,
}

impl Scenario for Refresh {
    async fn round(&mut self, wire: &mut Wire) {
        let form = [("grant_type", "refresh_token"), ("refresh_token", self.token.as_str())];
        let answer = wire.ask(&wire::post("/oauth2/token", &self.basic, &form)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.token = answer.member("refresh_token");
    }
}

pub fn refresh(site: &Site, token: &str) -> Refresh {
    Refresh { basic: site.basic.clone(), token: token.to_owned() }
}

/// Authorization with a live session, then the exchange: two requests a round.
pub struct CodeFlow(Site);

impl Scenario for CodeFlow {
    async fn round(&mut self, wire: &mut Wire) {
        setup::tokens(wire, &self.0).await;
    }
}

pub fn code_flow(site: &Site) -> CodeFlow {
    CodeFlow(site.clone())
}
