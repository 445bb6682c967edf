//! RFC 8705: clients and tokens known by a certificate, which a trusted proxy hands on (RFC 9440).

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use freedom_id::domain::oauth::options::TlsSubject;
use freedom_id::domain::oauth::vocab::{AuthMethod, GrantType};
use freedom_id::http::client_ip::Peer;
use freedom_id::service::clients;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256,
    SanType, date_time_ymd,
};
use serde_json::json;

use crate::support::TestCore;
use crate::support::outside::Outside;
use crate::support::provider::{CALLBACK, Provider, Reply, Site, VERIFIER, fields, lent, site_named};
use crate::support::signer::{PAR, Signer, TOKEN, jwks};

const HEADER: &str = "client-cert";
pub const PROXY: &str = "10.1.2.3";
const STRANGER: &str = "192.0.2.1";

async fn behind_a_proxy() -> Provider {
    let core = TestCore::with(|config| {
        config.server.client_certificate_header = Some("Client-Cert".into());
        config.server.client_certificate_verified = true;
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
    });
    Provider::on(core.await).await
}

/// A certificate of somebody, good from 2020 to 2040.
pub fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "KZ");
    params.distinguished_name.push(DnType::OrganizationName, "Shop");
    params.distinguished_name.push(DnType::CommonName, "shop.example");
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
    params
}

pub fn signed(params: &CertificateParams, key: &Signer) -> Vec<u8> {
    let algorithm = match key.alg {
        "RS256" => &PKCS_RSA_SHA256,
        "EdDSA" => &PKCS_ED25519,
        _ => &PKCS_ECDSA_P256_SHA256,
    };
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&key.pkcs8.as_slice().into(), algorithm).expect("a key pair");
    params.self_signed(&pair).expect("a certificate").der().to_vec()
}

/// RFC 9440 §2.1
pub fn written(der: &[u8]) -> String {
    format!(":{}:", STANDARD.encode(der))
}

fn thumbprint(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der))
}

/// A request that came over a connection from this address.
async fn from(provider: &Provider, peer: &str, request: axum::http::request::Builder, form: &[(&str, &str)]) -> Reply {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request = request.body(Body::from(body)).expect("a request");
    let address = SocketAddr::new(peer.parse().expect("an address"), 4711);
    request.extensions_mut().insert(Peer { address, secure: false });
    provider.send(request).await
}

pub async fn post(provider: &Provider, peer: &str, certificates: &[&str], path: &str, form: &[(&str, &str)]) -> Reply {
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for certificate in certificates {
        request = request.header(HEADER, *certificate);
    }
    from(provider, peer, request, form).await
}

/// Asks for nothing but to be let in.
async fn tried(provider: &Provider, site: &Site, certificates: &[&str]) -> Reply {
    let form = [("client_id", site.id.as_str()), ("token", "unknown")];
    post(provider, PROXY, certificates, "/oauth2/revoke", &form).await
}

async fn named(provider: &Provider, subject: TlsSubject) -> Site {
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::TlsClientAuth;
    add.options.tls_subject = Some(subject);
    provider.site(add).await
}

async fn known_by_key(provider: &Provider, key: &Signer) -> Site {
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::SelfSignedTlsClientAuth;
    add.options.jwks = Some(jwks(&[key]));
    provider.site(add).await
}

pub const DN: &str = "CN=shop.example,O=Shop,C=KZ";

#[tokio::test]
async fn only_a_trusted_proxy_says_whose_certificate_it_saw() {
    let provider = behind_a_proxy().await;
    let shop = named(&provider, TlsSubject::Dn(DN.into())).await;
    let certificate = written(&signed(&params(), &Signer::new("k")));
    tried(&provider, &shop, &[&certificate]).await.ok();
    let form = [("client_id", shop.id.as_str()), ("token", "unknown")];
    for peer in [STRANGER, "127.0.0.1", "11.0.0.1", "::ffff:192.0.2.1"] {
        let reply = post(&provider, peer, &[&certificate], "/oauth2/revoke", &form).await;
        reply.is_error(401, "invalid_client");
    }
    post(&provider, "::ffff:10.1.2.3", &[&certificate], "/oauth2/revoke", &form).await.ok();
    // Words about a proxy do not make one.
    let request = Request::post("/oauth2/revoke")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(HEADER, &certificate)
        .header("x-forwarded-for", PROXY);
    from(&provider, STRANGER, request, &form).await.is_error(401, "invalid_client");
    // A header that came twice is half a stranger's; without a connection there is nobody to believe.
    tried(&provider, &shop, &[&certificate, &certificate]).await.is_error(401, "invalid_client");
    tried(&provider, &shop, &["", &certificate]).await.is_error(401, "invalid_client");
    provider.post("/oauth2/revoke", &[(HEADER, &certificate)], &form).await.is_error(401, "invalid_client");
    tried(&provider, &shop, &[]).await.is_error(401, "invalid_client");
}

