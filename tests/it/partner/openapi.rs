//! The OpenAPI document and the mounted routes say the same, in both directions.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use freedom_id::api::oauth::ENDPOINTS;
use freedom_id::config::RegistrationMode;
use freedom_id::protocol::dress::Dress;
use freedom_id::protocol::partner_error::PartnerError;
use freedom_id::protocol::protected_resource;
use serde_json::Value;

use crate::support::TestCore;
use crate::support::provider::Provider;

async fn provider() -> (Provider, Value) {
    let core = TestCore::with(|config| config.registration.mode = RegistrationMode::Open).await;
    let provider = Provider::on(core).await;
    let document = provider.get("/developers/openapi.json", None).await.ok().json();
    (provider, document)
}

/// Paths of the document with their methods, aliases among them.
fn described(document: &Value) -> Vec<(String, BTreeSet<String>)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let methods = item.as_object().expect("methods");
        all.push((path.clone(), methods.keys().cloned().collect::<BTreeSet<_>>()));
        for (method, operation) in methods {
            for alias in operation["x-aliases"].as_array().into_iter().flatten() {
                let alias = alias.as_str().expect("a path").to_owned();
                match all.iter_mut().find(|(own, _)| *own == alias) {
                    Some((_, methods)) => drop(methods.insert(method.clone())),
                    None => all.push((alias, BTreeSet::from([method.clone()]))),
                }
            }
        }
    }
    all
}

/// The first argument of every `.route(…)` under `src/api` and of the probes.
fn mounted() -> BTreeSet<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![src.join("http/health.rs")];
    for family in ["oauth", "partner"] {
        let folder = std::fs::read_dir(src.join("api").join(family)).expect("a family");
        files.extend(folder.map(|entry| entry.expect("a file").path()));
    }
    let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("a source file"));
    texts.flat_map(|text| text.split(".route(").skip(1).flat_map(paths).collect::<Vec<_>>()).collect()
}

/// What an argument stands for; a new way of writing one has to be added here.
fn paths(call: &str) -> Vec<String> {
    let argument = call.trim_start();
    if let Some(text) = argument.strip_prefix('"') {
        return vec![text.split('"').next().expect("a literal").to_owned()];
    }
    // What answers that there is nothing describes nothing.
    if call.lines().next().is_some_and(|line| line.contains("Refusal::NotFound")) {
        return Vec::new();
    }
    if let Some(text) = argument.strip_prefix("&format!(\"{prefix}") {
        let rest = text.split('"').next().expect("a literal").replace("{{", "{").replace("}}", "}");
        return ["/api/v1/oauth", "/v1/oauth"].iter().map(|prefix| format!("{prefix}{rest}")).collect();
    }
    let known = [
        ("ENDPOINTS.token", ENDPOINTS.token),
        ("ENDPOINTS.pushed_authorization_request", ENDPOINTS.pushed_authorization_request),
        ("ENDPOINTS.userinfo", ENDPOINTS.userinfo),
        ("ENDPOINTS.introspection", ENDPOINTS.introspection),
        ("ENDPOINTS.revocation", ENDPOINTS.revocation),
        ("ENDPOINTS.device_authorization", ENDPOINTS.device_authorization),
        ("ENDPOINTS.registration", ENDPOINTS.registration),
        ("ENDPOINTS.jwks", ENDPOINTS.jwks),
        ("Dress::Oidc.endpoint()", Dress::Oidc.endpoint()),
        ("protected_resource::PATH", protected_resource::PATH),
    ];
    let name = argument.split(',').next().expect("an argument");
    let path = known.iter().find(|(word, _)| *word == name).map(|(_, path)| *path);
    vec![path.unwrap_or_else(|| panic!("{name} is a path that this test cannot read")).to_owned()]
}

#[tokio::test]
async fn every_mounted_route_is_described_and_every_description_is_mounted() {
    let (_, document) = provider().await;
    let described: BTreeSet<String> = described(&document).into_iter().map(|(path, _)| path).collect();
    let mounted: BTreeSet<String> = mounted().into_iter().filter(|path| !path.contains("{*")).collect();
    let missing: Vec<_> = mounted.difference(&described).collect();
    assert!(missing.is_empty(), "not in the document: {missing:?}");
    let extra: Vec<_> = described.difference(&mounted).collect();
    assert!(extra.is_empty(), "not mounted: {extra:?}");
    assert!(mounted.len() > 20, "{mounted:?}");
}

#[tokio::test]
async fn every_path_answers_its_methods_and_no_others() {
    let (provider, document) = provider().await;
    for (path, methods) in described(&document) {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let uri = path.replace("{client_id}", "somebody");
            let request = Request::builder().method(&method).uri(&uri).header(header::AUTHORIZATION, "Bearer none");
            let reply = provider.send(request.body(Body::empty()).expect("a request")).await;
            let known = methods.contains(&method.as_str().to_lowercase());
            assert_ne!(reply.status, StatusCode::NOT_FOUND, "{method} {path}");
            assert_eq!(reply.status != StatusCode::METHOD_NOT_ALLOWED, known, "{method} {path}: {}", reply.status);
        }
    }
}

#[tokio::test]
async fn references_lead_somewhere_and_operations_are_told_apart() {
    let (_, document) = provider().await;
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let operations =
        document["paths"].as_object().expect("paths").values().flat_map(|item| item.as_object().expect("methods"));
    let mut ids = BTreeSet::new();
    for (_, operation) in operations {
        assert!(ids.insert(operation["operationId"].as_str().expect("an id")), "{operation}");
        assert!(!operation["summary"].as_str().expect("a summary").is_empty());
        assert!(operation["responses"].as_object().is_some_and(|all| all.keys().any(|s| s.starts_with('2'))));
    }
}

#[tokio::test]
async fn the_numbers_of_errors_come_from_their_one_table() {
    let (_, document) = provider().await;
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for operation in item.as_object().expect("methods").values().filter(|_| path.starts_with("/api/v1/oauth/")) {
            for (status, answer) in operation["responses"].as_object().expect("answers") {
                let error = &answer["content"]["application/json"]["schema"]["properties"]["error"]["properties"];
                for code in error["code"]["enum"].as_array().into_iter().flatten() {
                    let code = code.as_u64().expect("a number");
                    let known = PartnerError::ALL
                        .iter()
                        .any(|e| u64::from(e.code()) == code && e.status().to_string() == *status);
                    assert!(known, "{path} {status} {code}");
                    told.insert(code);
                }
            }
        }
    }
    let own: BTreeSet<u64> = PartnerError::ALL.iter().map(|error| u64::from(error.code())).collect();
    // What only a return, a path or a method can say is in the table of the pages.
    let elsewhere: Vec<u64> = own.difference(&told).copied().collect();
    assert_eq!(elsewhere, [100_102, 900_010, 900_012, 900_013]);
}

#[tokio::test]
async fn any_site_may_read_the_document() {
    let (provider, _) = provider().await;
    let reply = provider.get("/developers/openapi.json", None).await;
    assert_eq!(reply.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json");
}
