//! One request of a person: what every handler needs to know about it, and how its answer is made.

use std::time::Duration;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tower_sessions::Session as Record;

use crate::base::{Digest, Fault, Locale, RequestId, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::oauth::track::TrackId;
use crate::domain::oauth::vocab::ResponseMode;
use crate::domain::session::{Session, SessionId};
use crate::http::binding::Binding;
use crate::http::cookie::{Cookies, Name};
use crate::http::headers::{Csp, OPENER, Source};
use crate::http::language::Chosen;
use crate::http::origin::From as CameFrom;
use crate::http::refusal::Refusal;
use crate::http::session::BrowserRecord;
use crate::http::state::App;
use crate::protocol::params::Params;
use crate::service::accounts::preferences;
use crate::service::authorize::{Browser, Next, TrackError, View, identify};
use crate::service::sessions::{self, SignedIn};
use crate::service::{Core, authorize, logout, outbox};
use crate::web::account::confirm::own_page;
use crate::web::authorize::{Via, go};
use crate::web::cards;
use crate::web::error::{Stop, lost};
use crate::web::logos;
use crate::web::page::{Chrome, Notice, Party, Theme};

/// A request with its browser.
pub(super) struct Visit {
    pub core: Core,
    pub origin: Origin,
    pub request: RequestId,
    pub query: Params,
    pub binding: Binding,
    pub record: BrowserRecord,
    pub headers: HeaderMap,
    pub notice: Option<Notice>,
    /// The app on whose behalf the person is here, once that is known.
    pub app: Option<String>,
    cookies: Cookies,
    chosen: Option<Chosen>,
    accepted: Option<Locale>,
    /// What a client wishes for outside of an authorization.
    wished: Option<Locale>,
    path: String,
    people: Option<Vec<SignedIn>>,
    set: Vec<HeaderValue>,
    /// Whether the answer leaves the browser's cookies alone.
    quiet: bool,
    /// Whether this is a step of an authorization in a pop-up window.
    popup: bool,
    /// The colours that were chosen in this browser.
    theme: Theme,
    /// `POST`: a form was sent.
    method: Method,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        let session = parts.extensions.get::<Record>().cloned().ok_or(Fault::Bug("pages have the session layer"))?;
        let Ok(CameFrom(origin)) = CameFrom::from_request_parts(parts, app).await;
        let core = app.core.clone();
        let cookies = Cookies::new(core.config.server.issuer.scheme() == "https");
        let now = core.clock.now();
        let binding = match Binding::read(&parts.headers, cookies, &core.keyring, now) {
            Some(known) => known,
            None => Binding::fresh(now)?,
        };
        // A query that cannot be read asks for nothing; the authorization endpoint reads its own.
        let query = Params::parse(parts.uri.query().unwrap_or_default()).unwrap_or_default();
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Locale::negotiate);
        let mut visit = Self {
            record: BrowserRecord::open(session).await?,
            origin,
            request: parts.extensions.get().copied().unwrap_or_else(RequestId::fresh),
            binding,
            chosen: Chosen::read(&parts.headers, cookies),
            headers: parts.headers.clone(),
            notice: None,
            app: None,
            cookies,
            accepted,
            wished: None,
            path: path_without_language(&parts.uri, &query),
            method: parts.method.clone(),
            query,
            people: None,
            set: Vec::new(),
            quiet: false,
            popup: false,
            theme: cookies.all(&parts.headers, Name::Theme).find_map(|word| word.parse().ok()).unwrap_or_default(),
            core,
        };
        if let Some(tag) = visit.query.get("lang").map(str::to_owned) {
            visit.choose_language(&tag);
        }
        Ok(visit)
    }
}

/// Where the same page is found again; secrets never stand in queries, but what is drawn is bounded.
fn path_without_language(uri: &Uri, query: &Params) -> String {
    let kept = [
        "track_id",
        "client_id",
        "post_logout_redirect_uri",
        "state",
        "remember",
        "other",
        "edit",
        "step",
        "done",
        "act",
        "way",
        "form",
        "next",
        "lost",
        "show",
        "type",
        "result",
        "period",
        "before",
        "q",
    ];
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in kept {
        if let Some(value) = query.get(name).filter(|v| v.len() <= 2_000) {
            out.append_pair(name, value);
        }
    }
    let text = out.finish();
    if text.is_empty() { uri.path().to_owned() } else { format!("{}?{text}", uri.path()) }
}

