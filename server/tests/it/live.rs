//! The live stream: at once, on change, and never longer than the right to it.

use std::time::Duration;

use futures::{Stream, StreamExt};
use shared::protocol::LiveEvent;
use tokio::time::timeout;

use crate::{
    fixture::{Fixture, now},
    phone::Phone,
};

/// Far beyond what an event takes; only a broken stream waits so long.
const EVENT_MOST: Duration = Duration::from_secs(20);

/// The events of a stream; `None` where it ends.
pub struct Events<S>(S, String);

pub async fn listen(
    phone: &Phone,
) -> Events<impl Stream<Item = reqwest::Result<impl AsRef<[u8]> + use<>>> + Unpin + use<>> {
    let path = format!("/sync/live?device={}&site={}", phone.device, phone.site);
    let response = phone.get(&path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-store");
    Events(Box::pin(response.bytes_stream()), String::new())
}

pub fn of_response(
    response: reqwest::Response,
) -> Events<impl Stream<Item = reqwest::Result<impl AsRef<[u8]>>> + Unpin> {
    Events(Box::pin(response.bytes_stream()), String::new())
}

impl<B: AsRef<[u8]>, S: Stream<Item = reqwest::Result<B>> + Unpin> Events<S> {
    pub async fn next(&mut self) -> Option<LiveEvent> {
        timeout(EVENT_MOST, self.read()).await.expect("no event came")
    }

    async fn read(&mut self) -> Option<LiveEvent> {
        loop {
            if let Some((event, rest)) = self.1.split_once("\n\n") {
                let data = event
                    .strip_prefix("data: ")
                    .map(|data| serde_json::from_str(data).unwrap());
                self.1 = rest.to_owned();
                if data.is_some() {
                    return data;
                }
                continue;
            }
            let chunk = self.0.next().await?.ok()?;
            self.1.push_str(std::str::from_utf8(chunk.as_ref()).unwrap());
        }
    }

    /// Waits until the site is at `seq`.
    pub async fn until(&mut self, seq: u64) {
        while self.next().await.expect("the stream ended").seq < seq {}
    }
}

#[tokio::test]
async fn a_stream_says_the_head_at_once_and_after_a_push() {
    let fixture = Fixture::start().await;
    let mut one = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let other = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let mut events = listen(&other).await;
    let first = events.next().await.unwrap();
    assert_eq!(first.site, fixture.site);
    let op = one.visit(fixture.door);
    let seq = one.push(&[op]).await.unwrap().results[0].seq.unwrap();
    assert!(seq > first.seq);
    events.until(seq).await;
}

#[tokio::test]
async fn a_burst_ends_at_its_head_whatever_was_left_out_on_the_way() {
    let fixture = Fixture::start().await;
    let mut phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let mut events = listen(&phone).await;
    let mut seq = 0;
    for _ in 0..60 {
        let op = phone.visit(fixture.door);
        seq = phone.push(&[op]).await.unwrap().results[0].seq.unwrap();
    }
    events.until(seq).await;
}

#[tokio::test]
async fn streams_end_when_the_server_does() {
    let mut fixture = Fixture::start().await;
    let phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let mut events = listen(&phone).await;
    assert!(events.next().await.is_some());
    timeout(EVENT_MOST, fixture.stop())
        .await
        .expect("an open stream kept the server from ending");
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn a_stream_is_refused_for_another_site() {
    let fixture = Fixture::start().await;
    let phone = Phone::enrol(&fixture.url, &fixture.code().await).await.unwrap();
    let other = shared::id::SiteId::made(now(), [9; 10]);
    let response = phone
        .get(&format!("/sync/live?device={}&site={other}", phone.device))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 403);
}
