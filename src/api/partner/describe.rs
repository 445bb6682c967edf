//! The partner API in words, for the document that programs read.

use serde_json::{Value, json};

use crate::domain::oauth::scope::CATALOGUE;
use crate::protocol::openapi::{By, Operation, Schema, Tag};
use crate::protocol::partner_error::PartnerError;

const LOGIN: &str = "Partner API: login";
const PROFILE: &str = "Partner API: profile";
const USERS: &str = "Partner API: users";

/// A token of this door.
const TOKEN: &str = "^[a-zA-Z0-9]{128}$";
/// A moment with six digits of a second.
const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$";
const PHONE: &str = r"^\+\d{10,15}$";
const COUNTRY: &str = "^[A-Z]{3}$";

const ID: &str = "eeca9287-d824-4f50-928b-450d2e46f874";
const REQUEST: &str = "6f1c2f0e-5d0a-4a58-9d0c-0f4f2f1f7a11";

/// The groups.
pub fn tags() -> Vec<Tag> {
    vec![
        Tag {
            name: LOGIN,
            description: "The way in by a login link: link, exchange, refresh, user info. JSON in and out.",
        },
        Tag { name: PROFILE, description: "The extended profile: asked for, worked on in a queue, polled." },
        Tag { name: USERS, description: "People that a partner creates and keeps up to date." },
    ]
}

/// The shapes that several operations share.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let sentences = Schema::list("What is wrong with the field.", Schema::text("A sentence.")).at_least(1);
    let error = Schema::object("")
        .with("message", Schema::text("Always the same.").among(["Error validating transmitted data."]))
        .with("errors", Schema::table("By field; an element of an array by its index, `grants.3`.", sentences));
    vec![
        ("ValidationError", Schema::object("Wrong fields.").with("error", error)),
        ("Tokens", tokens()),
        ("Info", info()),
        ("ProfileRequest", profile_request()),
        ("ProfileState", profile_state()),
        ("UserId", Schema::object("A person.").with("freedom_id", Schema::text("The Freedom ID.").format("uuid"))),
    ]
}

/// The operations.
pub fn operations() -> Vec<Operation> {
    vec![link(), exchange(), renew(), read_info(), ask_profile(), poll_profile(), create_user(), update_user()]
}

fn link() -> Operation {
    let grants = CATALOGUE.iter().map(|known| known.name);
    let body = Schema::object("")
        .with("redirect_uri", Schema::text("One of the registered addresses, to the letter.").at_most(2_000))
        .with(
            "grants",
            Schema::list("What the partner wants to read.", Schema::text("").among(grants)).at_least(1).at_most(100),
        )
        .may_have("state", Schema::text("Comes back unchanged.").at_most(1_024).or_null())
        .may_have("code_challenge", Schema::text("PKCE (RFC 7636); required for clients without a secret.").or_null())
        .may_have("code_challenge_method", Schema::text("With a challenge.").among(["S256"]).or_null())
        .may_have("locale", Schema::text("The language of the pages.").among(["en", "ru", "uz", "kk"]).or_null())
        .may_have(
            "display",
            Schema::text("`popup`: the pages are in a window that the login button opened.")
                .among(["page", "popup"])
                .or_null(),
        );
    let sent = json!({"redirect_uri": "https://shop.example/callback", "grants": ["read.firstname", "read.phone"], "state": "af0ifjsldkj"});
    let made = Schema::object("").with("redirect_uri", Schema::text("Where to send the browser.").format("uri"));
    let answer = json!({"redirect_uri": format!("https://id.example/login?track_id={REQUEST}&expire_at=1741069550")});
    let operation = Operation::new("post", "/api/v1/oauth/authorize", LOGIN, "makeLoginLink")
        .about(
            "Make a login link",
            "The link works for one login and ten minutes. The browser comes back to `redirect_uri` with \
             `authorization_code` (and `state`), or with `error=access_denied` and `error_code=100102`.",
        )
        .by(&[By::Basic])
        .aliases(&["/v1/oauth/authorize"])
        .takes("application/json", body, sent)
        .answers(200, "The link.", made, answer);
    let wrong =
        json!({"grants": ["The Grants field is required."], "redirect_uri": ["The selected redirect uri is invalid."]});
    failing(invalid(operation, wrong), &[PartnerError::MalformedJson, PartnerError::BadClient])
}

