//! Settings: flags before environment before the file named by `--config` before defaults.

use std::{
    num::NonZeroU16,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use shared::time::HOUR_MS;

use crate::{
    backup::Schedule,
    door::{CONNECTIONS_MAX, Limits, SILENT_MOST},
};

const ADDR: &str = "127.0.0.1:8080";
const DATA: &str = "data";
const BACKUP_EVERY_H: u16 = 6;
const BACKUP_KEEP: usize = 8;
const LOG: &str = "info,rusqlite_migration=warn";

/// Settings that every command takes. Those that were given; [`Settings::read`] fills in the rest.
#[derive(Clone, Debug, Default, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Folder of the database and its key [default: data]
    #[arg(long, global = true, env = "DABAI_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "DABAI_ADDR", value_name = "ADDRESS:PORT")]
    addr: Option<String>,
    /// How people reach the server, for links on cards and for cookies [default: http://ADDRESS:PORT]
    #[arg(long, global = true, env = "DABAI_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Folder of web assets [default: those inside this program]
    #[arg(long, global = true, env = "DABAI_ASSETS", value_name = "DIR")]
    assets: Option<PathBuf>,
    /// Take the caller's address from X-Forwarded-For; only behind a proxy that writes it
    #[arg(long, global = true, env = "DABAI_BEHIND_PROXY", num_args = 0..=1, default_missing_value = "true")]
    behind_proxy: Option<bool>,
    /// For development: enrolment and sign-in are not throttled
    #[arg(long, global = true, env = "DABAI_DEV", num_args = 0..=1, default_missing_value = "true")]
    dev: Option<bool>,
    /// Where the server keeps backups, a folder each [default: backups/ in the data folder]
    #[arg(long, global = true, env = "DABAI_BACKUP_DIR", value_name = "DIR")]
    backup_dir: Option<PathBuf>,
    /// Hours between backups that the server makes by itself; 0 makes none [default: 6]
    #[arg(long, global = true, env = "DABAI_BACKUP_EVERY", value_name = "HOURS")]
    backup_every: Option<u16>,
    /// Backups kept; phones hold what the oldest does not have [default: 8]
    #[arg(long, global = true, env = "DABAI_BACKUP_KEEP", value_name = "N")]
    backup_keep: Option<NonZeroU16>,
    /// Where the server keeps the journal of what no phone holds, best on another disk [default: journal/ in the data folder]
    #[arg(long, global = true, env = "DABAI_JOURNAL_DIR", value_name = "DIR")]
    journal_dir: Option<PathBuf>,
    /// HTTPS: file with the certificate and those it hangs from, PEM; read again within a minute of a change
    #[arg(long, global = true, env = "DABAI_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// HTTPS: file with the certificate's private key, PEM
    #[arg(long, global = true, env = "DABAI_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Connections at once, live streams aside [default: 4096]
    #[arg(long, global = true, env = "DABAI_CONNECTIONS", value_name = "N")]
    connections: Option<NonZeroU16>,
    /// Of these from one address [default: 512; not counted from this machine or behind a proxy]
    #[arg(long, global = true, env = "DABAI_CONNECTIONS_EACH", value_name = "N")]
    connections_each: Option<NonZeroU16>,
    /// Seconds until a connection that says nothing, or not all of a head, is closed [default: 30]
    #[arg(long, global = true, env = "DABAI_SILENT_SECONDS", value_name = "SECONDS")]
    silent_seconds: Option<NonZeroU16>,
    /// What to log, e.g. `warn` or `dabai=debug` [default: info]
    #[arg(long, global = true, env = "DABAI_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// File with any of these settings, e.g. `public_url = "https://…"`
    #[arg(long, global = true, env = "DABAI_CONFIG", value_name = "FILE.toml")]
    #[serde(skip)]
    config: Option<PathBuf>,
}

/// Settings with nothing left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub data: PathBuf,
    pub addr: String,
    /// Without a slash at the end.
    pub public_url: Option<String>,
    pub assets: Option<PathBuf>,
    pub behind_proxy: bool,
    pub dev: bool,
    pub backup_dir: Option<PathBuf>,
    /// 0: the server makes none by itself.
    pub backup_every_h: u16,
    pub backup_keep: usize,
    pub journal_dir: Option<PathBuf>,
    /// The files of certificate and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    pub limits: Limits,
    pub log: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("reading {0}: {1}")]
    Read(PathBuf, std::io::Error),
    #[error("{0} is not a settings file: {1}")]
    Parse(PathBuf, Box<toml::de::Error>),
    #[error("--public-url must begin with http:// or https:// and name a host only: {0}")]
    PublicUrl(String),
    #[error("--tls-cert and --tls-key go together: give both or neither")]
    HalfTls,
}

