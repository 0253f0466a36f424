//! Who may open what an identity has stored: whoever has the phone, or whoever knows the PIN, asked for once a shift.
//!
//! During a shift the open key stands in the browser's storage, whatever ends the app meanwhile; it can be used there and not
//! read out by any script. After the shift only the key wrapped under the PIN is left.

use shared::{
    id::DeviceId,
    json,
    protocol::Rules,
    read::from_json,
    time::{HOUR_MS, UnixMs},
};

use super::{
    Disk, Enrolment, Fault, Registry,
    device::{KEY, ME, ME_LABEL, META, PLACE, VERSION, name, read_place},
};
use crate::browser::{
    clock,
    database::{At, Database, Durability},
    seal::{Unlocked, Vault},
    setting,
};

/// Keys that are typed.
pub(crate) const PIN_DIGITS: usize = 6;
/// A shift ends by itself after this long.
const SHIFT_MS_MAX: i64 = 16 * HOUR_MS;
/// Wrong PINs that cost nothing but themselves.
const FREE_TRIES: u32 = 2;
/// The wait after one more; doubled with every further one.
const DELAY_FIRST_S: u32 = 5;
const DELAY_MOST_S: u32 = 5 * 60;

pub(super) const RULES: &str = "rules";
const UNTIL: &str = "until";
const BEGAN: &str = "began";
const TRIES: &str = "tries";

/// When this phone last heard the server, by `clock::steady`.
const HEARD: &str = "dabai.heard";

/// How an identity's key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Beside what it opens: the device alone unlocks.
    Device,
    /// Made for a PIN that nobody has chosen yet.
    Owed,
    /// Wrapped under a PIN; open for a shift.
    Pin,
}

/// Why an identity is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// The PIN is asked for.
    Pin,
    /// The server was not heard for too long; hearing it is enough.
    Lease,
    /// Nobody can open it any more.
    Shut,
}

pub(crate) enum Opened {
    Open(Disk, Box<Enrolment>, Shift),
    Locked(Locked),
}

/// Where a start finds the shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    Begins,
    GoesOn,
}

/// An identity whose key isn't at hand, or not to be used. What is in envelopes can still be sent.
#[derive(Clone)]
pub(crate) struct Locked {
    pub(crate) vault: Vault,
    pub(crate) device: DeviceId,
    pub(crate) reason: Reason,
}

/// Seconds until the next PIN is taken, after so many wrong ones.
pub(crate) fn delay_s(tries: u32) -> u32 {
    let Some(beyond) = tries.checked_sub(FREE_TRIES + 1) else {
        return 0;
    };
    DELAY_FIRST_S.saturating_mul(1 << beyond.min(16)).min(DELAY_MOST_S)
}

/// When a shift that begins now ends. Access that has ended already ends no shift.
fn end_of_shift(now: i64, clock: UnixMs, expires: Option<UnixMs>) -> i64 {
    let left = expires.map(|expires| expires.since(clock)).filter(|left| *left > 0);
    now.saturating_add(left.unwrap_or(SHIFT_MS_MAX).min(SHIFT_MS_MAX))
}

/// When the shift that began then ends, now that access ends at another time.
fn end_of_present(began: i64, now: i64, clock: UnixMs, expires: Option<UnixMs>) -> i64 {
    let most = began.saturating_add(SHIFT_MS_MAX);
    let left = expires.map(|expires| expires.since(clock).max(0));
    left.map_or(most, |left| now.saturating_add(left).min(most))
}

fn is_lease_over(rules: Option<&Rules>, now: i64, heard: i64) -> bool {
    rules.is_some_and(|rules| now.saturating_sub(heard) >= rules.lease_ms)
}

/// The server has been heard.
pub(crate) fn hear() {
    setting::set(HEARD, &clock::steady().to_string());
}

/// A version before this one has not written it down: it counts from now on.
fn heard(now: i64) -> i64 {
    setting::get(HEARD)
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| {
            hear();
            now
        })
}

