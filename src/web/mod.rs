//! Pages for people: what they say, how they look, and the files they load.

pub mod assets;
pub mod page;
pub mod pages;
pub mod text;
