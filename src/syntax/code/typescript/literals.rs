//! The literals and comments that the depth scan passes over.

use super::nesting::{Before, Opener, Scan};

impl Scan<'_> {
    pub(super) fn string(&mut self, quote: u8) {
        self.end_statement(false);
        self.at += 1;
        loop {
            self.at += self.count(0, |byte| byte != quote && byte != b'\\' && byte != b'\n' && byte != b'\r');
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(&byte) if byte == quote => {
                    self.at += 1;
                    break;
                }
                _ => {
                    self.sure = false;
                    break;
                }
            }
        }
        self.operand();
    }

    /// The text of a template, from after a backtick or a hole.
    pub(super) fn template(&mut self) {
        loop {
            self.at += self.count(0, |byte| byte != b'`' && byte != b'\\' && byte != b'$');
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(b'`') => {
                    self.at += 1;
                    break;
                }
                Some(b'$') if self.peek(1) == b'{' => {
                    self.at += 1;
                    self.push(Opener::Hole);
                    return;
                }
                Some(_) => self.at += 1,
                None => {
                    self.sure = false;
                    break;
                }
            }
        }
        self.operand();
    }

    pub(super) fn slash(&mut self) {
        match self.peek(1) {
            b'/' => return self.line_comment(),
            b'*' => return self.block_comment(),
            _ => {}
        }
        self.control = false;
        let divides = match self.before {
            Before::Operand | Before::Paren { control: false } if !self.newline => true,
            Before::Operator | Before::Dot | Before::Paren { control: true } => false,
            // After a line break it is a division only if no semicolon is implied there.
            _ => {
                let rest = &self.bytes[self.at + 1..];
                let line = memchr::memchr2(b'\n', b'\r', rest).map_or(rest, |end| &rest[..end]);
                let divides = memchr::memchr(b'/', line).is_none();
                self.sure &= divides;
                divides
            }
        };
        self.ended = false;
        self.at += 1;
        if divides {
            self.before = Before::Operator;
        } else {
            self.regex();
        }
    }

    fn regex(&mut self) {
        let mut class = false;
        loop {
            match self.peek(0) {
                b'\\' => self.at += 2,
                b'[' => {
                    class = true;
                    self.at += 1;
                }
                b']' => {
                    class = false;
                    self.at += 1;
                }
                b'/' if !class => {
                    self.at += 1;
                    break;
                }
                // A line separator ends it too; nobody writes one.
                0 | b'\n' | b'\r' | 0xE2 => {
                    self.sure = false;
                    break;
                }
                _ => self.at += 1,
            }
        }
        while self.peek(0).is_ascii_alphabetic() {
            self.at += 1;
        }
        self.operand();
    }

    pub(super) fn line_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        // U+2028 and U+2029 end the line as well.
        self.sure &= !memchr::memmem::find_iter(&rest[..end], b"\xE2\x80")
            .any(|at| matches!(rest.get(at + 2), Some(0xA8 | 0xA9)));
        self.at += end;
    }

    fn block_comment(&mut self) {
        let rest = &self.bytes[self.at + 2..];
        let end = memchr::memmem::find(rest, b"*/");
        let body = &rest[..end.unwrap_or(rest.len())];
        self.newline |= memchr::memchr2(b'\n', b'\r', body).is_some();
        self.at += 2 + end.map_or(rest.len(), |end| end + 2);
    }
}