#[tokio::test]
async fn where_the_proxy_does_not_check_chains_a_name_in_a_certificate_is_nobodys() {
    let core = TestCore::with(|config| {
        config.server.client_certificate_header = Some("Client-Cert".into());
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")];
    });
    let provider = Provider::on(core.await).await;
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::TlsClientAuth;
    add.options.tls_subject = Some(TlsSubject::Dn(DN.into()));
    assert!(clients::add(&provider, add).await.is_err());
    let key = Signer::new("k");
    let shop = known_by_key(&provider, &key).await;
    tried(&provider, &shop, &[&written(&signed(&params(), &key))]).await.ok();
    let metadata = provider.get("/.well-known/openid-configuration", None).await.ok().json();
    let methods = metadata["token_endpoint_auth_methods_supported"].to_string();
    assert!(methods.contains("self_signed_tls_client_auth") && !methods.contains("\"tls_client_auth\""), "{methods}");
}

#[tokio::test]
async fn where_certificates_are_switched_off_the_header_is_a_word_like_any_other() {
    let core = TestCore::with(|config| config.server.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")]);
    let provider = Provider::on(core.await).await;
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::TlsClientAuth;
    add.options.tls_subject = Some(TlsSubject::Dn(DN.into()));
    assert!(clients::add(&provider, add).await.is_err());
    let mut add = site_named("Shop");
    add.options.tls_bound = true;
    assert!(clients::add(&provider, add).await.is_err());
    let ana = provider.ana().await;
    let shop = provider.shop().await;
    let certificate = written(&signed(&params(), &Signer::new("k")));
    let code = provider.code(&shop, ana, "openid").await;
    let token = provider.redeem(&shop, &code).await.ok().member("access_token");
    let request = Request::get("/oauth2/userinfo").header("authorization", format!("Bearer {token}"));
    from(&provider, PROXY, request.header(HEADER, certificate), &[]).await.ok();
}

#[tokio::test]
async fn what_is_no_certificate_proves_nothing() {
    let provider = behind_a_proxy().await;
    let key = Signer::new("k");
    let (by_name, by_key) = (named(&provider, TlsSubject::Dn(DN.into())).await, known_by_key(&provider, &key).await);
    let der = signed(&params(), &key);
    let longer = [&der[..], b"more"].concat();
    for bad in [
        String::new(),
        "x".into(),
        "::".into(),
        ":%%%:".into(),
        STANDARD.encode(&der),
        format!(":{}", STANDARD.encode(&der)),
        format!(":{}:", URL_SAFE_NO_PAD.encode(&der)),
        written(&der[..der.len() - 1]),
        written(&longer),
        written(b"certificate"),
        written(&[0x30; 9_000]),
        format!("{}, {}", written(&der), written(&der)),
        "-----BEGIN CERTIFICATE-----".into(),
    ] {
        for site in [&by_name, &by_key] {
            tried(&provider, site, &[&bad]).await.is_error(401, "invalid_client");
        }
    }
    let mut request = Request::post("/oauth2/revoke").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request = request.header(HEADER, HeaderValue::from_bytes(b"\xff\xfe").expect("a value"));
    let form = [("client_id", by_name.id.as_str()), ("token", "x")];
    from(&provider, PROXY, request, &form).await.is_error(401, "invalid_client");
    // A certificate that nobody asked for disturbs nobody.
    let shop = provider.shop().await;
    let basic = shop.basic();
    let request = Request::post("/oauth2/revoke")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, basic)
        .header(HEADER, "x");
    from(&provider, PROXY, request, &[("token", "x")]).await.ok();
    for site in [&by_name, &by_key] {
        tried(&provider, site, &[&written(&der)]).await.ok();
    }
}

