//! The interaction policy: what the browser is shown next, as a pure function.
//!
//! Pages never know which page follows; each returns to the dispatcher, which asks here.
//! `prompt=none` is no special road: a step that needs a page becomes the error it stands for.

use crate::base::Micros;
use crate::domain::consent::Consent;
use crate::domain::oauth::track::{AuthorizationRequest, Stage};
use crate::domain::oauth::vocab::Prompt;
use crate::domain::policy::Class;
use crate::domain::session::{Session, SessionId};
use crate::protocol::acr;
use crate::protocol::error::{ErrorCode, OAuthError};

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Let the person choose among the accounts of this browser.
    ChooseAccount,
    /// Ask who it is.
    SignIn,
    /// Offer an account to somebody who has none (Initiating User Registration 1.0).
    Register,
    /// Ask for one more proof: the session does not reach the class that is wanted.
    Raise(SessionId, Class),
    /// Ask what to share.
    Consent(SessionId),
    /// Nothing is left to ask.
    Issue(SessionId),
    /// The client gets this error.
    Refuse(OAuthError),
}

/// What the decision is made from.
pub struct Situation<'a> {
    /// The request.
    pub request: &'a AuthorizationRequest,
    /// How far the track has come.
    pub stage: Stage,
    /// When the request came in.
    pub started_at: Micros,
    /// The live sessions of this browser, the active one first.
    pub sessions: &'a [Session],
    /// The session whose person `login_hint` names.
    pub expected: Option<SessionId>,
    /// What the candidate decided about this client before.
    pub consent: Option<&'a Consent>,
    /// What the operator asks of the candidate for this client, and the classes the candidate can reach.
    pub demand: Demand,
    /// Now.
    pub now: Micros,
}

/// What a rule asks of somebody for a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// At least this class.
    pub class: Class,
    /// Whether the way by which the candidate came in is not allowed for the client.
    pub barred: bool,
    /// The strongest class that the candidate can reach by what they have.
    pub reachable: Class,
}

impl<'a> Situation<'a> {
    /// The session that the answer would be about: the one chosen for this track, else the one the
    /// client expects, else the active one.
    pub fn candidate(&self) -> Option<&'a Session> {
        let by_id = |id: SessionId| self.sessions.iter().find(|s| s.id == id);
        if let Some(chosen) = self.stage.session() {
            return by_id(chosen);
        }
        if let Some(user) = self.request.hinted_user {
            return self.sessions.iter().find(|s| s.user == user);
        }
        self.expected.and_then(by_id).or_else(|| self.sessions.first())
    }

    /// The next step.
    pub fn next_step(&self) -> Step {
        let step = self.wanted_step();
        if !self.request.wants(Prompt::None) {
            return step;
        }
        // OIDC Core §3.1.2.6
        match step {
            Step::SignIn | Step::Register | Step::ChooseAccount => {
                refuse(ErrorCode::LoginRequired, "nobody is signed in, or not recently enough")
            }
            Step::Raise(..) => refuse(ErrorCode::LoginRequired, "the person has to prove themselves once more"),
            Step::Consent(_) => refuse(ErrorCode::ConsentRequired, "the person has not agreed to this yet"),
            Step::Issue(_) | Step::Refuse(_) => step,
        }
    }

    fn wanted_step(&self) -> Step {
        let identified = self.stage.session().is_some();
        if !identified && self.request.wants(Prompt::Create) {
            return Step::Register;
        }
        if !identified && self.must_choose() {
            return Step::ChooseAccount;
        }
        let Some(session) = self.candidate() else { return Step::SignIn };
        if self.request.hinted_user.is_some_and(|user| user != session.user) {
            return refuse(ErrorCode::LoginRequired, "somebody else than id_token_hint names is signed in");
        }
        if !self.is_recent_enough(session) {
            return Step::SignIn;
        }
        if self.demand.barred {
            return Step::SignIn;
        }
        if let Some(step) = self.raise(session) {
            return step;
        }
        let approved = self.stage == Stage::Approved(session.id);
        let covered = self.consent.is_some_and(|consent| consent.covers(&self.request.scopes));
        if covered && (approved || !self.request.wants(Prompt::Consent)) {
            return Step::Issue(session.id);
        }
        Step::Consent(session.id)
    }

    /// OIDC Core §5.5.1.1, RFC 9470 §5: an essential class that the session lacks is reached by one more proof, or
    /// the client is told that it cannot be. A voluntary one is asked for where the person can reach it. What the
    /// operator's rules ask for is as good as essential.
    fn raise(&self, session: &Session) -> Option<Step> {
        let reached = Class::reached(&session.amr);
        let ask = self.request.claims.acr().filter(|ask| !ask.values.is_empty());
        // Any of the named classes will do: the weakest is the least to ask of the person.
        let wanted = ask.and_then(|ask| ask.values.iter().filter_map(|name| acr::class(name)).min());
        let essential = ask.is_some_and(|ask| ask.essential);
        if essential && wanted.is_none() {
            let none = "no requested authentication class can be reached";
            return Some(refuse(ErrorCode::UnmetAuthenticationRequirements, none));
        }
        let needed = self.demand.class.max(wanted.filter(|_| essential).unwrap_or_default());
        let wished = wanted.filter(|class| !self.request.wants(Prompt::None) && self.demand.reachable >= *class);
        let least = needed.max(wished.unwrap_or_default());
        (reached < least).then_some(Step::Raise(session.id, least))
    }

    /// OIDC Core §3.1.2.1 `select_account`; and where several people are signed in and the client
    /// did not say whom it expects, the person says it. A silent request takes the active one.
    fn must_choose(&self) -> bool {
        let wants = self.request.wants(Prompt::SelectAccount) && !self.sessions.is_empty();
        let silent = self.request.wants(Prompt::None);
        let expected = self.expected.is_some() || self.request.hinted_user.is_some();
        wants || (self.sessions.len() > 1 && !silent && !expected)
    }

    /// OIDC Core §3.1.2.1 `prompt=login` and `max_age`: a proof made for this very request is always
    /// recent enough, or a person slower than `max_age` would be asked for ever.
    fn is_recent_enough(&self, session: &Session) -> bool {
        let proved_for_this = session.auth_time >= self.started_at;
        let too_old = self.request.max_age.is_some_and(|age| !session.is_fresh(age, self.now));
        proved_for_this || !(self.request.wants(Prompt::Login) || too_old)
    }
}

