//! The screens, one module each. They read and act through `state::Phone` alone.

use leptos::prelude::*;
use shared::{id::RecordId, view::SiteView};

use crate::{
    components::{Hands, Shelf, Viewport, ViewportProbe},
    state::{LockPage, Phone, Screen, Stage, Undo, use_phone},
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
mod lock;
mod me;
mod memory;
mod more;
mod opening;
mod outbox;
mod page;
mod places;
mod priority;
mod records;
mod resident;
mod residents;
mod stars;
mod typing;
mod wipe;

use memory::{Memory, use_memory};
use page::{Ctx, Drawn, Page};

/// Which face is drawn; what changes inside one is the face's own matter.
#[derive(Clone, PartialEq)]
enum Face {
    Alarm,
    /// The list comes in a moment: what says so would only keep it waiting.
    Starting,
    Opening,
    Enrol,
    Locked(LockPage),
    /// A PIN is asked for, or to be chosen.
    Pin,
    Screen(Screen),
}

/// The screen the phone is at. Drawn anew in another language.
#[component]
pub(crate) fn Screens() -> impl IntoView {
    let phone = use_phone();
    let viewport = Viewport::listen();
    provide_context(viewport);
    provide_context(Hands::listen());
    provide_context(Memory::new());
    // The card of another worker, scanned while somebody's list is open.
    let scanned = window_event_listener(leptos::ev::hashchange, move |_| match untrack(|| phone.stage()) {
        Stage::Ready if phone.has_link() => phone.scan(),
        Stage::Locked(_) => phone.scan_locked(),
        _ => {}
    });
    on_cleanup(move || scanned.remove());
    let face = Memo::new(move |_| match (phone.alarm(), phone.stage()) {
        (Some(_), _) => Face::Alarm,
        (None, Stage::Reading) if matches!(phone.screen(), Screen::Doors { .. }) => Face::Screen(phone.screen()),
        (None, Stage::Opening | Stage::Reading) if phone.is_quiet() => Face::Starting,
        (None, Stage::Opening | Stage::Reading | Stage::FirstSync { .. }) => Face::Opening,
        (None, Stage::Locked(_)) => match phone.lock().at {
            LockPage::Keypad => Face::Pin,
            LockPage::Code => Face::Enrol,
            at => Face::Locked(at),
        },
        (None, Stage::Ready) => match phone.screen() {
            Screen::Enrol => Face::Enrol,
            Screen::Check => Face::Screen(Screen::Check),
            _ if phone.lock().owes_pin => Face::Pin,
            screen => Face::Screen(screen),
        },
        (None, _) => Face::Enrol,
    });
    let is_list = Memo::new(move |_| face.with(|face| matches!(face, Face::Screen(Screen::Doors { .. }))));
    let draw_list = Callback::new(move |()| {
        provide_context::<&'static Words>(words::of(phone.language()));
        draw_list(phone, viewport, is_list)
    });
    let draw = move || {
        provide_context::<&'static Words>(words::of(phone.language()));
        match face.get() {
            Face::Starting | Face::Screen(Screen::Doors { .. }) => ().into_any(),
            Face::Enrol => view! { <enrol::Enrol /> }.into_any(),
            Face::Pin => view! { <lock::Pin /> }.into_any(),
            Face::Screen(Screen::Find) => view! { <find::Find /> }.into_any(),
            Face::Screen(Screen::Wipe) => view! { <wipe::Wipe /> }.into_any(),
            face => draw_page(phone, viewport, face),
        }
    };
    Effect::new(move |_| {
        face.track();
        phone.language();
        // Whatever else has changed is drawn in the same frame.
        request_animation_frame(move || phone.read_title());
    });
    view! {
        <ViewportProbe viewport />
        <Said />
        <Shelf is_shown=is_list language=Signal::derive(move || phone.language()) draw=draw_list />
        {draw}
    }
}

/// The list of doors. Between two doors it is laid aside, and mended when somebody looks at it again.
fn draw_list(phone: Phone, viewport: Viewport, is_shown: Memo<bool>) -> AnyView {
    let source = Source::new(phone, viewport);
    let (memory, at) = (source.memory, source.at);
    let looking = StoredValue::new(None);
    let page = Memo::new_owning(move |before: Option<Page>| {
        let look = is_shown.get().then(|| doors::look(&phone, memory));
        if let (Some(before), None) = (&before, &look) {
            looking.set_value(None);
            return (before.clone(), false);
        }
        // While somebody looks at a page, only they turn it.
        if looking.get_value() != look {
            looking.set_value(look);
            *at.write_untracked() = untrack(|| doors::first_page(&phone, memory, viewport));
        }
        let page = source.page(&doors::doors);
        let is_other = before.is_none_or(|before| before != page);
        (page, is_other)
    });
    let on_page = Callback::new(move |to| {
        at.set(to);
        untrack(|| doors::keep_page(&phone, memory, to));
    });
    view! { <Drawn page at on_page /> }.into_any()
}

fn draw_page(phone: Phone, viewport: Viewport, face: Face) -> AnyView {
    let source = Source::new(phone, viewport);
    let at = source.at;
    let asked = match &face {
        Face::Screen(Screen::Priority { door, answers }) => priority::subject(&phone, source.memory, *door, answers),
        _ => None,
    };
    let page = Memo::new(move |_| {
        source.page(&|ctx| match &face {
            Face::Alarm => alarm::alarm(ctx),
            Face::Opening => opening::opening(ctx),
            face if phone.is_whole() => read(ctx, face, asked),
            _ => opening::opening(ctx),
        })
    });
    let on_page = Callback::new(move |to| at.set(to));
    view! { <Drawn page at on_page /> }.into_any()
}

/// What pages are made from, while they are looked at.
#[derive(Clone, Copy)]
struct Source {
    phone: Phone,
    words: &'static Words,
    memory: Memory,
    viewport: Viewport,
    at: RwSignal<usize>,
}

impl Source {
    fn new(phone: Phone, viewport: Viewport) -> Self {
        Self {
            phone,
            words: words::use_words(),
            memory: use_memory(),
            viewport,
            at: RwSignal::new(0),
        }
    }

    /// Tracked.
    fn page(self, read: &dyn Fn(&Ctx<'_>) -> Page) -> Page {
        let Self {
            phone,
            words,
            memory,
            viewport,
            at,
        } = self;
        let (language, me) = (phone.language(), phone.me());
        phone.with_site(|site, now| {
            read(&Ctx {
                words,
                language,
                site,
                now,
                phone,
                me,
                memory,
                viewport,
                at,
            })
        })
    }
}

/// The pages behind the first screen. `asked`: the priority resident who is asked about. With everything that it alone calls
/// it comes after the first screen, by its name (`xtask/src/bundle.rs`): not to be called before `Phone::is_whole`.
#[inline(never)]
fn read(ctx: &Ctx<'_>, face: &Face, asked: Option<RecordId>) -> Page {
    let screen = match face {
        Face::Screen(screen) => screen,
        Face::Locked(at) => return lock::lock(ctx, *at),
        // Drawn by themselves.
        Face::Alarm | Face::Starting | Face::Opening | Face::Enrol | Face::Pin => return Page::default(),
    };
    match screen {
        Screen::Door { door } => door::door(ctx, *door),
        Screen::Residents { door } => residents::residents(ctx, *door),
        Screen::Priority { door, answers } => priority::priority(ctx, *door, answers, asked),
        Screen::Checklist { door } => checklist::checklist(ctx, *door),
        Screen::Choose { door, subject, item } => checklist::choose(ctx, *door, *subject, item),
        Screen::Resident { resident } => resident::resident(ctx, *resident),
        Screen::Contacts { resident } => resident::contacts(ctx, *resident),
        Screen::History { resident } => resident::history(ctx, *resident),
        Screen::Today { door } => correct::today(ctx, *door),
        Screen::Correct { visit } => correct::correct(ctx, *visit),
        Screen::How { visit, resident } => correct::how(ctx, *visit, *resident),
        Screen::Stars => stars::stars(ctx),
        Screen::Found { digits } => find::found(ctx, &ctx.phone.index(), digits),
        Screen::Floor { door } => floor::floor(ctx, *door),
        Screen::Places { building } => places::places(ctx, *building),
        Screen::More { door } => more::more(ctx, *door),
        Screen::Outbox => outbox::outbox(ctx),
        Screen::Records { attention } => records::records(ctx, *attention),
        Screen::Record { device, n } => records::record(ctx, *device, *n),
        Screen::Me => me::me(ctx),
        Screen::Settings => me::settings(ctx),
        Screen::Check => me::check(ctx),
        // Drawn by themselves.
        Screen::Doors { .. } | Screen::Find | Screen::Wipe | Screen::Enrol => Page::default(),
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
        let (did, what) = phone.with_site(|site, _| doors::said_of(words, site, &bar));
        Some(format!("{did} {what}"))
    };
    view! { <p class="unseen" role="status">{said}</p> }
}
