//! Phone numbers as they are shown until somebody asks for them in full.

/// Digits of a number that stay readable at its beginning and at its end, where there are enough in between.
const HEAD: usize = 3;
const TAIL: usize = 4;
/// Fewer hidden digits than this are guessed.
const HIDDEN_MIN: usize = 4;
const HIDDEN: &str = "****";

/// `138****1234`; of a shorter number only the end, of a very short one nothing. What stands around numbers is left out:
/// it may be a name, or another number.
pub fn masked(text: &str) -> String {
    let numbers: Vec<String> = text
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')))
        .map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|digits| !digits.is_empty())
        .map(|digits| number(&digits))
        .collect();
    if numbers.is_empty() {
        HIDDEN.to_owned()
    } else {
        numbers.join(" ")
    }
}

/// `digits` are ASCII.
fn number(digits: &str) -> String {
    let length = digits.len();
    if length >= HEAD + HIDDEN_MIN + TAIL {
        format!("{}{HIDDEN}{}", &digits[..HEAD], &digits[length - TAIL..])
    } else if length >= HIDDEN_MIN + HEAD {
        format!("{HIDDEN}{}", &digits[length - HEAD..])
    } else {
        HIDDEN.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn at_least_four_digits_of_every_number_are_hidden() {
        for (number, shown) in [
            ("13812341234", "138****1234"),
            ("138 1234 1234", "138****1234"),
            ("0635-8123456", "063****3456"),
            ("8123456", "****456"),
            ("110", "****"),
            ("问女儿", "****"),
            ("13812341234/女儿 13912345678", "138****1234 139****5678"),
        ] {
            assert_eq!(masked(number), shown, "{number}");
        }
    }
}
