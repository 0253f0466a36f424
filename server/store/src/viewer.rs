//! Who is looking. A [`Viewer`] is made by a store from a credential and from nothing else, so that a function which
//! takes one can't be called for somebody who has not shown who they are.

use shared::{
    id::{AccountId, DeviceId, SiteId},
    role::{Actor, Before, Rights, Role, Scope},
    time::UnixMs,
};

/// What somebody shows. Secrets are never printed.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// A phone's cookie or bearer token.
    Device { device: DeviceId, token: &'a str },
    /// A desk sign-in, and the site it looks at; the account's first where none is named.
    Session { token: &'a str, site: Option<SiteId> },
    /// Somebody at the machine itself, with the data folder open: the commands.
    Operator { site: SiteId },
}

impl std::fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Device { device, .. } => write!(f, "Device({device})"),
            Self::Session { site, .. } => write!(f, "Session({site:?})"),
            Self::Operator { site } => write!(f, "Operator({site})"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Viewer {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) device: DeviceId,
    pub(crate) site: SiteId,
    pub(crate) role: Role,
    pub(crate) scope: Scope,
    pub(crate) scope_gen: u64,
    pub(crate) expires: Option<UnixMs>,
    pub(crate) revoked: bool,
    /// Somebody at the desk takes what it brought.
    pub(crate) accepted: bool,
    pub(crate) before: Vec<Before>,
    pub(crate) desk: bool,
    pub(crate) demo: bool,
}

impl Viewer {
    pub const fn account(&self) -> AccountId {
        self.account
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub const fn device(&self) -> DeviceId {
        self.device
    }

    pub const fn site(&self) -> SiteId {
        self.site
    }

    pub const fn role(&self) -> Role {
        self.role
    }

    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    pub const fn expires(&self) -> Option<UnixMs> {
        self.expires
    }

    /// May still send, may not read.
    pub const fn revoked(&self) -> bool {
        self.revoked
    }

    /// As a phone is told of it.
    pub fn rights(&self) -> Rights {
        Rights {
            role: self.role,
            scope: self.scope.clone(),
            expires: self.expires,
        }
    }

    /// Their site was made up to look around in.
    pub const fn demo(&self) -> bool {
        self.demo
    }

    /// The same person as a maker of operations; `skew_ms` is their clock minus ours.
    pub fn actor(&self, skew_ms: i64) -> Actor {
        Actor {
            device: self.device,
            account: self.account,
            site: self.site,
            role: self.role,
            scope: self.scope.clone(),
            expires: self.expires,
            revoked: self.revoked,
            accepted: self.accepted,
            before: self.before.clone(),
            desk: self.desk,
            skew_ms,
        }
    }
}
