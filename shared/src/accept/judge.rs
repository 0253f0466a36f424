//! One operation against the rows it touches: rules first, then [`super::apply`].

use super::{Conflict, Left, Loaded, apply};
use crate::{
    domain::seen::DESK_TEMPLATE,
    id::{RecordId, derived_id},
    kind::Kind,
    op::{Change, Op, VALUE_DEPTH_MAX},
    outcome::{Code, Outcome},
    record::Row,
    role::{Actor, RowScope},
    schema::{self, Class, Field, ScopeRule, Shape, Spec},
    time::{SiteDay, UnixMs},
    value::{Fields, Value},
    was::{Stood, Was},
};

/// Rows that may change scope with one operation: a door's residents with all their ticks.
pub const MOVED_WITH_MAX: usize = 5_000;

/// What one operation does, before it is taken into the plan.
#[derive(Debug)]
pub(super) struct Judgement {
    pub outcome: Outcome,
    pub rows: Vec<Row>,
    pub left: Vec<Left>,
    pub conflicts: Vec<Conflict>,
    /// Facts that were recorded, by the record they are about.
    pub facts_about: Vec<(RecordId, u64)>,
}

/// A stop on the way: the operation is rejected or held and writes nothing.
pub(super) type Stop = Outcome;

/// Everything a rule may look at.
pub(super) struct Case<'a> {
    pub world: &'a Loaded,
    pub op: &'a Op,
    pub actor: &'a Actor,
    pub at: UnixMs,
    /// Its maker's rights had ended or were others when it arrived, but not when it was made.
    pub late: bool,
    pub seen: u64,
    /// Where it stood on a branch that this database has lost, and up to which number the two are the same.
    pub stood: Option<(Stood, u64)>,
}

/// The phone's time minus its skew, never in the future.
pub(super) fn corrected(at: UnixMs, actor: &Actor, now: UnixMs) -> UnixMs {
    at.plus(actor.skew_ms.saturating_neg()).min(now)
}

pub(super) fn judge(world: &Loaded, op: &Op, actor: &Actor, now: UnixMs) -> Judgement {
    let at = corrected(op.at, actor, now);
    let expired = actor.expires.is_some_and(|end| now >= end);
    let judged = judge_as(world, op, actor, at, now, expired || actor.accepted);
    let Some(then) = actor.as_at(at).filter(|_| is_forbidden(&judged) && !is_order(op)) else {
        return kept_if_it_applied(world, op, judged);
    };
    // What its maker could do when it was made counts, too.
    let late = judge_as(world, op, &then, at, now, true);
    kept_if_it_applied(world, op, if is_forbidden(&late) { judged } else { late })
}

const fn is_forbidden(judged: &Judgement) -> bool {
    matches!(
        judged.outcome,
        Outcome::Rejected {
            code: Code::Forbidden,
            ..
        }
    )
}

/// Who may do what is settled in the order of the server.
fn is_order(op: &Op) -> bool {
    matches!(op.change.target(), Some((Kind::Account, _)))
}

fn judge_as(world: &Loaded, op: &Op, actor: &Actor, at: UnixMs, now: UnixMs, late: bool) -> Judgement {
    let expired = actor.expires.is_some_and(|end| now >= end);
    let seen = world.epochs.seen(op.seen).min(world.head);
    let case = Case {
        world,
        op,
        actor,
        at,
        late,
        seen,
        stood: stood(world, op),
    };
    let checked = erased(&case)
        .and_then(|()| standing(&case, expired))
        .and_then(|()| op.was.as_deref().and_then(Was::rejected).map_or(Ok(()), Err))
        .and_then(|()| rules(&case))
        .and_then(|spec| apply::apply(&case, spec));
    checked.unwrap_or_else(|outcome| Judgement {
        outcome,
        rows: Vec::new(),
        left: Vec::new(),
        conflicts: Vec::new(),
        facts_about: Vec::new(),
    })
}

