//! The one handle screens hold, and what they read through it. Copy it freely.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;
use shared::{
    id::RecordId,
    role::Scope,
    time::{LocalTime, UnixMs},
    view::{SiteView, Stretch, find::Index},
};
use ui::{Lang, Theme};

use super::{
    check::{self, Checks},
    core::Core,
    line::{self, OutboxLine},
    lock::LockState,
    screen::{Screen, Step},
    setting::{self, Side, Sound, TextSize},
    stage::{Alarm, EnrolFault, Stage},
    strip::Strip,
    undo::UndoBar,
};
use crate::browser::{boot, clock, history, page, pinyin, setting as stored, spawn, tile};

/// Status, freshness and the day move on by themselves; looked at this often.
const MINUTE_MS: i32 = 60_000;

/// A start that takes longer says what it is doing.
const QUIET_MS: i32 = 1_000;

/// Everything a screen may read or do. What reads is *tracked*: it subscribes the reactive closure it is called in.
#[derive(Clone, Copy)]
pub(crate) struct Phone {
    pub(super) stage: RwSignal<Stage>,
    pub(super) enrol_fault: RwSignal<Option<EnrolFault>>,
    pub(super) alarm: RwSignal<Option<Alarm>>,
    online: RwSignal<bool>,
    is_whole: RwSignal<bool>,
    pub(super) is_quiet: RwSignal<bool>,
    pub(super) screen: RwSignal<Screen>,
    /// Raised whenever a record looks different, and every minute.
    pub(super) version: RwSignal<u64>,
    pub(super) strip: RwSignal<Strip>,
    pub(super) undo_bar: RwSignal<Option<UndoBar>>,
    pub(super) can_undo: RwSignal<bool>,
    pub(super) last_door: RwSignal<Option<RecordId>>,
    pub(super) last_stretch: RwSignal<Option<Stretch>>,
    pub(super) theme: RwSignal<Theme>,
    pub(super) language: RwSignal<Lang>,
    pub(super) sound: RwSignal<Sound>,
    pub(super) text_size: RwSignal<TextSize>,
    pub(super) side: RwSignal<Side>,
    pub(super) checks: RwSignal<Checks>,
    pub(super) lock: RwSignal<LockState>,
    core: StoredValue<Rc<Core>, LocalStorage>,
}

/// The phone in context; provided by `main` around every screen.
pub(crate) fn use_phone() -> Phone {
    expect_context::<Phone>()
}

impl Phone {
    /// Opens what is stored and starts to work. Once, at the root.
    pub(crate) fn start() -> Self {
        let step = history::current()
            .and_then(|text| Step::read(&text))
            .unwrap_or_else(|| {
                // What was still to come when the app was closed.
                if check::is_owed() { Step::CHECK } else { Step::HOME }
            });
        let theme = setting::theme(stored::get(setting::THEME_KEY).as_deref());
        let chosen = stored::get(setting::LANGUAGE_KEY);
        let language = setting::language(chosen.as_deref(), &page::system_language());
        let phone = Self {
            stage: RwSignal::new(Stage::Opening),
            enrol_fault: RwSignal::new(None),
            alarm: RwSignal::new(None),
            online: RwSignal::new(page::is_online()),
            is_whole: RwSignal::new(false),
            is_quiet: RwSignal::new(true),
            screen: RwSignal::new(step.screen.clone()),
            version: RwSignal::new(0),
            strip: RwSignal::new(Strip::EMPTY),
            undo_bar: RwSignal::new(None),
            can_undo: RwSignal::new(false),
            last_door: RwSignal::new(None),
            last_stretch: RwSignal::new(None),
            theme: RwSignal::new(theme),
            language: RwSignal::new(language),
            sound: RwSignal::new(Sound::read(stored::get(setting::SOUND_KEY).as_deref())),
            text_size: RwSignal::new(TextSize::read(stored::get(setting::TEXT_KEY).as_deref())),
            side: RwSignal::new(Side::read(stored::get(setting::SIDE_KEY).as_deref())),
            checks: RwSignal::new(Checks::default()),
            lock: RwSignal::default(),
            core: StoredValue::new_local(Rc::new(Core::new(step))),
        };
        phone.mark_page();
        phone.follow_history();
        tile::spare_mouse();
        page::on_network(move |up| {
            phone.online.set(up);
            phone.show_standing();
        });
        clock::every(MINUTE_MS, move || {
            phone.version.update(|version| *version += 1);
            phone.watch_overdue();
            phone.watch_shift();
        });
        page::on_visible(move |visible| {
            if visible {
                phone.version.update(|version| *version += 1);
            }
        });
        spawn(async move {
            boot::whole().await;
            phone.is_whole.set(true);
        });
        spawn(async move {
            clock::pause(QUIET_MS).await;
            phone.is_quiet.set(false);
        });
        phone.open();
        phone
    }

