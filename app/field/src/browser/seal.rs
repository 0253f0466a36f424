//! `public/seal.js`: what a phone does that nobody has to have opened, and what WebCrypto needs many steps for. Fetched when it
//! is needed: the first screen can do without.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;

use super::{
    cipher::{CipherFailed, Key},
    database::Database,
};

#[wasm_bindgen]
extern "C" {
    /// Made by `public/boot.js`.
    #[wasm_bindgen(catch, js_name = dabaiSeal)]
    fn fetch() -> Result<Promise, JsValue>;

    /// What one envelope needs, made ahead.
    #[derive(Clone)]
    pub(crate) type Envelope;

    #[wasm_bindgen(method)]
    fn seal(this: &Envelope, aad: &str, plain: &[u8]) -> Promise;
}

/// One call of the script. All are one function: each with its own waiting would be a kilobyte.
async fn ask(what: &'static str, with: Array) -> Result<JsValue, CipherFailed> {
    let script = awaited(fetch().map_err(|_| CipherFailed)?).await?;
    let function: Function = Reflect::get(&script, &what.into())
        .map_err(|_| CipherFailed)?
        .unchecked_into();
    let asked = function.apply(&script, &with).map_err(|_| CipherFailed)?;
    awaited(asked.unchecked_into()).await
}

async fn awaited(promise: Promise) -> Result<JsValue, CipherFailed> {
    // What is no promise is there at once.
    JsFuture::from(Promise::resolve(&promise))
        .await
        .map_err(|_| CipherFailed)
}

impl Envelope {
    /// `named`: the server's public key, as it names it.
    pub(crate) async fn prepare(named: &str) -> Result<Self, CipherFailed> {
        Ok(ask("envelope", Array::of1(&named.into())).await?.unchecked_into())
    }

    /// Begins to seal, beside this thread. Once only.
    pub(crate) fn start_sealing(self, aad: &str, plain: &[u8]) -> Addressing {
        Addressing(self.seal(aad, plain))
    }
}

/// An envelope that is being sealed.
pub(crate) struct Addressing(Promise);

impl Addressing {
    /// As JSON.
    pub(crate) async fn finish(self) -> Result<String, CipherFailed> {
        awaited(self.0).await?.as_string().ok_or(CipherFailed)
    }
}

/// What opens an identity whose key isn't beside what it opens.
pub(crate) enum Unlocked {
    /// Open, and still to be wrapped under a PIN.
    Owed(Key),
    Open(Key),
    Locked,
    /// Nobody opens it any more.
    Shut,
    Lost,
}

/// An identity that a PIN locks: its database, and the name its open key is kept under.
#[derive(Clone)]
pub(crate) struct Vault(pub(crate) Database, pub(crate) String);

impl Vault {
    fn with(&self, more: &JsValue, last: &JsValue) -> Array {
        Array::of4(&self.0.0, &self.1.as_str().into(), more, last)
    }

    /// `is_over`: from here on only the PIN opens it.
    pub(crate) async fn unlocked(&self, is_over: bool) -> Result<Unlocked, CipherFailed> {
        let found = ask("unlocked", self.with(&is_over.into(), &JsValue::UNDEFINED)).await?;
        Ok(match (found.as_string().as_deref(), found.dyn_into::<CryptoKey>()) {
            (_, Ok(key)) if key.extractable() => Unlocked::Owed(Key(key)),
            (_, Ok(key)) => Unlocked::Open(Key(key)),
            (Some("pin"), _) => Unlocked::Locked,
            (Some(_), _) => Unlocked::Shut,
            (None, _) => Unlocked::Lost,
        })
    }

    /// Keeps an open key, until `close`.
    pub(crate) async fn keep_open(name: &str, key: &Key) -> Result<(), CipherFailed> {
        ask("keepOpen", Array::of2(&name.into(), &key.0)).await.map(drop)
    }

    pub(crate) async fn close(name: &str) -> Result<(), CipherFailed> {
        ask("close", Array::of1(&name.into())).await.map(drop)
    }

    /// From the next shift on this PIN is asked for. Of a key that was made for it.
    pub(crate) async fn set_pin(&self, key: &Key, pin: &str) -> Result<(), CipherFailed> {
        ask("setPin", self.with(&key.0, &pin.into())).await.map(drop)
    }

    /// Wrong PINs since the last right one.
    pub(crate) async fn tries(&self) -> u32 {
        let tries = ask("tries", Array::of1(&self.0.0)).await;
        tries.ok().and_then(|tries| tries.as_f64()).unwrap_or(0.0) as u32
    }

    /// When access ends, milliseconds since 1970, if it does; none where this was not the PIN. Then the key is open.
    pub(crate) async fn try_pin(&self, pin: &str) -> Result<Option<Option<i64>>, CipherFailed> {
        let expires = ask("tryPin", self.with(&pin.into(), &JsValue::UNDEFINED)).await?;
        Ok((!expires.is_undefined()).then(|| expires.as_f64().map(|ms| ms as i64)))
    }

    pub(crate) async fn shut(&self) -> Result<(), CipherFailed> {
        ask("shut", self.with(&JsValue::UNDEFINED, &JsValue::UNDEFINED))
            .await
            .map(drop)
    }

    /// Puts what has no envelope into one.
    pub(crate) async fn mend(database: &Database, key: &Key, named: &str) -> Result<(), CipherFailed> {
        ask("mend", Array::of3(&database.0, &key.0, &named.into()))
            .await
            .map(drop)
    }
}

/// Hands what waits on, a file for each that has something.
pub(crate) async fn rescue(vaults: Vec<Vault>) {
    let all: Array = vaults
        .iter()
        .map(|vault| vault.with(&JsValue::UNDEFINED, &JsValue::UNDEFINED))
        .collect();
    let _ = ask("rescue", Array::of1(&all)).await;
}

/// Sends what waits, unread.
pub(crate) struct Postman {
    post: JsValue,
    _tell: Closure<dyn FnMut()>,
}

/// How far the post has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posted {
    /// Taps that the server has not answered; none where they are not counted.
    pub(crate) waiting: Option<u64>,
    /// The last try came to nothing.
    pub(crate) is_away: bool,
    /// What still waits goes only once the phone is open.
    pub(crate) is_stuck: bool,
    /// The server has answered since this was told last.
    pub(crate) is_heard: bool,
    /// Everything was answered for good.
    pub(crate) is_done: bool,
}

impl Postman {
    /// `asks`: also where nothing waits, the server is to be heard.
    pub(crate) async fn start(vault: &Vault, asks: bool, tell: impl FnMut() + 'static) -> Result<Self, CipherFailed> {
        let tell = Closure::<dyn FnMut()>::new(tell);
        let with = vault.with(&asks.into(), tell.as_ref());
        Ok(Self {
            post: ask("postman", with).await?,
            _tell: tell,
        })
    }

    pub(crate) fn posted(&self) -> Posted {
        let said = |name: &str| Reflect::get(&self.post, &name.into()).unwrap_or_default();
        Posted {
            waiting: said("waiting").as_f64().map(|waiting| waiting as u64),
            is_away: said("isAway").is_truthy(),
            is_stuck: said("isStuck").is_truthy(),
            is_heard: said("isHeard").is_truthy(),
            is_done: said("isDone").is_truthy(),
        }
    }

    pub(crate) fn send_now(&self) {
        if let Ok(now) = Reflect::get(&self.post, &"now".into()) {
            let _ = now.unchecked_into::<Function>().call0(&self.post);
        }
    }
}
