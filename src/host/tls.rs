//! Certificate and key.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// TLS 1.2 and 1.3 with this certificate (PEM; its chain after it) and this key (PEM).
///
/// # Errors
/// A file that cannot be read or holds no such thing, or a key that is another certificate's.
pub(super) fn acceptor(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let read = || -> Result<_, rustls::pki_types::pem::Error> { CertificateDer::pem_file_iter(cert)?.collect() };
    let chain: Vec<_> = read().with_context(|| format!("{}: no certificate in PEM", cert.display()))?;
    ensure!(!chain.is_empty(), "{}: no certificate in PEM", cert.display());
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| format!("{}: no key in PEM", key.display()))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .with_context(|| format!("{} and {} do not go together", cert.display(), key.display()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
