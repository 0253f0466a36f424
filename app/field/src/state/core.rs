//! What stands behind the signals: the driver, the site as it looks, saves on their way. Opening, and taking in news.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    sync::Arc,
};

use leptos::prelude::*;
use shared::{
    id::RecordId,
    numbered::Numbered,
    time::UnixMs,
    view::{SiteView, find::Index},
};

use super::{
    hold::Hold,
    lock::Kept,
    phone::Phone,
    save::Save,
    screen::{Place, Screen, Step},
    stage::Stage,
    strip::Strip,
    trail::Descent,
};
use crate::{
    browser::{
        boot,
        clock::{self, Timer},
        seal::Postman,
        spawn,
    },
    disk::{Disk, Fault, Opened, Registry},
    sync::{Driver, Former, News},
};

/// The note under which the last stretch is remembered.
pub(super) const STRETCH_NOTE: &str = "stretch";

pub(super) struct Core {
    pub(super) site: RefCell<SiteView>,
    pub(super) step: RefCell<Step>,
    pub(super) descent: RefCell<Descent>,
    pub(super) registry: RefCell<Option<Registry>>,
    /// The code of another worker's card, on a phone that is somebody's; kept until the screen that asks for it is left.
    pub(super) scanned: RefCell<Option<String>>,
    driver: RefCell<Option<Rc<Driver>>>,
    /// What workers before have left to be sent.
    pub(super) former: RefCell<Vec<Former>>,
    /// Not all that workers before have left did open: what waits is not known.
    pub(super) is_uncounted: Cell<bool>,
    /// Who is locked out; none where this phone is open.
    pub(super) kept: RefCell<Option<Rc<Kept>>>,
    /// What taps still on their way to the disk are, by group.
    pub(super) pending: RefCell<Numbered<Pending>>,
    pub(super) hold: RefCell<Hold>,
    pub(super) newest: RefCell<Option<Save>>,
    pub(super) bar_end: RefCell<Option<Timer>>,
    /// Everything as digits, and the version of the site it was made of.
    pub(super) index: RefCell<Option<(u64, Arc<Index>)>>,
    /// Whose time is known to have run out; none before the first look.
    pub(super) overdue: RefCell<Option<BTreeSet<RecordId>>>,
    started: Cell<bool>,
}

pub(super) enum Pending {
    Save(Save),
    /// Takes this one back.
    Undo(Save),
}

impl Core {
    pub(super) fn new(step: Step) -> Self {
        Self {
            site: RefCell::default(),
            step: RefCell::new(step),
            descent: RefCell::default(),
            registry: RefCell::default(),
            scanned: RefCell::default(),
            driver: RefCell::default(),
            former: RefCell::default(),
            is_uncounted: Cell::new(false),
            kept: RefCell::default(),
            pending: RefCell::default(),
            hold: RefCell::default(),
            newest: RefCell::default(),
            bar_end: RefCell::default(),
            index: RefCell::default(),
            overdue: RefCell::default(),
            started: Cell::new(false),
        }
    }

    pub(super) fn driver(&self) -> Option<Rc<Driver>> {
        self.driver.borrow().clone()
    }

    /// This worker's, and those of workers before.
    pub(super) fn drivers(&self) -> Vec<Rc<Driver>> {
        let former = self.former.borrow();
        let opened = former.iter().filter_map(|former| match former {
            Former::Opened(driver) => Some(driver.clone()),
            Former::Shut(..) => None,
        });
        self.driver().into_iter().chain(opened).collect()
    }

    /// What is sent unread.
    pub(super) fn post(&self, mut each: impl FnMut(&Postman)) {
        for former in &*self.former.borrow() {
            if let Former::Shut(post, ..) = former {
                each(post);
            }
        }
        if let Some(post) = self.kept.borrow().as_ref().and_then(|kept| kept.post.as_ref()) {
            each(post);
        }
    }

    /// The server's time, as far as this phone knows.
    pub(super) fn server_now(&self) -> UnixMs {
        let now = clock::now();
        self.driver()
            .map_or(now, |driver| driver.with(|replica| replica.server_time(now)))
    }
}

impl Phone {
    pub(super) fn open(self) {
        spawn(async move {
            let stage = self.opened().await;
            let is_good = stage.as_ref().is_none_or(Stage::counts_as_started);
            if let Some(stage) = stage {
                self.stage.set(stage);
            }
            // Until all that is stored was read, `whole` is still to come.
            if is_good && !self.core().site.borrow().is_partial() {
                self.say_started().await;
            }
        });
    }

