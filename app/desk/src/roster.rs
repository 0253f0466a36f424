//! A roster comes in: the form, what the file would change, what it has changed. No script.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use ui::{Glyph, Icon};

use crate::{
    document::Office,
    words::{fill, roster, roster::RosterWords},
};

mod undo;

pub use undo::{LastImport, Undone, nothing_to_undo_page, undo_page};

const PATH: &str = "/desk/roster";

/// Why there is nothing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterFault {
    NoFile,
    /// In words, in the page's language.
    Unreadable(String),
    /// A defect of ours.
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Planned,
    Written,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// A remark about one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sheet, where there are several.
    pub place: Option<String>,
    pub line: usize,
    pub column: Option<String>,
    /// The line was left out.
    pub is_error: bool,
    pub text: String,
}

/// What a file would change, or has changed.
#[derive(Clone, Debug)]
pub struct Preview {
    pub path: String,
    pub file: String,
    pub stage: Stage,
    pub doors: Count,
    pub residents: Count,
    pub changes: usize,
    pub errors: usize,
    pub warnings: usize,
    /// The first of them.
    pub notes: Vec<Note>,
    /// Notes that are not shown.
    pub left_out: usize,
    /// Values too long to be kept whole.
    pub cut: usize,
    /// Lines that could not be written.
    pub refused: Vec<usize>,
}

/// The form. `last`: the import that can be taken back; `undone`: what came of taking one back.
pub fn upload_page(
    office: &Office,
    fault: Option<RosterFault>,
    last: Option<&LastImport>,
    undone: Option<Undone>,
) -> Response {
    let own = roster::words(office.lang);
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    office.answer(status, own.title, PATH, || {
        let last = last.map(|last| undo::offer(office.lang, last));
        let undone = undone.map(|undone| undo::said(own, undone));
        upload(own, fault, undone, last)
    })
}

pub fn preview_page(office: &Office, preview: &Preview) -> Response {
    let own = roster::words(office.lang);
    office.answer(StatusCode::OK, own.title, PATH, || view(own, preview))
}

pub fn gone_page(office: &Office) -> Response {
    let own = roster::words(office.lang);
    office.answer(StatusCode::GONE, own.gone, PATH, || {
        view! {
            <div class="notice">
                <h1>{own.gone}</h1>
                <p>{own.gone_why}</p>
                <p>
                    <a class="button" href=PATH>{own.other_file}</a>
                </p>
            </div>
        }
    })
}

fn upload(
    own: &'static RosterWords,
    fault: Option<RosterFault>,
    undone: impl IntoView + 'static,
    last: impl IntoView + 'static,
) -> impl IntoView {
    let said = fault.map(|fault| {
        let why = match fault {
            RosterFault::NoFile => own.no_file.to_owned(),
            RosterFault::Unreadable(why) => why,
            RosterFault::Failed => own.failed.to_owned(),
        };
        view! {
            <div class="said alarm" role="alert" id="faults">
                <Icon glyph=Glyph::Alert />
                <div>
                    <p>{why}</p>
                    <p>{own.nothing_written}</p>
                </div>
            </div>
        }
    });
    view! {
        <header class="head">
            <h1>{own.title}</h1>
            <p>{own.lead}</p>
        </header>
        {said}
        {undone}
        <form method="post" action=PATH enctype="multipart/form-data" class="panel entry">
            <label>
                {own.file} <input type="file" name="file" accept=".xlsx,.csv,.txt" required />
                <small>{own.file_hint}</small>
            </label>
            <p class="deeds">
                <button type="submit" class="primary">{own.look}</button>
            </p>
        </form>
        {last}
    }
}

