//! What a phone sends, and what is answered.

use shared::{
    id::OpId,
    kind::Kind,
    op::{Change, Op},
    outcome::Code,
    protocol::{OpResult, PushRequest, PushResponse, Status},
    value::{Value, fields},
    was::Was,
};

use super::{NOW, hold, ids, op};

#[test]
fn push() {
    let (device, _, record, epoch, _) = ids();
    let field = "care".to_owned();
    let elements = vec![Value::from("hearing")];
    let kind = Kind::Resident;
    let some = fields([("name", "张".into()), ("age", 86.into()), ("note", Value::Null)]);
    let changes = [
        Change::Create {
            kind: kind.clone(),
            record,
            fields: some.clone(),
        },
        Change::Set {
            kind: kind.clone(),
            record,
            fields: some.clone(),
        },
        Change::Add {
            kind: kind.clone(),
            record,
            field: field.clone(),
            elements: elements.clone(),
        },
        Change::Remove {
            kind: kind.clone(),
            record,
            field,
            elements,
        },
        Change::Fact {
            kind: Kind::Visit,
            record,
            fields: some.clone(),
        },
        Change::Void {
            kind: Kind::Visit,
            record,
        },
        Change::Amend {
            kind: Kind::Visit,
            record,
            amends: record,
            fields: some,
        },
        Change::Delete {
            kind: kind.clone(),
            record,
        },
        Change::Restore { kind, record },
        Change::Unsendable,
    ];
    let ops = (1..).zip(changes).map(|(n, change)| op(n, change)).collect();
    hold(
        "push-request",
        &PushRequest {
            device,
            client_now: NOW,
            ops,
            unsent: None,
        },
    );
    let result = |n, status| OpResult {
        n,
        id: OpId::made(NOW, [n as u8; 10]),
        status,
        seq: None,
        code: None,
        field: None,
        fields: Vec::new(),
    };
    let results = vec![
        OpResult {
            seq: Some(812),
            ..result(1, Status::Applied)
        },
        OpResult {
            seq: Some(813),
            fields: vec!["name".into()],
            ..result(2, Status::Superseded)
        },
        OpResult {
            code: Some(Code::BadField),
            field: Some("age".into()),
            ..result(3, Status::Rejected)
        },
        OpResult {
            code: Some(Code::Orphan),
            ..result(4, Status::Held)
        },
    ];
    hold(
        "push-response",
        &PushResponse {
            epoch,
            last_n: 4,
            safe_n: 4,
            server_now: NOW,
            results,
        },
    );
}

#[test]
fn push_of_what_comes_back() {
    let (device, _, record, epoch, _) = ids();
    let kind = Kind::Resident;
    let back = |n, was| {
        let fields = fields([("name", "张".into())]);
        let kind = kind.clone();
        let was = Some(Box::new(was));
        Op {
            was,
            ..op(n, Change::Set { kind, record, fields })
        }
    };
    let applied = Was {
        epoch,
        status: Status::Applied,
        seq: Some(812),
        code: None,
        field: None,
        fields: Vec::new(),
    };
    let superseded = Was {
        status: Status::Superseded,
        fields: vec!["name".into()],
        ..applied.clone()
    };
    let rejected = Was {
        status: Status::Rejected,
        seq: None,
        code: Some(Code::BadField),
        field: Some("name".into()),
        ..applied.clone()
    };
    hold(
        "push-request-back",
        &PushRequest {
            device,
            client_now: NOW,
            ops: vec![back(1, applied), back(2, superseded), back(3, rejected)],
            unsent: None,
        },
    );
}
