//! Which live streams are open, by device: a bound for each, so that nobody holds thousands. Knows nothing of what they say.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use shared::id::DeviceId;
use tokio::sync::Notify;

/// Tabs of one sign-in, or connections that a phone lost without the server knowing yet.
const LIVE_EACH_MAX: usize = 16;

/// The newest stay: a phone that lost its connections must always get one more.
#[derive(Debug, Default)]
pub(crate) struct Streams(Mutex<HashMap<DeviceId, VecDeque<Arc<Notify>>>>);

impl Streams {
    /// A place for one more stream, notified when it has to end.
    pub(super) fn enter(&self, device: DeviceId) -> Arc<Notify> {
        let place = Arc::new(Notify::new());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = all.entry(device).or_default();
        mine.push_back(Arc::clone(&place));
        if mine.len() > LIVE_EACH_MAX
            && let Some(oldest) = mine.pop_front()
        {
            oldest.notify_one();
        }
        place
    }

    pub(super) fn leave(&self, device: DeviceId, place: &Arc<Notify>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mine) = all.get_mut(&device) {
            mine.retain(|other| !Arc::ptr_eq(other, place));
            if mine.is_empty() {
                all.remove(&device);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn one_stream_too_many_ends_the_oldest_and_nothing_is_kept_of_those_that_left() {
        let streams = Streams::default();
        let places: Vec<_> = (0..=LIVE_EACH_MAX).map(|_| streams.enter(DeviceId::NIL)).collect();
        let ended: Vec<bool> = places
            .iter()
            .map(|place| place.notified().now_or_never().is_some())
            .collect();
        assert!(ended[0] && !ended[1..].contains(&true));
        places.iter().for_each(|place| streams.leave(DeviceId::NIL, place));
        assert!(streams.0.lock().unwrap().is_empty());
    }
}
