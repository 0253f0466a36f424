//! Assembles `target/web` (small) or `target/web-dev` (quick): both bundles, stylesheets and `public/`, under hashed names, with the asset manifest.
//!
//! A file's URL is its path in that folder. Hashed files may be cached for ever; the others
//! (`app/index.html`, `app/sw.js`, `app/files.json`, `app/manifest.webmanifest`, `assets.json`) are asked for each time.
//! Templates name other files as `{{app/boot.js}}` and the version as `{{version}}`.

use anyhow::{Context, Result, bail};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::bundle::{self, Bundle, Face, Flavour, NAME_HASH_DIGITS};
use crate::project;

/// Whether pages watch for a newer build and reload themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reload {
    Never,
    OnNewBuild,
}

/// `assets.json`, read by the server at start.
#[derive(Serialize)]
struct Manifest {
    /// Changes whenever anything the phone caches changes.
    version: String,
    /// When this was built, in milliseconds since 1970. Only while watching: shipped builds are reproducible.
    #[serde(skip_serializing_if = "Option::is_none")]
    built_ms: Option<u128>,
    /// Logical name to hashed path, both relative to the web root: `app/boot.js` to `app/boot-1a2b….js`.
    assets: BTreeMap<String, String>,
}

/// `app/files.json`: the version that the phone's service worker keeps for starts without a network.
#[derive(Serialize)]
struct Offer<'a> {
    version: &'a str,
    files: Vec<Precached>,
}

#[derive(Serialize)]
struct Precached {
    url: String,
    /// Of the uncompressed bytes, in hex: a captive portal's page must not be taken for the app.
    sha256: String,
}

/// Public files of the phone that get a hashed name; the rest of `public/` are templates.
const HASHED_PUBLIC: [&str; 6] = [
    "boot.js",
    "seal.js",
    "icon.svg",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
];

/// Hashed files that the phone can do without: an installed app's icons are kept by the system.
const NOT_PRECACHED: [&str; 3] = ["app/icon-512.png", "app/icon-maskable-512.png", "app/icon-192.png"];

/// Appended to both bundles while watching.
const RELOAD_JS: &str = include_str!("web/reload.js");

/// Where the assembled assets lie. `server/src/assets.rs` embeds the small ones from this very folder.
pub(crate) fn folder(flavour: Flavour) -> PathBuf {
    project::output(match flavour {
        Flavour::Small => "web",
        Flavour::Quick => "web-dev",
    })
}

