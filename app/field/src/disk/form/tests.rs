//! Golden bytes: what a shipped version wrote, every later one reads.

use shared::{
    domain::{How, Outcome, Person, visit::visit_fields},
    id::{EpochId, OpId, SiteId},
    kind::Kind,
    op::{Change, Draft, Seen},
    outcome::Code,
    protocol::Status,
    replica::{Settled, Standing},
    time::UnixMs,
    value::{Value, fields},
};

use super::*;

fn id(byte: u8) -> RecordId {
    RecordId::made(UnixMs(1_668_384_000_000), [byte; 10])
}

fn rows() -> Vec<Said> {
    let map = Value::Map(fields([("reason", "独居".into()), ("cadence_h", 12.into())]));
    let fields = fields([
        ("door", id(1).into()),
        ("name", "王桂兰".into()),
        ("age", 83.into()),
        ("living_alone", true.into()),
        ("care", vec!["cardiac", "hearing"].into()),
        ("priority", map),
    ]);
    vec![
        Said::Here(Packed::new(Kind::Resident, id(2), 300, &fields)),
        Said::Gone { id: id(3), seq: 301 },
        Said::Gone { id: id(4), seq: 302 },
    ]
}

fn read(bytes: &[u8]) -> Result<Vec<Said>, Unreadable> {
    let mut rows = Vec::new();
    read_rows(bytes.to_vec(), |said| rows.push(said))?;
    Ok(rows)
}

fn queued(standing: Standing) -> Queued {
    let persons = [Person {
        resident: id(2),
        how: How::Spoke,
    }];
    let fields = visit_fields(id(1), Outcome::Answered, &persons);
    let change = Change::Fact {
        kind: Kind::Visit,
        record: id(5),
        fields,
    };
    let at = UnixMs(1_668_391_331_000);
    let seen = Seen {
        epoch: EpochId::made(at, [7; 10]),
        seq: 0,
    };
    let draft = Draft {
        id: OpId::made(at, [8; 10]),
        site: SiteId::made(at, [9; 10]),
        at,
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
    let (code, field, fields) = (Some(Code::Forbidden), Some("door".to_owned()), Vec::new());
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
fn a_chunk_written_by_the_first_version_is_read() {
    assert_eq!(read(include_bytes!("golden/rows-1.bin")), Ok(rows()));
}

#[test]
fn outbox_entries_written_by_the_first_version_are_read() {
    let waiting = include_bytes!("golden/queued-1-waiting.bin");
    assert_eq!(read_queued(waiting), Ok(queued(Standing::Waiting)));
    let held = Standing::Held {
        code: Code::Orphan,
        asked: UnixMs(1_668_391_332_000),
    };
    assert_eq!(
        read_queued(include_bytes!("golden/queued-1-held.bin")),
        Ok(queued(held))
    );
    assert_eq!(
        read_queued(include_bytes!("golden/queued-1-rejected.bin")),
        Ok(queued(rejected()))
    );
}

#[test]
fn what_is_written_reads_back() {
    assert_eq!(read(&write_rows(&rows()).unwrap()), Ok(rows()));
    let Some(Said::Here(packed)) = rows().into_iter().next() else {
        panic!("the first is here");
    };
    assert_eq!(read(&write_packed(&[&packed]).unwrap()), Ok(rows()[..1].to_vec()));
    assert_eq!(read_queued(&write_queued(&queued(rejected()))), Ok(queued(rejected())));
}

#[test]
fn another_format_and_damage_are_noticed() {
    let mut newer = write_rows(&rows()).unwrap();
    newer[0] = 2;
    assert_eq!(read(&newer), Err(Unreadable));
    assert_eq!(read(&[]), Err(Unreadable));
    let whole = write_rows(&rows()).unwrap();
    assert_eq!(read(&whole[..whole.len() - 3]), Err(Unreadable));
    assert_eq!(read_queued(b"\x02{}"), Err(Unreadable));
    assert_eq!(read_queued(b"\x01{"), Err(Unreadable));
}

/// Writes the golden files of the present formats. Run by hand for a new format, never for an old one.
#[test]
#[ignore = "writes files"]
fn write_golden_files() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/disk/form/golden/");
    let held = Standing::Held {
        code: Code::Orphan,
        asked: UnixMs(1_668_391_332_000),
    };
    let files = [
        ("rows-1.bin", write_rows(&rows())),
        ("queued-1-waiting.bin", Ok(write_queued(&queued(Standing::Waiting)))),
        ("queued-1-held.bin", Ok(write_queued(&queued(held)))),
        ("queued-1-rejected.bin", Ok(write_queued(&queued(rejected())))),
    ];
    for (name, bytes) in files {
        let file = format!("{folder}{name}");
        assert!(!std::path::Path::new(&file).exists(), "{name} has shipped");
        std::fs::write(file, bytes.unwrap()).unwrap();
    }
}
