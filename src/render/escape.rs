//! JSON that can be shown on a terminal: characters that mislead a reader are written as `\uXXXX`, so that a program
//! still reads the exact text.

use crate::source::is_unsafe;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io::{self, BufWriter, Write};

/// Writes `value` as JSON with two spaces of indentation and a line feed at the end.
pub(super) fn write_json<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    value.serialize(&mut Serializer::with_formatter(&mut out, Escaping(PrettyFormatter::new())))?;
    out.write_all(b"\n")?;
    out.flush()
}

struct Escaping(PrettyFormatter<'static>);

impl Formatter for Escaping {
    // serde_json itself escapes quotes, backslashes and controls below U+0020 and hands over what lies between.
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        for piece in fragment.split_inclusive(is_unsafe) {
            let last = piece.chars().next_back().filter(|&c| is_unsafe(c));
            let plain = last.and_then(|c| piece.strip_suffix(c)).unwrap_or(piece);
            out.write_all(plain.as_bytes())?;
            if let Some(c) = last {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_escaped_and_read_back() {
        for (text, expected, why) in [
            ("plain é 漢", "plain é 漢", "ordinary text stays readable"),
            ("a\u{1b}[31m", "a\\u001b[31m", "escape"),
            ("a\u{202e}b\u{200b}", "a\\u202eb\\u200b", "bidirectional override, zero width"),
            ("\u{e0041}", "\\udb40\\udc41", "tag character, as a surrogate pair"),
            ("\u{7f}\u{9b}", "\\u007f\\u009b", "delete and C1 control, which JSON allows raw"),
            ("t\tn\nq\"\\", "t\\tn\\nq\\\"\\\\", "what JSON escapes anyway"),
        ] {
            let mut out = Vec::new();
            write_json(&text, &mut out).unwrap();
            assert_eq!(String::from_utf8(out.clone()).unwrap(), format!("\"{expected}\"\n"), "{why}");
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text, "{why}");
        }
    }

    #[test]
    fn layout_is_that_of_pretty_json() {
        let value = serde_json::json!({"a": [1, {"b": []}], "c": {}, "d": null});
        let mut out = Vec::new();
        write_json(&value, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&value).unwrap() + "\n");
    }
}
