//! English.

use super::{Notice, Words, care};
use crate::state::Fault;

mod fault;

use fault::{enrol_fault, no_storage, why_held, why_rejected};

pub(super) static WORDS: Words = Words {
    app: "Dabai",
    motto: "No door missed. No one forgotten.",
    back: "Back",
    more: "More",
    page_before: "Page before",
    page_after: "Next page",
    page: |page, pages| format!("Page {page} of {pages}"),
    understood: "Understood",
    try_again: "Try again",
    list_comma: ", ",
    colon: ": ",
    is_dense: false,

    building,
    unit: |name| {
        if is_number(name) {
            format!("Unit {name}")
        } else {
            name.to_owned()
        }
    },
    place: |name, unit| match unit {
        Some(unit) => format!("{}-{unit}", building(name)),
        None => building(name),
    },
    floor: |floor| format!("Floor {floor}"),
    floors: |from, to| format!("Floors {from}–{to}"),
    whole_building: "Whole building",
    yesterday: "yesterday",
    date: |month, day| {
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|month| names.get(month))
            .unwrap_or(&"");
        format!("{day} {name}")
    },

    unsent: |n| format!("Unsent {n}"),
    attention: |n| format!("To mend {n}"),
    heard: |time| format!("In touch {time}"),
    never_heard: "Not in touch yet",
    must_enrol_again: "Enrol again",
    is_revoked: "Phone revoked",
    is_too_old: "Version too old",

    next_door: "Next",
    doors_left: |n| format!("{n} to do"),
    all_walked: "All done",
    only_waiting: "Rest is waiting",
    no_doors: Notice {
        title: "No doors here yet",
        todo: "They appear once a coordinator has imported the roster.",
    },
    medical: "Medic",
    no_answer: "No answer",
    unseen: "To see",
    vacant: "Empty",
    visited: "Visited",
    people: |n| format!("{n} home"),

    saving: |room| format!("Saving {room}"),
    saved: |room| format!("Saved {room}"),
    undone: |room| format!("Undid {room}"),
    undo: "Undo",
    partly_seen: "some seen",

    all_fine: "All fine",
    residents: "People",
    without: |names| format!("without {names}"),
    nobody_chosen: "Nobody chosen",
    nobody_seen: "You saw nobody. If the door stayed shut, tap No answer.",
    nobody_listed: "Nobody is listed here",
    years: |age| format!("{age} y"),
    living_alone: "alone",
    priority: "Priority",
    overdue: "late",
    met: "Met",
    seen_when: |how, when| format!("{} {when}", how.to_ascii_lowercase()),
    spoke: "Spoke",
    not_seen: "Not seen",
    in_person: "in person",
    by_voice: "by voice",
    never_confirmed: "never seen yet",
    more_priority: |n| format!("{n} more on priority"),
    today: "Today",
    seen_people: |n| format!("met {n}"),
    medical_need: "Medical need",
    hears_badly: "Hears badly: knock longer",
    bedridden: "Bedridden: may not open",
    walks_badly: "Walks badly: wait longer",
    care: care::EN,
    out: "out",
    in_hospital: "in hospital",
    transferred: "transferred",
    moved_out: "moved out",
    did_you_see: "Did you see them?",
    counted_in: "Met",
    tap_to_leave_out: "Tap whom you didn’t see",
    about: |name| format!("About {name}"),

    walked: "Walked",
    flagged: "Flag",
    reported: "Reported",
    corrected: "corrected",
    withdrawn: "doesn’t count",
    yes: "yes",
    no: "no",
    earlier: |when| format!("before: {when}"),
    no_checklist: Notice {
        title: "No checklist here",
        todo: "It appears once a coordinator has added one.",
    },

    call: "Call",
    history: "Visits",
    every: |hours| format!("every {hours} h"),
    owned_by: |name| format!("{name} answers for them"),
    themselves: "Resident",
    key_holder: "Key",
    nobody_to_call: Notice {
        title: "No number listed",
        todo: "Ask the neighbours, or a coordinator.",
    },
    no_history: Notice {
        title: "No visits in two weeks",
        todo: "Earlier ones are at the desk.",
    },
    not_here: Notice {
        title: "Not on this phone any more",
        todo: "It may have been changed, or your buildings have.",
    },

    correct: "Correct",
    todays_records: "Records",
    tap_to_correct: "Wrong? Tap to correct",
    only_maker: "Its maker can correct it",
    no_records: Notice {
        title: "Nothing recorded today",
        todo: "Come back here to correct a mistake.",
    },
    withdraw: "Doesn’t count",
    withdraw_and_redo: Notice {
        title: "It says No answer",
        todo: "If somebody opened later, tap Doesn’t count and record it again.",
    },

    priority_list: "Priority",
    overdue_people: |n| format!("{n} overdue"),
    overdue_near: |n, who| {
        if n > 1 {
            format!("{n} overdue: {who} …")
        } else {
            format!("Overdue: {who}")
        }
    },
    people_left: |n| format!("{n} to see today"),
    no_priority: Notice {
        title: "Nobody is on priority",
        todo: "They appear once a coordinator has put them on.",
    },
    nearby: |who, when| format!("{who} was here {when}"),
    whole_floor: "Whole floor",
    floor_done: |n| format!("All {n} walked"),
    floor_saved: |n| format!("{n} doors walked"),
    confirms_nobody: "counts as nobody seen",
    tap_to_spare: "Tap the doors left out",
    left_out: "Left out",
    none_left_here: "Nothing left to walk here",
    find: "Find",
    rooms_or_initials: "Room or initials",
    found: |n| format!("{n} found"),
    found_nothing: "Nothing found. Delete a digit.",
    see_all: "All",

    outbox: "Unsent",
    count: |n| n.to_string(),
    me: "Me",
    change_place: "Other building",
    choose_building: "Buildings",
    choose_unit: "Units",
    wipe: "Wipe",
    wipe_time: "locks 10 s",
    wiping: "Locked. Wipe it now.",
    wipe_until: "It unlocks by itself",

    before_doffing: "Doffing",
    only_here: "only on this phone",
    walk_to_signal: "Walk to signal: they send by themselves. Keep the phone.",
    is_sending: "Sending, one moment. Keep the phone.",
    open_to_send: "The rest goes once the phone is open. Please enter the PIN.",
    all_sent: Notice {
        title: "Everything is sent",
        todo: "You may undress and hand the phone over.",
    },
    send_now: "Send now",
    see_them: |n| format!("See {n}"),
    held: |n| format!("The server keeps {n}, not entered yet"),
    visit: "Visit",
    taken_back: "Undo",
    checklist: "Checklist",
    other_record: "Other record",
    is_waiting: "waits for signal",
    why_held,
    why_rejected,
    revoked: "This phone was revoked. Unsent records go to the server and wait for a coordinator.",
    sign_in_again: "Enrol again with a new code. Your records are safe.",
    too_old: "This version is too old. Open it once with a network to update; records still send.",
    discard: "Discard",
    discard_question: "It can’t be brought back, and the server doesn’t have it. Discard it?",
    keep: "Keep",

    worker: "Worker",
    scope: "Buildings",
    whole_site: "all",
    until: "Until",
    version: "Version",
    next_worker: "Next worker",
    this_language: "now English",
    other_language: "中文",
    other_language_short: "中文",

    settings: "Settings",
    theme: "Screen",
    black: "Black",
    white: "White",
    sound: "Sound",
    on: "on",
    off: "off",
    text_size: "Text",
    normal: "normal",
    large: "large",
    hand: "Hand",
    left_hand: "left",
    right_hand: "right",

    check: "Check",
    is_ready: "all well",
    look: "look",
    may_suit_up: "You may suit up",
    not_yet: "See what has a !",
    to_the_doors: "To the doors",
    is_kept: "Records are kept safely",
    is_not_kept: "Install the app: safer records",
    clock_is_right: "Clock is right",
    clock_is_off: |minutes| {
        if minutes > 0 {
            format!("Clock is {minutes} min slow: set it to automatic")
        } else {
            format!("Clock is {} min fast: set it to automatic", -minutes)
        }
    },
    has_room: "Enough room",
    no_room: "Little room left: delete photos or apps",
    is_installed: "Installed: records are safe",

    enter_pin: "Enter your PIN",
    choose_pin: "Choose a PIN",
    pin_is_for: "6 digits, asked once a shift",
    pin_again: "Once more",
    pins_differ: "They differ. Choose again.",
    checking_pin: "Checking…",
    wrong_pin: "Wrong PIN. Try again.",
    pin_waits: |s| format!("Wrong PIN. Wait {s} s."),
    once_a_shift: "Asked once a shift",
    is_locked: "Locked",
    end_shift: "End shift and lock",
    off_duty: "Lock",
    rescue: "Rescue file",
    forgotten_pin: "Forgotten PIN",
    forgotten_todo: Notice {
        title: "Get a new code at the desk",
        todo: "A PIN can’t be found again. Unsent records are kept and will be sent.",
    },
    silent_too_long: Notice {
        title: "No contact for too long",
        todo: "It opens when the network is back. Unsent records are kept.",
    },

    enter_code: "Enter code",
    where_code: "8 digits under the QR code",
    code_so_far: |digits| {
        if digits.is_empty() {
            "Nothing entered".to_owned()
        } else {
            format!("Entered {digits}")
        }
    },
    delete: "Delete a digit",
    enrolling: "Enrolling…",
    enrol_fault,
    no_network: Notice {
        title: "No network",
        todo: "Walk to where there is signal, or join a Wi\u{2011}Fi, and try again. Your code is not used up.",
    },
    offline_keypad: "No network. Walk to signal, then enter it.",
    no_storage,
    in_app: Notice {
        title: "Open it in your browser",
        todo: "This window can’t keep records. Tap ··· at the top and choose Open in browser. Your code is not used up.",
    },
    in_app_ios: Notice {
        title: "Open it in Safari",
        todo: "This window can’t keep records. Tap ··· at the top and choose Open in Safari. Your code is not used up.",
    },
    install_first: Notice {
        title: "Install it first, then enrol",
        todo: "Tap the share button, choose Add to Home Screen, and open it from there.",
    },
    your_code: |code| format!("Then enter your code {code}"),
    enrol_here: "Can’t install: enrol here",
    next_worker_notice: |unsent| {
        if unsent > 0 {
            format!("{unsent} unsent of the worker before still go")
        } else {
            "A new code for a new worker".to_owned()
        }
    },
    cannot_open: Notice {
        title: "It did not open",
        todo: "Your records are on this phone. Close the app and open it again. If that fails, restart the phone.",
    },
    evicted: "The browser cleared this app. Ask for a new code.",
    opening: "Opening…",
    fetching: Notice {
        title: "Fetching the list",
        todo: "Once it is here, you can work without signal.",
    },
    stalled: Notice {
        title: "Cut off before the end",
        todo: "Walk to where there is signal. It goes on where it stopped.",
    },
    rows: "records here",

    not_saved: "That was not saved",
    not_saved_todo: |fault| match fault {
        Fault::Full => "The phone is full. Delete some photos or apps, then record it again.",
        _ => "Record it again. If that fails, close the app and open it again.",
    },
    outbox_full: Notice {
        title: "Too many unsent records",
        todo: "Walk to where there is signal first, then go on.",
    },
};

fn building(name: &str) -> String {
    if is_number(name) {
        format!("Bldg {name}")
    } else {
        name.to_owned()
    }
}

fn is_number(name: &str) -> bool {
    name.ends_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().count() <= 3
}
