//! Cards that nobody has used: to be voided, or voided and made anew.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    id::CardId,
    time::{DayRule, UnixMs},
};
use store::CardLine;
use ui::{Glyph, Icon};

use super::{CARDS_AT_ONCE_MAX, days_field, when};
use crate::{
    document::Office,
    people::{State, state_of},
    words::{cards, cards::CardWords, fill, words},
};

const PATH: &str = "/desk/people/unused";

#[derive(Clone, Debug)]
pub struct Unused {
    /// The form's own number: sent twice, it redoes its cards once.
    pub once: String,
    /// At most [`CARDS_AT_ONCE_MAX`].
    pub cards: Vec<UnusedCard>,
    /// There are more.
    pub more: bool,
    pub days: u32,
    pub fault: Option<UnusedFault>,
    pub rule: DayRule,
    pub now: UnixMs,
}

#[derive(Clone, Debug)]
pub struct UnusedCard {
    pub card: CardId,
    pub worker: String,
    pub valid_until: UnixMs,
    pub is_lapsed: bool,
    pub is_chosen: bool,
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnusedFault {
    NoneChosen,
    /// These people have used theirs since the page was drawn.
    Used(Vec<String>),
    /// Worth trying again.
    Busy,
}

impl UnusedCard {
    /// None for a card that was voided.
    pub fn new(line: &CardLine, is_chosen: bool, now: UnixMs) -> Option<Self> {
        let state = state_of(line, now);
        (state != State::Voided).then(|| Self {
            card: line.card,
            worker: line.worker.clone(),
            valid_until: line.valid_until,
            is_lapsed: state == State::Lapsed,
            is_chosen,
        })
    }
}

impl UnusedFault {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NoneChosen => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Used(_) => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn said(&self, own: &CardWords) -> String {
        match self {
            Self::NoneChosen => own.none_chosen.to_owned(),
            Self::Used(names) => fill(own.used_meanwhile, &[("names", &names.join("、"))]),
            Self::Busy => own.busy.to_owned(),
        }
    }
}

/// The whole answer.
pub fn unused_page(office: &Office, unused: &Unused) -> Response {
    let own = cards::words(office.lang);
    let status = unused.fault.as_ref().map_or(StatusCode::OK, UnusedFault::status);
    office.answer(status, own.unused, PATH, || view(office, unused))
}

fn view(office: &Office, unused: &Unused) -> impl IntoView + use<> {
    let own = cards::words(office.lang);
    let fault = unused.fault.as_ref().map(|fault| {
        view! {
            <p class="said alarm" role="alert">
                <Icon glyph=Glyph::Alert />
                {fault.said(own)}
            </p>
        }
    });
    let body = if unused.cards.is_empty() {
        let none = view! {
            <div class="panel empty">
                <p>{own.none_unused}</p>
                <p>
                    <a href="/desk/people">{own.to_people}</a>
                </p>
            </div>
        };
        none.into_any()
    } else {
        form(office, unused).into_any()
    };
    view! {
        <header class="head">
            <h1>{own.unused}</h1>
            <p>{own.unused_lead}</p>
        </header>
        {fault}
        {body}
    }
}

fn form(office: &Office, unused: &Unused) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), cards::words(office.lang));
    let cards = unused.cards.iter().map(|card| {
        let end = when(words, unused.rule, card.valid_until);
        let text = if card.is_lapsed {
            own.lapsed
        } else {
            words.people.use_by
        };
        view! {
            <li>
                <label>
                    <input type="checkbox" name="card" value=card.card.to_string() checked=card.is_chosen />
                    <b>{card.worker.clone()}</b>
                    <span class="soft">{fill(text, &[("when", &end)])}</span>
                </label>
            </li>
        }
    });
    let more = unused
        .more
        .then(|| view! { <p class="soft">{fill(own.first_only, &[("max", &CARDS_AT_ONCE_MAX)])}</p> });
    view! {
        <form method="post" action=PATH class="panel entry">
            <input type="hidden" name="once" value=unused.once.clone() />
            <p class="all">
                <a href=format!("{PATH}?all")>{own.tick_all}</a>
                <a href=PATH>{own.tick_none}</a>
            </p>
            <ul class="ticks">{cards.collect_view()}</ul>
            {more}
            {days_field(words, own, unused.rule, unused.now, unused.days)}
            <p class="deeds">
                <button type="submit" name="act" value="remake" class="primary" aria-describedby="remake">
                    {own.remake}
                </button>
                <button type="submit" name="act" value="void" class="danger" aria-describedby="void">
                    {own.void}
                </button>
                <a class="button plain" href="/desk/people">{own.cancel}</a>
            </p>
            <p class="soft" id="remake">{format!("{} — {}", own.remake, own.remake_hint)}</p>
            <p class="soft" id="void">{format!("{} — {}", own.void, own.void_hint)}</p>
        </form>
    }
}
