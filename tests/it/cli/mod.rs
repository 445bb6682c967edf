//! The built program against a folder of its own.

mod clients;
mod doctor;
mod import;
mod keys;
mod openapi;
mod partners;
mod people;
mod program;
mod router;
mod start;
