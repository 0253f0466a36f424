//! The one handle screens hold. Copy it freely.

use leptos::prelude::*;
use shared::{
    domain::{Outcome, Person},
    id::RecordId,
    time::{SiteDay, UnixMs},
    view::{SiteView, Stretch},
};

use super::{
    line::OutboxLine,
    screen::{Place, Screen},
    setting::{Language, Sound, Theme},
    stage::{Alarm, EnrolFault, Stage},
    strip::Strip,
    undo::UndoBar,
};

/// Everything a screen may read or do.
///
/// Methods marked *tracked* subscribe the reactive closure they are called in; the others don't.
#[derive(Clone, Copy)]
pub(crate) struct Phone {
    stage: RwSignal<Stage>,
    enrol_fault: RwSignal<Option<EnrolFault>>,
    alarm: RwSignal<Option<Alarm>>,
    online: RwSignal<bool>,
    screen: RwSignal<Screen>,
    /// Raised whenever a record looks different, and every minute.
    version: RwSignal<u64>,
    strip: RwSignal<Strip>,
    undo_bar: RwSignal<Option<UndoBar>>,
    can_undo: RwSignal<bool>,
    last_door: RwSignal<Option<RecordId>>,
    theme: RwSignal<Theme>,
    language: RwSignal<Language>,
    sound: RwSignal<Sound>,
}

impl Phone {
    /// Opens what is stored and starts to work. Once, at the root.
    pub(crate) fn start() -> Self {
        Self {
            stage: RwSignal::new(Stage::Opening),
            enrol_fault: RwSignal::new(None),
            alarm: RwSignal::new(None),
            online: RwSignal::new(true),
            screen: RwSignal::new(Screen::HOME),
            version: RwSignal::new(0),
            strip: RwSignal::new(Strip::EMPTY),
            undo_bar: RwSignal::new(None),
            can_undo: RwSignal::new(false),
            last_door: RwSignal::new(None),
            theme: RwSignal::new(Theme::default()),
            language: RwSignal::new(Language::default()),
            sound: RwSignal::new(Sound::default()),
        }
    }
}

/// The phone in context; provided by `main` around every screen.
pub(crate) fn use_phone() -> Phone {
    expect_context::<Phone>()
}

// Reading. All tracked.
impl Phone {
    pub(crate) fn stage(&self) -> Stage {
        self.stage.get()
    }

    /// Why the last code did not enrol this phone; gone with the next try.
    pub(crate) fn enrol_fault(&self) -> Option<EnrolFault> {
        self.enrol_fault.get()
    }

    /// Something to be told at once; stays until `dismiss_alarm`.
    pub(crate) fn alarm(&self) -> Option<Alarm> {
        self.alarm.get()
    }

    /// What the browser believes about the network: `false` is certain, `true` is a guess.
    pub(crate) fn online(&self) -> bool {
        self.online.get()
    }

    pub(crate) fn screen(&self) -> Screen {
        self.screen.get()
    }

    pub(crate) fn strip(&self) -> Strip {
        self.strip.get()
    }

    /// The newest save, for ten seconds.
    pub(crate) fn undo_bar(&self) -> Option<UndoBar> {
        self.undo_bar.get()
    }

    /// Whether 撤销 would take anything back; outlasts the bar.
    pub(crate) fn can_undo(&self) -> bool {
        self.can_undo.get()
    }

    /// The door of the newest save: 下一户 goes on from here.
    pub(crate) fn last_door(&self) -> Option<RecordId> {
        self.last_door.get()
    }

    pub(crate) fn theme(&self) -> Theme {
        self.theme.get()
    }

    pub(crate) fn language(&self) -> Language {
        self.language.get()
    }

    pub(crate) fn sound(&self) -> Sound {
        self.sound.get()
    }

    /// The site as its person sees it, and the server's time as far as this phone knows: what status and freshness are
    /// judged by. An empty site before `Stage::Ready`. Derive from it with `Memo`, so that only what changed is drawn.
    pub(crate) fn with_site<R>(&self, read: impl FnOnce(&SiteView, UnixMs) -> R) -> R {
        self.version.track();
        read(&SiteView::default(), UnixMs(0))
    }

    /// The stretch of the list: the screen's own, else the last one used, else the first there is.
    pub(crate) fn stretch(&self) -> Option<Stretch> {
        None
    }

    /// Newest first, without what is settled.
    pub(crate) fn outbox(&self) -> Vec<OutboxLine> {
        self.version.track();
        Vec::new()
    }

    /// The worker this phone is enrolled for; empty before.
    pub(crate) fn worker(&self) -> String {
        String::new()
    }

    /// The site's day, by phone time and the last known offset.
    pub(crate) fn today(&self) -> SiteDay {
        self.with_site(SiteView::day_of)
    }
}

// Doing. Everything returns at once; its effect is shown before it is stored, and said to be saved after.
impl Phone {
    /// 一切正常: a visit that answered, with `when_fine` ticks of the daily checklist, as one save.
    pub(crate) fn visit_all_fine(&self, _door: RecordId, _persons: Vec<Person>) {}

    /// A visit without ticks, as one save.
    pub(crate) fn visit(&self, _door: RecordId, _outcome: Outcome, _persons: Vec<Person>) {}

    /// 无应答
    pub(crate) fn no_answer(&self, door: RecordId) {
        self.visit(door, Outcome::NoAnswer, Vec::new());
    }

    /// Takes the newest save back, all of it.
    pub(crate) fn undo(&self) {}

    /// Tries the network now.
    pub(crate) fn send_now(&self) {}

    /// Lets rejected operations go, after the person has said so.
    pub(crate) fn discard(&self, _numbers: &[u64]) {}

    /// Sends an enrolment code (digits; spaces and dashes are ignored). Follow `stage` and `enrol_fault`.
    pub(crate) fn enrol(&self, _code: &str) {}

    pub(crate) fn dismiss_alarm(&self) {
        self.alarm.set(None);
    }

    pub(crate) fn set_theme(&self, _theme: Theme) {}

    pub(crate) fn set_language(&self, _language: Language) {}

    pub(crate) fn set_sound(&self, _sound: Sound) {}
}

// Moving.
impl Phone {
    /// Opens a screen above this one.
    pub(crate) fn go(&self, _screen: Screen) {}

    /// Puts a screen in this one's place: the next page of the same decision.
    pub(crate) fn replace(&self, _screen: Screen) {}

    /// The same as the system's back.
    pub(crate) fn back(&self) {}

    /// Down to the door list, wherever this is: after a save.
    pub(crate) fn back_to_doors(&self) {}

    /// Down to the door list, of this stretch from now on; remembered over restarts.
    pub(crate) fn open_stretch(&self, _place: Place) {}
}

// The device.
impl Phone {
    /// The phone's own clock, for guards against double taps. Not tracked.
    pub(crate) fn clock(&self) -> UnixMs {
        UnixMs(0)
    }

    /// A tone and a long vibration for something refused.
    pub(crate) fn refuse(&self) {}

    /// Runs once after so many milliseconds.
    pub(crate) fn later(&self, _ms: u32, _then: impl FnOnce() + 'static) {}

    /// Tries again from the start: after `NoStorage`.
    pub(crate) fn reload(&self) {}
}
