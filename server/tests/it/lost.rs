//! A site of fifty phones that loses its server's disk, and goes back to the last backup or to the one before. Whatever was
//! acknowledged is there again when all have come back, in whatever order.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use model::{Phone as Replica, Request};
use reqwest::Client;
use serde::Serialize;
use shared::{
    domain::{Outcome, visit::visit_fields},
    id::RecordId,
    kind::Kind,
    op::Change,
    protocol::{EnrolResponse, ErrorBody, RowMessage},
    read::from_json,
    replica::{Event, Failure, Identity},
    value::{Fields, fields},
};

use crate::{
    fixture::{Fixture, now, record_id},
    journal::{Office, set_up},
    phone::{enrol_request, read},
    process::{Process, run},
    residents::hidden,
};

const PHONES: usize = 50;
/// What one phone asks before it has nothing more to say, at most.
const ASKED_MAX: usize = 40;

/// The real replica, its disk in memory, and the way to a server.
struct Phone {
    replica: Replica,
    token: String,
    client: Client,
}

impl Phone {
    async fn enrol(url: &str, code: &str, client: &Client) -> Self {
        let key = record_id().to_string();
        let asked = client
            .post(format!("{url}/api/v1/enrol"))
            .json(&enrol_request(code, &key));
        let enrolled: EnrolResponse = read(asked.send().await.unwrap()).await.unwrap();
        let me = Identity {
            device: enrolled.device,
            account: enrolled.worker.account,
            site: enrolled.sites[0].id,
        };
        let mut replica = Replica::new(me, 0);
        replica.event(now(), Event::Lead(true));
        Self {
            replica,
            token: enrolled.token.unwrap(),
            client: client.clone(),
        }
    }

    /// Until it waits for nothing.
    async fn sync(&mut self, url: &str) {
        let mut wants_more = true;
        for _ in 0..ASKED_MAX {
            if self.replica.wire.is_none() && wants_more {
                // Whoever was refused would wait a little.
                self.replica.event(now(), Event::Nudge);
            }
            let Some(request) = self.replica.wire.take() else {
                return;
            };
            let event = match request {
                Request::Push(push) => Event::PushDone(self.ask(url, "push", &push).await),
                Request::Pull(pull) => {
                    assert!(pull.differs.is_empty(), "it had other rows of {:?}", pull.differs);
                    Event::PullDone(self.ask(url, "pull", &pull).await)
                }
            };
            self.replica.event(now(), event);
            wants_more = self.replica.replica.tally().waiting > 0;
        }
        panic!("it does not come to rest: {:?}", self.replica.replica.tally());
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        url: &str,
        what: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let asked = self.client.post(format!("{url}/api/v1/sync/{what}"));
        let answer = asked.bearer_auth(&self.token).json(body).send().await;
        let answer = answer.map_err(|_| Failure::Outage)?;
        let status = answer.status();
        let text = answer.text().await.unwrap();
        if status.is_success() {
            return Ok(serde_json::from_str(&text).unwrap());
        }
        let ErrorBody {
            code,
            last_n,
            retry_after_s,
            ..
        } = from_json(text.as_bytes()).unwrap();
        Err(Failure::Refused {
            status: status.as_u16(),
            code,
            last_n,
            retry_after_s,
        })
    }

    fn act(&mut self, changes: Vec<Change>) {
        self.replica.act(now(), changes);
    }
}

/// A visit, and a word about whom everybody writes about; one phone in five also has somebody new behind its door.
fn work(phone: &mut Phone, at: usize, round: usize, place: &Place) {
    let visit = Change::Fact {
        kind: Kind::Visit,
        record: record_id(),
        fields: visit_fields(place.door, Outcome::NoAnswer, &[]),
    };
    let note = Change::Set {
        kind: Kind::Resident,
        record: place.resident,
        fields: fields([("note", format!("{round}: {at}").into())]),
    };
    let mut changes = vec![visit, note];
    if at.is_multiple_of(5) {
        changes.push(Change::Create {
            kind: Kind::Resident,
            record: record_id(),
            fields: fields([("door", place.door.into()), ("name", format!("{round}号{at}").into())]),
        });
    }
    phone.act(changes);
}

struct Place {
    door: RecordId,
    resident: RecordId,
}

/// What somebody sees: without numbers and times, which are given anew, and without the mark of what came back.
type Looks = BTreeMap<RecordId, (Kind, Fields)>;

fn looks(phone: &Phone) -> Looks {
    let look = |RowMessage {
                    kind, id, mut fields, ..
                }| {
        fields.remove("at");
        fields.remove("late");
        (id, (kind, fields))
    };
    phone.replica.rows().into_values().map(look).collect()
}

