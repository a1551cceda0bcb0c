//! Addresses as they stand in the file, before anything behind them is read.

use crate::model::addresses::{Place, resolve};

/// An address.
#[derive(Debug, PartialEq, Eq)]
pub enum Uri {
    /// Media type in lower case, and the data.
    Data { media: String, bytes: Vec<u8> },
    /// A name or another address.
    Name(String),
}

/// Reads an address, or tells what is wrong with it.
pub fn parse(text: &str) -> Result<Uri, String> {
    if is_data(text) {
        let head = text.get(5..).and_then(|rest| rest.split_once(',')).map(|(head, _)| head);
        let head = head.ok_or("a data URI needs a comma")?;
        let media = head.split(';').next().unwrap_or_default().to_ascii_lowercase();
        // RFC 2397: what says nothing is plain text.
        let media = if media.is_empty() { "text/plain".to_owned() } else { media };
        return match resolve(text, text.len() as u64, "") {
            Ok(Place::Inside(bytes)) => Ok(Uri::Data { media, bytes }),
            _ => Err("its base64 is broken".to_owned()),
        };
    }
    let scheme = text.split(['/', '?', '#']).next().and_then(|head| head.split_once(':')).map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| !scheme.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return Err("its scheme is empty or begins with no letter".to_owned());
    }
    let rest = scheme.and_then(|scheme| text.get(scheme.len() + 1..)).unwrap_or(text);
    if let Some(authority) = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()) {
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let port = host.rsplit_once(']').map_or(host, |(_, port)| port).split_once(':').map(|(_, port)| port);
        if host.starts_with('[') != host.contains(']') {
            return Err("the bracket of its host is not closed".to_owned());
        }
        if port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err("its port is no number".to_owned());
        }
    }
    Ok(Uri::Name(text.to_owned()))
}

/// Whether the data lies in the address itself.
pub fn is_data(text: &str) -> bool {
    text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

/// Whether an address is more than a path relative to the model.
pub fn leads_away(text: &str) -> bool {
    let first = text.split('/').next().unwrap_or_default();
    text.starts_with('/') || first.contains(':') || text.contains(['?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_and_names() {
        let data = Uri::Data { media: "image/png".into(), bytes: vec![0, 16, 131] };
        assert_eq!(parse("data:image/PNG;base64,ABCD"), Ok(data));
        assert!(parse("data:image/png;base64").is_err() && parse("data:;base64,A").is_err());
        assert_eq!(parse("a b.bin"), Ok(Uri::Name("a b.bin".into())));
        for wrong in [":a", "1:a", "http://[::1/a", "http://h:x/a"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse("http://[::1]:80/a").is_ok());
        for away in ["http://a/b", "/a", "a?b", "a#b"] {
            assert!(leads_away(away), "{away}");
        }
        assert!(!leads_away("a/b.bin"));
    }
}
