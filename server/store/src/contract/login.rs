//! Who signs in at the desk, and sites made up to look around in.

use shared::{
    id::{AccountId, SiteId},
    kind::Kind,
    op::Draft,
    protocol::Status,
    role::Role,
    time::{DayRule, HOUR_MS},
    value::fields,
};

use super::{
    Ground,
    world::{NOW, World, create, visit},
};
use crate::{Credential, LoginChange, LoginRefusal, NewAccount, NewSite, Store, StoreError, Viewer};

fn account(id: AccountId, world: &World<'_>, login: &str, role: Role) -> NewAccount {
    NewAccount {
        id,
        site: world.site,
        name: login.to_owned(),
        role,
        login: Some((login.to_owned(), "a hash".to_owned())),
    }
}

/// Somebody who is signed in.
pub(super) async fn signed_in(world: &World<'_>, login: &str, role: Role) -> Viewer {
    let id = AccountId::made(NOW, world.bytes());
    let new = account(id, world, login, role);
    world.store.add_account(new, NOW).await.expect("an account");
    session(world, id, login).await.expect("a sign-in")
}

async fn session(world: &World<'_>, id: AccountId, token: &str) -> Option<Viewer> {
    world
        .store
        .open_session(id, token, NOW.plus(HOUR_MS))
        .await
        .expect("a sign-in");
    viewer(world.store.as_ref(), token).await
}

async fn viewer(store: &dyn Store, token: &str) -> Option<Viewer> {
    let site = None;
    store
        .viewer(Credential::Session { token, site }, NOW)
        .await
        .expect("a look")
}

pub async fn administrators_let_people_in_and_out(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let store = &world.store;
    let admin = signed_in(&world, "admin", Role::Administrator).await;
    let id = AccountId::made(NOW, world.bytes());
    let add = || LoginChange::Add(account(id, &world, "li", Role::Coordinator));
    store.change_login(&admin, add(), NOW).await.expect("somebody new");
    let again = LoginChange::Add(account(
        AccountId::made(NOW, world.bytes()),
        &world,
        "li",
        Role::Coordinator,
    ));
    let taken = store.change_login(&admin, again, NOW).await;
    assert!(matches!(taken, Err(LoginRefusal::Taken)), "{taken:?}");
    let li = session(&world, id, "of li").await.expect("a sign-in");
    assert_eq!(li.role(), Role::Coordinator);

    // What changes about somebody ends their sign-ins.
    let role = Role::Administrator;
    let promoted = LoginChange::Role { account: id, role };
    store.change_login(&admin, promoted, NOW).await.expect("a role");
    assert!(viewer(store.as_ref(), "of li").await.is_none());
    let li = session(&world, id, "of li again").await.expect("a sign-in");
    assert_eq!(li.role(), Role::Administrator);
    let password_hash = "another".to_owned();
    let password = LoginChange::Password {
        account: id,
        password_hash,
        instead_of: None,
    };
    store.change_login(&admin, password, NOW).await.expect("a password");
    assert!(viewer(store.as_ref(), "of li again").await.is_none());
    let known = store.login_of(id).await.expect("a look");
    assert_eq!(known, Some(("li".to_owned(), "another".to_owned())));

    let listed = store.logins(&admin).await.expect("a list");
    let li = listed.iter().find(|line| line.account == id).expect("a line");
    assert_eq!((li.login.as_deref(), li.role), (Some("li"), Role::Administrator));
    assert!(li.signed_in.is_some());
    let end = || LoginChange::End { account: id };
    store.change_login(&admin, end(), NOW).await.expect("an end");
    let gone = store.change_login(&admin, end(), NOW).await;
    assert!(matches!(gone, Err(LoginRefusal::Nobody)), "{gone:?}");
    let listed = store.logins(&admin).await.expect("a list");
    assert_eq!(
        listed.last().map(|line| (line.account, line.login.clone())),
        Some((id, None))
    );
    assert_eq!(store.account_of_login("li").await.expect("a look").map(|_| ()), None);
}

