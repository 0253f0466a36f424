//! One wasm bundle: compile, bind to JavaScript, compress. Skipped as a whole when its inputs are unchanged.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

mod slim;
mod split;

use crate::compress::{self, Effort};
use crate::{process, project, toolchain};

/// The two faces. Each is its own bundle, built by its own cargo call, so that Leptos modes never mix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Face {
    Field,
    Desk,
}

/// `Quick` compiles fast, `Small` is what ships.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flavour {
    Quick,
    Small,
}

/// A finished bundle: a folder holding `face.js`, `face_bg.wasm` and, where the face has one, `face_rest.wasm`, with their
/// `.br` and `.gz` siblings.
pub(crate) struct Bundle {
    pub(crate) face: Face,
    dir: PathBuf,
}

/// Length of the hash in file names, in hex digits.
pub(crate) const NAME_HASH_DIGITS: usize = 12;

impl Face {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Face::Field => "field",
            Face::Desk => "desk",
        }
    }

    /// Functions that its first screen doesn't call, nor what only they call.
    fn late(self) -> &'static [&'static str] {
        match self {
            Face::Field => &["field::screens::read"],
            Face::Desk => &[],
        }
    }

    /// Folders whose Rust sources end up in the bundle.
    fn sources(self) -> [PathBuf; 3] {
        [format!("app/{}", self.name()), "app/ui".to_owned(), "shared".to_owned()].map(|dir| project::root().join(dir))
    }
}

impl Flavour {
    fn profile(self) -> &'static str {
        match self {
            Flavour::Quick => "wasm-dev",
            Flavour::Small => "wasm-release",
        }
    }

    pub(crate) fn effort(self) -> Effort {
        match self {
            Flavour::Quick => Effort::Quick,
            Flavour::Small => Effort::Small,
        }
    }
}

impl Bundle {
    /// The JavaScript module, beside which `.br` and `.gz` lie.
    pub(crate) fn js(&self) -> PathBuf {
        self.dir.join(format!("{}.js", self.face.name()))
    }

    /// The wasm module, beside which `.br` and `.gz` lie.
    pub(crate) fn wasm(&self) -> PathBuf {
        self.dir.join(format!("{}_bg.wasm", self.face.name()))
    }

    /// What the first screen can do without, if it is split off.
    pub(crate) fn rest(&self) -> Option<PathBuf> {
        let rest = self.dir.join(format!("{}_rest.wasm", self.face.name()));
        (!self.face.late().is_empty()).then_some(rest)
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        [self.js(), self.wasm()].into_iter().chain(self.rest())
    }

    /// One hash over all files: they only work together, so they are named together.
    pub(crate) fn hash(&self) -> Result<String> {
        let mut hash = Sha256::new();
        for file in self.files() {
            hash.update(fs::read(file)?);
        }
        Ok(hex(&hash.finalize(), NAME_HASH_DIGITS))
    }
}

/// Builds the bundle of `face`, or finds it already built from the same inputs.
pub(crate) fn build(face: Face, flavour: Flavour) -> Result<Bundle> {
    let dir = project::target()
        .join("web-bundles")
        .join(format!("{}-{}", face.name(), flavour.profile()));
    let bundle = Bundle { face, dir };
    let stamp_file = bundle.dir.join("inputs");
    let stamp = inputs_hash(face, flavour)?;
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) && bundle.js().is_file() {
        return Ok(bundle);
    }
    let start = Instant::now();
    eprintln!("· Bundle {} ({})", face.name(), flavour.profile());
    let compiled = compile(face, flavour)?;
    if bundle.dir.exists() {
        fs::remove_dir_all(&bundle.dir)?;
    }
    bind(&compiled, &bundle)?;
    for file in bundle.files() {
        write_packed(&file, &fs::read(&file)?, flavour.effort())?;
    }
    fs::write(stamp_file, stamp)?;
    let size = fs::metadata(with_suffix(&bundle.wasm(), "br"))?.len();
    let took_s = start.elapsed().as_secs_f32();
    eprintln!(
        "  {} built in {took_s:.1} s, wasm {} KB brotli",
        face.name(),
        size / 1000
    );
    Ok(bundle)
}

