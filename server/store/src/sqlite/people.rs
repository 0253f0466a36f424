//! [`People`]: each method is one transaction, told in a module of its own.

use std::sync::Arc;

use async_trait::async_trait;
use shared::{
    id::{AccountId, CardId, DeviceId},
    protocol::{Rules, SiteInfo},
    role::Rights,
    time::UnixMs,
};

use super::{SqliteStore, account, card, demo, enrol, key, load, login, rights, rules, standing};
use crate::{
    CardRefusal, Credential, EnrolRefusal, Enrolled, LoginChange, LoginLine, LoginRefusal, NewAccount, NewCard,
    NewCode, NewSite, People, PhoneRights, RulesChange, SessionAccount, StoreError, Viewer,
};

#[async_trait]
impl People for SqliteStore {
    async fn add_site(&self, site: NewSite, now: UnixMs) -> Result<(), StoreError> {
        self.writer
            .write(move |at, heads| account::add_site(at, &site, now).map(|head| heads.push(head)))
            .await
    }

    async fn remove_demo(&self, viewer: &Viewer) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer.write(move |at, _| demo::remove(at, &viewer)).await
    }

    async fn sites(&self) -> Result<Vec<SiteInfo>, StoreError> {
        self.readers.read(|at| account::sites(at)).await
    }

    async fn rules(&self, viewer: &Viewer) -> Result<Rules, StoreError> {
        let (site, ring) = (viewer.site, Arc::clone(&self.keyring));
        self.readers
            .read(move |at| rules::of_site(at, load::existing_site(at, site)?, &ring))
            .await
    }

    async fn change_rules(&self, viewer: &Viewer, change: RulesChange, now: UnixMs) -> Result<Rules, StoreError> {
        let (viewer, ring) = (viewer.clone(), Arc::clone(&self.keyring));
        self.writer
            .write(move |at, heads| {
                heads.extend(rules::change(at, &viewer, change, now)?);
                rules::of_site(at, load::existing_site(at, viewer.site)?, &ring)
            })
            .await
    }

    async fn add_account(&self, account: NewAccount, now: UnixMs) -> Result<(), StoreError> {
        self.writer
            .write(move |at, heads| account::add_account(at, None, &account, now).map(|head| heads.push(head)))
            .await
    }

    async fn set_password(&self, login: &str, password_hash: &str) -> Result<(), StoreError> {
        let (login, password_hash) = (login.to_owned(), password_hash.to_owned());
        self.writer
            .write(move |at, _| account::set_password(at, &login, &password_hash))
            .await
    }

    async fn account_of_login(&self, login: &str) -> Result<Option<SessionAccount>, StoreError> {
        let login = login.to_owned();
        self.readers.read(move |at| account::account_of_login(at, &login)).await
    }

    async fn login_of(&self, account: AccountId) -> Result<Option<(String, String)>, StoreError> {
        self.readers.read(move |at| login::of_account(at, account)).await
    }

    async fn logins(&self, viewer: &Viewer) -> Result<Vec<LoginLine>, LoginRefusal> {
        let viewer = viewer.clone();
        self.readers.read(move |at| login::list(at, &viewer)).await
    }

    async fn change_login(&self, viewer: &Viewer, change: LoginChange, now: UnixMs) -> Result<(), LoginRefusal> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| login::change(at, &viewer, change, heads, now))
            .await
    }

    async fn open_session(&self, account: AccountId, token: &str, until: UnixMs) -> Result<(), StoreError> {
        let token = token.to_owned();
        self.writer
            .write(move |at, _| account::open_session(at, account, &token, until))
            .await
    }

    async fn close_session(&self, token: &str) -> Result<(), StoreError> {
        let token = token.to_owned();
        self.writer.write(move |at, _| account::close_session(at, &token)).await
    }

    async fn viewer(&self, credential: Credential<'_>, now: UnixMs) -> Result<Option<Viewer>, StoreError> {
        match credential {
            Credential::Device { device, token } => {
                if !self.key.is_token_of(device, token) {
                    return Ok(None);
                }
                let found = self.readers.read(move |at| standing::of_device(at, device)).await?;
                Ok(found.filter(|viewer| !viewer.desk))
            }
            Credential::Session { token, site } => {
                let token = key::hash(token);
                let find =
                    move |at: &rusqlite::Transaction<'_>| match standing::device_of_session(at, &token, site, now)? {
                        Some(device) => standing::of_device(at, device),
                        None => Ok(None),
                    };
                self.readers.read(find).await
            }
            Credential::Operator { site } => self.readers.read(move |at| account::operator(at, site)).await,
        }
    }

    async fn add_code(&self, viewer: &Viewer, code: NewCode, now: UnixMs) -> Result<(), StoreError> {
        let (key, viewer) = (Arc::clone(&self.key), viewer.clone());
        self.writer
            .write(move |at, _| enrol::add_code(at, &key, &viewer, &code, now))
            .await
    }

    async fn make_cards(&self, viewer: &Viewer, cards: Vec<NewCard>, now: UnixMs) -> Result<Vec<String>, CardRefusal> {
        let (key, viewer) = (Arc::clone(&self.key), viewer.clone());
        self.writer
            .write(move |at, heads| card::make(at, &key, &viewer, cards, heads, now))
            .await
    }

    async fn void_cards(&self, viewer: &Viewer, cards: &[CardId], now: UnixMs) -> Result<Vec<CardId>, StoreError> {
        let (viewer, cards) = (viewer.clone(), cards.to_vec());
        self.writer
            .write(move |at, _| card::void(at, &viewer, &cards, now))
            .await
    }

    async fn enrol(&self, code: &str, key: &str, device_name: &str, now: UnixMs) -> Result<Enrolled, EnrolRefusal> {
        let (own, ring, code, key, name) = (
            Arc::clone(&self.key),
            Arc::clone(&self.keyring),
            code.to_owned(),
            key.to_owned(),
            device_name.to_owned(),
        );
        self.writer
            .write(move |at, _| {
                let keys = enrol::Keys { own: &own, ring: &ring };
                enrol::enrol(at, keys, &code, &key, &name, now)
            })
            .await
    }

    async fn renew(&self, viewer: &Viewer, key: &str, now: UnixMs) -> Result<Enrolled, StoreError> {
        let (own, ring) = (Arc::clone(&self.key), Arc::clone(&self.keyring));
        let (viewer, key) = (viewer.clone(), key.to_owned());
        self.writer
            .write(move |at, _| {
                let keys = enrol::Keys { own: &own, ring: &ring };
                enrol::renew(at, keys, &viewer, &key, now)
            })
            .await
    }

    async fn phone_rights(&self, viewer: &Viewer, device: DeviceId) -> Result<Option<PhoneRights>, StoreError> {
        let viewer = viewer.clone();
        self.readers.read(move |at| rights::of_phone(at, &viewer, device)).await
    }

    async fn change_rights(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        shown: u64,
        rights: Rights,
        now: UnixMs,
    ) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| {
                heads.extend(rights::change(at, &viewer, device, shown, &rights, now)?);
                Ok(())
            })
            .await
    }

    async fn revoke(&self, viewer: &Viewer, device: DeviceId, now: UnixMs) -> Result<(), StoreError> {
        let viewer = viewer.clone();
        self.writer
            .write(move |at, heads| enrol::revoke(at, &viewer, device, now).map(|head| heads.push(head)))
            .await
    }
}
