//! The disk with the database is lost: from a backup and the journal on another one, the real server is what it was.

use std::path::Path;

use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use shared::{
    kind::Kind,
    protocol::{ErrorCode, Status},
};

use tokio::sync::watch;

use crate::{
    fixture::Fixture,
    people::{codes_in, once_in},
    phone::{Phone, code_of},
    process::{Process, run},
    residents::hidden,
};

const FIRST: &str = "the-first-password";
const SECOND: &str = "the-second-password";
/// Servers that are killed, and cards that each has made by then, with another one under way.
const KILLS: usize = 10;
const CARDS_A_KILL: usize = 7;

/// Somebody signed in at a server's desk.
#[derive(Clone)]
pub struct Office {
    pub url: String,
    client: Client,
    cookie: String,
}

impl Office {
    pub async fn sign_in(url: &str, login: &str, password: &str) -> Option<Self> {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let mut office = Self {
            url: url.to_owned(),
            client,
            cookie: String::new(),
        };
        let answer = office
            .post("/desk/sign-in", &[("login", login), ("password", password)])
            .await;
        let cookie = answer.headers().get("set-cookie")?.to_str().unwrap();
        office.cookie = cookie.split(';').next().unwrap().to_owned();
        Some(office)
    }

    fn asked(&self, path: &str) -> RequestBuilder {
        let asked = self.client.get(format!("{}{path}", self.url));
        asked.header("cookie", &self.cookie)
    }

    fn filled(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        let sent = self.client.post(format!("{}{path}", self.url));
        sent.header("cookie", &self.cookie)
            .header("origin", &self.url)
            .form(form)
    }

    pub async fn page(&self, path: &str) -> String {
        let answer = self.asked(path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.filled(path, form).send().await.unwrap()
    }

    /// A form that is taken leads elsewhere.
    pub async fn sent(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status(), 303, "{path}: {}", answer.text().await.unwrap());
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Codes of new cards.
    pub async fn cards(&self, names: &str) -> Vec<String> {
        let once = once_in(&self.page("/desk/people/cards").await);
        let form = [("once", &*once), ("names", names), ("count", ""), ("days", "3")];
        let sheet = self.sent("/desk/people/cards", &form).await;
        codes_in(&self.page(&sheet).await)
    }

    /// Makes cards until the server is gone; whose cards it said it has made.
    async fn cards_while_it_lives(self, round: usize, answered: watch::Sender<usize>) -> Vec<String> {
        let mut made = Vec::new();
        for card in 0.. {
            let Ok(page) = self.asked("/desk/people/cards").send().await else {
                break;
            };
            let Ok(page) = page.text().await else { break };
            let (once, name) = (once_in(&page), format!("第{round}回{card}号"));
            let form = [("once", &*once), ("names", &*name), ("count", ""), ("days", "3")];
            let Ok(answer) = self.filled("/desk/people/cards", &form).send().await else {
                break;
            };
            assert_eq!(answer.status(), 303);
            made.push(name);
            answered.send_modify(|answered| *answered += 1);
        }
        made
    }
}

/// A site with a resident, an administrator and a phone.
pub async fn set_up(data: &Path, server: &Process) -> (Office, Phone) {
    let roster = data.join("roster.csv");
    std::fs::write(&roster, "楼号,房号,姓名\n3,1203,王芳\n").unwrap();
    run(data, &["import", roster.to_str().unwrap()]);
    let said = run(
        data,
        &[
            "account",
            "add",
            "--login",
            "chief",
            "--name",
            "主任",
            "--role",
            "administrator",
        ],
    );
    let password = said
        .split_whitespace()
        .skip_while(|word| *word != "password")
        .nth(1)
        .unwrap();
    let office = Office::sign_in(&server.url, "chief", password).await.unwrap();
    let code = office.cards("小陈").await.remove(0);
    (office, Phone::enrol(&server.url, &code).await.unwrap())
}

#[tokio::test]
async fn what_the_desk_did_after_a_backup_outlives_the_disk_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other_disk) = (folder.path().join("data"), folder.path().join("other"));
    let (journal, backups) = (other_disk.join("journal"), other_disk.join("backups"));
    let (journal, backups) = (journal.to_str().unwrap(), backups.to_str().unwrap());
    let assets = Fixture::asset_folder();
    let kept = ["--assets", assets.path().to_str().unwrap(), "--journal-dir", journal];
    run(&data, &["site", "add", "月亮湾"]);
    let mut server = Process::serve_with(&data, &kept);
    let (chief, old_phone) = set_up(&data, &server).await;
    run(&data, &["backup", "--to", backups]);

    let form = [
        ("name", "周调度"),
        ("login", "zhou"),
        ("role", "coordinator"),
        ("password", FIRST),
    ];
    chief.sent("/desk/logins", &form).await;
    let zhou = Office::sign_in(&server.url, "zhou", FIRST).await.unwrap();
    zhou.sent("/desk/password", &[("present", FIRST), ("password", SECOND)])
        .await;
    let zhou = Office::sign_in(&server.url, "zhou", SECOND).await.unwrap();
    let codes = zhou.cards("小李\n小王").await;
    let mut new_phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    let stopped = [("phone", &*old_phone.device.to_string())];
    zhou.sent("/desk/people/stop", &stopped).await;
    let rows = new_phone.pull_all().await;
    let of = |kind| rows.iter().find(|row| row.kind == kind).unwrap().id;
    let resident = format!("/desk/residents/{}", of(Kind::Resident));
    let edit = format!("{resident}/edit");
    let seen = hidden(&zhou.page(&edit).await, "seen").replace("%20", " ");
    let form = [
        ("seen", &*seen),
        ("was.name", "王芳"),
        ("name", "王芳"),
        ("was.note", ""),
        ("note", "听不清"),
    ];
    zhou.sent(&edit, &form).await;
    let visit = [new_phone.visit(of(Kind::Door))];
    new_phone.push(&visit).await.unwrap();

    server.kill();
    std::fs::remove_dir_all(&data).unwrap();
    let backup = std::fs::read_dir(backups).unwrap().next().unwrap().unwrap().path();
    let said = run(&data, &["restore", backup.to_str().unwrap(), "--journal-dir", journal]);
    assert!(!said.contains("not done again"), "{said}");
    let server = Process::serve_with(&data, &kept);

    assert!(Office::sign_in(&server.url, "zhou", FIRST).await.is_none());
    let zhou = Office::sign_in(&server.url, "zhou", SECOND).await.unwrap();
    assert!(zhou.page(&resident).await.contains("听不清"));
    new_phone.url.clone_from(&server.url);
    let pushed = new_phone.push(&visit).await.unwrap();
    assert_eq!((pushed.last_n, pushed.results[0].status), (1, Status::Applied));
    assert!(new_phone.pull_all().await.iter().any(|row| row.kind == Kind::Visit));
    let old_phone = Phone {
        url: server.url.clone(),
        ..old_phone
    };
    let refused = old_phone.pull(shared::protocol::Cursor::START, None).await;
    assert_eq!(code_of(refused), (403, ErrorCode::DeviceRevoked));
    Phone::enrol(&server.url, &codes[1])
        .await
        .expect("the card that nobody had used");
    run(&data, &["check"]);
}

