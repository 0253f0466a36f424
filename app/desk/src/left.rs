//! 还没走访的户: what is left to do today, building by building in walking order. One list to read, print and take along;
//! without a script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    time::UnixMs,
    view::{DoorStatus, SiteView},
};
use store::NowPage;

use crate::{
    document::Office,
    now,
    residents::text,
    words::{Words, fill, left, words},
};

const PATH: &str = "/desk/left";

/// Which of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    #[default]
    All,
    NoAnswer,
    Priority,
}

impl Only {
    const ALL: [Self; 3] = [Self::All, Self::NoAnswer, Self::Priority];

    /// As it stands in the address.
    const fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::NoAnswer => "no-answer",
            Self::Priority => "priority",
        }
    }

    /// What is none of them means all.
    pub fn of(text: &str) -> Self {
        let mut known = Self::ALL.into_iter();
        known.find(|only| only.as_str() == text).unwrap_or_default()
    }

    pub(crate) fn pairs(self) -> Vec<(&'static str, String)> {
        let only = Some(self.as_str()).filter(|only| !only.is_empty());
        only.map(|only| ("only", only.to_owned())).into_iter().collect()
    }

    fn href(self) -> String {
        match self {
            Self::All => PATH.to_owned(),
            only => format!("{PATH}?only={}", only.as_str()),
        }
    }

    pub(crate) fn lets_through(self, door: &LeftDoor) -> bool {
        match self {
            Self::All => true,
            Self::NoAnswer => door.status == DoorStatus::NoAnswer,
            Self::Priority => door.priority,
        }
    }
}

/// The list at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub site: String,
    date: now::Date,
    /// `14:11`
    time: String,
    pub buildings: Vec<LeftBuilding>,
    due: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBuilding {
    pub name: String,
    pub doors: Vec<LeftDoor>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftDoor {
    pub address: String,
    pub who: Vec<String>,
    pub status: DoorStatus,
    pub priority: bool,
}

impl Left {
    /// Counted as the phones count: everything that is not done, but empty doors.
    pub fn new(page: &NowPage, now: UnixMs) -> Self {
        let rule = page.site.day;
        let site = SiteView::new(rule, &page.day);
        let local = rule.local(now);
        let (mut due, mut buildings) = (0, Vec::new());
        for building in site.buildings() {
            let stretches = site.stretches(building.id).into_iter();
            let lines: Vec<_> = stretches.flat_map(|stretch| site.lines(&stretch, now)).collect();
            due += SiteView::counts(&lines).due;
            let open = lines.iter().filter(|line| line.status.is_open());
            let doors: Vec<LeftDoor> = open
                .filter_map(|line| {
                    let door = site.door(line.door)?;
                    let who = site.residents_at(line.door).into_iter();
                    Some(LeftDoor {
                        address: site.address(door),
                        who: who.map(|resident| resident.name.clone()).collect(),
                        status: line.status,
                        priority: line.priority,
                    })
                })
                .collect();
            if !doors.is_empty() {
                buildings.push(LeftBuilding {
                    name: building.name.clone(),
                    doors,
                });
            }
        }
        Self {
            site: page.site.name.clone(),
            date: now::build::date(local.date),
            time: local.to_string(),
            buildings,
            due,
        }
    }

    pub fn count(&self) -> usize {
        self.buildings.iter().map(|building| building.doors.len()).sum()
    }
}

/// What stands beside a door that wants more than a knock.
pub(crate) const fn status(words: &Words, status: DoorStatus) -> &'static str {
    match status {
        DoorStatus::Medical => words.medical,
        DoorStatus::NoAnswer => words.no_answer,
        _ => "",
    }
}

/// The whole answer.
pub fn left_page(office: &Office, left: &Left, only: Only) -> Response {
    let own = left::words(office.lang);
    office.answer(StatusCode::OK, own.title, PATH, || view(office, left, only))
}

fn chips(words: &Words, own: &left::LeftWords, left: &Left, chosen: Only) -> impl IntoView + use<> {
    let chips = Only::ALL.map(|only| {
        let name = match only {
            Only::All => own.all,
            Only::NoAnswer => words.no_answer,
            Only::Priority => own.priority,
        };
        let doors = left.buildings.iter().flat_map(|building| &building.doors);
        let count = doors.filter(|door| only.lets_through(door)).count();
        view! {
            <a href=only.href() aria-current=(only == chosen).then_some("true")>
                {name}
                <b>{count}</b>
            </a>
        }
    });
    view! { <nav class="chips" aria-label=own.which>{chips.collect_view()}</nav> }
}

fn view(office: &Office, left: &Left, only: Only) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), left::words(office.lang));
    let when = format!("{} {}", now::text::month_day(words, left.date), left.time);
    let count = left.count();
    let said = fill(own.summary, &[("n", &count), ("due", &left.due), ("when", &when)]);
    let doors = |building: &LeftBuilding| -> Vec<LeftDoor> {
        let doors = building.doors.iter().filter(|door| only.lets_through(door));
        doors.cloned().collect()
    };
    let shown = left.buildings.iter().map(|building| LeftBuilding {
        name: building.name.clone(),
        doors: doors(building),
    });
    let shown: Vec<LeftBuilding> = shown.filter(|building| !building.doors.is_empty()).collect();
    let buildings = shown.iter().map(|building| one(words, own, building)).collect_view();
    let body = if shown.is_empty() {
        let said = match (left.due, count) {
            (0, _) => words.no_roster,
            (_, 0) => own.none,
            _ => own.none_such,
        };
        view! {
            <div class="panel empty">
                <p>{said}</p>
            </div>
        }
        .into_any()
    } else {
        buildings.into_any()
    };
    let only_said = only.pairs().into_iter().map(|(name, value)| format!("&{name}={value}"));
    let export = format!("/desk/export?what=left{}", only_said.collect::<String>());
    view! {
        <header class="head">
            <h1>{own.title}</h1>
            <p>{format!("{} · {said}", left.site)}</p>
            <p class="deeds">
                <a class="button plain" href=export>{own.export}</a>
            </p>
        </header>
        {(count > 0).then(|| chips(words, own, left, only))}
        {body}
        <p class="soft screen">{own.print}</p>
    }
}

fn one(words: &Words, own: &left::LeftWords, building: &LeftBuilding) -> impl IntoView + use<> {
    let title = text::building(words, &building.name);
    let count = fill(own.doors, &[("n", &building.doors.len())]);
    let rows = building.doors.iter().map(|door| {
        let alarm = matches!(door.status, DoorStatus::Medical | DoorStatus::NoAnswer);
        let star = door.priority.then_some(own.priority);
        view! {
            <tr class=if alarm { "alarm" } else { "" }>
                <td class="number">
                    <b>{door.address.clone()}</b>
                </td>
                <td>{door.who.join(words.residents.comma)}</td>
                <td>{[star.unwrap_or_default(), status(words, door.status)].join(" ").trim().to_owned()}</td>
                <td class="tick-off" aria-hidden="true"></td>
            </tr>
        }
    });
    view! {
        <section class="panel">
            <h2>
                <span>{title.clone()}</span>
                <small class="printed">{count}</small>
            </h2>
            <table class="left" aria-label=title>
                <thead>
                    <tr>
                        <th scope="col">{words.address}</th>
                        <th scope="col">{words.who}</th>
                        <th scope="col">{own.note}</th>
                        <th scope="col">{own.tick}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
}
