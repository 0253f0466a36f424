//! Crate borders, read from the manifests: who may depend on whom, and on what kind of library.

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use super::{Finding, Weight};

/// Every workspace crate with the workspace crates it may build upon. A crate that isn't listed is a breach:
/// its place is decided here first.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("shared", &[]),
    ("model", &["shared"]),
    ("ui", &["shared"]),
    ("field", &["shared", "ui"]),
    ("desk", &["shared", "ui", "store"]),
    ("store", &["shared"]),
    ("roster", &["shared"]),
    ("dabai", &["shared", "store", "roster", "desk", "ui"]),
    ("dabai-bench", &["shared", "store", "roster"]),
    ("sim", &["shared", "model", "store"]),
    ("xtask", &[]),
];

/// Libraries and who may not name them. `shared` and `roster` run anywhere: no runtime, clock or randomness.
const MUST_NOT_IMPORT: [(&str, &[&str]); 7] = [
    ("shared", RUNTIME),
    ("roster", RUNTIME),
    ("ui", &["tokio", "rusqlite", "axum"]),
    (
        "field",
        &[
            "tokio",
            "rusqlite",
            "axum",
            "leptos_router",
            "leptos_meta",
            "leptos_axum",
        ],
    ),
    ("desk", &["rusqlite", "tokio-postgres"]),
    ("store", &["axum", "leptos"]),
    ("dabai", &["rusqlite", "tokio-postgres"]),
];

const RUNTIME: &[&str] = &[
    "tokio",
    "futures",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "leptos",
    "rusqlite",
    "axum",
    "reqwest",
    "getrandom",
    "rand",
    "chrono",
];

/// What the manifest at `path` breaches. Dependencies of tests are free.
pub(super) fn check(path: &str, text: &str) -> Result<Vec<Finding>> {
    let manifest: Table = text.parse().with_context(|| path.to_owned())?;
    let Some(name) = manifest
        .get("package")
        .and_then(|package| package.get("name")?.as_str())
    else {
        bail!("{path} has no package name");
    };
    let breach = |what: String| Finding {
        weight: Weight::Breach,
        path: path.to_owned(),
        line: 0,
        what,
    };
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(krate, _)| *krate == name) else {
        return Ok(vec![breach(format!(
            "crate {name} has no place in xtask/src/tidy/border.rs"
        ))]);
    };
    let forbidden = MUST_NOT_IMPORT
        .iter()
        .find(|(krate, _)| *krate == name)
        .map_or(&[][..], |(_, list)| list);
    let mut findings = Vec::new();
    for (dependency, value) in dependencies(&manifest) {
        let is_ours = MAY_IMPORT.iter().any(|(krate, _)| *krate == dependency);
        if is_ours && !allowed.contains(&dependency) {
            findings.push(breach(format!("{name} must not build upon {dependency}")));
        }
        if forbidden.contains(&dependency) {
            findings.push(breach(format!("{name} must not name {dependency}")));
        }
        let is_optional = value.get("optional").and_then(Value::as_bool).unwrap_or(false);
        if name == "desk" && dependency == "store" && !is_optional {
            findings.push(breach("desk sees store only under `ssr`, so it is optional".to_owned()));
        }
        let turns_on_mode = list(value.get("features")).any(|feature| ["csr", "ssr", "hydrate"].contains(&feature));
        if name == "ui" && turns_on_mode {
            findings.push(breach(format!("ui turns on a Leptos mode of {dependency}")));
        }
    }
    Ok(findings)
}

/// Dependencies of the crate itself, on any target, and those of its build script.
fn dependencies(manifest: &Table) -> Vec<(&str, &Value)> {
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(Table::values);
    let tables = std::iter::once(manifest).chain(targets.filter_map(Value::as_table));
    tables
        .flat_map(|table| {
            ["dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|kind| table.get(kind)?.as_table())
        })
        .flat_map(|table| table.iter().map(|(name, value)| (name.as_str(), value)))
        .collect()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::check;

    fn breaches(name: &str, dependencies: &str) -> usize {
        let text = format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}\n");
        check("x/Cargo.toml", &text).unwrap().len()
    }

    #[test]
    fn shared_builds_upon_no_crate_of_ours_and_no_runtime() {
        assert_eq!(breaches("shared", "serde = \"1\""), 0);
        assert_eq!(breaches("shared", "store.workspace = true"), 1);
        for runtime in ["tokio", "web-sys", "rusqlite", "getrandom"] {
            assert_eq!(breaches("shared", &format!("{runtime} = \"1\"")), 1, "{runtime}");
        }
    }

    #[test]
    fn a_dependency_of_one_target_counts_and_one_of_tests_does_not() {
        let manifest = |table: &str| format!("[package]\nname = \"shared\"\n[{table}]\ntokio = \"1\"\n");
        assert_eq!(
            check("x", &manifest("target.'cfg(unix)'.dependencies")).unwrap().len(),
            1
        );
        assert_eq!(check("x", &manifest("dev-dependencies")).unwrap().len(), 0);
    }

    #[test]
    fn the_phone_sees_no_store_and_no_router() {
        assert_eq!(breaches("field", "shared.workspace = true\nui.workspace = true"), 0);
        assert_eq!(breaches("field", "store.workspace = true\nleptos_router = \"0.8\""), 2);
    }

    #[test]
    fn the_desk_sees_the_store_only_as_an_option() {
        assert_eq!(breaches("desk", "store = { workspace = true, optional = true }"), 0);
        assert_eq!(breaches("desk", "store.workspace = true"), 1);
    }

    #[test]
    fn sql_stays_in_the_store_and_axum_out_of_it() {
        assert_eq!(breaches("dabai", "rusqlite = \"1\""), 1);
        assert_eq!(breaches("store", "rusqlite = \"1\""), 0);
        assert_eq!(breaches("store", "axum = \"1\""), 1);
    }

    #[test]
    fn ui_turns_on_no_mode() {
        assert_eq!(breaches("ui", "leptos = { workspace = true }"), 0);
        assert_eq!(breaches("ui", "leptos = { workspace = true, features = [\"csr\"] }"), 1);
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        assert_eq!(breaches("surprise", ""), 1);
    }
}
