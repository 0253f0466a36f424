//! Whose operations are taken, and in what order: expiry, revocation, newer versions, gaps and forks.

use shared::{
    domain::{Outcome as At, visit::visit_fields},
    id::{DeviceId, EpochId, OpId},
    kind::Kind,
    op::{Change, Incoming, Op, Seen},
    outcome::{Code, Outcome},
    role::{Actor, Before, Role, Scope},
    time::{DAY_MS, HOUR_MS, UnixMs},
    value::{Fields, Value, fields},
};

use crate::fixture::*;

#[test]
fn an_expired_device_keeps_what_it_made_in_time() {
    let mut server = server();
    let expired = Actor {
        expires: Some(NOW.plus(-HOUR_MS)),
        ..worker()
    };
    assert!(one_at(&mut server, &expired, visit(50, DOOR), NOW.plus(-2 * HOUR_MS)).is_applied());
    assert!(server.rows[&id(50)].record.flag("late"));
    let after = one_at(&mut server, &expired, visit(51, DOOR), NOW.plus(-HOUR_MS));
    assert_eq!(after, Outcome::held(Code::Expired));
    let fast_clock = Actor {
        skew_ms: DAY_MS,
        ..expired
    };
    let corrected = one_at(
        &mut server,
        &fast_clock,
        visit(52, DOOR),
        NOW.plus(DAY_MS - 2 * HOUR_MS),
    );
    assert!(corrected.is_applied(), "a clock a day fast is no reason");
}

/// A phone with a renewed identity brings again what waits, and what it waits for, in one push: what is written then is the
/// new identity's, under its number. That of the one before may be another operation's of the new one.
#[test]
fn what_waited_is_written_under_the_number_it_came_with_last() {
    let mut server = server();
    let first = worker();
    assert!(one(&mut server, &first, visit(50, DOOR)).is_applied());
    let amend = Change::Amend {
        kind: Kind::Visit,
        record: id(52),
        amends: id(51),
        fields: visit_fields(id(DOOR), At::Answered, &[]),
    };
    let waiting = one(&mut server, &first, amend.clone());
    assert!(!waiting.is_final(), "it waits for its visit");
    let second = Actor {
        device: DeviceId::made(UnixMs(2), [2; 10]),
        ..first.clone()
    };
    server.actors.insert(second.device, second.clone());
    let waits = server.receipts[&(first.device, 2)];
    let seen = Seen {
        epoch: server.epochs.current(),
        seq: 0,
    };
    let op = |n, id, change| Op {
        n,
        id,
        site: site(),
        at: NOW,
        seen,
        change,
        was: None,
    };
    let made = op(2, OpId::made(NOW, [77; 10]), visit(51, DOOR));
    server.push_ops(&second, &[op(1, waits, amend), made], NOW).unwrap();
    let born = server.rows[&id(52)].meta.born.unwrap();
    assert_eq!((born.device, born.n), (second.device, 1));
    let line = &server.log[&waits];
    assert_eq!((line.device, line.n), (first.device, 2), "the line stays whose it was");
}

#[test]
fn a_revoked_device_is_heard_but_not_applied() {
    let mut server = server();
    let revoked = Actor {
        revoked: true,
        ..worker()
    };
    assert_eq!(
        one(&mut server, &revoked, visit(50, DOOR)),
        Outcome::held(Code::Revoked)
    );
    assert!(!server.rows.contains_key(&id(50)));
}

/// Somebody who worked in both buildings until an hour ago, as `role`, and works in the other one now.
fn moved_on(role: Role) -> Actor {
    let before = Before {
        until: NOW.plus(-HOUR_MS),
        role,
        scope: Scope::WholeSite,
    };
    Actor {
        scope: Scope::Buildings([id(OTHER_BUILDING)].into()),
        before: vec![before],
        ..worker()
    }
}

#[test]
fn what_was_made_before_a_change_of_scope_is_applied_and_marked_late() {
    let mut server = server();
    let who = moved_on(Role::Worker);
    let early = NOW.plus(-2 * HOUR_MS);
    assert!(one_at(&mut server, &who, visit(50, DOOR), early).is_applied());
    assert!(server.rows[&id(50)].record.flag("late"));
    let after = one_at(&mut server, &who, visit(51, DOOR), NOW.plus(-HOUR_MS));
    assert_eq!(after, Outcome::rejected(Code::Forbidden, None));
    // What may still be done is nothing special, whenever it was made.
    assert!(one_at(&mut server, &who, visit(52, OTHER_DOOR), early).is_applied());
    assert!(!server.rows[&id(52)].record.flag("late"));
    let fast_clock = Actor { skew_ms: DAY_MS, ..who };
    assert!(one_at(&mut server, &fast_clock, visit(53, DOOR), early.plus(DAY_MS)).is_applied());
    let said_early = one_at(&mut server, &fast_clock, visit(54, DOOR), NOW);
    assert!(
        said_early.is_applied(),
        "a clock a day fast is taken at its word less a day"
    );
}