/// Builds what changed of both bundles and puts their folder together; returns it.
pub(crate) fn build(flavour: Flavour, reload: Reload) -> Result<PathBuf> {
    // A `serve --watch` in another terminal may be building too.
    fs::create_dir_all(project::output(""))?;
    let lock = File::create(project::output("web.lock"))?;
    lock.lock()?;
    let bundles = [
        bundle::build(Face::Field, flavour)?,
        bundle::build(Face::Desk, flavour)?,
    ];
    let fresh = project::output("web.new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("app"))?;
    fs::create_dir_all(fresh.join("desk/pkg"))?;
    let mut site = Site {
        dir: fresh,
        flavour,
        assets: BTreeMap::new(),
    };
    for bundle in &bundles {
        site.add_bundle(bundle, reload)?;
        site.add_stylesheet(bundle.face)?;
    }
    for name in HASHED_PUBLIC {
        let bytes = fs::read(public(name)).with_context(|| format!("public/{name}"))?;
        site.add_hashed(&format!("app/{name}"), &bytes)?;
    }
    site.finish(reload)?;
    let folder = folder(flavour);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::rename(&site.dir, &folder)?;
    Ok(folder)
}

/// The files a phone loads before its first screen, as paths inside `folder`.
pub(crate) fn first_screen(folder: &Path) -> Result<Vec<String>> {
    let manifest = fs::read_to_string(folder.join("assets.json"))?;
    let manifest: serde_json::Value = serde_json::from_str(&manifest)?;
    let mut files = vec!["app/index.html".to_owned()];
    for name in ["app/boot.js", "app/field.css", "app/field.js", "app/field.wasm"] {
        let path = manifest["assets"][name]
            .as_str()
            .with_context(|| format!("{name} is not in assets.json"))?;
        files.push(path.to_owned());
    }
    Ok(files)
}

/// The folder under construction.
struct Site {
    dir: PathBuf,
    flavour: Flavour,
    assets: BTreeMap<String, String>,
}

impl Site {
    fn add_bundle(&mut self, bundle: &Bundle, reload: Reload) -> Result<()> {
        let name = bundle.face.name();
        let folder = web_folder(bundle.face);
        let stem = format!("{folder}/{name}-{}", bundle.hash()?);
        let js = format!("{stem}.js");
        let wasm = format!("{stem}_bg.wasm");
        let rest = bundle.rest().map(|file| (file, format!("{stem}_rest.wasm")));
        let files = [(bundle.js(), js.clone()), (bundle.wasm(), wasm.clone())];
        for (from, to) in files.into_iter().chain(rest.clone()) {
            let to = self.dir.join(to);
            fs::copy(&from, &to)?;
            for suffix in ["br", "gz"] {
                fs::copy(bundle::with_suffix(&from, suffix), bundle::with_suffix(&to, suffix))?;
            }
        }
        if reload == Reload::OnNewBuild {
            let mut text = fs::read_to_string(bundle.js())?;
            text.push_str(RELOAD_JS);
            bundle::write_packed(&self.dir.join(&js), text.as_bytes(), self.flavour.effort())?;
        }
        self.assets.insert(format!("{folder}/{name}.js"), js);
        self.assets.insert(format!("{folder}/{name}.wasm"), wasm);
        if let Some((_, rest)) = rest {
            self.assets.insert(format!("{folder}/{name}_rest.wasm"), rest);
        }
        Ok(())
    }

    /// The face's stylesheet, with the shared tokens in front.
    fn add_stylesheet(&mut self, face: Face) -> Result<()> {
        let app = project::root().join("app");
        let name = face.name();
        let mut css = fs::read_to_string(app.join("ui/tokens.css"))?;
        css.push_str(&fs::read_to_string(app.join(format!("{name}/{name}.css")))?);
        self.add_hashed(&format!("{}/{name}.css", web_folder(face)), css.as_bytes())
    }

    fn add_hashed(&mut self, logical: &str, bytes: &[u8]) -> Result<()> {
        let (stem, extension) = logical.rsplit_once('.').context("an asset without an extension")?;
        let hash = bundle::hex(&Sha256::digest(bytes), NAME_HASH_DIGITS);
        let path = format!("{stem}-{hash}.{extension}");
        bundle::write_packed(&self.dir.join(&path), bytes, self.flavour.effort())?;
        self.assets.insert(logical.to_owned(), path);
        Ok(())
    }

    fn write(&self, path: &str, text: &str) -> Result<()> {
        bundle::write_packed(&self.dir.join(path), text.as_bytes(), self.flavour.effort())
    }

    /// Templates and the manifest, once every hashed name is known.
    fn finish(&self, reload: Reload) -> Result<()> {
        let template = |name: &str| -> Result<String> {
            let text = fs::read_to_string(public(name)).with_context(|| format!("public/{name}"))?;
            fill(&text, &self.assets).with_context(|| format!("public/{name}"))
        };
        let index = template("index.html")?;
        let web_manifest = template("manifest.webmanifest")?;
        // Every other file of the phone is named in these two by its hash.
        let all = Sha256::new().chain_update(&index).chain_update(&web_manifest);
        let version = bundle::hex(&all.finalize(), NAME_HASH_DIGITS);

        let index = index.replace("{{version}}", &version);
        let offer = Offer {
            version: &version,
            files: self.precached(&index, &web_manifest)?,
        };
        self.write("app/index.html", &index)?;
        self.write("app/files.json", &serde_json::to_string_pretty(&offer)?)?;
        self.write("app/sw.js", &fs::read_to_string(public("sw.js"))?)?;
        self.write("app/manifest.webmanifest", &web_manifest)?;
        let built_ms = match reload {
            Reload::Never => None,
            Reload::OnNewBuild => Some(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis()),
        };
        let manifest = Manifest {
            version,
            built_ms,
            assets: self.assets.clone(),
        };
        self.write("assets.json", &serde_json::to_string_pretty(&manifest)?)
    }

    fn precached(&self, index: &str, web_manifest: &str) -> Result<Vec<Precached>> {
        let entry = |url: String, bytes: &[u8]| Precached {
            url,
            sha256: bundle::hex(&Sha256::digest(bytes), 64),
        };
        let mut list = vec![
            entry("/app/".to_owned(), index.as_bytes()),
            entry("/app/manifest.webmanifest".to_owned(), web_manifest.as_bytes()),
        ];
        for (logical, path) in &self.assets {
            if logical.starts_with("app/") && !NOT_PRECACHED.contains(&logical.as_str()) {
                list.push(entry(format!("/{path}"), &fs::read(self.dir.join(path))?));
            }
        }
        Ok(list)
    }
}

fn web_folder(face: Face) -> &'static str {
    match face {
        Face::Field => "app",
        Face::Desk => "desk/pkg",
    }
}

fn public(name: &str) -> PathBuf {
    Path::new(project::root()).join("public").join(name)
}

/// Replaces every `{{logical/name}}` by the URL of that asset; what is filled in later stays.
fn fill(text: &str, assets: &BTreeMap<String, String>) -> Result<String> {
    let mut filled = text.to_owned();
    for (logical, path) in assets {
        filled = filled.replace(&format!("{{{{{logical}}}}}"), &format!("/{path}"));
    }
    let left = filled.replace("{{version}}", "");
    if let Some(at) = left.find("{{") {
        bail!("unknown asset {}", left[at..].lines().next().unwrap_or_default());
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::fill;
    use std::collections::BTreeMap;

    fn assets() -> BTreeMap<String, String> {
        BTreeMap::from([("app/boot.js".to_owned(), "app/boot-1a2b.js".to_owned())])
    }

    #[test]
    fn templates_name_assets_by_their_logical_name() -> anyhow::Result<()> {
        let filled = fill(
            "<script src=\"{{app/boot.js}}\" data-version=\"{{version}}\">",
            &assets(),
        )?;
        assert_eq!(
            filled,
            "<script src=\"/app/boot-1a2b.js\" data-version=\"{{version}}\">"
        );
        Ok(())
    }

    #[test]
    fn a_template_that_names_a_missing_asset_is_refused() {
        assert!(fill("{{app/gone.js}}", &assets()).is_err());
    }
}
