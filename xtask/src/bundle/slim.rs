//! A bundle without what only weighs.
//!
//! - wasm-bindgen ends the names of what JavaScript and wasm call in each other with sixteen hex digits, which no
//!   compression makes smaller; nobody else reads them.
//! - The classes through which JavaScript would read streams of Rust come with Leptos' server functions. Nobody makes
//!   one, but what is exported stays, with everything it calls.

use std::collections::HashMap;

use wasm_bindgen_cli_support::Output;

const HASH_DIGITS: usize = 16;

/// In the names of everything those classes export.
const STREAM_CLASSES: &str = "intounderlying";

/// Slims the wasm module, and tells the JavaScript that goes with it.
pub(super) fn slim(output: &mut Output) -> String {
    let mut short = Short::default();
    let module = output.wasm_mut();
    let unused = module
        .exports
        .iter()
        .filter(|export| export.name.contains(STREAM_CLASSES));
    for id in unused.map(walrus::Export::id).collect::<Vec<_>>() {
        module.exports.delete(id);
    }
    walrus::passes::gc::run(module);
    for import in module.imports.iter_mut() {
        short.rename(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        short.rename(&mut export.name);
    }
    short.applied(output.js())
}

#[derive(Default)]
struct Short {
    names: HashMap<String, String>,
}

impl Short {
    fn rename(&mut self, name: &mut String) {
        let digits = name.bytes().rev().take_while(u8::is_ascii_hexdigit).count();
        if digits < HASH_DIGITS {
            return;
        }
        let next = format!("${}", self.names.len());
        name.clone_from(self.names.entry(name.clone()).or_insert(next));
    }

    /// `js` with the short names: identifiers only, as a whole.
    fn applied(&self, js: &str) -> String {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
        let mut applied = String::with_capacity(js.len());
        let mut rest = js;
        while !rest.is_empty() {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            applied.push_str(self.names.get(word).map_or(word, String::as_str));
            let next = behind.find(is_part).unwrap_or(behind.len());
            applied.push_str(&behind[..next]);
            rest = &behind[next..];
        }
        applied
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_the_same_short_name_and_nothing_else_changes() {
        let mut short = Short::default();
        let mut names = [
            "__wbg_new_0123456789abcdef",
            "__wbg_new_fedcba9876543210",
            "memory",
            "__wbg_new_0123456789abcdef",
        ]
        .map(str::to_owned);
        names.iter_mut().for_each(|name| short.rename(name));
        assert_eq!(names, ["$0", "$1", "memory", "$0"]);
        let js = "wasm.__wbg_new_fedcba9876543210(月, memory); __wbg_new_0123456789abcdef: x__wbg_new_0123456789abcdef";
        assert_eq!(
            short.applied(js),
            "wasm.$1(月, memory); $0: x__wbg_new_0123456789abcdef"
        );
    }
}
