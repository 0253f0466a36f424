//! Icons: drawn in a 24 box with one stroke weight, in the ink around them. A picture beside a word says nothing to a
//! screen reader; the word does.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Alert,
    Back,
    Bed,
    Broom,
    Building,
    Card,
    Check,
    Clock,
    Cloud,
    Cross,
    Delete,
    Down,
    Ear,
    Eye,
    Globe,
    House,
    Knock,
    Lock,
    Minus,
    More,
    Offline,
    People,
    Person,
    Phone,
    Quiet,
    Sound,
    Speech,
    Star,
    Sun,
    Undo,
    Up,
}

impl Glyph {
    /// The drawing, as the data of one path.
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 3l10 18H2zM12 10v5M12 18h.01",
            Self::Back => "M15 4L7 12l8 8",
            Self::Bed => "M3 5v15M3 16h18M21 20v-6a3 3 0 00-3-3h-7v5M7 12h.01",
            Self::Broom => "M20 4l-8 8M9 10l5 5-5 6H4l-1-1v-4z",
            Self::Building => "M5 21V3h10v18M15 9h4v12M3 21h18M9 7h2M9 11h2M9 15h2",
            Self::Card => "M3 5h18v14H3zM6 9h5v6H6zM14 10h4M14 14h4",
            Self::Check => "M4 13l5 5L20 6",
            Self::Clock => "M12 3a9 9 0 110 18 9 9 0 010-18M12 7v5l4 2",
            Self::Cloud => "M7 18a4 4 0 010-8 6 6 0 0111-1 4 4 0 01-1 9zM12 17v-6M9 13l3-3 3 3",
            Self::Cross => "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
            Self::Delete => "M9 5h12v14H9l-7-7zM12 9l6 6M18 9l-6 6",
            Self::Down => "M5 9l7 7 7-7",
            Self::Ear => "M6 10a6 6 0 1112 0c0 4-4 4-4 8a3 3 0 01-5 2M9 10a3 3 0 016 0c0 2-2 2-2 4M3 3l18 18",
            Self::Eye => "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 110 6 3 3 0 010-6z",
            Self::Globe => "M12 3a9 9 0 110 18 9 9 0 010-18M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9",
            Self::House => "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
            Self::Knock => "M7 21V4h10v17M4 21h16M14 12h.01M2 8h2M2 12h2M2 16h2",
            Self::Lock => "M5 11h14v10H5zM8 11V7a4 4 0 018 0v4",
            Self::Minus => "M4 12h16",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Offline => "M7 18a4 4 0 010-8 6 6 0 014-4M15 6a5 5 0 013 3 4 4 0 012 7M4 4l16 16",
            Self::People => "M9 5a3 3 0 110 6 3 3 0 010-6zM3 20c0-4 2-6 6-6s6 2 6 6M16 5a3 3 0 010 6M18 14c2 1 3 3 3 6",
            Self::Person => "M12 4a4 4 0 110 8 4 4 0 010-8zM4 21c0-4 3-6 8-6s8 2 8 6",
            Self::Phone => "M6 3h4l2 5-3 2a12 12 0 005 5l2-3 5 2v4a2 2 0 01-2 2A17 17 0 014 5a2 2 0 012-2z",
            Self::Quiet => "M4 9h4l5-5v16l-5-5H4zM17 9l5 6M22 9l-5 6",
            Self::Sound => "M4 9h4l5-5v16l-5-5H4zM17 8a6 6 0 010 8M20 5a10 10 0 010 14",
            Self::Speech => "M4 4h16v12h-8l-5 5v-5H4zM8 10h.01M12 10h.01M16 10h.01",
            Self::Star => "M12 3l2.8 5.9 6.2.8-4.6 4.3 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.7l6.2-.8z",
            Self::Sun => {
                "M12 8a4 4 0 110 8 4 4 0 010-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5"
            }
            Self::Undo => "M9 5L4 10l5 5M4 10h10a6 6 0 010 12h-3",
            Self::Up => "M5 15l7-7 7 7",
        }
    }

    /// Dots are drawn as the round ends of a line, so they need a heavier one.
    const fn stroke(self) -> &'static str {
        if matches!(self, Self::More) { "4.4" } else { "2.4" }
    }
}

#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width=glyph.stroke()
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=glyph.path() />
        </svg>
    }
}
