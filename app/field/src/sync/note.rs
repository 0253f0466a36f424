//! What tabs of one phone tell each other. Never what was recorded: that is read from the disk.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// The disk holds something new.
    Wrote,
    /// This tab came to the front and would lead.
    Front,
    /// This tab leads and is in front, too.
    Here,
    /// This tab leads and has gone to the back.
    Back,
    /// This phone has a new identity: start again.
    Moved,
}

impl Note {
    pub(super) const ALL: [Self; 5] = [Self::Wrote, Self::Front, Self::Here, Self::Back, Self::Moved];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Wrote => "wrote",
            Self::Front => "front",
            Self::Here => "here",
            Self::Back => "back",
            Self::Moved => "moved",
        }
    }

    /// None for a note of another version.
    pub(super) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|note| note.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_is_understood_and_a_strange_one_ignored() {
        for note in Note::ALL {
            assert_eq!(Note::read(note.as_str()), Some(note));
        }
        assert_eq!(Note::read("dance"), None);
    }
}
