//! `dabai envelope-key`. The keys open what phones seal on themselves and in rescue files. No backup of the data has them: whoever
//! steals one opens nothing with it, and whoever loses the machine needs a copy of the keys that was kept apart.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use store::envelope::Keyring;

use super::Bench;
use crate::clock;

/// More keys than one file holds, bytes.
const FILE_BYTES_MAX: u64 = 256 * 1_024;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// List the keys; phones get the newest
    List,
    /// Make a new key for phones to use from now on; those of before still open what was sealed for them
    New,
    /// Write all keys into a new file, to be kept apart from the data and its backups
    Export { file: PathBuf },
    /// Take in keys from such a file, and open what has been waiting for them; a server may be running
    Import { file: PathBuf },
}

pub(super) async fn run(at: &Bench, command: Command) -> Result<()> {
    let keyring = Keyring::of(&at.config.data);
    match command {
        Command::List => list(&keyring),
        Command::New => {
            let made = keyring.make(clock::now())?;
            at.say(
                format_args!("新钥匙：{}。请另存一份：dabai envelope-key export 文件", made.public),
                format_args!(
                    "new key: {}. Keep a copy of it: dabai envelope-key export FILE",
                    made.public
                ),
            );
            Ok(())
        }
        Command::Export { file } => export(at, &keyring, &file),
        Command::Import { file } => import(at, &keyring, &file).await,
    }
}

fn list(keyring: &Keyring) -> Result<()> {
    for key in keyring.list()? {
        let offered = if key.offered { "*" } else { " " };
        println!("{offered} {}", key.public);
    }
    Ok(())
}

fn export(at: &Bench, keyring: &Keyring, path: &Path) -> Result<()> {
    let text = keyring.export()?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("making {}", path.display()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("writing {}", path.display()))?;
    at.say(
        format_args!(
            "钥匙已写入 {}。有它就能打开手机封存的记录，请与数据备份分开存放",
            path.display()
        ),
        format_args!(
            "the keys are in {}. It opens what phones seal: keep it apart from backups",
            path.display()
        ),
    );
    Ok(())
}

async fn import(at: &Bench, keyring: &Keyring, path: &Path) -> Result<()> {
    let reading = || format!("reading {}", path.display());
    if fs::metadata(path).with_context(reading)?.len() > FILE_BYTES_MAX {
        anyhow::bail!("{} is too large to be a file of keys", path.display());
    }
    let text = fs::read_to_string(path).with_context(reading)?;
    let added = keyring.import(&text)?;
    let opened = at.store.open_held(clock::now()).await?;
    at.say(
        format_args!("导入钥匙 {added} 把，打开等候的记录 {opened} 条"),
        format_args!("{added} keys taken in, {opened} waiting operations opened"),
    );
    Ok(())
}
