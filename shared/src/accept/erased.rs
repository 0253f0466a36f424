//! What comes in late beside somebody who was erased.

use std::borrow::Cow;

use super::Planner;
use crate::{
    erase,
    op::{Body, Incoming},
    record::Row,
};

impl Planner {
    /// A visit may come in late that names somebody who was erased: it is stored without them.
    pub(super) fn without_erased<'a>(&self, incoming: &'a Incoming) -> Cow<'a, Incoming> {
        let Body::Readable(op) = &incoming.body else {
            return Cow::Borrowed(incoming);
        };
        let mut left = Cow::Borrowed(op);
        for named in op.change.names() {
            if self.now.rows.get(&named).is_some_and(Row::is_erased)
                && let erase::Rest::Part(change) = erase::rest(&left.change, named, "")
            {
                left.to_mut().change = change;
            }
        }
        match left {
            Cow::Borrowed(_) => Cow::Borrowed(incoming),
            Cow::Owned(op) => Cow::Owned(Incoming {
                n: incoming.n,
                id: incoming.id,
                raw: serde_json::to_string(&op).unwrap_or_default(),
                // Its envelope, if it came in one, has what was taken out: it is not kept.
                sealed: Some(String::new()),
                body: Body::Readable(op),
            }),
        }
    }
}
