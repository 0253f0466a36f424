//! One door: what to know before knocking, who lives there, and what can be recorded with one tap.

use shared::{domain, id::RecordId};
use ui::Glyph;

use super::{
    act::{Act, home},
    choice::{Outcome, asked, next_asked, outcome},
    memory::Memory,
    once,
    page::{Ctx, Layout, Message, Page, Tile},
};
use crate::state::{Answer, Phone, Screen};

mod sheet;

use sheet::sheet;
pub(super) use sheet::{Name, checklists, person_line};

pub(super) fn door(ctx: &Ctx<'_>, door: RecordId) -> Page {
    let words = ctx.words;
    let choice = ctx.memory.choices.of(door);
    let Some(sheet) = sheet(words, ctx.site, ctx.now, door, &choice) else {
        return Page {
            layout: Layout::Message,
            corner: ctx.more(Some(door)),
            message: Some(Message::new("", Glyph::Building, words.no_doors)),
            ..Page::default()
        };
    };
    // Only what works now.
    let mut tiles = vec![
        if sheet.seen > 0 || sheet.people == 0 {
            let fine = Tile::new(Glyph::Check, words.all_fine, Act::AllFine(door)).tone("primary");
            fine.small(sheet.left_out.unwrap_or_default())
        } else {
            Tile::said("none", words.nobody_chosen, None)
        },
        Tile::new(Glyph::Knock, words.no_answer, Act::NoAnswer(door)).tone("warn"),
    ];
    let (has_checklist, has_people) = (sheet.checklist.is_some(), sheet.people > 0);
    if let Some(progress) = sheet.checklist {
        let tone = match (sheet.is_flagged, has_people) {
            (false, true) => "",
            (false, false) => "wide",
            (true, true) => "warn",
            (true, false) => "warn wide",
        };
        let checklist = Act::Go(Screen::Checklist { door });
        tiles.push(
            Tile::new(Glyph::List, words.checklist, checklist)
                .tone(tone)
                .small(progress),
        );
    }
    if has_people {
        let people = Tile::new(Glyph::People, words.residents, Act::Go(Screen::Residents { door }));
        let tone = if has_checklist { "" } else { "wide" };
        tiles.push(people.tone(tone).small(sheet.home));
    }
    Page {
        layout: Layout::Known,
        title: sheet.address,
        small: sheet.small,
        corner: ctx.more(Some(door)),
        notes: sheet.notes,
        who: sheet.who,
        tiles,
        ..Page::default()
    }
}

/// 一切正常, unless somebody has to be asked about first.
pub(super) fn all_fine(phone: &Phone, memory: Memory, door: RecordId) {
    let asked = once(phone, |site| asked(&site.residents_at(door), &memory.choices.of(door)));
    if asked.is_empty() {
        record(phone, memory, door, &[]);
    } else {
        let answers = Vec::new();
        phone.go(Screen::Priority { door, answers });
    }
}

/// The next question, or what the answers come to. Where nobody was seen, the page says so.
pub(super) fn answered(phone: &Phone, memory: Memory, door: RecordId, answers: Vec<Answer>) {
    let next = once(phone, |site| {
        next_asked(&asked(&site.residents_at(door), &memory.choices.of(door)), &answers)
    });
    if next.is_some() || !record(phone, memory, door, &answers) {
        phone.replace(Screen::Priority { door, answers });
    }
}

/// Saves what 一切正常 comes to and returns to the list. False where nobody was seen: then nothing is saved.
fn record(phone: &Phone, memory: Memory, door: RecordId, answers: &[Answer]) -> bool {
    let outcome = once(phone, |site| {
        outcome(&site.residents_at(door), &memory.choices.of(door), answers)
    });
    match outcome {
        Outcome::AllFine(persons) => phone.visit_all_fine(door, persons),
        Outcome::Partly(persons) => phone.visit(door, domain::Outcome::Answered, persons),
        Outcome::Nobody => {
            phone.refuse();
            return false;
        }
    }
    memory.choices.forget();
    home(phone);
    true
}
