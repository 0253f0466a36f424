//! Before a person's data goes for good, and after it.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::Subject;
use crate::{
    document::Office,
    words::{erase, fill},
};

/// The question, which says what goes and what doesn't.
pub fn erase_page(office: &Office, subject: &Subject) -> Response {
    let own = erase::words(office.lang);
    let title = fill(own.title, &[("name", &subject.name)]);
    let path = subject.path("erase");
    if !office.is_administrator() {
        let named = |text: &'static str| fill(text, &[("name", &subject.name)]);
        return office.answer(StatusCode::FORBIDDEN, own.not_for_you, &path, || {
            view! {
                <div class="notice">
                    <h1>{own.not_for_you}</h1>
                    <p>{named(own.whom_to_ask)}</p>
                    <p>
                        <a class="button" href=subject.home()>{named(own.to_person)}</a>
                    </p>
                </div>
            }
        });
    }
    let points = own.points.map(|(what, becomes)| {
        view! {
            <dt>{what}</dt>
            <dd>{becomes}</dd>
        }
    });
    office.answer(StatusCode::OK, &title, &path, || {
        view! {
            <form method="post" action=path.clone() class="panel entry question">
                <h1>{title.clone()}</h1>
                <p class="where">{subject.address.clone()}</p>
                <p class="said alarm">
                    <Icon glyph=Glyph::Alert />
                    {own.for_good}
                </p>
                <dl>{points.collect_view()}</dl>
                <p class="deeds">
                    <button type="submit" class="danger">{own.erase}</button>
                    <a class="button plain" href=subject.home()>{own.keep}</a>
                </p>
            </form>
        }
    })
}

/// They are gone.
pub fn erased_page(office: &Office) -> Response {
    let own = erase::words(office.lang);
    office.answer(StatusCode::OK, own.erased, "/desk/residents", || {
        view! {
            <div class="notice">
                <h1>{own.erased}</h1>
                <p>{own.erased_hint}</p>
                <p>
                    <a class="button" href="/desk/residents">{own.to_list}</a>
                </p>
            </div>
        }
    })
}
