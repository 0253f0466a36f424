//! What was noted of people's deeds.

use shared::role::Role;

use super::{
    Ground,
    login::signed_in,
    world::{NOW, World},
};
use crate::{Deed, Export, RosterNote, StoreError, TrailAsk};

fn export(file: &str) -> Export {
    Export {
        file: file.to_owned(),
        rows: 3,
        purpose: "日报".to_owned(),
    }
}

pub async fn an_export_is_noted_with_its_purpose(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let operator = world.operator().await;
    for file in ["visits.csv", "left.xlsx"] {
        world
            .store
            .note_export(&operator, export(file), NOW)
            .await
            .expect("a note");
    }
    let ask = TrailAsk {
        deed: Some(Deed::Exported),
        before: None,
        lines: 1,
    };
    let page = world.store.trail_page(&operator, ask).await.expect("a page");
    let [line] = &page.lines[..] else {
        panic!("one line: {page:?}")
    };
    assert_eq!(
        (line.note.as_str(), line.at, line.deed),
        ("left.xlsx (3) 日报", NOW, Deed::Exported)
    );
    let before = page.earlier;
    assert!(before.is_some(), "there is one more");
    let rest = world
        .store
        .trail_page(&operator, TrailAsk { before, ..ask })
        .await
        .expect("a page");
    assert_eq!(
        (rest.lines[0].note.as_str(), rest.earlier),
        ("visits.csv (3) 日报", None)
    );
    let all = TrailAsk {
        lines: 20,
        ..TrailAsk::default()
    };
    let all = world.store.trail_page(&operator, all).await.expect("a page");
    assert!(
        all.lines
            .iter()
            .any(|line| line.what == "account added" && line.about == "小陈"),
        "{all:?}"
    );
}

pub async fn an_import_is_noted_with_how_much_it_was(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let operator = world.operator().await;
    let (doors, residents) = (150, 442);
    for is_undone in [false, true] {
        let roster = RosterNote {
            is_undone,
            doors,
            residents,
        };
        world.store.note_roster(&operator, roster, NOW).await.expect("a note");
    }
    let ask = TrailAsk {
        deed: Some(Deed::Changed),
        before: None,
        lines: 2,
    };
    let page = world.store.trail_page(&operator, ask).await.expect("a page");
    let said: Vec<_> = page.lines.iter().map(|line| (&*line.what, &*line.note)).collect();
    let note = "150 doors, 442 residents";
    assert_eq!(said, [("import undone", note), ("roster imported", note)]);
}

pub async fn the_trail_is_for_administrators(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let read = world.store.trail_page(&phone.viewer, TrailAsk::default()).await;
    assert!(matches!(read, Err(StoreError::Conflict(_))), "{read:?}");
    let coordinator = signed_in(&world, "desk", Role::Coordinator).await;
    let read = world.store.trail_page(&coordinator, TrailAsk::default()).await;
    assert!(matches!(read, Err(StoreError::Conflict(_))), "{read:?}");
    let noted = world.store.note_export(&phone.viewer, export("x"), NOW).await;
    assert!(matches!(noted, Err(StoreError::Conflict(_))), "{noted:?}");
}
