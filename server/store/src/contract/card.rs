//! Cards for workers, and the desk's list of them.

use shared::{
    id::CardId,
    protocol::Cursor,
    role::{Role, Scope},
    time::{DAY_MS, HOUR_MS, UnixMs},
};

use super::{
    Ground,
    world::{NOW, World},
};
use crate::{CardFor, CardRefusal, EnrolRefusal, NewCard, PeopleAsk, PeoplePage, PullRefusal, StoreError};

const VALID_UNTIL: UnixMs = NOW.plus(DAY_MS);
const EXPIRES: UnixMs = NOW.plus(3 * DAY_MS);

fn new(holder: CardFor, code: &str) -> NewCard {
    NewCard {
        holder,
        code: code.to_owned(),
        valid_until: VALID_UNTIL,
        expires: Some(EXPIRES),
    }
}

fn named(name: &str, code: &str) -> NewCard {
    new(CardFor::Worker(name.to_owned()), code)
}

async fn make(world: &World<'_>, cards: Vec<NewCard>) -> Result<Vec<String>, CardRefusal> {
    world.store.make_cards(&world.operator().await, cards, NOW).await
}

async fn people(world: &World<'_>) -> PeoplePage {
    let ask = PeopleAsk {
        ended_since: NOW.plus(-DAY_MS),
        cards: 100,
    };
    world
        .store
        .people_page(&world.operator().await, ask)
        .await
        .expect("a page")
}

/// The waiting or ended card of that worker.
async fn card_of(world: &World<'_>, name: &str) -> CardId {
    let lines = people(world).await.cards;
    lines
        .iter()
        .find(|line| line.worker == name && line.voided.is_none())
        .expect("a card")
        .card
}

async fn accounts(world: &World<'_>) -> Vec<String> {
    let operator = world.operator().await;
    let records = world.store.records(&operator, &[shared::kind::Kind::Account]).await;
    let records = records.expect("records");
    records
        .iter()
        .filter_map(|record| record.text("name").map(str::to_owned))
        .collect()
}

pub async fn cards_are_made_all_or_none(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let names = make(&world, vec![named("小陈", "20000001"), named("外援01", "20000002")])
        .await
        .expect("two cards");
    assert_eq!(names, ["小陈", "外援01"]);
    let page = people(&world).await;
    // Made at the same moment, neither is the newer one.
    let mut holders: Vec<_> = page.cards.iter().map(|line| line.worker.as_str()).collect();
    holders.sort_unstable();
    assert_eq!(holders, ["外援01", "小陈"]);
    for line in &page.cards {
        assert_eq!(
            (line.role, line.made, line.valid_until, line.expires, line.voided),
            (Role::Worker, NOW, VALID_UNTIL, Some(EXPIRES), None)
        );
    }
    assert_eq!(
        accounts(&world).await,
        ["小陈", "外援01"],
        "who is known gets no second account"
    );

    let refused = make(&world, vec![named("外援02", "20000003"), named("外援03", "20000001")]).await;
    assert!(matches!(refused, Err(CardRefusal::CodeInUse)), "{refused:?}");
    assert_eq!(people(&world).await, page, "nothing of it is stored");
    assert_eq!(accounts(&world).await.len(), 2);

    let chen = world
        .store
        .enrol("20000001", "key", "红米", NOW)
        .await
        .expect("an enrolment");
    assert_eq!((chen.worker.account, chen.expires), (world.worker, Some(EXPIRES)));
    world.assert_sound().await;
}

pub async fn a_worker_with_a_waiting_card_gets_no_second_one(ground: &dyn Ground) {
    let world = World::new(ground).await;
    make(&world, vec![named("李梅", "20000001")]).await.expect("a card");
    let again = || {
        vec![
            named("王芳", "20000002"),
            named("李梅", "20000003"),
            named("王芳", "20000004"),
        ]
    };
    let refused = make(&world, again()).await;
    let Err(CardRefusal::Waiting(names)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        names,
        ["李梅", "王芳"],
        "one has a card, the other would get two at once"
    );
    assert_eq!(accounts(&world).await, ["小陈", "李梅"]);

    world
        .store
        .enrol("20000001", "key", "红米", NOW)
        .await
        .expect("an enrolment");
    make(&world, vec![named("李梅", "20000003")])
        .await
        .expect("a card for a second phone");
    let operator = world.operator().await;
    let later = VALID_UNTIL.plus(1);
    let lapsed = world
        .store
        .make_cards(&operator, vec![named("李梅", "20000005")], later)
        .await;
    lapsed.expect("a card after one that lapsed");
}

pub async fn a_voided_card_lets_nobody_in(ground: &dyn Ground) {
    let world = World::new(ground).await;
    make(&world, vec![named("李梅", "20000001"), named("王芳", "20000002")])
        .await
        .expect("two cards");
    let operator = world.operator().await;
    let card = card_of(&world, "李梅").await;
    let void = async |now| {
        world
            .store
            .void_cards(&operator, &[card], now)
            .await
            .expect("an answer")
    };
    assert_eq!(void(NOW).await, [card]);
    assert!(void(NOW.plus(HOUR_MS)).await.is_empty(), "it is voided already");
    let refused = world.store.enrol("20000001", "key", "红米", NOW).await;
    assert!(matches!(refused, Err(EnrolRefusal::Voided)), "{refused:?}");
    let line = people(&world).await.cards.into_iter().find(|line| line.card == card);
    assert_eq!(line.expect("it is listed").voided, Some(NOW));
    let refused = make(&world, vec![named("张强", "20000001")]).await;
    assert!(matches!(refused, Err(CardRefusal::CodeInUse)), "it is on paper still");
    world
        .store
        .enrol("20000002", "key", "红米", NOW)
        .await
        .expect("the other is good");
    world.assert_sound().await;
}

