//! The caller's language: Chinese unless English is asked for more.

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};

use crate::api::credential::cookie;

const COOKIE: &str = "dabai-language";
const KEPT_S: u64 = 365 * 24 * 60 * 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Zh,
    En,
}

impl Language {
    /// From `Accept-Language`; the first of the two named with the highest weight.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let wanted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let mut best = (Self::Zh, 0.0);
        for part in wanted.split(',') {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.parse::<f32>().ok())
                .unwrap_or(0.0);
            let primary = tag.trim().split('-').next().unwrap_or("");
            let language = match primary.to_ascii_lowercase().as_str() {
                "zh" => Self::Zh,
                "en" => Self::En,
                _ => continue,
            };
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// What somebody chose on this browser, else what the browser asks for.
    pub(crate) fn chosen(headers: &HeaderMap) -> Self {
        cookie(headers, COOKIE)
            .and_then(Self::named)
            .unwrap_or_else(|| Self::of(headers))
    }

    /// By its tag.
    pub(crate) fn named(tag: &str) -> Option<Self> {
        [Self::Zh, Self::En].into_iter().find(|language| language.tag() == tag)
    }

    /// Remembers this one for a year.
    pub(crate) fn cookie(self, https: bool) -> String {
        let secure = if https { "; Secure" } else { "" };
        format!(
            "{COOKIE}={}; Path=/; Max-Age={KEPT_S}; HttpOnly; SameSite=Lax{secure}",
            self.tag()
        )
    }

    pub(crate) const fn ui(self) -> ui::Lang {
        self.pick(ui::Lang::Zh, ui::Lang::En)
    }

    /// Of a terminal: Chinese where its locale says so.
    pub(crate) fn of_environment() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        if locale.is_some_and(|locale| locale.starts_with("zh")) {
            Self::Zh
        } else {
            Self::En
        }
    }

    pub(crate) const fn pick<T: Copy>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// As `lang=` of a page.
    pub(crate) const fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_asked_for_most_is_spoken() {
        for (asked, language) in [
            ("", Language::Zh),
            ("en-GB,en;q=0.9", Language::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh),
            ("fr,en;q=0.5,zh;q=0.4", Language::En),
            ("en;q=0", Language::Zh),
            ("*", Language::Zh),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, asked.parse().unwrap());
            assert_eq!(Language::of(&headers), language, "{asked}");
        }
    }
}
