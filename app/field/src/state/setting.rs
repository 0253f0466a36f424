//! What a person sets for themselves. Nothing personal: it lies in localStorage in plain text.

use ui::{Lang, Theme};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sound {
    #[default]
    On,
    Off,
}

/// The keys in localStorage. `public/boot.js` reads the theme before the first paint.
pub(super) const THEME_KEY: &str = "dabai.theme";
pub(super) const LANGUAGE_KEY: &str = "dabai.language";
pub(super) const SOUND_KEY: &str = "dabai.sound";

/// Chinese, unless something else was chosen here or the whole phone speaks English.
pub(super) fn language(chosen: Option<&str>, system: &str) -> Lang {
    match chosen {
        Some(tag) => Lang::of_tag(tag),
        None if system.starts_with("en") => Lang::En,
        None => Lang::Zh,
    }
}

/// Black, unless white was chosen.
pub(super) fn theme(chosen: Option<&str>) -> Theme {
    chosen.map_or(Theme::Black, Theme::of_str)
}

impl Sound {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }

    pub(super) fn read(text: Option<&str>) -> Self {
        if text == Some("off") { Self::Off } else { Self::On }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_outlasts_the_systems_language() {
        assert_eq!(language(None, "en-GB"), Lang::En);
        assert_eq!(language(Some("zh-CN"), "en-GB"), Lang::Zh);
        assert_eq!(language(None, "fr"), Lang::Zh);
        assert_eq!(language(Some(Lang::En.tag()), "zh-CN"), Lang::En);
        assert_eq!(theme(Some(Theme::White.as_str())), Theme::White);
        assert_eq!(Sound::read(Some(Sound::Off.as_str())), Sound::Off);
    }
}
