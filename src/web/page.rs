//! What every page has around it, and what can be wrong in a form.

use crate::base::Locale;
pub use crate::domain::preferences::Theme;
use crate::web::assets;
use crate::web::pages::people::AccountCard;
use crate::web::text::{
    Account, Apps, Button, Common, Consent, Contacts, Custody, Data, Demo, Developers, Device, Ends, Facts, Fields,
    Glance, Happened, Home, Identity, OtherDevice, Outbox, Papers, Passkey, Recover, Register, SecondStep, Security,
    SignIn, Trail, Trouble, Upstream, Whereabouts, Wrong,
};

/// The app on whose behalf a person is here.
#[derive(Clone, Debug)]
pub struct Party {
    /// Its registered name.
    pub name: String,
    /// The host of the redirect target of this request.
    pub host: String,
    /// Where "Return to …" leads; no link without it.
    pub leave: Option<String>,
    /// Our copy of its logo, an address on this server; a letter tile without it.
    pub logo: Option<String>,
    /// Its privacy policy.
    pub policy: Option<String>,
    /// Its terms.
    pub terms: Option<String>,
}

/// A sentence about what just happened, shown on top of the next page.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The page is in another language now.
    LanguageChanged,
    /// A new code is on its way.
    CodeResent,
    /// The flow had ended and began anew.
    Refreshed,
    /// Another tab was faster.
    OtherTab,
    /// The app wants a fresh sign-in.
    SignInAgain,
    /// The active account is another one than when the page was drawn.
    AccountChanged {
        /// The name of the account that is active now.
        name: String,
    },
    /// The app needs more than it did when the page was drawn.
    AsksForMore {
        /// The name of the app.
        app: String,
    },
    /// An app lost its access.
    AccessRemoved {
        /// The name of the app.
        app: String,
    },
    /// What was typed is stored.
    Saved,
    /// A passkey was added.
    PasskeyCreated,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An account elsewhere opens this one now.
    Linked,
    /// It does so no more.
    Unlinked,
    /// It did so already.
    AlreadyLinked,
    /// A partner lost its rights over the person's record.
    PartnerEnded {
        /// Its name.
        name: String,
    },
    /// A closing account is kept.
    Kept,
    /// A contact was added.
    ContactAdded,
    /// A contact was removed.
    ContactRemoved,
    /// Another contact is the primary one.
    PrimaryChanged {
        /// The contact.
        contact: String,
    },
    /// The person is signed out in another browser.
    DeviceSignedOut {
        /// Its name; none for one that is not known.
        device: Option<String>,
    },
    /// The person is signed out everywhere but here.
    OthersSignedOut,
}

impl Notice {
    /// The sentence in a language.
    pub fn text(&self, locale: Locale) -> String {
        match self {
            Self::LanguageChanged => Common(locale).language_changed().into(),
            Self::CodeResent => SignIn(locale).code_resent().into(),
            Self::Refreshed => Common(locale).refreshed().into(),
            Self::OtherTab => Common(locale).other_tab().into(),
            Self::SignInAgain => SignIn(locale).again().into(),
            Self::AccountChanged { name } => Consent(locale).account_changed(name),
            Self::AsksForMore { app } => Consent(locale).more(app),
            Self::AccessRemoved { app } => Home(locale).apps_removed(app),
            Self::Saved => Common(locale).saved().into(),
            Self::PasskeyCreated => Passkey(locale).created().into(),
            Self::PasskeyRemoved => Passkey(locale).removed().into(),
            Self::Linked => Upstream(locale).linked().into(),
            Self::Unlinked => Upstream(locale).unlinked().into(),
            Self::AlreadyLinked => Upstream(locale).already().into(),
            Self::PartnerEnded { name } => Facts(locale).partner_ended(name),
            Self::Kept => Custody(locale).kept().into(),
            Self::ContactAdded => Contacts(locale).was_added().into(),
            Self::ContactRemoved => Contacts(locale).was_removed().into(),
            Self::PrimaryChanged { contact } => Contacts(locale).is_primary(contact),
            Self::DeviceSignedOut { device } => {
                let words = Whereabouts(locale);
                words.ended(device.as_deref().unwrap_or_else(|| words.unknown()))
            }
            Self::OthersSignedOut => Whereabouts(locale).all_ended().into(),
        }
    }
}

