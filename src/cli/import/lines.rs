//! Lines of a file of any size, each of bounded length.

use std::io::{self, BufRead};

/// Longest line, in bytes.
pub(super) const MOST_LINE: usize = 64 * 1024;

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    Text(String),
    Long,
    NotText,
}

/// The lines of a file with their numbers, from 1 on.
pub(super) struct Lines<R> {
    file: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(file: R) -> Self {
        Self { file, number: 0 }
    }

    /// The next line; of one that is too long nothing is kept.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Read)>> {
        let mut bytes = Vec::new();
        let (mut any, mut long) = (false, false);
        loop {
            let piece = self.file.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            any = true;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let own = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            long |= bytes.len().saturating_add(own.len()) > MOST_LINE;
            if !long {
                bytes.extend_from_slice(own);
            }
            let used = own.len().saturating_add(usize::from(end.is_some()));
            self.file.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let read = match String::from_utf8(bytes) {
            _ if long => Read::Long,
            // Some programs begin a file with a mark that it is UTF-8.
            Ok(text) if self.number == 1 => Read::Text(text.trim_start_matches('\u{feff}').to_owned()),
            Ok(text) => Read::Text(text),
            Err(_) => Read::NotText,
        };
        Ok(Some((self.number, read)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read as _};

    use super::*;

    #[test]
    fn lines_are_counted_and_bounded() {
        let mut file = b"\xef\xbb\xbfone\r\n\n\xff\n".to_vec();
        file.extend(vec![b'x'; MOST_LINE + 1]);
        file.push(b'\n');
        file.extend(vec![b'y'; MOST_LINE]);
        let mut lines = Lines::new(BufReader::with_capacity(1_000, file.as_slice()));
        let mut next = || lines.next().unwrap();
        assert_eq!(next(), Some((1, Read::Text("one\r".into()))));
        assert_eq!(next(), Some((2, Read::Text(String::new()))));
        assert_eq!(next(), Some((3, Read::NotText)));
        assert_eq!(next(), Some((4, Read::Long)));
        assert_eq!(next(), Some((5, Read::Text("y".repeat(MOST_LINE)))));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let endless = io::repeat(b'x').take(50_000_000);
        let mut lines = Lines::new(BufReader::new(endless));
        assert_eq!(lines.next().unwrap(), Some((1, Read::Long)));
        assert_eq!(lines.next().unwrap(), None);
    }
}
