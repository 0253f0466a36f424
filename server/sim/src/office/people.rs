//! Who a simulated site lets in, as what, and until when: the store says, the model follows.

use model::site;
use shared::{
    id::{AccountId, DeviceId},
    replica::Identity,
    role::{Rights, Role, Scope},
    time::{DAY_MS, HOUR_MS, UnixMs},
};
use store::{Credential, NewAccount, NewCode, People as _, Viewer};

use super::{Office, What};

impl Office {
    /// A phone with a card of its own; `n` tells them apart, also in the order of their ids.
    pub(crate) fn enrol(&mut self, n: usize, scope: Scope, lasts_ms: Option<i64>) -> Identity {
        let made = site::NOW.plus(n as i64 - DAY_MS);
        let mut random = [0; 10];
        random[8..].copy_from_slice(&(n as u16).to_be_bytes());
        let account = AccountId::made(made, random);
        let worker = NewAccount {
            id: account,
            site: site::site(),
            name: format!("worker {n}"),
            role: Role::Worker,
            login: None,
        };
        let card = NewCode {
            code: format!("{n:08}"),
            account,
            scope,
            valid_until: site::NOW.plus(HOUR_MS),
            expires: lasts_ms.map(|ms| site::NOW.plus(ms)),
        };
        let operator = self.operator();
        let enrolled = self.runtime.block_on(async {
            self.store.add_account(worker, made).await.unwrap();
            self.store.add_code(&operator, card.clone(), made).await.unwrap();
            self.store.enrol(&card.code, &card.code, "phone", made).await.unwrap()
        });
        self.mirror(account.into());
        self.tokens.insert(enrolled.device, enrolled.token);
        self.refresh_actors();
        Identity {
            device: enrolled.device,
            account,
            site: site::site(),
        }
    }

    /// A new identity for a copied profile. `None`: nobody answers to the old one.
    pub(crate) fn renew(&mut self, device: DeviceId, key: u64, now: UnixMs) -> Option<Identity> {
        let viewer = self.viewer(device, now)?;
        let key = format!("renewal {key}");
        let renewed = self.store.renew(&viewer, &key, now);
        let renewed = self.runtime.block_on(renewed).unwrap();
        self.tokens.insert(renewed.device, renewed.token);
        self.refresh_actors();
        Some(Identity {
            device: renewed.device,
            account: renewed.worker.account,
            site: site::site(),
        })
    }

    pub(crate) fn revoke(&mut self, device: DeviceId, now: UnixMs) {
        let operator = self.operator();
        self.runtime
            .block_on(self.store.revoke(&operator, device, now))
            .unwrap();
        self.model.head += 1;
        self.refresh_actors();
    }

    /// Another role and scope; none where there is nothing to give any more.
    pub(crate) fn give(&mut self, device: DeviceId, role: Role, scope: Scope, now: UnixMs) {
        let operator = self.operator();
        let has = self
            .runtime
            .block_on(self.store.phone_rights(&operator, device))
            .unwrap();
        let Some((has, shown)) = has.map(|phone| (phone.rights, phone.generation)) else {
            return;
        };
        let rights = Rights {
            role,
            scope,
            ..has.clone()
        };
        if rights == has || rights.expires.is_some_and(|end| end <= now) {
            return;
        }
        let changed = self.store.change_rights(&operator, device, shown, rights, now);
        self.runtime.block_on(changed).unwrap();
        self.model.head += 1;
        self.refresh_actors();
    }

    /// The model lets in whom the store lets in, with the same rights.
    pub(super) fn refresh_actors(&mut self) {
        for device in self.tokens.keys().copied().collect::<Vec<_>>() {
            let Some(viewer) = self.viewer(device, site::NOW) else {
                continue;
            };
            let actor = viewer.actor(0);
            if self.model.actors.insert(device, actor.clone()).as_ref() != Some(&actor) {
                self.note(&actor, What::Known, site::NOW);
            }
        }
    }

    pub(super) fn viewer(&self, device: DeviceId, now: UnixMs) -> Option<Viewer> {
        let token = self.tokens.get(&device)?;
        let credential = Credential::Device { device, token };
        self.runtime.block_on(self.store.viewer(credential, now)).unwrap()
    }
}
