//! The link of an enrolment card: `/app/#c=12345678`. What stands behind `#` never leaves the phone by itself.

use leptos::prelude::window;

/// The code in the address, if there is one.
pub(crate) fn code() -> Option<String> {
    code_in(&window().location().hash().unwrap_or_default())
}

/// Takes the code out of the address: it is spent, and nobody should read it there.
pub(crate) fn forget_code() {
    let (window, state) = (window(), window().history().and_then(|history| history.state()));
    if let (Ok(path), Ok(history), Ok(state)) = (window.location().pathname(), window.history(), state) {
        let _ = history.replace_state_with_url(&state, "", Some(&path));
    }
}

/// The digits behind `c=`; anything else is no code.
fn code_in(hash: &str) -> Option<String> {
    let code = hash
        .strip_prefix('#')?
        .split('&')
        .find_map(|part| part.strip_prefix("c="))?;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_code_is_read_from_the_link_of_a_card() {
        assert_eq!(code_in("#c=12345678").as_deref(), Some("12345678"));
        assert_eq!(code_in("#x=1&c=1234-5678").as_deref(), Some("12345678"));
        assert_eq!(code_in("#c="), None);
        assert_eq!(code_in("#doors"), None);
        assert_eq!(code_in(""), None);
    }
}
