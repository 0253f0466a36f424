//! `{site, seq}` as server-sent events: at once, on every change and as a heartbeat. A stream that fell behind is told
//! the head, so none ever lags. The credential is shown again with every heartbeat: a stream ends with the right to it.

use std::{
    convert::Infallible,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use axum::{
    Extension,
    extract::{Query, State as FromState},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Response, Sse, sse::Event},
};
use shared::{
    id::{DeviceId, SiteId},
    protocol::{LIVE_HEARTBEAT_MS, LiveEvent},
};
use store::{StoreError, Viewer};
use tokio::{
    sync::{
        Notify,
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::{Interval, MissedTickBehavior, interval},
};

use super::credential::Shown;
use crate::{door::Place, error::Error, state::Shared};

/// Buffering proxies would hold the events back.
const NO_BUFFERING: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

#[derive(serde::Deserialize)]
pub(crate) struct Ask {
    device: String,
    site: String,
}

pub(crate) async fn live(
    FromState(state): FromState<Shared>,
    headers: HeaderMap,
    place: Option<Extension<Arc<Place>>>,
    ask: Result<Query<Ask>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Error> {
    let Query(ask) = ask.map_err(|_| Error::Malformed)?;
    let device: DeviceId = ask.device.parse().map_err(|_| Error::Malformed)?;
    let site: SiteId = ask.site.parse().map_err(|_| Error::Malformed)?;
    let shown = Shown::device(&headers, device)?;
    let viewer = shown.reader(&state, Some(site)).await?;
    stream(state, shown, viewer, place.map(|Extension(place)| place))
}

/// The answer to anybody who may read a site. `place`: the connection's, where there is one.
pub(crate) fn stream(
    state: Shared,
    shown: Shown,
    viewer: Viewer,
    place: Option<Arc<Place>>,
) -> Result<Response, Error> {
    if place.as_ref().is_some_and(|place| !place.begins_stream()) {
        return Err(StoreError::Busy.into());
    }
    let listener = Listener::new(state, shown, viewer, place);
    let stream = futures::stream::unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok::<Event, Infallible>(event), listener))
    });
    Ok(([NO_BUFFERING], Sse::new(stream)).into_response())
}

struct Listener {
    state: Shared,
    shown: Shown,
    viewer: Viewer,
    changes: Receiver<LiveEvent>,
    closing: watch::Receiver<bool>,
    heartbeat: Interval,
    /// Whose place among the streams it has; a phone's and a sign-in's device never change.
    place: Arc<Notify>,
    /// The connection's place at the door.
    seat: Option<Arc<Place>>,
}

enum Next {
    Change(LiveEvent),
    Lagged,
    Beat,
    Close,
}

impl Listener {
    fn new(state: Shared, shown: Shown, viewer: Viewer, seat: Option<Arc<Place>>) -> Self {
        // The first tick comes at once: the head on connect. Subscribed before it is read, so that no change is missed.
        let mut heartbeat = interval(Duration::from_millis(LIVE_HEARTBEAT_MS));
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        state.metrics.live_open.fetch_add(1, Relaxed);
        let (changes, closing) = (state.store.live(), state.closing.clone());
        let place = state.streams.enter(viewer.device());
        Self {
            state,
            shown,
            viewer,
            changes,
            closing,
            heartbeat,
            place,
            seat,
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.what_next().await {
                Next::Close => return None,
                Next::Beat => {
                    self.viewer = self.shown.reader(&self.state, Some(self.viewer.site())).await.ok()?;
                    self.shown.heard(&self.state);
                    return self.head().await;
                }
                Next::Change(change) if change.site == self.viewer.site() => return event(self.newest(change)),
                Next::Change(_) => {}
                Next::Lagged => return self.head().await,
            }
        }
    }

    async fn what_next(&mut self) -> Next {
        tokio::select! {
            () = self.place.notified() => Next::Close,
            _ = self.closing.wait_for(|closing| *closing) => Next::Close,
            _ = self.heartbeat.tick() => Next::Beat,
            change = self.changes.recv() => match change {
                Ok(change) => Next::Change(change),
                Err(RecvError::Lagged(_)) => Next::Lagged,
                Err(RecvError::Closed) => Next::Close,
            },
        }
    }

    /// What is waiting already makes the older event pointless.
    fn newest(&mut self, mut newest: LiveEvent) -> LiveEvent {
        while let Ok(change) = self.changes.try_recv() {
            if change.site == newest.site && change.seq > newest.seq {
                newest = change;
            }
        }
        newest
    }

    async fn head(&self) -> Option<Event> {
        let seq = self.state.store.head(&self.viewer).await.ok()?;
        event(LiveEvent {
            site: self.viewer.site(),
            seq,
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.state.streams.leave(self.viewer.device(), &self.place);
        self.state.metrics.live_open.fetch_sub(1, Relaxed);
        self.seat.iter().for_each(|seat| seat.ends_stream());
    }
}

fn event(event: LiveEvent) -> Option<Event> {
    Event::default().json_data(event).ok()
}