#[tokio::test]
async fn what_the_desk_was_told_outlives_killed_servers_and_the_disk_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other_disk) = (folder.path().join("data"), folder.path().join("other"));
    let (journal, backups) = (other_disk.join("journal"), other_disk.join("backups"));
    let assets = Fixture::asset_folder();
    let (assets, journal) = (assets.path().to_str().unwrap(), journal.to_str().unwrap());
    let kept = ["--assets", assets, "--journal-dir", journal];
    run(&data, &["site", "add", "月亮湾"]);
    let mut server = Process::serve_with(&data, &kept);
    let (mut chief, _) = set_up(&data, &server).await;
    run(&data, &["backup", "--to", backups.to_str().unwrap()]);
    let mut told = Vec::new();
    for round in 0..KILLS {
        let (answered, mut progress) = watch::channel(0);
        let work = tokio::spawn(chief.clone().cards_while_it_lives(round, answered));
        progress.wait_for(|made| *made >= CARDS_A_KILL).await.unwrap();
        server.kill();
        told.extend(work.await.unwrap());
        server = Process::serve_with(&data, &kept);
        chief.url.clone_from(&server.url);
    }
    server.kill();
    assert!(told.len() >= KILLS * CARDS_A_KILL);

    std::fs::remove_dir_all(&data).unwrap();
    let backup = std::fs::read_dir(backups).unwrap().next().unwrap().unwrap().path();
    let restore = ["restore", backup.to_str().unwrap(), "--journal-dir", journal];
    run(&data, &restore);
    let server = Process::serve_with(&data, &kept);
    chief.url.clone_from(&server.url);
    let page = chief.page("/desk/people/unused").await;
    for name in &told {
        assert!(page.contains(name.as_str()), "{name}: {page}");
    }
    run(&data, &["check"]);
}
