//! Sealing, as phones do it: for tests.

use base64::Engine as _;
use hpke::{
    Deserializable as _, OpModeS, Serializable as _,
    aead::AesGcm256,
    kdf::HkdfSha256,
    rand_core::{CryptoRng, RngCore},
};
use shared::{
    id::{OpId, SiteId},
    op::{ENVELOPE_INFO, Envelope, envelope_aad},
};

use super::{BASE64URL, P256};

/// For the key that phones are told, `inside` for an operation of this name.
pub fn seal(key: &str, site: SiteId, id: OpId, inside: &[u8]) -> Option<Envelope> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).ok()?;
    seal_with(seed, key, site, id, inside)
}

/// The sender's share of the key comes of `seed`: the same gives the same envelope.
pub fn seal_with(seed: [u8; 32], key: &str, site: SiteId, id: OpId, inside: &[u8]) -> Option<Envelope> {
    let (name, point) = key.split_once('.')?;
    let public = <P256 as hpke::Kem>::PublicKey::from_bytes(&BASE64URL.decode(point).ok()?).ok()?;
    let (enc, ct) = hpke::single_shot_seal::<AesGcm256, HkdfSha256, P256, _>(
        &OpModeS::Base,
        &public,
        ENVELOPE_INFO,
        inside,
        envelope_aad(site, id).as_bytes(),
        &mut Seed(seed),
    )
    .ok()?;
    Some(Envelope {
        key: name.to_owned(),
        enc: BASE64URL.encode(enc.to_bytes()),
        ct: BASE64URL.encode(ct),
    })
}

/// Says the same over and over; what is asked of it is one key.
struct Seed([u8; 32]);

impl RngCore for Seed {
    fn next_u32(&mut self) -> u32 {
        0
    }

    fn next_u64(&mut self) -> u64 {
        0
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        for (byte, seed) in into.iter_mut().zip(self.0.iter().cycle()) {
            *byte = *seed;
        }
    }
}

impl CryptoRng for Seed {}
