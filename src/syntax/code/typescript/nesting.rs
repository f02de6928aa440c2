//! How deep the script parser will recurse.
//!
//! The parser has no limit and no check: a deep file would run it off its stack, which nothing can catch. A small lexer
//! follows brackets, and the operators and words that recurse without one. Where the text can be read in two ways (a slash
//! after `}`, text between JSX tags) its count proves nothing; then the number of all tokens that could open a level stands
//! in for the depth, and a file with too many of them is refused.

use super::super::nesting::{LEVEL, MANY, RED_ZONE, TOO_DEEP, openers};

/// Brackets inside brackets beyond which a file is refused: the parser reads some inputs again for each level.
const MAX_BRACKETS: usize = 128;

/// Angles that are opened and not closed, and conditionals in a chain, for the same reason.
const MAX_SPECULATION: u32 = 512;

/// Files with fewer tokens that can open a level than this are parsed without looking closer, when there is stack for them.
const FEW: usize = 2 << 10;

/// The stack that the parser needs for `source`, in bytes, with or without JSX in it.
pub(super) fn stack(source: &str, jsx: bool) -> Result<usize, &'static str> {
    let openers = openers(source.as_bytes());
    let at_most = RED_ZONE + openers * LEVEL;
    if openers < FEW && stacker::remaining_stack().is_some_and(|left| left > at_most) {
        return Ok(at_most);
    }
    let mut scan = Scan::new(source.as_bytes(), jsx);
    scan.run();
    // What was misread shifts the count a little with each line; a count this high is meant.
    let slack = if scan.sure { 1 } else { 8 };
    if scan.most_brackets > slack * MAX_BRACKETS || scan.most_speculation > slack as u32 * MAX_SPECULATION {
        return Err(TOO_DEEP);
    }
    match (scan.sure, openers < MANY) {
        (true, _) if scan.deepest > MANY => Err(TOO_DEEP),
        (true, _) => Ok(RED_ZONE + scan.deepest * LEVEL),
        (false, true) => Ok(at_most),
        (false, false) => Err("code is too large to be parsed safely"),
    }
}

/// The token before, as far as it tells a division from a regular expression.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Before {
    /// A name, a literal, `]`: something that can be divided.
    Operand,
    /// A dot: a word after it is a name, whatever it says.
    Dot,
    /// An operator, a keyword, an opening bracket, nothing.
    Operator,
    /// `)`; of `if (…)` and the like, or of anything else.
    Paren { control: bool },
    /// `}`
    Brace,
    /// `!` after an operand, `>`: either.
    Either,
}

#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Opener {
    Paren { control: bool },
    Bracket,
    Brace,
    Hole,
}

/// Levels that are open without a bracket.
#[derive(Copy, Clone, Default)]
pub(super) struct Run {
    /// By operators and prefixes, to the next comma.
    pub(super) expression: u32,
    /// By `if`, `else`, `<` and the like, to the end of the statement.
    pub(super) statement: u32,
    /// By `<` that was not closed.
    pub(super) angles: u32,
    /// By `?`.
    pub(super) conditionals: u32,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the text before the cursor; they do not combine"
)]
pub(super) struct Scan<'s> {
    pub(super) bytes: &'s [u8],
    pub(super) at: usize,
    open: Vec<(Opener, Run)>,
    outside: usize,
    pub(super) run: Run,
    pub(super) before: Before,
    pub(super) newline: bool,
    /// A `;` was read: the statement is over unless the next word continues it.
    pub(super) ended: bool,
    /// The next parenthesis belongs to `if`, `for`, `while`, `with`.
    pub(super) control: bool,
    pub(super) namespace: bool,
    deepest: usize,
    most_brackets: usize,
    most_speculation: u32,
    pub(super) sure: bool,
    /// An angle can open a tag.
    jsx: bool,
}

impl<'s> Scan<'s> {
    fn new(bytes: &'s [u8], jsx: bool) -> Self {
        Self {
            bytes,
            at: 0,
            open: Vec::new(),
            outside: 0,
            run: Run::default(),
            before: Before::Operator,
            newline: false,
            ended: false,
            control: false,
            namespace: false,
            deepest: 0,
            most_brackets: 0,
            most_speculation: 0,
            sure: true,
            jsx,
        }
    }

    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// How many bytes from `ahead` on are of one kind.
    pub(super) fn count(&self, ahead: usize, is_one: impl Fn(u8) -> bool) -> usize {
        self.bytes.get(self.at + ahead..).unwrap_or_default().iter().take_while(|&&byte| is_one(byte)).count()
    }

    fn run(&mut self) {
        if self.bytes.starts_with(b"#!") {
            self.line_comment();
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | 0x0B | 0x0C => self.at += 1,
                b'\n' | b'\r' => {
                    self.newline = true;
                    self.at += 1 + self.count(1, |byte| byte == b' ');
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => self.word(),
                b'0'..=b'9' => self.number(),
                0x80.. => self.beyond_ascii(),
                _ => {
                    self.mark(byte);
                    self.newline = false;
                }
            }
        }
        self.sure &= self.open.is_empty();
    }