/// Writes `bytes` to `file`, and its compressed siblings where they help.
pub(crate) fn write_packed(file: &Path, bytes: &[u8], effort: Effort) -> Result<()> {
    fs::write(file, bytes)?;
    if compress::is_worth_it(&file.to_string_lossy()) {
        fs::write(with_suffix(file, "br"), compress::brotli(bytes, effort)?)?;
        fs::write(with_suffix(file, "gz"), compress::gzip(bytes, effort)?)?;
    }
    Ok(())
}

/// `file` with `.suffix` appended to its whole name.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// The first `digits` hex digits of `bytes`.
pub(crate) fn hex(bytes: &[u8], digits: usize) -> String {
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.truncate(digits);
    text
}

fn compile(face: Face, flavour: Flavour) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    // `rustc --crate-type` makes the loadable module here only: as a library of the server the desk needs none.
    match face {
        // Leptos then boxes every component: a fifth less view code. The desk can't: its server must agree with it.
        Face::Field => cargo
            .args(["build", "--package", "field", "--bin", "field"])
            .env("CARGO_ENCODED_RUSTFLAGS", flags()),
        Face::Desk => cargo
            .args(["rustc", "--package", "desk", "--lib", "--crate-type", "cdylib"])
            .args(["--no-default-features", "--features", "hydrate"]),
    };
    process::run(cargo.args(["--target", toolchain::WASM_TARGET, "--profile", flavour.profile()]))?;
    let dir = project::target().join(toolchain::WASM_TARGET).join(flavour.profile());
    Ok(dir.join(format!("{}.wasm", face.name())))
}

/// Functions are named with their types while they are slimmed; the names go before the bundle is shipped.
const FULL_NAMES: &str = "-Csymbol-mangling-version=v0";

/// The phone's compiler flags, in the form `CARGO_ENCODED_RUSTFLAGS` wants. Paths in messages start at the registry: the
/// same sources make the same bundle on every machine, and a smaller one.
fn flags() -> String {
    let home = std::env::var_os("CARGO_HOME").map_or_else(
        || std::env::home_dir().unwrap_or_default().join(".cargo"),
        PathBuf::from,
    );
    let registry = format!("--remap-path-prefix={}=", home.join("registry/src").display());
    ["--cfg", "erase_components", FULL_NAMES, &registry].join("\u{1f}")
}

fn bind(compiled: &Path, bundle: &Bundle) -> Result<()> {
    let (face, dir) = (bundle.face, &bundle.dir);
    let mut output = wasm_bindgen_cli_support::Bindgen::new()
        .input_path(compiled)
        .out_name(face.name())
        .web(true)?
        .typescript(false)
        // The names go when it is split.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("binding {} to JavaScript", compiled.display()))?;
    let js = slim::slim(&mut output);
    output.emit(dir)?;
    if dir.join("snippets").exists() {
        bail!(
            "{} brings JavaScript snippets along; they are not served, use `extern` blocks",
            face.name()
        );
    }
    fs::write(bundle.js(), js)?;
    let parts = split::split(&fs::read(bundle.wasm())?, face.late())?;
    fs::write(bundle.wasm(), parts.first)?;
    if let Some((file, rest)) = bundle.rest().zip(parts.rest) {
        fs::write(file, rest)?;
    }
    Ok(())
}

/// Hash of everything a bundle is made from. Stylesheets are not: they are separate files.
fn inputs_hash(face: Face, flavour: Flavour) -> Result<String> {
    let root = project::root();
    let mut files = vec![
        root.join("Cargo.toml"),
        root.join("Cargo.lock"),
        root.join("rust-toolchain.toml"),
        root.join("xtask/src/bundle.rs"),
        root.join("xtask/src/bundle/slim.rs"),
        root.join("xtask/src/bundle/split.rs"),
        root.join("xtask/src/bundle/split/part.rs"),
        root.join("xtask/src/bundle/split/whole.rs"),
        root.join("xtask/src/compress.rs"),
    ];
    for dir in face.sources() {
        list_files(&dir, &mut files)?;
    }
    // Integration tests are never part of a bundle.
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "tests"));
    files.sort();
    let mut hash = Sha256::new();
    hash.update(flavour.profile());
    for file in files
        .iter()
        .filter(|file| file.extension().is_none_or(|ext| ext != "css" && ext != "md"))
    {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        hash.update(file.strip_prefix(root)?.to_string_lossy().as_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(&bytes);
    }
    Ok(hex(&hash.finalize(), 64))
}

/// Every file under `dir`, in no order; hidden ones are editors' own.
pub(crate) fn list_files(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            list_files(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
