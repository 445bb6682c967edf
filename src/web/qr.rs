//! QR codes, drawn into the page: no other request carries what is in them.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// The path of an SVG drawing of a text and the side of its square in modules; `None` if the text is too long.
/// One unit is one module.
pub(super) fn path(text: &str) -> Option<(String, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            // Writing to a text cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some((path, width + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_quiet_zone() {
        let (path, side) = path("otpauth://totp/x").unwrap();
        assert!(path.starts_with("M4 4h1v1h-1z"));
        assert!(side > 25 && !path.contains("M3 "));
        assert!(super::path(&"x".repeat(5_000)).is_none());
    }
}
