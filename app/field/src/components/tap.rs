//! The one thing on a screen that can be tapped.

use leptos::{ev, html, prelude::*};

use super::touch::{Lifted, Touch, Touches};
use crate::state::use_phone;

/// Every touch of the screen, for the tiles to ask. Provided once, around all screens.
#[derive(Clone, Copy)]
pub(crate) struct Hands(StoredValue<Touches>);

impl Hands {
    /// Listens to the whole window: a drop beside the tiles counts too.
    pub(crate) fn listen() -> Self {
        let hands = Self(StoredValue::new(Touches::default()));
        let land = window_event_listener(ev::pointerdown, move |event| hands.land(&event));
        let drag = window_event_listener(ev::pointermove, move |event| {
            hands.0.update_value(|all| all.drag(read(&event)))
        });
        let lift = window_event_listener(ev::pointerup, move |event| {
            hands.lift(&event, Lifted::Elsewhere);
        });
        let lose = window_event_listener(ev::pointercancel, move |event| {
            hands.0.update_value(|all| all.lose(event.pointer_id()));
        });
        on_cleanup(move || {
            for listener in [land, drag, lift, lose] {
                listener.remove();
            }
        });
        hands
    }

    fn land(self, event: &ev::PointerEvent) {
        self.0.update_value(|all| all.land(read(event)));
    }

    fn lift(self, event: &ev::PointerEvent, lifted: Lifted) -> bool {
        let mut is_tap = false;
        self.0.update_value(|all| is_tap = all.lift(read(event), lifted));
        is_tap
    }
}

fn read(event: &ev::PointerEvent) -> Touch {
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    Touch {
        id: event.pointer_id(),
        at_ms: event.time_stamp(),
        x,
        y,
    }
}

/// A tile. Down and up must fall on it; see [`Touches`] for what else counts. A keyboard and a screen reader work too.
#[component]
pub(crate) fn Tap(
    #[prop(into)] class: String,
    on_tap: Callback<()>,
    /// The name a screen reader says, where the words on the tile are not enough.
    #[prop(optional_no_strip)]
    label: Option<String>,
    /// For tiles that switch something on and off.
    #[prop(optional_no_strip)]
    pressed: Option<bool>,
    /// Whether a finger lies on it; outlasts being drawn anew.
    #[prop(optional)]
    held: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let (phone, hands) = (use_phone(), expect_context::<Hands>());
    let tile = NodeRef::<html::Button>::new();
    let land = move |event: ev::PointerEvent| {
        hands.land(&event);
        held.set(true);
    };
    let lift = move |event: ev::PointerEvent| {
        // Where it does something else since it was touched, it is another tile.
        let was_held = held.try_update(std::mem::take).unwrap_or_default();
        let inside = tile.get_untracked().is_some_and(|tile| {
            let edge = tile.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            (edge.left()..=edge.right()).contains(&x) && (edge.top()..=edge.bottom()).contains(&y)
        });
        let lifted = if was_held && inside {
            Lifted::OnItsTile
        } else {
            Lifted::Elsewhere
        };
        if hands.lift(&event, lifted) {
            phone.touch();
            on_tap.run(());
        }
    };
    let click = move |event: ev::MouseEvent| {
        // A keyboard's click has no count; one that a touch left behind does, and comes right after it.
        if event.detail() == 0 || hands.0.with_value(|all| all.is_bare_click(event.time_stamp())) {
            on_tap.run(());
        }
    };
    view! {
        <button
            type="button"
            class=class
            class:held=move || held.get()
            node_ref=tile
            aria-label=label
            aria-pressed=pressed.map(|pressed| pressed.to_string())
            on:pointerdown=land
            on:pointerup=lift
            on:pointercancel=move |_| held.set(false)
            on:click=click
        >
            {children()}
        </button>
    }
}
