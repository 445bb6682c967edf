//! Password hashes that were made elsewhere, as other programs write them down. They are read within
//! bounds: a hash that would cost more memory or time than these is not taken in and never computed.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, Engine as _, GeneralPurpose, GeneralPurposeConfig};

/// Most memory that one hash may take, in KiB. Verifications run beside each other, one per core.
const MEMORY_KIB: u64 = 128 * 1024;
/// Most memory times passes, in KiB: what argon2 and scrypt work through.
const TRAFFIC_KIB: u64 = 1024 * 1024;
/// Highest bcrypt cost: about a second.
const BCRYPT_COST: u8 = 14;
/// Most PBKDF2 rounds, over all blocks of the output.
const ROUNDS: u64 = 2_000_000;
/// Longest text of a hash.
const TEXT: usize = 512;

/// How a hash of somebody else's is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignHash {
    /// The function and its cost.
    pub kind: Kind,
    /// Its salt.
    pub salt: Vec<u8>,
    /// What it must give.
    pub output: Vec<u8>,
}

/// A function with its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// argon2 (RFC 9106).
    Argon2 {
        /// Which of the three.
        variant: Argon2Variant,
        /// 0x10 or 0x13.
        version: u8,
        /// Memory in KiB.
        memory: u32,
        /// Passes.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// bcrypt: 2 to the power of `cost` rounds. It reads at most 72 bytes of a password.
    Bcrypt {
        /// The power.
        cost: u8,
    },
    /// scrypt (RFC 7914).
    Scrypt {
        /// N is 2 to this power.
        log_n: u8,
        /// Block size.
        r: u32,
        /// Parallelism.
        p: u32,
    },
    /// PBKDF2 (RFC 8018).
    Pbkdf2 {
        /// The hash in its HMAC.
        hash: Pbkdf2Hash,
        /// Rounds.
        rounds: u32,
    },
}

/// The three argon2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argon2Variant {
    /// argon2d.
    D,
    /// argon2i.
    I,
    /// argon2id.
    Id,
}

/// The hash in the HMAC of PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pbkdf2Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// Why a hash is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForeignFlaw {
    /// Not one of the known forms.
    #[error("not an argon2, bcrypt, scrypt or PBKDF2 hash in a known form")]
    Form,
    /// It would cost too much to verify.
    #[error("its cost is out of bounds: at most 128 MiB, 1 GiB over all passes, bcrypt 14, PBKDF2 2000000 rounds")]
    Cost,
    /// Salt or output is missing, too short or too long.
    #[error("its salt or its output is too short or too long")]
    Length,
}

/// The mark before a stored hash that was made elsewhere. Ours have none; they are peppered and look alike
/// otherwise.
const MARK: &str = "foreign:";

/// How a hash that was made elsewhere is stored.
pub fn stored(text: &str) -> String {
    format!("{MARK}{}", text.trim())
}

/// The hash in a stored text that was made elsewhere; `None` for one of ours.
pub fn unmark(stored: &str) -> Option<&str> {
    stored.strip_prefix(MARK)
}

impl ForeignHash {
    /// Reads a hash: a PHC or modular-crypt string (`$argon2id$…`, `$2b$…`, `$scrypt$ln=…`,
    /// `$pbkdf2-sha256$…`), or what Django writes (`pbkdf2_sha256$…`, `bcrypt$$2b$…`, `argon2$argon2id$…`).
    pub fn parse(text: &str) -> Result<Self, ForeignFlaw> {
        let text = text.trim();
        if text.len() > TEXT {
            return Err(ForeignFlaw::Form);
        }
        // What Django puts before the usual form.
        let text = text.strip_prefix("bcrypt$").or_else(|| text.strip_prefix("argon2")).unwrap_or(text);
        let parts: Vec<&str> = text.split('$').collect();
        let hash = match parts.as_slice() {
            ["", name @ ("argon2d" | "argon2i" | "argon2id"), version, costs, salt, output] => {
                argon2(name, version, costs, salt, output)
            }
            // Version 0x10 was written without its number.
            ["", name @ ("argon2d" | "argon2i" | "argon2id"), costs, salt, output] => {
                argon2(name, "v=16", costs, salt, output)
            }
            // `2x` marks hashes of a program that read letters wrongly: they are not bcrypt.
            ["", "2a" | "2b" | "2y", cost, rest] => bcrypt(cost, rest),
            ["", "scrypt", costs, salt, output] => scrypt(costs, salt, output),
            ["", name, rounds, salt, output] => {
                let rounds = rounds.split(',').next().unwrap_or_default();
                pbkdf2(name, rounds.strip_prefix("i=").unwrap_or(rounds), decode(salt)?, output)
            }
            // Django salts with letters, as they stand.
            [name, rounds, salt, output] => {
                let name = name.strip_prefix("pbkdf2_").ok_or(ForeignFlaw::Form)?;
                pbkdf2(&format!("pbkdf2-{name}"), rounds, salt.as_bytes().to_vec(), output)
            }
            _ => Err(ForeignFlaw::Form),
        }?;
        hash.within_bounds()
    }

