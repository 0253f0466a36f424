//! Commands run beside a serving process, and how that ends.

use std::path::Path;

use shared::kind::Kind;

use crate::{
    live::listen,
    phone::Phone,
    process::{Process, run, site},
};

#[tokio::test]
async fn a_running_server_notices_an_import_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let codes = site(folder.path(), 1);
    let server = Process::serve(folder.path());
    let phone = Phone::enrol(&server.url, &codes[0]).await.unwrap();
    let mut events = listen(&phone).await;
    let before = events.next().await.unwrap().seq;
    let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("roster/tests/data/roster-sample.xlsx");
    let printed = run(folder.path(), &["import", roster.to_str().unwrap()]);
    assert!(printed.contains("residents: 442 new"), "{printed}");
    assert!(run(folder.path(), &["import", roster.to_str().unwrap()]).contains("nothing changed"));
    events.until(before + 442).await;
    let rows = phone.pull_all().await;
    assert_eq!(rows.iter().filter(|row| row.kind == Kind::Resident).count(), 442);
    assert!(server.terminate().success());
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path(), 1);
    let _first = Process::serve(folder.path());
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_dabai"));
    let second = second
        .args(["serve", "--addr", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!second.status.success());
}

#[test]
fn commands_say_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let output = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dabai"));
        let done = command.args(args).arg("--data").arg(folder.path()).output().unwrap();
        assert!(!done.status.success(), "{args:?}");
        String::from_utf8(done.stderr).unwrap()
    };
    assert!(output(&["enrol", "--name", "李梅"]).contains("dabai site add"));
    run(folder.path(), &["site", "add", "月亮湾"]);
    assert!(output(&["site", "add", "月亮湾"]).contains("月亮湾"));
    assert!(output(&["enrol", "--name", "李梅", "--building", "9"]).contains("no building 9"));
    assert!(output(&["enrol", "--name", "李梅", "--site", "太阳城"]).contains("月亮湾"));
    assert!(output(&["demo"]).contains("already"));
    let password = run(folder.path(), &["account", "add", "--login", "wang", "--name", "王"]);
    assert!(password.contains("login wang"), "{password}");
    assert!(!output(&["account", "add", "--login", "wang", "--name", "王"]).is_empty());
    assert!(run(folder.path(), &["check"]).contains("no faults"));
}