fn exchange() -> Operation {
    let body = Schema::object("")
        .with(
            "authorization_code",
            Schema::text("From the return; good once, for 60 seconds.").at_least(1).at_most(512),
        )
        .may_have(
            "revoke_uri",
            Schema::text("Where the end of the person's session is told; at a registered host.")
                .at_most(2_000)
                .or_null(),
        )
        .may_have("code_verifier", Schema::text("If the link was made with a challenge.").at_most(128).or_null());
    let operation = Operation::new("post", "/api/v1/oauth/token", LOGIN, "exchangeCode")
        .about("Exchange the code", "A second use fails and ends the tokens of the first.")
        .by(&[By::Basic])
        .aliases(&["/v1/oauth/token"])
        .takes(
            "application/json",
            body,
            json!({"authorization_code": "SplxlOBeZQQYbYS6WxSbIA", "revoke_uri": "https://shop.example/session-end"}),
        )
        .answers(200, "The tokens.", Schema::shared("Tokens"), tokens_example());
    let wrong = json!({"authorization_code": ["The Authorization code field is required."]});
    let errors =
        [PartnerError::InvalidCode, PartnerError::MalformedJson, PartnerError::BadClient, PartnerError::Forbidden];
    failing(invalid(operation, wrong), &errors)
}

fn renew() -> Operation {
    let operation = Operation::new("patch", "/api/v1/oauth/token", LOGIN, "refreshTokens")
        .about(
            "Refresh the tokens",
            "The bearer token is the refresh token; a body means nothing. The old pair ends. For ten seconds \
             the old token gives the same new pair again, for a lost answer; used later it ends the whole family.",
        )
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/token"])
        .answers(200, "The new tokens.", Schema::shared("Tokens"), tokens_example());
    failing(operation, &[PartnerError::BadToken])
}

fn read_info() -> Operation {
    let operation = Operation::new("get", "/api/v1/oauth/info", LOGIN, "readInfo")
        .about("Read what the person shares", "Exactly the granted fields; a granted one that is not known is `null`.")
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/info"])
        .answers(
            200,
            "The fields.",
            Schema::shared("Info"),
            json!({"id": ID, "firstname": "Aigerim", "patronymic": null, "phone": "+77011234567"}),
        );
    failing(operation, &[PartnerError::BadToken])
}

fn ask_profile() -> Operation {
    let operation = Operation::new("post", "/api/v1/oauth/get-profile", PROFILE, "requestProfile")
        .about(
            "Ask for the extended profile",
            "Needs the grant `read.profile`. The caller chooses `request_id`; the same id again is the same request. \
             20 requests of a client for one person may be pending at once, and 200 known; more are 429.",
        )
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/get-profile"])
        .takes(
            "application/json",
            Schema::object("")
                .with("request_id", Schema::text("Chosen by the caller.").format("uuid"))
                .may_have("created_at", Schema::text("Means nothing here.").or_null()),
            json!({"request_id": REQUEST, "created_at": "2025-03-04T06:35:50.000000Z"}),
        )
        .answers(
            200,
            "What became of it.",
            Schema::shared("ProfileRequest"),
            json!({"request_id": REQUEST, "status": "accepted", "status_message": "The request is accepted.", "freedom_id": ID}),
        );
    let wrong = json!({"request_id": ["The Request id field is required."]});
    failing(invalid(operation, wrong), &[PartnerError::MalformedJson, PartnerError::BadToken])
}

fn poll_profile() -> Operation {
    let id = || Schema::text("The id of the request.").format("uuid");
    let operation = Operation::new("get", "/api/v1/oauth/get-profile/status", PROFILE, "pollProfile")
        .about(
            "Poll the extended profile",
            "The id stands in the query, or in a JSON body for callers that can send one with GET: \
             `{\"request_id\": \"…\"}`. Where it stands in both, both say the same. A profile is usually ready within \
             a second or two: ask once a second, and stop at `completed`, `failed` or `not_found`.",
        )
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/get-profile/status"])
        .parameter("query", "request_id", "The id of the request.", id())
        .takes("application/json", Schema::object("").with("request_id", id()), json!({"request_id": REQUEST}))
        .body_is_optional()
        .answers(
            200,
            "How far it is. Pending requests are kept 24 hours, completed and failed ones 60 minutes.",
            Schema::shared("ProfileState"),
            json!({
                "request_id": REQUEST, "status": "completed", "status_message": "The profile is ready.",
                "freedom_id": ID, "datetime": "2025-03-04T06:35:51.000000Z", "profile": {"payload": "eyJ2ZXJzaW9uIjoxfQ"},
            }),
        );
    let wrong = json!({"request_id": ["The Request id field is required."]});
    failing(invalid(operation, wrong), &[PartnerError::MalformedJson, PartnerError::BadToken])
}

