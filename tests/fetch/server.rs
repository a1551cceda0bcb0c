//! A web server that answers as a test says: right by default, wrong where the test's hook changes the reply.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use boothwalk::fetch::{Entry, Ext, Patience, PieceRef, Setup, Source};

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// Counts from 0, over all connections.
    pub number: usize,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// One answer, to be changed by the hook.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// `Content-Length`; none at all if `None`, and the connection's end ends the body.
    pub announced: Option<u64>,
    /// The connection is closed after so many bytes of the body.
    pub cut: Option<usize>,
    /// The connection is closed after so many thousandths of head and body.
    pub cut_anywhere: Option<usize>,
    /// Before the head.
    pub wait: Duration,
    /// Between any two writes of so many bytes of the body.
    pub drip: Option<(usize, Duration)>,
    /// The body is repeated until the client has enough.
    pub endless: bool,
}

impl Reply {
    pub fn status(status: u16) -> Reply {
        Reply { status, announced: Some(0), ..Reply::default() }
    }

    pub fn set(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(old, _)| !old.eq_ignore_ascii_case(name));
        self.headers.push((name, value.into()));
    }

    pub fn body(&mut self, body: &[u8]) {
        self.body = body.to_vec();
        self.announced = Some(body.len() as u64);
    }
}

type Hook = dyn Fn(&Request, &mut Reply) + Send + Sync;

pub struct State {
    pub files: Mutex<HashMap<String, Vec<u8>>>,
    hook: Box<Hook>,
    /// Bytes of bodies written to sockets, or tried to.
    pub sent: AtomicU64,
    pub connections: AtomicUsize,
    requests: AtomicUsize,
    pub log: Mutex<Vec<Request>>,
    open: Mutex<Vec<TcpStream>>,
    down: AtomicBool,
}

pub struct Server {
    pub url: String,
    pub state: Arc<State>,
}

pub fn serve(hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> Server {
    serve_at("127.0.0.1:0", hook)
}

/// At an address that a server had before, too.
pub fn serve_at(address: &str, hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> Server {
    // The one before may not have closed its listener yet.
    let bound = (0..500).find_map(|_| {
        let listener = TcpListener::bind(address);
        listener.inspect_err(|_| std::thread::sleep(Duration::from_millis(10))).ok()
    });
    let listener = bound.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let state = Arc::new(State {
        files: Mutex::default(),
        hook: Box::new(hook),
        sent: AtomicU64::new(0),
        connections: AtomicUsize::new(0),
        requests: AtomicUsize::new(0),
        log: Mutex::default(),
        open: Mutex::default(),
        down: AtomicBool::new(false),
    });
    let shared = state.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            if shared.down.load(Ordering::SeqCst) {
                return;
            }
            shared.connections.fetch_add(1, Ordering::SeqCst);
            shared.open.lock().unwrap().push(stream.try_clone().unwrap());
            let shared = shared.clone();
            std::thread::spawn(move || shared.converse(stream));
        }
    });
    Server { url, state }
}

/// A server that is always right.
pub fn right() -> Server {
    serve(|_, _| {})
}

impl Server {
    pub fn put(&self, path: &str, bytes: &[u8]) {
        self.state.files.lock().unwrap().insert(path.into(), bytes.to_vec());
    }

    pub fn put_piece(&self, bytes: &[u8]) -> PieceRef {
        let piece = PieceRef::of(bytes, Ext::Bin).unwrap();
        self.put(&format!("/f/{}", piece.path()), bytes);
        piece
    }

    pub fn spec(&self) -> String {
        format!("{}/f/fair.json", self.url)
    }

    /// A fair with nothing in it.
    pub fn put_fair(&self, title: &str) {
        let json = format!(
            r#"{{"format":1,"id":"x","title":{{"en":"{title}"}},"hall":[{{"id":"h","title":{{"en":"H"}},"size":[9,9]}}]}}"#
        );
        self.put("/f/fair.json", json.as_bytes());
    }

    pub fn source(&self) -> Source {
        self.source_with(&setup())
    }

    pub fn source_with(&self, setup: &Setup) -> Source {
        let (source, entry) = Source::open_with(&self.spec(), setup).unwrap();
        assert_eq!(entry, Entry::Packed("fair.json".into()));
        source
    }

    pub fn asked(&self) -> Vec<Request> {
        self.state.log.lock().unwrap().clone()
    }

    pub fn sent(&self) -> u64 {
        self.state.sent.load(Ordering::SeqCst)
    }

