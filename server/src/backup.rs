//! Backups: a folder each, with the database, its key and what the rosters last said. Named by when they were made.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use shared::time::{DayRule, MINUTE_MS, UnixMs};
use store::{Replayed, Since, SqliteStore, Store};

use crate::clock;

const PREFIX: &str = "dabai-";
/// A folder of the data folder.
const IMPORT: &str = "import";
/// How often it is looked whether a backup is due.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Backups of one second that have names; one more is refused.
const OF_A_SECOND_MAX: u32 = 9;
/// A server that was just started has other things to do.
const SETTLE_MS: i64 = 10 * MINUTE_MS;

/// When backups are made, and how many are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub into: PathBuf,
    pub every_ms: i64,
    pub keep: usize,
}

/// `dabai-20221114T021500Z`
fn name(now: UnixMs) -> String {
    let utc = DayRule {
        utc_offset_min: 0,
        turns_at_min: 0,
    };
    let local = utc.local(now);
    let date = local.date.to_string().replace('-', "");
    let second = now.0.div_euclid(1_000).rem_euclid(60);
    format!("{PREFIX}{date}T{:02}{:02}{second:02}Z", local.hour, local.minute)
}

/// The same, with a number behind it where there is one of that second already.
fn free_name(into: &Path, now: UnixMs) -> String {
    let name = name(now);
    let numbered = (2..=OF_A_SECOND_MAX).map(|no| format!("{name}-{no}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !into.join(name).exists());
    free.unwrap_or(name)
}

/// Makes one in `into`; answers where it is. More than `keep` are not kept: the oldest go.
pub async fn make(store: &dyn Store, data: &Path, into: &Path, keep: usize, now: UnixMs) -> Result<PathBuf> {
    let name = free_name(into, now);
    let folder = into.join(&name);
    store
        .backup(&folder, &name, now)
        .await
        .with_context(|| format!("copying into {}", folder.display()))?;
    copy_files(&data.join(IMPORT), &folder.join(IMPORT)).with_context(|| format!("copying {IMPORT}"))?;
    let kept = store.backups().await?;
    for old in kept.iter().take(kept.len().saturating_sub(keep)) {
        // First the files: until they are gone, phones hold on to what they would need.
        match fs::remove_dir_all(into.join(&old.name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, name = old.name, "an old backup could not be removed");
            }
            _ => store.forget_backup(&old.name).await?,
        }
    }
    Ok(folder)
}

/// The files of a folder, which may be missing.
fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    let files = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        files => files?,
    };
    fs::create_dir_all(to)?;
    for file in files {
        let file = file?;
        if file.file_type()?.is_file() {
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
    }
    Ok(())
}

/// Puts the backup `from` in the place of what is in `data`, and does again what the journal has since; answers where that which was
/// there has gone.
pub fn restore(
    data: &Path,
    from: &Path,
    journal: Option<&Path>,
    since: Since,
    now: UnixMs,
) -> Result<(PathBuf, Replayed)> {
    let aside = data.join(format!("before-restore-{}", name(now).trim_start_matches(PREFIX)));
    let replayed = SqliteStore::restore(data, from, &aside, journal, since)?;
    // What rosters said belongs to the database it was said of; the journal has what was imported since.
    let import = data.join(IMPORT);
    if since == Since::Replayed && import.exists() {
        return Ok((aside, replayed));
    }
    if import.exists() {
        fs::create_dir_all(&aside)?;
        fs::rename(&import, aside.join(IMPORT)).with_context(|| format!("moving {}", import.display()))?;
    }
    copy_files(&from.join(IMPORT), &import).with_context(|| format!("copying {IMPORT}"))?;
    Ok((aside, replayed))
}

/// Makes backups as they are due, until it is dropped.
pub(crate) async fn follow(store: &dyn Store, data: &Path, schedule: &Schedule) {
    let begun = clock::now();
    loop {
        // By the clock on the wall, which may be set or sleep meanwhile: so it is looked at, not waited for.
        tokio::time::sleep(LOOK_EVERY).await;
        let now = clock::now();
        match store.backups().await {
            Ok(kept) if is_due(kept.last().map(|line| line.at), begun, schedule.every_ms, now) => {
                match make(store, data, &schedule.into, schedule.keep, now).await {
                    Ok(folder) => tracing::info!(folder = %folder.display(), "backup made"),
                    Err(error) => tracing::error!(error = format!("{error:#}"), "no backup could be made"),
                }
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the backups could not be looked at"),
        }
    }
}

fn is_due(last: Option<UnixMs>, begun: UnixMs, every_ms: i64, now: UnixMs) -> bool {
    // A clock that was set back does not put the next one off for ever.
    let since = last.map_or(i64::MAX, |last| now.since(last).abs());
    now.since(begun) >= SETTLE_MS && since >= every_ms
}

#[cfg(test)]
mod tests {
    use shared::time::HOUR_MS;

    use super::*;

    #[test]
    fn a_backup_is_named_by_when_it_was_made() {
        assert_eq!(name(UnixMs(1_668_391_200_000)), "dabai-20221114T020000Z");
        assert_eq!(name(UnixMs(1_668_391_259_000)), "dabai-20221114T020059Z");
    }

    #[test]
    fn two_backups_of_one_second_have_names_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let now = UnixMs(1_668_391_200_000);
        fs::create_dir(folder.path().join("dabai-20221114T020000Z")).unwrap();
        assert_eq!(free_name(folder.path(), now), "dabai-20221114T020000Z-2");
    }

    #[test]
    fn a_backup_is_due_when_the_last_is_old_enough_and_the_server_has_settled() {
        let (begun, every) = (UnixMs(0), 6 * HOUR_MS);
        let later = begun.plus(SETTLE_MS);
        assert!(!is_due(None, begun, every, begun.plus(SETTLE_MS - 1)));
        assert!(is_due(None, begun, every, later));
        assert!(!is_due(Some(begun), begun, every, later));
        assert!(is_due(Some(begun), begun, every, begun.plus(every)));
        assert!(
            is_due(Some(begun.plus(10 * every)), begun, every, later),
            "the clock was set back"
        );
    }
}