impl Disk {
    /// Opens an identity's database. `Evicted` where it, its key or its name tag is gone.
    pub(crate) async fn open(device: DeviceId) -> Result<Opened, Fault> {
        let database = Database::open_existing(&name(device), VERSION)
            .await?
            .ok_or(Fault::Evicted)?;
        let meta = database.read(&[META])?.store(META)?;
        let (until, rules) = (meta.ask_text(At::Name(UNTIL))?, meta.ask_text(At::Name(RULES))?);
        let key = meta.key(At::Name(KEY)).await?;
        let me = meta.sealed(At::Name(ME)).await?;
        let rules: Option<Rules> = rules.await?.and_then(|text| from_json(text.as_bytes()));
        let until = number(until.await?);
        let now = clock::steady();
        let begins = until.is_none_or(|until| now >= until);
        let vault = Vault(database, device.to_string());
        let unlocked = match key {
            Some(key) => (Lock::Device, Some(key)),
            None => {
                let is_over = begins && rules.as_ref().is_some_and(|rules| rules.pin);
                match vault.unlocked(is_over).await? {
                    Unlocked::Owed(key) => (Lock::Owed, Some(key)),
                    Unlocked::Open(key) => (Lock::Pin, Some(key)),
                    Unlocked::Locked => (Lock::Pin, None),
                    Unlocked::Shut => return Ok(Self::locked(vault, device, Reason::Shut)),
                    Unlocked::Lost => return Err(Fault::Evicted),
                }
            }
        };
        if begins && is_lease_over(rules.as_ref(), now, heard(now)) {
            return Ok(Self::locked(vault, device, Reason::Lease));
        }
        let (lock, Some(key)) = unlocked else {
            return Ok(Self::locked(vault, device, Reason::Pin));
        };
        let me = key.open(ME_LABEL, &me.ok_or(Fault::Evicted)?).await?;
        let enrolment = Enrolment::read(me).ok_or(Fault::Unreadable)?;
        let disk = Self::new(vault, key, lock);
        disk.know(rules);
        disk.until.set(until.unwrap_or(i64::MAX));
        let shift = if begins { Shift::Begins } else { Shift::GoesOn };
        Ok(Opened::Open(disk, Box::new(enrolment), shift))
    }

    const fn locked(vault: Vault, device: DeviceId, reason: Reason) -> Opened {
        Opened::Locked(Locked { vault, device, reason })
    }

    pub(crate) fn lock(&self) -> Lock {
        self.lock.get()
    }

    /// Whether the present shift has lasted as long as it may, by `clock::steady`.
    pub(crate) fn is_shift_over(&self, now: i64) -> bool {
        now >= self.until.get()
    }

    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// A shift begins here.
    pub(crate) async fn begin_shift(&self, expires: Option<UnixMs>) -> Result<(), Fault> {
        self.until.set(write_until(&self.database, expires).await?);
        Ok(())
    }

    /// Access ends at another time than was known: the present shift, if one goes on, does too.
    pub(crate) async fn move_end(&self, expires: Option<UnixMs>) -> Result<(), Fault> {
        let now = clock::steady();
        let tx = self.database.write(&[META], Durability::Strict)?;
        let meta = tx.store(META)?;
        let (until, began) = (meta.ask_text(At::Name(UNTIL))?, meta.ask_text(At::Name(BEGAN))?);
        let (until, began) = (number(until.await?), number(began.await?));
        let Some(until) = until.filter(|until| now < *until) else {
            return Ok(());
        };
        // A version before this one has not written it down: it began no earlier than that.
        let began = began.unwrap_or_else(|| until.saturating_sub(SHIFT_MS_MAX));
        let until = end_of_present(began, now, clock::now(), expires);
        meta.put_text(At::Name(UNTIL), &until.to_string())?;
        tx.done().await?;
        self.until.set(until);
        Ok(())
    }

    /// From the next shift on this PIN is asked for.
    pub(crate) async fn set_pin(&self, pin: &str) -> Result<(), Fault> {
        self.vault.set_pin(&self.key, pin).await?;
        self.lock.set(Lock::Pin);
        Ok(())
    }

    /// Ends the shift: from here on only the PIN opens what is stored.
    pub(crate) async fn end_shift(&self) -> Result<(), Fault> {
        // What still has no envelope could not be sent until then. Without a key to seal to it waits.
        let _ = self.mend().await;
        let tx = self.database.write(&[META], Durability::Strict)?;
        tx.store(META)?.delete(At::Name(UNTIL))?;
        tx.done().await?;
        Ok(Vault::close(&self.vault.1).await?)
    }

    /// Whether the site asks for a PIN, as last heard.
    pub(crate) fn asks_for_pin(&self) -> bool {
        self.rules.borrow().as_ref().is_some_and(|rules| rules.pin)
    }

    /// Whether this is what the site was known to ask.
    pub(crate) fn knows(&self, rules: &Rules) -> bool {
        self.rules.borrow().as_ref() == Some(rules)
    }

    fn know(&self, rules: Option<Rules>) {
        let named = rules.as_ref().and_then(|rules| rules.envelope_key.clone());
        self.envelopes.address(named);
        self.rules.replace(rules);
    }