/// Before all else, so that nothing of it waits for anybody: it is about somebody who was erased.
fn erased(case: &Case<'_>) -> Result<(), Stop> {
    let touched = case.op.change.touches();
    let is_erased = touched.iter().any(|id| case.row(*id).is_some_and(Row::is_erased));
    if is_erased { Err(Outcome::Erased) } else { Ok(()) }
}

/// A place that this database knows, or that nobody has ever been at, is none that was lost.
fn stood(world: &Loaded, op: &Op) -> Option<(Stood, u64)> {
    let stood = op.was.as_deref()?.stood(op.seen)?;
    Some((stood, world.epochs.lost(stood.at)?))
}

/// What had been applied at a server that lost it, and may not be done any more, waits for somebody to decide.
fn kept_if_it_applied(world: &Loaded, op: &Op, judged: Judgement) -> Judgement {
    if is_forbidden(&judged) && stood(world, op).is_some() {
        let outcome = Outcome::held(Code::Forbidden);
        return Judgement { outcome, ..judged };
    }
    judged
}

fn standing(case: &Case<'_>, expired: bool) -> Result<(), Stop> {
    if Some(case.op.site) != case.world.site || case.op.site != case.actor.site {
        return Err(Outcome::rejected(Code::ForeignSite, None));
    }
    if case.actor.accepted {
        return Ok(());
    }
    if case.actor.revoked {
        return Err(Outcome::held(Code::Revoked));
    }
    if expired && case.actor.expires.is_some_and(|end| case.at >= end) {
        return Err(Outcome::held(Code::Expired));
    }
    Ok(())
}

