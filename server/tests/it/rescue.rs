//! Rescue files with the real program: at the machine and at the desk.

use std::path::Path;

use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use shared::{
    op::Op,
    protocol::{Cursor, Status},
    rescue::RESCUE_BYTES_MAX,
};

use crate::{
    fixture::{now, record_id},
    phone::Phone,
    process::{Process, run, site},
    sealed::sealed,
};

const PASSWORD: &str = "correct horse battery";

fn file(phone: &Phone, ops: &[Value]) -> Value {
    json!({ "dabai_rescue": 1, "device": phone.device, "site": phone.site, "made_at": now(), "ops": ops, "unsealed": 2 })
}

struct Ground {
    _root: tempfile::TempDir,
    data: std::path::PathBuf,
    server: Process,
    phone: Phone,
    key: String,
}

impl Ground {
    async fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        let codes = site(&data, 1);
        let server = Process::serve(&data);
        let phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
        let page = phone.pull(Cursor::START, None).await.unwrap();
        let key = page.rules.unwrap().envelope_key.unwrap();
        Self {
            _root: root,
            data,
            server,
            phone,
            key,
        }
    }

    /// Operations that wait for a door that isn't there.
    fn ops(&mut self, count: usize) -> Vec<Op> {
        let missing = record_id();
        (0..count).map(|_| self.phone.visit(missing)).collect()
    }

    fn sealed(&self, ops: &[Op]) -> Vec<Value> {
        ops.iter().map(|op| sealed(&self.key, op)).collect()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.data.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Somebody signed in at the desk.
    async fn desk(&self) -> Client {
        add_login(&self.data);
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .build()
            .unwrap();
        let form = [("login", "zhou"), ("password", PASSWORD)];
        let body = form
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .join("&");
        let signed_in = client
            .post(format!("{}/desk/sign-in", self.server.url))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", &self.server.url)
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(signed_in.status(), 303);
        client
    }

    async fn upload(&self, client: &Client, files: &[(&str, &str)]) -> (u16, String) {
        const BOUNDARY: &str = "part-of-a-form";
        let mut body = String::new();
        for (name, text) in files {
            body += &format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/json\r\n\r\n{text}\r\n"
            );
        }
        body += &format!("--{BOUNDARY}--\r\n");
        let answer = client
            .post(format!("{}/desk/rescue", self.server.url))
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("origin", &self.server.url)
            .header("accept-language", "en")
            .body(body)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

fn add_login(data: &Path) {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
    };
    let args = [
        "account",
        "add",
        "--login",
        "zhou",
        "--name",
        "周调度",
        "--password-stdin",
        "--data",
    ];
    let mut child = Command::new(env!("CARGO_BIN_EXE_dabai"))
        .args(args)
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn rescue_files_come_in_at_the_machine_in_any_order_and_more_than_once() {
    let mut ground = Ground::new().await;
    let ops = ground.ops(5);
    let sealed = ground.sealed(&ops);
    let later = ground.write(
        "later.json",
        &file(&ground.phone, &[sealed[4].clone(), sealed[2].clone()]).to_string(),
    );
    let first = ground.write("first.json", &format!("\u{feff}{}", file(&ground.phone, &sealed[..3])));
    let said = run(&ground.data, &["rescue", &later, &first, &later]);
    let counts: Vec<&str> = said.lines().map(|line| line.split_once(": ").unwrap().1).collect();
    let line = |held| format!("0 applied, 0 known already, {held} held, 0 refused, 0 unreadable, 2 still on the phone");
    assert_eq!(counts, [line(2), line(3), line(2)], "what waits, waits once");
    // The phone sends after all, from its first number on.
    let pushed = ground.phone.push(&ops).await.unwrap();
    assert_eq!(pushed.last_n, 5);
    assert!(pushed.results.iter().all(|result| result.status == Status::Held));
    assert!(run(&ground.data, &["check"]).contains("no faults found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rescue_files_come_in_at_the_desk_and_bad_ones_say_why() {
    let mut ground = Ground::new().await;
    let ops = ground.ops(3);
    let sealed = ground.sealed(&ops);
    let good = file(&ground.phone, &sealed).to_string();
    let with = |name: &str, value: Value| {
        let mut other = file(&ground.phone, &sealed);
        other[name] = value;
        other.to_string()
    };
    let desk = ground.desk().await;
    let (status, page) = ground.upload(&desk, &[("one.json", &good), ("<b>.json", "{}")]).await;
    assert_eq!(status, 200);
    assert!(page.contains("<td>3</td>") && page.contains("one.json"), "{page}");
    assert!(
        page.contains("Not imported: This is not a rescue file") && !page.contains("<b>.json"),
        "{page}"
    );
    let device = "01847463-ac00-7101-8101-010101010101";
    let too_large = " ".repeat(RESCUE_BYTES_MAX + 1);
    let many = format!("[{}1]", "1,".repeat(20_001));
    let mut many_ops = file(&ground.phone, &[]);
    many_ops["ops"] = serde_json::from_str(&many).unwrap();
    for (text, why) in [
        ("", "Choose a file first"),
        ("\u{0}\u{1}", "not a rescue file"),
        (&"[".repeat(100_000), "not a rescue file"),
        (&with("dabai_rescue", json!(0)), "not a rescue file"),
        (&with("dabai_rescue", json!(2)), "A newer phone made this file"),
        (&with("ops", json!({})), "not a rescue file"),
        (&with("made_at", json!("now")), "not a rescue file"),
        (&with("device", json!("x")), "not a rescue file"),
        (&with("device", json!(device)), "This site has no such phone"),
        (&with("site", json!(device)), "This file is of another site"),
        (&too_large, "too large to be a rescue file"),
        (&many_ops.to_string(), "too large to be a rescue file"),
    ] {
        let (status, page) = ground.upload(&desk, &[("bad.json", text)]).await;
        assert!(status == 422 && page.contains(why), "{why}: {status} {page}");
    }
    // What can't be told apart in it is counted, and the rest is taken.
    let odd = with("ops", json!([7, {}, { "n": "x" }, { "n": 1 }, sealed[0]]));
    let (status, page) = ground.upload(&desk, &[("odd.json", &odd)]).await;
    assert!(
        status == 200 && page.contains("<td>4</td>") && page.contains("<td>1</td>"),
        "{page}"
    );
    let mut many = vec![("more.json", good.as_str()); 21];
    assert!(ground.upload(&desk, &many).await.1.contains("Twenty files at most"));
    many.truncate(20);
    assert_eq!(ground.upload(&desk, &many).await.0, 200);
    // Nobody who is not signed in, and nobody else's page.
    let stranger = Client::builder().redirect(Policy::none()).build().unwrap();
    assert_eq!(ground.upload(&stranger, &[("one.json", &good)]).await.0, 303);
    let forged = desk
        .post(format!("{}/desk/rescue", ground.server.url))
        .header("origin", "https://evil.example");
    assert_eq!(forged.send().await.unwrap().status(), 403);
    assert!(run(&ground.data, &["check"]).contains("no faults found"));
}
