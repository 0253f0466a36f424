//! The disk with the database is lost: from a backup and the journal on another one, the real server is what it was.

use std::path::Path;

use reqwest::{Client, Response, redirect::Policy};
use shared::{
    kind::Kind,
    protocol::{ErrorCode, Status},
};

use crate::{
    fixture::Fixture,
    people::{codes_in, once_in},
    phone::{Phone, code_of},
    process::{Process, run},
    residents::hidden,
};

const FIRST: &str = "the-first-password";
const SECOND: &str = "the-second-password";

/// Somebody signed in at a server's desk.
struct Office {
    url: String,
    client: Client,
    cookie: String,
}

impl Office {
    async fn sign_in(url: &str, login: &str, password: &str) -> Option<Self> {
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

    async fn page(&self, path: &str) -> String {
        let asked = self
            .client
            .get(format!("{}{path}", self.url))
            .header("cookie", &self.cookie);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let sent = self
            .client
            .post(format!("{}{path}", self.url))
            .header("cookie", &self.cookie);
        sent.header("origin", &self.url).form(form).send().await.unwrap()
    }

    /// A form that is taken leads elsewhere.
    async fn sent(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.post(path, form).await;
        assert_eq!(answer.status(), 303, "{path}: {}", answer.text().await.unwrap());
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Codes of new cards.
    async fn cards(&self, names: &str) -> Vec<String> {
        let once = once_in(&self.page("/desk/people/cards").await);
        let form = [("once", &*once), ("names", names), ("count", ""), ("days", "3")];
        let sheet = self.sent("/desk/people/cards", &form).await;
        codes_in(&self.page(&sheet).await)
    }
}

/// A site with a resident, an administrator and a phone.
async fn set_up(data: &Path, server: &Process) -> (Office, Phone) {
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
