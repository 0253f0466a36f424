//! True black for dark stairwells and tired batteries, white for sunlight.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Black,
    White,
}

impl Theme {
    pub const ALL: [Self; 2] = [Self::Black, Self::White];

    /// The `data-theme` attribute, and what is stored as a setting.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::White => "white",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Black => Self::White,
            Self::White => Self::Black,
        }
    }

    /// From a stored setting; anything else is the default.
    pub fn of_str(text: &str) -> Self {
        if text == Self::White.as_str() {
            Self::White
        } else {
            Self::Black
        }
    }
}
