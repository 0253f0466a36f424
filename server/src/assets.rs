//! The files that `cargo xtask build` made, from a folder or from inside this program: the phone's shell,
//! both bundles, stylesheets, icons. Everything is read once at start and answered from memory,
//! already compressed. Knows nothing of people, sites or records.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

/// The name has a hash of the content: it never means anything else.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// May be kept, must be asked for; usually answered by 304.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// What the phone's page may do: run its own files and wasm, talk to its own server, show its own pictures.
const PHONE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; \
     media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The shell that every screen of the phone starts from.
const PHONE_SHELL: &str = "app/index.html";
const MANIFEST: &str = "assets.json";

/// Why the files can't be served.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    #[error("no web assets inside this program: give --assets DIR, or build it with `cargo xtask build`")]
    NotEmbedded,
    #[error("reading web assets: {0}")]
    Read(#[from] std::io::Error),
    #[error("{MANIFEST} of the web assets is missing or damaged: {0}")]
    Manifest(String),
    #[error("{path} of the web assets can't be unpacked: {error}")]
    Unpack { path: String, error: std::io::Error },
}

/// All files by path, and their logical names. A path is the URL without its first slash.
#[derive(Debug)]
pub struct Assets {
    files: BTreeMap<String, File>,
    /// Logical name (`desk/pkg/desk.css`) to path (`desk/pkg/desk-1a2b….css`).
    names: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    is_hashed: bool,
    /// Hash of the plain bytes.
    tag: String,
}

#[derive(serde::Deserialize)]
struct Manifest {
    assets: BTreeMap<String, String>,
}

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/web"]
// Its packed forms are inside; what takes neither of them gets it unpacked.
#[exclude = "*.wasm"]
struct Embedded;

impl Assets {
    /// From `folder` if one is given, else from inside the program.
    pub fn open(folder: Option<&Path>) -> Result<Self, AssetError> {
        let mut files = Vec::new();
        match folder {
            Some(folder) => read_folder(folder, "", &mut files)?,
            #[cfg(feature = "embed")]
            None => files.extend(Embedded::iter().filter_map(|path| {
                let file = Embedded::get(&path)?;
                let bytes = match file.data {
                    std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    std::borrow::Cow::Owned(bytes) => bytes.into(),
                };
                Some((path.into_owned(), bytes))
            })),
            #[cfg(not(feature = "embed"))]
            None => return Err(AssetError::NotEmbedded),
        }
        Self::from_files(files)
    }

    fn from_files(all: Vec<(String, Bytes)>) -> Result<Self, AssetError> {
        let mut files: BTreeMap<String, File> = BTreeMap::new();
        for (path, bytes) in all {
            if let Some(path) = path.strip_suffix(".br") {
                files.entry(path.to_owned()).or_default().brotli = Some(bytes);
            } else if let Some(path) = path.strip_suffix(".gz") {
                files.entry(path.to_owned()).or_default().gzip = Some(bytes);
            } else {
                files.entry(path).or_default().plain = bytes;
            }
        }
        for (path, file) in &mut files {
            if let (true, Some(packed)) = (file.plain.is_empty(), &file.gzip) {
                file.plain = unpack(packed).map_err(|error| AssetError::Unpack {
                    path: path.clone(),
                    error,
                })?;
            }
            let digest = Sha256::digest(&file.plain);
            file.tag = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        }
        let manifest = files
            .get(MANIFEST)
            .ok_or_else(|| AssetError::Manifest("not there".to_owned()))?;
        let manifest: Manifest =
            serde_json::from_slice(&manifest.plain).map_err(|error| AssetError::Manifest(error.to_string()))?;
        let hashed: BTreeSet<&String> = manifest.assets.values().collect();
        for (path, file) in &mut files {
            file.is_hashed = hashed.contains(path);
        }
        if let Some(missing) = hashed.iter().find(|path| !files.contains_key(**path)) {
            return Err(AssetError::Manifest(format!("{missing} is listed but not there")));
        }
        Ok(Self {
            files,
            names: manifest.assets,
        })
    }

