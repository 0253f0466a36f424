//! Every word on the phone's screens: one struct, one value of it per language. A missing word doesn't compile.

use leptos::prelude::*;
use shared::outcome::Code;

use crate::state::{EnrolFault, Fault, Lang};

mod care;
mod en;
mod when;
mod zh;

pub(crate) use when::when;

/// A message that fills a screen: what is, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) title: &'static str,
    pub(crate) todo: &'static str,
}

/// A phrase around a number.
pub(crate) type Counted = fn(u64) -> String;

pub(crate) struct Words {
    // Everywhere.
    pub(crate) app: &'static str,
    pub(crate) motto: &'static str,
    pub(crate) back: &'static str,
    pub(crate) more: &'static str,
    pub(crate) page_before: &'static str,
    pub(crate) page_after: &'static str,
    pub(crate) page: fn(usize, usize) -> String,
    pub(crate) understood: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) list_comma: &'static str,
    pub(crate) colon: &'static str,
    /// Its words are short: two facts fit on a line.
    pub(crate) is_dense: bool,

    // Places and times.
    pub(crate) building: fn(&str) -> String,
    pub(crate) unit: fn(&str) -> String,
    /// A building and, where it has units, the unit.
    pub(crate) place: fn(&str, Option<&str>) -> String,
    pub(crate) floor: fn(i64) -> String,
    pub(crate) floors: fn(i64, i64) -> String,
    pub(crate) whole_building: &'static str,
    pub(crate) yesterday: &'static str,
    pub(crate) date: fn(i64, i64) -> String,

    // The strip.
    pub(crate) unsent: Counted,
    pub(crate) attention: Counted,
    pub(crate) heard: fn(&str) -> String,
    pub(crate) never_heard: &'static str,
    pub(crate) must_enrol_again: &'static str,
    pub(crate) is_revoked: &'static str,
    pub(crate) is_too_old: &'static str,

    // Doors.
    pub(crate) next_door: &'static str,
    pub(crate) doors_left: Counted,
    pub(crate) all_walked: &'static str,
    pub(crate) only_waiting: &'static str,
    pub(crate) no_doors: Notice,
    pub(crate) medical: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) unseen: &'static str,
    pub(crate) vacant: &'static str,
    pub(crate) visited: &'static str,
    pub(crate) people: Counted,

    // The undo bar.
    pub(crate) saving: fn(&str) -> String,
    pub(crate) saved: fn(&str) -> String,
    pub(crate) undone: fn(&str) -> String,
    pub(crate) undo: &'static str,
    pub(crate) partly_seen: &'static str,

    // A door.
    pub(crate) all_fine: &'static str,
    pub(crate) residents: &'static str,
    pub(crate) without: fn(&str) -> String,
    pub(crate) nobody_chosen: &'static str,
    pub(crate) nobody_seen: &'static str,
    pub(crate) nobody_listed: &'static str,
    pub(crate) years: fn(i64) -> String,
    pub(crate) living_alone: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) overdue: &'static str,
    pub(crate) met: &'static str,
    /// How somebody was confirmed, and when.
    pub(crate) seen_when: fn(&str, &str) -> String,
    pub(crate) spoke: &'static str,
    pub(crate) not_seen: &'static str,
    pub(crate) in_person: &'static str,
    pub(crate) by_voice: &'static str,
    pub(crate) never_confirmed: &'static str,
    pub(crate) more_priority: Counted,
    pub(crate) today: &'static str,
    pub(crate) seen_people: Counted,
    pub(crate) medical_need: &'static str,
    pub(crate) hears_badly: &'static str,
    pub(crate) bedridden: &'static str,
    pub(crate) walks_badly: &'static str,
    /// Care tags and their words.
    pub(crate) care: &'static [(&'static str, &'static str)],
    pub(crate) out: &'static str,
    pub(crate) in_hospital: &'static str,
    pub(crate) transferred: &'static str,
    pub(crate) moved_out: &'static str,
    pub(crate) did_you_see: &'static str,
    pub(crate) counted_in: &'static str,
    pub(crate) tap_to_leave_out: &'static str,
    pub(crate) about: fn(&str) -> String,

    // What is recorded.
    pub(crate) walked: &'static str,
    pub(crate) flagged: &'static str,
    pub(crate) reported: &'static str,
    pub(crate) corrected: &'static str,
    pub(crate) withdrawn: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) earlier: fn(&str) -> String,
    pub(crate) no_checklist: Notice,

    // A resident.
    pub(crate) call: &'static str,
    pub(crate) history: &'static str,
    pub(crate) every: fn(i64) -> String,
    pub(crate) owned_by: fn(&str) -> String,
    pub(crate) themselves: &'static str,
    pub(crate) key_holder: &'static str,
    pub(crate) nobody_to_call: Notice,
    pub(crate) no_history: Notice,
    pub(crate) not_here: Notice,

    // 改正.
    pub(crate) correct: &'static str,
    pub(crate) todays_records: &'static str,
    pub(crate) tap_to_correct: &'static str,
    pub(crate) only_maker: &'static str,
    pub(crate) no_records: Notice,
    pub(crate) withdraw: &'static str,
    pub(crate) withdraw_and_redo: Notice,

    // ★, the floor, looking for something.
    pub(crate) priority_list: &'static str,
    pub(crate) overdue_people: Counted,
    pub(crate) overdue_near: fn(u64, &str) -> String,
    pub(crate) people_left: Counted,
    pub(crate) no_priority: Notice,
    pub(crate) nearby: fn(&str, &str) -> String,
    pub(crate) whole_floor: &'static str,
    pub(crate) floor_done: Counted,
    pub(crate) floor_saved: Counted,
    pub(crate) confirms_nobody: &'static str,
    pub(crate) tap_to_spare: &'static str,
    pub(crate) left_out: &'static str,
    pub(crate) none_left_here: &'static str,
    pub(crate) find: &'static str,
    pub(crate) rooms_or_initials: &'static str,
    pub(crate) found: Counted,
    pub(crate) found_nothing: &'static str,
    pub(crate) see_all: &'static str,

    // ⋯
    pub(crate) outbox: &'static str,
    pub(crate) count: Counted,
    pub(crate) me: &'static str,
    pub(crate) change_place: &'static str,
    pub(crate) choose_building: &'static str,
    pub(crate) choose_unit: &'static str,
    pub(crate) wipe: &'static str,
    pub(crate) wipe_time: &'static str,
    pub(crate) wiping: &'static str,
    pub(crate) wipe_until: &'static str,

    // Outbox.
    pub(crate) before_doffing: &'static str,
    pub(crate) only_here: &'static str,
    pub(crate) walk_to_signal: &'static str,
    pub(crate) is_sending: &'static str,
    pub(crate) open_to_send: &'static str,
    pub(crate) all_sent: Notice,
    pub(crate) send_now: &'static str,
    pub(crate) see_them: Counted,
    pub(crate) held: Counted,
    pub(crate) visit: &'static str,
    pub(crate) taken_back: &'static str,
    pub(crate) checklist: &'static str,
    pub(crate) other_record: &'static str,
    pub(crate) is_waiting: &'static str,
    pub(crate) why_held: fn(Code) -> &'static str,
    pub(crate) why_rejected: fn(Code) -> &'static str,
    pub(crate) revoked: &'static str,
    pub(crate) sign_in_again: &'static str,
    pub(crate) too_old: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) discard_question: &'static str,
    pub(crate) keep: &'static str,

    // Me.
    pub(crate) worker: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) whole_site: &'static str,
    pub(crate) until: &'static str,
    pub(crate) version: &'static str,
    pub(crate) next_worker: &'static str,
    pub(crate) this_language: &'static str,
    pub(crate) other_language: &'static str,
    pub(crate) other_language_short: &'static str,

    // Settings.
    pub(crate) settings: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) black: &'static str,
    pub(crate) white: &'static str,
    pub(crate) sound: &'static str,
    pub(crate) on: &'static str,
    pub(crate) off: &'static str,
    pub(crate) text_size: &'static str,
    pub(crate) normal: &'static str,
    pub(crate) large: &'static str,
    pub(crate) hand: &'static str,
    pub(crate) left_hand: &'static str,
    pub(crate) right_hand: &'static str,

    // 自检.
    pub(crate) check: &'static str,
    pub(crate) is_ready: &'static str,
    pub(crate) look: &'static str,
    pub(crate) may_suit_up: &'static str,
    pub(crate) not_yet: &'static str,
    pub(crate) to_the_doors: &'static str,
    pub(crate) is_kept: &'static str,
    pub(crate) is_not_kept: &'static str,
    pub(crate) clock_is_right: &'static str,
    /// Minutes that the phone is behind; ahead where negative.
    pub(crate) clock_is_off: fn(i64) -> String,
    pub(crate) has_room: &'static str,
    pub(crate) no_room: &'static str,
    pub(crate) is_installed: &'static str,

    // The lock.
    pub(crate) enter_pin: &'static str,
    pub(crate) choose_pin: &'static str,
    pub(crate) pin_is_for: &'static str,
    pub(crate) pin_again: &'static str,
    pub(crate) pins_differ: &'static str,
    pub(crate) checking_pin: &'static str,
    pub(crate) wrong_pin: &'static str,
    pub(crate) pin_waits: Counted,
    pub(crate) once_a_shift: &'static str,
    pub(crate) is_locked: &'static str,
    pub(crate) end_shift: &'static str,
    /// Its picture's caption.
    pub(crate) off_duty: &'static str,
    pub(crate) rescue: &'static str,
    pub(crate) forgotten_pin: &'static str,
    pub(crate) forgotten_todo: Notice,
    pub(crate) silent_too_long: Notice,

    // Becoming somebody.
    pub(crate) enter_code: &'static str,
    pub(crate) where_code: &'static str,
    pub(crate) code_so_far: fn(&str) -> String,
    pub(crate) delete: &'static str,
    pub(crate) enrolling: &'static str,
    pub(crate) enrol_fault: fn(EnrolFault) -> String,
    pub(crate) no_network: Notice,
    pub(crate) offline_keypad: &'static str,
    pub(crate) no_storage: fn(Fault) -> Notice,
    /// WeChat and its like.
    pub(crate) in_app: Notice,
    pub(crate) in_app_ios: Notice,
    /// An iPhone's browser tab forgets; the digits of the code are said, since the installed app must be told them.
    pub(crate) install_first: Notice,
    pub(crate) your_code: fn(&str) -> String,
    pub(crate) enrol_here: &'static str,
    pub(crate) next_worker_notice: Counted,
    pub(crate) cannot_open: Notice,
    /// Above the keypad: three lines at most.
    pub(crate) evicted: &'static str,
    pub(crate) opening: &'static str,
    pub(crate) fetching: Notice,
    pub(crate) stalled: Notice,
    pub(crate) rows: &'static str,

    // Alarms.
    pub(crate) not_saved: &'static str,
    pub(crate) not_saved_todo: fn(Fault) -> &'static str,
    pub(crate) outbox_full: Notice,
}

