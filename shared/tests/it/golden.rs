//! Every message held to its form: phones in the field speak it for years. `DABAI_BLESS=1` writes the files anew.

use std::{fs, path::PathBuf};

use serde::{Serialize, de::DeserializeOwned};
use shared::{
    digest::KindDigest,
    id::{AccountId, DeviceId, EpochId, OpId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Op, Seen},
    outcome::Code,
    protocol::*,
    role::{Rights, Role, Scope},
    time::{DayRule, SiteDay, UnixMs},
    value::fields,
};

mod push;

fn hold<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, message: &T) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/golden")
        .join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(message).unwrap() + "\n";
    if std::env::var_os("DABAI_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert_eq!(text, golden, "{name} is written as it always was");
    assert_eq!(
        &serde_json::from_str::<T>(&golden).unwrap(),
        message,
        "{name} is read as it always was"
    );
}

const NOW: UnixMs = UnixMs(1_668_400_000_000);

fn ids() -> (DeviceId, SiteId, RecordId, EpochId, AccountId) {
    (
        DeviceId::made(NOW, [1; 10]),
        SiteId::made(NOW, [2; 10]),
        RecordId::made(NOW, [3; 10]),
        EpochId::made(NOW, [4; 10]),
        AccountId::made(NOW, [5; 10]),
    )
}

fn op(n: u64, change: Change) -> Op {
    let (_, site, _, epoch, _) = ids();
    Op {
        n,
        id: OpId::made(NOW, [n as u8; 10]),
        site,
        at: NOW,
        seen: Seen { epoch, seq: 811 },
        change,
        was: None,
    }
}

fn rules() -> Rules {
    Rules {
        pin: true,
        lease_ms: LEASE_MS,
        envelope_key: Some("0123456789abcdef.BA".into()),
    }
}

#[test]
fn enrol() {
    let (device, site, building, _, account) = ids();
    let code = "12345678".to_owned();
    let key = "9f86d081884c7d65".to_owned();
    let device_name = "Redmi".to_owned();
    hold(
        "enrol-request",
        &EnrolRequest {
            code,
            key: key.clone(),
            device_name,
            client_now: NOW,
            bearer: false,
        },
    );
    let response = EnrolResponse {
        device,
        worker: Worker {
            account,
            name: "李".into(),
        },
        role: Role::Worker,
        sites: vec![SiteInfo {
            id: site,
            name: "月亮湾".into(),
            day: DayRule::default(),
        }],
        scope: Scope::Buildings([building].into()),
        expires: Some(NOW),
        server_now: NOW,
        limits: Limits::default(),
        envelope_key: None,
        rules: None,
        token: None,
    };
    hold("enrol-response", &response);
    hold(
        "enrol-response-rules",
        &EnrolResponse {
            envelope_key: rules().envelope_key,
            rules: Some(rules()),
            ..response
        },
    );
    hold(
        "renew-request",
        &RenewRequest {
            device,
            key,
            client_now: NOW,
        },
    );
}

