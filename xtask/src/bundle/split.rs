//! One module in two: what a start needs, and the rest, which is fetched beside it and put in place a moment later.
//!
//! The rest is whatever is reached through certain functions and through nothing else. In the first module each of these
//! only calls its place in the table; the rest, as soon as it is there, puts itself into it. Until then nobody may call
//! them. Memory, tables, globals and functions that the rest shares with the first it imports from its exports.
//!
//! Functions that begin alike stand side by side, and the local variables that are used most have the lowest numbers: both
//! cost nothing and compress better.

use anyhow::{Context, Result, bail};
use wasm_encoder::{Module, reencode::Reencode};
use wasmparser::Parser;

mod part;
mod whole;

use part::{Part, write_rest};
use whole::{Shared, Whole};

pub(super) struct Parts {
    pub(super) first: Vec<u8>,
    /// None where there is nothing to split off.
    pub(super) rest: Option<Vec<u8>>,
}

/// Splits off what is reached through the functions named `late` alone: full names, without hashes.
pub(super) fn split(wasm: &[u8], late: &[&str]) -> Result<Parts> {
    let whole = Whole::read(wasm)?;
    let doors = late
        .iter()
        .map(|name| {
            let found = whole.names.iter().find(|(_, full)| without_hashes(full) == **name);
            found
                .map(|(at, _)| *at)
                .with_context(|| format!("there is no function {name}"))
        })
        .collect::<Result<Vec<u32>>>()?;
    if !doors.is_empty()
        && !whole
            .tables
            .first()
            .is_some_and(|table| table.element_type.is_func_ref())
    {
        bail!("the first table is not that of functions");
    }
    let early = whole.reached(&doors)?;
    let all = whole.imported..whole.imported + whole.bodies.len() as u32;
    let (first, rest): (Vec<u32>, Vec<u32>) = all.partition(|at| early.contains(at) || doors.is_empty());
    let mut shared = Shared::default();
    for at in &rest {
        whole.uses(*at, &mut shared)?;
    }
    shared.functions.retain(|at| !rest.contains(at));
    let rest = (!rest.is_empty())
        .then(|| write_rest(&whole, &rest, &doors, &shared))
        .transpose()?;
    let mut part = Part::new(&whole, &[first, doors.clone()].concat(), whole.imported);
    part.doors = doors;
    part.shared = shared;
    let mut module = Module::new();
    part.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(Parts {
        first: module.finish(),
        rest,
    })
}

/// `field[4b8e2ff5a0c2465a]::screens::read` is `field::screens::read`.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        name + part.split_once(']').map_or(part, |(_, behind)| behind)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wasm_encoder::{
        CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction, NameMap, NameSection, RefType,
        TableSection, TableType, TypeSection,
    };

    use super::*;

    /// `begin` is exported and calls `late` and `both`; `late` calls `alone` and `both`, and uses the table.
    const NAMES: [&str; 4] = ["app[0f]::begin", "app[0f]::late", "app[0f]::alone", "app[0f]::both"];
    const CALLS: [&[u32]; 4] = [&[1, 3], &[2, 3], &[], &[]];

    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut names = NameMap::new();
        for (at, (name, calls)) in NAMES.iter().zip(CALLS).enumerate() {
            functions.function(0);
            names.append(at as u32, name);
            let mut body = Function::new([]);
            for callee in calls {
                body.instruction(&Instruction::Call(*callee));
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 5,
            maximum: Some(5),
            shared: false,
        });
        let mut exports = ExportSection::new();
        exports.export("begin", ExportKind::Func, 0);
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&tables)
            .section(&exports);
        module.section(&code).section(&named);
        module.finish()
    }

    fn count_calls(whole: &Whole<'_>, function: u32) -> usize {
        let mut uses = Shared::default();
        whole.uses(function, &mut uses).unwrap();
        uses.functions.len() + uses.tables.len()
    }

    #[test]
    fn what_only_the_late_function_calls_goes_with_it_and_what_both_call_is_shared() {
        let Parts { first, rest } = split(&module(), &["app::late"]).unwrap();
        let (first, rest) = (Whole::read(&first).unwrap(), rest.unwrap());
        let rest = Whole::read(&rest).unwrap();
        assert_eq!(first.bodies.len(), 3, "begin, both, and the door to late");
        assert_eq!((rest.imported, rest.bodies.len()), (1, 2), "both; late and alone");
        assert_eq!((first.tables[0].initial, first.tables[0].maximum), (6, Some(6)));
        assert!(first.names.is_empty() && rest.names.is_empty());
        // Calls of functions and of tables: begin two, the door one, late two.
        let calls = |whole: &Whole<'_>| (0..3).map(|at| count_calls(whole, at)).collect::<BTreeSet<usize>>();
        assert_eq!(calls(&first), BTreeSet::from([0, 1, 2]));
        assert_eq!(calls(&rest), BTreeSet::from([0, 2]));
        assert_eq!(rest.begins.len(), 1, "late is put in its place");
    }

    #[test]
    fn nothing_is_split_off_where_nothing_is_named_and_a_wrong_name_is_told() {
        let Parts { first, rest } = split(&module(), &[]).unwrap();
        assert!(rest.is_none());
        let first = Whole::read(&first).unwrap();
        assert_eq!((first.bodies.len(), first.tables[0].initial), (4, 5));
        assert!(split(&module(), &["app::later"]).is_err());
        assert_eq!(without_hashes("<a[0f]::B>::c[1]"), "<a::B>::c");
    }
}
