//! Runs the program: in an empty folder, with nothing of the test's own environment.

#![expect(clippy::expect_used, clippy::panic, reason = "a helper of tests: to fail is how it tells")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use uuid::Uuid;

use crate::support::OwnDatabase;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with settings.
pub struct Place {
    pub dir: PathBuf,
    settings: Vec<(String, String)>,
    database: Option<OwnDatabase>,
}

/// What a command did.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// It failed with one line that says all of this.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) {
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "{word} in {self:?}");
        }
    }
}

impl Place {
    /// On the engine that the tests run on.
    pub fn new() -> Self {
        let mut place = Self::on_file();
        let name = format!("fid_cli_{}", Uuid::new_v4().simple());
        place.database = OwnDatabase::of_environment(&name);
        match place.database.as_ref().map(|own| own.url.clone()) {
            Some(url) => place.set("DATABASE__URL", &url),
            None => place,
        }
    }

    /// With the database in a file, where the test is about that file.
    pub fn on_file() -> Self {
        let dir = std::env::temp_dir().join(format!("fid_cli_{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&dir).expect("a folder for the test");
        // Cheap hashes and small keys: what they protect lives for seconds.
        let place = Self { dir, settings: Vec::new(), database: None };
        place.set("PASSWORDS__MEMORY_KIB", "64").set("PASSWORDS__ITERATIONS", "1")
    }

    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((format!("FREEDOM_ID_{key}"), value.to_owned()));
        self
    }

    pub fn data(&self, file: &str) -> PathBuf {
        self.dir.join("data").join(file)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_freedom-id"));
        command.args(args).current_dir(&self.dir).env_clear().envs(self.settings.iter().cloned());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, "")
    }

    pub fn run_with(&self, args: &[&str], input: &str) -> Done {
        let mut child = self.command(args).spawn().expect("the program starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the program reads");
        let done = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Done { code: done.status.code().unwrap_or(-1), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Starts the server on free ports and waits until it is ready.
    pub fn serve(&self) -> Server {
        let address = free_port();
        let mut child = self.command(&["--listen", &address.to_string()]).spawn().expect("the program starts");
        drop(child.stdin.take());
        let mut server = Server { child, address };
        server.wait_until_ready();
        server
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

/// A running server.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    fn wait_until_ready(&mut self) {
        let start = Instant::now();
        while self.ask("/readyz").is_none_or(|(status, _)| status != 200) {
            if let Some(status) = self.child.try_wait().expect("the child is ours") {
                panic!("the server ended with {status}: {}", self.rest());
            }
            assert!(start.elapsed() < PATIENCE, "the server is not ready");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The status and body of a GET.
    pub fn ask(&self, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
    }

    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        let (status, body) = self.ask(path).expect("an answer");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("JSON")
    }

    /// Ends it in order and gives what it printed.
    pub fn stop(mut self) -> String {
        let done = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().expect("a signal");
        assert!(done.success());
        let status = self.child.wait().expect("the server ends");
        assert_eq!(status.code(), Some(0), "{}", self.rest());
        self.rest()
    }

    fn rest(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut out) = self.child.stdout.take() {
            out.read_to_string(&mut text).expect("text");
        }
        if let Some(mut err) = self.child.stderr.take() {
            err.read_to_string(&mut text).expect("text");
        }
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn mode_of(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).expect("the file is there").permissions().mode() & 0o777
}
