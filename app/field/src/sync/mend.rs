//! Rows on the disk that can't be read, while this tab has its own in memory: the list stays, the disk gets what is
//! here, and everything is pulled once more.

use std::rc::Rc;

use shared::{
    numbered::Numbered,
    replica::{Event, Place, Queued},
};

use super::{driver::Driver, note::Note};
use crate::disk::Fault;

impl Driver {
    /// `found` and `last` are what the disk says of its unreadable rows.
    pub(super) async fn mend_rows(
        self: &Rc<Self>,
        found: Place,
        last: u64,
        mut outbox: Numbered<Queued>,
    ) -> Result<(), Fault> {
        let place = from_the_start(self.with(|replica| replica.place().clone()));
        let chunks = self.snapshot(&self.disk).await?;
        if self.disk.rebuild(found.cursor, last, &place, &chunks).await? {
            self.last.set(last);
            self.entries.set(0);
            self.lane.lay_over(&mut outbox);
            let rows = Vec::new();
            self.handle(Event::Elsewhere { place, rows, outbox });
            self.handle(Event::Nudge);
            self.say(Note::Wrote);
        }
        Ok(())
    }
}

/// Everything is asked for again, over what is here: a list that may be used stays one.
fn from_the_start(mine: Place) -> Place {
    Place {
        cursor: Place::START.cursor,
        refreshing: mine.complete,
        ..mine
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        id::{AccountId, DeviceId, EpochId, RecordId, SiteId},
        kind::Kind,
        protocol::Cursor,
        record::Record,
        replica::{Disk, Effect, Identity, Replica},
        time::UnixMs,
        value::fields,
    };

    use super::*;

    #[test]
    fn the_list_stays_and_everything_is_pulled_again() {
        let row = Record {
            kind: Kind::Resident,
            id: RecordId::made(UnixMs(1), [1; 10]),
            seq: 7,
            fields: fields([("name", "李四".into())]),
        };
        let cursor = Cursor {
            epoch: EpochId::made(UnixMs(1), [2; 10]),
            seq: 9,
            ..Cursor::START
        };
        let place = Place {
            cursor,
            complete: true,
            ..Place::START
        };
        let me = Identity {
            device: DeviceId::NIL,
            account: AccountId::NIL,
            site: SiteId::NIL,
        };
        let disk = Disk {
            place: place.clone(),
            rows: [row.clone()].into_iter().collect(),
            outbox: Numbered::default(),
        };
        let mut replica = Replica::new(me, disk, 1);
        replica.handle(
            UnixMs(5),
            Event::Elsewhere {
                place: from_the_start(place),
                rows: Vec::new(),
                outbox: Numbered::default(),
            },
        );
        let effects = replica.handle(UnixMs(5), Event::Lead(true));
        assert!(replica.place().complete && replica.get(row.id).is_some());
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::Pull(pull) if pull.cursor == Cursor::START)),
            "{effects:?}"
        );
        // One that never was whole is not called whole now.
        assert_eq!(from_the_start(Place::START), Place::START);
    }
}
