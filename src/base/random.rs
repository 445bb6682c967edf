//! The only caller of the operating system's random generator.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Fault, Secret};

/// Fresh random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut buffer = [0_u8; N];
    #[expect(clippy::disallowed_methods, reason = "the one place that draws")]
    rand::fill(&mut buffer).map_err(|_| Fault::Crypto("the random generator failed"))?;
    Ok(buffer)
}

/// A secret of 256 random bits: 43 characters of base64url. Tokens, codes and cookies are these.
pub fn token() -> Result<Secret, Fault> {
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes::<32>()?)))
}

/// A one-time code of `length` decimal digits (at most 18), each code equally likely.
pub fn digits(length: usize) -> Result<Secret, Fault> {
    let length = length.min(18);
    let bound = 10_u64.pow(u32::try_from(length).unwrap_or(18));
    // Rejection keeps the distribution even: values past the last whole multiple are drawn again.
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let value = u64::from_le_bytes(bytes::<8>()?);
        if value < limit {
            return Ok(Secret::new(format!("{:0length$}", value % bound)));
        }
    }
}

/// `length` letters of an alphabet, each text equally likely: short codes that people type.
pub fn letters(alphabet: &[u8], length: usize) -> Result<Secret, Fault> {
    let size = u8::try_from(alphabet.len()).map_err(|_| Fault::Bug("an alphabet is short"))?;
    let limit = u8::MAX - u8::MAX.checked_rem(size).ok_or(Fault::Bug("an alphabet has letters"))?;
    let mut text = String::with_capacity(length);
    while text.len() < length {
        // Rejection keeps the distribution even, as above.
        let drawn = bytes::<64>()?.into_iter().filter(|byte| *byte < limit);
        let letters = drawn.filter_map(|byte| alphabet.get(usize::from(byte % size)));
        text.extend(letters.map(|letter| char::from(*letter)).take(length.saturating_sub(text.len())));
    }
    Ok(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_length_and_tokens_their_entropy() -> Result<(), Fault> {
        for length in [5, 6, 18] {
            let code = digits(length)?;
            assert_eq!(code.expose().len(), length);
            assert!(code.expose().bytes().all(|b| b.is_ascii_digit()));
        }
        let code = letters(b"BCD", 40)?;
        assert!(code.expose().len() == 40 && code.expose().bytes().all(|b| b"BCD".contains(&b)));
        assert!(letters(b"", 1).is_err());
        assert_eq!(token()?.expose().len(), 43);
        assert_ne!(token()?.expose(), token()?.expose());
        Ok(())
    }
}
