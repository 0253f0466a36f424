//! What rosters said of somebody who was erased goes, too: fingerprints, and what the last import had found.

use std::path::Path;

use shared::{
    id::{RecordId, SiteId},
    time::UnixMs,
};
use store::{Credential, Store};

use super::{ImportError, Last, Memory};

/// Nothing that rosters said of these residents is remembered.
pub fn erase(data: &Path, site: SiteId, residents: &[RecordId], now: UnixMs) -> Result<(), ImportError> {
    if residents.is_empty() {
        return Ok(());
    }
    let mut memory = Memory::read(data, site).map_err(ImportError::Memory)?;
    let known: Vec<RecordId> = residents
        .iter()
        .copied()
        .filter(|id| memory.told(*id).is_some())
        .collect();
    for id in &known {
        memory.put_back(*id, None);
    }
    if !known.is_empty() {
        memory.write(data, site).map_err(ImportError::Memory)?;
    }
    if let Some(mut last) = Last::read(data, site, now).map_err(ImportError::Memory)?
        && last.drop_steps(residents)
    {
        last.write(data, site).map_err(ImportError::Memory)?;
    }
    Ok(())
}

/// As a server starts: what a backup brought back beside its database.
pub(crate) async fn erase_all(store: &dyn Store, data: &Path, now: UnixMs) -> Result<(), ImportError> {
    for site in store.sites().await? {
        if let Some(viewer) = store.viewer(Credential::Operator { site: site.id }, now).await? {
            erase(data, site.id, &store.erased(&viewer).await?, now)?;
        }
    }
    Ok(())
}