impl Visit {
    /// A person chose a language, with a link or a button; other words choose nothing.
    pub(super) fn choose_language(&mut self, tag: &str) {
        let Ok(locale) = tag.parse() else { return };
        let chosen = Chosen { locale, at: self.core.clock.now() };
        self.set.push(chosen.cookie(self.cookies));
        self.chosen = Some(chosen);
        self.notice = Some(Notice::LanguageChanged);
    }

    /// Colours were chosen: every page of this browser has them.
    pub(super) fn choose_theme(&mut self, theme: Theme) {
        if theme != self.theme {
            let life = Duration::from_secs(365 * 86_400);
            self.set.push(self.cookies.set(Name::Theme, theme.as_str(), Some(life)));
            self.theme = theme;
        }
    }

    /// A client wishes for a language.
    pub(super) fn wish(&mut self, locale: Option<Locale>) {
        self.wished = locale;
    }

    /// The browser as the services know it.
    pub(super) fn browser(&self) -> Browser {
        Browser { binding: self.binding.digest(), sessions: self.record.held().to_vec() }
    }

    /// Who is signed in in this browser, the active one first.
    pub(super) async fn people(&mut self) -> Result<&[SignedIn], Fault> {
        if self.people.is_none() {
            let held = self.record.held();
            let mut people = match held {
                [] => Vec::new(),
                ids => sessions::signed_in(&self.core, ids).await?,
            };
            people.sort_by_key(|p| held.iter().position(|id| *id == p.session.id));
            self.people = Some(people);
        }
        Ok(self.people.as_deref().unwrap_or_default())
    }

    /// The active person.
    pub(super) async fn person(&mut self) -> Result<Option<SignedIn>, Fault> {
        Ok(self.people().await?.first().cloned())
    }

    /// The language of the answer: what was chosen last in this browser wins over older wishes of the
    /// client and of the account.
    pub(super) async fn locale(&mut self, view: Option<&View>) -> Result<Locale, Fault> {
        let chosen = self.chosen;
        if let Some(view) = view
            && let Some(wished) = view.request.locale
        {
            return Ok(chosen
                .filter(|c| c.at.seconds() >= view.track.created_at.seconds())
                .map_or(wished, |c| c.locale));
        }
        // Chosen just now wins; a choice of long ago does not.
        if let Some(wished) = self.wished {
            let now = self.core.clock.now();
            return Ok(chosen.filter(|c| c.at.seconds() >= now.seconds()).map_or(wished, |c| c.locale));
        }
        if let Some(person) = self.people().await?.first()
            && let Some(own) = person.person.user.locale
        {
            return Ok(chosen
                .filter(|c| c.at.seconds() >= person.session.created_at.seconds())
                .map_or(own, |c| c.locale));
        }
        Ok(chosen.map(|c| c.locale).or(self.accepted).unwrap_or_default())
    }

    /// The authorization that an address names. A page that is only looked at does not repeat an answer.
    pub(super) async fn look(self, track: Option<&str>) -> Result<(Self, Option<View>), Stop> {
        let Some(text) = track else { return Ok((self, None)) };
        let found = match text.parse::<TrackId>() {
            Ok(id) => authorize::look(&self.core, id, &self.binding.digest()).await,
            Err(_) => Err(TrackError::Unknown),
        };
        self.opened(found, Via::Get).await
    }

    /// The authorization that a form names. The same form sent twice gets the same answer.
    pub(super) async fn take(self, track: Option<&str>) -> Result<(Self, Option<View>), Stop> {
        let Some(text) = track else { return Ok((self, None)) };
        let found = match text.parse::<TrackId>() {
            Ok(id) => authorize::view(&self.core, id, &self.binding.digest()).await,
            Err(_) => Err(TrackError::Unknown),
        };
        self.opened(found, Via::Post).await
    }

    async fn opened(mut self, found: Result<View, TrackError>, via: Via) -> Result<(Self, Option<View>), Stop> {
        match found {
            Ok(view) => {
                self.serves(&view);
                Ok((self, Some(view)))
            }
            Err(TrackError::Repeat(answer)) => Err(go(self, Next::Answer(*answer), via).await?.into()),
            Err(error) => Err(lost(self, error).await?.into()),
        }
    }

    /// Notes for which authorization the person is here.
    pub(super) fn serves(&mut self, view: &View) {
        self.app = Some(view.client.name.clone());
        self.answers_by(view.request.mode);
    }

