//! The outbox tap by tap: what it was, and why it is still here.

use leptos::prelude::*;
use ui::{Glyph, Icon};

use super::notice::Message;
use crate::{
    components::{Bar, Frame, Tap, Turn, Viewport},
    state::{LineStanding, OutboxLine, Screen, What, use_phone},
    words::{Words, use_words},
};

pub(super) fn what(words: &Words, line: &OutboxLine) -> &'static str {
    match line.what {
        What::AllFine => words.all_fine,
        What::Visit => words.visit,
        What::NoAnswer => words.no_answer,
        What::TakenBack => words.taken_back,
        What::Ticks => words.checklist,
        What::Other => words.other_record,
    }
}

pub(super) fn why(words: &Words, standing: LineStanding) -> &'static str {
    match standing {
        LineStanding::Settled | LineStanding::Waiting => words.is_waiting,
        LineStanding::Held(code) => (words.why_held)(code),
        LineStanding::Rejected(code) => (words.why_rejected)(code),
    }
}

#[component]
pub(super) fn Records(attention: bool) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let viewport = expect_context::<Viewport>();
    let lines = Memo::new(move |_| {
        let belongs = |line: &OutboxLine| matches!(line.standing, LineStanding::Rejected(_)) == attention;
        phone.outbox().into_iter().filter(belongs).collect::<Vec<_>>()
    });
    let most = Memo::new(move |_| viewport.door_rows());
    let pages = Memo::new(move |_| lines.with(Vec::len).div_ceil(most.get()).max(1));
    let page = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| {
        let at = page.get().min(pages.get() - 1);
        lines.with(|lines| {
            lines
                .iter()
                .skip(at * most.get())
                .take(most.get())
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let title = Signal::derive(move || {
        let count = lines.with(Vec::len) as u64;
        if attention {
            (words.attention)(count)
        } else {
            (words.unsent)(count)
        }
    });
    let back = Callback::new(move |()| phone.back());
    let foot = view! { <Turn page pages on_page=Callback::new(move |to| page.set(to)) /> }.into_any();
    let body = move || {
        if lines.with(Vec::is_empty) {
            return view! { <Message glyph=Glyph::Check notice=words.all_sent tone="ok" /> }.into_any();
        }
        view! {
            <ul class="records" style:--rows=move || most.get().to_string()>
                {move || shown.get().into_iter().map(|line| view! { <Row line /> }).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! { <Frame bar=view! { <Bar title back /> }.into_any() foot>{body}</Frame> }
}

#[component]
fn Row(line: OutboxLine) -> impl IntoView {
    let (phone, words) = (use_phone(), use_words());
    let glyph = match line.standing {
        LineStanding::Rejected(_) => Glyph::Alert,
        LineStanding::Held(_) => Glyph::Clock,
        LineStanding::Waiting | LineStanding::Settled => Glyph::Cloud,
    };
    let inner = view! {
        <Icon glyph />
        <span>
            <b class="line">{line.address.clone().unwrap_or_else(|| what(words, &line).to_owned())}</b>
            <small class="line">{line.at.to_string()} " · " {what(words, &line)}</small>
            <small class="line">{why(words, line.standing)}</small>
        </span>
    };
    if !matches!(line.standing, LineStanding::Rejected(_)) {
        return view! { <li class="record">{inner}</li> }.into_any();
    }
    let n = line.numbers.first().copied().unwrap_or_default();
    let open = Callback::new(move |()| phone.go(Screen::Record { n }));
    view! {
        <li>
            <Tap class="record warn" on_tap=open>
                {inner}
            </Tap>
        </li>
    }
    .into_any()
}
