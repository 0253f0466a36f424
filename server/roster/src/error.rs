//! Why a file can't be read as a roster at all, as opposed to notes about single lines.

use crate::field::Field;
use crate::limit::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS};
use crate::note::Lang;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooManyBytes { bytes: usize },
    #[error("more than {MAX_ROWS} rows")]
    TooManyRows,
    #[error("more than {MAX_COLUMNS} columns")]
    TooManyColumns,
    /// Unpacked or as text it is far beyond a roster: a mistake or an attack.
    #[error("the file's contents are too large")]
    TooLarge,
    /// An `.xls` from before 2007, or a workbook locked with a password: both come in the same wrapping.
    #[error("an old .xls workbook, or one locked with a password")]
    OldWorkbook,
    /// A web page saved as `.xls`, as some systems export it.
    #[error("a web page, not a workbook")]
    WebPage,
    #[error("the workbook is damaged or of another kind")]
    BrokenWorkbook,
    #[error("neither a workbook nor text")]
    NotText,
    #[error("no header row found")]
    NoHeader,
    /// A header row was found in `line`, but these are not in it.
    #[error("the header in line {line} lacks required columns")]
    MissingColumns {
        line: usize,
        missing: Vec<Field>,
        found: Vec<String>,
    },
    #[error("a header without a line below it")]
    NoRows,
}

impl ReadError {
    /// What happened and what to do about it.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            ReadError::Empty => "文件是空的。".into(),
            ReadError::TooManyBytes { .. } => format!("文件太大，最多 {} MB。", MAX_BYTES / 1024 / 1024),
            ReadError::TooManyRows => format!("超过 {MAX_ROWS} 行，请分成几个文件导入。"),
            ReadError::TooManyColumns => format!("超过 {MAX_COLUMNS} 列，请删去多余的列。"),
            ReadError::TooLarge => "文件展开后太大，请只保留名单，另存后再导入。".into(),
            ReadError::OldWorkbook => "这是旧版 .xls 或加了密码的工作簿，请用 Excel 另存为不加密的 .xlsx。".into(),
            ReadError::WebPage => "这其实是一个网页文件，请用 Excel 打开后另存为 .xlsx。".into(),
            ReadError::BrokenWorkbook => "工作簿打不开，可能已损坏，请用 Excel 另存为 .xlsx 或 .csv。".into(),
            ReadError::NotText => "这个文件既不是 Excel 工作簿，也不是 CSV 文本。".into(),
            ReadError::NoHeader => "没有找到表头。表头里至少要有楼号、房号、姓名三列。".into(),
            ReadError::MissingColumns { line, missing, found } => format!(
                "第 {line} 行的表头缺少：{}。表头里有：{}。",
                names(missing, Lang::Zh).join("、"),
                found.join("、")
            ),
            ReadError::NoRows => "表头下面没有内容。".into(),
        }
    }

    fn en(&self) -> String {
        match self {
            ReadError::Empty => "The file is empty.".into(),
            ReadError::TooManyBytes { .. } => format!("The file is too big; at most {} MB.", MAX_BYTES / 1024 / 1024),
            ReadError::TooManyRows => format!("More than {MAX_ROWS} rows; please import it in several files."),
            ReadError::TooManyColumns => format!("More than {MAX_COLUMNS} columns; please remove what isn't needed."),
            ReadError::TooLarge => {
                "The contents are too large; please keep only the list, save it anew and import that.".into()
            }
            ReadError::OldWorkbook => {
                "This is an old .xls workbook or one with a password; please save it in Excel as .xlsx without one."
                    .into()
            }
            ReadError::WebPage => "This is a web page; please open it in Excel and save it as .xlsx.".into(),
            ReadError::BrokenWorkbook => {
                "The workbook can't be opened and may be damaged; please save it in Excel as .xlsx or .csv.".into()
            }
            ReadError::NotText => "This is neither an Excel workbook nor a CSV text.".into(),
            ReadError::NoHeader => {
                "No header row found. It needs at least the columns building, room and name (楼号, 房号, 姓名).".into()
            }
            ReadError::MissingColumns { line, missing, found } => format!(
                "The header in line {line} lacks: {}. It has: {}.",
                names(missing, Lang::En).join(", "),
                found.join(", ")
            ),
            ReadError::NoRows => "There is nothing below the header.".into(),
        }
    }
}

fn names(fields: &[Field], lang: Lang) -> Vec<&'static str> {
    fields.iter().map(|field| field.name(lang)).collect()
}
