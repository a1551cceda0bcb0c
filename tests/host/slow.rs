//! Visitors who hold a connection without using it, five hundred at once: all are cut, and others do not feel them.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::line::Line;
use crate::server::{Fair, Server};

/// Between two drops of a trickle.
const DROP: Duration = Duration::from_secs(2);

/// A way to be slow.
struct Manner {
    name: &'static str,
    /// Sockets that are slow like this.
    sockets: usize,
    /// Sent at once.
    first: Vec<u8>,
    /// Sent every two seconds.
    then: &'static [u8],
    /// Whether anything that comes is read.
    reads: bool,
    /// The server closes it this many seconds after its opening, at the latest.
    gone: f64,
}

/// An empty SETTINGS frame of HTTP/2 after the preface (RFC 9113, section 3.4).
const HELLO: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const PING: &[u8] = b"\0\0\x08\x06\0\0\0\0\0slow....";

/// HTTP/2 that asks for a file and opens no window for it.
fn no_window(path: &str) -> Vec<u8> {
    let mut bytes = HELLO[..24].to_vec();
    // SETTINGS_INITIAL_WINDOW_SIZE = 0.
    bytes.extend_from_slice(b"\0\0\x06\x04\0\0\0\0\0\0\x04\0\0\0\0");
    // Method GET and scheme http by their indices (RFC 7541, appendix A), path and authority as plain text.
    let mut block = vec![0x82, 0x86, 0x04, path.len() as u8];
    block.extend_from_slice(path.as_bytes());
    block.extend_from_slice(b"\x01\x04test");
    // END_STREAM and END_HEADERS, stream 1.
    bytes.extend_from_slice(&[0, 0, block.len() as u8, 1, 0x05, 0, 0, 0, 1]);
    bytes.extend_from_slice(&block);
    bytes
}

fn manners(large: &str) -> Vec<Manner> {
    let get = format!("GET /{large} HTTP/1.1\r\nHost: test\r\n\r\n").into_bytes();
    let whole_then_half = b"HEAD /fair.json HTTP/1.1\r\nHost: test\r\n\r\nGET /fair.json HTTP/1.1\r\n".to_vec();
    let post = b"POST /fair.json HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n".to_vec();
    let manner = |name, sockets, first, then, reads, gone| Manner { name, sockets, first, then, reads, gone };
    vec![
        manner("says nothing", 30, Vec::new(), b"".as_slice(), true, 12.0),
        manner("a head that never ends", 30, b"GET /fair.json HTTP/1.1\r\n".to_vec(), b"X: y\r\n", true, 12.0),
        manner("the first bytes of HTTP/2", 30, b"PRI * ".to_vec(), b"", true, 12.0),
        manner("HTTP/2 that only pings", 30, HELLO.to_vec(), PING, true, 12.0),
        // Less than the 25 s after which everything is cut: here hyper's own time-out is at work.
        manner("a second head that never ends", 30, whole_then_half, b"X: y\r\n", true, 23.0),
        manner("a body that never ends", 30, post, b"x", true, 12.0),
        // More than files may be open at one time.
        manner("reads nothing", 280, get, b"", false, 33.0),
        manner("HTTP/2 without a window", 40, no_window(&format!("/{large}")), PING, true, 33.0),
    ]
}

struct Slow<'a> {
    manner: &'a Manner,
    stream: TcpStream,
    opened: Instant,
    gone: Option<f64>,
}

impl Slow<'_> {
    fn open(manner: &Manner, address: SocketAddr) -> Slow<'_> {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let opened = Instant::now();
        stream.write_all(&manner.first).expect("the first bytes");
        stream.set_nonblocking(true).expect("an option");
        Slow { manner, stream, opened, gone: None }
    }

    /// Looks whether the server has closed it.
    fn look(&mut self) {
        let mut bytes = [0; 4096];
        while self.gone.is_none() && self.manner.reads {
            match self.stream.read(&mut bytes) {
                Ok(0) => self.gone = Some(self.opened.elapsed().as_secs_f64()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.gone = Some(self.opened.elapsed().as_secs_f64()),
            }
        }
    }

    fn drip(&mut self) {
        let _ = self.stream.write(self.manner.then);
    }
}

