//! Client libraries of other hands, which learn everything from discovery.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{PASSWORD, Server, wanted};

#[tokio::test]
async fn openid_client_of_npm_completes_the_flow() {
    if !wanted() {
        return;
    }
    let server = Server::start().await;
    server.add_person("+77015550170");
    let redirect = "http://127.0.0.1:9/callback";
    let client = server.add_client(redirect);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    if !folder.join("node_modules/openid-client").is_dir() {
        let installed =
            Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(&folder).status();
        assert!(installed.is_ok_and(|status| status.success()), "npm is installed and finds openid-client");
    }
    let command = Command::new("node")
        .arg("openid-client.mjs")
        .current_dir(&folder)
        .env("ISSUER", server.issuer())
        .env("CLIENT_ID", client.id)
        .env("CLIENT_SECRET", client.secret)
        .env("REDIRECT_URI", redirect)
        .env("IDENTIFIER", "+77015550170")
        .env("PASSWORD", PASSWORD)
        .output();
    let output = command.expect("node is installed");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    server.saw_no_fault();
}
