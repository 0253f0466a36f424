//! Times as people say them: `14:05`, `昨天 18:40`, `11月12日`.

use shared::time::{DayRule, UnixMs};

use super::Words;

/// An instant, seen from `now`, on the site's wall clock.
pub(crate) fn when(words: &Words, rule: DayRule, at: UnixMs, now: UnixMs) -> String {
    let (then, today) = (rule.local(at), rule.local(now).date);
    match today.0 - then.date.0 {
        0 => then.to_string(),
        1 => format!("{} {then}", words.yesterday),
        _ => {
            let (_, month, day) = then.date.civil();
            (words.date)(month, day)
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::time::{DAY_MS, HOUR_MS};

    use super::*;
    use crate::{state::Lang, words::of};

    #[test]
    fn an_instant_is_named_by_its_distance() {
        let (rule, words) = (DayRule::default(), of(Lang::Zh));
        // 2022-11-14 14:11 in China.
        let now = UnixMs(1_668_384_000_000 + 6 * HOUR_MS + 11 * 60_000);
        assert_eq!(when(words, rule, now, now), "14:11");
        assert_eq!(when(words, rule, now.plus(-DAY_MS), now), "昨天 14:11");
        assert_eq!(when(words, rule, now.plus(-15 * HOUR_MS), now), "昨天 23:11");
        assert_eq!(when(words, rule, now.plus(-3 * DAY_MS), now), "11月11日");
        assert_eq!(when(of(Lang::En), rule, now.plus(-3 * DAY_MS), now), "11 Nov");
    }
}
