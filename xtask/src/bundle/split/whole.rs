//! What is read of a module before it is split.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use wasmparser::{
    CustomSectionReader, ElementItems, ExternalKind, FuncType, FunctionBody, ImportSectionReader, KnownCustom, Name,
    Operator, Parser, Payload, TypeRef,
};

/// What has been read of a module.
pub(super) struct Whole<'a> {
    pub(super) wasm: &'a [u8],
    /// Functions that come from JavaScript; the module's own are numbered after them.
    pub(super) imported: u32,
    pub(super) signatures: Vec<FuncType>,
    /// By function, imported ones too.
    pub(super) types: Vec<u32>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) names: BTreeMap<u32, String>,
    /// Functions that are called from outside, or through the table.
    pub(super) begins: BTreeSet<u32>,
    pub(super) memory: Option<wasmparser::MemoryType>,
    pub(super) tables: Vec<wasmparser::TableType>,
    pub(super) globals: Vec<wasmparser::GlobalType>,
}

/// What the rest needs of the first module.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) functions: BTreeSet<u32>,
    pub(super) tables: BTreeSet<u32>,
    pub(super) globals: BTreeSet<u32>,
}

impl<'a> Whole<'a> {
    pub(super) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut whole = Self {
            wasm,
            imported: 0,
            signatures: Vec::new(),
            types: Vec::new(),
            bodies: Vec::new(),
            names: BTreeMap::new(),
            begins: BTreeSet::new(),
            memory: None,
            tables: Vec::new(),
            globals: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for signature in section.into_iter_err_on_gc_types() {
                        whole.signatures.push(signature?);
                    }
                }
                Payload::ImportSection(section) => whole.read_imports(section)?,
                Payload::FunctionSection(section) => {
                    for signature in section {
                        whole.types.push(signature?);
                    }
                }
                Payload::TableSection(section) => {
                    for table in section {
                        whole.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(section) => {
                    for memory in section {
                        whole.memory = Some(memory?);
                    }
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        whole.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            whole.begins.insert(export.index);
                        }
                    }
                }
                Payload::StartSection { func, .. } => _ = whole.begins.insert(func),
                Payload::ElementSection(section) => {
                    for element in section {
                        match element?.items {
                            ElementItems::Functions(functions) => {
                                for function in functions {
                                    whole.begins.insert(function?);
                                }
                            }
                            ElementItems::Expressions(..) => bail!("a table that is filled by expressions"),
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => whole.bodies.push(body),
                Payload::CustomSection(section) => whole.read_names(&section)?,
                _ => {}
            }
        }
        Ok(whole)
    }

    fn read_imports(&mut self, section: ImportSectionReader<'a>) -> Result<()> {
        for import in section.into_imports() {
            match import?.ty {
                TypeRef::Func(signature) => self.types.push(signature),
                TypeRef::Table(table) => self.tables.push(table),
                TypeRef::Memory(memory) => self.memory = Some(memory),
                TypeRef::Global(global) => self.globals.push(global),
                other => bail!("an import of {other:?}"),
            }
        }
        self.imported = self.types.len() as u32;
        Ok(())
    }

    fn read_names(&mut self, section: &CustomSectionReader<'a>) -> Result<()> {
        let KnownCustom::Name(section) = section.as_known() else {
            return Ok(());
        };
        for names in section {
            if let Name::Function(names) = names? {
                for name in names {
                    let name = name?;
                    self.names.insert(name.index, name.name.to_owned());
                }
            }
        }
        Ok(())
    }

    pub(super) fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported)? as usize)
    }

    pub(super) fn uses(&self, function: u32, shared: &mut Shared) -> Result<()> {
        let Some(body) = self.body(function) else { return Ok(()) };
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    shared.functions.insert(function_index);
                }
                Operator::RefFunc { .. } => bail!("a function that is named outside a table"),
                Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                    shared.globals.insert(global_index);
                }
                Operator::CallIndirect { table_index: table, .. }
                | Operator::TableGet { table }
                | Operator::TableSet { table }
                | Operator::TableGrow { table }
                | Operator::TableSize { table }
                | Operator::TableFill { table } => _ = shared.tables.insert(table),
                _ => {}
            }
        }
        Ok(())
    }

    /// Every function that is reached from `begins` and not through `doors`.
    pub(super) fn reached(&self, doors: &[u32]) -> Result<BTreeSet<u32>> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<u32> = self.begins.iter().copied().collect();
        while let Some(function) = next.pop() {
            if !doors.contains(&function) && reached.insert(function) {
                let mut uses = Shared::default();
                self.uses(function, &mut uses)?;
                next.extend(uses.functions);
            }
        }
        Ok(reached)
    }
}
