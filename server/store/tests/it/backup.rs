//! Putting a backup back, and what is no backup.

use std::{fs, sync::Arc};

use shared::{id::SiteId, kind::Kind, protocol::Status, time::DayRule};
use store::{
    Credential, NewSite, Pages as _, People as _, Since, SqliteOptions, SqliteStore, Store as _, StoreError, Viewer,
};

use crate::{
    contract::Folder,
    fixture::{NOW, building, bytes},
};

/// The operator of a new site, which has one building.
async fn site(store: &Arc<SqliteStore>, byte: u8) -> Viewer {
    let site = NewSite {
        id: SiteId::made(NOW, bytes(byte)),
        name: format!("site {byte}"),
        day: DayRule::default(),
        demo: false,
    };
    let id = site.id;
    store.add_site(site, NOW).await.unwrap();
    let operator = store
        .viewer(Credential::Operator { site: id }, NOW)
        .await
        .unwrap()
        .unwrap();
    let draft = shared::op::Draft {
        site: id,
        ..building(byte + 100)
    };
    let made = store.submit(&operator, vec![draft], NOW).await.unwrap();
    assert_eq!(made.results[0].status, Status::Applied);
    operator
}

#[tokio::test]
async fn a_backup_that_is_put_back_is_what_was_copied_and_what_was_there_is_kept() {
    let folder = Folder::new();
    let (copy, aside) = (folder.path().join("backups/one"), folder.path().join("aside"));
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let first = site(&store, 1).await;
    store.backup(&copy, "one", NOW).await.unwrap();
    site(&store, 9).await;
    let served = SqliteStore::restore(&folder.path(), &copy, &aside, None, Since::Left);
    assert!(matches!(served, Err(StoreError::Conflict(_))), "{served:?}");
    store.close().await.unwrap();
    drop(store);
    SqliteStore::restore(&folder.path(), &copy, &aside, None, Since::Left).unwrap();

    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let sites = store.sites().await.unwrap();
    assert_eq!(sites.iter().map(|site| site.id).collect::<Vec<_>>(), [first.site()]);
    assert_eq!(store.records(&first, &[Kind::Building]).await.unwrap().len(), 1);
    assert_eq!(store.check().await.unwrap().faults, Vec::<String>::new());
    store.close().await.unwrap();
    drop(store);
    let before = SqliteStore::open(&aside, SqliteOptions::COMMAND).unwrap();
    assert_eq!(before.sites().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_no_sound_backup_is_not_put_back() {
    let folder = Folder::new();
    let (copy, aside) = (folder.path().join("backups/one"), folder.path().join("aside"));
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    let operator = site(&store, 1).await;
    store.backup(&copy, "one", NOW).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let none = SqliteStore::restore(
        &folder.path(),
        &folder.path().join("nothing"),
        &aside,
        None,
        Since::Left,
    );
    assert!(matches!(none, Err(StoreError::Conflict(_))), "{none:?}");
    let database = copy.join("dabai.db");
    let whole = fs::read(&database).unwrap();
    let mut broken = whole.clone();
    let middle = broken.len() / 2;
    broken[middle..].fill(7);
    for wrong in [
        broken,
        whole[..whole.len() - 5_000].to_vec(),
        b"not a database".to_vec(),
    ] {
        fs::write(&database, wrong).unwrap();
        SqliteStore::restore(&folder.path(), &copy, &aside, None, Since::Left).unwrap_err();
    }
    assert!(!aside.exists(), "nothing was moved");
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    assert!(store.head(&operator).await.unwrap() > 0);
}

#[tokio::test]
async fn a_backup_that_fails_leaves_nothing_and_counts_for_nothing() {
    let folder = Folder::new();
    let copy = folder.path().join("backups/one");
    let store = SqliteStore::open(&folder.path(), SqliteOptions::SERVE).unwrap();
    site(&store, 1).await;
    folder.open().execute_batch("UPDATE site SET head = head - 1").unwrap();
    let unsound = store.backup(&copy, "one", NOW).await;
    assert!(matches!(unsound, Err(StoreError::Fault(_))), "{unsound:?}");
    assert!(!copy.exists());
    assert_eq!(store.backups().await.unwrap(), []);

    folder.open().execute_batch("UPDATE site SET head = head + 1").unwrap();
    store.backup(&copy, "one", NOW).await.unwrap();
    let again = store.backup(&copy, "two", NOW).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    assert!(copy.join("dabai.db").exists(), "what is there already is not touched");
}
