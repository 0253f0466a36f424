//! The screens, one module each. They read and act through `state::Phone` alone.

use leptos::prelude::*;
use shared::view::SiteView;

use crate::{
    components::{Hands, Viewport, ViewportProbe},
    state::{Phone, Screen, Stage, Undo, use_phone},
    words::{self, Words},
};

mod alarm;
mod choice;
mod door;
mod doors;
mod enrol;
mod me;
mod more;
mod notice;
mod opening;
mod outbox;
mod places;
mod priority;
mod record;
mod records;
mod residents;
mod wipe;

/// Which face is drawn; what changes inside one is the face's own matter.
#[derive(Clone, PartialEq)]
enum Face {
    Alarm,
    Opening,
    Enrol,
    Screen(Screen),
}

/// The screen the phone is at. Drawn anew in another language.
#[component]
pub(crate) fn Screens() -> impl IntoView {
    let phone = use_phone();
    let viewport = Viewport::listen();
    provide_context(viewport);
    provide_context(Hands::listen());
    provide_context(choice::Choices::default());
    provide_context(doors::PageKept::default());
    let face = Memo::new(move |_| match (phone.alarm(), phone.stage()) {
        (Some(_), _) => Face::Alarm,
        (None, Stage::Opening | Stage::FirstSync { .. }) => Face::Opening,
        (None, Stage::Ready) => Face::Screen(phone.screen()),
        (None, _) => Face::Enrol,
    });
    let draw = move || {
        provide_context::<&'static Words>(words::of(phone.language()));
        match face.get() {
            Face::Alarm => view! { <alarm::Alarms /> }.into_any(),
            Face::Opening => view! { <opening::Opening /> }.into_any(),
            Face::Enrol => view! { <enrol::Enrol /> }.into_any(),
            Face::Screen(screen) => draw_screen(screen),
        }
    };
    view! {
        <ViewportProbe viewport />
        <Said />
        {draw}
    }
}

fn draw_screen(screen: Screen) -> AnyView {
    match screen {
        Screen::Doors { .. } => view! { <doors::Doors /> }.into_any(),
        Screen::Door { door } => view! { <door::Door door /> }.into_any(),
        Screen::Residents { door } => view! { <residents::Residents door /> }.into_any(),
        Screen::Priority { door, answers } => view! { <priority::Priority door answers /> }.into_any(),
        Screen::Places { building } => view! { <places::Places building /> }.into_any(),
        Screen::More => view! { <more::More /> }.into_any(),
        Screen::Outbox => view! { <outbox::Outbox /> }.into_any(),
        Screen::Records { attention } => view! { <records::Records attention /> }.into_any(),
        Screen::Record { n } => view! { <record::Record n /> }.into_any(),
        Screen::Me => view! { <me::Me /> }.into_any(),
        Screen::Wipe => view! { <wipe::Wipe /> }.into_any(),
    }
}

/// Reads the site for a tap, which wants it once.
fn once<R>(phone: &Phone, read: impl FnOnce(&SiteView) -> R) -> R {
    untrack(|| phone.with_site(|site, _| read(site)))
}

/// What was saved or taken back, for ears.
#[component]
fn Said() -> impl IntoView {
    let phone = use_phone();
    let said = move || {
        let words = words::of(phone.language());
        let bar = phone.undo_bar().filter(|bar| bar.what != Undo::Saving)?;
        Some(doors::said_of(words, &bar, &doors::room_of(&phone, bar.door)).join(" "))
    };
    view! { <p class="unseen" role="status">{said}</p> }
}
