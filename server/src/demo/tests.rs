//! What a demonstration relies on.

use std::sync::Arc;

use shared::{
    domain::{Resident, Visit},
    kind::Kind,
    record::Record,
    time::UnixMs,
    view::{
        Freshness,
        freshness::{freshness, last_confirmed},
    },
};
use store::{Credential, NowPage, Pages as _, People as _, SqliteOptions, SqliteStore, Store, Viewer};

use super::{Size, fill};

/// 2022-11-14, 12:00 and 04:05 in China: around midday, and when a day has just begun.
const TIMES: [i64; 2] = [1_668_398_400_000, 1_668_369_900_000];

struct Filled {
    store: Arc<SqliteStore>,
    viewer: Viewer,
    _folder: tempfile::TempDir,
}

async fn filled(size: Size, now: UnixMs) -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), SqliteOptions::COMMAND).unwrap();
    fill(store.clone(), size, 1, now).await.unwrap();
    let site = store.sites().await.unwrap()[0].id;
    let viewer = store.viewer(Credential::Operator { site }, now).await.unwrap().unwrap();
    Filled {
        store,
        viewer,
        _folder: folder,
    }
}

impl Filled {
    async fn records(&self, kind: Kind) -> Vec<Record> {
        self.store.records(&self.viewer, &[kind]).await.unwrap()
    }

    async fn page(&self, now: UnixMs) -> NowPage {
        self.store.now_page(&self.viewer, 50, now).await.unwrap()
    }
}

#[tokio::test]
async fn the_lively_site_has_what_is_shown_of_it() {
    for now in TIMES.map(UnixMs) {
        let filled = filled(Size::Lively, now).await;
        let doors = filled.records(Kind::Door).await;
        assert_eq!(doors.len(), 150);
        assert_eq!(doors.iter().filter(|door| door.flag("vacant")).count(), 6);
        let residents: Vec<Resident> = filled
            .records(Kind::Resident)
            .await
            .iter()
            .map(Resident::from)
            .collect();
        assert!((400..=480).contains(&residents.len()), "{}", residents.len());
        let visits: Vec<Visit> = filled.records(Kind::Visit).await.iter().map(Visit::from).collect();
        let listed: Vec<&Resident> = residents
            .iter()
            .filter(|resident| resident.priority.is_some())
            .collect();
        let overdue = listed
            .iter()
            .filter(|resident| freshness(resident, last_confirmed(resident.id, &visits), now) == Freshness::Overdue);
        assert_eq!((listed.len(), overdue.count()), (12, 3), "at {now:?}");
        let phones = filled.page(now).await.phones;
        let silent = phones
            .iter()
            .filter(|phone| phone.heard.is_none_or(|heard| now.since(heard) > 3_600_000));
        let silent = silent.count();
        assert_eq!(phones.len(), 5);
        assert!(silent >= 1, "nobody is silent");
        if now.0 == TIMES[0] {
            assert_eq!(silent, 1);
            assert!(
                visits
                    .iter()
                    .filter(|visit| now.since(visit.at) < 8 * 3_600_000)
                    .count()
                    > 40
            );
        }
        assert_eq!(filled.store.check().await.unwrap().faults, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_site_of_residents_has_people_behind_every_door_and_nobody_was_there() {
    let filled = filled(Size::Residents, UnixMs(TIMES[0])).await;
    let residents = filled.records(Kind::Resident).await;
    let doors = filled.records(Kind::Door).await;
    assert_eq!((residents.len(), doors.len()), (3_000, 1_200));
    let lived_in: std::collections::BTreeSet<_> = residents.iter().filter_map(|one| one.reference("door")).collect();
    assert_eq!(lived_in.len(), doors.len());
    assert_eq!(filled.records(Kind::Visit).await, []);
    assert_eq!(filled.records(Kind::Tick).await, []);
}

#[tokio::test]
async fn the_same_seed_makes_the_same_people() {
    let names = async || {
        let residents = filled(Size::Lively, UnixMs(TIMES[0]))
            .await
            .records(Kind::Resident)
            .await;
        residents
            .iter()
            .map(|resident| resident.text("name").unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names().await, names().await);
}
