//! The list of doors: a unit in walking order, page by page, the next door outlined.

use leptos::prelude::*;
use shared::{
    id::RecordId,
    view::{DoorLine, SiteView, Stretch},
};
use ui::{Glyph, Icon};

use super::{
    act::{Act, perform},
    notice::Message,
};
use crate::{
    components::{Bar, Frame, Tap, Turn, Viewport},
    state::{Phone, SaveKind, Screen, Undo, UndoBar, use_phone},
    words::{Words, use_words},
};

mod cell;
mod list;

use cell::{Cell, cell};
use list::{List, list};

/// Doors in a row.
const COLUMNS: usize = 3;

/// The page somebody turned to, for coming back to it from a door. A save turns to the next door instead.
#[derive(Clone, Copy, Default)]
pub(crate) struct PageKept(RwSignal<Option<Kept>>);

#[derive(Clone, PartialEq)]
struct Kept {
    stretch: Option<Stretch>,
    last_door: Option<RecordId>,
    page: usize,
}

/// What names a save: the room of its door, or the floor.
pub(super) fn named(phone: &Phone, words: &Words, bar: &UndoBar) -> String {
    phone.with_site(|site, _| {
        let Some(door) = site.door(bar.door) else {
            return String::new();
        };
        match (bar.kind, door.floor) {
            (SaveKind::Floor(_), Some(floor)) => (words.floor)(floor),
            _ => door.room.clone(),
        }
    })
}

/// What the undo bar says: what happened, and what it was.
pub(super) fn said_of(words: &Words, bar: &UndoBar, room: &str) -> Vec<String> {
    let what = match bar.kind {
        SaveKind::AllFine => words.all_fine,
        SaveKind::NoAnswer => words.no_answer,
        SaveKind::Visit => words.partly_seen,
        SaveKind::Answer => words.checklist,
        SaveKind::Corrected => words.corrected,
        SaveKind::Withdrawn => words.withdrawn,
        SaveKind::Floor(doors) => &(words.floor_saved)(doors as u64),
    };
    let did = match bar.what {
        Undo::Saving => words.saving,
        Undo::Saved => words.saved,
        Undo::Undone => words.undone,
    };
    vec![did(room), what.to_owned()]
}

#[component]
pub(super) fn Doors() -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let viewport = expect_context::<Viewport>();
    let kept = expect_context::<PageKept>().0;
    let stretch = Memo::new(move |_| phone.stretch());
    let lines = Memo::new(move |_| {
        let stretch = stretch.get();
        phone.with_site(|site, now| stretch.map_or_else(Vec::new, |stretch| site.lines(&stretch, now)))
    });
    let next = Memo::new(move |_| lines.with(|lines| list::next(lines, phone.last_door()).cloned()));
    let most = Memo::new(move |_| viewport.door_rows() * COLUMNS);
    // Chosen once: while somebody looks at a page, only they turn it.
    let page = RwSignal::new(untrack(|| {
        let here = (stretch.get(), phone.last_door());
        match kept
            .get()
            .filter(|kept| (&kept.stretch, kept.last_door) == (&here.0, here.1))
        {
            Some(kept) => kept.page,
            None => {
                // With nothing left to go to, the list stays where the work was.
                let door = next.get().map(|line| line.door).or(here.1);
                lines.with(|lines| list::page_of(lines, most.get(), door))
            }
        }
    }));
    let shown = Memo::new(move |_| lines.with(|lines| list(words, lines, most.get(), page.get())));
    let on_page = Callback::new(move |to: usize| {
        page.set(to);
        let (stretch, last_door) = untrack(|| (stretch.get(), phone.last_door()));
        kept.set(Some(Kept {
            stretch,
            last_door,
            page: to,
        }));
    });
    let outlined = Memo::new(move |_| next.get().map(|line| line.door));
    let foot = view! {
        <Turn
            page=Signal::derive(move || shown.with(|list| list.page))
            pages=Signal::derive(move || shown.with(|list| list.pages))
            on_page
            middle=view! { <Next next lines /> }.into_any()
        />
    }
    .into_any();
    let body = move || {
        if lines.with(Vec::is_empty) {
            return view! { <Message glyph=Glyph::Building notice=words.no_doors /> }.into_any();
        }
        view! {
            <Near shown />
            <div class="doors" style:--rows=move || (most.get() / COLUMNS).to_string()>
                <For each=move || shown.get().doors key=|line| line.door let:line>
                    <DoorCell line shown outlined />
                </For>
            </div>
        }
        .into_any()
    };
    view! { <Frame bar=view! { <DoorsBar stretch shown /> }.into_any() foot>{body}</Frame> }
}

