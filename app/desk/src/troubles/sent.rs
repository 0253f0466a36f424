//! What phones sent that was refused or waits: who, about whom, what, and why.

use leptos::prelude::*;
use shared::{
    outcome::{Code, Outcome},
    time::MINUTE_MS,
};
use store::{SentTrouble, TAKEN_OR_REFUSED, TRIED_AGAIN, TroubleList, TroubleStage};

use super::{Look, TroublesFilter};
use crate::words::fill;

const ACTION: &str = "/desk/troubles/sent";
/// A phone's clock that is further off is said: the worker remembers what it showed.
const CLOCK_OFF_MS: i64 = 2 * MINUTE_MS;

pub(super) fn table(look: &Look<'_>, filter: TroublesFilter, lines: &[SentTrouble]) -> impl IntoView + use<> {
    let own = look.own;
    let is_open = look.stage == TroubleStage::Open;
    let rows = lines.iter().map(|line| row(look, line)).collect_view();
    let choose =
        is_open.then(|| view! { <th scope="col" class="choose"><span class="unseen">{own.choose}</span></th> });
    let can_any_be_tried = lines.iter().any(can_be_tried);
    let foot = is_open.then(|| {
        let again = can_any_be_tried.then(|| {
            view! {
                <button type="submit" name="act" value="again">
                    {own.try_chosen}
                </button>
            }
        });
        let late = lines.iter().any(came_too_late).then(|| {
            view! {
                <button type="submit" name="act" value="take">
                    {own.accept_chosen}
                </button>
                <button type="submit" name="act" value="refuse">
                    {own.refuse_chosen}
                </button>
            }
        });
        let late_foot = late
            .is_some()
            .then(|| view! { <p class="soft screen">{own.late_foot}</p> });
        let said = if filter.list == TroubleList::Held {
            own.held_foot
        } else {
            own.rejected_foot
        };
        view! {
            <div class="deeds">
                <button type="submit" name="act" value="settle">
                    {own.settle_chosen}
                </button>
                {again}
                {late}
            </div>
            {late_foot}
            <p class="soft screen">{said}</p>
        }
    });
    view! {
        <form method="post" action=ACTION>
            {filter.hidden()}
            <table aria-labelledby="troubles">
                <thead>
                    <tr>
                        {choose}
                        <th scope="col" class="about">{own.about}</th>
                        <th scope="col">{own.content}</th>
                        <th scope="col">{own.why}</th>
                        <th scope="col" class="who">{own.who}</th>
                        <th scope="col" class="act">{if is_open { own.see_to } else { own.settled }}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {foot}
        </form>
    }
}

/// It came after its maker's end: somebody has to decide.
fn came_too_late(line: &SentTrouble) -> bool {
    matches!(&line.outcome, Outcome::Held { code, .. } if TAKEN_OR_REFUSED.contains(code))
}

fn can_be_tried(line: &SentTrouble) -> bool {
    // What can't be read now is tried by the version that can, when it starts. A key may have come.
    matches!(&line.outcome, Outcome::Held { code, .. }
        if TRIED_AGAIN.contains(code) && (line.change.is_some() || *code == Code::Sealed))
}

fn row(look: &Look<'_>, line: &SentTrouble) -> impl IntoView + use<> {
    let own = look.own;
    let change = line.change.as_ref();
    let about = look.about_change(change);
    let whom = format!("{} · {}", about.title, line.by.name);
    let op = line.op.to_string();
    let is_open = look.stage == TroubleStage::Open;
    let choose = is_open.then(|| {
        view! {
            <td class="choose">
                <input type="checkbox" name="chosen" value=op.clone() aria-label=format!("{} {whom}", own.choose) />
            </td>
        }
    });
    let again = can_be_tried(line).then(|| {
        view! {
            <button type="submit" class="small" name="again" value=op.clone() aria-label=format!("{} {whom}", own.try_again)>
                {own.try_again}
            </button>
        }
    });
    let button = |name: &'static str, does: &'static str| {
        view! {
            <button type="submit" class="small" name=name value=op.clone() aria-label=format!("{does} {whom}")>
                {does}
            </button>
        }
    };
    let late = came_too_late(line).then(|| view! { {button("take", own.accept)} {button("refuse", own.refuse)} });
    let deeds = is_open.then(|| {
        view! {
            {late}
            {again}
            <button type="submit" class="small" name="settle" value=op.clone() aria-label=format!("{} {whom}", own.settle)>
                {own.settle}
            </button>
        }
    });
    let content = look.content(change).into_iter();
    let content = content.map(|part| view! { <p>{part}</p> }).collect_view();
    view! {
        <tr data-line=op>
            {choose}
            <td>{about.view()}</td>
            <td>{content}</td>
            <td>{look.reason(&line.outcome, change)} {told(look, line)}</td>
            <td>{sender(look, line)}</td>
            <td class="act">
                <div class="acts">{deeds} {look.settled(line.settled.as_ref())}</div>
            </td>
        </tr>
    }
}

fn sender(look: &Look<'_>, line: &SentTrouble) -> impl IntoView + use<> {
    let own = look.own;
    let (made, stored) = (look.when(line.by.at), look.when(line.stored));
    let times = fill(own.times, &[("made", &made), ("stored", &stored)]);
    let clock = (line.skew_ms.abs() > CLOCK_OFF_MS).then(|| {
        let showed = look.when(line.by.at.plus(line.skew_ms));
        view! { <small class="lost-value">{fill(own.phone_clock, &[("when", &showed)])}</small> }
    });
    view! {
        {look.who(&line.by)}
        <small class="number">{times}</small>
        {clock}
    }
}

/// Of what is refused, whether its maker can know: the phone has been in contact since.
fn told(look: &Look<'_>, line: &SentTrouble) -> Option<impl IntoView + use<>> {
    let is_refused = matches!(line.outcome, Outcome::Rejected { .. });
    let has_asked = line.heard.is_some_and(|heard| heard > line.stored);
    let said = if has_asked { look.own.told } else { look.own.not_told };
    is_refused.then(|| view! { <small>{said}</small> })
}
