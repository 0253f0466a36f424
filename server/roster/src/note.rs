//! What the office is told about its file, line by line, in Chinese and English. Values are scrubbed before they get here.

/// The language of a text shown to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something to look at; the person is in.
    Warning,
    /// The line was left out.
    Error,
}

/// One remark about one line, or about the header (then `line` is the header's).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As the office sees it in Excel, from 1.
    pub line: usize,
    /// The sheet's name, when more than one sheet was read.
    pub sheet: Option<String>,
    /// The column's heading as written in the file.
    pub column: Option<String>,
    pub severity: Severity,
    pub code: Code,
    /// The cell (shortened, identity numbers replaced by `***`), or what was made of it; may be empty.
    pub value: String,
}

impl Note {
    /// One sentence for the office, without line and column.
    pub fn text(&self, lang: Lang) -> String {
        self.code.text(lang, &self.value)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    // Errors: the line is left out.
    BuildingMissing,
    BuildingUnreadable,
    RoomMissing,
    RoomUnreadable,
    NameMissing,
    // Warnings about a line.
    /// Neither a room nor a name: a total, a signature, a heading between buildings. Nobody was in it.
    Aside,
    /// The same person as in `first_line`; the two became one row.
    Duplicate {
        first_line: usize,
    },
    /// The same person, but the two lines disagree in this column; the first was kept.
    DuplicateDiffers {
        first_line: usize,
    },
    /// Says "empty" of a door that another line lists, with residents or as empty too.
    EmptyDoorListed,
    /// No unit here, though other doors of this building have one.
    UnitMissing,
    UnitUnreadable,
    FloorUnreadable,
    SexUnreadable,
    AgeUnreadable,
    PhoneUnreadable,
    /// The phone was read; words beside it were not kept.
    PhoneRemark,
    HouseholdUnreadable,
    LivingAloneUnreadable,
    ContactsTooMany,
    /// An identity number was taken out of this cell.
    IdentityRemoved,
    /// Excel shows an error here (#REF! …); taken as empty.
    CellError,
    CellTooLong,
    /// Characters that were lost when the file was saved.
    Garbled,
    // Warnings about the file.
    ColumnUnknown,
    /// An address, where building and room have columns of their own.
    ColumnUnused,
    /// A second column for the same thing; the first was used.
    ColumnRepeated,
    /// A sheet without a usable header, or a hidden one.
    SheetSkipped,
}

impl Code {
    pub fn severity(self) -> Severity {
        match self {
            Code::BuildingMissing
            | Code::BuildingUnreadable
            | Code::RoomMissing
            | Code::RoomUnreadable
            | Code::NameMissing => Severity::Error,
            _ => Severity::Warning,
        }
    }

    /// One sentence for the office; `value` is the note's.
    pub fn text(self, lang: Lang, value: &str) -> String {
        match lang {
            Lang::Zh => self.zh(value),
            Lang::En => self.en(value),
        }
    }

