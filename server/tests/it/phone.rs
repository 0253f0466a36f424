//! A phone that keeps its own count and speaks to a server by URL.

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    id::{DeviceId, EpochId, RecordId, SiteId},
    kind::Kind,
    op::{Change, Op, Seen},
    protocol::{
        Cursor, EnrolRequest, EnrolResponse, ErrorBody, ErrorCode, PullRequest, PullResponse, PushRequest,
        PushResponse, RowMessage,
    },
    value::{Value, fields},
};

use crate::fixture::{now, op_id, record_id};

/// An answer that was refused: its status and our body. Anything without our body fails the test.
pub type Refused = (StatusCode, ErrorBody);

#[derive(Clone)]
pub struct Phone {
    pub url: String,
    pub device: DeviceId,
    pub site: SiteId,
    pub token: String,
    pub client: Client,
    pub n: u64,
}

pub async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Refused> {
    let status = response.status();
    assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
    let text = response.text().await.unwrap();
    if status.is_success() {
        return Ok(serde_json::from_str(&text).unwrap());
    }
    Err((
        status,
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status} without our body: {text}")),
    ))
}

pub fn code_of<T: std::fmt::Debug>(answer: Result<T, Refused>) -> (u16, ErrorCode) {
    let (status, body) = answer.unwrap_err();
    assert!(!body.message.is_empty());
    (status.as_u16(), body.code)
}

pub fn enrol_request(code: &str, key: &str) -> EnrolRequest {
    EnrolRequest {
        code: code.into(),
        key: key.into(),
        device_name: "测试".into(),
        client_now: now(),
        bearer: true,
    }
}

impl Phone {
    pub async fn enrol(url: &str, code: &str) -> Result<Self, Refused> {
        let client = Client::new();
        let key = record_id().to_string();
        let response = client
            .post(format!("{url}/api/v1/enrol"))
            .json(&enrol_request(code, &key))
            .send()
            .await;
        let enrolled: EnrolResponse = read(response.unwrap()).await?;
        let (device, token) = (enrolled.device, enrolled.token.unwrap());
        Ok(Self {
            url: url.into(),
            device,
            site: enrolled.sites[0].id,
            token,
            client,
            n: 0,
        })
    }

    pub fn post(&self, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.client
            .post(format!("{}/api/v1{path}", self.url))
            .bearer_auth(&self.token)
            .json(body)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client
            .get(format!("{}/api/v1{path}", self.url))
            .bearer_auth(&self.token)
    }

    pub fn op(&mut self, change: Change) -> Op {
        self.n += 1;
        let seen = Seen {
            epoch: EpochId::NIL,
            seq: 0,
        };
        Op {
            n: self.n,
            id: op_id(),
            site: self.site,
            at: now(),
            seen,
            change,
            was: None,
        }
    }

    pub fn visit(&mut self, door: RecordId) -> Op {
        let fields = fields([
            ("door", door.into()),
            ("outcome", "answered".into()),
            ("persons", Value::List(vec![])),
        ]);
        self.op(Change::Fact {
            kind: Kind::Visit,
            record: record_id(),
            fields,
        })
    }

    pub fn push_request(&self, ops: &[Op]) -> PushRequest {
        PushRequest {
            device: self.device,
            client_now: now(),
            ops: ops.to_vec(),
            unsent: None,
        }
    }

    pub async fn push(&self, ops: &[Op]) -> Result<PushResponse, Refused> {
        read(self.post("/sync/push", &self.push_request(ops)).send().await.unwrap()).await
    }

    pub async fn pull(&self, cursor: Cursor, limit: Option<u32>) -> Result<PullResponse, Refused> {
        let ask = PullRequest {
            device: self.device,
            site: self.site,
            cursor,
            limit,
            unsent: None,
            check: false,
            differs: Vec::new(),
        };
        read(self.post("/sync/pull", &ask).send().await.unwrap()).await
    }

    /// Everything, page by page.
    pub async fn pull_all(&self) -> Vec<RowMessage> {
        let (mut rows, mut cursor) = (Vec::new(), Cursor::START);
        loop {
            let page = self.pull(cursor, None).await.unwrap();
            rows.extend(page.rows);
            cursor = page.cursor;
            if !page.more {
                return rows;
            }
        }
    }
}
