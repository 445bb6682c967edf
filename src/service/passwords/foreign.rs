//! Computes hashes that were made elsewhere. They are not peppered: nobody knew our key there.

use std::num::NonZeroU32;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::pbkdf2;
use zeroize::Zeroizing;

use crate::base::secret::same;
use crate::domain::foreign_hash::{Argon2Variant, ForeignHash, Kind, Pbkdf2Hash};

/// Longest password that bcrypt reads, with the zero byte at its end.
const BCRYPT_READS: usize = 72;

/// Whether a password has this hash. A cost that the function itself refuses matches nothing.
pub(super) fn verify(password: &str, hash: &ForeignHash) -> bool {
    let password = password.as_bytes();
    let mut output = Zeroizing::new(vec![0; hash.output.len()]);
    let computed = match hash.kind {
        Kind::Argon2 { variant, version, memory, passes, lanes } => {
            let variant = match variant {
                Argon2Variant::D => Algorithm::Argon2d,
                Argon2Variant::I => Algorithm::Argon2i,
                Argon2Variant::Id => Algorithm::Argon2id,
            };
            let version = if version == 0x10 { Version::V0x10 } else { Version::V0x13 };
            Params::new(memory, passes, lanes, Some(hash.output.len())).is_ok_and(|params| {
                let argon2 = Argon2::new(variant, version, params);
                argon2.hash_password_into(password, &hash.salt, &mut output).is_ok()
            })
        }
        Kind::Bcrypt { cost } => bcrypt(password, cost, &hash.salt, &mut output),
        Kind::Scrypt { log_n, r, p } => scrypt::Params::new(log_n, r, p)
            .is_ok_and(|params| scrypt::scrypt(password, &hash.salt, &params, &mut output).is_ok()),
        Kind::Pbkdf2 { hash: inner, rounds } => {
            let algorithm = match inner {
                Pbkdf2Hash::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
                Pbkdf2Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
                Pbkdf2Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
            };
            let Some(rounds) = NonZeroU32::new(rounds) else { return false };
            // Compares in constant time itself.
            return pbkdf2::verify(algorithm, rounds, &hash.salt, password, &hash.output).is_ok();
        }
    };
    computed && same(&output, &hash.output)
}

fn bcrypt(password: &[u8], cost: u8, salt: &[u8], output: &mut [u8]) -> bool {
    let Ok(salt) = <[u8; 16]>::try_from(salt) else { return false };
    let mut read = Zeroizing::new(password.to_vec());
    read.push(0);
    read.truncate(BCRYPT_READS);
    let computed = Zeroizing::new(bcrypt::bcrypt(u32::from(cost), salt, &read));
    // The last of its 24 bytes is not written into the text.
    let Some(kept) = computed.get(..output.len()) else { return false };
    output.copy_from_slice(kept);
    true
}