/// Everybody, in an order of their own.
async fn all(phones: &mut [Phone], url: &str, order: usize) {
    for at in 0..PHONES {
        // A step that has nothing in common with fifty comes by everybody.
        phones[(at * [1, 7, 23, 49][order % 4] + order) % PHONES]
            .sync(url)
            .await;
    }
}

/// ... and once more, to hear of each other.
async fn rest(phones: &mut [Phone], url: &str, order: usize) {
    all(phones, url, order).await;
    all(phones, url, order + 1).await;
}

/// The desk writes something about the resident that only the journal has.
async fn at_the_desk(chief: &Office, place: &Place, condition: &str) {
    let edit = format!("/desk/residents/{}/edit", place.resident);
    let page = chief.page(&edit).await;
    let (seen, was) = (
        hidden(&page, "seen").replace("%20", " "),
        hidden(&page, "was.condition"),
    );
    let form = [
        ("seen", &*seen),
        ("was.name", "王芳"),
        ("name", "王芳"),
        ("was.condition", &*was),
        ("condition", condition),
    ];
    chief.sent(&edit, &form).await;
}

/// The disk is gone; what is left is a backup and the journal.
fn lose(mut server: Process, data: &Path, backup: &Path, journal: &str, kept: &[&str]) -> Process {
    server.kill();
    drop(server);
    fs::remove_dir_all(data).unwrap();
    let said = run(data, &["restore", backup.to_str().unwrap(), "--journal-dir", journal]);
    assert!(!said.contains("not done again"), "{said}");
    Process::serve_with(data, kept)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_phones_and_the_desk_come_back_from_the_last_backup() {
    come_back(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_phones_and_the_desk_come_back_from_the_backup_before() {
    come_back(0).await;
}

/// Of two backups, from this one.
async fn come_back(from: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (data, other_disk) = (folder.path().join("data"), folder.path().join("other"));
    let (journal, backups) = (other_disk.join("journal"), other_disk.join("backups"));
    let journal = journal.to_str().unwrap();
    let assets = Fixture::asset_folder();
    let kept = ["--assets", assets.path().to_str().unwrap(), "--journal-dir", journal];
    run(&data, &["site", "add", "月亮湾"]);
    let mut server = Process::serve_with(&data, &kept);
    let (mut chief, reader) = set_up(&data, &server).await;
    let rows = reader.pull_all().await;
    let of = |kind| rows.iter().find(|row| row.kind == kind).unwrap().id;
    let place = Place {
        door: of(Kind::Door),
        resident: of(Kind::Resident),
    };
    let names: Vec<String> = (0..PHONES).map(|n| format!("志愿者{n}")).collect();
    let client = Client::new();
    let mut phones = Vec::new();
    for code in chief.cards(&names.join("\n")).await {
        phones.push(Phone::enrol(&server.url, &code, &client).await);
    }
    let back_up = || -> PathBuf {
        let before = listed(&backups);
        run(&data, &["backup", "--to", backups.to_str().unwrap()]);
        let now: Vec<PathBuf> = listed(&backups);
        now.into_iter().find(|folder| !before.contains(folder)).unwrap()
    };
    let mut made = Vec::new();
    for round in 0..3 {
        for (at, phone) in phones.iter_mut().enumerate() {
            work(phone, at, round, &place);
        }
        all(&mut phones, &server.url, round).await;
        at_the_desk(&chief, &place, &format!("第{round}次")).await;
        if round < 2 {
            made.push(back_up());
        }
    }
    rest(&mut phones, &server.url, 0).await;
    let before = looks(&phones[0]);
    let visits = before.values().filter(|(kind, _)| *kind == Kind::Visit).count();
    assert_eq!(visits, 3 * PHONES);

    // Recorded while nobody could hear of it, on one phone in three.
    for phone in phones.iter_mut().step_by(3) {
        let fact = Change::Fact {
            kind: Kind::Visit,
            record: record_id(),
            fields: visit_fields(place.door, Outcome::NoAnswer, &[]),
        };
        phone.act(vec![fact]);
    }
    server = lose(server, &data, &made[from], journal, &kept);
    chief.url.clone_from(&server.url);
    rest(&mut phones, &server.url, 1 + from).await;
    for phone in &phones {
        let tally = phone.replica.replica.tally();
        assert_eq!((tally.waiting, tally.held, tally.attention), (0, 0, 0), "{tally:?}");
        let after = looks(phone);
        let odd = before.iter().find(|(id, was)| after.get(*id) != Some(*was));
        assert_eq!(odd, None, "came back as {:?}", odd.map(|(id, _)| after.get(id)));
        // And what was recorded since.
        assert_eq!(after.len(), before.len() + (0..PHONES).step_by(3).len());
    }
    let page = chief.page(&format!("/desk/residents/{}/edit", place.resident)).await;
    assert!(page.contains("第2次"), "what the desk wrote last");
    run(&data, &["check"]);
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}
