//! IndexedDB: databases, transactions, and the few requests the phone makes. Events become futures by handing a
//! promise's own `resolve` and `reject` to the request: there is no closure to keep alive.
//!
//! A transaction ends by itself as soon as nothing is asked of it, so nothing but its own requests may be awaited while
//! it is open: seal first, then issue every request, then wait for `done`.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomException, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest,
    IdbRequest, IdbTransaction, IdbVersionChangeEvent,
};

use super::cipher::{Key, Sealed};

#[wasm_bindgen]
extern "C" {
    /// Durability, `transaction`'s third argument, and `commit` are missing from web-sys' stable bindings.
    #[wasm_bindgen(extends = Object)]
    type Durable;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Durable) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Durable, stores: &Array, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;
}

/// Why the browser did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no IndexedDB.
    Missing,
    /// No room left.
    Full,
    /// Written by a newer version of the app.
    Newer,
    /// Refused, closed or damaged; nothing was written.
    Refused,
}

/// What a transaction must have survived before it counts as complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The system's buffers: enough for what can be fetched again.
    Relaxed,
    /// The disk itself.
    Strict,
}

#[derive(Clone, Debug)]
pub(crate) struct Database(pub(super) IdbDatabase);

/// A store to be made in a new database.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Keys are given.
    Keyed(&'static str),
    /// Keys count up from 1 and never go back.
    Counted(&'static str),
}

impl Database {
    /// Opens a database, making it where it is missing.
    pub(crate) async fn open(name: &str, version: u32, shapes: &'static [Shape]) -> Result<Self, Trouble> {
        let request = factory()?
            .open_with_u32(name, version)
            .map_err(|error| trouble(&error))?;
        let upgrade = Closure::once(|event: IdbVersionChangeEvent| make_stores(&event, shapes));
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        opened(&request).await.map(Self)
    }

    /// Opens a database only if it is there: `None` where it was never made, or was thrown away.
    pub(crate) async fn open_existing(name: &str, version: u32) -> Result<Option<Self>, Trouble> {
        let request = factory()?
            .open_with_u32(name, version)
            .map_err(|error| trouble(&error))?;
        let missing = std::rc::Rc::new(std::cell::Cell::new(false));
        let noticed = missing.clone();
        let upgrade = Closure::once(move |event: IdbVersionChangeEvent| {
            noticed.set(event.old_version() == 0.0);
            // Aborting the first upgrade leaves no empty database behind.
            if let Some(tx) = open_request(&event).and_then(|request| request.transaction()) {
                let _ = tx.abort();
            }
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        match opened(&request).await {
            Ok(database) => Ok(Some(Self(database))),
            Err(_) if missing.get() => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Removes a database. Waits until every tab has let go of it.
    pub(crate) async fn remove(name: &str) -> Result<(), Trouble> {
        let request = factory()?.delete_database(name).map_err(|error| trouble(&error))?;
        settled(&request).await.map(|_| ())
    }

    pub(crate) fn close(&self) {
        self.0.close();
    }

    pub(crate) fn read(&self, stores: &[&str]) -> Result<Tx, Trouble> {
        self.begin(stores, "readonly", Durability::Relaxed)
    }

    pub(crate) fn write(&self, stores: &[&str], durability: Durability) -> Result<Tx, Trouble> {
        self.begin(stores, "readwrite", durability)
    }

    fn begin(&self, stores: &[&str], mode: &str, durability: Durability) -> Result<Tx, Trouble> {
        let names: Array = stores.iter().map(|name| JsValue::from(*name)).collect();
        let options = Object::new();
        let durability = match durability {
            Durability::Relaxed => "relaxed",
            Durability::Strict => "strict",
        };
        let _ = Reflect::set(&options, &"durability".into(), &durability.into());
        let durable: &Durable = self.0.unchecked_ref();
        let tx = durable
            .transaction(&names, mode, &options)
            .map_err(|error| trouble(&error))?;
        // Listened to from the start: it may end before anybody waits for it.
        let ended = Promise::new(&mut |resolve, reject| {
            tx.set_oncomplete(Some(&resolve));
            tx.set_onabort(Some(&reject));
        });
        Ok(Tx {
            tx,
            ended,
            undo: mode == "readwrite",
        })
    }
}

/// An open transaction. One that writes and is dropped without `done` is taken back: half a group must never stay.
pub(crate) struct Tx {
    tx: IdbTransaction,
    ended: Promise,
    undo: bool,
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.undo {
            return;
        }
        let _ = self.tx.abort();
        // Nobody waits for it any more; unheard, its rejection would look like a defect.
        let ended = self.ended.clone();
        spawn_local(async move {
            let _ = JsFuture::from(ended).await;
        });
    }
}

impl Tx {
    pub(crate) fn store(&self, name: &str) -> Result<Store, Trouble> {
        self.tx.object_store(name).map(Store).map_err(|error| trouble(&error))
    }

    /// Everything has been asked: the browser needn't come back to see whether there is more.
    pub(crate) fn commit(&self) {
        let durable: &Durable = self.tx.unchecked_ref();
        // A browser that can't finds out by itself.
        let _ = durable.commit();
    }

    /// Waits until it is complete. Anything else means that nothing of it was written.
    pub(crate) async fn done(mut self) -> Result<(), Trouble> {
        self.undo = false;
        match JsFuture::from(self.ended.clone()).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.tx.error().map_or(Trouble::Refused, |error| trouble(&error))),
        }
    }
}

/// One store inside a transaction.
pub(crate) struct Store(IdbObjectStore);

/// A key: a name, or a count.
pub(crate) enum At<'a> {
    Name(&'a str),
    Number(u64),
}

impl From<At<'_>> for JsValue {
    fn from(at: At<'_>) -> Self {
        match at {
            At::Name(name) => name.into(),
            // Counts stay far below 2^53.
            At::Number(number) => (number as f64).into(),
        }
    }
}

/// A request whose key is known once its transaction is complete.
pub(crate) struct Added(IdbRequest);

impl Added {
    pub(crate) fn key(&self) -> Result<u64, Trouble> {
        let key = self.0.result().ok().and_then(|key| key.as_f64());
        key.map(|key| key as u64).ok_or(Trouble::Refused)
    }
}

impl Store {
    /// Stores under the next number.
    pub(crate) fn add(&self, sealed: &Sealed) -> Result<Added, Trouble> {
        self.0.add(&sealed.0).map(Added).map_err(|error| trouble(&error))
    }

    /// Stores an operation under the next number: sealed for this phone and, where it has one, its envelope beside it.
    /// What has none lies there as versions before envelopes put it.
    pub(crate) fn add_entry(&self, sealed: &Sealed, envelope: &str) -> Result<Added, Trouble> {
        if envelope.is_empty() {
            return self.add(sealed);
        }
        let entry = Array::of3(&sealed.0, &envelope.into(), &JsValue::FALSE);
        self.0.add(&entry).map(Added).map_err(|error| trouble(&error))
    }

    /// Rewrites an operation that is there. `is_settled`: the server has answered for good. One that comes back after that
    /// says outside what it had come to, so that its envelope is made anew.
    pub(crate) async fn rewrite(&self, n: u64, sealed: &Sealed, is_settled: bool) -> Result<(), Trouble> {
        let before = self.get(At::Number(n)).await?;
        if before.is_undefined() {
            return Ok(());
        }
        let list = before
            .dyn_into::<Array>()
            .unwrap_or_else(|bare| Array::of3(&bare, &"".into(), &JsValue::FALSE));
        if !is_settled && (list.get(2).is_truthy() || !list.get(1).is_truthy()) {
            return self.put(At::Number(n), sealed);
        }
        list.set(0, sealed.0.clone().into());
        list.set(2, is_settled.into());
        self.put_value(At::Number(n), &list)
    }

    /// As `put_text`. Where the name is taken the whole transaction fails.
    pub(crate) fn add_text(&self, at: At<'_>, text: &str) -> Result<(), Trouble> {
        let added = self.0.add_with_key(&text.into(), &at.into());
        added.map(|_| ()).map_err(|error| trouble(&error))
    }

    pub(crate) fn put(&self, at: At<'_>, sealed: &Sealed) -> Result<(), Trouble> {
        self.put_value(at, &sealed.0)
    }

    pub(crate) fn put_text(&self, at: At<'_>, text: &str) -> Result<(), Trouble> {
        self.put_value(at, &text.into())
    }

    pub(crate) fn put_key(&self, at: At<'_>, key: &Key) -> Result<(), Trouble> {
        self.put_value(at, &key.0)
    }

    fn put_value(&self, at: At<'_>, value: &JsValue) -> Result<(), Trouble> {
        self.0
            .put_with_key(value, &at.into())
            .map(|_| ())
            .map_err(|error| trouble(&error))
    }

    pub(crate) fn delete(&self, at: At<'_>) -> Result<(), Trouble> {
        self.0.delete(&at.into()).map(|_| ()).map_err(|error| trouble(&error))
    }

    /// Removes every value. Counting goes on where it was.
    pub(crate) fn clear(&self) -> Result<(), Trouble> {
        self.0.clear().map(|_| ()).map_err(|error| trouble(&error))
    }

    pub(crate) async fn text(&self, at: At<'_>) -> Result<Option<String>, Trouble> {
        Ok(self.get(at).await?.as_string())
    }

    /// As `text`, asked at once and answered later: further requests may be made meanwhile.
    pub(crate) fn ask_text(
        &self,
        at: At<'_>,
    ) -> Result<impl Future<Output = Result<Option<String>, Trouble>> + use<>, Trouble> {
        let request = self.0.get(&at.into()).map_err(|error| trouble(&error))?;
        let answer = came(&request);
        Ok(async move { Ok(finished(&request, answer).await?.as_string()) })
    }

    pub(crate) async fn sealed(&self, at: At<'_>) -> Result<Option<Sealed>, Trouble> {
        Ok(self.get(at).await?.dyn_into::<Uint8Array>().ok().map(Sealed))
    }

    pub(crate) async fn key(&self, at: At<'_>) -> Result<Option<Key>, Trouble> {
        Ok(self.get(at).await?.dyn_into().ok().map(Key))
    }

    async fn get(&self, at: At<'_>) -> Result<JsValue, Trouble> {
        settled(&self.0.get(&at.into()).map_err(|error| trouble(&error))?).await
    }

    /// Everything numbered above `last`, in order.
    pub(crate) async fn above(&self, last: u64) -> Result<Vec<(u64, Sealed)>, Trouble> {
        self.ask_above(last)?.await
    }

    /// As `above`, asked at once and answered later.
    pub(crate) fn ask_above(
        &self,
        last: u64,
    ) -> Result<impl Future<Output = Result<Vec<(u64, Sealed)>, Trouble>> + use<>, Trouble> {
        self.ask_some(last, u32::MAX)
    }

    /// As `ask_above`, so many of them at most.
    pub(crate) fn ask_some(
        &self,
        last: u64,
        most: u32,
    ) -> Result<impl Future<Output = Result<Vec<(u64, Sealed)>, Trouble>> + use<>, Trouble> {
        let range = IdbKeyRange::lower_bound_with_open(&At::Number(last).into(), true);
        let range: JsValue = range.map_err(|error| trouble(&error))?.into();
        // Both asked before either is awaited: one view of the store.
        let keys = self.0.get_all_keys_with_key_and_limit(&range, most);
        let keys = keys.map_err(|error| trouble(&error))?;
        let values = self.0.get_all_with_key_and_limit(&range, most);
        let values = values.map_err(|error| trouble(&error))?;
        let (keys_came, values_came) = (came(&keys), came(&values));
        // An operation is the first of a list, where it has an envelope.
        let sealed = |value: JsValue| {
            let bytes = value
                .dyn_ref::<Array>()
                .map_or_else(|| value.clone(), |list| list.get(0));
            bytes.dyn_into().map(Sealed).map_err(|_| Trouble::Refused)
        };
        Ok(async move {
            let keys: Array = finished(&keys, keys_came).await?.unchecked_into();
            let values: Array = finished(&values, values_came).await?.unchecked_into();
            let number = |key: JsValue| key.as_f64().map(|key| key as u64).ok_or(Trouble::Refused);
            keys.iter()
                .zip(values.iter())
                .map(|(key, value)| Ok((number(key)?, sealed(value)?)))
                .collect()
        })
    }
}

fn factory() -> Result<IdbFactory, Trouble> {
    window().indexed_db().ok().flatten().ok_or(Trouble::Missing)
}

fn open_request(event: &IdbVersionChangeEvent) -> Option<IdbOpenDbRequest> {
    event.target()?.dyn_into().ok()
}

fn make_stores(event: &IdbVersionChangeEvent, shapes: &[Shape]) {
    let database = open_request(event).and_then(|request| request.result().ok());
    let Some(database) = database.and_then(|result| result.dyn_into::<IdbDatabase>().ok()) else {
        return;
    };
    for shape in shapes {
        let parameters = IdbObjectStoreParameters::new();
        let name = match shape {
            Shape::Keyed(name) => name,
            Shape::Counted(name) => {
                parameters.set_auto_increment(true);
                name
            }
        };
        if !database.object_store_names().contains(name) {
            // A failure aborts the upgrade, and opening fails with it.
            let _ = database.create_object_store_with_optional_parameters(name, &parameters);
        }
    }
}

async fn opened(request: &IdbOpenDbRequest) -> Result<IdbDatabase, Trouble> {
    let database: IdbDatabase = settled(request).await?.dyn_into().map_err(|_| Trouble::Refused)?;
    // Another tab wants to remove or upgrade it: holding on would block that tab for good.
    let held = database.clone();
    let close = Closure::<dyn FnMut()>::new(move || held.close()).into_js_value();
    database.set_onversionchange(Some(close.unchecked_ref()));
    Ok(database)
}

async fn settled(request: &IdbRequest) -> Result<JsValue, Trouble> {
    finished(request, came(request)).await
}

fn came(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    })
}

async fn finished(request: &IdbRequest, came: Promise) -> Result<JsValue, Trouble> {
    match JsFuture::from(came).await {
        Ok(_) => request.result().map_err(|error| trouble(&error)),
        Err(_) => {
            let error = request.error().ok().flatten();
            Err(error.map_or(Trouble::Refused, |error| trouble(&error)))
        }
    }
}

fn trouble(error: &JsValue) -> Trouble {
    let name = error
        .dyn_ref::<DomException>()
        .map(DomException::name)
        .unwrap_or_default();
    match name.as_str() {
        "QuotaExceededError" => Trouble::Full,
        "VersionError" => Trouble::Newer,
        _ => Trouble::Refused,
    }
}