    /// URL of an asset by its logical name: `desk/pkg/desk.css` gives `/desk/pkg/desk-1a2b….css`.
    pub fn url(&self, logical: &str) -> Option<String> {
        self.names.get(logical).map(|path| format!("/{path}"))
    }

    /// What the desk's bundle is called, for `LeptosOptions::output_name` beside `site_pkg_dir = "desk/pkg"`:
    /// its files are `/desk/pkg/{name}.js` and `/desk/pkg/{name}_bg.wasm`.
    pub fn desk_output_name(&self) -> Option<&str> {
        self.names
            .get("desk/pkg/desk.js")?
            .strip_prefix("desk/pkg/")?
            .strip_suffix(".js")
    }

    /// Routes of everything below `/app/` and `/desk/pkg/`.
    pub fn router<S: Clone + Send + Sync + 'static>(self: Arc<Self>) -> Router<S> {
        Router::new()
            .route("/app", get(|| async { Redirect::permanent("/app/") }))
            .route("/app/", get(answer))
            .route("/app/{*path}", get(answer))
            .route("/desk/pkg/{*path}", get(answer))
            // Watched by pages while developing; lists public names only.
            .route("/assets.json", get(answer))
            .with_state(self)
    }

    /// The file behind a URL path. Below `/app/`, a name without an extension is a screen of the phone.
    fn find(&self, url_path: &str) -> Option<(&str, &File)> {
        let path = url_path.trim_start_matches('/');
        let is_screen = path
            .strip_prefix("app/")
            .is_some_and(|rest| !last_segment(rest).contains('.'));
        let path = if is_screen { PHONE_SHELL } else { path };
        self.files.get_key_value(path).map(|(path, file)| (path.as_str(), file))
    }
}

async fn answer(State(assets): State<Arc<Assets>>, request: Request) -> Response {
    let Some((path, file)) = assets.find(request.uri().path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (encoding, bytes) = file.best_for(request.headers());
    // Each encoding is its own representation, so each has its own tag.
    let tag = format!("\"{}-{}\"", file.tag, encoding.unwrap_or("plain"));
    let is_known = request
        .headers()
        .get(IF_NONE_MATCH)
        .is_some_and(|known| lists_tag(known, &tag));
    let mut headers = headers_for(path, file);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    (headers, bytes).into_response()
}

fn headers_for(path: &str, file: &File) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(CACHE_CONTROL, if file.is_hashed { FOREVER } else { ASK_FIRST });
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if path == PHONE_SHELL {
        headers.insert(CONTENT_SECURITY_POLICY, PHONE_POLICY);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(self), microphone=(self), screen-wake-lock=(self), geolocation=()"),
        );
    }
    headers
}

impl File {
    /// The smallest form the client takes, and its name.
    fn best_for(&self, headers: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let forms = [("br", &self.brotli), ("gzip", &self.gzip)];
        let packed = forms.into_iter().find_map(|(name, form)| {
            let form = form.as_ref().filter(|form| form.len() < self.plain.len())?;
            accepts(headers, name).then(|| (Some(name), form.clone()))
        });
        packed.unwrap_or_else(|| (None, self.plain.clone()))
    }
}

/// Whether Accept-Encoding names `encoding` and doesn't weigh it with zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lists = headers
        .get_all(ACCEPT_ENCODING)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.parse::<f32>().ok())
            .unwrap_or(1.0);
        name.trim().eq_ignore_ascii_case(encoding) && weight > 0.0
    })
}

fn lists_tag(header: &HeaderValue, tag: &str) -> bool {
    // A proxy that recompresses weakens the tag; for GET a weak match is a match.
    header
        .to_str()
        .is_ok_and(|list| list.split(',').any(|item| item.trim().trim_start_matches("W/") == tag))
}

fn content_type(path: &str) -> &'static str {
    match last_segment(path).rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Where only packed forms were put inside the program.
fn unpack(gzip: &[u8]) -> std::io::Result<Bytes> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(gzip).read_to_end(&mut plain)?;
    Ok(plain.into())
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<(String, Bytes)>) -> Result<(), AssetError> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, std::fs::read(entry.path())?.into()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
