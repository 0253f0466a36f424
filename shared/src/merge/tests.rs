//! The rules of merging, one by one.

use super::*;
use crate::{
    id::{DeviceId, RecordId},
    kind::Kind,
    record::{Meta, Record},
    role::RowScope,
    time::UnixMs,
};

fn row() -> Row {
    let record = Record {
        kind: Kind::Resident,
        id: RecordId::NIL,
        seq: 0,
        fields: Default::default(),
    };
    Row {
        record,
        scope: RowScope::SiteWide,
        deleted: false,
        meta: Meta::default(),
    }
}

/// Device `d`'s edit number `n`, landing at `seq`, made at minute `at` by somebody who had seen `seen`.
fn edit(d: u8, n: u64, seq: u64, seen: u64, at: i64) -> Edit {
    let device = DeviceId::made(UnixMs(1), [d; 10]);
    Edit {
        stamp: Stamp {
            seq,
            device,
            n,
            seen,
            at: UnixMs(at),
            was: None,
        },
        desk: false,
        shared: 0,
    }
}

#[test]
fn an_edit_that_had_seen_the_last_one_ignores_the_clock() {
    let mut row = row();
    set_register(&mut row, "name", "Li".into(), &edit(1, 1, 5, 0, 900));
    let met = set_register(&mut row, "name", "Wang".into(), &edit(2, 1, 6, 5, 100));
    assert_eq!((met, row.record.text("name")), (Met::Applied, Some("Wang")));
}

#[test]
fn a_phones_own_earlier_edit_is_no_conflict_but_a_desk_sign_in_gets_no_exemption() {
    let mut row = row();
    set_register(&mut row, "name", "Li".into(), &edit(1, 1, 5, 0, 900));
    let mut again = edit(1, 2, 6, 0, 100);
    assert_eq!(
        set_register(&mut row.clone(), "name", "Wang".into(), &again),
        Met::Applied
    );
    again.desk = true;
    assert_eq!(set_register(&mut row, "name", "Wang".into(), &again), Met::Superseded);
}

#[test]
fn concurrent_registers_go_to_the_later_time_and_ties_to_the_later_arrival() {
    let mut row = row();
    set_register(&mut row, "name", "Li".into(), &edit(1, 1, 5, 0, 500));
    assert_eq!(
        set_register(&mut row, "name", "Zhao".into(), &edit(2, 1, 6, 4, 499)),
        Met::Superseded
    );
    assert_eq!(row.record.text("name"), Some("Li"));
    let met = set_register(&mut row, "name", "Chen".into(), &edit(3, 1, 7, 4, 500));
    assert_eq!(
        (met, row.record.text("name")),
        (
            Met::Overruled {
                lost: "Li".into(),
                by: edit(1, 1, 5, 0, 500).stamp
            },
            Some("Chen")
        )
    );
}

#[test]
fn an_equal_value_raises_the_meta_and_is_no_conflict() {
    let mut row = row();
    set_register(&mut row, "name", "Li".into(), &edit(1, 1, 5, 0, 500));
    assert_eq!(
        set_register(&mut row, "name", "Li".into(), &edit(2, 1, 6, 0, 100)),
        Met::Applied
    );
    let Some(FieldMeta::Register(stamp)) = row.meta.fields.get("name") else {
        panic!("a register")
    };
    assert_eq!((stamp.seq, stamp.at), (6, UnixMs(500)));
}

#[test]
fn a_stale_clear_leaves_the_claim_it_had_not_seen() {
    let mut row = row();
    set_sticky(&mut row, "medical", "dialysis".into(), &edit(1, 1, 5, 0, 100));
    set_sticky(&mut row, "medical", "fall".into(), &edit(2, 1, 6, 0, 200));
    assert_eq!(
        set_sticky(&mut row, "medical", Value::Null, &edit(3, 1, 7, 5, 999)),
        Met::Superseded
    );
    assert_eq!(row.record.text("medical"), Some("fall"));
    assert_eq!(
        set_sticky(&mut row, "medical", Value::Null, &edit(3, 2, 8, 7, 999)),
        Met::Applied
    );
    assert!(row.record.get("medical").is_null());
}

#[test]
fn an_element_stays_while_any_claim_is_left() {
    let mut row = row();
    set_element(&mut row, "care", "hearing", true, &edit(1, 1, 5, 0, 1));
    set_element(&mut row, "care", "hearing", true, &edit(2, 1, 6, 0, 1));
    assert_eq!(
        set_element(&mut row, "care", "hearing", false, &edit(3, 1, 7, 5, 9)),
        Met::Superseded
    );
    assert_eq!(row.record.get("care"), &Value::from(vec!["hearing"]));
    assert_eq!(
        set_element(&mut row, "care", "hearing", false, &edit(3, 2, 8, 6, 9)),
        Met::Applied
    );
    assert!(row.record.get("care").is_null());
}

#[test]
fn a_delete_loses_to_what_it_had_not_seen() {
    let mut row = row();
    assert_eq!(set_deleted(&mut row, true, 9, &edit(1, 1, 10, 8, 1)), Met::Superseded);
    set_sticky(&mut row, "priority", "alone".into(), &edit(2, 1, 11, 0, 1));
    assert_eq!(set_deleted(&mut row, true, 0, &edit(1, 2, 12, 10, 1)), Met::Superseded);
    assert_eq!(set_deleted(&mut row, true, 9, &edit(1, 3, 13, 12, 1)), Met::Applied);
    assert!(row.deleted);
    assert!(!revive(&mut row, &edit(3, 1, 14, 13, 1)), "it was seen to be deleted");
    assert!(revive(&mut row, &edit(3, 1, 14, 12, 1)));
    assert!(!row.deleted);
}
