//! Where somebody stood who was erased: every file of the data folder, the journal, backups that are put back.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use shared::{
    domain::{How, Outcome, Person, TickKey, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::{Change, Draft, Incoming, Op},
    protocol::Status,
    time::DayRule,
    value::fields,
};
use store::{Keep as _, Pages as _, People as _, RescueAsk, Since, SqliteOptions, SqliteStore, Store as _, Viewer};

use crate::{
    contract::Folder,
    fixture::{NOW, bytes, phone},
    journal::ground::{create, draft, end, operator, restore, sent, serve, site_with_a_conflict, submit},
};

/// What is said of them in so many places, each by words that are nowhere else.
const NAME: &str = "钱玄同甲";
const BEFORE: &str = "钱夏乙丙";
const LOST: &str = "钱德潜丁";
const REFUSED: &str = "戊己庚辛的病";
const HELD: &str = "壬癸子丑的药";
const TICKED: &str = "寅卯辰巳";
const WORDS: [&str; 6] = [NAME, BEFORE, LOST, REFUSED, HELD, TICKED];

fn who() -> RecordId {
    RecordId::made(NOW, bytes(75))
}

fn set(byte: u8, field: &str, value: impl Into<shared::value::Value>) -> shared::op::Draft {
    let (kind, record) = (Kind::Resident, who());
    let fields = fields([(field, value.into())]);
    draft(byte, Change::Set { kind, record, fields })
}

fn visit() -> Op {
    let person = Person {
        resident: who(),
        how: How::Met,
    };
    let mut fields = visit_fields(RecordId::made(NOW, bytes(61)), Outcome::Answered, &[person]);
    fields.insert("note".to_owned(), format!("{NAME}要米").into());
    let (kind, record) = (Kind::Visit, RecordId::made(NOW, bytes(70)));
    draft(70, Change::Fact { kind, record, fields }).numbered(6)
}

