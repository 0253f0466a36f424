//! What a person sets for themselves. Nothing personal: it lies in localStorage in plain text.

use ui::{Lang, Theme};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sound {
    #[default]
    On,
    Off,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TextSize {
    #[default]
    Normal,
    Large,
}

/// The hand that taps: back and the row that turns pages are mirrored for the left one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Side {
    #[default]
    Right,
    Left,
}

/// One of them, as it is to be from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Theme(Theme),
    Language(Lang),
    Sound(Sound),
    TextSize(TextSize),
    Side(Side),
}

/// The keys in localStorage. `public/boot.js` reads the theme before the first paint.
pub(super) const THEME_KEY: &str = "dabai.theme";
pub(super) const LANGUAGE_KEY: &str = "dabai.language";
pub(super) const SOUND_KEY: &str = "dabai.sound";
pub(super) const TEXT_KEY: &str = "dabai.text";
pub(super) const SIDE_KEY: &str = "dabai.side";

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

impl TextSize {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
        }
    }

    pub(super) fn read(text: Option<&str>) -> Self {
        if text == Some("large") {
            Self::Large
        } else {
            Self::Normal
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Normal => Self::Large,
            Self::Large => Self::Normal,
        }
    }
}

impl Side {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }

    pub(super) fn read(text: Option<&str>) -> Self {
        if text == Some("left") { Self::Left } else { Self::Right }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
        }
    }
}

impl Sound {
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::On => Self::Off,
            Self::Off => Self::On,
        }
    }

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
