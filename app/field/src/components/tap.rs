//! What can be tapped. Every touch of the screen is heard in one place, which knows what each tile does by its mark.

use leptos::{ev, prelude::*};

use super::touch::{Lifted, TOUCHES_MAX, Touch, Touches};
use crate::state::{Phone, use_phone};

/// A tile, however often it is drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark(u32);

/// All hands on the screen. Provided once, around all screens.
#[derive(Clone, Copy)]
pub(crate) struct Hands {
    table: StoredValue<Table>,
    phone: Phone,
}

#[derive(Default)]
struct Table {
    touches: Touches,
    /// What the tiles do that are drawn.
    tiles: Vec<(Mark, Callback<()>)>,
    /// Touches that are down, and the tiles they came down on.
    held: Vec<(i32, Mark)>,
    marks: u32,
}

impl Table {
    fn act(&self, mark: Mark) -> Option<Callback<()>> {
        let tile = self.tiles.iter().find(|(known, _)| *known == mark);
        tile.map(|(_, on_tap)| *on_tap)
    }

    fn let_go(&mut self, touch: i32) -> Option<Mark> {
        let at = self.held.iter().position(|(id, _)| *id == touch)?;
        Some(self.held.remove(at).1)
    }
}

pub(crate) fn use_hands() -> Hands {
    expect_context::<Hands>()
}

impl Hands {
    /// Listens to the whole window: a drop beside the tiles counts too.
    pub(crate) fn listen() -> Self {
        let hands = Self {
            table: StoredValue::default(),
            phone: use_phone(),
        };
        let land = window_event_listener(ev::pointerdown, move |event| hands.land(&event));
        let drag = window_event_listener(ev::pointermove, move |event| {
            hands.change(|table| table.touches.drag(read(&event)));
        });
        let lift = window_event_listener(ev::pointerup, move |event| {
            let (held, on_tap) = hands.lift(&event);
            if let Some(on_tap) = on_tap {
                hands.phone.touch();
                on_tap.run(());
            }
            // Most taps change what is drawn: one drawing for both.
            if let Some(Mark(mark)) = held {
                hands.phone.then(move || hands.phone.show_held(mark, false));
            }
        });
        let lose = window_event_listener(ev::pointercancel, move |event| hands.lose(event.pointer_id()));
        let click = window_event_listener(ev::click, move |event| {
            if let Some(on_tap) = hands.click(&event) {
                on_tap.run(());
            }
        });
        on_cleanup(move || {
            for listener in [land, drag, lift, lose, click] {
                listener.remove();
            }
        });
        hands
    }

    /// A mark that no tile had before.
    pub(crate) fn mark(self) -> Mark {
        self.change(|table| {
            table.marks += 1;
            Mark(table.marks)
        })
    }

    fn change<R>(self, change: impl FnOnce(&mut Table) -> R) -> R {
        let mut table = self.table.write_value();
        change(&mut table)
    }

    fn land(self, event: &ev::PointerEvent) {
        let (touch, on) = (read(event), self.phone.tile_of(event));
        self.change(|table| {
            table.touches.land(touch);
            table.let_go(touch.id);
            if let Some(mark) = on {
                if table.held.len() == TOUCHES_MAX {
                    table.held.remove(0);
                }
                table.held.push((touch.id, Mark(mark)));
            }
        });
        if let Some(mark) = on {
            self.phone.show_held(mark, true);
        }
    }

    /// The tile that was held; what is to be done, where this was a tap. A tile that does something else since it was
    /// touched is another one.
    fn lift(self, event: &ev::PointerEvent) -> (Option<Mark>, Option<Callback<()>>) {
        let touch = read(event);
        let held = self.change(|table| table.let_go(touch.id));
        let is_inside = held.is_some_and(|Mark(mark)| self.phone.tile_at(touch.x, touch.y) == Some(mark));
        let lifted = if is_inside {
            Lifted::OnItsTile
        } else {
            Lifted::Elsewhere
        };
        let on_tap = self.change(|table| {
            let is_tap = table.touches.lift(touch, lifted);
            table.act(held?).filter(|_| is_tap)
        });
        (held, on_tap)
    }

    fn lose(self, touch: i32) {
        let held = self.change(|table| {
            table.touches.lose(touch);
            table.let_go(touch)
        });
        if let Some(Mark(mark)) = held {
            self.phone.show_held(mark, false);
        }
    }

    /// A keyboard's click has no count; one that a touch left behind does, and comes right after it.
    fn click(self, event: &ev::MouseEvent) -> Option<Callback<()>> {
        let mark = Mark(self.phone.tile_of(event)?);
        let is_meant = event.detail() == 0 || self.change(|table| table.touches.is_bare_click(event.time_stamp()));
        self.change(|table| table.act(mark)).filter(|_| is_meant)
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
    #[prop(into)] mut class: String,
    on_tap: Callback<()>,
    /// The name a screen reader says, where the words on the tile are not enough.
    #[prop(optional_no_strip)]
    label: Option<String>,
    /// For tiles that switch something on and off.
    #[prop(optional_no_strip)]
    pressed: Option<bool>,
    /// Of a tile that is drawn anew under somebody's finger.
    #[prop(optional_no_strip)]
    mark: Option<Mark>,
    children: Children,
) -> impl IntoView {
    let hands = use_hands();
    let mark = mark.unwrap_or_else(|| hands.mark());
    hands.change(|table| {
        table.tiles.push((mark, on_tap));
        if table.held.iter().any(|(_, held)| *held == mark) {
            class.push_str(" held");
        }
    });
    on_cleanup(move || hands.change(|table| table.tiles.retain(|(known, _)| *known != mark)));
    view! {
        <button
            type="button"
            class=class
            data-tap=mark.0.to_string()
            aria-label=label
            aria-pressed=pressed.map(|pressed| pressed.to_string())
        >
            {children()}
        </button>
    }
}
