//! `boothwalk host`: the address, the threads, the end.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::answer::Server;
use super::files::Folder;
use super::{connection, tls};

/// How long answers under way have when the program is asked to end.
const GRACE: Duration = Duration::from_secs(10);
/// Threads that wait for the disk or hash: so many files are read at one time, and no more.
const READERS: usize = 16;

/// What is served, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The fair's folder.
    pub dir: PathBuf,
    /// Address and port; port 0 is any free one.
    pub listen: String,
    /// Certificate and key, PEM files, for TLS.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Connections open at one time; further visitors wait.
    pub connections: usize,
}

/// Serves the folder until the program is asked to end (Ctrl+C, SIGTERM), then finishes the answers under way.
///
/// # Errors
/// A folder that is not there or holds no fair, a certificate that is none, an address that cannot be had.
pub fn host(options: &Options) -> Result<()> {
    let (folder, entry) = open(&options.dir)?;
    let tls = options.tls.as_ref().map(|(cert, key)| tls::acceptor(cert, key)).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 4)))
        .max_blocking_threads(READERS)
        .thread_name("host")
        .enable_all()
        .build()
        .context("no threads to serve with")?;
    let stop = stop_on_signals();
    let done = runtime.block_on(async {
        let listener = listen(&options.listen).await?;
        say(folder.root(), entry, listener.local_addr()?, tls.is_some());
        accept(listener, Arc::new(Server::new(folder)), tls, options.connections, stop).await;
        Ok(())
    });
    // A disk that does not answer must not keep the program.
    runtime.shutdown_timeout(Duration::from_millis(500));
    done
}

fn open(dir: &Path) -> Result<(Folder, &'static str)> {
    let folder = match Folder::open(dir) {
        Ok(folder) => folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!("{}: there is no such folder", dir.display()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => bail!("{}: this is no folder", dir.display()),
        Err(error) => return Err(error).with_context(|| dir.display().to_string()),
    };
    let entry = ["fair.json", "fair.toml"].into_iter().find(|name| folder.root().join(name).is_file());
    let entry = entry.with_context(|| format!("{}: neither fair.json nor fair.toml is in it", dir.display()))?;
    Ok((folder, entry))
}

async fn listen(address: &str) -> Result<TcpListener> {
    let all: Vec<SocketAddr> = address
        .to_socket_addrs()
        .with_context(|| format!("--listen {address}: write it as ADDRESS:PORT, for example 0.0.0.0:8080"))?
        .collect();
    ensure!(!all.is_empty(), "--listen {address}: there is no such address");
    match TcpListener::bind(&*all).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            bail!("{address}: another program listens there; --listen takes another port, and port 0 any free one")
        }
        Err(error) => Err(error).with_context(|| format!("{address}: cannot listen there")),
    }
}

/// Prints what to open, on standard output: the tests and scripts read it there.
fn say(root: &Path, entry: &str, address: SocketAddr, tls: bool) {
    let scheme = if tls { "https" } else { "http" };
    let mut lines = format!("Serving {} at {scheme}://{address}\n", root.display());
    let mut line = |ip: IpAddr, whose: &str| {
        let at = SocketAddr::new(ip, address.port());
        lines += &format!("  boothwalk visit {scheme}://{at}/{entry}{whose}\n");
    };
    if address.ip().is_unspecified() {
        line(
            if address.is_ipv4() { [127, 0, 0, 1].into() } else { [0, 0, 0, 0, 0, 0, 0, 1].into() },
            "  (on this machine)",
        );
        if let Some(ip) = own_address(address.is_ipv4()) {
            line(ip, "  (elsewhere)");
        }
    } else {
        line(address.ip(), "");
    }
    if tls {
        lines += "  with the name that the certificate is for instead of the number\n";
    }
    // Nobody need listen.
    let _ = io::stdout().lock().write_all(lines.as_bytes());
    let _ = io::stdout().lock().flush();
}

/// The address by which this machine would reach others. Connecting a datagram socket sends nothing.
fn own_address(v4: bool) -> Option<IpAddr> {
    // Addresses kept for documentation (RFC 5737, RFC 3849): out of every local network.
    let (own, far) = if v4 { ("0.0.0.0:0", "192.0.2.1:9") } else { ("[::]:0", "[2001:db8::1]:9") };
    let socket = UdpSocket::bind(own).ok()?;
    socket.connect(far).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

/// Turns true at the first signal; the second one ends the program at once.
fn stop_on_signals() -> watch::Receiver<bool> {
    static ASKED: AtomicBool = AtomicBool::new(false);
    let (send, receive) = watch::channel(false);
    let heard = ctrlc::set_handler(move || {
        if ASKED.swap(true, Ordering::AcqRel) {
            // 128 + SIGINT, as shells count.
            std::process::exit(130);
        }
        send.send_replace(true);
    });
    if let Err(error) = heard {
        log::warn!("signals are not heard, so answers under way are cut at the end: {error}");
    }
    receive
}

/// Takes connections until it is time to stop, then waits for those that are open.
async fn accept(
    listener: TcpListener,
    server: Arc<Server>,
    tls: Option<TlsAcceptor>,
    connections: usize,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(connections));
    loop {
        let place_and_stream = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            both = place_and_stream => both,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, peer))) => {
                let serve = connection::serve(stream, peer, server.clone(), tls.clone(), stop.clone());
                tokio::spawn(async move {
                    serve.await;
                    drop(place);
                });
            }
            // A visitor who left in between, or no more files to open: either passes.
            (_, Err(error)) => {
                log::warn!("a connection was not taken: {error}");
                sleep(Duration::from_millis(50)).await;
            }
            // Nobody closes it.
            (Err(_), _) => break,
        }
    }
    drop(listener);
    let open = connections - places.available_permits();
    log::info!("ending; {open} connections are open");
    let all = u32::try_from(connections).unwrap_or(u32::MAX);
    if timeout(GRACE, places.acquire_many(all)).await.is_err() {
        log::warn!("{} connections were cut after {} s", connections - places.available_permits(), GRACE.as_secs());
    }
}
