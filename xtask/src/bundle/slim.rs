//! A bundle without what only weighs.
//!
//! - wasm-bindgen puts sixteen hex digits into the names of what JavaScript and wasm call in each other, which no
//!   compression makes smaller; nobody else reads them.
//! - The classes through which JavaScript would read streams of Rust come with Leptos' server functions. Nobody makes
//!   one, but what is exported stays, with everything it calls; and what may be called through the table stays with it.

use std::collections::HashMap;

use walrus::{
    FunctionKind,
    ir::{InstrLocId, Unreachable},
};
use wasm_bindgen_cli_support::Output;

const HASH_DIGITS: usize = 16;

/// In the names of everything those classes export.
const STREAM_CLASSES: &str = "intounderlying";

/// In the names of all functions that work on one of those.
const STREAM_FUNCTIONS: &str = "into_underlying_";

/// How their parts of the JavaScript begin, and how the last line of each does.
const STREAM_PARTS: [(&str, &str); 2] = [
    ("export class IntoUnderlying", "if (Symbol.dispose) IntoUnderlying"),
    ("const IntoUnderlying", ": new FinalizationRegistry"),
];

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
    for function in module.funcs.iter_mut() {
        let works_on_streams = function
            .name
            .as_ref()
            .is_some_and(|name| name.contains(STREAM_FUNCTIONS));
        if let FunctionKind::Local(local) = &mut function.kind
            && works_on_streams
        {
            let body = local.entry_block();
            local.block_mut(body).instrs = vec![(Unreachable {}.into(), InstrLocId::default())];
        }
    }
    walrus::passes::gc::run(module);
    for import in module.imports.iter_mut() {
        short.rename(&mut import.name);
    }
    for export in module.exports.iter_mut() {
        short.rename(&mut export.name);
    }
    short.applied(&without_streams(output.js()))
}

/// `js` without the stream classes, and without what frees them: each from its first line to its last.
fn without_streams(js: &str) -> String {
    let mut kept = String::with_capacity(js.len());
    let mut end = None;
    for line in js.split_inclusive('\n') {
        end = end.or(STREAM_PARTS.into_iter().find(|(begin, _)| line.starts_with(begin)));
        match end {
            None => kept.push_str(line),
            Some((_, last)) if line.trim_start().starts_with(last) => end = None,
            Some(_) => {}
        }
    }
    kept
}

#[derive(Default)]
struct Short {
    names: HashMap<String, String>,
}

impl Short {
    fn rename(&mut self, name: &mut String) {
        let runs = name.split(|c: char| !c.is_ascii_hexdigit());
        if runs.map(str::len).max() < Some(HASH_DIGITS) {
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
    fn stream_classes_go_and_what_stands_around_them_stays() {
        let js = "a();\nexport class IntoUnderlyingSink {\n    free() {}\n}\nif (Symbol.dispose) IntoUnderlyingSink.x;\nb();\n\
            const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')\n    ? {}\n    \
            : new FinalizationRegistry(ptr => wasm.free(ptr));\nexport class Other {}\n";
        assert_eq!(without_streams(js), "a();\nb();\nexport class Other {}\n");
    }

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
