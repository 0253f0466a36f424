//! Who this phone is enrolled for, what a person sets for themselves, and whether the phone is ready to suit up.

use shared::time::{LocalTime, MINUTE_MS};
use ui::Glyph;

use super::{
    act::Act,
    page::{Ctx, Line, Page, Tile},
};
use crate::state::{Checks, Screen, Setting, Side, Sound, TextSize, Theme};

pub(super) fn me(ctx: &Ctx<'_>) -> Page {
    let words = ctx.words;
    let until = |at: LocalTime| {
        let (_, month, day) = at.date.civil();
        format!("{} {at}", (words.date)(month, day))
    };
    let scope = ctx.phone.scope();
    let facts = [
        (words.worker, Some(ctx.phone.worker())),
        (
            words.scope,
            Some(if scope.is_empty() {
                words.whole_site.to_owned()
            } else {
                scope.join(words.list_comma)
            }),
        ),
        (words.until, ctx.phone.expires().map(until)),
        (words.version, Some(env!("CARGO_PKG_VERSION").to_owned())),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let checks = ctx.phone.checks();
    let check = Tile::new(Glyph::Check, words.check, Act::Go(Screen::Check));
    let other = ctx.language.other();
    let lock = ctx.phone.has_lock().then(|| Tile {
        small: vec![words.off_duty.to_owned()],
        ..Tile::key("", Glyph::Lock, words.end_shift, Act::EndShift)
    });
    Page {
        title: words.me.to_owned(),
        small: vec![ctx.site.site_name().to_owned()],
        facts: facts.filter(|(_, value)| !value.is_empty()).collect(),
        tiles: vec![
            Tile::new(Glyph::Sun, words.settings, Act::Go(Screen::Settings)),
            if checks.is_ready() {
                check.small(words.is_ready)
            } else {
                check.tone("warn").small(words.look)
            },
            Tile::new(Glyph::Globe, words.other_language, Act::Set(Setting::Language(other)))
                .small(words.this_language),
            Tile::new(Glyph::People, words.next_worker, Act::Go(Screen::Enrol)),
        ],
        corner: lock,
        ..Page::default()
    }
}

pub(super) fn settings(ctx: &Ctx<'_>) -> Page {
    let (words, phone) = (ctx.words, ctx.phone);
    let (theme, sound, size, side) = (phone.theme(), phone.sound(), phone.text_size(), phone.side());
    let tile = |glyph, label: &str, small: &str, setting| Tile::new(glyph, label, Act::Set(setting)).small(small);
    let (sound_glyph, sound_word) = match sound {
        Sound::On => (Glyph::Sound, words.on),
        Sound::Off => (Glyph::Quiet, words.off),
    };
    let theme_word = if theme == Theme::Black {
        words.black
    } else {
        words.white
    };
    let size_word = if size == TextSize::Large {
        words.large
    } else {
        words.normal
    };
    let side_word = if side == Side::Left {
        words.left_hand
    } else {
        words.right_hand
    };
    Page {
        title: words.settings.to_owned(),
        tiles: vec![
            tile(Glyph::Sun, words.theme, theme_word, Setting::Theme(theme.other())),
            tile(sound_glyph, words.sound, sound_word, Setting::Sound(sound.other())),
            tile(Glyph::Eye, words.text_size, size_word, Setting::TextSize(size.other())),
            tile(Glyph::Hand, words.hand, side_word, Setting::Side(side.other())),
        ],
        ..Page::default()
    }
}

/// 自检: after enrolment, and whenever somebody asks.
pub(super) fn check(ctx: &Ctx<'_>) -> Page {
    let (words, checks) = (ctx.words, ctx.phone.checks());
    let (verdict, tone) = if checks.is_ready() {
        (words.may_suit_up, "primary wide")
    } else {
        (words.not_yet, "warn wide")
    };
    let go = Tile::new(Glyph::House, words.to_the_doors, Act::Home);
    Page {
        title: words.check.to_owned(),
        small: vec![verdict.to_owned()],
        notes: findings(ctx, &checks),
        facts: vec![(words.worker, ctx.phone.worker())],
        tiles: vec![go.tone(tone)],
        ..Page::default()
    }
}

/// How this phone is, in a line where all is well: what is amiss, else that nothing is.
pub(super) fn health(ctx: &Ctx<'_>) -> Vec<Line> {
    let findings = findings(ctx, &ctx.phone.checks());
    let amiss = findings.iter().filter(|line| line.tone != "ok");
    let amiss: Vec<Line> = amiss.cloned().collect();
    if !amiss.is_empty() {
        return amiss;
    }
    let all = findings.into_iter().reduce(|all, line| Line {
        text: format!("{}{}{}", all.text, ctx.words.list_comma, line.text),
        ..all
    });
    all.into_iter().collect()
}

/// One line for each thing looked at; what is amiss comes first.
fn findings(ctx: &Ctx<'_>, checks: &Checks) -> Vec<Line> {
    let words = ctx.words;
    let line = |is_good: bool, good: &str, bad: String| Line {
        tone: if is_good { "ok" } else { "warn" },
        glyph: if is_good { Glyph::Check } else { Glyph::Alert },
        text: if is_good { good.to_owned() } else { bad },
    };
    let minutes = checks.skew_ms.unwrap_or(0) / MINUTE_MS;
    let kept = if checks.installed {
        words.is_installed
    } else {
        words.is_kept
    };
    let lines = [
        line(checks.kept != Some(false), kept, words.is_not_kept.to_owned()),
        line(checks.has_clock(), words.clock_is_right, (words.clock_is_off)(minutes)),
        line(checks.has_room(), words.has_room, words.no_room.to_owned()),
    ];
    let (good, amiss): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.tone == "ok");
    amiss.into_iter().chain(good).collect()
}
