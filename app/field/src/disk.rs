//! What the phone keeps, and the only place that knows how: two kinds of IndexedDB database, sealed contents.

mod fault;

pub(crate) use fault::Fault;