impl Settings {
    pub fn read(self) -> Result<Config, ConfigError> {
        let file = self.config.as_deref().map(of_file).transpose()?.unwrap_or_default();
        Ok(Config {
            data: self.data.or(file.data).unwrap_or_else(|| DATA.into()),
            addr: self.addr.or(file.addr).unwrap_or_else(|| ADDR.into()),
            public_url: self.public_url.or(file.public_url).map(checked_url).transpose()?,
            assets: self.assets.or(file.assets),
            behind_proxy: self.behind_proxy.or(file.behind_proxy).unwrap_or(false),
            dev: self.dev.or(file.dev).unwrap_or(false),
            backup_dir: self.backup_dir.or(file.backup_dir),
            backup_every_h: self.backup_every.or(file.backup_every).unwrap_or(BACKUP_EVERY_H),
            backup_keep: self
                .backup_keep
                .or(file.backup_keep)
                .map_or(BACKUP_KEEP, |keep| usize::from(keep.get())),
            journal_dir: self.journal_dir.or(file.journal_dir),
            tls: match (self.tls_cert.or(file.tls_cert), self.tls_key.or(file.tls_key)) {
                (Some(cert), Some(key)) => Some((cert, key)),
                (None, None) => None,
                _ => return Err(ConfigError::HalfTls),
            },
            limits: Limits {
                connections: given(self.connections.or(file.connections)).unwrap_or(CONNECTIONS_MAX),
                each: given(self.connections_each.or(file.connections_each)),
                silent: given(self.silent_seconds.or(file.silent_seconds))
                    .map_or(SILENT_MOST, |seconds| Duration::from_secs(seconds as u64)),
            },
            log: self.log.or(file.log).unwrap_or_else(|| LOG.into()),
        })
    }
}

fn given(number: Option<NonZeroU16>) -> Option<usize> {
    number.map(|number| usize::from(number.get()))
}

fn of_file(path: &Path) -> Result<Settings, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Read(path.to_owned(), error))?;
    toml::from_str(&text).map_err(|error| ConfigError::Parse(path.to_owned(), Box::new(error)))
}

fn checked_url(url: String) -> Result<String, ConfigError> {
    let trimmed = url.trim_end_matches('/');
    let host = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(trimmed.to_owned()),
        _ => Err(ConfigError::PublicUrl(url)),
    }
}

impl Config {
    /// When the server makes backups, and where they are kept.
    pub fn backups(&self) -> Schedule {
        let into = self.backup_dir.clone();
        Schedule {
            into: into.unwrap_or_else(|| self.data.join("backups")),
            every_ms: i64::from(self.backup_every_h) * HOUR_MS,
            keep: self.backup_keep,
        }
    }

    pub const fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// What links on cards begin with.
    pub fn link_base(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("{}://{}", self.scheme(), self.addr))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        settings: Settings,
    }

    fn read(args: &[&str]) -> Result<Config, ConfigError> {
        Flags::try_parse_from([&["dabai"], args].concat())
            .unwrap()
            .settings
            .read()
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dabai.toml");
        std::fs::write(
            &file,
            "addr = \"0.0.0.0:1\"\npublic_url = \"https://dabai.example/\"\ndev = true\n",
        )
        .unwrap();
        let file = file.to_str().unwrap();
        let config = read(&["--config", file, "--addr", "0.0.0.0:2"]).unwrap();
        assert_eq!(config.addr, "0.0.0.0:2");
        assert_eq!(config.public_url.as_deref(), Some("https://dabai.example"));
        assert_eq!(
            (config.dev, config.behind_proxy, config.log.as_str()),
            (true, false, LOG)
        );
        assert!(!read(&["--config", file, "--dev", "false"]).unwrap().dev);
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dabai.toml");
        std::fs::write(&file, "adr = \"0.0.0.0:1\"\n").unwrap();
        let error = read(&["--config", file.to_str().unwrap()]).unwrap_err();
        assert!(
            error.to_string().contains("dabai.toml") && error.to_string().contains("adr"),
            "{error}"
        );
        for url in ["dabai.example", "ftp://x", "https://", "https://x/y"] {
            assert!(
                matches!(read(&["--public-url", url]), Err(ConfigError::PublicUrl(_))),
                "{url}"
            );
        }
    }
}