fn create_user() -> Operation {
    let body = person(Schema::object("").with("phone", Schema::text("The phone number.").pattern(PHONE)));
    let operation = Operation::new("post", "/api/v1/oauth/user", USERS, "createUser")
        .about(
            "Create a person",
            "The bearer token is one of `grant_type=client_credentials` with the scope `users.write`. Phone and \
             e-mail stay unconfirmed until the person proves them.",
        )
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/user"])
        .takes("application/json", body, user_example(&[]))
        .answers(200, "The person.", Schema::shared("UserId"), json!({"freedom_id": ID}));
    let wrong = json!({"phone": ["The Phone format is invalid."]});
    let errors = [
        PartnerError::MalformedJson,
        PartnerError::BadToken,
        PartnerError::Forbidden,
        PartnerError::PhoneTaken,
        PartnerError::EmailTaken,
    ];
    failing(invalid(operation, wrong), &errors)
}

fn update_user() -> Operation {
    let body = Schema::object("")
        .with("freedom_id", Schema::text("The Freedom ID.").format("uuid"))
        .may_have("phone", Schema::text("The phone number.").pattern(PHONE).or_null());
    let operation = Operation::new("put", "/api/v1/oauth/user", USERS, "updateUser")
        .about(
            "Update a person",
            "Only people that this client created, or who allow it something. What is absent stays; on a clash \
             nothing changes.",
        )
        .by(&[By::Bearer])
        .aliases(&["/v1/oauth/user"])
        .takes("application/json", person(body), user_example(&[("freedom_id", ID)]))
        .answers(200, "The person.", Schema::shared("UserId"), json!({"freedom_id": ID}));
    let wrong = json!({"freedom_id": ["The Freedom id field is required."]});
    let errors = [
        PartnerError::MalformedJson,
        PartnerError::BadToken,
        PartnerError::Forbidden,
        PartnerError::NotFound,
        PartnerError::PhoneTaken,
        PartnerError::EmailTaken,
    ];
    failing(invalid(operation, wrong), &errors)
}

/// The members that creating and updating share.
fn person(schema: Schema) -> Schema {
    let name = |description| Schema::text(description).at_most(255).or_null();
    schema
        .may_have("email", Schema::text("The e-mail address.").format("email").or_null())
        .may_have("firstname", name("First name."))
        .may_have("lastname", name("Last name."))
        .may_have("patronymic", name("Middle name after the father."))
        .may_have("date_of_birth", Schema::text("A day in the past.").format("date").or_null())
        .may_have("identifier", Schema::text("The state's number for the person.").at_most(64).or_null())
        .may_have("country", Schema::text("Citizenship, ISO 3166-1 alpha-3.").pattern(COUNTRY).or_null())
        .may_have("gender", Schema::text("").among(["M", "F"]).or_null())
        .may_have("nationality", Schema::text("As in the person's document.").at_most(255).or_null())
}

fn tokens() -> Schema {
    let token = |description| Schema::text(description).pattern(TOKEN);
    let moment = |description| Schema::text(description).format("date-time").pattern(MOMENT);
    Schema::object("A pair of tokens.")
        .with("id", Schema::text("The family of tokens: the same after every refresh.").format("uuid"))
        .with("access_token", token("For info and profile."))
        .with("refresh_token", token("For the next pair."))
        .with("access_expire_at", moment("7 days, unless the client has its own."))
        .with("refresh_expire_at", moment("One calendar month, unless the client has its own."))
        .and_nothing_else()
}

fn info() -> Schema {
    let text = |description| Schema::text(description).or_null();
    Schema::object("What a person shares.")
        .with("id", Schema::text("The Freedom ID: a UUID, or what stands for it at a client with pairwise ids."))
        .may_have("date_of_birth", text("`read.date_of_birth`").format("date"))
        .may_have("firstname", text("`read.firstname`"))
        .may_have("lastname", text("`read.lastname`"))
        .may_have("patronymic", text("`read.patronymic`"))
        .may_have("country", text("`read.country`: citizenship, ISO 3166-1 alpha-3.").pattern(COUNTRY))
        .may_have("nationality", text("`read.nationality`"))
        .may_have("gender", Schema::text("`read.gender`").among(["M", "F"]).or_null())
        .may_have("identifier", text("`read.identifier`"))
        .may_have("phone", text("`read.phone`: the primary number.").pattern(PHONE))
        .may_have("email", text("`read.email`: the primary address.").format("email"))
        .may_have("phones", Schema::list("`read.phones`: further numbers.", Schema::text("").pattern(PHONE)))
        .may_have("emails", Schema::list("`read.emails`: further addresses.", Schema::text("").format("email")))
        .and_nothing_else()
}