pub async fn a_card_in_place_of_another_voids_it(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let building = world.building("1号楼").await;
    let scope = Scope::Buildings([building].into());
    let first = world.code(scope.clone(), None).await;
    let old = card_of(&world, "小陈").await;
    let replaced = make(&world, vec![new(CardFor::InPlaceOf(old), "20000001")]).await;
    assert_eq!(replaced.expect("a card"), ["小陈"]);
    let refused = world.store.enrol(&first, "key", "红米", NOW).await;
    assert!(matches!(refused, Err(EnrolRefusal::Voided)), "{refused:?}");
    let present = card_of(&world, "小陈").await;
    let enrolled = world
        .store
        .enrol("20000001", "key", "红米", NOW)
        .await
        .expect("an enrolment");
    assert_eq!((enrolled.worker.account, enrolled.scope), (world.worker, scope));

    let refused = make(
        &world,
        vec![named("李梅", "20000002"), new(CardFor::InPlaceOf(present), "20000003")],
    )
    .await;
    let Err(CardRefusal::Used(names)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(names, ["小陈"]);
    assert_eq!(accounts(&world).await, ["小陈"], "all or none");
    let unknown = make(&world, vec![new(CardFor::InPlaceOf(CardId::NIL), "20000004")]).await;
    assert!(
        matches!(unknown, Err(CardRefusal::Store(StoreError::Conflict(_)))),
        "{unknown:?}"
    );
}

pub async fn a_used_card_is_a_phone(ground: &dyn Ground) {
    let world = World::new(ground).await;
    make(&world, vec![named("李梅", "20000001")]).await.expect("a card");
    let card = card_of(&world, "李梅").await;
    let enrolled = world
        .store
        .enrol("20000001", "key", "红米 12", NOW)
        .await
        .expect("an enrolment");
    world.store.heard(enrolled.device, Some(3), NOW);
    let page = people(&world).await;
    assert!(page.cards.is_empty());
    let [phone] = &page.phones[..] else {
        panic!("one phone: {:?}", page.phones)
    };
    assert_eq!(
        (
            phone.device,
            phone.worker.as_str(),
            phone.device_name.as_str(),
            phone.role
        ),
        (enrolled.device, "李梅", "红米 12", Role::Worker)
    );
    assert_eq!(
        (phone.heard, phone.unsent, phone.expires),
        (Some(NOW), Some(3), Some(EXPIRES))
    );
    let operator = world.operator().await;
    let voided = world
        .store
        .void_cards(&operator, &[card], NOW)
        .await
        .expect("an answer");
    assert!(voided.is_empty(), "a used card stays what it is");
}

pub async fn the_list_of_people_is_for_the_desk(ground: &dyn Ground) {
    let world = World::new(ground).await;
    make(&world, vec![named("李梅", "20000001"), named("王芳", "20000002")])
        .await
        .expect("two cards");
    let phone = world.phone().await;
    let ask = |since, cards| PeopleAsk {
        ended_since: since,
        cards,
    };
    let look = world.store.people_page(&phone.viewer, ask(NOW, 10)).await;
    assert!(matches!(look, Err(StoreError::Conflict(_))), "{look:?}");
    let cards = vec![named("张强", "20000003")];
    assert!(world.store.make_cards(&phone.viewer, cards, NOW).await.is_err());
    let card = card_of(&world, "李梅").await;
    assert!(world.store.void_cards(&phone.viewer, &[card], NOW).await.is_err());

    let operator = world.operator().await;
    let shown = async |since, most| {
        let page = world
            .store
            .people_page(&operator, ask(since, most))
            .await
            .expect("a page");
        page.cards.len()
    };
    assert_eq!(shown(NOW, 1).await, 1, "no more than asked for");
    world
        .store
        .void_cards(&operator, &[card], NOW)
        .await
        .expect("an answer");
    assert_eq!(
        [
            shown(NOW, 9).await,
            shown(NOW.plus(1), 9).await,
            shown(VALID_UNTIL.plus(1), 9).await
        ],
        [2, 1, 0],
        "those that ended before are left out"
    );
}

pub async fn a_revocation_is_told_to_whoever_follows_the_site(ground: &dyn Ground) {
    let world = World::new(ground).await;
    let (phone, other) = (world.phone().await, world.phone().await);
    let (_, cursor) = world.pull_all(&other.viewer, Cursor::START, 100).await;
    let operator = world.operator().await;
    let mut events = world.store.live();
    world
        .store
        .revoke(&operator, phone.viewer.device(), NOW)
        .await
        .expect("a revocation");
    let event = events.try_recv().expect("an event");
    assert_eq!((event.site, event.seq), (world.site, cursor.seq + 1));
    assert_eq!(world.store.head(&operator).await.expect("a head"), event.seq);
    let line = people(&world).await.phones.into_iter().find(|line| line.revoked);
    assert_eq!(line.expect("a revoked phone").device, phone.viewer.device());

    let page = world.pull(&other.viewer, cursor).await.expect("an empty page");
    assert!(page.rows.is_empty() && !page.more);
    assert_eq!(page.cursor.seq, event.seq, "a number without a row is passed by");
    let refused = world.pull(&phone.viewer, cursor).await;
    assert!(matches!(refused, Err(PullRefusal::Revoked { .. })), "{refused:?}");
    world.assert_sound().await;
}
