//! What a new scope or role takes from this phone: let go of at once, here and on the disk, before anything else is asked.
//! The outbox stays. What is not known to be allowed goes, too: everything is pulled again anyway.

use std::collections::BTreeSet;

use super::{Busy, Effect, Place, Replica, Said};
use crate::{
    id::RecordId,
    kind::Kind,
    order,
    packed::Packed,
    role::{Rights, Role, RowScope, Scope},
    schema::{self, ScopeRule},
};

/// A tick about a visit hangs from it, that from a door, and that from a building.
const DEPTH_MAX: usize = 4;

#[derive(Debug)]
pub(super) struct Loss {
    rights: Rights,
    /// Rows that are not this phone's any more.
    gone: BTreeSet<RecordId>,
    /// Rows with fields that it may not read any more.
    bared: BTreeSet<RecordId>,
}

impl Replica {
    /// Somebody has given this phone other rights.
    pub(super) fn take_rights(&mut self, rights: Rights) -> Vec<Effect> {
        let (gone, bared) = (BTreeSet::new(), BTreeSet::new());
        self.loss = Some(Loss { rights, gone, bared });
        let mut touched = BTreeSet::new();
        self.lose(&mut touched);
        self.refresh(&touched);
        vec![Effect::Show(touched)]
    }

    /// Takes out of the rows what the new rights forbid, as long as the disk may bring it back.
    pub(super) fn lose(&mut self, touched: &mut BTreeSet<RecordId>) {
        let Some(mut loss) = self.loss.take() else { return };
        self.start_over();
        self.place.rights = Some(loss.rights.clone());
        let Rights { role, scope, .. } = &loss.rights;
        let gone = order::set(
            self.rows
                .iter()
                .filter(|row| !self.may_have(scope, row))
                .map(|row| row.id),
        );
        let bared: Vec<Packed> = self.rows.iter().filter_map(|row| bared(*role, row)).collect();
        for row in bared {
            loss.bared.insert(row.id);
            touched.insert(row.id);
            self.rows.take(Said::Here(row));
        }
        for id in &gone {
            self.rows.remove(*id);
        }
        touched.extend(&gone);
        loss.gone.extend(gone);
        self.loss = Some(loss);
    }

    /// To the disk with it.
    pub(super) fn let_go(&mut self) -> Vec<Effect> {
        let Some(loss) = &self.loss else { return Vec::new() };
        let rows = loss.bared.iter().filter_map(|id| self.rows.get(*id).cloned());
        self.busy = Busy::Storing;
        self.page = None;
        vec![Effect::StorePage {
            before: self.stored_cursor(),
            place: self.place.clone(),
            rows: rows.map(Said::Here).collect(),
            drop: loss.gone.iter().copied().collect(),
            forget: Vec::new(),
        }]
    }

    /// The disk has let go of it, and stands at the start.
    pub(super) fn has_let_go(&mut self) {
        if self.loss.take().is_some() {
            self.stored_before_refresh = None;
        }
    }

    /// Where another tab has heard the same and stored it, the disk has let go already.
    pub(super) fn is_lost_elsewhere(&mut self, place: &Place) {
        self.loss.take_if(|loss| place.rights.as_ref() == Some(&loss.rights));
    }

    fn may_have(&self, scope: &Scope, row: &Packed) -> bool {
        *scope == Scope::WholeSite || self.scope_of(row).is_some_and(|row| scope.covers(row))
    }

    /// As far as it is known here.
    fn scope_of(&self, row: &Packed) -> Option<RowScope> {
        let mut row = row;
        for _ in 0..DEPTH_MAX {
            match schema::spec(&row.kind)?.scope {
                ScopeRule::SiteWide => return Some(RowScope::SiteWide),
                ScopeRule::BuildingIn(field) => return row.reference(field).map(RowScope::Building),
                ScopeRule::SameAs(field) => row = self.rows.get(row.reference(field)?)?,
            }
        }
        None
    }
}

/// The row without what the role may not read; none where it may read all of it.
fn bared(role: Role, row: &Packed) -> Option<Packed> {
    let has_hidden = |kind: &Kind| schema::has_hidden(kind, role);
    if !has_hidden(&row.kind) {
        return None;
    }
    let record = row.unpack();
    let count = record.fields.len();
    let fields = schema::readable(&row.kind, role, record.fields);
    (fields.len() < count).then(|| Packed::new(record.kind, record.id, record.seq, &fields))
}