    fn zh(self, value: &str) -> String {
        match self {
            Code::BuildingMissing => "没填楼号，这一行没有导入（合并单元格请直接用 Excel 文件导入）".into(),
            Code::BuildingUnreadable => format!("楼号“{value}”看不懂，这一行没有导入"),
            Code::RoomMissing => "没填房号，这一行没有导入（合并单元格请直接用 Excel 文件导入）".into(),
            Code::RoomUnreadable => format!("房号“{value}”看不懂，这一行没有导入"),
            Code::NameMissing => "没填姓名，这一行没有导入；空户请在姓名里写“空户”".into(),
            Code::Aside => format!("这一行没有住户，已跳过：{value}"),
            Code::Duplicate { first_line } => format!("{value}与第 {first_line} 行是同一人，已合并"),
            Code::DuplicateDiffers { first_line } => {
                format!("与第 {first_line} 行是同一人，但这里写的是“{value}”，已按第 {first_line} 行保留")
            }
            Code::EmptyDoorListed => format!("{value} 在别的行已有登记，这一行的“空户”没有采用"),
            Code::UnitMissing => "没填单元，而本楼其他住户有单元，请核对".into(),
            Code::UnitUnreadable => format!("单元“{value}”看不懂，已留空"),
            Code::FloorUnreadable => format!("楼层“{value}”看不懂，已按房号推算"),
            Code::SexUnreadable => format!("性别“{value}”看不懂，已留空"),
            Code::AgeUnreadable => format!("年龄“{value}”看不懂，已留空"),
            Code::PhoneUnreadable => format!("电话“{value}”位数不对，已留空"),
            Code::PhoneRemark => format!("电话旁的说明没有保留，请核对：{value}"),
            Code::HouseholdUnreadable => format!("同住人数“{value}”看不懂，已留空"),
            Code::LivingAloneUnreadable => format!("是否独居“{value}”看不懂，已留空"),
            Code::ContactsTooMany => "联系方式太多，只保留了前几个".into(),
            Code::IdentityRemoved => format!("这一格里有证件号，已去掉：{value}"),
            Code::CellError => format!("这一格在 Excel 里显示错误（{value}），按空白处理"),
            Code::CellTooLong => "这一格太长，后面的内容没有保留".into(),
            Code::Garbled => format!("这一格有乱码，请核对：{value}"),
            Code::ColumnUnknown => format!("不认识“{value}”这一列，没有导入"),
            Code::ColumnUnused => format!("“{value}”这一列没有用到（已有楼号和房号）"),
            Code::ColumnRepeated => format!("“{value}”这一列重复，只用了前面那一列"),
            Code::SheetSkipped => format!("工作表“{value}”是隐藏的，或没有找到表头，没有导入"),
        }
    }

    fn en(self, value: &str) -> String {
        match self {
            Code::BuildingMissing => {
                "No building; this line was left out (if cells are merged, import the Excel file itself)".into()
            }
            Code::BuildingUnreadable => format!("Can't read building “{value}”; this line was left out"),
            Code::RoomMissing => {
                "No room; this line was left out (if cells are merged, import the Excel file itself)".into()
            }
            Code::RoomUnreadable => format!("Can't read room “{value}”; this line was left out"),
            Code::NameMissing => "No name; this line was left out. For an empty flat write 空户 as the name".into(),
            Code::Aside => format!("No resident in this line; skipped: {value}"),
            Code::Duplicate { first_line } => format!("{value} is the person in line {first_line}; merged into one"),
            Code::DuplicateDiffers { first_line } => {
                format!("The person of line {first_line}, but “{value}” here; line {first_line} was kept")
            }
            Code::EmptyDoorListed => format!("{value} is listed in another line; “empty” was not taken over"),
            Code::UnitMissing => "No unit, though other doors of this building have one; please check".into(),
            Code::UnitUnreadable => format!("Can't read unit “{value}”; left empty"),
            Code::FloorUnreadable => format!("Can't read floor “{value}”; taken from the room number"),
            Code::SexUnreadable => format!("Can't read sex “{value}”; left empty"),
            Code::AgeUnreadable => format!("Can't read age “{value}”; left empty"),
            Code::PhoneUnreadable => format!("“{value}” is not a complete phone number; left empty"),
            Code::PhoneRemark => format!("Words beside the phone were not kept; please check: {value}"),
            Code::HouseholdUnreadable => format!("Can't read household size “{value}”; left empty"),
            Code::LivingAloneUnreadable => format!("Can't read living alone “{value}”; left empty"),
            Code::ContactsTooMany => "Too many phone numbers or contacts; only the first were kept".into(),
            Code::IdentityRemoved => format!("An identity number was removed from this cell: {value}"),
            Code::CellError => format!("Excel shows an error in this cell ({value}); taken as empty"),
            Code::CellTooLong => "This cell is too long; the rest was not kept".into(),
            Code::Garbled => format!("Some characters in this cell are lost; please check: {value}"),
            Code::ColumnUnknown => format!("Column “{value}” isn't known and was not imported"),
            Code::ColumnUnused => format!("Column “{value}” wasn't needed: building and room have their own"),
            Code::ColumnRepeated => format!("Column “{value}” appears twice; the first was used"),
            Code::SheetSkipped => format!("Sheet “{value}” is hidden or has no header row; not imported"),
        }
    }
}
