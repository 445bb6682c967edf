//! Logos of clients: pictures that strangers sent, judged by their bytes alone. Nothing is decoded; a
//! drawing that can carry scripts (SVG) is no picture here.

use crate::base::Digest;
use crate::domain::words;

/// Longest file.
pub const LONGEST: usize = 64 * 1024;
/// Longest side in pixels: a small file can unfold into a huge picture.
const WIDEST: u32 = 2_048;

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    Webp,
    /// GIF
    Gif,
}
words!(Kind { Png = "image/png", Jpeg = "image/jpeg", Webp = "image/webp", Gif = "image/gif" });

/// A picture that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// What it is.
    pub kind: Kind,
    /// The file as it came.
    pub bytes: Vec<u8>,
}

impl Logo {
    /// Takes a file in, if it is a picture of a size that we show.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        if bytes.len() > LONGEST {
            return None;
        }
        let (kind, (width, height)) = png(&bytes)
            .map(|size| (Kind::Png, size))
            .or_else(|| gif(&bytes).map(|size| (Kind::Gif, size)))
            .or_else(|| webp(&bytes).map(|size| (Kind::Webp, size)))
            .or_else(|| jpeg(&bytes).map(|size| (Kind::Jpeg, size)))?;
        let fits = |side: u32| (1..=WIDEST).contains(&side);
        (fits(width) && fits(height)).then_some(Self { kind, bytes })
    }

    /// What stands in its address: another picture has another one.
    pub fn digest(&self) -> String {
        Digest::of_bytes(&self.bytes).text().chars().take(16).collect()
    }
}

/// Width and height.
type Size = (u32, u32);

fn at<const N: usize>(bytes: &[u8], from: usize) -> Option<[u8; N]> {
    bytes.get(from..from.checked_add(N)?)?.try_into().ok()
}

/// ISO 15948 §5.2, §11.2.2: the signature, then the header chunk.
fn png(bytes: &[u8]) -> Option<Size> {
    let head = bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR");
    let side = |from| at(bytes, from).map(u32::from_be_bytes);
    if head { side(16).zip(side(20)) } else { None }
}

fn gif(bytes: &[u8]) -> Option<Size> {
    let side = |from| at(bytes, from).map(|b| u32::from(u16::from_le_bytes(b)));
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") { side(6).zip(side(8)) } else { None }
}

/// RFC 9649 §2.4 to §2.7: lossy, lossless and extended files.
fn webp(bytes: &[u8]) -> Option<Size> {
    if !bytes.starts_with(b"RIFF") || at(bytes, 8)? != *b"WEBP" {
        return None;
    }
    match &at::<4>(bytes, 12)? {
        b"VP8 " if at(bytes, 23)? == *b"\x9d\x01\x2a" => {
            let side = |from| at(bytes, from).map(|b| u32::from(u16::from_le_bytes(b) & 0x3fff));
            side(26).zip(side(28))
        }
        b"VP8L" if at(bytes, 20)? == *b"\x2f" => {
            let bits = u32::from_le_bytes(at(bytes, 21)?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |from| at(bytes, from).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) + 1);
            side(24).zip(side(27))
        }
        _ => None,
    }
}

/// ISO 10918-1 annex B: segments up to the frame header.
fn jpeg(bytes: &[u8]) -> Option<Size> {
    if !bytes.starts_with(b"\xff\xd8\xff") {
        return None;
    }
    let mut here = 2_usize;
    loop {
        let [0xff, marker] = at::<2>(bytes, here)? else { return None };
        match marker {
            // Fill bytes before a marker.
            0xff => here = here.checked_add(1)?,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let side = |from| at(bytes, from).map(|b| u32::from(u16::from_be_bytes(b)));
                return side(here.checked_add(7)?).zip(side(here.checked_add(5)?));
            }
            // Begin, end, scan, restart: no frame header came before the picture.
            0x00 | 0xd0..=0xda => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(at(bytes, here.checked_add(2)?)?));
                here = here.checked_add(2)?.checked_add(length.max(2))?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        [&head[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
    }

    fn kind(bytes: &[u8]) -> Option<Kind> {
        Logo::read(bytes.to_vec()).map(|logo| logo.kind)
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(kind(&png_of(64, 64)), Some(Kind::Png));
        assert_eq!(kind(b"GIF89a\x40\0\x40\0rest"), Some(Kind::Gif));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x40\0"), Some(Kind::Webp));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc0\x0f\0"), Some(Kind::Webp));
        assert_eq!(kind(b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\0\0\x3f\0\0"), Some(Kind::Webp));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x0b\x08\0\x40\0\x41\x01\x11\0";
        assert_eq!(kind(jpeg), Some(Kind::Jpeg));
    }

    #[test]
    fn what_is_no_small_picture_is_refused() {
        assert_eq!(kind(&png_of(2_048, 2_048)), Some(Kind::Png));
        for bad in [
            png_of(2_049, 1),
            png_of(1, 4_000_000_000),
            png_of(0, 5),
            png_of(5, 5)[..20].to_vec(),
            [png_of(5, 5), vec![0; LONGEST]].concat(),
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(),
            b"<?xml version='1.0'?><svg/>".to_vec(),
            b"<html>".to_vec(),
            b"GIF89a".to_vec(),
            b"RIFF\0\0\0\0WEBPxxxx".to_vec(),
            b"\xff\xd8\xff".to_vec(),
            b"\xff\xd8\xff\xe0\0\0".to_vec(),
            b"\xff\xd8\xff\xda\0\x02".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(kind(&bad), None, "{:?}", bad.get(..bad.len().min(24)));
        }
    }
}
