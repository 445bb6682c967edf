//! E-mail addresses and phone numbers.

use askama::Template;

use super::Section;
use crate::web::page::{Chrome, Issue};
use crate::web::pages::field::Field;
use crate::web::pages::moment::Moment;
use crate::web::pages::sign_in::Channel;

/// What can be done with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// It can be removed.
    Remove,
    /// It is the only confirmed one.
    KeepLast,
    /// It is the primary one of several.
    KeepPrimary,
    /// It is the only way in.
    KeepWayIn,
    /// It is not confirmed.
    Confirm,
}

/// One contact.
#[derive(Clone, Debug)]
pub struct ContactRow {
    /// Its id in addresses and forms.
    pub id: String,
    /// The contact in full.
    pub value: String,
    /// Whether it is the primary one.
    pub primary: bool,
    /// When it was added.
    pub added: Moment,
    /// What can be done with it.
    pub may: May,
}

impl ContactRow {
    fn is_confirmed(&self) -> bool {
        self.may != May::Confirm
    }

    /// Whether it could be the primary one.
    fn may_lead(&self) -> bool {
        self.is_confirmed() && !self.primary
    }
}

/// `/account/emails`, `/account/phones`.
#[derive(Debug, Template)]
#[template(path = "account/contacts.html")]
pub struct ContactsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// SMS for phone numbers.
    pub channel: Channel,
    /// Whose: the hidden `account` of every form.
    pub account: String,
    /// The contacts, the primary one first.
    pub rows: Vec<ContactRow>,
    /// One that waits for its code.
    pub pending: Option<String>,
    /// Whether there are as many as there may be.
    pub full: bool,
    /// Whether codes can be sent.
    pub reachable: bool,
    /// What was typed.
    pub typed: String,
    /// What is wrong.
    pub issues: Vec<Issue>,
}

impl ContactsPage {
    const fn section(&self) -> Section {
        section(self.channel)
    }

    fn title(&self) -> String {
        self.chrome.title(self.heading(), !self.issues.is_empty())
    }

    fn heading(&self) -> &'static str {
        self.section().label(self.chrome.account())
    }

    fn is_phone(&self) -> bool {
        self.channel == Channel::Sms
    }

    const fn lead(&self) -> &'static str {
        let words = self.chrome.contacts();
        match self.channel {
            Channel::Sms => words.phones_lead(),
            Channel::Email => words.emails_lead(),
        }
    }

    const fn nothing(&self) -> &'static str {
        let words = self.chrome.contacts();
        match self.channel {
            Channel::Sms => words.phones_empty(),
            Channel::Email => words.emails_empty(),
        }
    }

    const fn add_title(&self) -> &'static str {
        let words = self.chrome.contacts();
        match self.channel {
            Channel::Sms => words.add_phone(),
            Channel::Email => words.add_email(),
        }
    }

    /// Whether a code can be asked for a contact that somebody said is the person's.
    fn may_confirm(&self, row: &ContactRow) -> bool {
        row.may == May::Confirm && self.reachable && !self.full
    }

    fn field(&self) -> Field {
        if self.is_phone() {
            Field::phone(&self.chrome, &self.issues, &self.typed)
        } else {
            Field::email(&self.chrome, &self.issues, &self.typed)
        }
    }

    /// The name of the field.
    fn name(&self) -> &'static str {
        if self.is_phone() { "phone" } else { "email" }
    }

    /// Why a contact stays.
    const fn reason(&self, row: &ContactRow) -> Option<&'static str> {
        let words = self.chrome.contacts();
        match row.may {
            May::KeepLast => Some(words.keep_last()),
            May::KeepPrimary => Some(words.keep_primary()),
            May::KeepWayIn => Some(words.keep_way_in()),
            May::Remove | May::Confirm => None,
        }
    }
}

/// `/account/emails/{id}/remove`, `/account/phones/{id}/remove`.
#[derive(Debug, Template)]
#[template(path = "account/contact_remove.html")]
pub struct ContactRemovePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// SMS for phone numbers.
    pub channel: Channel,
    /// Its id.
    pub id: String,
    /// The contact in full.
    pub value: String,
    /// Whether the second step by SMS ends with it.
    pub ends_step: bool,
}

impl ContactRemovePage {
    const fn section(&self) -> Section {
        section(self.channel)
    }

    fn title(&self) -> String {
        self.chrome.title(&self.heading(), false)
    }

    fn heading(&self) -> String {
        self.chrome.contacts().remove_title(&self.value)
    }

    fn is_phone(&self) -> bool {
        self.channel == Channel::Sms
    }
}

const fn section(channel: Channel) -> Section {
    match channel {
        Channel::Sms => Section::Phones,
        Channel::Email => Section::Emails,
    }
}