const fn refuse(code: ErrorCode, description: &'static str) -> Step {
    Step::Refuse(OAuthError::new(code, description))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::base::Id;
    use crate::domain::oauth::claims::{Ask, ClaimsRequest};
    use crate::domain::oauth::client::tests::client;
    use crate::domain::oauth::scope::Scopes;
    use crate::domain::oauth::vocab::{ResponseMode, ResponseType};
    use crate::domain::session::{Amr, SessionLife};

    const START: Micros = Micros::from_seconds(1_000_000);

    fn request(prompts: &[Prompt]) -> AuthorizationRequest {
        let shop = client(&["https://shop.example/cb"]);
        AuthorizationRequest {
            client: shop.id.clone(),
            entrance: crate::domain::oauth::entrance::Entrance::Standard,
            redirect: shop.redirect("https://shop.example/cb").unwrap(),
            response: ResponseType::Code,
            mode: ResponseMode::Query,
            state: None,
            nonce: None,
            scopes: Scopes::parse("openid").unwrap(),
            resources: Vec::new(),
            challenge: None,
            dpop_jkt: None,
            prompts: prompts.to_vec(),
            max_age: None,
            claims: ClaimsRequest::default(),
            voluntary: Scopes::default(),
            login_hint: None,
            hinted_user: None,
            locale: None,
            device: None,
        }
    }

    fn session(auth_time: Micros) -> Session {
        let life = SessionLife { idle: Duration::from_secs(1_800), absolute: Duration::from_secs(43_200) };
        Session::begin(Id::opaque(), vec![Amr::Pwd], false, life, auth_time)
    }

    fn consent() -> Consent {
        let openid = Scopes::parse("openid").unwrap();
        Consent::none(START).updated(&openid, &openid, START)
    }

    fn step(request: &AuthorizationRequest, stage: Stage, sessions: &[Session], consent: Option<&Consent>) -> Step {
        let now = START.plus(Duration::from_secs(60));
        let demand = Demand::default();
        Situation { request, stage, started_at: START, sessions, expected: None, consent, demand, now }.next_step()
    }

    fn error(step: &Step) -> &'static str {
        match step {
            Step::Refuse(error) => error.code.as_str(),
            _ => "no error",
        }
    }

    #[test]
    fn the_usual_road() {
        let (plain, given) = (request(&[]), consent());
        let one = [session(START.minus(Duration::from_secs(600)))];
        let id = one[0].id;
        assert_eq!(step(&plain, Stage::Started, &[], None), Step::SignIn);
        assert_eq!(step(&plain, Stage::Started, &one, None), Step::Consent(id));
        assert_eq!(step(&plain, Stage::Started, &one, Some(&given)), Step::Issue(id));
        let two = [one[0].clone(), session(START)];
        assert_eq!(step(&plain, Stage::Started, &two, Some(&given)), Step::ChooseAccount);
        assert_eq!(step(&plain, Stage::Identified(two[1].id), &two, Some(&given)), Step::Issue(two[1].id));
    }

    #[test]
    fn prompt_values_are_met_once() {
        let given = consent();
        let old = [session(START.minus(Duration::from_secs(600)))];
        let new = [session(START.plus(Duration::from_secs(5)))];
        let login = request(&[Prompt::Login]);
        assert_eq!(step(&login, Stage::Started, &old, Some(&given)), Step::SignIn);
        assert_eq!(step(&login, Stage::Identified(new[0].id), &new, Some(&given)), Step::Issue(new[0].id));
        let ask = request(&[Prompt::Consent]);
        assert_eq!(step(&ask, Stage::Started, &old, Some(&given)), Step::Consent(old[0].id));
        assert_eq!(step(&ask, Stage::Approved(old[0].id), &old, Some(&given)), Step::Issue(old[0].id));
        let select = request(&[Prompt::SelectAccount]);
        assert_eq!(step(&select, Stage::Started, &old, Some(&given)), Step::ChooseAccount);
        assert_eq!(step(&select, Stage::Started, &[], None), Step::SignIn);
        assert_eq!(step(&request(&[Prompt::Create]), Stage::Started, &old, Some(&given)), Step::Register);
    }

    #[test]
    fn a_silent_request_never_shows_a_page() {
        let (silent, given) = (request(&[Prompt::None]), consent());
        let two = [session(START), session(START)];
        assert_eq!(error(&step(&silent, Stage::Started, &[], None)), "login_required");
        assert_eq!(error(&step(&silent, Stage::Started, &two, None)), "consent_required");
        assert_eq!(step(&silent, Stage::Started, &two, Some(&given)), Step::Issue(two[0].id));
    }

    #[test]
    fn max_age_asks_again_but_not_for_ever() {
        let given = consent();
        let aged = AuthorizationRequest { max_age: Some(Duration::from_secs(30)), ..request(&[]) };
        let old = [session(START.minus(Duration::from_secs(600)))];
        assert_eq!(step(&aged, Stage::Started, &old, Some(&given)), Step::SignIn);
        let new = [session(START.plus(Duration::from_secs(1)))];
        assert_eq!(step(&aged, Stage::Identified(new[0].id), &new, Some(&given)), Step::Issue(new[0].id));
    }

    #[test]
    fn a_hinted_person_is_found_or_asked_for_and_nobody_else_is_taken() {
        let given = consent();
        let two = [session(START), session(START)];
        let hinted = AuthorizationRequest { hinted_user: Some(two[1].user), ..request(&[]) };
        assert_eq!(step(&hinted, Stage::Started, &two, Some(&given)), Step::Issue(two[1].id));
        assert_eq!(step(&hinted, Stage::Started, &two[..1], Some(&given)), Step::SignIn);
        assert_eq!(error(&step(&hinted, Stage::Identified(two[0].id), &two, Some(&given))), "login_required");
    }

    #[test]
    fn an_essential_class_is_reached_or_refused() {
        let (given, one) = (consent(), [session(START)]);
        let asking = |essential, class: &str| {
            let ask = Ask { essential, values: vec![class.into()] };
            let claims = ClaimsRequest { id_token: [("acr".to_owned(), ask)].into(), ..ClaimsRequest::default() };
            step(&AuthorizationRequest { claims, ..request(&[]) }, Stage::Started, &one, Some(&given))
        };
        assert_eq!(asking(true, acr::SINGLE), Step::Issue(one[0].id));
        assert_eq!(asking(true, acr::TWO_FACTOR), Step::Raise(one[0].id, Class::TwoFactor));
        assert_eq!(asking(false, acr::TWO_FACTOR), Step::Issue(one[0].id), "who cannot reach it is not asked");
        assert_eq!(error(&asking(true, "made:up")), "unmet_authentication_requirements");
        assert_eq!(asking(false, "made:up"), Step::Issue(one[0].id));
    }

    #[test]
    fn rules_ask_for_more_and_bar_ways_in() {
        let (given, one) = (consent(), [session(START)]);
        let judged = |demand, prompts: &[Prompt]| {
            let request = request(prompts);
            let (stage, now) = (Stage::Started, START.plus(Duration::from_secs(60)));
            let consent = Some(&given);
            let (sessions, request) = (&one[..], &request);
            Situation { request, stage, started_at: START, sessions, expected: None, consent, demand, now }.next_step()
        };
        let two = Demand { class: Class::TwoFactor, ..Demand::default() };
        assert_eq!(judged(two, &[]), Step::Raise(one[0].id, Class::TwoFactor));
        assert_eq!(error(&judged(two, &[Prompt::None])), "login_required");
        assert_eq!(judged(Demand { barred: true, ..Demand::default() }, &[]), Step::SignIn);
    }

    #[test]
    fn an_approval_is_bound_to_the_session_that_gave_it() {
        let ask = request(&[Prompt::Consent]);
        let two = [session(START), session(START)];
        let given = consent();
        assert_eq!(step(&ask, Stage::Identified(two[1].id), &two, Some(&given)), Step::Consent(two[1].id));
        assert_eq!(step(&request(&[]), Stage::Approved(two[1].id), &two[..1], Some(&given)), Step::SignIn);
    }
}
