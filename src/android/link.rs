//! A fair's address out of an intent: any app and any page may send one.

/// Longest address that is taken.
const LONGEST: usize = 2048;

/// The address that a VIEW intent asks for: `https://…` and `http://…` as they are, `boothwalk://…` for the former, so that
/// a page's link or a printed code opens the app. `None` for everything else: no app may let this one read its own files.
pub fn fair(data: &str) -> Option<String> {
    let data = data.trim();
    let (scheme, rest) = data.split_once("://")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "https" | "boothwalk" => "https",
        "http" => "http",
        _ => return None,
    };
    let sound =
        data.len() <= LONGEST && !rest.is_empty() && !rest.contains(|c: char| c.is_control() || c.is_whitespace());
    sound.then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_servers_are_taken() {
        assert_eq!(fair("https://fair.example/spring").as_deref(), Some("https://fair.example/spring"));
        assert_eq!(fair(" Boothwalk://fair.example:8443/a ").as_deref(), Some("https://fair.example:8443/a"));
        assert_eq!(fair("http://192.0.2.7:8080").as_deref(), Some("http://192.0.2.7:8080"));
        for other in
            ["", "fair", "file:///data/a", "content://a/b", "boothwalk://", "https://a b", "https://a\nb", "bundle:"]
        {
            assert_eq!(fair(other), None, "{other}");
        }
        assert_eq!(fair(&format!("https://{}", "a".repeat(LONGEST))), None);
    }
}
