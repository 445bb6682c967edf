//! Child processes pinned to a core, and what the kernel says of them.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child as Process, Command, Stdio};
use std::time::{Duration, Instant};

/// A server under load. Killed when dropped.
pub struct Child {
    process: Process,
    address: SocketAddr,
}

/// A folder that goes when the run ends.
pub struct DataDir(PathBuf);

impl DataDir {
    pub fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("freedom-id-load-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a folder for the run");
        Self(dir)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A command on one core, where the machine can pin.
pub fn pinned(core: usize, program: &str) -> Command {
    let can_pin = std::thread::available_parallelism().is_ok_and(|n| n.get() > 1)
        && Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok();
    if can_pin {
        let mut command = Command::new("taskset");
        command.args(["-c", &core.to_string(), program]);
        command
    } else {
        Command::new(program)
    }
}

/// Runs this program again on a core of its own, as the driver.
pub fn pinned_self(core: usize, args: &[String]) {
    let own = std::env::current_exe().expect("this program has a path");
    let mut command = pinned(core, &own.display().to_string());
    command.arg("drive").args(args.iter().skip(1).filter(|a| *a != "--bench"));
    let status = command.status().expect("this program starts again");
    std::process::exit(status.code().unwrap_or(1));
}

/// The measure of all things: axum saying hello, served by axum itself.
pub async fn hello() {
    let address = std::env::var("HELLO_LISTEN").expect("the driver says where");
    let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
    let app = axum::Router::new().route("/", axum::routing::get(async || "hello"));
    axum::serve(listener, app).await.expect("axum serves");
}

/// A port that is free now.
pub fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port")
}

impl Child {
    /// Starts the bare hello.
    pub fn hello() -> Self {
        let address = free_port();
        let own = std::env::current_exe().expect("this program has a path");
        let mut command = pinned(0, &own.display().to_string());
        command.arg("hello").env("HELLO_LISTEN", address.to_string());
        Self::start(command, address).0
    }

    /// Starts a command that will listen; tells how long the first answer took.
    pub fn start(mut command: Command, address: SocketAddr) -> (Self, Duration) {
        let began = Instant::now();
        let process = command.stdout(Stdio::null()).spawn().expect("the server starts");
        let child = Self { process, address };
        while !child.answers() {
            assert!(began.elapsed() < Duration::from_secs(30), "the server does not answer");
            std::thread::sleep(Duration::from_micros(500));
        }
        (child, began.elapsed())
    }

    fn answers(&self) -> bool {
        use std::io::{Read as _, Write as _};
        let Ok(mut stream) = TcpStream::connect(self.address) else { return false };
        let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let mut first = [0; 8];
        stream.write_all(request).is_ok() && stream.read(&mut first).is_ok_and(|n| n > 0)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// User and system time of the process so far, in ticks of 10 ms.
    pub fn cpu(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        let after_name = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Resident memory in MiB.
    pub fn rss_mib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // SIGTERM first: a server closes its files by itself.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        for _ in 0..300 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