    /// Notes how the authorization of this page answers. A pop-up window that answers by message has to keep the
    /// page that opened it: browsers part the two at the first page or redirect with the usual policy. Who
    /// opened it can send the window elsewhere and close it, and nothing more.
    pub(super) fn answers_by(&mut self, mode: ResponseMode) {
        self.popup = mode == ResponseMode::WebMessage;
    }

    /// Leaves the browser's cookies as they are.
    pub(super) fn quietly(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Draws a page. On a page of an authorization forms may end at its client.
    pub(super) async fn page<T: Template>(
        mut self,
        status: StatusCode,
        view: Option<&View>,
        build: impl FnOnce(Chrome) -> T,
    ) -> Result<Response, Stop> {
        let chrome = self.chrome(view).await?;
        let mut response = html(status, &build(chrome));
        if let Some(source) = view.and_then(|v| Source::of(v.request.redirect.url()).ok()) {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, Csp::page().form_action(&source).value());
        }
        let now = self.core.clock.now();
        let binding = self.binding.cookie(self.cookies, &self.core.keyring, now);
        self.set.extend(binding);
        Ok(self.finish(response))
    }

    async fn chrome(&mut self, view: Option<&View>) -> Result<Chrome, Fault> {
        let locale = self.locale(view).await?;
        let party = view.map(|view| Party {
            name: view.client.name.clone(),
            host: cards::host(view),
            leave: view.client.home_uri.clone(),
            logo: logos::address(&view.client),
            policy: view.client.policy_uri.clone(),
            terms: view.client.terms_uri.clone(),
        });
        Ok(Chrome {
            track: view.map(|v| v.track.id.text()),
            party,
            next: if view.is_none() { self.next() } else { None },
            notice: self.notice.take(),
            drawn_for: if self.is_at("/account") {
                self.people().await?.first().map(|p| p.session.user.text())
            } else {
                None
            },
            me: if view.is_none() && self.is_at("/account") {
                self.people().await?.first().map(|p| cards::account(&p.person))
            } else {
                None
            },
            theme: self.theme,
            posted: self.method == Method::POST,
            development: self.core.config.is_development(),
            ..Chrome::new(locale, self.binding.form_token(&self.core.keyring), self.path.clone())
        })
    }