/// The words of a language.
pub(crate) const fn of(language: Lang) -> &'static Words {
    match language {
        Lang::Zh => &zh::WORDS,
        Lang::En => &en::WORDS,
    }
}

/// The words of the screens that are being drawn; these are drawn anew in another language.
pub(crate) fn use_words() -> &'static Words {
    expect_context::<&'static Words>()
}

impl Words {
    /// A care tag in words; a tag of a newer version as it is.
    pub(crate) fn care_of(&self, tag: &str) -> String {
        let known = self.care.iter().find(|(known, _)| *known == tag);
        known.map_or(tag, |(_, word)| word).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags the roster import knows.
    const TAGS: [&str; 25] = [
        "alone",
        "allergy",
        "bedridden",
        "cancer",
        "chronic",
        "dementia",
        "dependent",
        "diabetes",
        "dialysis",
        "disability",
        "elderly",
        "epilepsy",
        "hearing",
        "heart",
        "hypertension",
        "infant",
        "kidney",
        "medication",
        "mental",
        "mobility",
        "postpartum",
        "pregnant",
        "respiratory",
        "sight",
        "stroke",
    ];

    #[test]
    fn every_care_tag_has_a_word_in_every_language() {
        for language in [Lang::Zh, Lang::En] {
            let missing: Vec<&str> = TAGS
                .into_iter()
                .filter(|tag| of(language).care.iter().all(|(known, _)| known != tag))
                .collect();
            assert_eq!(missing, Vec::<&str>::new(), "{language:?}");
        }
        assert_eq!(of(Lang::Zh).care_of("moonsick"), "moonsick");
    }

    #[test]
    fn a_place_is_said_as_people_say_it() {
        let (zh, en) = (of(Lang::Zh), of(Lang::En));
        assert_eq!((zh.place)("3", Some("2")), "3号楼 2单元");
        assert_eq!((zh.place)("招待所", None), "招待所");
        assert_eq!((en.place)("3", Some("2")), "Bldg 3-2");
        assert_eq!((zh.floors)(12, 10), "12–10层");
        assert_eq!((zh.floor)(-1), "地下1层");
        assert_eq!((en.doors_left)(5), "5 to do");
    }
}
