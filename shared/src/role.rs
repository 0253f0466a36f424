//! Who somebody is to a site: role, scope of buildings, and whether that still stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, DeviceId, RecordId, SiteId},
    order,
    read::{FromValue, read_by_value, read_fields, take},
    time::UnixMs,
    value::Value,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Worker,
    Coordinator,
    Administrator,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Coordinator => "coordinator",
            Self::Administrator => "administrator",
        }
    }

    /// Coordinators and administrators sit at the desk; they may change what workers may only read.
    pub const fn is_desk(self) -> bool {
        matches!(self, Self::Coordinator | Self::Administrator)
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Worker, Self::Coordinator, Self::Administrator]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

impl FromValue for Role {
    /// One of a newer server is taken for the one that may least.
    fn from_value(value: Value) -> Option<Self> {
        Some(value.as_text()?.parse().unwrap_or(Self::Worker))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is worker, coordinator or administrator")]
pub struct UnknownRole;

/// Which buildings of a site somebody works in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    #[default]
    WholeSite,
    Buildings(BTreeSet<RecordId>),
}

impl FromValue for Scope {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(word) => (word == "whole_site").then_some(Self::WholeSite),
            Value::Map(mut said) => {
                let buildings: Vec<RecordId> = take(&mut said, "buildings")?;
                Some(Self::Buildings(order::set(buildings)))
            }
            _ => None,
        }
    }
}

/// To which scope a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowScope {
    SiteWide,
    Building(RecordId),
}

impl Scope {
    pub fn covers(&self, row: RowScope) -> bool {
        match (self, row) {
            (Self::WholeSite, _) | (_, RowScope::SiteWide) => true,
            (Self::Buildings(mine), RowScope::Building(building)) => mine.contains(&building),
        }
    }
}

/// What a device may see and do, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rights {
    pub role: Role,
    pub scope: Scope,
    pub expires: Option<UnixMs>,
}

read_fields! {
    Rights { role, scope, expires }
}

read_by_value! { Rights }

/// Role and scope that a device had until somebody changed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub until: UnixMs,
    pub role: Role,
    pub scope: Scope,
}

/// Whoever makes operations, as the server knows them. Made from a credential only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub device: DeviceId,
    pub account: AccountId,
    pub site: SiteId,
    pub role: Role,
    pub scope: Scope,
    pub expires: Option<UnixMs>,
    pub revoked: bool,
    /// A coordinator takes what it brings although its rights have ended: judged by those it had, and marked late.
    pub accepted: bool,
    /// What it had before, the earliest first: what was made then is judged by that, too.
    pub before: Vec<Before>,
    /// A desk sign-in is shared by browser tabs, so "its own earlier edit" proves nothing there.
    pub desk: bool,
    /// Phone clock minus server clock as measured at this push, milliseconds.
    pub skew_ms: i64,
}

impl Actor {
    /// The same one as at an earlier time; none where it had then what it has now.
    pub fn as_at(&self, at: UnixMs) -> Option<Self> {
        let Before { role, scope, .. } = self.before.iter().find(|before| at < before.until)?;
        Some(Self {
            role: *role,
            scope: scope.clone(),
            ..self.clone()
        })
    }
}
