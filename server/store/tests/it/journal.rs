//! The journal: what is done at the desk after a backup is there when it is put back.

use std::{fs, path::Path};

use shared::{
    domain::{Outcome, seen_change, seen_id, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::{Change, Draft, Op, Seen},
    protocol::{Cursor, PULL_ROWS_MAX, Status},
    time::DayRule,
    value::fields,
};
use store::{
    NewSite, Pages as _, People as _, PullAsk, PullRefusal, Since, SqliteOptions, SqliteStore, Store as _, StoreError,
};

use crate::{
    contract::Folder,
    fixture::{NOW, building, bytes, phone, site},
};

pub(crate) mod ground;

use ground::{
    assert_same, desk_work, draft, dump, end, journal, lines, operator, restore, sent, serve, site_with_a_conflict,
    submit, worked,
};

#[tokio::test]
async fn everything_the_desk_did_since_a_backup_is_there_when_it_is_put_back() {
    let (folder, backup) = worked().await;
    let before = dump(&folder.path());
    let replayed = restore(&folder, &backup, "aside").unwrap();
    assert_eq!(replayed.failed, Vec::<String>::new());
    assert!(replayed.lines > 10, "{replayed:?}");
    assert_same(&folder, &before, "");
    let store = serve(&folder);
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
    assert_same(&folder, &before, "a start does nothing again");
}

#[tokio::test]
async fn putting_a_backup_back_again_gives_the_same_and_so_does_an_older_one() {
    let (folder, first) = worked().await;
    let store = serve(&folder);
    let second = folder.path().join("backups/two");
    store.backup(&second, "two", NOW).await.unwrap();
    submit(&store, &operator(&store).await, building(80)).await;
    end(store).await;
    let before = dump(&folder.path());
    for (at, backup) in [&second, &first, &first, &second].into_iter().enumerate() {
        restore(&folder, backup, &format!("aside{at}")).unwrap();
        assert_same(&folder, &before, &format!("the {at}th time"));
    }
    // What is done after it comes into the same journal.
    let store = serve(&folder);
    submit(&store, &operator(&store).await, building(81)).await;
    end(store).await;
    let after = dump(&folder.path());
    restore(&folder, &first, "aside").unwrap();
    assert_same(&folder, &after, "");
}

#[tokio::test]
async fn what_a_rescue_file_brought_since_a_backup_is_there_when_it_is_put_back() {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let phone = phone(&store).await;
    let desk = operator(&store).await;
    site_with_a_conflict(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    let key = store.rules(&desk).await.unwrap().envelope_key.unwrap();
    let sealed = |draft: &Draft, n: u64| {
        let inside = serde_json::to_vec(draft).unwrap();
        let envelope = store::envelope::seal(&key, draft.site, draft.id, &inside).unwrap();
        let op = serde_json::json!({ "n": n, "id": draft.id, "site": draft.site, "envelope": envelope });
        let raw = serde_json::value::RawValue::from_string(op.to_string()).unwrap();
        shared::op::Incoming::read(&raw).unwrap()
    };
    let visited = |byte, door| {
        let (kind, record) = (Kind::Visit, RecordId::made(NOW, bytes(byte)));
        let fields = visit_fields(RecordId::made(NOW, bytes(door)), Outcome::Answered, &[]);
        draft(byte, Change::Fact { kind, record, fields })
    };
    let (good, waits) = (visited(70, 61), visited(74, 99));
    let ask = || store::RescueAsk {
        device: phone.device(),
        ops: vec![sealed(&good, 30), sealed(&waits, 31)],
        now: NOW,
    };
    let came_to = store.rescue(&desk, ask()).await.unwrap();
    assert_eq!((came_to.applied, came_to.held), (1, 1));
    end(store.clone()).await;
    let before = dump(&folder.path());
    let replayed = restore(&folder, &backup, "aside").unwrap();
    assert_eq!(replayed.failed, Vec::<String>::new());
    assert_same(&folder, &before, "");
    let store = serve(&folder);
    let known = store.rescue(&desk, ask()).await.unwrap();
    assert_eq!((known.known, known.held), (1, 1));
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
}

/// A visit to the door, as the phone's third operation.
fn visit() -> Op {
    let (kind, record) = (Kind::Visit, RecordId::made(NOW, bytes(70)));
    let fields = visit_fields(RecordId::made(NOW, bytes(61)), Outcome::Answered, &[]);
    draft(70, Change::Fact { kind, record, fields }).numbered(3)
}

#[tokio::test]
async fn what_phones_sent_meanwhile_comes_back_from_them_and_is_judged_over_it() {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let phone = phone(&store).await;
    let desk = operator(&store).await;
    site_with_a_conflict(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    let before = lines(&folder);
    store.push(&phone, sent(&visit())).await.unwrap();
    assert_eq!(lines(&folder), before, "a phone's push is nothing for the journal");
    let (cursor, limit, now) = (Cursor::START, PULL_ROWS_MAX, NOW);
    let pulled = store
        .pull(
            &phone,
            PullAsk {
                cursor,
                limit,
                check: false,
                now,
            },
        )
        .await
        .unwrap();
    let cursor = pulled.cursor;
    // The desk has read the visit, which the backup does not have.
    let (_, record) = visit().change.target().unwrap();
    submit(&store, &desk, draft(71, seen_change(record))).await;
    for byte in [72, 73] {
        submit(&store, &desk, building(byte)).await;
    }
    end(store).await;
    restore(&folder, &backup, "aside").unwrap();

    let store = serve(&folder);
    let mark = seen_id(record);
    assert_eq!(store.record(&desk, mark).await.unwrap(), None, "it waits for its visit");
    let head = store.head(&desk).await.unwrap();
    assert!(cursor.top <= head, "another row has the visit's number");
    let other_branch = store
        .pull(
            &phone,
            PullAsk {
                cursor,
                limit,
                check: false,
                now,
            },
        )
        .await;
    assert!(
        matches!(other_branch, Err(PullRefusal::EpochChanged)),
        "{other_branch:?}"
    );
    let pushed = store.push(&phone, sent(&visit())).await.unwrap();
    assert_eq!(pushed.results[0].status, Status::Applied);
    assert!(store.record(&desk, mark).await.unwrap().is_some());
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_had_seen_what_came_after_the_backup_is_in_no_conflict_with_what_it_has() {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let phone = phone(&store).await;
    let desk = operator(&store).await;
    site_with_a_conflict(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    let epoch = store.push(&phone, sent(&visit())).await.unwrap().epoch;
    let seq = store.head(&desk).await.unwrap();
    let (kind, record) = (Kind::Resident, RecordId::made(NOW, bytes(65)));
    let fields = fields([("name", "王芳芳".into())]);
    let later = Draft {
        seen: Seen { epoch, seq },
        ..draft(74, Change::Set { kind, record, fields })
    };
    submit(&store, &desk, later).await;
    end(store).await;
    restore(&folder, &backup, "aside").unwrap();

    let store = serve(&folder);
    let page = store.resident_page(&desk, record, NOW).await.unwrap().unwrap();
    assert_eq!(page.resident.text("name"), Some("王芳芳"));
    assert_eq!(page.conflicts.len(), 1, "the one that the backup has");
}

#[tokio::test]
async fn a_line_is_in_the_journal_before_the_answer() {
    let (folder, _) = worked().await;
    let store = serve(&folder);
    let desk = operator(&store).await;
    let before = lines(&folder);
    submit(&store, &desk, building(80)).await;
    assert_eq!(lines(&folder), before + 1);
    store.set_password("zhou", "third").await.unwrap();
    assert!(lines(&folder) > before + 1);
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_written_over() {
    let (folder, backup) = worked().await;
    let path = journal(&folder);
    let whole = fs::read(&path).unwrap();
    let last = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    // Of several lines the later ones may reach the disk before the others.
    let out_of_order = [&whole, &[b'x'; 100_000][..], b"\n", &whole[last..]].concat();
    for torn in [&whole[..last + 40], &out_of_order] {
        fs::write(&path, torn).unwrap();
        end(serve(&folder)).await;
        assert!(fs::read(&path).unwrap().starts_with(&whole[..last]));
        let store = serve(&folder);
        submit(&store, &operator(&store).await, building(torn.len().to_le_bytes()[0])).await;
        end(store).await;
    }
    let before = dump(&folder.path());
    restore(&folder, &backup, "aside").unwrap();
    assert_same(&folder, &before, "");
}

#[tokio::test]
async fn where_the_journal_can_not_be_written_the_desk_goes_on_and_the_next_start_makes_up_for_it() {
    let folder = Folder::new();
    let (backup, path) = (folder.path().join("backups/one"), folder.path().join("journal"));
    let store = serve(&folder);
    // No disk at all.
    fs::remove_dir(&path).unwrap();
    fs::write(&path, "in the way").unwrap();
    let phone = phone(&store).await;
    site_with_a_conflict(&store, &phone).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    desk_work(&store, &phone).await;
    assert!(store.unjournalled() > 0);
    end(store).await;
    fs::remove_file(&path).unwrap();

    let store = serve(&folder);
    assert_eq!(store.unjournalled(), 0);
    assert!(lines(&folder) > 10, "before anybody is answered");
    end(store).await;
    let before = dump(&folder.path());
    restore(&folder, &backup, "aside").unwrap();
    assert_same(&folder, &before, "");
}

#[tokio::test]
async fn what_a_command_does_comes_into_the_journal_when_a_server_runs_or_a_backup_is_put_back() {
    let (folder, backup) = worked().await;
    let command = SqliteStore::open(&folder.path(), SqliteOptions::COMMAND).unwrap();
    command.set_password("zhou", "third").await.unwrap();
    end(command).await;
    let (written, before) = (lines(&folder), dump(&folder.path()));
    restore(&folder, &backup, "aside").unwrap();
    assert!(lines(&folder) > written);
    assert_same(&folder, &before, "");
}

#[tokio::test]
async fn a_journal_with_a_gap_is_not_done_again_and_can_be_left() {
    let (folder, backup) = worked().await;
    let (path, before) = (journal(&folder), dump(&folder.path()));
    let whole = fs::read_to_string(&path).unwrap();
    let middle = whole.lines().count() - 3;
    let damaged: Vec<String> = whole
        .lines()
        .enumerate()
        .map(|(at, line)| {
            if at == middle {
                line.replace("\"at\":1", "\"at\":2")
            } else {
                line.to_owned()
            }
        })
        .collect();
    fs::write(&path, damaged.join("\n") + "\n").unwrap();
    let refused = restore(&folder, &backup, "aside").unwrap_err().to_string();
    assert!(refused.contains(&format!("lacks line {}", middle + 1)), "{refused}");
    assert_same(&folder, &before, "nothing was moved");

    let aside = folder.path().join("aside");
    SqliteStore::restore(&folder.path(), &backup, &aside, None, Since::Left).unwrap();
    let store = serve(&folder);
    assert!(store.account_of_login("zhou").await.unwrap().is_none());
    submit(&store, &operator(&store).await, building(90)).await;
    end(store).await;
    // A backup of before must not take what came after for its own.
    let refused = restore(&folder, &backup, "aside2").unwrap_err().to_string();
    assert!(refused.contains("lacks line"), "{refused}");
    assert!(folder.path().join("journal/aside").is_dir());
}

#[tokio::test]
async fn a_database_put_back_by_hand_is_brought_up_to_its_journal_and_another_ones_is_refused() {
    let (folder, backup) = worked().await;
    let before = dump(&folder.path());
    fs::copy(backup.join("dabai.db"), folder.path().join("dabai.db")).unwrap();
    // What a command wrote now would take the numbers of what is lacking.
    let early = SqliteStore::open(&folder.path(), SqliteOptions::COMMAND);
    assert!(matches!(early, Err(StoreError::Conflict(_))), "{early:?}");
    end(serve(&folder)).await;
    assert_same(&folder, &before, "");

    let other = Folder::new();
    let options = SqliteOptions {
        journal: Some(folder.path().join("journal")),
        ..SqliteOptions::SERVE
    };
    let refused = SqliteStore::open(&other.path(), options);
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn where_a_restore_was_cut_off_nothing_is_begun_in_its_place() {
    let (folder, backup) = worked().await;
    let before = dump(&folder.path());
    let present = folder.path().join("dabai.db");
    fs::rename(&present, present.with_extension("part")).unwrap();
    let refused = SqliteStore::open(&folder.path(), SqliteOptions::SERVE);
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    assert!(!present.exists());
    restore(&folder, &backup, "aside").unwrap();
    end(serve(&folder)).await;
    assert_same(&folder, &before, "");
}

#[tokio::test]
async fn a_made_up_site_that_was_removed_stays_removed() {
    let folder = Folder::new();
    let backup = folder.path().join("backups/one");
    let store = serve(&folder);
    let site = NewSite {
        id: site(),
        name: "样板".to_owned(),
        day: DayRule::default(),
        demo: true,
    };
    store.add_site(site.clone(), NOW).await.unwrap();
    submit(&store, &operator(&store).await, building(60)).await;
    store.backup(&backup, "one", NOW).await.unwrap();
    store.remove_demo(&operator(&store).await).await.unwrap();
    let next = NewSite { demo: false, ..site };
    store.add_site(next, NOW).await.unwrap();
    submit(&store, &operator(&store).await, building(61)).await;
    end(store).await;
    let before = dump(&folder.path());
    assert_eq!(restore(&folder, &backup, "aside").unwrap().failed, Vec::<String>::new());
    assert_same(&folder, &before, "");
    assert_eq!(serve(&folder).check().await.unwrap().faults, Vec::<String>::new());
}

#[cfg(unix)]
#[tokio::test]
async fn the_journal_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, _) = worked().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(&journal(&folder)), mode(&folder.path().join("journal"))),
        (0o600, 0o700)
    );
}
