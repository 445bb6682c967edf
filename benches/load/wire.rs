//! HTTP/1.1 as small as it can be, so that the load costs less than what it measures.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One keep-alive connection.
pub struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// Every value of a header.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.lines().filter_map(move |line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A member of a JSON body.
    pub fn member(&self, name: &str) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        json[name].as_str().unwrap_or_else(|| panic!("{name} in {}: {}", self.status, self.body)).to_owned()
    }
}

impl Wire {
    pub async fn connect(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Self { stream, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Sends a whole request and reads the answer.
    pub async fn ask(&mut self, request: &str) -> Answer {
        self.stream.write_all(request.as_bytes()).await.expect("the server reads");
        self.buffer.clear();
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let status = head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head, body: String::new() };
        let length: usize = answer.headers("content-length").next().and_then(|v| v.parse().ok()).unwrap_or(0);
        while self.buffer.len() < end + 4 + length {
            self.more().await;
        }
        answer.body = String::from_utf8_lossy(&self.buffer[end + 4..end + 4 + length]).into_owned();
        answer
    }

    async fn more(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
        assert!(read > 0, "the server closed the connection: {}", String::from_utf8_lossy(&self.buffer));
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// A GET request with more headers (each ending in CRLF).
pub fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
}

/// A form post with more headers.
pub fn post(path: &str, headers: &str, form: &[(&str, &str)]) -> String {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}

/// A request with a JSON body and more headers.
pub fn json(method: &str, path: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}