fn view(own: &'static RosterWords, preview: &Preview) -> impl IntoView + use<> {
    let is_written = preview.stage == Stage::Written;
    let (title, lead) = match (preview.stage, preview.changes) {
        (Stage::Written, _) => (own.written, own.written_lead),
        (Stage::Planned, 0) => (own.planned, own.same),
        (Stage::Planned, _) => (own.planned, own.planned_lead),
    };
    // What a person named goes in last: it may hold braces.
    let title = fill(title, &[("file", &preview.file)]);
    let cut = (preview.cut > 0).then(|| view! { <p class="said">{fill(own.cut, &[("n", &preview.cut)])}</p> });
    let lines: Vec<String> = preview.refused.iter().map(usize::to_string).collect();
    let refused = (!lines.is_empty()).then(|| {
        view! { <p class="said alarm" role="alert">{fill(own.refused, &[("lines", &lines.join(", "))])}</p> }
    });
    view! {
        <header class="head">
            <h1>{title}</h1>
            <p>{lead}</p>
        </header>
        {refused}
        {cut}
        <section class="panel">{counts(own, preview)}</section>
        {deeds(own, preview, is_written)}
        <section class="panel">{notes(own, preview)}</section>
    }
}

fn counts(own: &'static RosterWords, preview: &Preview) -> impl IntoView + use<> {
    let row = |name: &'static str, count: Count| {
        let Count {
            new,
            changed,
            unchanged,
            removed,
        } = count;
        let cells = [new, changed, unchanged, removed].map(|n| view! { <td>{n}</td> });
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let heads = [own.new, own.changed, own.unchanged, own.removed].map(|name| view! { <th scope="col">{name}</th> });
    view! {
        <table class="counts">
            <thead>
                <tr>
                    <td></td>
                    {heads.collect_view()}
                </tr>
            </thead>
            <tbody>{row(own.doors, preview.doors)} {row(own.residents, preview.residents)}</tbody>
        </table>
    }
}

fn deeds(own: &'static RosterWords, preview: &Preview, is_written: bool) -> impl IntoView + use<> {
    if is_written {
        let back = (preview.changes > 0).then(|| view! { <a class="button plain" href=undo::PATH>{own.undo_this}</a> });
        return view! {
            <p class="deeds">
                <a class="button primary" href="/desk/people/cards">{own.to_cards}</a>
                <a class="button plain" href="/desk/">{own.to_now}</a>
                <a class="button plain" href=PATH>{own.other_file}</a>
                {back}
            </p>
        }
        .into_any();
    }
    let write = (preview.changes > 0).then(|| {
        let said = fill(own.import, &[("n", &preview.changes)]);
        view! { <button type="submit" class="primary">{said}</button> }
    });
    view! {
        <form method="post" action=preview.path.clone() class="deeds">
            {write} <a class="button plain" href=PATH>{own.other_file}</a>
        </form>
    }
    .into_any()
}

fn notes(own: &'static RosterWords, preview: &Preview) -> impl IntoView + use<> {
    if preview.notes.is_empty() {
        return view! { <p class="soft">{own.no_notes}</p> }.into_any();
    }
    let title = fill(
        own.notes,
        &[("errors", &preview.errors), ("warnings", &preview.warnings)],
    );
    let row = |note: &Note| {
        let place = note.place.as_ref().map(|sheet| format!("{sheet} "));
        let kind = if note.is_error { own.error } else { own.warning };
        view! {
            <tr class=note.is_error.then_some("alarm")>
                <td>{place} {note.line}</td>
                <td>{note.column.clone()}</td>
                <td>{kind}</td>
                <td>{note.text.clone()}</td>
            </tr>
        }
    };
    let rows: Vec<_> = preview.notes.iter().map(row).collect();
    let more = (preview.left_out > 0)
        .then(|| view! { <p class="soft">{fill(own.more_notes, &[("n", &preview.left_out)])}</p> });
    view! {
        <h2>{title}</h2>
        <table class="notes">
            <thead>
                <tr>
                    <th scope="col">{own.line}</th>
                    <th scope="col">{own.column}</th>
                    <th scope="col">{own.kind}</th>
                    <th scope="col">{own.remark}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {more}
    }
    .into_any()
}
