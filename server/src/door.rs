//! The door: who is let in and for how long. Takes connections up to a bound, one bound for each address, reads heads within a
//! time and lets go of who says nothing. A connection that has become a live stream is counted with those. Knows no URL.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::Service as _;

use crate::{address::network, tls::Tls};

/// Connections at once, live streams aside.
pub const CONNECTIONS_MAX: usize = 4_096;
/// Of these from one address: forty phones and a desk behind one router have several each.
pub const CONNECTIONS_EACH_MAX: usize = 512;
/// Live streams at once: every phone and every page of the desk has one.
pub const STREAMS_MAX: usize = 16_384;
/// Until a whole head has come, and between one call and the next.
pub const SILENT_MOST: Duration = Duration::from_secs(30);
/// Until both sides agree how to speak.
const HANDSHAKE_MOST: Duration = Duration::from_secs(10);
/// The system has no more files to give: they come back as others leave.
const OUT_OF_FILES_REST: Duration = Duration::from_millis(500);
/// For whoever is turned away without having said anything.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const FULL_MOST: Duration = Duration::from_secs(1);
/// Who is told so at once; others just find the door shut.
const TOLD_MAX: usize = 64;
/// What whoever is turned away may have said already, bytes: unread, it would cost them the answer.
const UNHEARD_BYTES_MAX: u64 = 4 * 1_024;

/// What the door goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub connections: usize,
    /// None: [`CONNECTIONS_EACH_MAX`], but for this machine's own address, where a proxy speaks for everybody.
    pub each: Option<usize>,
    pub silent: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS_MAX,
            each: None,
            silent: SILENT_MOST,
        }
    }
}

/// Who is in.
#[derive(Debug, Default)]
struct Inside {
    calls: AtomicUsize,
    streams: AtomicUsize,
    told: AtomicUsize,
    each: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place. Whoever is let go gives it back.
#[derive(Debug)]
pub(crate) struct Place {
    inside: Arc<Inside>,
    address: Option<IpAddr>,
    streams: AtomicBool,
}

impl Inside {
    fn enter(self: &Arc<Self>, address: IpAddr, limits: Limits, behind_proxy: bool) -> Option<Arc<Place>> {
        let is_counted = limits.each.is_some() || !(behind_proxy || address.is_loopback());
        let mut place = Place {
            inside: Arc::clone(self),
            address: None,
            streams: AtomicBool::new(false),
        };
        // From here on, it is given back however this ends.
        if self.calls.fetch_add(1, Ordering::Relaxed) >= limits.connections {
            return None;
        }
        if is_counted {
            let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
            let mine = each.entry(network(address)).or_default();
            if *mine >= limits.each.unwrap_or(CONNECTIONS_EACH_MAX) {
                drop(each);
                return None;
            }
            *mine += 1;
            drop(each);
            place.address = Some(network(address));
        }
        Some(Arc::new(place))
    }
}

impl Place {
    /// A live stream begins on this connection; false where there are too many.
    pub(crate) fn begins_stream(&self) -> bool {
        if self.inside.streams.fetch_add(1, Ordering::Relaxed) >= STREAMS_MAX {
            self.inside.streams.fetch_sub(1, Ordering::Relaxed);
            return false;
        }
        if self.streams.swap(true, Ordering::Relaxed) {
            self.inside.streams.fetch_sub(1, Ordering::Relaxed);
        } else {
            self.inside.calls.fetch_sub(1, Ordering::Relaxed);
            self.leave_address(|mine| *mine = mine.saturating_sub(1));
        }
        true
    }

    pub(crate) fn ends_stream(&self) {
        if self.streams.swap(false, Ordering::Relaxed) {
            self.inside.streams.fetch_sub(1, Ordering::Relaxed);
            self.inside.calls.fetch_add(1, Ordering::Relaxed);
            self.leave_address(|mine| *mine += 1);
        }
    }

