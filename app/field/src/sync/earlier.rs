//! What happened before today, read while somebody looks at the list already: piece by piece into the replica, a tap never
//! waits for more than one of them. Only then does this tab talk to others and to the server, which say what changed
//! in all rows.

use std::rc::Rc;

use shared::replica::Event;

use super::driver::Driver;
use crate::{
    browser::clock,
    disk::{CHUNK_ROWS, Earlier, Fault},
};

/// The first screen is laid out and drawn meanwhile.
const DRAWN_MS: i32 = 30;

impl Driver {
    pub(super) async fn read_earlier(self: &Rc<Self>, mut earlier: Earlier) -> Result<(), Fault> {
        clock::pause(DRAWN_MS).await;
        loop {
            match self.disk.earlier(&mut earlier).await {
                Ok(Some(rows)) => {
                    for rows in rows.chunks(CHUNK_ROWS) {
                        self.handle(Event::Earlier { rows: rows.to_vec() });
                        clock::pause(0).await;
                    }
                }
                Ok(None) => return Ok(()),
                // Put together anew by another tab, or unreadable: all of it once more, in one piece.
                Err(_) => {
                    let caught = self.disk.load().await?;
                    self.take_in(caught);
                    return Ok(());
                }
            }
        }
    }
}
