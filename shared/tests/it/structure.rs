//! Messages that are well formed and make no sense: operations put together from everything the protocol knows, and from what it
//! does not, in any place. They are judged without a panic, nothing that breaks the table becomes a row, and whoever is sent the
//! rows can show them.

use model::{
    Phone, Request, Server,
    site::{self, BUILDING, DOOR, NEW_DOOR, NOW, RESIDENT, actor, id},
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value as Json, json};
use shared::{
    domain::TickKey,
    kind::Kind,
    op::{Incoming, VALUE_DEPTH_MAX},
    outcome::{Code, Outcome},
    replica::{Event, Identity},
    role::{Actor, Role, Scope},
    schema::{Class, Shape, spec},
    time::{DAY_MS, DayRule, HOUR_MS, UnixMs},
    value::Value,
    view::SiteView,
};

use crate::fixture::cases;

const CHANGES: [&str; 12] = [
    "create",
    "set",
    "add",
    "remove",
    "fact",
    "void",
    "amend",
    "delete",
    "restore",
    "unsendable",
    "merge",
    "",
];
/// Rows in a page of a pull: all of them.
const PAGE: usize = 10_000;

fn words() -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for kind in Kind::KNOWN {
        words.push(kind.as_str().to_owned());
        words.extend(spec(kind).unwrap().fields.iter().map(|field| field.name.to_owned()));
    }
    let own = [
        "answered",
        "no_answer",
        "met",
        "daily",
        "rubbish",
        "2022-11-14",
        "seen",
        "resident",
        "how",
        "reason",
        "every_h",
    ];
    words.extend(own.map(str::to_owned));
    for group in [BUILDING, DOOR, RESIDENT, NEW_DOOR] {
        words.extend((0..3).map(|n| id(group, n).to_string()));
    }
    words
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(words()),
        1 => any::<String>(),
        1 => (0..5_000_usize).prop_map(|chars| "长".repeat(chars)),
    ]
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -3..400_i64, Just(i64::MAX), Just(i64::MIN), Just(NOW.0)]
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::from),
        2 => number().prop_map(Json::from),
        1 => any::<f64>().prop_map(Json::from),
        4 => text().prop_map(Json::from),
    ];
    leaf.prop_recursive(2 + VALUE_DEPTH_MAX as u32, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::hash_map(text(), inner, 0..5).prop_map(|map| map.into_iter().collect::<Json>()),
        ]
    })
}

/// Mostly what belongs there.
fn mostly(good: impl Strategy<Value = Json> + 'static) -> impl Strategy<Value = Json> {
    prop_oneof![12 => good, 1 => any_json()]
}

/// A value in the form of the field, more often than not.
fn field() -> impl Strategy<Value = (String, Json)> {
    (text(), any_json())
}

fn change() -> impl Strategy<Value = Json> {
    let ids = || prop::sample::select(words()).prop_map(Json::from);
    let kind = prop::sample::select(Kind::KNOWN).prop_map(|kind| Json::from(kind.as_str()));
    let some = (
        mostly(prop::sample::select(&CHANGES[..]).prop_map(Json::from)),
        mostly(kind),
        mostly(ids()),
        vec(field(), 0..5),
        mostly(text().prop_map(Json::from)),
        mostly(vec(any_json(), 0..4).prop_map(Json::from)),
        mostly(ids()),
        0..3_usize,
    );
    some.prop_map(|(name, kind, record, fields, field, elements, amends, parent)| {
        let mut fields: serde_json::Map<String, Json> = fields.into_iter().collect();
        // What a record hangs from: without it nothing would ever be made.
        fields.entry("door").or_insert(id(DOOR, parent).to_string().into());
        if kind == json!("door") {
            fields.insert("building".to_owned(), id(BUILDING, parent).to_string().into());
            fields.remove("door");
        }
        json!({ "type": name, "kind": kind, "record": record, "fields": fields, "field": field, "elements": elements, "amends": amends })
    })
}

