//! HTTP/1.1 over a bare socket: nothing tidies up what is sent, nothing hides what comes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection.
pub struct Line {
    reader: BufReader<TcpStream>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(header, _)| header == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice");
        value
    }
}

impl Line {
    pub fn open(address: SocketAddr) -> Line {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("an option");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("an option");
        Line { reader: BufReader::new(stream) }
    }

    pub fn send(&mut self, text: &str) -> io::Result<()> {
        self.reader.get_mut().write_all(text.as_bytes())
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// `headers` are whole lines.
    pub fn ask(&mut self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: test\r\n{headers}\r\n")).expect("the request goes out");
        self.answer(method).expect("an answer")
    }

    /// The next answer.
    pub fn answer(&mut self, method: &str) -> io::Result<Answer> {
        let mut answer = self.head()?;
        let length = answer.header("content-length").map(|length| length.parse::<usize>().expect("a length"));
        let none = method == "HEAD" || matches!(answer.status, 204 | 304);
        if !none {
            answer.body = vec![0; length.expect("every answer has a length")];
            self.reader.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// The next answer, its body left unread.
    pub fn head(&mut self) -> io::Result<Answer> {
        let first = self.text_line()?;
        let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("no status in {first:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.text_line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Ok(Answer { status, headers, body: Vec::new() })
    }

    fn text_line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Whether anything comes within this time.
    pub fn comes_within(&mut self, time: Duration) -> bool {
        let stream = self.reader.get_ref();
        stream.set_read_timeout(Some(time)).expect("an option");
        let came = stream.peek(&mut [0]).is_ok();
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("an option");
        came
    }

    /// Reads what is left until the other side closes; how many bytes that were.
    pub fn drain(&mut self) -> u64 {
        drain(&mut self.reader)
    }
}

/// Reads until the other side closes; how many bytes that were.
pub fn drain(from: &mut impl Read) -> u64 {
    let mut bytes = [0; 65536];
    let mut all = 0;
    loop {
        match from.read(&mut bytes) {
            Ok(0) => return all,
            Ok(got) => all += got as u64,
            // What came before the reset is lost or not, as the system likes.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return all,
            Err(error) => panic!("the server left this open: {error}"),
        }
    }
}