#[test]
fn what_was_made_as_a_coordinator_counts_but_who_may_what_goes_by_the_servers_order() {
    let mut server = server();
    let who = moved_on(Role::Coordinator);
    let early = NOW.plus(-2 * HOUR_MS);
    let set = |kind, record, field: &str, value: Value| Change::Set {
        kind,
        record,
        fields: fields([(field, value)]),
    };
    let floor = || set(Kind::Door, id(OTHER_DOOR), "floor", 3.into());
    let forbidden = one_at(&mut server, &who, floor(), NOW);
    assert_eq!(forbidden, Outcome::rejected(Code::Forbidden, Some("floor")));
    assert!(one_at(&mut server, &who, floor(), early).is_applied());
    let desk = server.actors.values().find(|actor| actor.desk).unwrap().clone();
    let account = Change::Create {
        kind: Kind::Account,
        record: id(70),
        fields: fields([("name", "李".into())]),
    };
    assert!(one(&mut server, &desk, account).is_applied());
    let role = set(Kind::Account, id(70), "role", "coordinator".into());
    let refused = one_at(&mut server, &who, role, early);
    assert_eq!(refused, Outcome::rejected(Code::Forbidden, Some("role")));
}

#[test]
fn of_several_changes_the_one_after_it_was_made_counts() {
    let mut server = server();
    let (here, there) = ([id(BUILDING)], [id(OTHER_BUILDING)]);
    let before = |hours: i64, scope: Scope| Before {
        until: NOW.plus(-hours * HOUR_MS),
        role: Role::Worker,
        scope,
    };
    let who = Actor {
        scope: Scope::Buildings(there.into()),
        before: vec![
            before(4, Scope::Buildings(there.into())),
            before(2, Scope::Buildings(here.into())),
        ],
        ..worker()
    };
    let mut at = |record, hours: i64| one_at(&mut server, &who, visit(record, DOOR), NOW.plus(-hours * HOUR_MS));
    assert_eq!(at(50, 5), Outcome::rejected(Code::Forbidden, None));
    assert!(at(51, 3).is_applied());
    assert_eq!(at(52, 1), Outcome::rejected(Code::Forbidden, None));
}

#[test]
fn what_a_newer_version_says_is_held_and_not_refused() {
    let mut server = server();
    let unknown_kind = Change::Create {
        kind: "drone".into(),
        record: id(60),
        fields: Fields::new(),
    };
    assert_eq!(
        one(&mut server, &worker(), unknown_kind),
        Outcome::held(Code::UnknownChange)
    );
    let unknown_field = set(RESIDENT, fields([("blood_type", "A".into())]));
    assert_eq!(
        one(&mut server, &worker(), unknown_field),
        Outcome::held(Code::UnknownChange)
    );
    let raw = format!(
        r#"{{"n":3,"id":"{}","site":"{}","at":1,"seen":{{"epoch":"{}","seq":0}},"change":{{"type":"teleport","lat":31.2}}}}"#,
        id(61),
        site(),
        EpochId::NIL
    );
    let raw = serde_json::value::RawValue::from_string(raw).unwrap();
    let incoming = Incoming::read(&raw).unwrap();
    let judged = server.push_incoming(&worker(), &[incoming], NOW).unwrap();
    assert_eq!(judged[0].outcome, Outcome::held(Code::UnknownChange));
}

#[test]
fn an_unreadable_operation_is_answered_and_blocks_nothing() {
    let mut server = server();
    let read = |text: String| Incoming::read(&serde_json::value::RawValue::from_string(text).unwrap());
    assert!(
        read(r#"{"id":"x"}"#.into()).is_err(),
        "without n there is nothing to answer to"
    );
    assert!(read(r#"[1,2]"#.into()).is_err());
    let broken = read(r#"{"n":1,"id":7,"change":1.5}"#.into()).unwrap();
    let too_large = read(format!(r#"{{"n":2,"id":"{}","pad":"{}"}}"#, id(62), "x".repeat(40_000))).unwrap();
    let judged = server.push_incoming(&worker(), &[broken, too_large], NOW).unwrap();
    assert_eq!(judged[0].outcome, rejected(Code::Malformed, None));
    assert_eq!(judged[1].outcome, rejected(Code::TooLarge, None));
    assert!(one(&mut server, &worker(), visit(50, DOOR)).is_applied());
}

#[test]
fn a_gap_and_a_fork_refuse_the_whole_push_and_store_nothing() {
    let mut server = server();
    let me = worker();
    assert!(one(&mut server, &me, visit(50, DOOR)).is_applied());
    let op = |n, op: u8, record| Op {
        n,
        id: OpId::made(NOW, [op; 10]),
        site: site(),
        at: NOW,
        seen: Seen {
            epoch: EpochId::NIL,
            seq: 0,
        },
        change: visit(record, DOOR),
        was: None,
    };
    let head = server.head;
    let gap = server.push_ops(&me, &[op(2, 10, 51), op(4, 11, 52)], NOW);
    assert_eq!(gap, Err(shared::accept::Refusal::Gap { last_n: 1 }));
    let fork = server.push_ops(&me, &[op(1, 12, 53)], NOW);
    assert_eq!(fork, Err(shared::accept::Refusal::DeviceFork { n: 1 }));
    let twice = server.push_ops(&me, &[op(2, 13, 54), op(2, 14, 55)], NOW);
    assert_eq!(twice, Err(shared::accept::Refusal::DeviceFork { n: 2 }));
    assert_eq!(server.head, head);
    // The same operation under a new number of another device: its result, and a receipt for it.
    let other = Actor {
        device: DeviceId::made(UnixMs(2), [3; 10]),
        ..worker()
    };
    let known = op(1, 1, 50);
    let judged = server.push_ops(&other, &[known], NOW).unwrap();
    assert!(judged[0].outcome.is_applied());
    assert_eq!((server.last_n(other.device), server.head), (1, head));
}