/// Everything of an operation but its number, which is what the server goes by.
fn operation() -> impl Strategy<Value = Json> {
    let seen = json!({ "epoch": "00000000-0000-0000-0000-000000000000", "seq": 0 });
    let was = json!({ "epoch": "00000000-0000-0000-0000-000000000000", "status": "applied", "seq": 9 });
    (
        mostly(any::<[u8; 10]>().prop_map(|random| shared::id::OpId::made(NOW, random).to_string().into())),
        mostly(Just(site::site().to_string().into())),
        mostly(number().prop_map(Json::from)),
        mostly(Just(seen)),
        mostly(change()),
        prop_oneof![4 => Just(Json::Null), 1 => Just(was), 1 => any_json()],
    )
        .prop_map(|(id, site, at, seen, change, was)| {
            let mut op = json!({ "id": id, "site": site, "at": at, "seen": seen, "change": change });
            if !was.is_null() {
                op["was"] = was;
            }
            op
        })
}

struct Ground {
    server: Server,
    who: Actor,
}

fn ground(role: Role, scope: Scope) -> Ground {
    let mut server = Server::new(site::site());
    let desk = actor(100, Role::Administrator, Scope::WholeSite);
    let who = actor(1, role, scope);
    for actor in [&desk, &who] {
        server.actors.insert(actor.device, actor.clone());
    }
    let tick = TickKey {
        subject: id(DOOR, 0),
        template: "daily",
        item: "rubbish",
        day: DayRule::default().day(NOW),
    };
    let list = site::list().into_iter().chain([tick.change(1, Value::Bool(true))]);
    server.seed(&desk, list, NOW);
    Ground { server, who }
}

impl Ground {
    fn push(&mut self, n: u64, mut op: Json) -> Result<(), TestCaseError> {
        op["n"] = n.into();
        let raw = serde_json::value::to_raw_value(&op).unwrap();
        let incoming = Incoming::read(&raw).map_err(|_| TestCaseError::fail("it has a number"))?;
        let judged = self.server.push_incoming(&self.who, &[incoming], NOW);
        let judged = judged.map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        prop_assert_eq!(judged[0].n, n);
        let failed = matches!(judged[0].outcome, Outcome::Held { code: Code::Failed, .. });
        prop_assert!(!failed, "a panic: {}", raw.get());
        Ok(())
    }

    /// No row breaks its table.
    fn sound(&self) -> Result<(), TestCaseError> {
        for row in self.server.rows.values() {
            let Some(spec) = spec(&row.record.kind) else {
                return Err(TestCaseError::fail(format!("a row of no kind: {row:?}")));
            };
            for (name, value) in &row.record.fields {
                let field = spec.field(name);
                let fits = field.is_some_and(|field| field.class == Class::Server || field.admits(value));
                prop_assert!(fits && value.depth() <= VALUE_DEPTH_MAX, "{name}: {value:?} in {row:?}");
            }
            let complete = spec.fields.iter().filter(|field| field.required);
            for field in complete.filter(|_| spec.shape != Shape::Tick) {
                prop_assert!(
                    !row.record.get(field.name).is_null(),
                    "{} is missing in {row:?}",
                    field.name
                );
            }
        }
        Ok(())
    }

    /// A phone takes the rows in, and everything it shows can be worked out of them.
    fn shown(&self) {
        let me = Identity {
            device: self.who.device,
            account: self.who.account,
            site: site::site(),
        };
        let mut phone = Phone::new(me, 0);
        phone.event(NOW, Event::Lead(true));
        let Some(Request::Pull(pull)) = phone.wire.take() else {
            return;
        };
        let answer = self.server.pull(&pull, NOW, PAGE).unwrap();
        phone.event(NOW, Event::PullDone(Ok(answer)));
        let view = SiteView::new(DayRule::default(), phone.replica.records());
        for now in [NOW, NOW.plus(30 * DAY_MS), UnixMs(0)] {
            for building in view.buildings() {
                for stretch in view.stretches(building.id) {
                    let lines = view.lines(&stretch, now);
                    SiteView::counts(&lines);
                    for door in view.doors_of(&stretch) {
                        view.flags(door.id, now);
                        view.door_day(door, now.plus(HOUR_MS));
                    }
                }
            }
            view.overdue(now);
        }
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn operations_that_make_no_sense_do_no_harm(
        ops in vec(operation(), 1..40),
        role in prop::sample::select(vec![Role::Worker, Role::Coordinator]),
        whole in any::<bool>(),
    ) {
        let scope = if whole { Scope::WholeSite } else { Scope::Buildings([id(BUILDING, 0)].into()) };
        let mut ground = ground(role, scope);
        for (n, op) in (1..).zip(ops) {
            ground.push(n, op)?;
        }
        ground.sound()?;
        ground.shown();
    }
}
