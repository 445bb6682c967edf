//! The shop's own sessions: in memory, bounded, under a random cookie. What a sign-in needs when
//! the browser comes back (state, nonce, verifier) stays here and never leaves the server.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::base::{Digest, Fault, Micros, Secret, random};
use crate::web::pages::demo::DemoTrouble;

use super::person::SignedIn;

/// Sessions in all; the least useful makes room.
const MOST: usize = 1_000;
/// Sign-ins that one browser may have under way: one per tab.
const TABS: usize = 8;
/// How long a sign-in may take.
const ATTEMPT: Duration = Duration::from_secs(600);
/// A session ends when unused for so long.
const IDLE: Duration = Duration::from_secs(12 * 3_600);

/// A sign-in under way.
#[derive(Debug)]
pub(super) struct Attempt {
    /// Binds the answer to this browser.
    pub state: Secret,
    /// Binds the ID token to this sign-in.
    pub nonce: Secret,
    /// Binds the code to this sign-in (RFC 7636).
    pub verifier: Secret,
    /// What was asked for.
    pub asked: Vec<&'static str>,
    /// When it began.
    pub begun: Micros,
}

#[derive(Debug)]
struct Session {
    csrf: Secret,
    attempts: VecDeque<Attempt>,
    person: Option<SignedIn>,
    used: Micros,
}

/// What a page needs of a session.
#[derive(Debug)]
pub(super) struct Visitor {
    /// The token of its forms.
    pub csrf: Secret,
    /// Who signed in.
    pub person: SignedIn,
}

/// All sessions.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    all: Mutex<HashMap<Digest, Session>>,
}

impl Sessions {
    /// Remembers an attempt. Gives the cookie of a new session if the browser had none.
    pub fn begin(&self, cookie: Option<&str>, attempt: Attempt, now: Micros) -> Result<Option<Secret>, Fault> {
        let mut all = self.live(now);
        if let Some(session) = cookie.and_then(|cookie| all.get_mut(&Digest::of(cookie))) {
            session.used = now;
            session.attempts.truncate(TABS - 1);
            session.attempts.push_front(attempt);
            return Ok(None);
        }
        let session = Session { csrf: random::token()?, attempts: [attempt].into(), person: None, used: now };
        insert(&mut all, session).map(Some)
    }

    /// Takes the attempt that an answer belongs to; each can be taken once.
    pub fn take(&self, cookie: Option<&str>, state: &str, now: Micros) -> Result<Attempt, DemoTrouble> {
        let mut all = self.live(now);
        let session = cookie.and_then(|cookie| all.get_mut(&Digest::of(cookie))).ok_or(DemoTrouble::State)?;
        let at = session.attempts.iter().position(|a| a.state.matches(state)).ok_or(DemoTrouble::State)?;
        let attempt = session.attempts.remove(at).ok_or(DemoTrouble::State)?;
        if attempt.begun.until(now) > ATTEMPT { Err(DemoTrouble::Expired) } else { Ok(attempt) }
    }

    /// Signs somebody in under a new cookie: one that was planted before is worth nothing.
    pub fn sign_in(&self, cookie: Option<&str>, person: SignedIn, now: Micros) -> Result<Secret, Fault> {
        let mut all = self.live(now);
        let before = cookie.and_then(|cookie| all.remove(&Digest::of(cookie)));
        let attempts = before.map(|session| session.attempts).unwrap_or_default();
        insert(&mut all, Session { csrf: random::token()?, attempts, person: Some(person), used: now })
    }

    /// Who is signed in in this browser.
    pub fn visitor(&self, cookie: Option<&str>, now: Micros) -> Option<Visitor> {
        let mut all = self.live(now);
        let session = all.get_mut(&Digest::of(cookie?))?;
        session.used = now;
        Some(Visitor { csrf: session.csrf.clone(), person: session.person.clone()? })
    }

    /// Changes what is known of the person.
    pub fn update(&self, cookie: Option<&str>, person: SignedIn) {
        let mut all = self.lock();
        if let Some(session) = cookie.and_then(|cookie| all.get_mut(&Digest::of(cookie))) {
            session.person = Some(person);
        }
    }

