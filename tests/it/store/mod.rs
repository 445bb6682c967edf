//! Laws of the store.

mod deadlock;
mod lane;
mod query_plans;
mod writes;
