//! The pure paths that every request takes.

#![expect(clippy::expect_used, reason = "a bench that cannot go on panics")]

use std::hint::black_box;

use divan::Bencher;
use freedom_id::base::jws::{KeyKind, Signer, generate};
use freedom_id::base::keyring::{Keyring, MasterKey};
use freedom_id::base::{Locale, Phone, Secret, random};
use freedom_id::domain::oauth::scope::Scopes;
use freedom_id::protocol::params::Params;
use freedom_id::protocol::pkce;
use jsonwebtoken::Algorithm;

fn main() {
    divan::main();
}

const QUERY: &str = "client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcb&response_type=code&\
    scope=openid+profile+read.phone&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&\
    code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

#[divan::bench]
fn parse_an_authorization_request() -> Params {
    Params::parse(black_box(QUERY)).expect("a good query")
}

#[divan::bench]
fn parse_scopes() -> Scopes {
    Scopes::parse(black_box("openid profile email read.phone offline_access")).expect("good scopes")
}

#[divan::bench]
fn make_a_token() -> Secret {
    random::token().expect("random bytes")
}

#[divan::bench]
fn digest_a_token(bencher: Bencher<'_, '_>) {
    let token = random::token().expect("random bytes");
    bencher.bench_local(|| black_box(&token).digest());
}

#[divan::bench]
fn prove_pkce() {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    pkce::prove(black_box(Some(challenge)), black_box(Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")))
        .expect("a proof");
}

#[divan::bench]
fn seal_and_open(bencher: Bencher<'_, '_>) {
    let master = MasterKey::parse(&Secret::new("A".repeat(43))).expect("a key");
    let keys = Keyring::new(&master).expect("keys");
    bencher.bench_local(|| {
        let sealed = keys.seal("outbox/1", black_box("code 123456")).expect("sealed");
        keys.open("outbox/1", &sealed).expect("opened")
    });
}

#[divan::bench(args = ["ES256", "RS256", "EdDSA"])]
fn sign_a_token(bencher: Bencher<'_, '_>, name: &str) {
    let (kind, algorithm) = match name {
        "RS256" => (KeyKind::Rsa(2048), Algorithm::RS256),
        "EdDSA" => (KeyKind::Ed25519, Algorithm::EdDSA),
        _ => (KeyKind::P256, Algorithm::ES256),
    };
    let key = generate(kind).expect("a key");
    let signer = Signer::new("k", algorithm, &key.private).expect("a signer");
    let claims = serde_json::json!({"iss": "https://id.example", "sub": "1", "aud": "shop", "exp": 1, "iat": 0});
    bencher.bench_local(|| signer.sign("JWT", black_box(&claims)).expect("a token"));
}

#[divan::bench]
fn read_a_phone_number() -> Phone {
    Phone::parse(black_box("8 (701) 234-56-78")).expect("a number")
}

#[divan::bench]
fn negotiate_a_language() -> Option<Locale> {
    Locale::negotiate(black_box("de-DE,de;q=0.9,ru;q=0.8,en;q=0.5"))
}
