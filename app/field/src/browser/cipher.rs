//! AES-256-GCM under a key this device holds and no script can read out.
//!
//! A sealed value is one `Uint8Array`: format byte 1, twelve random bytes of nonce, ciphertext with its tag. The label
//! (which store, which form) is authenticated with it, so that nothing passes for something else.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::clock;

/// The first byte of everything sealed.
const FORMAT: u8 = 1;
const NONCE_BYTES: u32 = 12;
const HEAD_BYTES: u32 = 1 + NONCE_BYTES;
const ALGORITHM: &str = "AES-GCM";
const KEY_BITS: u32 = 256;

/// No cipher here, a wrong key, damaged bytes, or a format of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CipherFailed;

/// The device's key. It can be stored and used, and exported only while it waits to be wrapped under a PIN.
#[derive(Clone)]
pub(crate) struct Key(pub(super) CryptoKey);

/// Sealed bytes, still in the browser's memory.
#[derive(Clone)]
pub(crate) struct Sealed(pub(super) Uint8Array);

impl Key {
    /// A new random key. Fails where the page did not come over HTTPS: browsers then hide their ciphers. `can_wrap`: it may
    /// leave the browser, to be wrapped.
    pub(crate) async fn generate(can_wrap: bool) -> Result<Self, CipherFailed> {
        let algorithm = object(&[("name", ALGORITHM.into()), ("length", KEY_BITS.into())]);
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let made = subtle()?
            .generate_key_with_object(&algorithm, can_wrap, &uses)
            .map_err(|_| CipherFailed)?;
        let key = JsFuture::from(made).await.map_err(|_| CipherFailed)?;
        key.dyn_into().map(Self).map_err(|_| CipherFailed)
    }

    pub(crate) async fn seal(&self, label: &str, plain: &[u8]) -> Result<Sealed, CipherFailed> {
        self.start_sealing(label, plain)?.finish().await
    }

    /// Seals many at once: the browser enciphers beside this thread.
    pub(crate) async fn seal_all(&self, label: &str, plain: &[Vec<u8>]) -> Result<Vec<Sealed>, CipherFailed> {
        let sealing: Vec<Sealing> = plain
            .iter()
            .map(|one| self.start_sealing(label, one))
            .collect::<Result<_, CipherFailed>>()?;
        let mut sealed = Vec::with_capacity(sealing.len());
        for one in sealing {
            sealed.push(one.finish().await?);
        }
        Ok(sealed)
    }

    fn start_sealing(&self, label: &str, plain: &[u8]) -> Result<Sealing, CipherFailed> {
        let nonce = Uint8Array::from(clock::random::<{ NONCE_BYTES as usize }>().as_slice());
        let algorithm = parameters(&nonce, label);
        let ciphertext = subtle()?
            .encrypt_with_object_and_js_u8_array(&algorithm, &self.0, &Uint8Array::from(plain))
            .map_err(|_| CipherFailed)?;
        Ok(Sealing { nonce, ciphertext })
    }

    pub(crate) async fn open(&self, label: &str, sealed: &Sealed) -> Result<Vec<u8>, CipherFailed> {
        self.start_opening(label, sealed)?.finish().await
    }

    /// Opens many at once: the browser deciphers beside this thread.
    pub(crate) async fn open_all(&self, label: &str, sealed: &[Sealed]) -> Result<Vec<Vec<u8>>, CipherFailed> {
        let opening: Vec<Opening> = sealed
            .iter()
            .map(|one| self.start_opening(label, one))
            .collect::<Result<_, CipherFailed>>()?;
        let mut opened = Vec::with_capacity(opening.len());
        for one in opening {
            opened.push(one.finish().await?);
        }
        Ok(opened)
    }

    /// Begins to decipher, beside this thread.
    pub(crate) fn start_opening(&self, label: &str, Sealed(whole): &Sealed) -> Result<Opening, CipherFailed> {
        if whole.length() < HEAD_BYTES || whole.get_index(0) != FORMAT {
            return Err(CipherFailed);
        }
        let algorithm = parameters(&whole.subarray(1, HEAD_BYTES), label);
        let body = whole.subarray(HEAD_BYTES, whole.length());
        subtle()?
            .decrypt_with_object_and_js_u8_array(&algorithm, &self.0, &body)
            .map(Opening)
            .map_err(|_| CipherFailed)
    }
}

/// Bytes on their way through the cipher.
struct Sealing {
    nonce: Uint8Array,
    ciphertext: Promise,
}

impl Sealing {
    async fn finish(self) -> Result<Sealed, CipherFailed> {
        let ciphertext = JsFuture::from(self.ciphertext).await.map_err(|_| CipherFailed)?;
        let ciphertext = Uint8Array::new(&ciphertext);
        let whole = Uint8Array::new_with_length(HEAD_BYTES + ciphertext.length());
        whole.set_index(0, FORMAT);
        whole.set(&self.nonce, 1);
        whole.set(&ciphertext, HEAD_BYTES);
        Ok(Sealed(whole))
    }
}

/// Sealed bytes that are being deciphered.
pub(crate) struct Opening(Promise);

impl Opening {
    pub(crate) async fn finish(self) -> Result<Vec<u8>, CipherFailed> {
        let plain = JsFuture::from(self.0).await.map_err(|_| CipherFailed)?;
        Ok(Uint8Array::new(&plain).to_vec())
    }
}

fn subtle() -> Result<SubtleCrypto, CipherFailed> {
    let crypto = window().crypto().map_err(|_| CipherFailed)?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).map_err(|_| CipherFailed)?;
    subtle.dyn_into().map_err(|_| CipherFailed)
}

fn parameters(nonce: &Uint8Array, label: &str) -> Object {
    let label = Uint8Array::from(label.as_bytes());
    object(&[
        ("name", ALGORITHM.into()),
        ("iv", nonce.into()),
        ("additionalData", label.into()),
    ])
}

fn object(pairs: &[(&str, JsValue)]) -> Object {
    let made = Object::new();
    for (name, value) in pairs {
        // Setting a property of a plain object can't fail.
        let _ = Reflect::set(&made, &(*name).into(), value);
    }
    made
}
