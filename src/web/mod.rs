//! Pages for people: what they say, how they look, and the files they load.

pub mod assets;
pub mod demo;
pub mod dev;
pub mod page;
pub mod pages;
pub mod text;