/// What surrounds the content of every page.
#[derive(Clone, Debug, Default)]
pub struct Chrome {
    /// The language of the page.
    pub locale: Locale,
    /// The token in the hidden `csrf_token` of every form.
    pub csrf: String,
    /// The authorization in progress, in the hidden `track_id` of every form.
    pub track: Option<String>,
    /// Path and query of this page without `lang`: for the language links, and for the browser's history.
    pub path: String,
    /// Whether the page answers a form. Going back to it would send the form again: the history gets [`Self::path`].
    pub posted: bool,
    /// The app that sent the person.
    pub party: Option<Party>,
    /// The page of ours that the person wanted before they had to sign in.
    pub next: Option<String>,
    /// What just happened.
    pub notice: Option<Notice>,
    /// For whom the forms of the console are drawn, in the hidden `drawn_for` of each.
    pub drawn_for: Option<String>,
    /// Whoever is signed in, on the pages of their account.
    pub me: Option<AccountCard>,
    /// The colours.
    pub theme: Theme,
    /// Whether the server runs in development mode.
    pub development: bool,
}

/// One choice of the language switch.
#[derive(Debug)]
pub struct LanguageChoice {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// The language's name for itself.
    pub name: &'static str,
    /// Whether the page is in it.
    pub current: bool,
    /// This page in that language.
    pub href: String,
}

impl Chrome {
    /// The chrome of a page at `path` with nothing special about it.
    pub fn new(locale: Locale, csrf: impl Into<String>, path: impl Into<String>) -> Self {
        Self { locale, csrf: csrf.into(), path: path.into(), ..Self::default() }
    }

    /// The four languages, in the order in which a person is offered them.
    pub fn languages(&self) -> Vec<LanguageChoice> {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        Locale::ALL
            .into_iter()
            .map(|l| LanguageChoice {
                tag: l.tag(),
                name: l.own_name(),
                current: l == self.locale,
                href: format!("{}{joint}lang={}", self.path, l.tag()),
            })
            .collect()
    }

    /// The title of a page: `{what} – {app} – Freedom ID`, with a prefix when something is wrong.
    pub fn title(&self, what: &str, problem: bool) -> String {
        let words = self.words();
        let mut title = if problem { format!("{}: {what}", words.error_prefix()) } else { what.to_owned() };
        // The name of the app is often in `what` already; hearing it twice helps nobody.
        for part in self.party.iter().map(|p| p.name.as_str()).chain([words.brand()]) {
            if !what.contains(part) {
                title.push_str(" – ");
                title.push_str(part);
            }
        }
        title
    }

    /// A page on the way in, which hands on what the person wanted.
    pub fn with_next(&self, path: &str) -> String {
        let Some(next) = &self.next else { return path.to_owned() };
        let joint = if path.contains('?') { '&' } else { '?' };
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{path}{joint}next={next}")
    }

    /// The message for a field, if something is wrong with it.
    pub fn wrong(&self, issues: &[Issue], field: &str) -> Option<String> {
        issues.iter().find(|i| i.field == field).map(|i| i.error.text(self.locale))
    }

    /// Every message of a form with the field it belongs to.
    pub fn lines(&self, issues: &[Issue]) -> Vec<(&'static str, String)> {
        issues
            .iter()
            .map(|issue| {
                let text = issue.error.text(self.locale);
                // Away from its field, "fill in this field" has to say which.
                let label = match issue.error {
                    FieldError::ValueEmpty | FieldError::ValueShape | FieldError::NameChars => self.label(issue.field),
                    _ => None,
                };
                (issue.field, label.map_or_else(|| text.clone(), |label| format!("{label}: {text}")))
            })
            .collect()
    }

