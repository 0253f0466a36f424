//! `tidy`: the rules of ARCHITECTURE.md that the compiler doesn't check. Textual on purpose: a reader can follow it.
//! A breach fails; a warning asks for a better cut.

mod border;
mod code;
mod layer;
mod shape;

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

use crate::{bundle, project};

/// Folders whose Rust files and manifests are ours.
const TREES: [&str; 4] = ["app", "server", "shared", "xtask"];

/// A Rust file as the rules see it.
struct Source {
    /// From the project root, with `/`.
    path: String,
    text: String,
    /// The text with comments and literals blanked, line for line.
    code: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weight {
    Breach,
    Warning,
}

/// One thing that isn't tidy.
#[derive(PartialEq, Eq, Debug)]
struct Finding {
    weight: Weight,
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    what: String,
}

impl Source {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            path: path.into(),
            code: code::without_literals(&text),
            text,
        }
    }

    fn breach(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            weight: Weight::Breach,
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }

    fn warning(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            weight: Weight::Warning,
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }
}

pub(crate) fn run() -> Result<()> {
    let mut findings = Vec::new();
    let mut count = 0;
    for file in files()? {
        let path = file.strip_prefix(project::root())?.to_string_lossy().replace('\\', "/");
        if path.ends_with("Cargo.toml") {
            let text = fs::read_to_string(&file).with_context(|| path.clone())?;
            findings.extend(border::check(&path, &text)?);
        } else if path.ends_with(".rs") {
            count += 1;
            let source = Source::new(&path, fs::read_to_string(&file).with_context(|| path.clone())?);
            findings.extend(check(&source));
        }
    }
    for Finding {
        weight,
        path,
        line,
        what,
    } in &findings
    {
        eprintln!(
            "{}{path}:{line}: {what}",
            if *weight == Weight::Warning { "warning: " } else { "" }
        );
    }
    let breaches = findings
        .iter()
        .filter(|finding| finding.weight == Weight::Breach)
        .count();
    if breaches > 0 {
        bail!("{breaches} breaches of the rules in {count} files");
    }
    eprintln!("{count} files are tidy");
    Ok(())
}

fn check(source: &Source) -> Vec<Finding> {
    let mut findings = shape::check(source);
    findings.extend(layer::check(source));
    findings
}

fn files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for tree in TREES {
        bundle::list_files(&project::root().join(tree), &mut files)?;
    }
    files.sort();
    Ok(files)
}