/// How long honest visitors wait for a connection and a piece, in seconds, sorted.
fn honest(server: &Server, piece: &(String, Vec<u8>), done: &AtomicBool) -> Vec<f64> {
    std::thread::scope(|scope| {
        let visitors: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(move || {
                    let mut times = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        let start = Instant::now();
                        let answer = Line::open(server.address).get(&format!("/{}", piece.0));
                        assert!(answer.status == 200 && answer.body == piece.1);
                        times.push(start.elapsed().as_secs_f64());
                        std::thread::sleep(Duration::from_millis(15));
                    }
                    times
                })
            })
            .collect();
        let mut times: Vec<_> = visitors.into_iter().flat_map(|visitor| visitor.join().expect("no loss")).collect();
        times.sort_by(f64::total_cmp);
        times
    })
}

/// Resident memory of a process in KiB.
fn memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())
}

#[test]
fn five_hundred_slow_visitors_are_gone_and_nobody_felt_them() {
    let fair = Fair::of(&[(65_536, "ktx2"), (24 << 20, "glb")]);
    let server = Server::start(fair.path());
    let manners = manners(&fair.pieces[1].0);
    let (piece, large) = (&fair.pieces[0], fair.pieces[1].1.len() as u64);
    // The large file's hash is known before: it is not what is measured.
    assert_eq!(server.line().ask("HEAD", &format!("/{}", fair.pieces[1].0), "").status, 200);
    let done = AtomicBool::new(false);
    let calm = std::thread::scope(|scope| {
        let calm = scope.spawn(|| honest(&server, piece, &done));
        std::thread::sleep(Duration::from_secs(4));
        done.store(true, Ordering::Relaxed);
        calm.join().expect("no loss")
    });
    done.store(false, Ordering::Relaxed);
    let busy = std::thread::scope(|scope| {
        let busy = scope.spawn(|| honest(&server, piece, &done));
        let before = memory(server.id());
        let all = manners.iter().flat_map(|manner| (0..manner.sockets).map(move |_| manner));
        let mut slow: Vec<_> = all.map(|manner| Slow::open(manner, server.address)).collect();
        let (start, mut dripped) = (Instant::now(), Instant::now());
        let mut most = 0;
        while start.elapsed() < Duration::from_secs(34) {
            slow.iter_mut().for_each(Slow::look);
            if dripped.elapsed() >= DROP {
                dripped = Instant::now();
                slow.iter_mut().for_each(Slow::drip);
            }
            most = most.max(memory(server.id()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(50));
        }
        done.store(true, Ordering::Relaxed);
        for manner in manners.iter().filter(|manner| manner.reads) {
            let mut last: f64 = 0.0;
            for slow in slow.iter().filter(|slow| std::ptr::eq(slow.manner, manner)) {
                last = last.max(slow.gone.unwrap_or_else(|| panic!("{} is still there", manner.name)));
            }
            println!("{}: the last was gone after {last:.1} s", manner.name);
            assert!(last <= manner.gone, "{}: {last} s", manner.name);
        }
        // Whoever reads nothing cannot see the end either. Had they not been cut, all of the file would come now.
        for slow in slow.iter_mut().filter(|slow| !slow.manner.reads) {
            slow.stream.set_nonblocking(false).expect("an option");
            slow.stream.set_read_timeout(Some(Duration::from_secs(5))).expect("an option");
            assert!(crate::line::drain(&mut slow.stream) < large);
        }
        if let Some(before) = before {
            let each = most.saturating_sub(before) / slow.len() as u64;
            println!("memory: {before} KiB, and {each} KiB for each slow connection at most");
            assert!(each < 256, "{each} KiB for each connection");
        }
        busy.join().expect("no loss")
    });
    let (calm, busy) = (calm[calm.len() / 2] * 1e3, busy[busy.len() / 2] * 1e3);
    println!("honest visitors wait {calm:.2} ms, beside slow ones {busy:.2} ms (medians)");
    // Less than half a millisecond is noise on a shared machine.
    assert!(busy <= 4.0 * calm.max(0.5), "{calm} ms became {busy} ms");
}

#[test]
fn a_full_server_takes_the_next_visitor_when_one_leaves() {
    let fair = Fair::new();
    let server = Server::with(fair.path(), &["--connections", "2"]);
    let (mut first, mut second, mut third) = (server.line(), server.line(), server.line());
    assert_eq!((first.get("/fair.json").status, second.get("/fair.json").status), (200, 200));
    third.send("GET /fair.json HTTP/1.1\r\nHost: test\r\n\r\n").expect("sent");
    assert!(!third.comes_within(Duration::from_secs(1)), "a third of two was served");
    drop(first);
    assert_eq!(third.answer("GET").expect("an answer").status, 200);
}