    fn label(&self, field: &str) -> Option<&'static str> {
        let words = self.fields();
        Some(match field {
            "firstname" => words.first_name(),
            "lastname" => words.last_name(),
            "patronymic" => words.patronymic(),
            "gender" => words.gender(),
            "country" => words.country(),
            "nationality" => words.nationality(),
            "identifier" => words.identifier(),
            _ => return None,
        })
    }

    /// What just happened, in words.
    pub fn notice_text(&self) -> Option<String> {
        self.notice.as_ref().map(|n| n.text(self.locale))
    }

    /// The address of a static file.
    pub fn asset(&self, path: &str) -> String {
        assets::asset(path)
    }

    /// The address of a drawing in the icon sprite.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::asset("img/icons.svg"))
    }
}

macro_rules! accessors {
    ($($name:ident: $kind:ident;)*) => {
        impl Chrome {
            $(
                #[doc = concat!("The texts of [`", stringify!($kind), "`] in the language of the page.")]
                pub const fn $name(&self) -> $kind {
                    $kind(self.locale)
                }
            )*
        }
    };
}

accessors! {
    words: Common;
    button: Button;
    sign_in: SignIn;
    second: SecondStep;
    security: Security;
    fields: Fields;
    recover: Recover;
    register: Register;
    consent: Consent;
    data: Data;
    developers: Developers;
    device: Device;
    ends: Ends;
    trouble: Trouble;
    home: Home;
    account: Account;
    trail: Trail;
    happened: Happened;
    facts: Facts;
    custody: Custody;
    identity: Identity;
    glance: Glance;
    contacts: Contacts;
    whereabouts: Whereabouts;
    apps: Apps;
    papers: Papers;
    outbox: Outbox;
    passkey: Passkey;
    demo: Demo;
    upstream: Upstream;
    other_device: OtherDevice;
}

/// Something wrong with a field, or with a form as a whole.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The `id` of the field; empty for the form as a whole.
    pub field: &'static str,
    /// What is wrong.
    pub error: FieldError,
}

impl Issue {
    /// Something is wrong with one field.
    pub const fn of(field: &'static str, error: FieldError) -> Self {
        Self { field, error }
    }

    /// Something is wrong with the form as a whole.
    pub const fn form(error: FieldError) -> Self {
        Self { field: "", error }
    }
}

