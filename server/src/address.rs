//! Where a caller comes from, for throttling only: never stored, never logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};

use crate::state::Shared;

pub(crate) struct Address(pub(crate) IpAddr);

impl FromRequestParts<Shared> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Self::Rejection> {
        let forwarded = state.options.behind_proxy.then(|| last_forwarded(parts)).flatten();
        let connected = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        Ok(Self(network(
            forwarded.or(connected).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        )))
    }
}

/// What our own proxy wrote; everything before it a caller may have made up.
fn last_forwarded(parts: &Parts) -> Option<IpAddr> {
    let list = parts
        .headers
        .get_all("x-forwarded-for")
        .into_iter()
        .next_back()?
        .to_str()
        .ok()?;
    list.rsplit(',').next()?.trim().parse().ok()
}

/// One customer of a provider has a whole /64 to draw addresses from.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    // A socket of both families tells the old addresses in the new form, all of them in one /64.
    match address.to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_in_the_new_form_stay_apart_and_a_network_stays_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
        assert_ne!(of("::ffff:203.0.113.7"), of("::ffff:203.0.113.8"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
    }
}