#[tokio::test]
async fn a_client_is_known_by_the_one_registered_name() {
    let provider = behind_a_proxy().await;
    let key = Signer::new("k");
    let mut full = params();
    full.subject_alt_names = vec![
        SanType::DnsName("Shop.example".try_into().expect("a name")),
        SanType::URI("https://shop.example/client".try_into().expect("a URI")),
        SanType::Rfc822Name("it@shop.example".try_into().expect("an address")),
        SanType::IpAddress("192.0.2.7".parse().expect("an address")),
        SanType::IpAddress("2001:db8::7".parse().expect("an address")),
    ];
    let full = written(&signed(&full, &key));
    let bare = written(&signed(&params(), &key));
    for (subject, by_bare) in [
        (TlsSubject::Dn(DN.into()), true),
        (TlsSubject::Dn("CN=shop.example, O=Shop, C=KZ".into()), true),
        (TlsSubject::Dn("C=KZ,O=Shop,CN=shop.example".into()), true),
        (TlsSubject::SanDns("shop.example".into()), false),
        (TlsSubject::SanUri("https://shop.example/client".into()), false),
        (TlsSubject::SanEmail("it@shop.example".into()), false),
        (TlsSubject::SanIp("192.0.2.7".into()), false),
        (TlsSubject::SanIp("2001:db8:0::7".into()), false),
    ] {
        let site = named(&provider, subject.clone()).await;
        assert_eq!(tried(&provider, &site, &[&full]).await.status, 200, "{subject:?}");
        assert_eq!(tried(&provider, &site, &[&bare]).await.status == 200, by_bare, "{subject:?}");
    }
    for subject in [
        TlsSubject::Dn("CN=shop.example".into()),
        TlsSubject::Dn("CN=shop.example,O=Shop,C=RU".into()),
        TlsSubject::Dn("CN=shop.example,O=Shop,C=KZ,L=Almaty".into()),
        TlsSubject::Dn("O=Shop,CN=shop.example,C=KZ".into()),
        TlsSubject::SanDns("other.example".into()),
        TlsSubject::SanDns("*.example".into()),
        TlsSubject::SanUri("https://shop.example/".into()),
        // A name of one kind is none of another.
        TlsSubject::SanDns("it@shop.example".into()),
        TlsSubject::SanUri("shop.example".into()),
        TlsSubject::SanEmail("shop.example".into()),
        TlsSubject::SanIp("192.0.2.8".into()),
    ] {
        let site = named(&provider, subject.clone()).await;
        let reply = tried(&provider, &site, &[&full]).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (401, &"invalid_client".into()), "{subject:?}");
    }
    // Beside it no other credential counts, and it is none for a client of another kind.
    let site = named(&provider, TlsSubject::Dn(DN.into())).await;
    let form = [("client_id", site.id.as_str()), ("client_secret", "x"), ("token", "x")];
    post(&provider, PROXY, &[&full], "/oauth2/revoke", &form).await.is_error(401, "invalid_client");
    let shop = provider.shop().await;
    tried(&provider, &shop, &[&full]).await.is_error(401, "invalid_client");
}