macro_rules! field_errors {
    ($($(#[$meta:meta])* $variant:ident $({ $field:ident: $kind:ty })? => $text:ident;)*) => {
        /// What can be wrong, with what the sentence needs. Times are shown as given, `14:35`.
        #[derive(Clone, Debug)]
        pub enum FieldError {
            $(
                $(#[$meta])*
                $variant $({
                    /// What the sentence names.
                    $field: $kind
                })?,
            )*
        }

        impl FieldError {
            /// The sentence in a language.
            pub fn text(&self, locale: Locale) -> String {
                match self {
                    $(Self::$variant $({ $field })? => Wrong(locale).$text($($field)?).into(),)*
                }
            }
        }
    };
}

field_errors! {
    /// No phone number or e-mail was typed.
    IdentifierEmpty => identifier_empty;
    /// Neither a phone number nor an e-mail.
    IdentifierShape => identifier_shape;
    /// No password was typed.
    PasswordEmpty => password_empty;
    /// The pair does not match; the same for an unknown account.
    LoginMismatch => login_mismatch;
    /// Too many attempts until a time.
    TooMany { time: String } => too_many;
    /// The operator paused the account; said after a right password only.
    Paused => paused;
    /// The account is frozen; said after a right proof only.
    Frozen => frozen;
    /// The password of the person who is signed in does not match.
    PasswordWrong => password_wrong;
    /// The operator's rules do not have this way in for this account.
    MethodBarred => method_barred;
    /// No code was typed.
    CodeEmpty => code_empty;
    /// Not the number of digits.
    CodeFormat { digits: u8 } => code_format;
    /// The code does not match.
    CodeWrong { left: u8 } => code_wrong;
    /// The code is too old.
    CodeExpired => code_expired;
    /// The code was used.
    CodeUsed => code_used;
    /// Too many wrong codes until a time.
    CodeTooMany { time: String } => code_too_many;
    /// Codes were asked for too often; another one can be sent at a time.
    CodeWait { time: String } => code_wait;
    /// The code of the authenticator app does not match.
    TotpWrong => totp_wrong;
    /// The code of the authenticator app was used.
    TotpReplayed => totp_replayed;
    /// None of the person's recovery codes.
    RecoveryWrong => recovery_wrong;
    /// The recovery code was used.
    RecoveryUsed => recovery_used;
    /// So many wrong codes that only another way helps.
    WayClosed => way_closed;
    /// The box under the recovery codes was left empty.
    NotSaved => not_saved;
    /// The last second step cannot go.
    StepNeeded => step_needed;
    /// No device shows this code.
    DeviceUnknown => device_unknown;
    /// The code of the device is too old.
    DeviceExpired => device_expired;
    /// Somebody decided about the device.
    DeviceUsed => device_used;
    /// Too many wrong codes of devices until a time.
    DeviceTooMany { time: String } => device_too_many;
    /// No phone number was typed.
    PhoneEmpty => phone_empty;
    /// Not a phone number.
    PhoneShape => phone_shape;
    /// No SMS goes to this country.
    PhoneUnsupported => phone_unsupported;
    /// No e-mail was typed.
    EmailEmpty => email_empty;
    /// Not an e-mail address.
    EmailShape => email_shape;
    /// Another account has confirmed the contact; said to who reads its messages only.
    ContactTaken => contact_taken;
    /// The person has confirmed the contact already.
    ContactYours => contact_yours;
    /// The person has as many contacts as there may be.
    ContactsFull => contacts_full;
    /// Neither a phone number nor an e-mail was typed where one is needed.
    ContactEmpty => contact_empty;
    /// The terms were not accepted.
    Terms => terms;
    /// The password is too short.
    PasswordShort { min: u16 } => password_short;
    /// The password is too long.
    PasswordLong { max: u16 } => password_long;
    /// The password is easy to guess.
    PasswordCommon => password_common;
    /// The password stands in a collection of leaked ones.
    PasswordBreached => password_breached;
    /// The password contains the person's own data.
    PasswordPersonal => password_personal;
    /// No first name was typed.
    FirstNameEmpty => name_first_empty;
    /// No last name was typed.
    LastNameEmpty => name_last_empty;
    /// A name with characters that names do not have.
    NameChars => name_chars;
    /// Not a date.
    BirthDateInvalid => dob_invalid;
    /// A date of birth that has not come yet.
    BirthDateFuture => dob_future;
    /// The person is too young.
    BirthDateAge { years: u8 } => dob_age;
    /// Nothing was typed where something is needed.
    ValueEmpty => value_empty;
    /// The value has not the expected shape.
    ValueShape => value_shape;
    /// Not an identification number.
    IdentifierNumber => identifier_number;
    /// Nothing else opens the account.
    LastWay { name: String } => last_way;
    /// The account elsewhere waits no longer for the new account.
    WaitsNoMore => waits_no_more;
    /// Nobody let this browser in yet.
    NotAllowedYet => not_allowed_yet;
    /// Allow was pressed while required data is missing.
    RequiredMissing => required_missing;
    /// Somebody else changed it since the form was drawn.
    ChangedElsewhere => changed_elsewhere;
    /// The box that has to be ticked is not.
    NotUnderstood => not_understood;
    /// There is no contact that can get a code.
    NoContact => no_contact;
    /// A copy was made lately.
    ExportLater { time: String } => export_later;
    /// The passkey is nobody's here, or its answer does not fit.
    PasskeyUnknown => passkey_unknown;
    /// The question to the passkey is too old or was answered.
    PasskeyStale => passkey_stale;
    /// Somebody else has the passkey too.
    PasskeyCloned => passkey_cloned;
    /// The passkey belongs to an account.
    PasskeyTaken => passkey_taken;
    /// Not a name for a passkey.
    PasskeyName => passkey_name;
}