    /// Sends the browser to one of our own addresses, or to a client's.
    pub(super) fn redirect(self, to: &str) -> Response {
        let Ok(location) = HeaderValue::try_from(to) else { return Refusal::Broken.into_response() };
        self.finish((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
    }

    /// Adds the cookies.
    pub(super) fn finish(mut self, mut response: Response) -> Response {
        if self.popup {
            response.headers_mut().insert(OPENER, HeaderValue::from_static("unsafe-none"));
        }
        if !self.quiet {
            self.set.extend(self.browser_state());
            for cookie in self.set {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        response
    }

    /// The cookie that clients' frames look at, if it has to change. Somebody is signed in: a value that
    /// belongs to these sign-ins. Nobody is: a random one, which stays until somebody signs in, and which a
    /// browser that never was signed in does not need.
    fn browser_state(&self) -> Option<HeaderValue> {
        let life = Duration::from_secs(self.core.config.sessions.remembered_seconds);
        let known: Vec<&str> = self.cookies.all(&self.headers, Name::State).take(4).collect();
        let value = match logout::browser_state(&self.core, self.record.held()) {
            Some(state) => format!("{SIGNED_IN}{state}"),
            None if known.is_empty() || known.iter().all(|value| value.starts_with(SIGNED_OUT)) => return None,
            None => format!("{SIGNED_OUT}{}", random::token().ok()?.expose()),
        };
        (known != [value.as_str()]).then(|| self.cookies.set(Name::State, &value, Some(life)))
    }

    /// A step before sign-in is stored for this browser: it has to keep its cookie.
    pub(super) fn keep_binding(&mut self) {
        let now = self.core.clock.now();
        let cookie = self.binding.cookie(self.cookies, &self.core.keyring, now);
        self.set.extend(cookie);
    }

    /// The cookie that makes this browser known: the one it has, else a new one.
    pub(super) fn device(&self) -> Result<Secret, Fault> {
        self.signed(Name::Device, DEVICE).map_or_else(random::token, Ok)
    }

    /// A sign-in waits for a second step: the browser is to be the same device then.
    pub(super) fn keep_device(&mut self, device: &Secret) {
        let known_for = Duration::from_secs(self.core.config.sessions.known_device_seconds);
        self.set.push(self.cookies.set(Name::Device, &self.sign(DEVICE, device), Some(known_for)));
    }

    /// Somebody proved who they are: a new id for the browser's record, the new sign-in first.
    pub(super) async fn enter(&mut self, session: &Session, device: &Secret) -> Result<(), Stop> {
        // Its owner may be told of a browser that was not known.
        outbox::wake(&self.core);
        let held = self.record.held().to_vec();
        let replaced = sessions::supersede(&self.core, &held, session).await?;
        let config = &self.core.config.sessions;
        let life = session.remembered.then(|| Duration::from_secs(config.remembered_seconds));
        self.record.enter(session.id, &replaced, life).await?;
        self.people = None;
        self.keep_device(device);
        let theme = preferences::of(&self.core, session.user).await?.theme;
        if theme != Theme::Auto {
            self.choose_theme(theme);
        }
        Ok(())
    }

    /// Notes for whom an authorization goes on.
    pub(super) async fn identify(self, view: View, session: &Session) -> Result<Self, Stop> {
        match identify(&self.core, view, session.id).await {
            Ok(()) => Ok(self),
            Err(error) => Err(lost(self, error).await?.into()),
        }
    }

    /// The secret of the registration that this browser is at.
    pub(super) fn registration(&self) -> Option<Secret> {
        self.signed(Name::Registration, REGISTRATION)
    }

    fn signed(&self, name: Name, purpose: &str) -> Option<Secret> {
        self.cookies.all(&self.headers, name).take(4).find_map(|value| {
            let (secret, signature) = value.split_once('.')?;
            self.core.keyring.verify(purpose, secret, signature).then(|| Secret::new(secret))
        })
    }

    fn sign(&self, purpose: &str, secret: &Secret) -> String {
        format!("{}.{}", secret.expose(), self.core.keyring.sign(purpose, secret.expose()))
    }

    /// Keeps a registration, or forgets it.
    pub(super) fn keep_registration(&mut self, secret: Option<&Secret>) {
        let header = match secret {
            None => self.cookies.remove(Name::Registration),
            Some(secret) => {
                let life = Duration::from_secs(self.core.config.otp.registration_seconds);
                self.cookies.set(Name::Registration, &self.sign(REGISTRATION, secret), Some(life))
            }
        };
        self.set.push(header);
    }

    /// Some signed out; others stay.
    pub(super) async fn leave_some(&mut self, ids: &[SessionId]) -> Result<(), Fault> {
        self.people = None;
        self.record.remove(ids).await
    }

    /// Everybody signed out: the record goes, and what was bound to this browser ends with a new
    /// binding.
    pub(super) async fn leave(&mut self) -> Result<(), Fault> {
        self.record.leave().await?;
        self.people = None;
        self.binding = Binding::fresh(self.core.clock.now())?;
        self.set.push(self.cookies.remove(Name::Session));
        self.set.push(self.cookies.remove(Name::Registration));
        Ok(())
    }

    /// Where the page of a form is found again.
    pub(super) fn came_by(&mut self, track: Option<&str>) {
        if let Some(track) = track.filter(|t| t.parse::<TrackId>().is_ok()) {
            let path = self.path.split('?').next().unwrap_or_default();
            self.path = format!("{path}?track_id={track}");
        }
    }

    /// The page of ours that the person wanted before they had to sign in.
    pub(super) fn next(&self) -> Option<String> {
        self.query.get("next").filter(|next| own_page(next)).map(str::to_owned)
    }

    /// Where this page is found again: path and query.
    pub(super) fn here(&self) -> &str {
        &self.path
    }

    /// Whether the address lies under a path.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.path.starts_with(path)
    }

    /// The page that is drawn belongs to another address than the form.
    pub(super) fn now_at(&mut self, path: &str) {
        path.clone_into(&mut self.path);
    }

    /// Digest of the binding: what codes and tracks store.
    pub(super) fn bound(&self) -> Digest {
        self.binding.digest()
    }
}

/// What the browser's state begins with.
const SIGNED_IN: &str = "1.";
const SIGNED_OUT: &str = "0.";
const REGISTRATION: &str = "registration";
const DEVICE: &str = "known device";

/// A page as an answer.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// An address of ours with its authorization.
pub(super) fn at(path: &str, view: Option<&View>) -> String {
    match view {
        Some(view) => format!("{path}?track_id={}", view.track.id),
        None => path.to_owned(),
    }
}