#[test]
fn pull() {
    let (device, site, id, epoch, _) = ids();
    let cursor = Cursor {
        epoch,
        scope_gen: 1,
        seq: 812,
        top: 900,
    };
    hold(
        "pull-request",
        &PullRequest {
            device,
            site,
            cursor,
            limit: None,
            unsent: Some(3),
            check: false,
            differs: Vec::new(),
        },
    );
    let (kind, fields) = (Kind::Visit, fields([("outcome", "answered".into())]));
    let row = RowMessage {
        kind,
        id,
        seq: 811,
        fields,
        deleted: false,
        gone: false,
    };
    let bare = RowMessage {
        fields: Default::default(),
        ..row.clone()
    };
    let rows = vec![
        row,
        RowMessage {
            seq: 812,
            deleted: true,
            ..bare.clone()
        },
        RowMessage {
            seq: 813,
            gone: true,
            ..bare.clone()
        },
        RowMessage {
            seq: 814,
            kind: Kind::Other("drone".into()),
            ..bare
        },
    ];
    let horizon_day: SiteDay = "2022-11-01".parse().unwrap();
    let response = PullResponse {
        rows,
        cursor,
        more: true,
        last_n: 4,
        safe_n: 4,
        server_now: NOW,
        horizon_day,
        check: None,
        rights: None,
        rules: None,
    };
    hold("pull-response", &response);
    let golden = include_str!("golden/pull-response.json");
    let newer = golden.replace(r#""kind""#, r#""new_in_a_later_version": [{}], "kind""#);
    for json in [golden, &newer] {
        assert_eq!(PullResponse::from_json(json.as_bytes()).as_ref(), Some(&response));
    }
    let last = PullResponse {
        more: false,
        rules: Some(rules()),
        ..response
    };
    hold("pull-response-last", &last);
    let json = include_str!("golden/pull-response-last.json");
    assert_eq!(PullResponse::from_json(json.as_bytes()), Some(last));
    for missing in ["rows", "cursor", "more", "horizon_day", "kind", "id", "seq"] {
        let without = golden.replace(&format!("\"{missing}\""), "\"x\"");
        assert_eq!(PullResponse::from_json(without.as_bytes()), None, "{missing}");
    }
}

#[test]
fn pull_with_a_check() {
    let (device, site, id, epoch, _) = ids();
    let cursor = Cursor {
        epoch,
        scope_gen: 1,
        seq: 812,
        top: 900,
    };
    hold(
        "pull-request-check",
        &PullRequest {
            device,
            site,
            cursor,
            limit: None,
            unsent: Some(0),
            check: true,
            differs: vec![Kind::Visit],
        },
    );
    let check = vec![
        KindDigest::of(Kind::Door, &mut [(id, 811)].into_iter()),
        KindDigest::of(Kind::Visit, &mut std::iter::empty()),
    ];
    let response = PullResponse {
        rows: Vec::new(),
        cursor,
        more: false,
        last_n: 4,
        safe_n: 4,
        server_now: NOW,
        horizon_day: "2022-11-01".parse().unwrap(),
        check: Some(check),
        rights: None,
        rules: None,
    };
    hold("pull-response-check", &response);
    let golden = include_str!("golden/pull-response-check.json");
    assert_eq!(PullResponse::from_json(golden.as_bytes()), Some(response));
}

#[test]
fn live_and_error() {
    let (_, site, ..) = ids();
    hold("live-event", &LiveEvent { site, seq: 812 });
    let message = "编号不连续".to_owned();
    hold(
        "error",
        &ErrorBody {
            code: ErrorCode::Gap,
            message,
            last_n: Some(3),
            retry_after_s: None,
            rights: None,
        },
    );
}

#[test]
fn another_scope() {
    let (.., id, _, _) = ids();
    let rights = Rights {
        role: Role::Worker,
        scope: Scope::Buildings([id].into()),
        expires: Some(NOW),
    };
    let error = ErrorBody {
        code: ErrorCode::ScopeChanged,
        message: "负责范围已变".to_owned(),
        last_n: None,
        retry_after_s: None,
        rights: Some(rights.clone()),
    };
    hold("error-scope-changed", &error);
    // A role that a newer server has: whoever doesn't know it may least.
    let golden = include_str!("golden/error-scope-changed.json").replace("worker", "inspector");
    let read: ErrorBody = serde_json::from_str(&golden).unwrap();
    assert_eq!(read.rights, Some(rights));
}

#[test]
fn codes_of_a_newer_server_are_read_as_unknown() {
    assert_eq!(
        serde_json::from_str::<ErrorCode>(r#""on_holiday""#).unwrap(),
        ErrorCode::Unknown
    );
    assert_eq!(serde_json::from_str::<Code>(r#""on_holiday""#).unwrap(), Code::Unknown);
}