    /// Forgets a browser.
    pub fn end(&self, cookie: Option<&str>) {
        if let Some(cookie) = cookie {
            self.lock().remove(&Digest::of(cookie));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, Session>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn live(&self, now: Micros) -> MutexGuard<'_, HashMap<Digest, Session>> {
        let mut all = self.lock();
        all.retain(|_, session| session.used.until(now) <= IDLE);
        all
    }
}

fn insert(all: &mut HashMap<Digest, Session>, session: Session) -> Result<Secret, Fault> {
    if all.len() >= MOST {
        // Somebody who only began to sign in goes before somebody who is in.
        let victim = all.iter().min_by_key(|(_, s)| (s.person.is_some(), s.used)).map(|(id, _)| id.clone());
        victim.and_then(|id| all.remove(&id));
    }
    let cookie = random::token()?;
    all.insert(cookie.digest(), session);
    Ok(cookie)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::demo::person::tests::person;

    const NOW: Micros = Micros(1_000_000_000);

    fn attempt(state: &str, begun: Micros) -> Attempt {
        let secret = || Secret::new("x".repeat(43));
        Attempt { state: Secret::new(state), nonce: secret(), verifier: secret(), asked: vec!["openid"], begun }
    }

    fn taken(result: Result<Attempt, DemoTrouble>) -> Result<String, DemoTrouble> {
        result.map(|a| a.state.expose().to_owned())
    }

    #[test]
    fn an_answer_counts_once_in_its_own_browser_and_in_time() {
        let sessions = Sessions::default();
        let cookie = sessions.begin(None, attempt("one", NOW), NOW).unwrap().unwrap();
        let other = sessions.begin(None, attempt("two", NOW), NOW).unwrap().unwrap();
        let cookie = Some(cookie.expose());
        assert!(sessions.begin(cookie, attempt("three", NOW), NOW).unwrap().is_none());
        assert_eq!(taken(sessions.take(None, "one", NOW)), Err(DemoTrouble::State));
        assert_eq!(taken(sessions.take(Some(other.expose()), "one", NOW)), Err(DemoTrouble::State));
        assert_eq!(taken(sessions.take(cookie, "", NOW)), Err(DemoTrouble::State));
        assert_eq!(taken(sessions.take(cookie, "one", NOW)), Ok("one".into()));
        assert_eq!(taken(sessions.take(cookie, "one", NOW)), Err(DemoTrouble::State));
        let late = NOW.plus(ATTEMPT).plus(Duration::from_micros(1));
        assert_eq!(taken(sessions.take(cookie, "three", late)), Err(DemoTrouble::Expired));
    }

    #[test]
    fn one_browser_has_so_many_tabs() {
        let sessions = Sessions::default();
        let cookie = sessions.begin(None, attempt("0", NOW), NOW).unwrap().unwrap();
        for n in 1..=TABS {
            sessions.begin(Some(cookie.expose()), attempt(&n.to_string(), NOW), NOW).unwrap();
        }
        assert_eq!(taken(sessions.take(Some(cookie.expose()), "0", NOW)), Err(DemoTrouble::State));
        for n in 1..=TABS {
            assert!(sessions.take(Some(cookie.expose()), &n.to_string(), NOW).is_ok(), "{n}");
        }
    }

    #[test]
    fn signing_in_changes_the_cookie_and_keeps_the_other_tabs() {
        let sessions = Sessions::default();
        let planted = sessions.begin(None, attempt("one", NOW), NOW).unwrap().unwrap();
        let fresh = sessions.sign_in(Some(planted.expose()), person(), NOW).unwrap();
        assert!(sessions.visitor(Some(planted.expose()), NOW).is_none());
        let visitor = sessions.visitor(Some(fresh.expose()), NOW).unwrap();
        assert!(!visitor.csrf.matches(fresh.expose()));
        assert!(sessions.take(Some(fresh.expose()), "one", NOW).is_ok());
        sessions.end(Some(fresh.expose()));
        assert!(sessions.visitor(Some(fresh.expose()), NOW).is_none());
    }

    #[test]
    fn the_map_is_bounded_and_forgets_who_is_away() {
        let sessions = Sessions::default();
        let first = sessions.sign_in(None, person(), NOW).unwrap();
        let later = NOW.plus(Duration::from_secs(1));
        for n in 0..MOST + 10 {
            sessions.begin(None, attempt(&n.to_string(), later), later).unwrap();
        }
        assert_eq!(sessions.lock().len(), MOST);
        assert!(sessions.visitor(Some(first.expose()), later).is_some(), "who is in stays");
        let away = later.plus(IDLE).plus(Duration::from_secs(1));
        assert!(sessions.visitor(Some(first.expose()), away).is_none());
        assert!(sessions.lock().is_empty());
    }
}
