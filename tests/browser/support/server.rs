//! The real program, on free ports and a folder of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use chrono::DateTime;
use freedom_id::gateways::fetch;
use reqwest::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::{PASSWORD, until};

const PROGRAM: &str = env!("CARGO_BIN_EXE_freedom-id");

/// The running program.
pub struct Server {
    child: Option<Child>,
    dir: PathBuf,
    host: &'static str,
    port: u16,
    pub http: reqwest::Client,
}

/// A client as the command line made it.
#[derive(Clone, Debug)]
pub struct Registered {
    pub id: String,
    pub secret: String,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_on("localhost").await
    }

    /// Browsers share cookies between ports: a second program beside the first needs another host.
    pub async fn start_on(host: &'static str) -> Self {
        let dir = std::env::temp_dir().join(format!("fid_browser_{}", Uuid::new_v4().simple()));
        std::fs::create_dir_all(&dir).expect("a folder for the test");
        let http = fetch::demo().expect("an HTTP client");
        let mut server = Self { child: None, dir, host, port: two_free_ports(), http };
        server.start_again().await;
        server
    }

    /// Starts the program on the same ports and the same data.
    pub async fn start_again(&mut self) {
        let log = || File::options().create(true).append(true).open(self.log_file()).expect("a log file");
        let child = self.command().stdin(Stdio::null()).stdout(log()).stderr(log()).spawn();
        self.child = Some(child.expect("the program starts"));
        let ready = format!("{}/readyz", self.issuer());
        until("the server is ready", async || {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "the server ended: {ended:?}\n{}", self.log());
            let answer = self.http.get(&ready).send().await.ok()?;
            (answer.status() == StatusCode::OK).then_some(())
        })
        .await;
    }

    /// Starts the program again with this in its file.
    pub async fn configure(&mut self, text: &str) {
        self.stop().await;
        std::fs::write(self.dir.join("freedom-id.toml"), text).expect("a file");
        self.start_again().await;
    }

    fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FREEDOM_ID_")) {
            command.env_remove(name);
        }
        command
            .current_dir(&self.dir)
            .env("FREEDOM_ID_SERVER__LISTEN", format!("127.0.0.1:{}", self.port))
            .env("FREEDOM_ID_SERVER__ISSUER", self.issuer())
            .env("FREEDOM_ID_SERVER__MODE", "development")
            .env("FREEDOM_ID_SERVER__DATA_DIR", self.dir.join("data"))
            .env("FREEDOM_ID_PASSWORDS__MEMORY_KIB", "64")
            .env("FREEDOM_ID_PASSWORDS__ITERATIONS", "1")
            .env("FREEDOM_ID_LIMITS__ENABLED", "false")
            .env("FREEDOM_ID_DEV__CLOCK", "true");
        command
    }

    /// A command of the program on the same data, with its JSON.
    pub fn run(&self, arguments: &[&str]) -> Value {
        let output = self.command().args(arguments).arg("--json").output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).expect("the output is JSON")
    }

    /// Registers a client that asks for a phone number, and for an e-mail address if it may.
    pub fn add_client(&self, redirect_uri: &str) -> Registered {
        self.add_client_named("Strange Site", redirect_uri)
    }

    /// As [`Self::add_client`], with a name of its own.
    pub fn add_client_named(&self, name: &str, redirect_uri: &str) -> Registered {
        let made = self.run(&[
            "client",
            "add",
            "--name",
            name,
            "--redirect-uri",
            redirect_uri,
            "--required",
            "read.phone",
            "--optional",
            "read.email",
        ]);
        let text = |name: &str| made[name].as_str().expect(name).to_owned();
        Registered { id: text("client_id"), secret: text("client_secret") }
    }

    /// A television of a client of its own asks to be let in; gives the link that it shows.
    pub async fn device_asks(&self) -> String {
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let made = self.run(&["client", "add", "--name", "Demo TV", "--auth-method", "none", "--grant-type", grant]);
        let form = format!("scope=openid+profile&client_id={}", made["client_id"].as_str().expect("an id"));
        let url = format!("{}/oauth2/device_authorization", self.issuer());
        let kind = "application/x-www-form-urlencoded";
        let answer = self.http.post(url).header("content-type", kind).body(form).send().await.expect("an answer");
        let codes: Value = serde_json::from_str(&answer.text().await.expect("a text")).expect("JSON");
        codes["verification_uri_complete"].as_str().expect("a link").to_owned()
    }

    /// The e-mail address of a person of [`Self::add_person`].
    pub fn email_of(phone: &str) -> String {
        format!("person{}@mail.example", phone.trim_start_matches('+'))
    }

    /// Adds a person who signs in with [`PASSWORD`]; gives the id.
    pub fn add_person(&self, phone: &str) -> String {
        let email = Self::email_of(phone);
        let made = self.run(&[
            "user",
            "add",
            "--phone",
            phone,
            "--email",
            &email,
            "--firstname",
            "Dana",
            "--lastname",
            "Serik",
            "--password",
            PASSWORD,
        ]);
        made["id"].as_str().expect("an id").to_owned()
    }

    pub fn issuer(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }

    pub fn demo(&self) -> String {
        format!("http://127.0.0.1:{}", self.port + 1)
    }

    /// The newest code that was sent to an address.
    pub async fn code_for(&self, address: &str) -> String {
        let url = format!("{}/dev/outbox.json?to={}", self.issuer(), address.replace('+', "%2B"));
        until("a code in the outbox", async || {
            let text = self.http.get(&url).send().await.ok()?.text().await.ok()?;
            let messages: Value = serde_json::from_str(&text).ok()?;
            messages.get(0)?.get("code")?.as_str().map(str::to_owned)
        })
        .await
    }

    /// Moves the program's clock; gives what it shows then, in seconds since 1970.
    pub async fn later(&self, seconds: u64) -> i64 {
        let url = format!("{}/dev/clock", self.issuer());
        let body = format!("{{\"advance_seconds\":{seconds}}}");
        let ask = self.http.post(url).header("content-type", "application/json").body(body);
        let answer = ask.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let said: Value = serde_json::from_str(&answer.text().await.expect("a text")).expect("JSON");
        let now = DateTime::parse_from_rfc3339(said["now"].as_str().expect("a time"));
        now.expect("a time as RFC 3339 writes it").timestamp()
    }

    /// The address that begins so in the newest message to somebody that has one.
    pub async fn link_to(&self, address: &str, path: &str) -> String {
        let url = format!("{}/dev/outbox.json?to={}", self.issuer(), address.replace('+', "%2B"));
        let begin = format!("{}{path}", self.issuer());
        until("a link in the outbox", async || {
            let text = self.http.get(&url).send().await.ok()?.text().await.ok()?;
            let messages: Value = serde_json::from_str(&text).ok()?;
            messages.as_array()?.iter().find_map(|message| {
                let text = message.get("text")?.as_str()?;
                let link = text.get(text.find(&begin)?..)?;
                link.split_whitespace().next().map(str::to_owned)
            })
        })
        .await
    }

    /// Asks the program to stop, and waits until it has.
    pub async fn stop(&mut self) {
        self.signal("TERM");
        let code = self.ended().await;
        assert!(code.success(), "a stop is no failure: {code}\n{}", self.log());
    }

    /// Ends the program between two instructions.
    pub async fn kill(&mut self) {
        self.signal("KILL");
        self.ended().await;
    }

    /// The program takes no step until it goes on: whoever asks waits.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// The program goes on.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let child = self.child.as_ref().expect("the server runs");
        let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
    }

    async fn ended(&mut self) -> std::process::ExitStatus {
        let mut child = self.child.take().expect("the server runs");
        until("the server ends", async || child.try_wait().expect("a child of ours")).await
    }

    /// Ends a test: the server saw no fault of its own.
    pub fn saw_no_fault(&self) {
        let log = self.log();
        let faults: Vec<&str> = log.lines().filter(|l| l.contains(" ERROR ") || l.contains("panicked")).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    fn log_file(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!("the end of the server's log:\n{}", lines[lines.len().saturating_sub(40)..].join("\n"));
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The demo site takes the port after the server's.
fn two_free_ports() -> u16 {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = first.local_addr().expect("an address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
    panic!("no two free ports in a row");
}