    /// The stage that stands in the way; none once the driver runs.
    async fn opened(self) -> Option<Stage> {
        let registry = match Registry::open().await {
            Ok(registry) => registry,
            Err(fault) => return Some(stage_of(fault, Registry::was_enrolled())),
        };
        self.core().registry.replace(Some(registry.clone()));
        let current = match registry.current().await {
            Ok(Some(current)) => current,
            Ok(None) if Registry::was_enrolled() => return Some(Stage::Evicted),
            Ok(None) => {
                let proved = registry.prove().await;
                return Some(proved.map_or_else(|fault| stage_of(fault, false), |()| Stage::NotEnrolled));
            }
            Err(fault) => return Some(stage_of(fault, Registry::was_enrolled())),
        };
        let (disk, enrolment, shift) = match Disk::open(current).await {
            Ok(Opened::Open(disk, enrolment, shift)) => (disk, *enrolment, shift),
            Ok(Opened::Locked(locked)) => {
                self.send_off().await;
                return Some(self.locked(locked).await);
            }
            Err(fault) => return Some(stage_of(fault, true)),
        };
        let caught = match disk.begin().await {
            Ok(caught) => caught,
            Err(fault) => return Some(stage_of(fault, true)),
        };
        let stretch = disk.note(STRETCH_NOTE).await.ok().flatten();
        let stretch = stretch.and_then(|text| Place::read(&text));
        self.last_stretch.set(stretch.map(Into::into));
        let rule = enrolment.site.day;
        let left = registry.clone();
        spawn(async move {
            // Tried again at the next start.
            let _ = left.clear_left().await;
        });
        // Before anything is counted: what is still to be sent is never said to be less than it is.
        self.send_off().await;
        let since = caught.earlier.as_ref().map(|earlier| earlier.since);
        let driver = Driver::start(registry, disk, enrolment, caught, move |news| self.hear(news));
        let core = self.core();
        let mut site = driver.with(|replica| SiteView::new(rule, replica.records()));
        if let Some(since) = since {
            site.await_before(since);
        }
        core.site.replace(site);
        self.go_on_with(shift, &driver);
        core.driver.replace(Some(driver));
        self.version.update(|version| *version += 1);
        self.show_standing();
        self.look_over();
        if since.is_none() {
            self.go_on();
        }
        None
    }

    /// Once everything that is stored is here.
    fn go_on(self) {
        self.watch_overdue();
        self.watch_rule();
        // The card of another worker was scanned on a phone that is somebody's.
        if self.take_scanned() {
            self.go(Screen::Enrol);
        }
    }

    fn whole(self, read: Result<(), Fault>) {
        if let Err(fault) = read {
            self.core().driver.take();
            return self.stage.set(stage_of(fault, true));
        }
        self.core().site.borrow_mut().complete();
        self.version.update(|version| *version += 1);
        self.show_standing();
        self.go_on();
        spawn(async move { self.say_started().await });
    }

    /// Goes on sending what workers before have left.
    async fn send_off(self) {
        let core = self.core();
        let Some(registry) = core.registry.borrow().clone() else {
            return;
        };
        let left = registry.former().await;
        core.is_uncounted.set(left.is_err());
        for device in left.unwrap_or_default() {
            // Begun while this phone was locked.
            if core
                .former
                .borrow()
                .iter()
                .any(|former| former.device() == Some(device))
            {
                continue;
            }
            let done = registry.clone();
            let tell = move || {
                self.core()
                    .former
                    .borrow()
                    .iter()
                    .for_each(|former| former.clear(&done));
                self.show_standing();
            };
            match Former::send_off(&registry, device, tell).await {
                Ok(former) => core.former.borrow_mut().extend(former),
                // Tried again at the next start.
                Err(_) => core.is_uncounted.set(true),
            }
        }
        self.show_standing();
    }

    async fn say_started(self) {
        if !self.core().started.replace(true) {
            // The first screen is drawn before this comes back.
            clock::pause(0).await;
            boot::whole().await;
            boot::started();
        }
    }

    fn hear(self, news: News) {
        match news {
            News::Shown(ids) => self.then(move || self.show(&ids)),
            News::Stored { group } => {
                self.release();
                self.stored(group);
            }
            News::StoreFailed { group, fault } => {
                self.release();
                self.store_failed(group, fault);
            }
            News::Whole(read) => self.then(move || self.whole(read)),
            News::Standing => self.then(move || self.show_standing()),
        }
    }

    fn show(self, ids: &BTreeSet<RecordId>) {
        let core = self.core();
        let Some(driver) = core.driver() else { return };
        if ids.is_empty() {
            return;
        }
        let mut site = core.site.borrow_mut();
        driver.with(|replica| {
            for id in ids {
                site.put(*id, replica.get(*id));
            }
        });
        // What comes chunk by chunk is shown when all of it is here.
        if site.is_partial() {
            return;
        }
        drop(site);
        self.version.update(|version| *version += 1);
    }

    /// Strip and stage, as the replica has them now.
    pub(super) fn show_standing(self) {
        let core = self.core();
        let Some(driver) = core.driver() else {
            return self.show_posted();
        };
        let rule = core.site.borrow().rule();
        let mut strip = driver.with(|replica| Strip::of(replica, rule));
        for former in core.drivers().iter().skip(1) {
            strip = strip.with(&former.with(|replica| Strip::of(replica, rule)));
        }
        core.post(|post| strip.waiting += post.posted().waiting.unwrap_or(0));
        if self.strip.get_untracked() != strip {
            self.strip.set(strip);
        }
        // What becomes of the code is still to be seen.
        if self.stage.get_untracked() == Stage::Enrolling {
            return;
        }
        let complete = driver.with(|replica| replica.place().complete);
        let (is_partial, knows_today) = {
            let site = core.site.borrow();
            (site.is_partial(), site.knows_today(core.server_now()))
        };
        let stage = if is_partial {
            if complete && knows_today {
                Stage::Reading
            } else {
                Stage::Opening
            }
        } else if complete {
            Stage::Ready
        } else {
            let rows = driver.with(|replica| replica.confirmed_count() as u64);
            Stage::FirstSync {
                rows,
                stalled: !self.is_online() || driver.is_stalled(),
            }
        };
        if self.stage.get_untracked() != stage {
            self.stage.set(stage);
        }
    }
}

fn stage_of(fault: Fault, is_enrolled: bool) -> Stage {
    match fault {
        // A version before this one may still read it.
        Fault::Unreadable => boot::failed(),
        fault => Stage::stopped(fault, is_enrolled),
    }
}