    /// From now on nobody answers.
    pub fn go_down(&self) {
        self.state.down.store(true, Ordering::SeqCst);
        // Wakes the listener, which then closes.
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        for stream in self.state.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.go_down();
    }
}

/// A chance from 0 to 999, the same for the same number and salt.
pub fn chance(salt: u64, number: usize) -> usize {
    let hash = blake3::hash(format!("{salt} {number}").as_bytes());
    (usize::from(hash.as_bytes()[0]) << 16 | usize::from(hash.as_bytes()[1]) << 8 | usize::from(hash.as_bytes()[2]))
        % 1000
}

/// Short pauses and time-outs.
pub fn setup() -> Setup {
    let patience = Patience {
        tries: 4,
        pause: Duration::from_millis(4),
        longest_pause: Duration::from_millis(40),
        patience: Duration::from_secs(20),
        silence: Duration::from_millis(400),
        watch: [Duration::from_millis(5), Duration::from_millis(40)],
        seed: Some(1),
        ..Patience::default()
    };
    Setup { patience, ..Setup::default() }
}

pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", &blake3::hash(bytes).to_hex()[..16])
}

/// Bytes that look random, the same for the same seed.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

impl State {
    fn converse(&self, mut stream: TcpStream) {
        let Ok(mut reader) = stream.try_clone().map(BufReader::new) else { return };
        while let Some(request) = self.request(&mut reader) {
            let mut reply = self.reply(&request);
            (self.hook)(&request, &mut reply);
            self.log.lock().unwrap().push(request.clone());
            if self.write(&mut stream, &request, &reply).is_none() {
                let _ = stream.shutdown(Shutdown::Both);
                return;
            }
        }
    }

    fn request(&self, reader: &mut BufReader<TcpStream>) -> Option<Request> {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split_whitespace();
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        Some(Request { method, path, headers, number: self.requests.fetch_add(1, Ordering::SeqCst) })
    }

    /// What a good server says.
    fn reply(&self, request: &Request) -> Reply {
        let files = self.files.lock().unwrap();
        let Some(bytes) = files.get(&request.path) else { return Reply::status(404) };
        let etag = etag(bytes);
        if request.header("if-none-match") == Some(&etag) {
            return Reply { status: 304, ..Reply::default() };
        }
        let mut reply = Reply { status: 200, ..Reply::default() };
        reply.set("ETag", &etag);
        let first = request
            .header("range")
            .filter(|_| request.header("if-range").is_none_or(|given| given == etag))
            .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
        match first {
            Some(first) if first >= bytes.len() => reply.status = 416,
            Some(first) => {
                reply.status = 206;
                reply.set("Content-Range", &format!("bytes {first}-{}/{}", bytes.len() - 1, bytes.len()));
                reply.body(&bytes[first..]);
            }
            None => reply.body(bytes),
        }
        reply
    }

    /// `None`: the connection is over.
    fn write(&self, stream: &mut TcpStream, request: &Request, reply: &Reply) -> Option<()> {
        std::thread::sleep(reply.wait);
        let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
        for (name, value) in &reply.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match reply.announced {
            Some(length) => head += &format!("Content-Length: {length}\r\n"),
            None if reply.status != 304 => head += "Connection: close\r\n",
            None => {}
        }
        head += "\r\n";
        let all = head.len() + reply.body.len();
        let mut cut = reply.cut;
        if let Some(at) = reply.cut_anywhere.map(|part| all * part / 1000) {
            if at < head.len() {
                let _ = stream.write_all(&head.as_bytes()[..at]);
                return None;
            }
            cut = Some(at - head.len());
        }
        stream.write_all(head.as_bytes()).ok()?;
        if request.method == "HEAD" {
            return Some(());
        }
        let end = cut.unwrap_or(usize::MAX).min(reply.body.len());
        let (step, pause) = reply.drip.unwrap_or((64 << 10, Duration::ZERO));
        loop {
            for chunk in reply.body[..end].chunks(step) {
                // Before: the client may be done, and the test looking, right after the write.
                self.sent.fetch_add(chunk.len() as u64, Ordering::SeqCst);
                stream.write_all(chunk).ok()?;
                if !pause.is_zero() {
                    std::thread::sleep(pause);
                }
            }
            if !reply.endless {
                break;
            }
        }
        let whole = cut.is_none() && (reply.announced.is_some() || reply.status == 304);
        whole.then_some(())
    }
}
