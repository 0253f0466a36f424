//! HTTPS without a proxy: a certificate and its key from files, read again when they were renewed.

use std::{
    fs,
    io::Error,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// How often it is looked whether the files were renewed.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// One of the files, bytes: a chain of certificates is a tenth of it.
const FILE_BYTES_MAX: u64 = 256 * 1_024;

/// Why the files can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("reading {0}: {1}")]
    Read(PathBuf, Error),
    #[error("{0} has no certificate in PEM form")]
    NoCertificate(PathBuf),
    #[error("{0} has no private key in PEM form")]
    NoKey(PathBuf),
    #[error("certificate and key do not go together: {0}")]
    Unfit(rustls::Error),
}

/// Both files, and what they said last.
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    present: RwLock<(Stamp, TlsAcceptor)>,
}

/// When both files were written.
type Stamp = [Option<SystemTime>; 2];

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// # Errors
    /// Where the files can't be read, or are not what they should be.
    pub fn open(cert: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let present = (stamp(&cert, &key), acceptor(&cert, &key)?);
        Ok(Self {
            cert,
            key,
            present: RwLock::new(present),
        })
    }

    pub(crate) fn accept(&self, stream: TcpStream) -> tokio_rustls::Accept<TcpStream> {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        present.1.accept(stream)
    }

    /// Takes renewed files, if there are any. What can't be used is left: the present ones go on.
    pub fn renew(&self) {
        let found = stamp(&self.cert, &self.key);
        if self.present.read().unwrap_or_else(PoisonError::into_inner).0 == found {
            return;
        }
        match acceptor(&self.cert, &self.key) {
            Ok(acceptor) => {
                *self.present.write().unwrap_or_else(PoisonError::into_inner) = (found, acceptor);
                tracing::info!("the renewed certificate is in use");
            }
            Err(error) => tracing::error!(%error, "the changed certificate can't be used; the one of before goes on"),
        }
    }

    /// Looks for renewed files until it is dropped.
    pub(crate) async fn follow(&self) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            self.renew();
        }
    }
}

fn stamp(cert: &Path, key: &Path) -> Stamp {
    [cert, key].map(|path| fs::metadata(path).and_then(|file| file.modified()).ok())
}

fn acceptor(cert: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let no_certificate = |_| TlsError::NoCertificate(cert.to_owned());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(cert)?).collect();
    let chain = chain.map_err(no_certificate)?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(cert.to_owned()));
    }
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|_| TlsError::NoKey(key.to_owned()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(TlsError::Unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let failed = |error| TlsError::Read(path.to_owned(), error);
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES_MAX {
        return Err(failed(Error::other("too large")));
    }
    fs::read(path).map_err(failed)
}
