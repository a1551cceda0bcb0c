//! One connection: HTTP/1.1 or HTTP/2, and when it is cut.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;

use super::answer::Server;
use super::feed::SMALL_CHUNK;
use super::pulse::{FIRST, HEAD, Pulse};

/// Largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 << 10;
const MOST_HEADERS: usize = 64;
/// Requests under way on one HTTP/2 connection. Visitors begin with so many before they hear of a limit.
const STREAMS: u32 = 100;
/// Bytes that the system holds unsent for one connection. What is more would look like taken long before it is.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 << 10;

/// Speaks with one visitor until one of the two ends it.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    server: Arc<Server>,
    tls: Option<TlsAcceptor>,
    mut stop: watch::Receiver<bool>,
) {
    let options = socket2::SockRef::from(&stream);
    // Both only make it faster or leaner.
    let _ = options.set_tcp_nodelay(true);
    #[cfg(target_os = "linux")]
    let _ = options.set_tcp_notsent_lowat(UNSENT);
    let pulse = Pulse::new();
    let Some(tls) = tls else { return speak(stream, peer, server, pulse, stop).await };
    let shaken = tokio::select! {
        shaken = timeout(FIRST, tls.accept(stream)) => shaken,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    match shaken {
        Ok(Ok(stream)) => speak(stream, peer, server, pulse, stop).await,
        Ok(Err(error)) => log::debug!("{peer}: no TLS: {error}"),
        Err(_) => log::info!("{peer}: cut: no TLS within {} s", FIRST.as_secs()),
    }
}

async fn speak(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    server: Arc<Server>,
    pulse: Arc<Pulse>,
    mut stop: watch::Receiver<bool>,
) {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // Without the timer the time-out would do nothing. It also ends connections on which no further request comes.
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .half_close(false);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(LARGEST_HEAD as u32)
        .max_send_buf_size(SMALL_CHUNK as usize);
    let service = service_fn(|request| {
        let (server, answering) = (server.clone(), pulse.asked());
        async move { Ok::<_, Infallible>(server.answer(request, answering).await) }
    });
    let mut connection = pin!(http.serve_connection(TokioIo::new(io), service));
    let mut ending = false;
    loop {
        let deadline = pulse.deadline(ending);
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    log::debug!("{peer}: {error}");
                }
                return;
            }
            _ = stop.wait_for(|stop| *stop), if !ending => {
                ending = true;
                connection.as_mut().graceful_shutdown();
            }
            () = sleep_until(deadline) => {
                // It may have moved since.
                if pulse.deadline(ending) <= Instant::now() {
                    log::info!("{peer}: cut: nothing moved");
                    return;
                }
            }
        }
    }
}
