//! The languages of the screens. The words themselves live in each face.

/// Chinese first, English second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The `lang` attribute, and what is stored as a setting.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Its name in itself, so that whoever can't read the present language finds it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// From a stored setting or a browser's language tag: every Chinese is ours, anything else reads English.
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_', ',', ';']).next().unwrap_or_default();
        if primary.trim().eq_ignore_ascii_case("zh") || primary.trim().is_empty() {
            Self::Zh
        } else {
            Self::En
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_leads_to_its_language() {
        for (tag, lang) in [
            ("zh-CN", Lang::Zh),
            ("zh_TW", Lang::Zh),
            ("ZH", Lang::Zh),
            ("", Lang::Zh),
            ("en-GB,en;q=0.9", Lang::En),
            ("de", Lang::En),
        ] {
            assert_eq!(Lang::of_tag(tag), lang, "{tag}");
        }
        for lang in Lang::ALL {
            assert_eq!(Lang::of_tag(lang.tag()), lang);
            assert_eq!(lang.other().other(), lang);
        }
    }
}
