//! What a caller shows: a phone's cookie or bearer token, or a desk sign-in. Turned into a [`Viewer`] by the store.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, COOKIE},
};
use shared::{
    id::{DeviceId, SiteId},
    time::UnixMs,
};
use store::{Credential, Viewer};

use crate::{clock, error::Error, state::State};

/// Browsers keep no cookie longer than 400 days.
const COOKIE_KEPT_S: u64 = 400 * 24 * 60 * 60;

/// A credential that may outlive its request: a live stream shows it again with every heartbeat.
#[derive(Clone)]
pub(crate) enum Shown {
    Device { device: DeviceId, token: String },
    Session { token: String },
}

impl Shown {
    /// The named device's token. A phone that was enrolled several times has several cookies.
    pub(crate) fn device(headers: &HeaderMap, device: DeviceId) -> Result<Self, Error> {
        let token = bearer(headers).or_else(|| cookie(headers, &cookie_name(device)));
        token
            .map(|token| Self::Device {
                device,
                token: token.to_owned(),
            })
            .ok_or(Error::SignInAgain)
    }

    fn credential(&self) -> Credential<'_> {
        match self {
            Self::Device { device, token } => Credential::Device { device: *device, token },
            Self::Session { token } => Credential::Session { token, site: None },
        }
    }

    /// A phone with an open stream is in contact.
    pub(crate) fn heard(&self, state: &State) {
        if let Self::Device { device, .. } = self {
            state.store.heard(*device, None, clock::now());
        }
    }

    /// Whoever this is, be it only somebody who may send.
    pub(crate) async fn sender(&self, state: &State, now: UnixMs) -> Result<Viewer, Error> {
        state
            .store
            .viewer(self.credential(), now)
            .await?
            .ok_or(Error::SignInAgain)
    }

    /// Somebody who may read.
    pub(crate) async fn reader(&self, state: &State, site: Option<SiteId>) -> Result<Viewer, Error> {
        let now = clock::now();
        let viewer = self.sender(state, now).await?;
        if viewer.revoked() {
            return Err(Error::DeviceRevoked);
        }
        if viewer.expires().is_some_and(|end| now >= end) {
            return Err(Error::SignInAgain);
        }
        if site.is_some_and(|site| site != viewer.site()) {
            return Err(Error::Forbidden);
        }
        Ok(viewer)
    }
}

/// Whether the caller is a tool with a bearer token rather than a browser.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
        .map(str::trim)
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lists = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = lists
        .flat_map(|list| list.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

fn cookie_name(device: DeviceId) -> String {
    format!("dabai-{device}")
}

/// Sets a phone's cookie, out of reach of scripts and of other sites' pages.
pub(crate) fn device_cookie(device: DeviceId, token: &str, https: bool) -> Option<HeaderValue> {
    let secure = if https { "; Secure" } else { "" };
    let name = cookie_name(device);
    let text = format!("{name}={token}; Path=/api; Max-Age={COOKIE_KEPT_S}; HttpOnly; SameSite=Strict{secure}");
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; dabai-x=2".parse().unwrap());
        headers.append(COOKIE, "dabai-xy=3=4".parse().unwrap());
        assert_eq!(cookie(&headers, "dabai-x"), Some("2"));
        assert_eq!(cookie(&headers, "dabai-xy"), Some("3=4"));
        assert_eq!(cookie(&headers, "dabai"), None);
    }
}