#[tokio::test]
async fn a_comma_within_a_name_is_no_end_of_it() {
    let provider = behind_a_proxy().await;
    let key = Signer::new("k");
    // One attribute that looks like three.
    let mut odd = CertificateParams::default();
    odd.distinguished_name = DistinguishedName::new();
    odd.distinguished_name.push(DnType::CommonName, "shop.example,O=Shop,C=KZ");
    (odd.not_before, odd.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
    let site = named(&provider, TlsSubject::Dn(DN.into())).await;
    let odd = written(&signed(&odd, &key));
    tried(&provider, &site, &[&odd]).await.is_error(401, "invalid_client");
    let site = named(&provider, TlsSubject::Dn(r"CN=shop.example\,O=Shop\2cC=KZ".into())).await;
    tried(&provider, &site, &[&odd]).await.ok();
}

#[tokio::test]
async fn a_certificate_of_ones_own_making_is_known_by_its_key_while_it_lasts() {
    let provider = behind_a_proxy().await;
    for alg in ["ES256", "RS256", "EdDSA"] {
        let (key, other) = (Signer::with("k", alg), Signer::new("o"));
        let site = known_by_key(&provider, &key).await;
        tried(&provider, &site, &[&written(&signed(&params(), &key))]).await.ok();
        tried(&provider, &site, &[&written(&signed(&params(), &other))]).await.is_error(401, "invalid_client");
        // The clock of these tests stands in June 2025.
        for (from, to) in [((2020, 1, 1), (2025, 6, 1)), ((2025, 7, 1), (2040, 1, 1))] {
            let mut off = params();
            off.not_before = date_time_ymd(from.0, from.1, from.2);
            off.not_after = date_time_ymd(to.0, to.1, to.2);
            tried(&provider, &site, &[&written(&signed(&off, &key))]).await.is_error(401, "invalid_client");
        }
    }
    // A key that is kept elsewhere, and changed there.
    let (one, two) = (Signer::new("one"), Signer::new("two"));
    let outside = Outside::open().await;
    let mut add = site_named("Shop");
    add.auth_method = AuthMethod::SelfSignedTlsClientAuth;
    add.options.jwks_uri = Some(outside.serve("/jwks", jwks(&[&one]).into_bytes()));
    let site = provider.site(add).await;
    tried(&provider, &site, &[&written(&signed(&params(), &one))]).await.ok();
    tried(&provider, &site, &[&written(&signed(&params(), &two))]).await.is_error(401, "invalid_client");
    let set = jwks(&[&two]);
    let site = known_by_key(&provider, &one).await;
    clients::change(&provider, &site.id, |client| {
        client.options.jwks = Some(set);
        Ok(())
    })
    .await
    .expect("a change");
    tried(&provider, &site, &[&written(&signed(&params(), &two))]).await.ok();
    tried(&provider, &site, &[&written(&signed(&params(), &one))]).await.is_error(401, "invalid_client");
}

#[tokio::test]
async fn a_bound_token_is_good_with_its_certificate_only() {
    let provider = behind_a_proxy().await;
    let ana = provider.ana().await;
    let (key, other) = (Signer::new("k"), Signer::new("o"));
    let (der, foreign) = (signed(&params(), &key), signed(&params(), &other));
    let (own, foreign) = (written(&der), written(&foreign));
    let mut add = site_named("Bank");
    add.auth_method = AuthMethod::TlsClientAuth;
    add.options.tls_subject = Some(TlsSubject::Dn(DN.into()));
    add.options.tls_bound = true;
    add.grant_types.push(GrantType::ClientCredentials);
    let bank = provider.site(add).await;
    let code = provider.code(&bank, ana, "openid phone").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", bank.id.as_str()),
    ];
    let set = post(&provider, PROXY, &[&own], TOKEN, &form).await.ok();
    assert_eq!(set.json()["token_type"], "Bearer");
    let token = set.member("access_token");
    let told = [("client_id", bank.id.as_str()), ("token", &*token)];
    let told = post(&provider, PROXY, &[&own], "/oauth2/introspect", &told).await.ok().json();
    assert_eq!(told["cnf"], json!({"x5t#S256": thumbprint(&der)}));
    let read = async |peer: &str, scheme: &str, certificate: Option<&str>| {
        let mut request = Request::get("/oauth2/userinfo").header("authorization", format!("{scheme} {token}"));
        if let Some(certificate) = certificate {
            request = request.header(HEADER, certificate);
        }
        from(&provider, peer, request, &[]).await
    };
    assert_eq!(read(PROXY, "Bearer", Some(&own)).await.ok().json()["phone_number"], "+77011234567");
    read(PROXY, "Bearer", Some(&foreign)).await.is_error(401, "invalid_token");
    read(PROXY, "Bearer", None).await.is_error(401, "invalid_token");
    read(PROXY, "Bearer", Some("x")).await.is_error(401, "invalid_token");
    read(PROXY, "DPoP", Some(&own)).await.is_error(401, "invalid_token");
    read(STRANGER, "Bearer", Some(&own)).await.is_error(401, "invalid_token");
    // A refresh binds to the certificate of its own connection.
    let refresh = set.member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("client_id", bank.id.as_str())];
    let set = post(&provider, PROXY, &[&foreign], TOKEN, &form).await.ok();
    let told = [("client_id", bank.id.as_str()), ("token", &*set.member("access_token"))];
    let told = post(&provider, PROXY, &[&own], "/oauth2/introspect", &told).await.ok().json();
    assert_ne!(told["cnf"]["x5t#S256"], thumbprint(&der));
    let own_token = [("grant_type", "client_credentials"), ("client_id", bank.id.as_str())];
    post(&provider, PROXY, &[&own], TOKEN, &own_token).await.ok();
    // Requests are pushed with it as well.
    let plain = Provider::request(&bank, "openid");
    assert_eq!(post(&provider, PROXY, &[&own], PAR, &lent(&fields(&plain))).await.status, 201);
    post(&provider, PROXY, &[], PAR, &lent(&fields(&plain))).await.is_error(401, "invalid_client");
}

#[tokio::test]
async fn tokens_may_be_bound_for_a_client_of_another_kind_and_a_public_ones_refresh_is() {
    let provider = behind_a_proxy().await;
    let ana = provider.ana().await;
    let own = written(&signed(&params(), &Signer::new("k")));
    let foreign = written(&signed(&params(), &Signer::new("o")));
    let mut add = site_named("App");
    add.auth_method = AuthMethod::None;
    add.options.tls_bound = true;
    let app = provider.site(add).await;
    let code = provider.code(&app, ana, "openid").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", app.id.as_str()),
    ];
    post(&provider, PROXY, &[], TOKEN, &form).await.is_error(400, "invalid_request");
    post(&provider, STRANGER, &[&own], TOKEN, &form).await.is_error(400, "invalid_request");
    let refresh = post(&provider, PROXY, &[&own], TOKEN, &form).await.ok().member("refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("client_id", app.id.as_str())];
    post(&provider, PROXY, &[&foreign], TOKEN, &form).await.is_error(400, "invalid_grant");
    post(&provider, PROXY, &[], TOKEN, &form).await.is_error(400, "invalid_request");
    post(&provider, PROXY, &[&own], TOKEN, &form).await.ok();
}
