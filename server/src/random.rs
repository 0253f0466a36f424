//! The one place where the server draws random numbers: ids, tokens, codes and passwords.

use shared::{
    id::{AccountId, OpId, RecordId, SiteId},
    time::UnixMs,
};

/// Bytes of a desk session's token.
const TOKEN_BYTES: usize = 32;
/// Digits of an enrolment code.
pub(crate) const CODE_DIGITS: usize = 8;
/// Four groups of four letters: 76 bits.
const PASSWORD_GROUPS: usize = 4;
const PASSWORD_GROUP_LETTERS: usize = 4;
/// Nothing that is read out or copied by hand wrongly: no 0 O 1 l I.
const PASSWORD_LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// The operating system's generator failed: nothing can be done safely.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandom;

pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
    Ok(bytes)
}

pub(crate) fn record_id(now: UnixMs) -> Result<RecordId, NoRandom> {
    Ok(RecordId::made(now, bytes()?))
}

pub(crate) fn op_id(now: UnixMs) -> Result<OpId, NoRandom> {
    Ok(OpId::made(now, bytes()?))
}

pub(crate) fn account_id(now: UnixMs) -> Result<AccountId, NoRandom> {
    Ok(AccountId::made(now, bytes()?))
}

pub(crate) fn site_id(now: UnixMs) -> Result<SiteId, NoRandom> {
    Ok(SiteId::made(now, bytes()?))
}

/// A secret for a cookie, in hexadecimal.
pub(crate) fn token() -> Result<String, NoRandom> {
    Ok(bytes::<TOKEN_BYTES>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Eight digits for a card.
pub(crate) fn code() -> Result<String, NoRandom> {
    (0..CODE_DIGITS).map(|_| Ok(char::from(b'0' + below(10)?))).collect()
}

/// A password to be read from a screen once: `kx4m-tq7w-…`.
pub(crate) fn password() -> Result<String, NoRandom> {
    let letters = u8::try_from(PASSWORD_LETTERS.len()).unwrap_or(u8::MAX);
    let group = || -> Result<String, NoRandom> {
        let letter = || Ok(char::from(PASSWORD_LETTERS[usize::from(below(letters)?)]));
        (0..PASSWORD_GROUP_LETTERS).map(|_| letter()).collect()
    };
    Ok((0..PASSWORD_GROUPS)
        .map(|_| group())
        .collect::<Result<Vec<_>, _>>()?
        .join("-"))
}

/// Evenly from 0 to `bound` - 1: bytes beyond the last whole multiple are drawn again.
fn below(bound: u8) -> Result<u8, NoRandom> {
    let bound = u16::from(bound.max(1));
    let fair = 256 - 256 % bound;
    loop {
        let [byte] = bytes::<1>()?;
        if u16::from(byte) < fair {
            return Ok(u8::try_from(u16::from(byte) % bound).unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_eight_digits_and_passwords_can_be_read_out() {
        let code = code().unwrap();
        assert!(code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()));
        let password = password().unwrap();
        assert_eq!(password.len(), 19);
        assert!(!password.contains(['0', 'O', '1', 'l', 'I', 'o', 'i']));
        assert_ne!(token().unwrap(), token().unwrap());
    }
}
