//! The page itself: building and question stand in the address, the doors follow the site.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use shared::id::RecordId;
use ui::{Glyph, Icon};

use super::{Cell, Filter, FloorView, GridView, Question, UnitView, cell::cell, filter::HERE, load::load_grid, text};
use crate::{
    Fault,
    app::use_words,
    live::{Line, Live},
    residents,
    shown::{Face, Shown, derived, fault_notice, follow, lost_notice},
    words::{Words, fill},
};

/// Doors that stand side by side on a floor; the others wrap.
const WIDTH_MAX: usize = 6;

#[component]
pub(crate) fn GridPage() -> impl IntoView {
    let words = use_words();
    // Another building is another page, loaded anew: it works without a script, and this one never changes.
    let query = use_query_map().get_untracked();
    let filter = Filter::of(
        query.get_str("building").unwrap_or_default(),
        query.get_str("ask").unwrap_or_default(),
    );
    let live = Live::new();
    let answer = Resource::new(
        move || live.round(),
        move |round| async move {
            let answer = load_grid(filter).await;
            live.settled(round);
            answer
        },
    );
    let no_script = format!("<p class=\"said\">{}</p>", words.no_script);
    view! {
        <Title text=format!("{} · {}", words.grid.title, words.product) />
        <main id="content" tabindex="-1">
            // As text: where scripts run, a browser makes no elements of what is in here, and hydration would miss them.
            <noscript inner_html=no_script />
            <Transition fallback=move || view! { <p class="notice" role="status">{words.loading}</p> }>
                <Answer answer live filter />
            </Transition>
        </main>
    }
}

#[component]
fn Answer(answer: Resource<Result<GridView, Fault>>, live: Live, filter: Filter) -> impl IntoView {
    let words = use_words();
    let shown = follow(answer);
    let face = derived(move || shown.with(Shown::face));
    let seq = move || shown.try_with_untracked(|shown| shown.view.as_ref().map_or(0, |view| view.seq));
    Effect::new(move |_| live.follow(move || seq().unwrap_or_default()));
    move || match face.get() {
        Face::Loading => ().into_any(),
        Face::Fault(fault) => fault_notice(words, words.grid.title, HERE.to_owned(), fault).into_any(),
        Face::Board => board(words, shown, live, filter).into_any(),
    }
}

fn board(words: &'static Words, shown: Signal<Shown<GridView>>, live: Live, filter: Filter) -> impl IntoView {
    let view = Memo::new(move |_| shown.with(|shown| shown.view.clone()).unwrap_or_default());
    let is_lost = Memo::new(move |_| live.line() == Line::Lost || shown.with(|shown| shown.fault.is_some()));
    let heading = move || {
        view.with(|view| match &view.building {
            Some(building) => residents::text::building(words, &building.name),
            None => words.grid.title.to_owned(),
        })
    };
    let summary = move || {
        view.with(|view| {
            let counted = [
                ("doors", &view.doors as &dyn std::fmt::Display),
                ("persons", &view.persons),
            ];
            let updated = fill(words.updated, &[("time", &view.updated)]);
            let live = (live.line() == Line::Open).then(|| words.live.to_owned());
            let parts = [Some(fill(words.grid.summary, &counted)), Some(updated), live];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        })
    };
    let building = view.with_untracked(|view| view.building.as_ref().map(|building| building.id));
    let export = Filter { building, ..filter }.export_address();
    view! {
        <header class="head">
            <h1>{heading}</h1>
            <p>{summary}</p>
            {questions(words, view, filter)}
            <p class="deeds">
                <a class="button plain" href=export rel="external">
                    {words.visits.export}
                </a>
            </p>
        </header>
        <div role="status">{move || lost_notice(words, is_lost.get(), &view.with(|view| view.updated.clone()))}</div>
        {buildings(words, view, filter)}
        {doors(words, view)}
    }
}

fn questions(words: &'static Words, view: Memo<GridView>, filter: Filter) -> impl IntoView + use<> {
    let building = view.with_untracked(|view| view.building.as_ref().map(|building| building.id));
    let links = Question::ALL.map(|question| {
        let href = Filter { building, question }.href();
        view! {
            <a href=href rel="external" aria-current=(question == filter.question).then_some("true")>
                {text::question(words, question)}
            </a>
        }
    });
    view! {
        <nav class="chips ask" aria-label=words.grid.question>
            {links.collect_view()}
        </nav>
    }
}

