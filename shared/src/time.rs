//! Times and site days. No clock is read here: every "now" is an argument.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    read::{FromValue, read_fields},
    value::Value,
};

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMs(pub i64);

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

impl UnixMs {
    /// This instant moved by `ms` (may be negative), staying within what an i64 holds.
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant; negative when it is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// When a site's day turns: at `turns_at_min` minutes past midnight, local time, `utc_offset_min` east of Greenwich.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRule {
    pub utc_offset_min: i64,
    pub turns_at_min: i64,
}

read_fields! {
    DayRule { utc_offset_min, turns_at_min }
}

impl FromValue for UnixMs {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int().map(Self)
    }
}

impl FromValue for SiteDay {
    fn from_value(value: Value) -> Option<Self> {
        value.as_int().map(Self)
    }
}

impl Default for DayRule {
    /// China Standard Time, turning at 04:00.
    fn default() -> Self {
        Self {
            utc_offset_min: 8 * 60,
            turns_at_min: 4 * 60,
        }
    }
}

/// A site's day, named by the calendar date on which it began; days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteDay(pub i64);

impl DayRule {
    pub const fn day(self, at: UnixMs) -> SiteDay {
        SiteDay(
            at.0.saturating_add((self.utc_offset_min - self.turns_at_min) * MINUTE_MS)
                .div_euclid(DAY_MS),
        )
    }

    /// The instant at which `day` begins.
    pub const fn start(self, day: SiteDay) -> UnixMs {
        UnixMs(
            day.0
                .saturating_mul(DAY_MS)
                .saturating_sub((self.utc_offset_min - self.turns_at_min) * MINUTE_MS),
        )
    }

    /// The wall clock at the site.
    pub const fn local(self, at: UnixMs) -> LocalTime {
        let ms = at.0.saturating_add(self.utc_offset_min * MINUTE_MS);
        let minute = ms.rem_euclid(DAY_MS) / MINUTE_MS;
        LocalTime {
            date: SiteDay(ms.div_euclid(DAY_MS)),
            hour: minute / 60,
            minute: minute % 60,
        }
    }
}

/// A site's wall clock to the minute. `date` is the calendar date, not the site day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    pub date: SiteDay,
    pub hour: i64,
    pub minute: i64,
}

impl fmt::Display for LocalTime {
    /// `14:02`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl SiteDay {
    /// Year, month 1–12 and day 1–31 (Hinnant's civil-from-days).
    pub const fn civil(self) -> (i64, i64, i64) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, doy - (153 * mp + 2) / 5 + 1)
    }

    const fn from_civil(year: i64, month: i64, day: i64) -> Self {
        let y = if month <= 2 { year - 1 } else { year };
        let yoe = y.rem_euclid(400);
        let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Self(y.div_euclid(400) * 146_097 + doe - 719_468)
    }
}

impl fmt::Display for SiteDay {
    /// `2022-11-14`, the form in which a period is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form 2022-11-14")]
pub struct NotADate;

impl FromStr for SiteDay {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut parts = text.split('-').map(|part| part.parse::<i64>().map_err(|_| NotADate));
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADate);
        };
        let (year, month, day) = (year?, month?, day?);
        if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(NotADate);
        }
        let made = Self::from_civil(year, month, day);
        // 31 April would read back as 1 May.
        if made.to_string() == text {
            Ok(made)
        } else {
            Err(NotADate)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2022-11-14T00:00Z.
    const NOV_14: i64 = 1_668_384_000_000;

    #[test]
    fn the_day_turns_at_four_in_the_morning_at_the_site() {
        let rule = DayRule::default();
        // 03:59 and 04:00 on the 14th in China are 19:59 and 20:00 on the 13th in Greenwich.
        let four = UnixMs(NOV_14 - 4 * HOUR_MS);
        assert_eq!(rule.day(four.plus(-1)).to_string(), "2022-11-13");
        assert_eq!(rule.day(four).to_string(), "2022-11-14");
        assert_eq!(rule.start(rule.day(four)), four);
        assert_eq!(rule.local(four).to_string(), "04:00");
    }

    #[test]
    fn dates_read_back_as_written() {
        for day in (-20_000..60_000).step_by(97) {
            let day = SiteDay(day);
            assert_eq!(day.to_string().parse(), Ok(day));
        }
        for wrong in [
            "2022-02-30",
            "2022-13-01",
            "2022-1-1",
            "",
            "2022-11",
            "2022-11-14-1",
            "99999-01-01",
        ] {
            assert_eq!(wrong.parse::<SiteDay>(), Err(NotADate), "{wrong}");
        }
    }
}
