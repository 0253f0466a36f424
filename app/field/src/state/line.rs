//! The outbox as a person reads it: one line for each tap, not one for each operation.

use shared::{
    id::{DeviceId, RecordId},
    kind::Kind,
    op::Change,
    outcome::Code,
    replica::{Queued, Replica, Standing},
    time::{DayRule, LocalTime, UnixMs},
    view::SiteView,
};

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// 一切正常: a visit with its ticks.
    AllFine,
    Visit,
    NoAnswer,
    /// 整层走完: named after the first of its doors.
    Floor,
    /// Something taken back.
    TakenBack,
    /// 改正
    Corrected,
    /// Checklist answers alone.
    Ticks,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LineStanding {
    /// The server has it; it leaves the list by itself.
    Settled,
    Waiting,
    Held(Code),
    /// Needs attention.
    Rejected(Code),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutboxLine {
    /// Whose it is, and a worker before's name.
    pub(crate) device: DeviceId,
    pub(crate) former: Option<String>,
    /// The outbox numbers of its operations; the first is a good key.
    pub(crate) numbers: Vec<u64>,
    pub(crate) what: What,
    /// `3-2-1203`; none where the door isn't on this phone any more.
    pub(crate) address: Option<String>,
    /// The site's wall clock when it was tapped.
    pub(crate) at: LocalTime,
    pub(crate) standing: LineStanding,
}

/// Newest first. Settled taps are left out: nothing is to be done about them.
pub(super) fn lines(replica: &Replica, view: &SiteView) -> Vec<OutboxLine> {
    let mut taps: Vec<Tap> = Vec::new();
    for (n, queued) in replica.outbox().iter() {
        // The operations of one tap carry the same millisecond and follow each other, as the strip counts them.
        match taps.last_mut().filter(|tap| tap.at == queued.draft.at) {
            Some(tap) => tap.add(n, queued),
            None => taps.push(Tap::new(n, queued, door_of(&queued.draft.change, view, replica))),
        }
    }
    let open = taps
        .into_iter()
        .rev()
        .filter(|tap| tap.standing != LineStanding::Settled);
    open.map(|tap| tap.line(view, replica.me().device)).collect()
}

struct Tap {
    numbers: Vec<u64>,
    at: UnixMs,
    door: Option<RecordId>,
    what: What,
    standing: LineStanding,
}

impl Tap {
    fn new(n: u64, queued: &Queued, door: Option<RecordId>) -> Self {
        let what = what(&queued.draft.change);
        Self {
            numbers: vec![n],
            at: queued.draft.at,
            door,
            what,
            standing: standing(queued),
        }
    }

    fn add(&mut self, n: u64, queued: &Queued) {
        self.numbers.push(n);
        self.what = match (self.what, what(&queued.draft.change)) {
            (What::Visit, What::Ticks) => What::AllFine,
            (What::Visit, What::Visit) => What::Floor,
            (first, _) => first,
        };
        self.standing = self.standing.max(standing(queued));
    }

    fn line(self, view: &SiteView, device: DeviceId) -> OutboxLine {
        let rule: DayRule = view.rule();
        let door = self.door.and_then(|door| view.door(door));
        OutboxLine {
            device,
            former: None,
            numbers: self.numbers,
            what: self.what,
            address: door.map(|door| view.address(door)),
            at: rule.local(self.at),
            standing: self.standing,
        }
    }
}

fn what(change: &Change) -> What {
    match change {
        Change::Fact {
            kind: Kind::Visit,
            fields,
            ..
        } => {
            let no_answer = fields.get("outcome").and_then(|outcome| outcome.as_text()) == Some("no_answer");
            if no_answer { What::NoAnswer } else { What::Visit }
        }
        Change::Void { .. } => What::TakenBack,
        Change::Amend { .. } => What::Corrected,
        Change::Create { kind: Kind::Tick, .. } => What::Ticks,
        _ => What::Other,
    }
}

fn standing(queued: &Queued) -> LineStanding {
    match &queued.standing {
        Standing::Waiting => LineStanding::Waiting,
        Standing::Held { code, .. } => LineStanding::Held(*code),
        Standing::Settled(settled) if queued.needs_attention() => {
            LineStanding::Rejected(settled.code.unwrap_or(Code::Unknown))
        }
        Standing::Settled(_) => LineStanding::Settled,
    }
}

/// The door a change is about, directly or through the record it changes.
fn door_of(change: &Change, view: &SiteView, replica: &Replica) -> Option<RecordId> {
    let named = |fields: &shared::value::Fields| {
        let text = fields.get("door").or_else(|| fields.get("subject"))?.as_text()?;
        text.parse().ok()
    };
    let direct = change.fields().and_then(named);
    let (_, target) = change.target()?;
    let door = direct
        .or_else(|| {
            let look = replica.get(target)?;
            look.reference("door").or_else(|| look.reference("subject"))
        })
        .unwrap_or(target);
    match view.resident(door) {
        Some(resident) => Some(resident.door),
        None => Some(door),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        domain::Outcome,
        id::{AccountId, OpId, SiteId},
        numbered::Numbered,
        op::{Draft, Seen},
        protocol::{Cursor, Status},
        replica::{Disk, Identity, Place, Settled},
    };

    use super::*;
    use crate::state::save;

    fn queued(at: i64, change: Change, standing: Standing) -> Queued {
        let seen = Seen {
            epoch: Cursor::START.epoch,
            seq: 0,
        };
        let draft = Draft {
            id: OpId::made(UnixMs(at), [at as u8; 10]),
            site: SiteId::NIL,
            at: UnixMs(at),
            seen,
            change,
        };
        Queued {
            draft,
            standing,
            unsendable: false,
            discarded: false,
            was: None,
        }
    }

    fn rejected() -> Standing {
        let (code, field, fields) = (Some(Code::Forbidden), None, Vec::new());
        let status = Status::Rejected;
        Standing::Settled(Settled {
            status,
            seq: None,
            code,
            field,
            fields,
            arrived: true,
            epoch: None,
        })
    }

    #[test]
    fn a_whole_floor_is_one_line_and_counts_as_one() {
        let doors = [1, 2, 3].map(|byte| RecordId::made(UnixMs(1), [byte; 10]));
        let mut made = 9;
        let next = || {
            made += 1;
            RecordId::made(UnixMs(2), [made; 10])
        };
        let changes = save::floor(&doors, next).unwrap().0.into_iter();
        let outbox: Numbered<Queued> = (1..).zip(changes.map(|c| queued(5, c, Standing::Waiting))).collect();
        let me = Identity {
            device: DeviceId::NIL,
            account: AccountId::NIL,
            site: SiteId::NIL,
        };
        let disk = Disk {
            place: Place::START,
            rows: shared::replica::Rows::default(),
            outbox,
        };
        let replica = Replica::new(me, disk, 1);
        let view = SiteView::new(DayRule::default(), replica.records());
        let lines = lines(&replica, &view);
        assert_eq!((lines.len(), lines[0].what), (1, What::Floor));
        assert_eq!(
            crate::state::Strip::of(&replica, DayRule::default()).waiting,
            lines.len() as u64
        );
    }

    #[test]
    fn one_tap_is_one_line_with_its_worst_standing() {
        let door = RecordId::made(UnixMs(1), [1; 10]);
        let key = shared::domain::TickKey {
            subject: door,
            template: "daily",
            item: "rubbish",
            day: shared::time::SiteDay(19_000),
        };
        let kind = save::SaveKind::AllFine;
        let visit = |byte| {
            save::visit(
                RecordId::made(UnixMs(2), [byte; 10]),
                door,
                kind,
                Outcome::Answered,
                &[],
            )
            .0
        };
        let mut outbox = Numbered::default();
        outbox.insert(1, queued(5, visit(1).remove(0), Standing::Waiting));
        outbox.insert(2, queued(5, key.change(1, true.into()), rejected()));
        outbox.insert(3, queued(6, visit(2).remove(0), Standing::Waiting));
        let me = Identity {
            device: DeviceId::NIL,
            account: AccountId::NIL,
            site: SiteId::NIL,
        };
        let replica = Replica::new(
            me,
            Disk {
                place: Place::START,
                rows: shared::replica::Rows::default(),
                outbox,
            },
            1,
        );
        let view = SiteView::new(DayRule::default(), replica.records());
        let lines = lines(&replica, &view);
        assert_eq!(
            lines.iter().map(|line| line.numbers.clone()).collect::<Vec<_>>(),
            [vec![3], vec![1, 2]]
        );
        assert_eq!((lines[0].what, lines[0].standing), (What::Visit, LineStanding::Waiting));
        assert_eq!(
            (lines[1].what, lines[1].standing),
            (What::AllFine, LineStanding::Rejected(Code::Forbidden))
        );
        assert_eq!(lines[0].address, None);
    }
}
