//! Whole programs. Each stands in a file of its own that runs as it is.

/// The address of the server in the files.
pub(super) const ISSUER: &str = "http://localhost:8080";

/// A program.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// For anchors.
    pub id: &'static str,
    /// The language by its name.
    pub language: &'static str,
    /// The name of the file.
    pub file: &'static str,
    text: &'static str,
    /// Where the check of a signature begins and what follows it.
    check: (&'static str, &'static str),
}

/// In the order in which they are shown.
pub const ALL: [Sample; 4] = [
    Sample {
        id: "curl",
        language: "curl",
        file: "partner.sh",
        text: include_str!("../../../../templates/pages/developers/samples/partner.sh"),
        check: ("# A session-end call", "\u{0}"),
    },
    Sample {
        id: "javascript",
        language: "JavaScript",
        file: "partner.mjs",
        text: include_str!("../../../../templates/pages/developers/samples/partner.mjs"),
        check: ("// Whether a session-end call", "// Which of our sessions"),
    },
    Sample {
        id: "php",
        language: "PHP",
        file: "partner.php",
        text: include_str!("../../../../templates/pages/developers/samples/partner.php"),
        check: ("/** Whether a session-end call", "function answer("),
    },
    Sample {
        id: "python",
        language: "Python",
        file: "partner.py",
        text: include_str!("../../../../templates/pages/developers/samples/partner.py"),
        check: ("def is_from_freedom_id", "# Which of our sessions"),
    },
];

impl Sample {
    /// The program for a server.
    pub fn code(&self, issuer: &str) -> String {
        self.text.replace(ISSUER, issuer)
    }

    /// The part that checks a signature.
    pub fn check(&self) -> &'static str {
        let (begin, end) = self.check;
        let from = self.text.find(begin).and_then(|at| self.text.get(at..)).unwrap_or_default();
        from.split(end).next().unwrap_or_default().trim_end()
    }

    /// The id of its block.
    pub fn code_id(&self) -> String {
        format!("{}-code", self.id)
    }

    /// The id of the block with that part.
    pub fn check_id(&self) -> String {
        format!("{}-check", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_names_the_server_and_checks_signatures() {
        for sample in ALL {
            let code = sample.code("https://id.example");
            assert!(code.contains("https://id.example") && !code.contains(ISSUER), "{}", sample.file);
            assert!(sample.check().to_lowercase().contains("sha256"), "{}: {}", sample.file, sample.check());
            assert!(sample.check().len() < 1_200, "{}", sample.file);
        }
    }
}
