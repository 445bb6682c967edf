//! What a hash costs on this machine.

use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};

use crate::base::Fault;

/// Costs of argon2id that are worth a try, the dearest first: memory in KiB, passes. The last is the floor
/// (OWASP).
pub const COSTS: [(u32, u32); 8] =
    [(131_072, 3), (131_072, 2), (65_536, 3), (65_536, 2), (47_104, 2), (47_104, 1), (19_456, 3), (19_456, 2)];

/// The median time of one hash of this cost, alone on the machine. Takes as long as five of them.
pub fn measure(memory_kib: u32, iterations: u32) -> Result<Duration, Fault> {
    let params = Params::new(memory_kib, iterations, 1, None)
        .map_err(|_| Fault::Crypto("passwords.memory_kib or passwords.iterations was refused"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut times = Vec::new();
    for _ in 0..5 {
        let mut output = [0; 32];
        let begun = Instant::now();
        argon2
            .hash_password_into(b"correct horse battery staple", &[7; 16], &mut output)
            .map_err(|_| Fault::Crypto("a password could not be hashed: is there enough memory?"))?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times.get(2).copied().ok_or(Fault::Bug("five measurements have a median"))
}