fn rules(case: &Case<'_>) -> Result<&'static Spec, Stop> {
    let Some((kind, _)) = case.op.change.target() else {
        return Err(Outcome::rejected(Code::Unsendable, None));
    };
    let spec = schema::spec(kind).ok_or(Outcome::held(Code::UnknownChange))?;
    let fits = match &case.op.change {
        Change::Create { .. } => spec.shape != Shape::Fact,
        Change::Set { .. } => spec.shape != Shape::Fact,
        Change::Add { .. } | Change::Remove { .. } | Change::Delete { .. } | Change::Restore { .. } => {
            spec.shape == Shape::Entity
        }
        Change::Fact { .. } | Change::Void { .. } | Change::Amend { .. } => spec.shape == Shape::Fact,
        Change::Unsendable => true,
    };
    if !fits {
        return Err(Outcome::rejected(Code::BadChange, None));
    }
    if let Some(fields) = case.op.change.fields() {
        form(case, spec, fields)?;
    }
    Ok(spec)
}

fn form(case: &Case<'_>, spec: &'static Spec, fields: &Fields) -> Result<(), Stop> {
    for (name, value) in fields {
        // A field this version does not know may not be a register: keep the operation for one that does.
        let field = spec.field(name).ok_or(Outcome::held(Code::UnknownChange))?;
        if field.class == Class::Server {
            return Err(Outcome::rejected(Code::ReadOnly, Some(name)));
        }
        if value.depth() > VALUE_DEPTH_MAX || !field.admits(value) {
            return Err(Outcome::rejected(Code::BadField, Some(name)));
        }
        if !field.may_write(case.actor.role) {
            return Err(Outcome::rejected(Code::Forbidden, Some(name)));
        }
    }
    if spec.shape == Shape::Tick {
        tick_of_the_desk(case, fields.get("template"))?;
    }
    Ok(())
}

/// 已阅 is the desk's word: no phone may say it of its own visits, nor take it back.
pub(super) fn tick_of_the_desk(case: &Case<'_>, template: Option<&Value>) -> Result<(), Stop> {
    let is_theirs = template.and_then(Value::as_text) == Some(DESK_TEMPLATE);
    if is_theirs && !case.actor.role.is_desk() {
        return Err(Outcome::rejected(Code::Forbidden, Some("template")));
    }
    Ok(())
}

impl Case<'_> {
    pub(super) fn row(&self, id: RecordId) -> Option<&Row> {
        self.world.rows.get(&id)
    }

    /// The row an operation is about, or the operation waits for it.
    pub(super) fn existing(&self, kind: &Kind, id: RecordId) -> Result<&Row, Stop> {
        let row = self.row(id).ok_or(Outcome::Held {
            code: Code::Orphan,
            waits_for: Some(id),
        })?;
        if row.record.kind != *kind {
            return Err(Outcome::rejected(Code::IdTaken, None));
        }
        self.within(row.scope)?;
        Ok(row)
    }

    pub(super) fn within(&self, scope: RowScope) -> Result<(), Stop> {
        if self.actor.scope.covers(scope) {
            Ok(())
        } else {
            Err(Outcome::rejected(Code::Forbidden, None))
        }
    }

    /// The scope of a record with these fields, and the record it hangs from. Waits for a parent that isn't here yet.
    pub(super) fn scope_of(&self, spec: &Spec, fields: &Fields) -> Result<(RowScope, Option<RecordId>), Stop> {
        let Some(field) = spec.parent_field() else {
            return Ok((RowScope::SiteWide, None));
        };
        let parent = fields
            .get(field)
            .and_then(Value::as_text)
            .and_then(|id| id.parse().ok());
        let parent: RecordId = parent.ok_or(Outcome::rejected(Code::BadField, Some(field)))?;
        let row = self.row(parent).ok_or(Outcome::Held {
            code: Code::Orphan,
            waits_for: Some(parent),
        })?;
        let fits = match spec.kind {
            Kind::Door => row.record.kind == Kind::Building,
            Kind::Resident | Kind::Visit => row.record.kind == Kind::Door,
            _ => true,
        };
        if !fits {
            return Err(Outcome::rejected(Code::BadField, Some(field)));
        }
        let scope = match spec.scope {
            ScopeRule::BuildingIn(_) => RowScope::Building(parent),
            ScopeRule::SiteWide | ScopeRule::SameAs(_) => row.scope,
        };
        self.within(scope)?;
        Ok((scope, Some(parent)))
    }

    pub(super) fn complete(&self, spec: &'static Spec, fields: &Fields) -> Result<(), Stop> {
        let missing = |field: &&Field| field.required && fields.get(field.name).is_none_or(Value::is_null);
        match spec.fields.iter().find(missing) {
            Some(field) => Err(Outcome::rejected(Code::BadField, Some(field.name))),
            None => Ok(()),
        }
    }

    /// A tick's id follows from what it ticks; anything else could be made twice.
    pub(super) fn tick_id(&self, record: RecordId, fields: &Fields) -> Result<(), Stop> {
        let text = |name| fields.get(name).and_then(Value::as_text).unwrap_or("");
        let subject = text("subject").parse().unwrap_or(RecordId::NIL);
        let period = text("period");
        // In its one spelling: another would derive another id for the same round.
        let is_round = period.parse::<RecordId>().is_ok_and(|id| id.to_string() == period);
        if period.parse::<SiteDay>().is_err() && !is_round {
            return Err(Outcome::rejected(Code::BadField, Some("period")));
        }
        let derived = derived_id(Kind::Tick.as_str(), subject, text("template"), text("item"), period);
        if derived == record {
            Ok(())
        } else {
            Err(Outcome::rejected(Code::BadId, None))
        }
    }

    /// The stated day is not the day of its corrected time: it does not count as done.
    pub(super) fn is_doubtful(&self, fields: &Fields) -> bool {
        let day = fields
            .get("period")
            .and_then(Value::as_text)
            .and_then(|text| text.parse::<SiteDay>().ok());
        day.is_some_and(|day| day != self.world.day.day(self.at))
    }

    pub(super) fn next_seq(&self, written: usize) -> u64 {
        self.world.head + 1 + written as u64
    }
}
