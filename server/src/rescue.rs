//! A rescue file comes in, at the desk or at the machine: read, and judged by the store as its phone's.

use shared::{
    id::DeviceId,
    rescue::{NoRescue, RescueFile},
    time::UnixMs,
};
use store::{RescueAsk, Rescued, Store, StoreError, Viewer};

use crate::language::Language;

/// What came of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) device: DeviceId,
    pub(crate) came_to: Rescued,
    /// Operations that stay on the phone: they could not be in the file.
    pub(crate) unsealed: u64,
}

/// Why nothing of a file was taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RescueError {
    #[error(transparent)]
    File(#[from] NoRescue),
    #[error("this file is of another site")]
    OtherSite,
    #[error("this site has no such phone")]
    NoPhone,
    #[error(transparent)]
    Store(StoreError),
}

pub(crate) async fn import(
    store: &dyn Store,
    viewer: &Viewer,
    bytes: Vec<u8>,
    now: UnixMs,
) -> Result<Outcome, RescueError> {
    let read = tokio::task::spawn_blocking(move || {
        let file = RescueFile::read(&bytes)?;
        let ops = file.ops();
        Ok((file, ops))
    });
    let read: Result<_, NoRescue> = read.await.unwrap_or(Err(NoRescue::Malformed));
    let (file, (ops, without_number)) = read?;
    if file.site != viewer.site() {
        return Err(RescueError::OtherSite);
    }
    let ask = RescueAsk {
        device: file.device,
        ops,
        now,
    };
    let came_to = store.rescue(viewer, ask).await.map_err(|error| match error {
        StoreError::Conflict(_) => RescueError::NoPhone,
        error => RescueError::Store(error),
    })?;
    Ok(Outcome {
        device: file.device,
        came_to: Rescued {
            unreadable: came_to.unreadable + without_number,
            ..came_to
        },
        unsealed: file.unsealed,
    })
}

impl RescueError {
    /// For whoever brought the file.
    pub(crate) fn text(&self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::File(NoRescue::Malformed) => (
                "这不是救援文件，或者文件坏了。请在手机上重新导出。",
                "This is not a rescue file, or it is damaged. Please export it again on the phone.",
            ),
            Self::File(NoRescue::Newer) => (
                "这个文件是新版本手机导出的，请先升级服务器。文件请留好。",
                "A newer phone made this file: please update the server first, and keep the file.",
            ),
            Self::File(NoRescue::TooLarge) => ("文件太大，不是救援文件。", "This is too large to be a rescue file."),
            Self::OtherSite => ("这个文件是别的小区的。", "This file is of another site."),
            Self::NoPhone => ("这个小区没有这部手机。", "This site has no such phone."),
            Self::Store(_) => (
                "服务器正忙，没有全部写入。请稍后再导入一次，不会重复。",
                "The server is busy and not all was written. Please import it again later: nothing is doubled.",
            ),
        };
        language.pick(zh, en)
    }
}
