//! The live stream. It reconnects by itself while the network is merely away.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

pub(crate) enum News {
    /// Connected, for the first time or again.
    Open,
    Said(String),
    /// Given up: something else than our server answered. Not to be tried again at once.
    Lost,
}

/// An open stream; dropping it closes it.
pub(crate) struct Live {
    source: EventSource,
    _open: Closure<dyn FnMut(Event)>,
    _said: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

impl Live {
    pub(crate) fn open(url: &str, hear: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let (on_open, on_said, on_error, state) = (hear.clone(), hear.clone(), hear, source.clone());
        let open = Closure::<dyn FnMut(Event)>::new(move |_| on_open(News::Open));
        let said = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_said(News::Said(text));
            }
        });
        let error = Closure::<dyn FnMut(Event)>::new(move |_| {
            if state.ready_state() == EventSource::CLOSED {
                on_error(News::Lost);
            }
        });
        source.set_onopen(Some(open.as_ref().unchecked_ref()));
        source.set_onmessage(Some(said.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _open: open,
            _said: said,
            _error: error,
        })
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
