//! Before a phone is signed off: what will happen, in plain words.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{id::DeviceId, time::UnixMs};
use store::PhoneLine;
use ui::{Glyph, Icon};

use crate::{
    document::Office,
    now,
    words::{cards, fill, words},
};

const PATH: &str = "/desk/people/stop";
/// Where another language leads: without its phone the question is none.
const LIST: &str = "/desk/people";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub phone: DeviceId,
    pub worker: String,
    pub model: String,
    pub heard_min: Option<i64>,
    pub unsent: Option<u64>,
}

impl Stop {
    pub fn new(line: &PhoneLine, now: UnixMs) -> Self {
        Self {
            phone: line.device,
            worker: line.worker.clone(),
            model: line.device_name.clone(),
            heard_min: line.heard.map(|heard| now::build::minutes(heard, now)),
            unsent: line.unsent,
        }
    }
}

/// The whole answer.
pub fn stop_page(office: &Office, stop: &Stop) -> Response {
    let own = cards::words(office.lang);
    let title = fill(own.stop, &[("name", &stop.worker)]);
    office.answer(StatusCode::OK, &title, LIST, || view(office, stop, title.clone()))
}

fn view(office: &Office, stop: &Stop, title: String) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), cards::words(office.lang));
    let heard = stop.heard_min.map_or_else(
        || words.never_heard.to_owned(),
        |minutes| format!("{} {}", words.last_heard, now::text::ago(words, minutes)),
    );
    let unsent = stop.unsent.filter(|count| *count > 0).map(|count| {
        view! {
            <li>
                <b>{fill(own.stop_unsent, &[("n", &count)])}</b>
            </li>
        }
    });
    view! {
        <form method="post" action=PATH class="panel entry question">
            <input type="hidden" name="phone" value=stop.phone.to_string() />
            <h1>{title}</h1>
            <p class="soft">{format!("{} · {heard}", stop.model)}</p>
            <ul>
                <li>{own.stop_reading}</li>
                <li>{own.stop_records}</li>
                {unsent}
                <li>{own.stop_for_good}</li>
            </ul>
            <p class="deeds">
                <button type="submit" class="danger">{own.do_stop}</button>
                <a class="button plain" href="/desk/people">{own.keep}</a>
            </p>
        </form>
    }
}

/// For a phone that isn't there, or needs no signing off.
pub fn no_phone_page(office: &Office) -> Response {
    let own = cards::words(office.lang);
    office.answer(StatusCode::NOT_FOUND, own.no_phone, LIST, || {
        view! {
            <div class="notice">
                <Icon glyph=Glyph::Alert />
                <h1>{own.no_phone}</h1>
                <p>
                    <a class="button" href="/desk/people">{own.to_people}</a>
                </p>
            </div>
        }
    })
}
