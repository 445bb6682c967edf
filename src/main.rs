//! The program: reads its arguments and does what they say.

use std::process::ExitCode;

use clap::Parser as _;
use freedom_id::cli::{self, Cli};

fn main() -> ExitCode {
    let arguments = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("freedom-id: the runtime cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("freedom-id: {failure}");
            ExitCode::FAILURE
        }
    }
}
