//! Who is let in.

use shared::{
    id::{AccountId, DeviceId},
    protocol::ENROL_REPEAT_MS,
    role::{Role, Scope},
    time::{DAY_MS, HOUR_MS},
};

use super::{
    Ground,
    world::{NOW, World, visit},
};
use crate::{Credential, EnrolRefusal, NewAccount, StoreError};

pub async fn an_enrolment_repeats_for_an_hour(ground: &dyn Ground) {
    let mut world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let code = world
        .code(Scope::Buildings([building].into()), Some(NOW.plus(DAY_MS)))
        .await;
    let first = world
        .store
        .enrol(&code, "mine", "红米", NOW)
        .await
        .expect("an enrolment");
    assert_eq!(
        (first.worker.account, first.worker.name.as_str()),
        (world.worker, "小陈")
    );
    assert_eq!(
        (first.role, &first.scope),
        (Role::Worker, &Scope::Buildings([building].into()))
    );
    assert_eq!((first.site.id, first.site.name.as_str()), (world.site, "月亮湾"));
    assert_eq!(first.expires, Some(NOW.plus(DAY_MS)));
    world.restart().await;
    let again = world
        .store
        .enrol(&code, "mine", "红米", NOW.plus(ENROL_REPEAT_MS - 1))
        .await
        .expect("a repeat");
    assert_eq!((again.device, &again.token), (first.device, &first.token));
    for (key, later) in [("theirs", 0), ("mine", ENROL_REPEAT_MS)] {
        let refused = world.store.enrol(&code, key, "红米", NOW.plus(later)).await;
        assert!(matches!(refused, Err(EnrolRefusal::Spent)), "{refused:?}");
    }
}

pub async fn a_code_is_good_once_and_until_it_ends(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let code = world.code(Scope::WholeSite, None).await;
    let refused = world.store.enrol("99999999", "key", "phone", NOW).await;
    assert!(matches!(refused, Err(EnrolRefusal::Unknown)), "{refused:?}");
    let refused = world.store.enrol(&code, "key", "phone", NOW.plus(HOUR_MS)).await;
    assert!(matches!(refused, Err(EnrolRefusal::Expired)), "{refused:?}");
    let operator = world.operator().await;
    let new = |account| crate::NewCode {
        code: code.clone(),
        account,
        scope: Scope::WholeSite,
        valid_until: NOW.plus(2 * HOUR_MS),
        expires: None,
    };
    let taken = world.store.add_code(&operator, new(world.worker), NOW).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
    world
        .store
        .add_code(&operator, new(world.worker), NOW.plus(HOUR_MS))
        .await
        .expect("it had ended");
    let nobody = world
        .store
        .add_code(&operator, new(AccountId::made(NOW, [9; 10])), NOW)
        .await;
    assert!(matches!(nobody, Err(StoreError::Conflict(_))), "{nobody:?}");
    let phone = world.phone().await;
    assert!(
        world
            .store
            .add_code(&phone.viewer, new(world.worker), NOW)
            .await
            .is_err(),
        "workers let nobody in"
    );
}

pub async fn a_token_is_good_for_its_device_alone(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let viewer = world
        .viewer_of(phone.viewer.device(), &phone.token)
        .await
        .expect("a viewer");
    assert_eq!(
        (viewer.account(), viewer.site(), viewer.name()),
        (world.worker, world.site, "小陈")
    );
    assert!(world.viewer_of(other.viewer.device(), &phone.token).await.is_none());
    assert!(world.viewer_of(phone.viewer.device(), "").await.is_none());
    assert!(
        world
            .viewer_of(DeviceId::made(NOW, [9; 10]), &phone.token)
            .await
            .is_none()
    );
}

pub async fn renewing_keeps_the_standing(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let door = world.door(building, "101").await;
    let end = NOW.plus(DAY_MS);
    let phone = world.phone_with(Scope::Buildings([building].into()), Some(end)).await;
    world.made(&phone, vec![visit(world.record_id(), door)]).await;
    let first = world.store.renew(&phone.viewer, "again", NOW).await.expect("a renewal");
    assert_ne!(first.device, phone.viewer.device());
    assert_eq!(
        (&first.scope, first.role, first.expires),
        (phone.viewer.scope(), Role::Worker, Some(end))
    );
    let again = world.store.renew(&phone.viewer, "again", NOW).await.expect("a repeat");
    assert_eq!((again.device, again.token), (first.device, first.token.clone()));
    let renewed = world.phone_of(&first).await;
    let results = world.made(&renewed, vec![visit(world.record_id(), door)]).await;
    assert_eq!(results[0].n, 1, "a new identity counts from one");
}

pub async fn a_sign_in_ends(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let admin = AccountId::made(NOW, [8; 10]);
    let new = |login: &str| NewAccount {
        id: admin,
        site: world.site,
        name: "老王".to_owned(),
        role: Role::Administrator,
        login: Some((login.to_owned(), "a hash".to_owned())),
    };
    world.store.add_account(new("wang"), NOW).await.expect("an account");
    let taken = NewAccount {
        id: AccountId::made(NOW, [7; 10]),
        ..new("wang")
    };
    assert!(matches!(
        world.store.add_account(taken, NOW).await,
        Err(StoreError::Conflict(_))
    ));
    let known = world
        .store
        .account_of_login("wang")
        .await
        .expect("a look")
        .expect("an account");
    assert_eq!((known.account, known.password_hash.as_str()), (admin, "a hash"));
    assert!(world.store.account_of_login("nobody").await.expect("a look").is_none());

    let until = NOW.plus(DAY_MS);
    let look = async |token: &str, now| {
        let credential = Credential::Session { token, site: None };
        world.store.viewer(credential, now).await.expect("a look")
    };
    for token in ["one", "two", "three"] {
        world.store.open_session(admin, token, until).await.expect("a sign-in");
    }
    let viewer = look("one", NOW).await.expect("a viewer");
    assert_eq!(
        (viewer.name(), viewer.role(), viewer.site()),
        ("老王", Role::Administrator, world.site)
    );
    assert_ne!(viewer.device(), look("two", NOW).await.expect("a viewer").device());
    assert!(look("one", until).await.is_none() && look("four", NOW).await.is_none());
    world.store.close_session("one").await.expect("a sign-out");
    assert!(look("one", NOW).await.is_none() && look("two", NOW).await.is_some());
    world.store.set_password("wang", "another").await.expect("a password");
    assert!(look("two", NOW).await.is_none() && look("three", NOW).await.is_none());
    assert!(world.store.set_password("nobody", "x").await.is_err());
}
