//! A measured figure beside its budget, and the table of them.

use serde::{Deserialize, Serialize};

/// What a figure is made of; only times depend on the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Time,
    Size,
    Count,
}

/// Which side of the budget is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Limit {
    AtMost,
    AtLeast,
}

/// What else was measured in the same run, so that a figure says something on any machine.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Beside {
    /// `bare strict append`.
    what: String,
    /// In the figure's unit.
    figure: f64,
}

/// One line of the table. `dabai-bench ID --json` prints a list of these.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// `B1`; several figures of one bench share it.
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) kind: Kind,
    pub(crate) limit: Limit,
    /// In `unit`.
    pub(crate) figure: f64,
    /// In `unit`; absent for what is only shown beside a budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) budget: Option<f64>,
    /// `KB`, `ms`, `op/s`, `% of raw SQLite`, …
    pub(crate) unit: String,
    /// Processor time for one unit of work (an operation, a row), in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cpu_us_per_unit: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) beside: Vec<Beside>,
    /// What limits the figure, or what it was measured against.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
}

impl Figure {
    /// Figure over budget; absent without a budget.
    fn ratio(&self) -> Option<f64> {
        self.budget.map(|budget| self.figure / budget)
    }

    /// `4.1 × 5.0 ms bare strict append`, of everything it was measured beside.
    fn beside(&self) -> String {
        let times = |beside: &Beside| {
            let times = short(self.figure / beside.figure);
            format!("{times} × {} {} {}", short(beside.figure), self.unit, beside.what)
        };
        let all: Vec<String> = self.beside.iter().map(times).collect();
        if all.is_empty() {
            "–".to_owned()
        } else {
            all.join(", ")
        }
    }

    pub(crate) fn is_within(&self) -> bool {
        self.ratio().is_none_or(|ratio| match self.limit {
            Limit::AtMost => ratio <= 1.0,
            Limit::AtLeast => ratio >= 1.0,
        })
    }
}

/// The figures as a table in Markdown, readable as it stands.
pub(crate) fn table(figures: &[Figure]) -> String {
    let titles = [
        "id",
        "what",
        "figure",
        "budget",
        "ratio",
        "beside, same run",
        "CPU per unit",
        "note",
    ];
    let mut rows = vec![titles.map(str::to_owned)];
    for figure in figures {
        let sign = if figure.limit == Limit::AtMost { "≤" } else { "≥" };
        let unit = &figure.unit;
        rows.push([
            figure.id.clone(),
            figure.what.clone(),
            format!("{} {unit}", short(figure.figure)),
            figure
                .budget
                .map_or_else(|| "–".to_owned(), |budget| format!("{sign} {} {unit}", short(budget))),
            figure.ratio().map_or_else(
                || "–".to_owned(),
                |ratio| format!("{ratio:.2}{}", if figure.is_within() { "" } else { " OVER" }),
            ),
            figure.beside(),
            figure
                .cpu_us_per_unit
                .map_or_else(|| "–".to_owned(), |cpu| format!("{} µs", short(cpu))),
            figure.note.clone(),
        ]);
    }
    let mut widths = [0; 8];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 8]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = widths.map(|width| "-".repeat(width));
    let mut text = line(&rows[0]) + &line(&rule);
    text.extend(rows[1..].iter().map(line));
    text
}

/// Three significant digits or so, without a needless fraction.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Beside, Figure, Kind, Limit, table};

    fn figure(limit: Limit, figure: f64, budget: Option<f64>) -> Figure {
        Figure {
            id: "B0".to_owned(),
            what: "a thing".to_owned(),
            kind: Kind::Size,
            limit,
            figure,
            budget,
            unit: "KB".to_owned(),
            cpu_us_per_unit: None,
            beside: Vec::new(),
            note: String::new(),
        }
    }

    #[test]
    fn a_figure_is_judged_by_the_good_side_of_its_budget() {
        assert!(figure(Limit::AtMost, 250.0, Some(250.0)).is_within());
        assert!(!figure(Limit::AtMost, 251.0, Some(250.0)).is_within());
        assert!(figure(Limit::AtLeast, 50.0, Some(50.0)).is_within());
        assert!(!figure(Limit::AtLeast, 49.0, Some(50.0)).is_within());
        assert!(figure(Limit::AtMost, 1e9, None).is_within());
    }

    #[test]
    fn the_table_names_what_is_over_its_budget() {
        let text = table(&[
            figure(Limit::AtMost, 300.0, Some(250.0)),
            figure(Limit::AtMost, 30.5, None),
        ]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[2].contains("300 KB") && lines[2].contains("≤ 250 KB") && lines[2].contains("1.20 OVER"));
        assert!(lines[3].contains("30.5 KB") && !lines[3].contains("OVER"));
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() == lines[0].chars().count())
        );
    }

    #[test]
    fn a_figure_is_told_as_so_many_times_what_was_measured_beside_it() {
        let bare = Beside {
            what: "bare append".to_owned(),
            figure: 5.0,
        };
        let ours = Figure {
            beside: vec![bare],
            ..figure(Limit::AtMost, 20.5, Some(8.0))
        };
        assert!(table(&[ours]).contains("| 4.10 × 5 KB bare append |"));
    }

    #[test]
    fn a_figure_beside_nothing_is_read_as_it_always_was() {
        let json = r#"{"id":"B1","what":"x","kind":"time","limit":"at-most","figure":1.0,"unit":"ms"}"#;
        assert_eq!(serde_json::from_str::<Figure>(json).unwrap().beside, []);
    }
}
