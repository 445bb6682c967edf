//! Recovery codes: ten, each good once in place of the second step. What is stored tells nobody what they are.

use crate::base::{Digest, Fault, Secret, random};
use crate::domain::activity::Origin;
use crate::domain::message::Event;
use crate::domain::undo::Undo;
use crate::domain::user::UserId;
use crate::service::limits::{self, NoTry, SecondTry};
use crate::service::{Core, outbox, totp};
use crate::store::{Tx, factors, recovery_codes as codes, users};

/// How many are made (LIMITS 5.1).
const COUNT: usize = 10;
/// Letters of one: 80 bits.
const LENGTH: usize = 16;
/// Thirty-two digits and letters that are not mistaken for each other.
const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a code is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// Not such a code at all; not counted as a try.
    #[error("not a recovery code")]
    Malformed,
    /// None of the person's.
    #[error("the recovery code does not match")]
    Wrong,
    /// Used before.
    #[error("the recovery code was used")]
    Used,
    /// Wrong too often.
    #[error("too many wrong recovery codes")]
    Limited(NoTry),
}

/// Makes new ones; the old ones die. Gives them in clear, for the only time; `None` if the person has no second
/// step that they could take the place of.
pub async fn make(core: &Core, user: UserId, origin: Origin) -> Result<Option<Vec<Secret>>, Fault> {
    let inner = core.clone();
    let made = core
        .db
        .write::<_, Fault, _>(move |tx| {
            Box::pin(async move {
                if !users::hold_open(tx, user).await? || !factors::of(tx, user).await?.two_step() {
                    return Ok(None);
                }
                let made = make_within(&inner, tx, user).await?;
                let what = (Event::RecoveryCodesMade, Some(Undo::RemoveRecoveryCodes));
                totp::changed(&inner, tx, user, what, "recovery_codes", &origin).await?;
                Ok(Some(made))
            })
        })
        .await?;
    outbox::wake(core);
    Ok(made)
}

pub(super) async fn make_within(core: &Core, tx: &mut Tx, user: UserId) -> Result<Vec<Secret>, Fault> {
    codes::remove_all(tx, user).await?;
    let now = core.clock.now();
    let mut made = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let code = random::letters(LETTERS, LENGTH)?;
        codes::insert(tx, user, &digest(core, user, code.expose()), now).await?;
        made.push(grouped(&code));
    }
    Ok(made)
}

/// Removes them where there is no second step any more.
pub(super) async fn tidy_within(tx: &mut Tx, user: UserId) -> Result<(), Fault> {
    if factors::of(tx, user).await?.two_step() { Ok(()) } else { codes::remove_all(tx, user).await }
}

/// Codes as the page that shows them hands them on, put in the form in which they are shown; `None` if a text is
/// something else.
pub fn read_shown(text: &str) -> Option<Vec<Secret>> {
    let codes: Option<Vec<Secret>> =
        text.split_ascii_whitespace().map(|code| clean(code).map(|code| grouped(&Secret::new(code)))).collect();
    codes.filter(|codes| codes.len() == COUNT)
}

/// Uses a code up inside a transaction. A refusal is an `Ok` of the transaction, because the try must be remembered.
/// Call [`outbox::wake`] after the commit.
pub async fn prove_within(
    core: &Core,
    tx: &mut Tx,
    user: UserId,
    typed: &str,
    origin: &Origin,
) -> Result<Result<(), RecoveryError>, Fault> {
    let Some(code) = clean(typed) else { return Ok(Err(RecoveryError::Malformed)) };
    if let Some(no_try) = limits::second_try(core, tx, user, SecondTry::Recovery).await? {
        return Ok(Err(RecoveryError::Limited(no_try)));
    }
    let digest = digest(core, user, &code);
    if !codes::spend(tx, user, &digest, core.clock.now()).await? {
        let used = codes::exists(tx, user, &digest).await?;
        return Ok(Err(if used { RecoveryError::Used } else { RecoveryError::Wrong }));
    }
    limits::second_right(core, tx, user).await?;
    totp::changed(core, tx, user, (Event::RecoveryCodeUsed, None), "recovery_code", origin).await?;
    Ok(Ok(()))
}

fn digest(core: &Core, user: UserId, code: &str) -> Digest {
    core.keyring.code_digest(&format!("recovery code {user}"), code)
}

/// Case, spaces and hyphens do not matter, nor do letters that look like digits.
fn clean(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—'));
    let code: String = letters
        .take(LENGTH.saturating_add(1))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    (code.len() == LENGTH && code.bytes().all(|b| LETTERS.contains(&b))).then_some(code)
}

/// Four groups of four.
fn grouped(code: &Secret) -> Secret {
    let mut out = String::with_capacity(LENGTH.saturating_add(3));
    for (at, letter) in code.expose().chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push('-');
        }
        out.push(letter);
    }
    Secret::new(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Secret::new("0123456789ABCDEF");
        assert_eq!(grouped(&code).expose(), "0123-4567-89AB-CDEF");
        for typed in ["0123-4567-89AB-CDEF", " o123 4567 89ab cdef ", "Oi23456789abcdef", "0L23–4567–89AB–CDEF"] {
            assert_eq!(clean(typed).as_deref(), Some(code.expose()), "{typed}");
        }
        for typed in ["", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "0123-4567-89AB-CDEU", "ёёёёёёёё"] {
            assert_eq!(clean(typed), None, "{typed}");
        }
    }
}
