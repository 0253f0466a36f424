//! One of the two modules while it is written.

use std::collections::BTreeSet;

use anyhow::Result;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, Instruction, Module, TableSection, TableType, TypeSection,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, ExportSectionReader, FuncType, FunctionBody, FunctionSectionReader,
    Operator, Parser, Payload, Table,
};

use super::whole::{Shared, Whole};

/// Where the rest finds what it shares with the first module: boot.js names it so.
const FIRST: &str = "first";

/// Begins the names under which the first module exports it: a letter for its kind and its number follow.
const SHARED: char = '~';

/// The module of `own`, which puts `doors` in their places.
pub(super) fn write_rest(whole: &Whole<'_>, own: &[u32], doors: &[u32], shared: &Shared) -> Result<Vec<u8>> {
    let count = shared.functions.len() as u32;
    let mut part = Part::new(whole, own, count);
    for (place, function) in shared.functions.iter().enumerate() {
        part.places[*function as usize] = place as u32;
    }
    // The table of functions is the first one, and always shared: the doors stand in it.
    let tables: BTreeSet<u32> = shared.tables.iter().copied().chain([0]).collect();
    part.tables = tables.iter().copied().collect();
    part.globals = shared.globals.iter().copied().collect();
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(whole.wasm) {
        if let Payload::TypeSection(section) = payload? {
            let mut types = TypeSection::new();
            part.parse_type_section(&mut types, section)?;
            module.section(&types);
        }
    }
    let mut imports = ImportSection::new();
    if let Some(memory) = whole.memory {
        let memory = EntityType::Memory(part.memory_type(memory)?);
        imports.import(FIRST, &format!("{SHARED}m"), memory);
    }
    for table in &tables {
        let mut kind = part.table_type(whole.tables[*table as usize])?;
        if *table == 0 {
            kind = widened(kind, doors.len());
        }
        imports.import(FIRST, &format!("{SHARED}t{table}"), EntityType::Table(kind));
    }
    for global in &shared.globals {
        let kind = part.global_type(whole.globals[*global as usize])?;
        imports.import(FIRST, &format!("{SHARED}g{global}"), EntityType::Global(kind));
    }
    for function in &shared.functions {
        let kind = EntityType::Function(whole.types[*function as usize]);
        imports.import(FIRST, &format!("{SHARED}{function}"), kind);
    }
    module.section(&imports);
    let mut functions = FunctionSection::new();
    for function in &part.own {
        functions.function(whole.types[*function as usize]);
    }
    module.section(&functions);
    let doors: Vec<u32> = doors.iter().map(|door| part.places[*door as usize]).collect();
    let mut elements = ElementSection::new();
    let offset = ConstExpr::i32_const(whole.tables[0].initial as i32);
    elements.active(None, &offset, Elements::Functions(doors.into()));
    module.section(&elements);
    let mut code = CodeSection::new();
    for function in part.own.clone() {
        part.write_body(&mut code, function)?;
    }
    module.section(&code);
    Ok(module.finish())
}

fn widened(mut table: TableType, doors: usize) -> TableType {
    table.minimum += doors as u64;
    table.maximum = table.maximum.map(|most| most + doors as u64);
    table
}

/// One of the two while it is written.
pub(super) struct Part<'a> {
    whole: &'a Whole<'a>,
    /// The functions it defines, in their order.
    own: Vec<u32>,
    /// Where each function stands in it.
    places: Vec<u32>,
    /// Those it only leads to.
    pub(super) doors: Vec<u32>,
    pub(super) shared: Shared,
    /// The tables and globals it imports; none: it has all of them.
    tables: Vec<u32>,
    globals: Vec<u32>,
    /// The numbers of the present function's local variables.
    locals: Vec<u32>,
    is_table_widened: bool,
}

impl<'a> Part<'a> {
    pub(super) fn new(whole: &'a Whole<'a>, own: &[u32], imported: u32) -> Self {
        let mut own = own.to_vec();
        own.sort_by_key(|at| (whole.types[*at as usize], whole.body(*at).map(FunctionBody::as_bytes)));
        let mut places: Vec<u32> = (0..whole.types.len() as u32).collect();
        for (place, function) in own.iter().enumerate() {
            places[*function as usize] = imported + place as u32;
        }
        Self {
            whole,
            own,
            places,
            doors: Vec::new(),
            shared: Shared::default(),
            tables: Vec::new(),
            globals: Vec::new(),
            locals: Vec::new(),
            is_table_widened: false,
        }
    }

