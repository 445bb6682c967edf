//! What is asked, round by round.

use crate::setup::{self, Bank, Partner, Site};
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

/// The same with JWT access tokens (RFC 9068).
pub fn jwt_access(site: &Site) -> Same {
    let form = [("grant_type", "client_credentials")];
    Same { request: wire::post("/oauth2/token", &site.jwt_machine, &form), expect: "access_token\":\"eyJ" }
}

pub fn userinfo(site: &Site) -> Same {
    let bearer = setup::bearer(&site.access_token);
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

/// The same with a pushed request (RFC 9126): three requests a round.
pub struct Par(Site);

impl Scenario for Par {
    async fn round(&mut self, wire: &mut Wire) {
        let form: Vec<(&str, &str)> = self.0.request.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let pushed = wire.ask(&wire::post("/oauth2/par", &self.0.basic, &form)).await;
        let authorize = setup::authorize_pushed(&self.0.client_id, &pushed);
        let code = setup::code(wire, &authorize, &self.0.cookie).await;
        setup::redeem(wire, &self.0.basic, &code, &[]).await;
    }
}

pub fn par(site: &Site) -> Par {
    Par(site.clone())
}

/// The same under FAPI 2.0: `private_key_jwt` and `DPoP` at both endpoints of the client.
pub struct Fapi(Bank);

impl Scenario for Fapi {
    async fn round(&mut self, wire: &mut Wire) {
        setup::bank_tokens(wire, &self.0).await;
    }
}

pub fn fapi(bank: &Bank) -> Fapi {
    Fapi(bank.clone())
}

/// A partner's whole flow: a login link, the browser of somebody who has agreed, the exchange. Three requests a
/// round.
pub struct PartnerFlow(Partner);

impl Scenario for PartnerFlow {
    async fn round(&mut self, wire: &mut Wire) {
        setup::partner_tokens(wire, &self.0).await;
    }
}

pub fn partner_flow(partner: &Partner) -> PartnerFlow {
    PartnerFlow(partner.clone())
}

/// A chain of a partner's refresh tokens.
pub struct PartnerRefresh(String);

impl Scenario for PartnerRefresh {
    async fn round(&mut self, wire: &mut Wire) {
        let answer = wire.ask(&wire::json("PATCH", "/api/v1/oauth/token", &setup::bearer(&self.0), "")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.0 = answer.member("refresh_token");
    }
}

pub fn partner_refresh(token: &str) -> PartnerRefresh {
    PartnerRefresh(token.to_owned())
}

/// What a partner reads of a person.
pub fn partner_info(partner: &Partner) -> Same {
    let bearer = setup::bearer(&partner.access_token);
    Same { request: wire::get("/api/v1/oauth/info", &bearer), expect: "firstname" }
}
