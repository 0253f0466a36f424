//! The screens, one module each. They read and act through `state::Phone` alone.

use leptos::prelude::*;
use shared::view::SiteView;

use crate::{
    components::{Hands, Viewport, ViewportProbe},
    state::{Phone, Screen, Stage, Undo, use_phone},
    words::{self, Words},
};

mod act;
mod alarm;
mod checklist;
mod choice;
mod correct;
mod door;
mod doors;
mod enrol;
mod find;
mod floor;
mod me;
mod more;
mod notice;
mod opening;
mod outbox;
mod page;
mod places;
mod priority;
mod records;
mod resident;
mod residents;
mod stars;
mod wipe;

use page::{Ctx, Drawn, Page};

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
    provide_context(floor::Spared::default());
    provide_context(find::Typed::default());
    // The card of another worker, scanned while somebody's list is open.
    let scanned = window_event_listener(leptos::ev::hashchange, move |_| {
        if phone.has_link() && untrack(|| phone.stage() == Stage::Ready) {
            phone.scan();
        }
    });
    on_cleanup(move || scanned.remove());
    let face = Memo::new(move |_| match (phone.alarm(), phone.stage()) {
        (Some(_), _) => Face::Alarm,
        (None, Stage::Opening | Stage::FirstSync { .. }) => Face::Opening,
        (None, Stage::Ready) => match phone.screen() {
            Screen::Enrol => Face::Enrol,
            screen => Face::Screen(screen),
        },
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
        Screen::Find => view! { <find::Find /> }.into_any(),
        Screen::Outbox => view! { <outbox::Outbox /> }.into_any(),
        Screen::Wipe => view! { <wipe::Wipe /> }.into_any(),
        screen => {
            let (phone, words) = (use_phone(), words::use_words());
            let page = Memo::new(move |_| read(phone, words, &screen));
            view! { <Drawn page /> }.into_any()
        }
    }
}

/// The screens that are pages.
fn read(phone: Phone, words: &'static Words, screen: &Screen) -> Page {
    let (language, me) = (phone.language(), phone.me());
    phone.with_site(|site, now| {
        let ctx = Ctx {
            words,
            language,
            site,
            now,
            phone,
            me,
        };
        match screen {
            Screen::Checklist { door } => checklist::checklist(&ctx, *door),
            Screen::Choose { door, subject, item } => checklist::choose(&ctx, *door, *subject, item),
            Screen::Resident { resident } => resident::resident(&ctx, *resident),
            Screen::Contacts { resident } => resident::contacts(&ctx, *resident),
            Screen::History { resident } => resident::history(&ctx, *resident),
            Screen::Today { door } => correct::today(&ctx, *door),
            Screen::Correct { visit } => correct::correct(&ctx, *visit),
            Screen::How { visit, resident } => correct::how(&ctx, *visit, *resident),
            Screen::Stars => stars::stars(&ctx),
            Screen::Found { digits } => find::found(&ctx, &phone.index(), digits),
            Screen::Floor { door } => floor::floor(&ctx, *door),
            Screen::Places { building } => places::places(&ctx, *building),
            Screen::More { door } => more::more(&ctx, *door),
            Screen::Records { attention } => records::records(&ctx, *attention),
            Screen::Record { device, n } => records::record(&ctx, *device, *n),
            Screen::Me => me::me(&ctx),
            Screen::Settings => me::settings(&ctx),
            Screen::Check => me::check(&ctx),
            // Drawn by themselves.
            Screen::Doors { .. }
            | Screen::Door { .. }
            | Screen::Residents { .. }
            | Screen::Priority { .. }
            | Screen::Find
            | Screen::Outbox
            | Screen::Wipe
            | Screen::Enrol => Page::default(),
        }
    })
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
        Some(doors::said_of(words, &bar, &doors::named(&phone, words, &bar)).join(" "))
    };
    view! { <p class="unseen" role="status">{said}</p> }
}