    fn within_bounds(self) -> Result<Self, ForeignFlaw> {
        let least_salt = if matches!(self.kind, Kind::Argon2 { .. }) { 8 } else { 4 };
        if !(least_salt..=128).contains(&self.salt.len()) || !(16..=64).contains(&self.output.len()) {
            return Err(ForeignFlaw::Length);
        }
        let affordable = match self.kind {
            Kind::Argon2 { memory, passes, lanes, .. } => {
                let memory = u64::from(memory);
                let work = memory.checked_mul(u64::from(passes)).is_some_and(|work| work <= TRAFFIC_KIB);
                work && passes >= 1
                    && (1..=16).contains(&lanes)
                    && (8 * u64::from(lanes)..=MEMORY_KIB).contains(&memory)
            }
            Kind::Bcrypt { cost } => (4..=BCRYPT_COST).contains(&cost),
            Kind::Scrypt { log_n, r, p } => {
                // N blocks of 128 · r bytes, gone through p times.
                let bytes =
                    (1..=20).contains(&log_n).then(|| 128_u64.checked_mul(u64::from(r))?.checked_mul(1 << log_n));
                let kib = bytes.flatten().map(|bytes| bytes / 1024);
                let work = kib.and_then(|kib| kib.checked_mul(u64::from(p)));
                r >= 1
                    && p >= 1
                    && kib.is_some_and(|kib| kib <= MEMORY_KIB)
                    && work.is_some_and(|work| work <= TRAFFIC_KIB)
                    // The blocks of all p stand in memory at the start, besides.
                    && u64::from(r) * u64::from(p) <= 1_024
            }
            Kind::Pbkdf2 { hash, rounds } => {
                let blocks = u64::try_from(self.output.len().div_ceil(hash.length())).unwrap_or(u64::MAX);
                rounds >= 1 && u64::from(rounds).checked_mul(blocks).is_some_and(|work| work <= ROUNDS)
            }
        };
        if affordable { Ok(self) } else { Err(ForeignFlaw::Cost) }
    }
}

