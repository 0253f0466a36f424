//! The keys to envelopes as files, and the vector that phones are held to as well.

use std::fs;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use shared::{
    id::{EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Draft, ENVELOPE_INFO, Seen, envelope_aad},
    time::UnixMs,
    value::fields,
};
use store::{
    SqliteOptions, SqliteStore, Store as _,
    envelope::{Keyring, seal_with},
};

const NOW: UnixMs = UnixMs(1_668_400_000_000);
const VECTOR: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../shared/tests/it/golden/envelope.json"
);

fn draft() -> Draft {
    let fields = fields([("outcome", "answered".into()), ("note", "王奶奶很好，要降压药".into())]);
    Draft {
        id: OpId::made(NOW, [1; 10]),
        site: SiteId::made(NOW, [2; 10]),
        at: NOW,
        seen: Seen {
            epoch: EpochId::made(NOW, [4; 10]),
            seq: 811,
        },
        change: Change::Fact {
            kind: Kind::Visit,
            record: RecordId::made(NOW, [3; 10]),
            fields,
        },
    }
}

/// The server's secret is `recipient`; the sender's share comes of `sender_seed` by DeriveKeyPair of RFC 9180.
/// `DABAI_BLESS=1` writes the file anew.
#[test]
fn the_vector_that_phones_seal_by_is_opened_and_sealed_alike() {
    let (recipient, sender_seed) = ([7; 32], [9; 32]);
    let data = tempfile::tempdir().unwrap();
    let keyring = Keyring::of(data.path());
    let text = format!("dabai-envelope-key 1\nmade 1\nsecret {}\n", BASE64URL.encode(recipient));
    assert_eq!(keyring.import(&text).unwrap(), 1);
    let key = keyring.list().unwrap().remove(0).public;
    let draft = draft();
    let inside = serde_json::to_string(&draft).unwrap();
    let envelope = seal_with(sender_seed, &key, draft.site, draft.id, inside.as_bytes()).unwrap();
    let vector = json!({
        "recipient": BASE64URL.encode(recipient),
        "key": key,
        "sender_seed": BASE64URL.encode(sender_seed),
        "info": str::from_utf8(ENVELOPE_INFO).unwrap(),
        "aad": envelope_aad(draft.site, draft.id),
        "inside": inside,
        "op": { "n": 7, "id": draft.id, "site": draft.site, "envelope": envelope },
    });
    let written = serde_json::to_string_pretty(&vector).unwrap() + "\n";
    if std::env::var_os("DABAI_BLESS").is_some() {
        fs::write(VECTOR, &written).unwrap();
    }
    let golden: Value = serde_json::from_str(&fs::read_to_string(VECTOR).unwrap()).unwrap();
    assert_eq!(vector, golden);
}

#[test]
fn keys_are_files_of_their_owner_and_the_newest_is_first() {
    let data = tempfile::tempdir().unwrap();
    let keyring = Keyring::of(data.path());
    assert!(keyring.list().unwrap().is_empty());
    let first = keyring.make(NOW).unwrap();
    let second = keyring.make(NOW.plus(-5)).unwrap();
    assert!(
        second.made > first.made,
        "the clock was set back, and yet it is the newer one"
    );
    let list = keyring.list().unwrap();
    assert_eq!(
        list.iter().map(|key| (&key.id, key.offered)).collect::<Vec<_>>(),
        [(&second.id, true), (&first.id, false)]
    );
    let (id, point) = first.public.split_once('.').unwrap();
    assert_eq!((id, BASE64URL.decode(point).unwrap().len()), (first.id.as_str(), 65));
    #[cfg(unix)]
    for entry in fs::read_dir(data.path().join("envelope-keys")).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let entry = entry.unwrap();
        assert!(
            entry.file_name().to_string_lossy().ends_with(".key"),
            "no draft is left"
        );
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = Keyring::of(elsewhere.path());
    let text = keyring.export().unwrap();
    assert_eq!((copy.import(&text).unwrap(), copy.import(&text).unwrap()), (2, 0));
    assert_eq!(copy.list().unwrap(), list);
}

#[test]
fn what_is_no_file_of_keys_is_refused_whole() {
    let data = tempfile::tempdir().unwrap();
    let keyring = Keyring::of(data.path());
    keyring.make(NOW).unwrap();
    let good = keyring.export().unwrap();
    for wrong in [
        String::new(),
        "\n\n".to_owned(),
        "{}".to_owned(),
        format!("{good}more"),
        good.replace("key 1", "key 2"),
        good.replace("made ", "made x"),
        good.replace("secret ", "secret A"),
        "dabai-envelope-key 1\nmade 1\nsecret AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n".to_owned(),
    ] {
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = Keyring::of(elsewhere.path());
        assert!(copy.import(&wrong).is_err(), "{wrong}");
        assert!(copy.list().unwrap().is_empty());
    }
}

#[tokio::test]
async fn no_backup_has_the_keys() {
    let root = tempfile::tempdir().unwrap();
    let (data, backup) = (root.path().join("data"), root.path().join("backup"));
    let store = SqliteStore::open(&data, SqliteOptions::SERVE).unwrap();
    assert_eq!(Keyring::of(&data).list().unwrap().len(), 1, "made at the first start");
    store.backup(&backup, "one", NOW).await.unwrap();
    store.close().await.unwrap();
    let mut names: Vec<_> = fs::read_dir(&backup)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["dabai.db", "device.key"]);
    // A command makes none: it is the server's to offer one.
    let other = root.path().join("other");
    SqliteStore::open(&other, SqliteOptions::COMMAND)
        .unwrap()
        .close()
        .await
        .unwrap();
    assert!(Keyring::of(&other).list().unwrap().is_empty());
}