fn profile_request() -> Schema {
    Schema::object("A request for the profile.")
        .with("request_id", Schema::text("As sent.").format("uuid"))
        .with(
            "status",
            Schema::text("New, already in work, or refused: the grant is missing or policy forbids it.")
                .among(["accepted", "pending", "rejected"]),
        )
        .with("status_message", Schema::text("The same in words."))
        .with("freedom_id", Schema::text("Whose profile.").or_null())
}

fn profile_state() -> Schema {
    let payload = Schema::text("A JSON document in base64url; its members stand in the documentation.");
    Schema::object("How far a request is.")
        .with("request_id", Schema::text("As sent.").format("uuid"))
        .with("status", Schema::text("").among(["pending", "completed", "failed", "not_found"]))
        .with("status_message", Schema::text("The same in words."))
        .with("freedom_id", Schema::text("Whose profile; `null` for `not_found`.").or_null())
        .with(
            "datetime",
            Schema::text("Since when the status is what it is; for `not_found`, now.")
                .format("date-time")
                .pattern(MOMENT),
        )
        .may_have("profile", Schema::object("When completed.").with("payload", payload))
}

fn tokens_example() -> Value {
    json!({
        "id": "0195600e-8a1c-7c3a-9f0e-6a1d3f5b7c9e",
        "access_token": "q7WmZ4kTn0RxYc2VbLs9HdJf6GpA1eUo".repeat(4),
        "refresh_token": "B3nKx8QvT5yMrC7wPz2LhD9fSg4JaE6u".repeat(4),
        "access_expire_at": "2025-03-04T06:35:50.000000Z",
        "refresh_expire_at": "2025-03-25T06:35:50.000000Z",
    })
}

fn user_example(more: &[(&str, &str)]) -> Value {
    let mut person = json!({
        "phone": "+1234567890", "email": "user@example.com", "firstname": "John", "lastname": "Doe",
        "date_of_birth": "2000-01-01", "identifier": "123456789", "country": "KAZ", "gender": "M",
        "nationality": "citizen of the world",
    });
    if let Some(members) = person.as_object_mut() {
        members.extend(more.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))));
    }
    person
}

/// Adds the answer for wrong fields.
fn invalid(operation: Operation, errors: Value) -> Operation {
    let mut example = json!({"error": {"message": "Error validating transmitted data."}});
    if let Some(error) = example.get_mut("error").and_then(Value::as_object_mut) {
        error.insert("errors".into(), errors);
    }
    operation.answers(422, "Fields are wrong.", Schema::shared("ValidationError"), example)
}

/// What every operation of this door may fail with, whatever it does.
const ALWAYS: [PartnerError; 5] = [
    PartnerError::TooLarge,
    PartnerError::ContentType,
    PartnerError::TooMany,
    PartnerError::Internal,
    PartnerError::Unavailable,
];

/// Adds the business errors, those of one status in one answer.
fn failing(mut operation: Operation, own: &[PartnerError]) -> Operation {
    let all: Vec<PartnerError> = own.iter().copied().chain(ALWAYS).collect();
    let mut statuses: Vec<u16> = all.iter().map(|error| error.status()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        let these: Vec<PartnerError> = all.iter().copied().filter(|error| error.status() == status).collect();
        operation = operation.answers(status, &sentences(&these), envelope(&these), example(&these));
    }
    operation.header(429, "Retry-After", "Seconds to wait.", Schema::number(""))
}

fn sentences(errors: &[PartnerError]) -> String {
    errors.iter().map(|error| format!("{}: {}", error.code(), error.message())).collect::<Vec<_>>().join(" ")
}

fn envelope(errors: &[PartnerError]) -> Schema {
    let error = Schema::object("")
        .with("message", Schema::text("The error in words.").among(errors.iter().map(|error| error.message())))
        .with("code", Schema::number("Its number.").among(errors.iter().map(|error| error.code())))
        .and_nothing_else();
    Schema::object("A business error.").with("error", error).and_nothing_else()
}

fn example(errors: &[PartnerError]) -> Value {
    let told = errors.first().map(|error| json!({"message": error.message(), "code": error.code()}));
    json!({"error": told})
}
