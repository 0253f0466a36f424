//! Rescue files come in: the form, and what came of each file. No script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use store::Rescued;
use ui::{Glyph, Icon};

use crate::{
    document::Office,
    words::{fill, rescue, rescue::RescueWords},
};

const PATH: &str = "/desk/rescue";

/// Why not all files were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RescueFault {
    NoFile,
    /// All together.
    TooLarge,
    TooMany,
    CutOff,
}

/// Who worked with a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    pub worker: String,
    pub model: String,
}

/// What came of a file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Whose phone it was, as far as the site knows it.
    pub whose: Option<Whose>,
    pub came_to: Rescued,
    /// Operations that stay on the phone.
    pub unsealed: u64,
}

/// One file, and what came of it or why nothing did, in the page's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    pub brought: Result<Brought, String>,
}

pub fn rescue_page(office: &Office, fault: Option<RescueFault>, told: &[Told]) -> Response {
    let own = rescue::words(office.lang);
    let is_bad = fault.is_some() || (!told.is_empty() && told.iter().all(|file| file.brought.is_err()));
    let status = if is_bad {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    office.answer(status, own.title, PATH, || view(own, fault, told))
}

fn view(own: &'static RescueWords, fault: Option<RescueFault>, told: &[Told]) -> impl IntoView + use<> {
    let said = fault.map(|fault| {
        let why = match fault {
            RescueFault::NoFile => own.no_file,
            RescueFault::TooLarge => own.too_large,
            RescueFault::TooMany => own.too_many,
            RescueFault::CutOff => own.cut_off,
        };
        view! {
            <div class="said alarm" role="alert">
                <Icon glyph=Glyph::Alert />
                <p>{why}</p>
            </div>
        }
    });
    let results = (!told.is_empty()).then(|| results(own, told));
    view! {
        <header class="head">
            <h1>{own.title}</h1>
            <p>{own.lead}</p>
        </header>
        {said}
        {results}
        <form method="post" action=PATH enctype="multipart/form-data" class="panel entry">
            <label>
                {own.files} <input type="file" name="file" accept=".json,application/json" multiple required />
                <small>{own.files_hint}</small>
            </label>
            <p class="deeds">
                <button type="submit" class="primary">{own.import}</button>
                <a class="button plain" href="/desk/people">{own.to_people}</a>
            </p>
        </form>
    }
}

fn results(own: &'static RescueWords, told: &[Told]) -> impl IntoView + use<> {
    let rows: Vec<_> = told.iter().map(|file| row(own, file)).collect();
    let waits = |file: &Told| file.brought.as_ref().is_ok_and(|brought| brought.came_to.held > 0);
    let refused = |file: &Told| file.brought.as_ref().is_ok_and(|brought| brought.came_to.rejected > 0);
    let to_troubles = told.iter().any(|file| waits(file) || refused(file)).then(|| {
        view! {
            <p>
                <a href="/desk/troubles">{own.to_troubles}</a>
            </p>
        }
    });
    let stays = told
        .iter()
        .any(|file| file.brought.as_ref().is_ok_and(|brought| brought.unsealed > 0));
    let stays = stays.then(|| view! { <p class="soft">{own.unsealed_hint}</p> });
    let heads = [
        own.applied,
        own.known,
        own.held,
        own.rejected,
        own.unreadable,
        own.unsealed,
    ]
    .map(|name| view! { <th scope="col">{name}</th> });
    view! {
        <section class="panel entry rescued" role="status">
            <h2>{own.done}</h2>
            <table class="counts">
                <thead>
                    <tr>
                        <td></td>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {stays}
            {to_troubles}
        </section>
    }
}

fn row(own: &'static RescueWords, file: &Told) -> impl IntoView + use<> {
    let name = file.name.clone();
    match &file.brought {
        Ok(Brought {
            whose,
            came_to,
            unsealed,
        }) => {
            let name = match whose {
                Some(Whose { worker, model }) => {
                    view! { {format!("{worker} · {model}")} <small>{name}</small> }.into_any()
                }
                None => name.into_any(),
            };
            let counts = [
                came_to.applied,
                came_to.known,
                came_to.held,
                came_to.rejected,
                came_to.unreadable,
            ];
            let cells = counts.map(|n| view! { <td>{n}</td> });
            let unsealed = *unsealed;
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells.collect_view()}
                    <td>{unsealed}</td>
                </tr>
            }
            .into_any()
        }
        Err(why) => {
            let why = fill(own.not_taken, &[("why", why)]);
            view! {
                <tr class="alarm">
                    <th scope="row">{name}</th>
                    <td colspan="6">{why}</td>
                </tr>
            }
            .into_any()
        }
    }
}
