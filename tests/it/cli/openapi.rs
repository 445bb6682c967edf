//! `openapi`

use super::program::Place;

#[test]
fn the_document_is_printed_without_a_database_for_the_configured_issuer() {
    let place = Place::new().set("SERVER__ISSUER", "https://id.example");
    let document = place.run(&["openapi"]).json();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "https://id.example");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(document["paths"]["/api/v1/oauth/token"]["patch"].is_object());
    assert!(!place.data("").exists(), "nothing is made on disk");
}

#[test]
fn a_server_tells_the_document_that_the_command_prints() {
    let place = Place::new();
    let server = place.serve();
    let issuer = format!("http://localhost:{}", server.address.port());
    assert_eq!(server.json("/developers/openapi.json"), place.run(&["openapi", "--issuer", &issuer]).json());
}
