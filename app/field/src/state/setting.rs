//! What a person sets for themselves. Nothing personal: it lies in localStorage in plain text.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    Black,
    White,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    Zh,
    En,
}

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

impl Theme {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::White => "white",
        }
    }

    pub(super) fn read(text: Option<&str>) -> Self {
        if text == Some("white") {
            Self::White
        } else {
            Self::Black
        }
    }
}

impl Language {
    /// Also the value of `<html lang>`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Chinese, unless something else was chosen here or the whole phone speaks English.
    pub(super) fn read(chosen: Option<&str>, system: &str) -> Self {
        match chosen {
            Some("en") => Self::En,
            None if system.starts_with("en") => Self::En,
            _ => Self::Zh,
        }
    }
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
        assert_eq!(Language::read(None, "en-GB"), Language::En);
        assert_eq!(Language::read(Some("zh-CN"), "en-GB"), Language::Zh);
        assert_eq!(Language::read(None, "fr"), Language::Zh);
        assert_eq!(Language::read(Some(Language::En.as_str()), "zh-CN"), Language::En);
        assert_eq!(Theme::read(Some(Theme::White.as_str())), Theme::White);
        assert_eq!(Sound::read(Some(Sound::Off.as_str())), Sound::Off);
    }
}
