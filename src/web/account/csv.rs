//! Tables for spreadsheets (RFC 4180), whose cells no spreadsheet takes for a formula.

/// Writes one line.
pub(super) fn line(out: &mut String, cells: &[&str]) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push('"');
        // What begins like a formula is text: an apostrophe says so to every spreadsheet.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_is_a_formula_or_ends_it() {
        let mut out = String::new();
        line(&mut out, &["=1+1", "+7", "-2", "@x", "\tx", "a\"b", "plain, text", "two\nlines", ""]);
        assert_eq!(
            out,
            "\"'=1+1\",\"'+7\",\"'-2\",\"'@x\",\"'\tx\",\"a\"\"b\",\"plain, text\",\"two\nlines\",\"\"\r\n"
        );
    }
}