    pub(super) fn note(&mut self) {
        let run = (self.run.expression + self.run.statement) as usize;
        self.deepest = self.deepest.max(self.open.len() + self.outside + run);
        self.most_brackets = self.most_brackets.max(self.open.len());
        self.most_speculation = self.most_speculation.max(self.run.angles).max(self.run.conditionals);
    }

    pub(super) fn prefix(&mut self) {
        self.run.expression += 1;
        self.before = Before::Operator;
        self.note();
    }

    pub(super) fn end_statement(&mut self, goes_on: bool) {
        let over = self.ended
            || match self.before {
                Before::Brace => true,
                Before::Operand | Before::Paren { control: false } => self.newline,
                _ => false,
            };
        if over && !goes_on {
            self.run = Run::default();
            self.namespace = false;
        }
        self.ended = false;
    }

    fn mark(&mut self, byte: u8) {
        if byte != b'/' && byte != b'(' {
            self.control = false;
        }
        if self.ended && !matches!(byte, b'/' | b')' | b']' | b'}') {
            self.end_statement(false);
        }
        match byte {
            b'(' => {
                let control = std::mem::take(&mut self.control);
                self.push(Opener::Paren { control });
            }
            b'[' => self.push(Opener::Bracket),
            b'{' => self.push(Opener::Brace),
            b')' | b']' | b'}' => self.close(byte),
            b'\'' | b'"' => self.string(byte),
            b'`' => {
                self.at += 1;
                self.template();
            }
            b'/' => self.slash(),
            _ => self.operator(byte),
        }
    }

    pub(super) fn push(&mut self, opener: Opener) {
        self.at += 1;
        self.ended = false;
        self.outside += (self.run.expression + self.run.statement) as usize;
        self.open.push((opener, self.run));
        self.run = Run::default();
        self.namespace = false;
        self.before = Before::Operator;
        self.note();
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        self.ended = false;
        let Some((opener, run)) = self.open.pop() else {
            self.sure = false;
            return;
        };
        self.run = run;
        self.outside -= (run.expression + run.statement) as usize;
        match (opener, byte) {
            (Opener::Paren { control }, b')') => self.before = Before::Paren { control },
            (Opener::Bracket, b']') => self.before = Before::Operand,
            (Opener::Brace, b'}') => self.before = Before::Brace,
            (Opener::Hole, b'}') => self.template(),
            _ => self.sure = false,
        }
    }

    fn operator(&mut self, byte: u8) {
        let after_operand = matches!(self.before, Before::Operand | Before::Paren { control: false } | Before::Brace);
        let (second, third) = (self.peek(1), self.peek(2));
        self.ended = byte == b';';
        self.at += 1;
        match byte {
            b',' => {
                // Between type arguments it ends nothing.
                if self.run.angles == 0 {
                    self.run.expression = 0;
                    self.run.conditionals = 0;
                }
                self.before = Before::Operator;
            }
            b'.' => {
                self.before = if second == b'.' { Before::Operator } else { Before::Dot };
                if self.namespace {
                    self.run.statement += 1;
                    self.note();
                }
            }
            b'+' | b'-' if second == byte => {
                self.at += 1;
                self.sure &= !(byte == b'-' && third == b'>');
                if !after_operand || self.newline {
                    self.prefix();
                }
            }
            b'!' if after_operand && second != b'=' => self.before = Before::Either,
            b'+' | b'-' | b'~' | b'!' if !after_operand || self.newline => self.prefix(),
            b'*' if second == b'*' => {
                self.at += 1;
                self.prefix();
            }
            b'=' if second == b'=' => {
                self.at += 1 + usize::from(third == b'=');
                self.before = Before::Operator;
            }
            b'=' if second == b'>' => {
                self.at += 1;
                self.prefix();
            }
            b'=' | b':' => self.prefix(),
            b'?' if (second == b'.' && !third.is_ascii_digit()) || second == b'?' => {
                self.at += 1;
                self.before = if second == b'.' { Before::Dot } else { Before::Operator };
            }
            b'?' => {
                self.run.conditionals += 1;
                self.prefix();
            }
            b'<' => self.angle(after_operand, second),
            b'>' => {
                self.run.angles = self.run.angles.saturating_sub(1);
                self.before = Before::Either;
            }
            b'\\' => {
                self.sure = false;
                self.before = Before::Operand;
            }
            b'#' | b'@' => {
                self.end_statement(false);
                self.before = Before::Operator;
            }
            _ => self.before = Before::Operator,
        }
    }

    fn angle(&mut self, after_operand: bool, second: u8) {
        // With JSX it is a tag unless something is compared, and what follows a tag is text. After a line break or `}` it begins
        // a statement. In old scripts `<!--` is a comment.
        let compares = after_operand && self.before != Before::Brace && !self.newline && second != b'/';
        self.sure &= second != b'!' && (compares || !self.jsx);
        self.run.statement += 1;
        self.run.angles += 1;
        self.before = Before::Operator;
        self.note();
    }
}
