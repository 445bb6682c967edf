//! Accounts: opening, signing in, what operators do, messages and jobs.

mod breaches;
mod contacts;
mod foreign;
mod jobs;
mod manage;
mod objections;
mod otp;
mod outbox;
mod own_contacts;
mod passkeys;
mod passwords;
mod profile;
mod recover;
mod recover_races;
mod recover_two;
mod register;
mod register_passkey;
mod sign_in;
mod sign_in_races;
mod sms;
mod sms_budgets;
mod web_sessions;