impl Pbkdf2Hash {
    /// Bytes of its output.
    const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

fn argon2(name: &str, version: &str, costs: &str, salt: &str, output: &str) -> Result<ForeignHash, ForeignFlaw> {
    let variant = match name {
        "argon2d" => Argon2Variant::D,
        "argon2i" => Argon2Variant::I,
        _ => Argon2Variant::Id,
    };
    let version = match version {
        "v=19" => 0x13,
        "v=16" => 0x10,
        _ => return Err(ForeignFlaw::Form),
    };
    let [memory, passes, lanes] = numbers(costs, ["m", "t", "p"])?;
    let kind = Kind::Argon2 { variant, version, memory, passes, lanes };
    Ok(ForeignHash { kind, salt: decode(salt)?, output: decode(output)? })
}

fn bcrypt(cost: &str, rest: &str) -> Result<ForeignHash, ForeignFlaw> {
    let cost = Some(cost).filter(|cost| cost.len() == 2).and_then(number).ok_or(ForeignFlaw::Form)?;
    let cost = u8::try_from(cost).map_err(|_| ForeignFlaw::Cost)?;
    let (salt, output) = rest.split_at_checked(22).filter(|(_, output)| output.len() == 31).ok_or(ForeignFlaw::Form)?;
    let read = |text| with(&alphabet::BCRYPT, text);
    Ok(ForeignHash { kind: Kind::Bcrypt { cost }, salt: read(salt)?, output: read(output)? })
}

fn scrypt(costs: &str, salt: &str, output: &str) -> Result<ForeignHash, ForeignFlaw> {
    let [log_n, r, p] = numbers(costs, ["ln", "r", "p"])?;
    let log_n = u8::try_from(log_n).map_err(|_| ForeignFlaw::Cost)?;
    Ok(ForeignHash { kind: Kind::Scrypt { log_n, r, p }, salt: decode(salt)?, output: decode(output)? })
}

fn pbkdf2(name: &str, rounds: &str, salt: Vec<u8>, output: &str) -> Result<ForeignHash, ForeignFlaw> {
    let hash = match name {
        "pbkdf2" | "pbkdf2-sha1" => Pbkdf2Hash::Sha1,
        "pbkdf2-sha256" => Pbkdf2Hash::Sha256,
        "pbkdf2-sha512" => Pbkdf2Hash::Sha512,
        _ => return Err(ForeignFlaw::Form),
    };
    let rounds = number(rounds).ok_or(ForeignFlaw::Form)?;
    Ok(ForeignHash { kind: Kind::Pbkdf2 { hash, rounds }, salt, output: decode(output)? })
}

/// `a=1,b=2,c=3`, in any order, each once.
fn numbers(text: &str, names: [&str; 3]) -> Result<[u32; 3], ForeignFlaw> {
    let mut found = [None; 3];
    for pair in text.split(',') {
        let (name, value) = pair.split_once('=').ok_or(ForeignFlaw::Form)?;
        let place = names.iter().zip(&mut found).find(|(known, _)| **known == name).ok_or(ForeignFlaw::Form)?.1;
        let value = number(value).ok_or(ForeignFlaw::Form)?;
        if place.replace(value).is_some() {
            return Err(ForeignFlaw::Form);
        }
    }
    let [Some(a), Some(b), Some(c)] = found else { return Err(ForeignFlaw::Form) };
    Ok([a, b, c])
}

/// Digits only. A number past 32 bits is the largest one, so that it is refused for its cost.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

/// Base64 in the alphabets of PHC strings, of passlib (`.` for `+`) and of Django (padded).
fn decode(text: &str) -> Result<Vec<u8>, ForeignFlaw> {
    with(&alphabet::STANDARD, &text.replace('.', "+"))
}

fn with(letters: &alphabet::Alphabet, text: &str) -> Result<Vec<u8>, ForeignFlaw> {
    // Many programs leave bits at the end that belong to no byte.
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(letters, lenient).decode(text).map_err(|_| ForeignFlaw::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Result<Kind, ForeignFlaw> {
        ForeignHash::parse(text).map(|hash| hash.kind)
    }

    const SALT: &str = "c29tZXNhbHQ";
    const OUT: &str = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    #[test]
    fn the_usual_forms_are_read() {
        let argon2 = Kind::Argon2 { variant: Argon2Variant::Id, version: 0x13, memory: 65536, passes: 2, lanes: 1 };
        assert_eq!(kind(&format!("$argon2id$v=19$m=65536,t=2,p=1${SALT}${OUT}")), Ok(argon2));
        assert_eq!(kind(&format!(" argon2$argon2id$v=19$p=1,m=65536,t=2${SALT}${OUT}\n")), Ok(argon2));
        let old = Kind::Argon2 { variant: Argon2Variant::I, version: 0x10, memory: 64, passes: 1, lanes: 1 };
        assert_eq!(kind(&format!("$argon2i$m=64,t=1,p=1${SALT}${OUT}")), Ok(old));
        for name in ["$2a", "$2b", "$2y", "bcrypt$$2b"] {
            let text = format!("{name}$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
            assert_eq!(kind(&text), Ok(Kind::Bcrypt { cost: 12 }), "{text}");
        }
        let text = format!("$scrypt$ln=14,r=8,p=1${SALT}${OUT}");
        assert_eq!(kind(&text), Ok(Kind::Scrypt { log_n: 14, r: 8, p: 1 }));
        for (name, hash) in [
            ("$pbkdf2-sha256$29000", Pbkdf2Hash::Sha256),
            ("$pbkdf2-sha256$i=29000,l=32", Pbkdf2Hash::Sha256),
            ("$pbkdf2-sha512$29000", Pbkdf2Hash::Sha512),
            ("$pbkdf2$29000", Pbkdf2Hash::Sha1),
            ("pbkdf2_sha256$29000", Pbkdf2Hash::Sha256),
            ("pbkdf2_sha1$29000", Pbkdf2Hash::Sha1),
        ] {
            let text = format!("{name}${SALT}${OUT}=");
            assert_eq!(kind(&text), Ok(Kind::Pbkdf2 { hash, rounds: 29_000 }), "{text}");
        }
        assert_eq!(ForeignHash::parse(&format!("pbkdf2_sha256$1${SALT}${OUT}")).unwrap().salt, SALT.as_bytes());
    }

    #[test]
    fn what_costs_too_much_is_refused() {
        for costs in [
            "argon2id$v=19$m=4194304,t=1,p=1",
            "argon2id$v=19$m=131072,t=9,p=1",
            "argon2id$v=19$m=131072,t=4294967295,p=1",
            "argon2id$v=19$m=64,t=99999999999999999999,p=1",
            "argon2id$v=19$m=64,t=0,p=1",
            "argon2id$v=19$m=64,t=1,p=0",
            "argon2id$v=19$m=131072,t=1,p=64",
            "argon2id$v=19$m=8,t=1,p=2",
            "scrypt$ln=18,r=8,p=1",
            "scrypt$ln=63,r=8,p=1",
            "scrypt$ln=10,r=8,p=4294967295",
            "scrypt$ln=1,r=4294967295,p=1",
            "scrypt$ln=14,r=0,p=1",
            "scrypt$ln=0,r=8,p=1",
            "pbkdf2-sha256$2147483648",
            "pbkdf2-sha256$2000001",
            "pbkdf2-sha1$1000001",
            "pbkdf2-sha256$0",
        ] {
            assert_eq!(kind(&format!("${costs}${SALT}${OUT}")), Err(ForeignFlaw::Cost), "{costs}");
        }
        for cost in ["15", "31", "03", "99"] {
            let text = format!("$2b${cost}$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q");
            assert_eq!(kind(&text), Err(ForeignFlaw::Cost), "{text}");
        }
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        let long = "A".repeat(400);
        for text in [
            "",
            "secret",
            "$",
            "$argon2id$v=19$m=64,t=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=19$m=64,m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=18$m=64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$argon2id$v=19$m=+64,t=1,p=1$c29tZXNhbHQ$AAAA",
            "$2x$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
            "$2b$12$short",
            "$1$salt$hash",
            "$pbkdf2-md5$1000$c29tZXNhbHQ$AAAA",
            "pbkdf2_md5$1000$c29tZXNhbHQ$AAAA",
            "$pbkdf2-sha256$1000$c29tZXNhbHQ$\u{430}",
            "$2b$12$\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}\u{430}MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
            &format!("$pbkdf2-sha256$1000$c29tZXNhbHQ${long}{long}"),
        ] {
            assert_eq!(kind(text), Err(ForeignFlaw::Form), "{text}");
        }
        for (salt, output) in [("", OUT), ("c28", OUT), (SALT, ""), (SALT, "AAAA"), (SALT, long.as_str())] {
            assert_eq!(kind(&format!("$pbkdf2-sha256$1000${salt}${output}")), Err(ForeignFlaw::Length));
        }
    }

    #[test]
    fn the_mark_tells_ours_from_others() {
        assert_eq!(unmark(&stored(" $2b$x ")), Some("$2b$x"));
        assert_eq!(unmark("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAA"), None);
    }
}
