//! What reaches the server by other ways than an open phone: in envelopes that a locked one sends, and in files.

use shared::{protocol::ErrorCode, replica::Failure};

use super::{LATE_MAX, World};
use crate::{
    breach::Breach,
    office::{Carried, Form},
};

/// Files of a seed.
const FILES_MAX: usize = 6;

impl World {
    /// A locked phone sends what waits in it. What is answered, it can't write down: whoever opens it asks again.
    pub(super) fn unread(&mut self, p: usize) -> Result<(), Breach> {
        let phone = &self.phones[p];
        let push = phone.push_of(phone.unsettled(), self.now);
        if !self.chances.locks || push.ops.is_empty() {
            return Ok(());
        }
        let answer = self.push(&push, Form::Sealed)?;
        if let Err(Failure::Refused {
            code: ErrorCode::Gap,
            last_n: Some(last_n),
            ..
        }) = answer
        {
            let phone = &self.phones[p];
            let back = phone.push_of(phone.above(last_n), self.now);
            let _ = self.push(&back, Form::Sealed)?;
        }
        if self.dice.percent(20) && self.late.len() < LATE_MAX {
            self.late.push((push, Form::Sealed));
        }
        if self.dice.percent(50) {
            self.phones[p].start(self.now);
        }
        Ok(())
    }

    /// A file is made, and mostly the phone is lost then; or somebody brings one, be it again.
    pub(super) fn carry(&mut self, p: usize) -> Result<(), Breach> {
        if !self.chances.files {
            return Ok(());
        }
        if !self.files.is_empty() && self.dice.percent(60) {
            let at = self.dice.below(self.files.len());
            return self.bring(at);
        }
        let others = self.phones.iter().filter(|phone| !phone.is_lost).count() - 1;
        let phone = &mut self.phones[p];
        let (device, ops) = (phone.me.device, phone.unsettled());
        if others > 0 && self.files.len() < FILES_MAX && !ops.is_empty() {
            self.files.push((Carried { device, ops }, false));
            phone.is_lost = self.dice.percent(70);
        }
        Ok(())
    }

    fn bring(&mut self, at: usize) -> Result<(), Breach> {
        let (file, is_brought) = &mut self.files[at];
        *is_brought = true;
        let file = file.clone();
        self.office.rescue(&file, self.now)
    }

    /// Those that are still under way.
    pub(super) fn bring_all(&mut self) -> Result<(), Breach> {
        let waiting: Vec<usize> = (0..self.files.len()).filter(|at| !self.files[*at].1).collect();
        waiting.into_iter().try_for_each(|at| self.bring(at))
    }

    /// Now and then one that was lost turns up.
    pub(super) fn turns_up(&mut self, p: usize) {
        if self.dice.percent(5) {
            self.phones[p].is_lost = false;
            self.phones[p].start(self.now);
        }
    }
}
