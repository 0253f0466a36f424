//! A measured figure, in the form that `cargo xtask bench` reads.

use std::fmt;

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) id: &'static str,
    pub(crate) what: String,
    /// Everything here depends on the machine.
    kind: &'static str,
    limit: &'static str,
    pub(crate) figure: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) budget: Option<f64>,
    pub(crate) unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpu_us_per_unit: Option<f64>,
    pub(crate) note: String,
}

impl Figure {
    pub(crate) fn at_least(id: &'static str, what: &str, figure: f64, unit: &'static str) -> Self {
        Self::new(id, what, "at-least", figure, unit)
    }

    pub(crate) fn at_most(id: &'static str, what: &str, figure: f64, unit: &'static str) -> Self {
        Self::new(id, what, "at-most", figure, unit)
    }

    fn new(id: &'static str, what: &str, limit: &'static str, figure: f64, unit: &'static str) -> Self {
        let (what, note) = (what.to_owned(), String::new());
        Self {
            id,
            what,
            kind: "time",
            limit,
            figure,
            budget: None,
            unit,
            cpu_us_per_unit: None,
            note,
        }
    }

    pub(crate) fn budget(mut self, budget: f64) -> Self {
        self.budget = Some(budget);
        self
    }

    pub(crate) fn cpu_us(mut self, cpu_us: f64) -> Self {
        self.cpu_us_per_unit = Some(cpu_us);
        self
    }

    pub(crate) fn note(mut self, note: String) -> Self {
        self.note = note;
        self
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {:.1} {}", self.id, self.what, self.figure, self.unit)?;
        if let Some(budget) = self.budget {
            write!(f, " (budget {budget})")?;
        }
        if let Some(cpu) = self.cpu_us_per_unit {
            write!(f, ", {cpu:.0} µs CPU each")?;
        }
        if !self.note.is_empty() {
            write!(f, " — {}", self.note)?;
        }
        Ok(())
    }
}