pub async fn nobody_but_administrators_changes_who_signs_in_and_not_themselves(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let store = &world.store;
    let admin = signed_in(&world, "admin", Role::Administrator).await;
    let other = signed_in(&world, "desk", Role::Coordinator).await;
    let refused = store.logins(&other).await;
    assert!(matches!(refused, Err(LoginRefusal::Forbidden)), "{refused:?}");
    let phone = world.phone().await;
    let account = admin.account();
    for somebody in [&other, &phone.viewer] {
        let refused = store.change_login(somebody, LoginChange::End { account }, NOW).await;
        assert!(matches!(refused, Err(LoginRefusal::Forbidden)), "{refused:?}");
    }
    let role = Role::Coordinator;
    for change in [LoginChange::End { account }, LoginChange::Role { account, role }] {
        let refused = store.change_login(&admin, change, NOW).await;
        assert!(matches!(refused, Err(LoginRefusal::Oneself)), "{refused:?}");
    }
    // A password is everybody's own to change, and nobody else's.
    let password = |account| LoginChange::Password {
        account,
        password_hash: "mine".to_owned(),
        instead_of: Some("a hash".to_owned()),
    };
    let refused = store.change_login(&other, password(account), NOW).await;
    assert!(matches!(refused, Err(LoginRefusal::Forbidden)), "{refused:?}");
    let own = store.change_login(&other, password(other.account()), NOW).await;
    own.expect("a password of one's own");
    assert!(viewer(store.as_ref(), "desk").await.is_none());
    // Signed out by it, they change nothing any more; nor does whoever knew only the password of before.
    let refused = store.change_login(&other, password(other.account()), NOW).await;
    assert!(matches!(refused, Err(LoginRefusal::Forbidden)), "{refused:?}");
    let other = session(&world, other.account(), "again").await.expect("a sign-in");
    let refused = store.change_login(&other, password(other.account()), NOW).await;
    assert!(matches!(refused, Err(LoginRefusal::Forbidden)), "{refused:?}");
}

pub async fn a_made_up_site_is_removed_and_no_other(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let store = &world.store;
    let real = world.operator().await;
    let refused = store.remove_demo(&real).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    let site = NewSite {
        id: SiteId::made(NOW, world.bytes()),
        name: "演示".to_owned(),
        day: DayRule::default(),
        demo: true,
    };
    let id = site.id;
    store.add_site(site, NOW).await.expect("a site");
    let operator = store.viewer(Credential::Operator { site: id }, NOW).await;
    let operator = operator.expect("a look").expect("an operator");
    assert!(operator.demo() && !real.demo());
    let draft = Draft {
        site: id,
        ..world.draft(create(
            Kind::Building,
            world.record_id(),
            fields([("name", "1".into())]),
        ))
    };
    let pushed = store.submit(&operator, vec![draft], NOW).await.expect("a building");
    assert_eq!(pushed.results[0].status, Status::Applied);
    let before = store.check().await.expect("a check");
    let coordinator = AccountId::made(NOW, world.bytes());
    let new = NewAccount {
        site: id,
        ..account(coordinator, &world, "desk", Role::Coordinator)
    };
    store.add_account(new, NOW).await.expect("an account");
    let coordinator = session(&world, coordinator, "of desk").await.expect("a sign-in");
    let refused = store.remove_demo(&coordinator).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    store.remove_demo(&operator).await.expect("an end");
    let after = store.check().await.expect("a check");
    assert!(after.faults.is_empty() && after.rows < before.rows, "{after:?}");
    let left: Vec<_> = store
        .sites()
        .await
        .expect("sites")
        .into_iter()
        .map(|site| site.id)
        .collect();
    assert_eq!(left, [world.site]);
}

pub async fn what_was_recorded_about_a_record_is_known(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let phone = world.phone().await;
    let building = world.building("3").await;
    let (door, other) = (world.door(building, "1203").await, world.door(building, "1204").await);
    let made = world.made(&phone, vec![visit(world.record_id(), door)]).await;
    assert_eq!(made[0].status, Status::Applied);
    let operator = world.operator().await;
    let found = world.store.recorded(&operator, &[other, door]).await.expect("a look");
    assert_eq!(found, [door]);
    let refused = world.store.recorded(&phone.viewer, &[door]).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}