    fn leave_address(&self, change: impl FnOnce(&mut usize)) {
        let Some(address) = self.address else { return };
        let mut each = self.inside.each.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = each.entry(address).or_default();
        change(mine);
        if *mine == 0 {
            each.remove(&address);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.ends_stream();
        self.inside.calls.fetch_sub(1, Ordering::Relaxed);
        self.leave_address(|mine| *mine = mine.saturating_sub(1));
    }
}

/// What everybody at the door shares.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) router: Router,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) limits: Limits,
    pub(crate) behind_proxy: bool,
    pub(crate) closing: watch::Receiver<bool>,
}

impl Door {
    /// Lets in until the server is to end, then waits for what is under way.
    pub(crate) async fn open(self, listener: TcpListener) {
        let (inside, mut all) = (Arc::new(Inside::default()), JoinSet::new());
        let mut closing = self.closing.clone();
        loop {
            let came = tokio::select! {
                _ = closing.wait_for(|closing| *closing) => break,
                Some(_) = all.join_next(), if !all.is_empty() => continue,
                came = listener.accept() => came,
            };
            match came {
                Ok((stream, from)) => match inside.enter(from.ip(), self.limits, self.behind_proxy) {
                    Some(place) => drop(all.spawn(self.clone().meet(stream, from, place))),
                    None if self.tls.is_none() && inside.told.load(Ordering::Relaxed) < TOLD_MAX => {
                        inside.told.fetch_add(1, Ordering::Relaxed);
                        all.spawn(turn_away(stream, Arc::clone(&inside)));
                    }
                    None => {}
                },
                Err(error) if is_of_one(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "nobody can be let in just now");
                    sleep(OUT_OF_FILES_REST).await;
                }
            }
        }
        drop(listener);
        while all.join_next().await.is_some() {}
    }

    async fn meet(self, stream: TcpStream, from: SocketAddr, place: Arc<Place>) {
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None => self.serve(stream, from, place).await,
            Some(tls) => {
                if let Ok(Ok(stream)) = timeout(HANDSHAKE_MOST, tls.accept(stream)).await {
                    self.serve(stream, from, place).await;
                }
            }
        }
    }

    async fn serve(&self, io: impl AsyncRead + AsyncWrite + Unpin, from: SocketAddr, place: Arc<Place>) {
        let service = service_fn(|request: hyper::Request<Incoming>| {
            let (mut router, place) = (self.router.clone(), Arc::clone(&place));
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            request.extensions_mut().insert(place);
            async move {
                let answer: Result<Response, Infallible> = router.call(request).await;
                answer
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.silent)
            .serve_connection(TokioIo::new(io), service);
        let mut connection = std::pin::pin!(connection);
        let mut closing = self.closing.clone();
        let mut is_closing = false;
        loop {
            tokio::select! {
                // Whoever hangs up or breaks off is nobody's fault.
                _ = connection.as_mut() => return,
                _ = closing.wait_for(|closing| *closing), if !is_closing => {
                    is_closing = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

async fn turn_away(mut stream: TcpStream, inside: Arc<Inside>) {
    let told = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(UNHEARD_BYTES_MAX), &mut tokio::io::sink()).await
    };
    // Whoever does not listen does not have to.
    let _ = timeout(FULL_MOST, told).await;
    inside.told.fetch_sub(1, Ordering::Relaxed);
}

/// One caller's trouble rather than ours.
fn is_of_one(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back_and_streams_have_their_own() {
        let inside = Arc::new(Inside::default());
        let limits = Limits {
            connections: 3,
            each: Some(2),
            ..Limits::default()
        };
        let enter = |address: &str| inside.enter(address.parse().unwrap(), limits, true);
        let (one, two) = (enter("192.0.2.1").unwrap(), enter("192.0.2.1").unwrap());
        assert!(enter("192.0.2.1").is_none(), "the third of one address");
        let other = enter("192.0.2.2").unwrap();
        assert!(enter("192.0.2.3").is_none(), "the fourth of all");
        assert!(one.begins_stream() && one.begins_stream());
        let third = enter("192.0.2.1").unwrap();
        drop((one, two, other, third));
        assert_eq!(inside.calls.load(Ordering::Relaxed), 0);
        assert_eq!(inside.streams.load(Ordering::Relaxed), 0);
        assert!(inside.each.lock().unwrap().is_empty());
    }

    #[test]
    fn a_proxy_on_this_machine_speaks_for_everybody() {
        let inside = Arc::new(Inside::default());
        let limits = Limits::default();
        let all: Vec<_> = (0..=CONNECTIONS_EACH_MAX)
            .map(|_| inside.enter("127.0.0.1".parse().unwrap(), limits, false).unwrap())
            .collect();
        let from_far: Vec<_> = (0..=CONNECTIONS_EACH_MAX)
            .filter_map(|_| inside.enter("192.0.2.1".parse().unwrap(), limits, false))
            .collect();
        assert_eq!(
            (all.len(), from_far.len()),
            (CONNECTIONS_EACH_MAX + 1, CONNECTIONS_EACH_MAX)
        );
    }
}
