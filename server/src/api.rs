//! `/api/v1`: the calls of the phones, and of tools that speak like one.

pub(crate) mod answer;
pub(crate) mod body;
pub(crate) mod credential;
pub(crate) mod enrol;
pub(crate) mod live;
pub(crate) mod pull;
pub(crate) mod push;
pub(crate) mod stream;