/// Made and changed at the desk; a phone that has not seen that says things, of which some are refused or wait.
async fn somebody(store: &SqliteStore, phone: &Viewer) {
    let desk = operator(store).await;
    site_with_a_conflict(store, phone).await;
    let door = RecordId::made(NOW, bytes(61));
    submit(
        store,
        &desk,
        create(
            75,
            Kind::Resident,
            fields([("door", door.into()), ("name", BEFORE.into())]),
        ),
    )
    .await;
    submit(store, &desk, set(76, "name", NAME)).await;
    let tick = TickKey {
        subject: who(),
        template: "daily",
        item: "pills",
        day: DayRule::default().day(NOW),
    };
    let mut lost = set(77, "name", LOST);
    lost.at = NOW.plus(-1_000);
    let ops = [
        lost.numbered(3),
        set(78, "age", REFUSED).numbered(4),
        set(79, "of_a_newer_version", HELD).numbered(5),
        visit(),
        draft(80, tick.change(1, TICKED.into())).numbered(7),
    ];
    let mut statuses = Vec::new();
    for op in &ops {
        statuses.push(store.push(phone, sent(op)).await.unwrap().results[0].status);
    }
    use Status::{Applied, Held, Rejected, Superseded};
    assert_eq!(statuses, [Superseded, Rejected, Held, Applied, Applied]);
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// In which files, backups aside, which of the words stand.
fn traces(folder: &Folder) -> Vec<String> {
    let mut all = Vec::new();
    files(&folder.path(), &mut all);
    let mut found = Vec::new();
    for path in all
        .into_iter()
        .filter(|path| !path.starts_with(folder.path().join("backups")))
    {
        let bytes = fs::read(&path).unwrap();
        for word in WORDS {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(format!("{word} in {}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    found
}

async fn with_somebody() -> (Folder, PathBuf, Viewer) {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let phone = phone(&store).await;
    somebody(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    // Free pages and all that: they are deleted, and there again.
    let desk = operator(&store).await;
    let (kind, record) = (Kind::Resident, who());
    submit(&store, &desk, draft(81, Change::Delete { kind, record })).await;
    end(store).await;
    (folder, backup, phone)
}

async fn assert_gone(store: &Arc<SqliteStore>) {
    let desk = operator(store).await;
    assert_eq!(store.record(&desk, who()).await.unwrap(), None);
    assert_eq!(store.erased(&desk).await.unwrap(), [who()]);
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_of_who_was_erased_is_left_in_the_data_folder() {
    let (folder, ..) = with_somebody().await;
    for word in WORDS {
        assert!(
            traces(&folder).iter().any(|found| found.starts_with(word)),
            "{word} is there before"
        );
    }
    assert!(traces(&folder).iter().any(|found| found.ends_with(".jsonl")));
    let store = serve(&folder);
    let desk = operator(&store).await;
    store.erase(&desk, who(), NOW).await.unwrap().unwrap();
    assert_eq!(traces(&folder), Vec::<String>::new(), "while it is served");
    assert_gone(&store).await;
    end(store).await;
    assert_eq!(traces(&folder), Vec::<String>::new());
    let store = serve(&folder);
    assert_gone(&store).await;
}

/// The journal's lines of before were written anew; those of after are written without them.
#[tokio::test]
async fn what_a_file_or_the_desk_brings_of_who_was_erased_is_not_left_in_the_journal() {
    let (folder, _, phone) = with_somebody().await;
    let store = serve(&folder);
    let desk = operator(&store).await;
    store.erase(&desk, who(), NOW).await.unwrap().unwrap();
    submit(&store, &desk, set(91, "note", REFUSED)).await;
    let key = store.rules(&desk).await.unwrap().envelope_key.unwrap();
    let mut visit = visit().change;
    if let Change::Fact { record, .. } = &mut visit {
        *record = RecordId::made(NOW, bytes(92));
    }
    let brought = [set(93, "name", BEFORE), draft(94, visit)];
    let sealed = |(n, draft): (u64, &Draft)| {
        let inside = serde_json::to_vec(draft).unwrap();
        let envelope = store::envelope::seal(&key, draft.site, draft.id, &inside).unwrap();
        let op = serde_json::json!({ "n": n, "id": draft.id, "site": draft.site, "envelope": envelope });
        Incoming::read(&serde_json::value::to_raw_value(&op).unwrap()).unwrap()
    };
    let ask = RescueAsk {
        device: phone.device(),
        ops: (40..).zip(&brought).map(sealed).collect(),
        now: NOW,
    };
    assert_eq!(store.rescue(&desk, ask).await.unwrap().applied, 2);
    assert_eq!(traces(&folder), Vec::<String>::new(), "while it is served");
    end(store).await;
    assert_eq!(traces(&folder), Vec::<String>::new());
}

#[tokio::test]
async fn what_a_command_erases_is_wiped_by_the_server_that_starts_next() {
    let (folder, ..) = with_somebody().await;
    let command = SqliteStore::open(&folder.path(), SqliteOptions::COMMAND).unwrap();
    command
        .erase(&operator(&command).await, who(), NOW)
        .await
        .unwrap()
        .unwrap();
    end(command).await;
    let left = traces(&folder);
    assert!(
        !left.is_empty() && left.iter().all(|found| found.ends_with(".jsonl")),
        "{left:?}"
    );
    let store = serve(&folder);
    assert_eq!(traces(&folder), Vec::<String>::new());
    assert_gone(&store).await;
}

#[tokio::test]
async fn who_was_erased_is_erased_again_when_an_older_backup_is_put_back() {
    let (folder, backup, phone) = with_somebody().await;
    let store = serve(&folder);
    let desk = operator(&store).await;
    // One more backup that has them, and something after it.
    store
        .backup(&folder.path().join("backups/two"), "two", NOW)
        .await
        .unwrap();
    store.erase(&desk, who(), NOW).await.unwrap().unwrap();
    submit(&store, &desk, crate::fixture::building(90)).await;
    end(store).await;
    for (at, from) in [&backup, &folder.path().join("backups/two")].into_iter().enumerate() {
        let replayed = restore(&folder, from, &format!("aside{at}")).unwrap();
        assert_eq!(replayed.failed, Vec::<String>::new());
        let store = serve(&folder);
        assert_gone(&store).await;
        assert_eq!(traces(&folder), Vec::<String>::new(), "before anybody is served");
        // What their phone had sent comes back.
        let result = store.push(&phone, sent(&visit())).await.unwrap().results.remove(0);
        assert_eq!(result.status, Status::Applied);
        end(store).await;
        assert_eq!(traces(&folder), Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_was_erased_is_erased_again_though_the_journal_is_left_aside() {
    let (folder, backup, _) = with_somebody().await;
    let store = serve(&folder);
    store.erase(&operator(&store).await, who(), NOW).await.unwrap().unwrap();
    end(store).await;
    for journal_is_there in [true, false] {
        if !journal_is_there {
            // The database knows it, too.
            fs::remove_dir_all(folder.path().join("journal")).unwrap();
        }
        let (at, from, aside) = (
            folder.path(),
            &backup,
            folder.path().join(format!("aside-{journal_is_there}")),
        );
        SqliteStore::restore(&at, from, &aside, None, Since::Left).unwrap();
        let store = serve(&folder);
        assert_gone(&store).await;
        end(store).await;
        assert_eq!(traces(&folder), Vec::<String>::new());
    }
}
