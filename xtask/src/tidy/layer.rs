//! Who may name what inside a crate: the phone's layers, and the purity of `shared`.

use super::shape::numbered;
use super::{Finding, Source};

const PHONE: &str = "app/field/src/";

/// A layer of the phone and the layers it must not name. Downwards only:
/// screens → components, state → disk, sync → browser.
const MUST_NOT_NAME: [(&str, &[&str]); 6] = [
    ("screens", &["browser", "disk", "sync"]),
    ("components", &["browser", "disk", "sync", "screens"]),
    ("state", &["screens", "components"]),
    ("sync", &["screens", "components"]),
    ("disk", &["screens", "components", "state", "sync"]),
    ("browser", &["screens", "components", "state", "sync", "disk"]),
];

/// Bindings to the browser.
const BINDINGS: [&str; 3] = ["web_sys", "js_sys", "wasm_bindgen"];

/// What would make `shared` depend on when and where it runs.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "new_v4",
    "now_v7",
];

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(inside) = source.path.strip_prefix(PHONE) {
        let layer = inside.split(['/', '.']).next().unwrap_or_default();
        phone_layers(source, layer, &mut findings);
        if layer != "browser" {
            bindings(source, &mut findings);
        }
    }
    if source.path.starts_with("shared/src/") {
        for (line, text) in numbered(&source.code) {
            for what in IMPURE.iter().filter(|what| text.contains(**what)) {
                findings.push(source.breach(line, format!("shared names {what}: time, ids and IO are arguments")));
            }
        }
    }
    findings
}

fn phone_layers(source: &Source, layer: &str, findings: &mut Vec<Finding>) {
    let Some((_, forbidden)) = MUST_NOT_NAME.iter().find(|(name, _)| *name == layer) else {
        return;
    };
    for (at, _) in source.code.match_indices("crate::") {
        let line = source.code[..at].lines().count().max(1);
        for named in first_segments(&source.code[at + "crate::".len()..]) {
            if forbidden.contains(&named) {
                findings.push(source.breach(line, format!("{layer} names {named}")));
            }
        }
    }
}

/// The first path segments after `crate::`: one name, or those of a group at its top level.
fn first_segments(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name_at(rest)];
    };
    let mut depth = 0;
    let mut segments = Vec::new();
    let mut expects_name = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            _ if depth == 0 && expects_name && !c.is_whitespace() => {
                segments.push(name_at(&group[at..]));
                expects_name = false;
            }
            _ => {}
        }
    }
    segments
}

/// The identifier that `text` begins with.
fn name_at(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default()
}

/// Only event types of web_sys may be named outside `browser/`: handlers are given them.
fn bindings(source: &Source, findings: &mut Vec<Finding>) {
    for (line, text) in numbered(&source.code) {
        for binding in BINDINGS {
            for (at, _) in text.match_indices(binding) {
                let before = &text[..at];
                let after = &text[at + binding.len()..];
                let is_part_of_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
                    || after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                let is_event = binding == "web_sys" && after.strip_prefix("::").is_some_and(names_events);
                if !is_part_of_name && !is_event {
                    findings.push(source.breach(line, format!("{binding} is named outside browser/")));
                }
            }
        }
    }
}

fn names_events(rest: &str) -> bool {
    let list = rest
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'))
        .map_or_else(|| name_at(rest), |(list, _)| list);
    list.split(',').map(str::trim).all(|name| name.ends_with("Event"))
}

#[cfg(test)]
mod tests {
    use super::{Source, check};

    fn breaches(path: &str, code: &str) -> usize {
        check(&Source::new(path, format!("//! x\n{code}\n"))).len()
    }

    #[test]
    fn only_the_browser_folder_names_browser_bindings() {
        assert_eq!(breaches("app/field/src/state/phone.rs", "use web_sys::Window;"), 1);
        assert_eq!(breaches("app/field/src/main.rs", "js_sys::Date::now();"), 1);
        assert_eq!(breaches("app/field/src/sync.rs", "use wasm_bindgen::prelude::*;"), 1);
        assert_eq!(breaches("app/field/src/browser/clock.rs", "js_sys::Date::now();"), 0);
        assert_eq!(breaches("app/desk/src/lib.rs", "use wasm_bindgen::prelude::*;"), 0);
    }

    #[test]
    fn event_types_may_be_named_anywhere() {
        assert_eq!(
            breaches("app/field/src/components/tap.rs", "fn a(e: web_sys::PointerEvent) {}"),
            0
        );
        assert_eq!(
            breaches(
                "app/field/src/components/tap.rs",
                "use web_sys::{MouseEvent, PointerEvent};"
            ),
            0
        );
        assert_eq!(
            breaches("app/field/src/components/tap.rs", "use web_sys::{MouseEvent, Window};"),
            1
        );
    }

    #[test]
    fn screens_reach_neither_browser_nor_disk_nor_sync() {
        for layer in ["browser", "disk", "sync"] {
            assert_eq!(
                breaches("app/field/src/screens/doors.rs", &format!("use crate::{layer}::x;")),
                1
            );
            assert_eq!(
                breaches("app/field/src/screens.rs", &format!("crate::{layer}::x();")),
                1
            );
        }
        assert_eq!(
            breaches("app/field/src/screens/doors.rs", "use crate::state::{Phone, disk};"),
            0
        );
        assert_eq!(
            breaches(
                "app/field/src/screens/doors.rs",
                "use crate::{\n  state::{a, b},\n  disk::Fault,\n};"
            ),
            1
        );
    }

    #[test]
    fn lower_layers_do_not_name_higher_ones() {
        assert_eq!(
            breaches("app/field/src/state/phone.rs", "use crate::screens::Doors;"),
            1
        );
        assert_eq!(breaches("app/field/src/state/phone.rs", "use crate::disk::Fault;"), 0);
        assert_eq!(breaches("app/field/src/sync/push.rs", "use crate::browser::net;"), 0);
        assert_eq!(
            breaches("app/field/src/sync/push.rs", "use crate::components::Strip;"),
            1
        );
        assert_eq!(breaches("app/field/src/disk.rs", "use crate::state::Phone;"), 1);
        assert_eq!(breaches("app/field/src/browser/net.rs", "use crate::disk::Fault;"), 1);
    }

    #[test]
    fn shared_takes_time_ids_and_io_as_arguments() {
        for impure in [
            "std::fs::read(p)",
            "std::time::SystemTime::now()",
            "Uuid::new_v4()",
            "Instant::now()",
        ] {
            assert_eq!(breaches("shared/src/op.rs", impure), 1, "{impure}");
            assert_eq!(breaches("server/src/main.rs", impure), 0, "{impure}");
        }
        assert_eq!(breaches("shared/src/op.rs", "// std::fs is not named"), 0);
    }
}