    fn signature(&self, function: u32) -> &FuncType {
        &self.whole.signatures[self.whole.types[function as usize] as usize]
    }

    /// Calls the place in the table that the rest fills.
    fn door(&self, function: u32, place: usize) -> Function {
        let mut door = Function::new([]);
        for param in 0..self.signature(function).params().len() as u32 {
            door.instruction(&Instruction::LocalGet(param));
        }
        let slot = self.whole.tables[0].initial as i32 + place as i32;
        door.instruction(&Instruction::I32Const(slot));
        door.instruction(&Instruction::CallIndirect {
            type_index: self.whole.types[function as usize],
            table_index: 0,
        });
        door.instruction(&Instruction::End);
        door
    }

    fn write_body(&mut self, code: &mut CodeSection, function: u32) -> Result<(), Error> {
        if let Some(place) = self.doors.iter().position(|door| *door == function) {
            code.function(&self.door(function, place));
        } else if let Some(body) = self.whole.body(function) {
            self.number_locals(function, body)?;
            self.parse_function_body(code, body.clone())?;
        }
        Ok(())
    }

    /// Those used most first, among those of one type.
    fn number_locals(&mut self, function: u32, body: &FunctionBody<'_>) -> Result<(), Error> {
        let mut count = self.signature(function).params().len() as u32;
        let mut groups = Vec::new();
        for group in body.get_locals_reader()? {
            let (more, _) = group?;
            groups.push(count..count + more);
            count += more;
        }
        let mut uses = vec![0_u32; count as usize];
        for operator in body.get_operators_reader()? {
            if let Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } = operator?
            {
                uses[local_index as usize] += 1;
            }
        }
        self.locals = (0..count).collect();
        for group in groups {
            let mut order: Vec<u32> = group.clone().collect();
            order.sort_by_key(|local| std::cmp::Reverse(uses[*local as usize]));
            for (number, local) in group.zip(order) {
                self.locals[local as usize] = number;
            }
        }
        Ok(())
    }
}

impl Reencode for Part<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.places[function as usize])
    }

    fn table_index(&mut self, table: u32) -> Result<u32, Error> {
        Ok(self.tables.binary_search(&table).map_or(table, |place| place as u32))
    }

    fn global_index(&mut self, global: u32) -> Result<u32, Error> {
        Ok(self.globals.binary_search(&global).map_or(global, |place| place as u32))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for function in &self.own {
            functions.function(self.whole.types[*function as usize]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, _: CodeSectionReader<'_>) -> Result<(), Error> {
        for function in self.own.clone() {
            self.write_body(code, function)?;
        }
        Ok(())
    }

    fn parse_table(&mut self, tables: &mut TableSection, table: Table<'_>) -> Result<(), Error> {
        let mut kind = self.table_type(table.ty)?;
        if !self.is_table_widened {
            self.is_table_widened = true;
            kind = widened(kind, self.doors.len());
        }
        tables.table(kind);
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        if self.doors.is_empty() {
            return Ok(());
        }
        exports.export(&format!("{SHARED}m"), ExportKind::Memory, 0);
        let tables = self.shared.tables.iter().copied().chain([0]).collect::<BTreeSet<u32>>();
        for table in tables {
            exports.export(&format!("{SHARED}t{table}"), ExportKind::Table, table);
        }
        for global in &self.shared.globals {
            exports.export(&format!("{SHARED}g{global}"), ExportKind::Global, *global);
        }
        for function in &self.shared.functions {
            let place = self.places[*function as usize];
            exports.export(&format!("{SHARED}{function}"), ExportKind::Func, place);
        }
        Ok(())
    }

    /// Names and the like are for tools.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn instruction<'b>(&mut self, operator: Operator<'b>) -> Result<Instruction<'b>, Error> {
        let number = |local: u32| self.locals[local as usize];
        match operator {
            Operator::LocalGet { local_index } => Ok(Instruction::LocalGet(number(local_index))),
            Operator::LocalSet { local_index } => Ok(Instruction::LocalSet(number(local_index))),
            Operator::LocalTee { local_index } => Ok(Instruction::LocalTee(number(local_index))),
            other => utils::instruction(self, other),
        }
    }
}
