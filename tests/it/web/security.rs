//! The pages that secure an account.
