//! The words that the depth scan tells apart.

use super::nesting::{Before, Scan};

/// A word of up to sixteen bytes as a number: comparing it with the few that matter costs next to nothing.
const fn key(word: &[u8]) -> u128 {
    let mut key = 0;
    let mut at = word.len();
    while at > 0 {
        at -= 1;
        key = key << 8 | word[at] as u128;
    }
    key
}

/// The key of the word of `length` bytes that `bytes` starts with.
fn key_at(bytes: &[u8], length: usize) -> u128 {
    match bytes.first_chunk::<16>() {
        Some(chunk) => u128::from_le_bytes(*chunk) & ((1 << (8 * length)) - 1),
        None => key(&bytes[..length]),
    }
}

macro_rules! keys {
    ($($name:ident = $word:literal;)*) => {
        $(const $name: u128 = key($word);)*
    };
}

keys! {
    ABSTRACT = b"abstract";
    AS = b"as";
    ASSERTS = b"asserts";
    ASYNC = b"async";
    AWAIT = b"await";
    BREAK = b"break";
    CASE = b"case";
    CATCH = b"catch";
    CLASS = b"class";
    CONTINUE = b"continue";
    DEBUGGER = b"debugger";
    DEFAULT = b"default";
    DELETE = b"delete";
    DO = b"do";
    ELSE = b"else";
    EXPORT = b"export";
    EXTENDS = b"extends";
    FINALLY = b"finally";
    FOR = b"for";
    FROM = b"from";
    IF = b"if";
    IMPLEMENTS = b"implements";
    IN = b"in";
    INFER = b"infer";
    INSTANCEOF = b"instanceof";
    IS = b"is";
    KEYOF = b"keyof";
    LET = b"let";
    MODULE = b"module";
    NAMESPACE = b"namespace";
    NEW = b"new";
    OF = b"of";
    READONLY = b"readonly";
    RETURN = b"return";
    SATISFIES = b"satisfies";
    THROW = b"throw";
    TYPEOF = b"typeof";
    UNIQUE = b"unique";
    VOID = b"void";
    WHILE = b"while";
    WITH = b"with";
    YIELD = b"yield";
}

/// The longest word that matters.
const LONGEST: usize = 10;

impl Scan<'_> {
    pub(super) fn word(&mut self) {
        let start = self.at;
        loop {
            self.at += self.count(0, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$');
            match self.wide() {
                Some((length, false)) => self.at += length,
                _ => break,
            }
        }
        let length = self.at - start;
        let matters = length <= LONGEST && self.before != Before::Dot;
        let word = if matters { key_at(&self.bytes[start..], length) } else { 0 };
        if self.before != Before::Dot {
            let goes_on = matches!(
                word,
                ELSE | WHILE
                    | CATCH
                    | FINALLY
                    | IN
                    | OF
                    | INSTANCEOF
                    | AS
                    | SATISFIES
                    | EXTENDS
                    | IMPLEMENTS
                    | IS
                    | FROM
            );
            self.end_statement(goes_on);
        }
        self.newline = false;
        let control = std::mem::take(&mut self.control);
        match word {
            IF | FOR | WHILE | WITH => {
                self.control = true;
                self.statement();
            }
            ELSE | DO => self.statement(),
            TYPEOF | VOID | DELETE | NEW | THROW | KEYOF | INFER | UNIQUE | READONLY | EXTENDS | CLASS | ABSTRACT => {
                self.prefix();
            }
            AWAIT => {
                // `for await (…)`
                self.control = control;
                self.prefix();
                self.before = Before::Either;
            }
            ASYNC | YIELD | ASSERTS => {
                self.prefix();
                self.before = Before::Either;
            }
            RETURN | CASE | IN | INSTANCEOF | EXPORT | DEFAULT => self.before = Before::Operator,
            OF | AS | SATISFIES | IS | LET | BREAK | CONTINUE | DEBUGGER => self.before = Before::Either,
            NAMESPACE | MODULE => {
                self.namespace = true;
                self.before = Before::Either;
            }
            _ => self.before = Before::Operand,
        }
    }

    fn statement(&mut self) {
        self.run.statement += 1;
        self.before = Before::Operator;
        self.note();
    }

    pub(super) fn number(&mut self) {
        self.end_statement(false);
        self.at += self.count(0, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
        self.operand();
    }

    pub(super) fn operand(&mut self) {
        self.before = Before::Operand;
        self.newline = false;
    }

    pub(super) fn beyond_ascii(&mut self) {
        match self.wide() {
            Some((length, true)) => self.at += length,
            _ => self.word(),
        }
    }

    /// The length of the character beyond ASCII that comes next, and whether it is a blank.
    fn wide(&self) -> Option<(usize, bool)> {
        let rest = self.bytes.get(self.at..).filter(|rest| rest.first().is_some_and(|&byte| byte >= 0x80))?;
        let length = 1 + rest.iter().skip(1).take_while(|&&byte| byte & 0xC0 == 0x80).count();
        let character = std::str::from_utf8(rest.get(..length)?).ok()?.chars().next()?;
        Some((length, character.is_whitespace() || character == '\u{feff}'))
    }
}
