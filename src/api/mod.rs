//! Floor 6: the JSON doors. Each reads wire input, calls one verb, writes wire output; none holds a
//! rule, and none knows another.

pub mod oauth;
pub mod openapi;
pub mod partner;