fn buildings(words: &'static Words, view: Memo<GridView>, filter: Filter) -> impl IntoView + use<> {
    let (all, chosen) = view.with_untracked(|view| {
        let chosen = view.building.as_ref().map(|building| building.id);
        (view.buildings.clone(), chosen)
    });
    let links = all.into_iter().map(|building| {
        let to = Filter {
            building: Some(building.id),
            ..filter
        };
        view! {
            <a href=to.href() rel="external" aria-current=(Some(building.id) == chosen).then_some("true")>
                {residents::text::building(words, &building.name)}
            </a>
        }
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| view! { <nav class="chips buildings" aria-label=words.grid.buildings>{links}</nav> })
}

fn doors(words: &'static Words, view: Memo<GridView>) -> impl IntoView {
    let own = &words.grid;
    let none = Memo::new(move |_| {
        view.with(|view| match (&view.building, view.doors) {
            (None, _) if view.buildings.is_empty() => Some((words.no_roster, None)),
            (None, _) => Some((own.no_building, Some(own.first_building))),
            (Some(_), 0) => Some((own.no_doors, None)),
            _ => None,
        })
    });
    move || match none.get() {
        Some((said, to_first)) => {
            let link = to_first.map(|to_first| view! { <a class="button" href=HERE rel="external">{to_first}</a> });
            view! {
                <div class="notice">
                    <p>{said}</p>
                    <p>{link}</p>
                </div>
            }
            .into_any()
        }
        None => view! {
            {legend(words, view)}
            <div class="units">
                <For
                    each=move || view.with(|view| view.units.clone())
                    key=shape_of_unit
                    children=move |unit| draw_unit(words, view, unit)
                />
            </div>
        }
        .into_any(),
    }
}

/// Every answer with its count, and the mark that any door may have beside.
fn legend(words: &'static Words, view: Memo<GridView>) -> impl IntoView {
    let own = &words.grid;
    let flagged = move || {
        let count = view.with(|view| view.flagged);
        (count > 0).then(|| {
            view! {
                <li class="mark flag">
                    <Icon glyph=Glyph::Alert />
                    {own.flagged}
                    " "
                    <b>{count}</b>
                </li>
            }
        })
    };
    view! {
        <ul class="legend" aria-label=own.legend>
            <For
                each=move || view.with(|view| view.counts.clone())
                key=|counted| *counted
                children=move |(answer, count)| {
                    view! {
                        <li class=format!("door {}", text::tone(answer))>
                            <Icon glyph=text::glyph(answer) />
                            {text::answer(words, answer)}
                            " "
                            <b>{count}</b>
                        </li>
                    }
                }
            />
            {flagged}
        </ul>
    }
}

/// Doors of a floor.
type FloorShape = (Option<i64>, Vec<RecordId>);

/// What must not change, or the unit is drawn anew: which doors there are, and where.
fn shape_of_unit(unit: &UnitView) -> (Option<String>, Vec<FloorShape>) {
    let floor = |floor: &FloorView| (floor.floor, floor.cells.iter().map(|cell| cell.door).collect());
    (unit.name.clone(), unit.floors.iter().map(floor).collect())
}

fn draw_unit(words: &'static Words, view: Memo<GridView>, unit: UnitView) -> impl IntoView {
    let name = unit
        .name
        .map(|name| view! { <caption>{residents::text::unit(words, &name)}</caption> });
    let class = format!("unit w{}", unit.width.min(WIDTH_MAX));
    let floors = unit.floors.into_iter().map(|floor| {
        let called = match floor.floor {
            Some(floor) => residents::text::floor(words, floor),
            None => words.grid.no_floor.to_owned(),
        };
        let cells = floor.cells.into_iter().map(|first| {
            let now = followed(view, &first);
            view! { <li>{cell(words, &first, now)}</li> }
        });
        view! {
            <tr>
                <th scope="row">{called}</th>
                <td>
                    <ul class="doors">{cells.collect_view()}</ul>
                </td>
            </tr>
        }
    });
    view! {
        <table class=class>
            {name}
            <tbody>{floors.collect_view()}</tbody>
        </table>
    }
}

/// The door as it is in the newest answer.
fn followed(view: Memo<GridView>, first: &Cell) -> Memo<Cell> {
    let first = first.clone();
    Memo::new(move |_| {
        let newest = view.with(|view| view.cell(first.door).cloned());
        newest.unwrap_or_else(|| first.clone())
    })
}
