//! Lengths and times as a language writes them.

use crate::fair::Lang;

/// Three lengths in one unit, that of the greatest.
pub fn lengths(metres: [f32; 3], lang: Lang) -> String {
    let most = metres.into_iter().fold(0.0, f32::max);
    let (by, digits, zh, en) = match most {
        _ if most < 0.1 => (1e3, 0, "毫米", "mm"),
        _ if most < 1.0 => (1e2, 1, "厘米", "cm"),
        _ => (1.0, 2, "米", "m"),
    };
    let [a, b, c] = metres.map(|metres| format!("{:.digits$}", metres * by));
    format!("{a} × {b} × {c} {}", if lang == Lang::Zh { zh } else { en })
}

/// A height above the floor, in metres.
pub fn height(metres: f32, lang: Lang) -> String {
    format!("{metres:.2} {}", if lang == Lang::Zh { "米" } else { "m" })
}

/// How long ago something was.
pub fn ago(seconds: u64, lang: Lang) -> String {
    let (zh, en): (&str, [&str; 2]);
    let count = match seconds {
        0..60 => return if lang == Lang::Zh { "刚才" } else { "just now" }.into(),
        60..3600 => {
            (zh, en) = ("分钟前", ["minute ago", "minutes ago"]);
            seconds / 60
        }
        3600..86400 => {
            (zh, en) = ("小时前", ["hour ago", "hours ago"]);
            seconds / 3600
        }
        _ => {
            (zh, en) = ("天前", ["day ago", "days ago"]);
            seconds / 86400
        }
    };
    match lang {
        Lang::Zh => format!("{count} {zh}"),
        Lang::En => format!("{count} {}", en[usize::from(count != 1)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_the_unit_that_one_would_say() {
        assert_eq!(lengths([0.0123, 0.02, 0.0], Lang::En), "12 × 20 × 0 mm");
        assert_eq!(lengths([0.21, 0.05, 0.3], Lang::En), "21.0 × 5.0 × 30.0 cm");
        assert_eq!(lengths([1.5, 0.5, 12.0], Lang::Zh), "1.50 × 0.50 × 12.00 米");
        assert_eq!((height(1.6, Lang::En), height(1.184, Lang::Zh)), ("1.60 m".into(), "1.18 米".into()));
    }

    #[test]
    fn times_read_in_both_languages() {
        assert_eq!((ago(20, Lang::Zh), ago(20, Lang::En)), ("刚才".into(), "just now".into()));
        assert_eq!((ago(60, Lang::En), ago(7300, Lang::En)), ("1 minute ago".into(), "2 hours ago".into()));
        assert_eq!(ago(3 * 86400, Lang::Zh), "3 天前");
    }
}
