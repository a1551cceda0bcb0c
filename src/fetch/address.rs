//! Addresses: names below one URL, and where redirects may lead.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ureq::http::Uri;

use super::FetchError;

/// What a path segment may not hold as it is (WHATWG URL, path percent-encode set, and the percent sign).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A folder of a server.
#[derive(Debug)]
pub(super) struct Address {
    /// Scheme, authority and path up to and with the last `/`.
    base: String,
    /// `?…` of the address given, sent with every request: access tokens cover a whole folder.
    query: String,
    pub origin: Origin,
}

impl Address {
    /// The folder that `url` lies in, and the name of the file it points to there (empty for a folder).
    pub fn parse(url: &str) -> Result<(Address, String), FetchError> {
        let refuse = |why: &str| FetchError::Spec { spec: url.into(), why: why.into() };
        let uri: Uri = url.split('#').next().unwrap_or("").parse().map_err(|_| refuse("not a valid address"))?;
        let origin = Origin::of(&uri).ok_or_else(|| refuse("not an http or https address"))?;
        let authority = uri.authority().map(|a| a.as_str()).unwrap_or_default();
        if authority.contains('@') {
            return Err(FetchError::Spec {
                spec: origin.host,
                why: "an address with a password in it is not supported".into(),
            });
        }
        let (folder, file) = uri.path().rsplit_once('/').unwrap_or(("", ""));
        let file = percent_encoding::percent_decode_str(file)
            .decode_utf8()
            .map_err(|_| refuse("the file's name is not UTF-8"))?
            .into_owned();
        let base = format!("{}://{authority}{folder}/", if origin.https { "https" } else { "http" });
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok((Address { base, query, origin }, file))
    }

    /// Goes one folder deeper.
    pub fn enter(&mut self, folder: &str) {
        self.base.push_str(&utf8_percent_encode(folder, SEGMENT).to_string());
        self.base.push('/');
    }

    /// The address of a cleaned name.
    pub fn of(&self, name: &str) -> String {
        let path: Vec<_> = name.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
        format!("{}{}{}", self.base, path.join("/"), self.query)
    }
}

/// What must not change along redirects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    pub fn of(uri: &Uri) -> Option<Origin> {
        let https = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        Some(Origin { https, host: uri.host()?.to_ascii_lowercase(), port })
    }

    /// The same server, or the same host moved from plain HTTP to HTTPS at the usual ports.
    pub fn allows(&self, next: &Origin) -> bool {
        let upgrade = !self.https && next.https && self.port == 80 && next.port == 443;
        self.host == next.host && (upgrade || (self.https == next.https && self.port == next.port))
    }
}

/// A `Location` against the address that gave it.
pub(super) fn resolve(address: &str, to: &str) -> String {
    let to = to.split('#').next().unwrap_or("");
    let scheme_end = address.find("://").map_or(0, |at| at + 3);
    if to.contains("://") {
        return to.to_owned();
    }
    if let Some(rest) = to.strip_prefix("//") {
        return format!("{}//{rest}", &address[..scheme_end.saturating_sub(2)]);
    }
    let path = address[scheme_end..].find('/').map_or(address.len(), |at| at + scheme_end);
    if to.starts_with('/') {
        return format!("{}{to}", &address[..path]);
    }
    let folder = address.split('?').next().unwrap_or(address).rfind('/').unwrap_or(0);
    format!("{}/{to}", &address[..folder])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_resolve_against_the_address() {
        let from = "http://h:8/a/b.json?k=1";
        assert_eq!(resolve(from, "/x"), "http://h:8/x");
        assert_eq!(resolve(from, "c.json"), "http://h:8/a/c.json");
        assert_eq!(resolve(from, "//other/x"), "http://other/x");
        assert_eq!(resolve(from, "https://o/x#y"), "https://o/x");
    }

    #[test]
    fn an_origin_moves_only_to_https() {
        let of = |text: &str| Origin::of(&text.parse().unwrap()).unwrap();
        assert!(of("http://h/").allows(&of("https://H/x")));
        assert!(!of("https://h/").allows(&of("http://h/")));
        assert!(!of("http://h/").allows(&of("http://i/")));
        assert!(!of("http://h:8080/").allows(&of("http://h:8081/")));
    }

    #[test]
    fn names_are_encoded_part_by_part() {
        let (address, file) = Address::parse("http://h/f/My%20fair.json?k=1").unwrap();
        assert_eq!(file, "My fair.json");
        assert_eq!(address.of("a b/100%#?.glb"), "http://h/f/a%20b/100%25%23%3F.glb?k=1");
    }
}
