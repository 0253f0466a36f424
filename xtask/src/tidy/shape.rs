//! Rules on any Rust file: its opening, its size, its name, its exceptions to lints.

use super::{Finding, Source};

/// Past this a better cut is worth looking for.
const LINES_WARN: usize = 300;
const LINES_MOST: usize = 450;
const FUNCTION_LINES_WARN: usize = 70;

/// Names that say nothing about what is inside.
const VAGUE: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "manager", "misc", "mod"];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    opening(source, &mut findings);
    size(source, &mut findings);
    names(source, &mut findings);
    for (line, text) in numbered(&source.code) {
        if text.contains("#[allow(") || text.contains("#![allow(") {
            findings.push(source.breach(line, "a bare allow; use #[expect(…, reason = \"…\")]"));
        }
    }
    functions(source, &mut findings);
    findings
}

fn opening(source: &Source, findings: &mut Vec<Finding>) {
    let first = source.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_none_or(|what| what.trim().is_empty()) {
        findings.push(source.breach(1, "the file doesn't open with `//! what it is`"));
    }
}

fn size(source: &Source, findings: &mut Vec<Finding>) {
    let lines = source.text.lines().count();
    if lines > LINES_MOST {
        findings.push(source.breach(0, format!("{lines} lines, {LINES_MOST} at most")));
    } else if lines > LINES_WARN {
        findings.push(source.warning(0, format!("{lines} lines, about {LINES_WARN} wanted")));
    }
}

fn names(source: &Source, findings: &mut Vec<Finding>) {
    let stem = source.path.trim_end_matches(".rs");
    if let Some(vague) = stem.split('/').find(|part| VAGUE.contains(part)) {
        findings.push(source.breach(0, format!("`{vague}` says nothing about what is inside")));
    }
    for (line, text) in numbered(&source.code) {
        let declared = text
            .split_once("mod ")
            .filter(|(before, _)| before.is_empty() || before.ends_with([' ', ')']));
        let name = declared.map(|(_, rest)| rest.trim_end_matches([';', '{', ' ']));
        if let Some(vague) = name.filter(|name| VAGUE.contains(name)) {
            findings.push(source.breach(line, format!("module `{vague}` says nothing about what is inside")));
        }
    }
}

/// Functions by their indentation, which rustfmt guarantees.
fn functions(source: &Source, findings: &mut Vec<Finding>) {
    let lines: Vec<&str> = source.code.lines().collect();
    for (at, text) in lines.iter().enumerate() {
        let bare = text.trim_start();
        let is_function = bare.starts_with("fn ") || (bare.contains(" fn ") && !bare.starts_with("impl"));
        if !is_function || bare.ends_with(';') {
            continue;
        }
        let end = format!("{}}}", &text[..text.len() - bare.len()]);
        let length = lines[at..]
            .iter()
            .position(|line| *line == end)
            .map_or(0, |last| last + 1);
        if length > FUNCTION_LINES_WARN {
            findings.push(source.warning(
                at + 1,
                format!("a function of {length} lines, about {FUNCTION_LINES_WARN} wanted"),
            ));
        }
    }
}

pub(super) fn numbered(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().map(|(at, text)| (at + 1, text))
}

#[cfg(test)]
mod tests {
    use super::super::Weight;
    use super::{Finding, Source, check};

    fn findings(path: &str, text: &str) -> Vec<Finding> {
        check(&Source::new(path, text))
    }

    fn breaches(path: &str, text: &str) -> usize {
        findings(path, text)
            .iter()
            .filter(|finding| finding.weight == Weight::Breach)
            .count()
    }

    #[test]
    fn a_plain_file_is_tidy() {
        assert_eq!(
            findings("shared/src/op.rs", "//! Operations.\n\nmod plan;\n\nfn a() {}\n"),
            []
        );
    }

    #[test]
    fn a_file_must_say_what_it_is() {
        assert_eq!(breaches("shared/src/op.rs", "fn a() {}\n"), 1);
        assert_eq!(breaches("shared/src/op.rs", "//! \nfn a() {}\n"), 1);
    }

    #[test]
    fn a_long_file_is_warned_of_and_a_very_long_one_refused() {
        let text = |lines: usize| format!("//! Long.\n{}", "fn a() {}\n".repeat(lines - 1));
        assert_eq!(findings("a.rs", &text(300)), []);
        assert_eq!(findings("a.rs", &text(301))[0].weight, Weight::Warning);
        assert_eq!(findings("a.rs", &text(450))[0].weight, Weight::Warning);
        assert_eq!(breaches("a.rs", &text(451)), 1);
    }

    #[test]
    fn vague_names_are_refused_for_files_folders_and_modules() {
        assert_eq!(breaches("shared/src/utils.rs", "//! x\n"), 1);
        assert_eq!(breaches("shared/src/common/id.rs", "//! x\n"), 1);
        assert_eq!(breaches("shared/src/op/mod.rs", "//! x\n"), 1);
        assert_eq!(breaches("shared/src/lib.rs", "//! x\npub(crate) mod helpers;\n"), 1);
        assert_eq!(breaches("shared/src/lib.rs", "//! x\nmod manager {\n}\n"), 1);
        assert_eq!(
            breaches("shared/src/lib.rs", "//! x\nlet my_mod = 1; // mod utils;\n"),
            0
        );
    }

    #[test]
    fn a_bare_allow_is_refused_and_an_expect_is_not() {
        assert_eq!(breaches("a.rs", "//! x\n#[allow(dead_code)]\nfn a() {}\n"), 1);
        assert_eq!(breaches("a.rs", "//! x\n#![allow(dead_code)]\n"), 1);
        assert_eq!(
            breaches(
                "a.rs",
                "//! x\n#[expect(dead_code, reason = \"#[allow(\")]\nfn a() {}\n"
            ),
            0
        );
    }

    #[test]
    fn a_long_function_is_warned_of() {
        let text = |lines: usize| {
            format!(
                "//! x\n    pub fn a() {{\n{}    }}\n",
                "        b();\n".repeat(lines - 2)
            )
        };
        assert_eq!(findings("a.rs", &text(70)), []);
        assert_eq!(findings("a.rs", &text(71))[0].weight, Weight::Warning);
    }
}