    /// What the site asks of phones, as it says now.
    pub(crate) async fn set_rules(&self, rules: &Rules) -> Result<(), Fault> {
        self.know(Some(rules.clone()));
        let tx = self.database.write(&[META], Durability::Relaxed)?;
        tx.store(META)?.put_text(At::Name(RULES), &json::write(rules))?;
        Ok(tx.done().await?)
    }
}

fn number(text: Option<String>) -> Option<i64> {
    text.and_then(|text| text.parse().ok())
}

async fn write_until(database: &Database, expires: Option<UnixMs>) -> Result<i64, Fault> {
    let began = clock::steady();
    let until = end_of_shift(began, clock::now(), expires);
    let tx = database.write(&[META], Durability::Strict)?;
    let meta = tx.store(META)?;
    meta.put_text(At::Name(UNTIL), &until.to_string())?;
    meta.put_text(At::Name(BEGAN), &began.to_string())?;
    meta.delete(At::Name(TRIES))?;
    tx.done().await?;
    Ok(until)
}

impl Locked {
    /// Whether this was the PIN; then a shift begins, and `Disk::open` opens. The same where the lease has run out since
    /// the PIN was asked for, whatever was typed: no shift begins, and `Disk::open` says so.
    pub(crate) async fn try_pin(&self, pin: &str) -> Result<bool, Fault> {
        let meta = self.vault.0.read(&[META])?.store(META)?;
        let (rules, place) = (meta.ask_text(At::Name(RULES))?, meta.ask_text(At::Name(PLACE))?);
        let rules: Option<Rules> = rules.await?.and_then(|text| from_json(text.as_bytes()));
        let place = read_place(place.await?)?;
        let now = clock::steady();
        if is_lease_over(rules.as_ref(), now, heard(now)) {
            return Ok(true);
        }
        let Some(expires) = self.vault.try_pin(pin).await? else {
            return Ok(false);
        };
        let expires = place.rights.map_or(expires.map(UnixMs), |rights| rights.expires);
        write_until(&self.vault.0, expires).await?;
        Ok(true)
    }

    /// This phone is somebody else's now. Where a PIN was asked for, its key goes with everything it opens; envelopes stay.
    pub(crate) async fn hand_over(&self, registry: &Registry, next: DeviceId) -> Result<(), Fault> {
        registry.hand_over(next, self.device).await?;
        if self.reason == Reason::Pin {
            self.vault.shut().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_pins_wait_longer_each_time_and_never_for_ever() {
        let waits: Vec<u32> = (0..6).map(delay_s).collect();
        assert_eq!(waits, [0, 0, 0, 5, 10, 20]);
        assert_eq!((delay_s(9), delay_s(u32::MAX)), (DELAY_MOST_S, DELAY_MOST_S));
        assert!((0..100).all(|tries| delay_s(tries) <= delay_s(tries + 1)));
    }

    #[test]
    fn a_shift_ends_with_access_or_after_its_bound() {
        let (now, clock) = (1_000_000, UnixMs(5_000));
        assert_eq!(end_of_shift(now, clock, None), now + SHIFT_MS_MAX);
        assert_eq!(end_of_shift(now, clock, Some(clock.plus(HOUR_MS))), now + HOUR_MS);
        assert_eq!(
            end_of_shift(now, clock, Some(clock.plus(90 * HOUR_MS))),
            now + SHIFT_MS_MAX
        );
        // Whoever may not do anything any more may still look at what is not sent.
        assert_eq!(end_of_shift(now, clock, Some(clock.plus(-1))), now + SHIFT_MS_MAX);
    }

    #[test]
    fn the_present_shift_ends_as_access_does_and_never_after_its_bound() {
        let (began, clock) = (1_000_000, UnixMs(5_000));
        let now = began + HOUR_MS;
        let ends = |expires| end_of_present(began, now, clock, expires);
        assert_eq!(ends(Some(clock.plus(HOUR_MS))), now + HOUR_MS);
        assert_eq!(ends(Some(clock.plus(90 * HOUR_MS))), began + SHIFT_MS_MAX);
        assert_eq!(ends(None), began + SHIFT_MS_MAX);
        assert_eq!(ends(Some(clock.plus(-1))), now);
    }

    #[test]
    fn a_lease_is_over_when_the_server_was_silent_for_as_long() {
        let rules = Rules {
            pin: false,
            lease_ms: 72 * HOUR_MS,
            envelope_key: None,
        };
        assert!(!is_lease_over(Some(&rules), 72 * HOUR_MS - 1, 0));
        assert!(is_lease_over(Some(&rules), 72 * HOUR_MS, 0));
        assert!(!is_lease_over(None, i64::MAX, 0), "an older server asks for nothing");
    }
}
