//! Laws of the store.

mod lane;
mod query_plans;
mod writes;
