//! The form in which a phone gets other buildings, another role or another end.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use shared::{
    id::{DeviceId, RecordId},
    role::{Rights, Role, Scope},
    time::{DayRule, UnixMs},
};
use ui::{Glyph, Icon};

use super::{DAYS, end_of, when};
use crate::{
    app::role_name,
    document::Office,
    residents::text::building as building_name,
    words::{Words, cards, cards::RightsWords, fill, words},
};

const PATH: &str = "/desk/people/rights";
/// Where another language leads: without its phone the form is none.
const LIST: &str = "/desk/people";
/// What a phone may be; administrators sit at the desk.
const ROLES: [Role; 2] = [Role::Worker, Role::Coordinator];
const FAULT: &str = "fault";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    pub id: RecordId,
    pub name: String,
    pub is_chosen: bool,
}

/// Until when somebody is on duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    #[default]
    AsItIs,
    Days(u32),
    NoEnd,
}

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightsFault {
    /// Some buildings were to be chosen, and none was.
    Nowhere,
    /// Somebody else has changed it since the form was shown.
    Changed,
    Refused,
}

/// What stands in the form, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct RightsForm {
    pub phone: DeviceId,
    pub worker: String,
    pub model: String,
    pub buildings: Vec<Building>,
    /// Nobody gives more than they have.
    pub most: Role,
    /// Of the rights that were shown: what somebody else changes meanwhile is not overwritten.
    pub generation: u64,
    /// When its time ends as it is.
    pub ends: Option<UnixMs>,
    pub rights: Rights,
    pub until: Until,
    pub fault: Option<RightsFault>,
    pub rule: DayRule,
    pub now: UnixMs,
}

/// The whole answer.
pub fn rights_page(office: &Office, form: &RightsForm) -> Response {
    let own = cards::rights(office.lang);
    let title = fill(own.title, &[("name", &form.worker)]);
    let status = form.fault.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    office.answer(status, &title, LIST, || view(office, form, title.clone()))
}

fn view(office: &Office, form: &RightsForm, title: String) -> impl IntoView + use<> {
    let (words, own) = (words(office.lang), cards::rights(office.lang));
    let fault = form.fault.map(|fault| {
        let said = match fault {
            RightsFault::Nowhere => own.nowhere,
            RightsFault::Changed => own.changed,
            RightsFault::Refused => own.refused,
        };
        view! {
            <div class="said alarm" role="alert" id=FAULT>
                <Icon glyph=Glyph::Alert />
                <p>{said}</p>
            </div>
        }
    });
    view! {
        <header class="head">
            <h1>{title}</h1>
            <p>{form.model.clone()}</p>
        </header>
        {fault}
        <form method="post" action=PATH class="panel entry">
            <input type="hidden" name="phone" value=form.phone.to_string() />
            <input type="hidden" name="shown" value=form.generation />
            {places(words, own, form)}
            {roles(words, own, form)}
            {ends(words, own, form)}
            <ul class="soft">
                <li>{own.at_once}</li>
                <li>{own.records_stay}</li>
            </ul>
            <p class="deeds">
                <button type="submit" class="primary">{own.submit}</button>
                <a class="button plain" href=LIST>{own.cancel}</a>
            </p>
        </form>
    }
}

fn places(words: &Words, own: &RightsWords, form: &RightsForm) -> impl IntoView + use<> {
    let is_whole = form.rights.scope == Scope::WholeSite;
    let boxes = form.buildings.iter().map(|building| {
        view! {
            <label class="tick">
                <input type="checkbox" name="building" value=building.id.to_string() checked=building.is_chosen />
                {building_name(words, &building.name)}
            </label>
        }
    });
    let boxes: Vec<_> = boxes.collect();
    let is_nowhere = form.fault == Some(RightsFault::Nowhere);
    view! {
        <fieldset aria-describedby=is_nowhere.then_some(FAULT)>
            <legend>{own.place}</legend>
            <label class="tick">
                <input type="radio" name="where" value="whole" checked=is_whole />
                {own.whole}
            </label>
            <label class="tick">
                <input type="radio" name="where" value="some" checked=!is_whole />
                {own.some}
            </label>
            <div class="within">{boxes}</div>
        </fieldset>
    }
}

fn roles(words: &'static Words, own: &RightsWords, form: &RightsForm) -> impl IntoView + use<> {
    // What it has stays a choice, whoever gave it.
    let offered = ROLES
        .into_iter()
        .filter(|role| *role <= form.most || *role == form.rights.role);
    let mut offered: Vec<Role> = offered.collect();
    if !offered.contains(&form.rights.role) {
        offered.push(form.rights.role);
    }
    let radios = offered.into_iter().map(|role| {
        view! {
            <label class="tick">
                <input type="radio" name="role" value=role.as_str() checked=role == form.rights.role />
                {role_name(words, role)}
            </label>
        }
    });
    let radios: Vec<_> = radios.collect();
    view! {
        <fieldset>
            <legend>{own.role}</legend>
            {radios}
        </fieldset>
    }
}

fn ends(words: &Words, own: &RightsWords, form: &RightsForm) -> impl IntoView + use<> {
    let as_it_is = form.ends.map_or_else(
        || own.as_it_is_no_end.to_owned(),
        |end| fill(own.as_it_is, &[("when", &when(words, form.rule, end))]),
    );
    let days = DAYS.map(|days| {
        let text = if days == 1 { own.day } else { own.some_days };
        let end = when(words, form.rule, end_of(form.rule, form.now, days));
        view! {
            <option value=days selected=form.until == Until::Days(days)>
                {fill(text, &[("n", &days), ("when", &end)])}
            </option>
        }
    });
    view! {
        <label>
            {own.until}
            <select name="until">
                <option value="as_it_is" selected=form.until == Until::AsItIs>{as_it_is}</option>
                {days.collect_view()}
                <option value="no_end" selected=form.until == Until::NoEnd>{own.no_end}</option>
            </select>
        </label>
    }
}