    pub(super) fn core(&self) -> Rc<Core> {
        self.core.get_value()
    }

    pub(super) fn is_online(&self) -> bool {
        self.online.get_untracked()
    }
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

    /// Whether the screens behind the first one are here.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole.get()
    }

    /// Whether the phone has only just been started, and nobody has moved from where it did.
    pub(crate) fn is_quiet(&self) -> bool {
        self.is_quiet.get()
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

    pub(crate) fn language(&self) -> Lang {
        self.language.get()
    }

    pub(crate) fn sound(&self) -> Sound {
        self.sound.get()
    }

    pub(crate) fn text_size(&self) -> TextSize {
        self.text_size.get()
    }

    pub(crate) fn side(&self) -> Side {
        self.side.get()
    }

    /// The site as its person sees it, and the server's time as far as this phone knows: what status and freshness are
    /// judged by. An empty site before `Stage::Ready`. Derive from it with `Memo`, so that only what changed is drawn.
    pub(crate) fn with_site<R>(&self, read: impl FnOnce(&SiteView, UnixMs) -> R) -> R {
        self.version.track();
        let core = self.core();
        let now = core.server_now();
        read(&core.site.borrow(), now)
    }

    /// The stretch of the list: the screen's own, else the last one used, else the first there is.
    pub(crate) fn stretch(&self) -> Option<Stretch> {
        let named = match self.screen.get() {
            Screen::Doors { stretch: Some(place) } => Some(Stretch::from(place)),
            _ => None,
        };
        let wanted = named.or_else(|| self.last_stretch.get());
        self.with_site(|site, _| {
            let there = |stretch: &Stretch| site.stretches(stretch.building).contains(stretch);
            let first = || {
                site.buildings()
                    .into_iter()
                    .find_map(|building| site.stretches(building.id).into_iter().next())
            };
            wanted.filter(there).or_else(first)
        })
    }

    /// Newest first, without what is settled; then what workers before have left.
    pub(crate) fn outbox(&self) -> Vec<OutboxLine> {
        // The strip changes with every count.
        self.strip.track();
        self.version.track();
        let core = self.core();
        let driver = core.driver();
        let site = core.site.borrow();
        let own = driver.map_or_else(Vec::new, |driver| driver.with(|replica| line::lines(replica, &site)));
        let former = core.drivers().into_iter().skip(1);
        let left = former.flat_map(|driver| {
            let lines = driver.with(|replica| line::lines(replica, &site));
            let named = Some(driver.enrolment().worker.clone());
            lines.into_iter().map(move |line| OutboxLine {
                former: named.clone(),
                ..line
            })
        });
        own.into_iter().chain(left).collect()
    }

    /// The worker this phone is enrolled for; empty before.
    pub(crate) fn worker(&self) -> String {
        self.stage.track();
        self.core()
            .driver()
            .map_or_else(String::new, |driver| driver.enrolment().worker.clone())
    }

    /// The account of this phone's worker: whose records are their own. Nobody's before enrolment.
    pub(crate) fn me(&self) -> RecordId {
        self.stage.track();
        let driver = self.core().driver();
        driver.map_or(RecordId::NIL, |driver| driver.enrolment().me.account.into())
    }

    /// Rooms and initials as digits. Made where somebody looks for something, and kept until the site looks different.
    pub(crate) fn index(&self) -> Arc<Index> {
        let version = self.version.get();
        let core = self.core();
        if let Some((made_at, index)) = &*core.index.borrow()
            && *made_at == version
        {
            return index.clone();
        }
        let index = Arc::new(Index::new(&core.site.borrow(), pinyin::initials));
        core.index.replace(Some((version, index.clone())));
        index
    }

    /// The names of the buildings this phone is for; none where it is for all of them.
    pub(crate) fn scope(&self) -> Vec<String> {
        self.stage.track();
        let driver = self.core().driver();
        let Some(Scope::Buildings(buildings)) = driver.map(|driver| driver.scope()) else {
            return Vec::new();
        };
        self.with_site(|site, _| {
            let named = buildings.iter().filter_map(|building| site.building(*building));
            named.map(|building| building.name.clone()).collect()
        })
    }

    /// When this phone's enrolment ends, on the site's wall clock; none where it doesn't.
    pub(crate) fn expires(&self) -> Option<LocalTime> {
        self.stage.track();
        let core = self.core();
        let rule = core.site.borrow().rule();
        core.driver()
            .and_then(|driver| driver.expires())
            .map(|at| rule.local(at))
    }
}
