//! The digits of an enrolment code as they are typed. Pure.

/// Digits of a code.
const DIGITS: usize = 8;
/// It is printed and shown in two groups.
const GROUP: usize = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::screens) struct Code(String);

/// A place for a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) digit: String,
    pub(super) class: &'static str,
}

impl Code {
    /// The digits in a link; what else is in it is left out.
    pub(super) fn read(text: &str) -> Self {
        Self(text.chars().filter(char::is_ascii_digit).take(DIGITS).collect())
    }

    /// After a whole code, which was refused, the next digit begins another.
    pub(super) fn push(&mut self, digit: char) {
        if self.0.len() == DIGITS {
            self.0.clear();
        }
        self.0.push(digit);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    pub(in crate::screens) fn whole(&self) -> Option<String> {
        (self.0.len() == DIGITS).then(|| self.0.clone())
    }

    /// `1234 5678`
    pub(super) fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(self.0.len().min(GROUP));
        if second.is_empty() {
            first.to_owned()
        } else {
            format!("{first} {second}")
        }
    }

    pub(super) fn slots(&self) -> Vec<Slot> {
        let slot = |at: usize| {
            let digit = self.0.chars().nth(at);
            let class = match (digit, at == GROUP) {
                (Some(_), false) => "filled",
                (Some(_), true) => "filled apart",
                (None, false) => "",
                (None, true) => "apart",
            };
            Slot {
                digit: digit.map_or_else(String::new, String::from),
                class,
            }
        };
        (0..DIGITS).map(slot).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(digits: &str) -> Code {
        let mut code = Code::default();
        digits.chars().for_each(|digit| code.push(digit));
        code
    }

    #[test]
    fn eight_digits_make_a_code() {
        assert_eq!(typed("1234567").whole(), None);
        assert_eq!(typed("12345678").whole().as_deref(), Some("12345678"));
        assert_eq!(typed("123456789").grouped(), "9", "the next digit begins another code");
    }

    #[test]
    fn it_is_shown_in_two_groups() {
        assert_eq!(typed("12345").grouped(), "1234 5");
        assert_eq!(typed("123").grouped(), "123");
        let mut code = typed("12345");
        code.pop();
        assert_eq!(code.grouped(), "1234");
        let slots = code.slots();
        assert_eq!(slots.iter().filter(|slot| slot.class == "filled").count(), 4);
        assert_eq!((slots[4].class, slots.len()), ("apart", 8));
    }
}
