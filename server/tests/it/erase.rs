//! A person is erased, at the desk and by the command.

use std::{fs, path::Path};

use dabai::Options;
use shared::{kind::Kind, role::Role};

use crate::{
    desk::{desk_with, quick_hash},
    import::{csv, records, resident, take},
    process::{Process, run, site},
};

const WHO: &str = "慕容无双";
const NUMBER: &str = "13987654321";

/// In which files of a folder one of these stands.
fn traces(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(traces(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let says = |word: &&&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        found.extend(
            words
                .iter()
                .filter(says)
                .map(|word| format!("{word} in {}", path.display())),
        );
    }
    found
}

#[tokio::test]
async fn an_administrator_is_asked_and_then_nothing_is_left_beside_the_database_either() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_path_buf();
    let mut desk = desk_with(Options {
        data,
        ..Options::default()
    })
    .await;
    // Rosters are remembered where the server looks for them.
    let store_folder = std::mem::replace(&mut desk.fixture.folder, folder);
    desk.fixture
        .account("主任", Role::Administrator, Some(("chief", &quick_hash())))
        .await;
    take(
        &desk.fixture,
        &csv(&[&format!("3,1,1203,{WHO},71,{NUMBER},高血压"), "3,1,1203,王芳,70,,"]),
    )
    .await;
    let who = resident(&desk.fixture, WHO).await.id;
    let said = [WHO, NUMBER, &*who.to_string()];
    let import = desk.fixture.folder.path().join("import");
    assert!(!traces(&import, &said).is_empty());

    let path = format!("/desk/residents/{who}/erase");
    let coordinator = desk.signed_in().await;
    for answer in [
        desk.get(&path, &coordinator).await,
        desk.post(&path, &coordinator, "").await,
    ] {
        assert_eq!(answer.status(), 403);
        assert!(answer.text().await.unwrap().contains("只有管理员能清除"));
    }
    let edit = format!("/desk/residents/{who}/edit");
    assert!(
        !desk
            .get(&edit, &coordinator)
            .await
            .text()
            .await
            .unwrap()
            .contains(&path)
    );

    let chief = desk.signed_in_as("chief").await;
    assert!(desk.get(&edit, &chief).await.text().await.unwrap().contains(&path));
    let question = desk.get(&path, &chief).await.text().await.unwrap();
    assert!(question.contains(WHO) && question.contains("不能恢复"), "{question}");
    let answer = desk.post(&path, &chief, "").await;
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()),
        (303, &*format!("{path}?done"))
    );
    let gone = desk.get(&format!("{path}?done"), &chief).await;
    assert!(gone.status() == 200 && gone.text().await.unwrap().contains("已清除"));
    assert_eq!(desk.post(&path, &chief, "").await.status(), 404, "once is enough");
    assert_eq!(desk.get(&path, &chief).await.status(), 404);

    assert_eq!(traces(&import, &said), Vec::<String>::new());
    assert_eq!(traces(store_folder.path(), &[WHO, NUMBER]), Vec::<String>::new());
    assert_eq!(records(&desk.fixture, Kind::Resident).await.len(), 1, "the other stays");
    let audit = desk.get("/desk/audit", &chief).await.text().await.unwrap();
    assert!(audit.contains("彻底清除一位居民") && !audit.contains(WHO));
}

#[tokio::test]
async fn the_command_asks_first_and_the_server_wipes_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    site(&data, 1);
    let roster = folder.path().join("roster.csv");
    fs::write(
        &roster,
        format!("楼号,房号,姓名,联系电话\n3,1203,{WHO},{NUMBER}\n3,1203,王芳,\n"),
    )
    .unwrap();
    run(&data, &["import", roster.to_str().unwrap()]);
    // The journal's files are the server's.
    let mut server = Process::serve(&data);
    server.kill();
    let before = traces(&data.join("journal"), &[WHO]);
    assert!(!before.is_empty());

    let asked = run(&data, &["erase", WHO]);
    assert!(asked.contains("3-1203") && asked.contains("--yes"), "{asked}");
    assert_eq!(traces(&data.join("journal"), &[WHO]), before, "nothing was done");
    let done = run(&data, &["erase", WHO, "--yes"]);
    assert!(done.contains(WHO), "{done}");
    let left = traces(&data, &[WHO, NUMBER]);
    assert!(left.iter().all(|found| found.ends_with(".jsonl")), "{left:?}");
    let server = Process::serve(&data);
    assert_eq!(traces(&data, &[WHO, NUMBER]), Vec::<String>::new());
    drop(server);
    // A roster that still has them makes somebody new.
    let again = run(&data, &["import", roster.to_str().unwrap()]);
    assert!(again.contains("1 new"), "{again}");
}