/// Title, or the newest save in its place; 撤销 in the corner as long as it would take something back.
#[component]
fn DoorsBar(stretch: Memo<Option<Stretch>>, shown: Memo<List>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let undo_bar = Memo::new(move |_| phone.undo_bar());
    let said = Memo::new(move |_| {
        let bar = undo_bar.get()?;
        Some(said_of(words, &bar, &named(&phone, words, &bar)))
    });
    let place = Memo::new(move |_| {
        let stretch = stretch.get()?;
        phone.with_site(|site, _| Some(place(words, site, &stretch)))
    });
    let title = Signal::derive(move || match said.get() {
        Some(said) => said.into_iter().next().unwrap_or_default(),
        None => place.get().unwrap_or_default(),
    });
    let small = Signal::derive(move || match said.get() {
        Some(said) => said.into_iter().skip(1).collect(),
        None => shown.with(|list| list.small.clone()),
    });
    let up = Callback::new(move |()| {
        let building = untrack(|| stretch.get()).map(|stretch| stretch.building);
        phone.go(Screen::Places { building });
    });
    let corner = move || {
        if phone.can_undo() {
            let undo = Callback::new(move |()| phone.undo());
            return view! { <Tap class="key undo" on_tap=undo>{words.undo}</Tap> }.into_any();
        }
        view! { <MoreKey act=Act::Go(Screen::More { door: None }) /> }.into_any()
    };
    view! { <Bar title small back=up corner=corner.into_any() is_undo=Signal::derive(move || said.get().is_some()) /> }
}

/// Whose time has run out near here; else who else is on these floors.
#[component]
fn Near(shown: Memo<List>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let said = Memo::new(move |_| {
        let (overdue, me) = (phone.overdue(), phone.me());
        phone.with_site(|site, now| {
            if let Some(first) = overdue.first().and_then(|id| site.resident(*id)) {
                let address = site
                    .door(first.door)
                    .map_or_else(String::new, |door| site.address(door));
                let who = format!("{address} {}", first.name);
                return Some(("warn", Glyph::Alert, (words.overdue_near)(overdue.len() as u64, &who)));
            }
            let (by, at) = shown.with(|list| site.nearby(&list.doors, me, now))?;
            let who = site.name_of(by)?;
            let when = site.rule().local(at).to_string();
            Some(("", Glyph::People, (words.nearby)(who, &when)))
        })
    });
    move || {
        said.get().map(|(tone, glyph, text)| {
            view! { <p class=format!("near {tone}")><Icon glyph /> <span class="line">{text}</span></p> }
        })
    }
}

/// ⋯
#[component]
pub(super) fn MoreKey(act: Act) -> impl IntoView {
    let words = use_words();
    let more = perform(act);
    view! {
        <Tap class="key" label=words.more on_tap=more>
            <Icon glyph=Glyph::More />
        </Tap>
    }
}

/// 下一户, with its room; without one, what is left instead.
#[component]
fn Next(next: Memo<Option<DoorLine>>, lines: Memo<Vec<DoorLine>>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let has_next = Memo::new(move |_| next.with(Option::is_some));
    let room = move || next.get().map(|line| line.room);
    let open = Callback::new(move |()| {
        if let Some(line) = next.get_untracked() {
            phone.go(Screen::Door { door: line.door });
        }
    });
    move || {
        if has_next.get() {
            return view! {
                <Tap class="key solid next" on_tap=open>
                    {words.next_door}
                    <small class="line">{room}</small>
                </Tap>
            }
            .into_any();
        }
        let left = lines.with(|lines| SiteView::counts(lines).open);
        let said = match left {
            0 if lines.with(Vec::is_empty) => "",
            0 => words.all_walked,
            _ => words.only_waiting,
        };
        let tone = if left == 0 { "rest ok" } else { "rest warn" };
        view! { <p class=tone>{said}</p> }.into_any()
    }
}

#[component]
fn DoorCell(line: DoorLine, shown: Memo<List>, outlined: Memo<Option<RecordId>>) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let door = line.door;
    let now = Memo::new(move |_| {
        let rule = phone.with_site(|site, _| site.rule());
        // On its way out of the page it is not in the list any more.
        let present = shown.with(|list| list.doors.iter().find(|line| line.door == door).cloned());
        cell(words, rule, present.as_ref().unwrap_or(&line))
    });
    let class = Signal::derive(move || {
        let next = if outlined.get() == Some(door) { " next" } else { "" };
        format!(
            "door {}{}{next}",
            now.with(|cell| cell.tone),
            now.with(Cell::length_class)
        )
    });
    let open = Callback::new(move |()| phone.go(Screen::Door { door }));
    view! {
        <Tap class on_tap=open label=Signal::derive(move || now.with(|cell| cell.name.clone()))>
            <b>{move || now.with(|cell| cell.room.clone())}</b>
            " "
            <span>
                {move || now.with(|cell| cell.glyph).map(|glyph| view! { <Icon glyph /> })}
                <span>{move || now.with(|cell| cell.word.clone())}</span>
            </span>
        </Tap>
    }
}

fn place(words: &Words, site: &SiteView, stretch: &Stretch) -> String {
    let building = site
        .building(stretch.building)
        .map_or("", |building| building.name.as_str());
    (words.place)(building, stretch.unit.as_deref())
}
