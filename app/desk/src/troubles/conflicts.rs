//! Values that lost, each beside the one that stands.

use leptos::prelude::*;
use shared::{
    domain::Tick,
    kind::Kind,
    schema::{self, Class},
    time::UnixMs,
};
use store::{ConflictTrouble, TroubleStage};

use super::{Look, TroublesFilter};
use crate::resident::form::seen_text;

const ACTION: &str = "/desk/troubles/conflicts";

pub(super) fn table(
    look: &Look<'_>,
    filter: TroublesFilter,
    lines: &[ConflictTrouble],
    now: UnixMs,
) -> impl IntoView + use<> {
    let own = look.own;
    let is_open = look.stage == TroubleStage::Open;
    let rows = lines.iter().map(|line| row(look, line, now)).collect_view();
    let hidden = filter.hidden();
    let choose =
        is_open.then(|| view! { <th scope="col" class="choose"><span class="unseen">{own.choose}</span></th> });
    let foot = is_open.then(|| {
        view! {
            <div class="deeds">
                <button type="submit" name="act" value="keep">
                    {own.keep_chosen}
                </button>
            </div>
            <p class="soft screen">{own.conflicts_foot}</p>
        }
    });
    view! {
        <form method="post" action=ACTION>
            {hidden}
            <table aria-labelledby="troubles">
                <thead>
                    <tr>
                        {choose}
                        <th scope="col" class="about">{own.about}</th>
                        <th scope="col" class="field">{own.field}</th>
                        <th scope="col">{own.now}</th>
                        <th scope="col">{own.lost}</th>
                        {(!is_open).then(|| view! { <th scope="col" class="act">{own.settled}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {foot}
        </form>
    }
}

fn row(look: &Look<'_>, line: &ConflictTrouble, now: UnixMs) -> impl IntoView + use<> {
    let own = look.own;
    let Values { field, stands, lost } = look.values(line);
    let about = look.about_record(line.record);
    let whom = format!("{} · {field}", about.title);
    let no = line.no.0.to_string();
    let is_open = look.stage == TroubleStage::Open;
    let choose = is_open.then(|| {
        let name = format!("{} {whom}", own.choose);
        view! {
            <td class="choose">
                <input type="checkbox" name="chosen" value=no.clone() aria-label=name />
            </td>
        }
    });
    let take = (is_open && can_take(look, line, now)).then(|| {
        let taken = format!("{no} {}", seen_text(line.seen));
        view! {
            <button type="submit" class="small" name="take" value=taken aria-label=format!("{} {whom}", own.take)>
                {own.take}
            </button>
        }
    });
    let keep = is_open.then(|| {
        view! {
            <button type="submit" class="small" name="keep" value=no.clone() aria-label=format!("{} {whom}", own.keep)>
                {own.keep}
            </button>
        }
    });
    let settled = look.settled(line.settled.as_ref());
    let settled = settled.map(|settled| view! { <td class="act">{settled}</td> });
    view! {
        <tr data-line=no>
            {choose}
            <td>{about.view()}</td>
            <td>{field}</td>
            <td>
                <b>{stands}</b>
                {look.by(line.now_by.as_ref())}
                {keep}
            </td>
            <td class="lost-value">
                <b>{lost}</b>
                {look.by(line.lost_by.as_ref())}
                {take}
            </td>
            {settled}
        </tr>
    }
}

/// A field, the value that stands and the one that lost, in words.
pub(super) struct Values {
    pub(super) field: String,
    pub(super) stands: String,
    pub(super) lost: String,
}

impl Look<'_> {
    pub(super) fn values(&self, line: &ConflictTrouble) -> Values {
        match self.record(line.record) {
            Some(record) => Values {
                field: self.field_of(record, &line.field),
                stands: self.value_of(record, &line.field, &line.now),
                lost: self.value_of(record, &line.field, &line.lost),
            },
            None => Values {
                field: self.field(&line.kind, &line.field).to_owned(),
                stands: self.value(&line.kind, &line.field, &line.now),
                lost: self.value(&line.kind, &line.field, &line.lost),
            },
        }
    }
}

/// The value that lost can still be set. An answer of an earlier day can't: given today it would be in doubt.
fn can_take(look: &Look<'_>, line: &ConflictTrouble, now: UnixMs) -> bool {
    let Some(record) = look.record(line.record) else {
        return false;
    };
    let class = schema::spec(&line.kind)
        .and_then(|spec| spec.field(&line.field))
        .map(|field| field.class);
    let is_of_today = line.kind != Kind::Tick || Tick::from(record).period == look.page.site.day.day(now).to_string();
    is_of_today && matches!(class, Some(Class::Register | Class::Sticky | Class::Set))
}
