//! The card this phone was enrolled by. Its code is spent; it is kept to know the card again.

use crate::browser::setting;

const KEY: &str = "dabai.card";

pub(super) fn keep(code: &str) {
    setting::set(KEY, &digits(code));
}

pub(super) fn is_own(code: &str) -> bool {
    setting::get(KEY).is_some_and(|own| own == digits(code))
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}
