//! How deep a parser will recurse, told before it starts.
//!
//! The parsers are recursive; neither has a limit of its own. One of them grows its stack without end, the other one runs
//! off it. So every file is measured first: a file that is nested without reason is refused, and any other one gets a stack
//! that is certainly large enough, whatever thread it is parsed on.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// Python files with fewer tokens that can open a level than this are parsed without looking closer.
const FEW: usize = 16 << 10;

/// Scripts with more of them than this are refused when nothing better is known of their depth.
pub(super) const MANY: usize = 64 << 10;

/// Levels of Python beyond which a file is refused. The language itself stops at 100 blocks and 200 brackets.
const MAX_PYTHON: usize = 4 << 10;

/// Why a file is not parsed.
pub(super) const TOO_DEEP: &str = "code is nested too deeply to be parsed";

/// Stack that a parser takes for one level, in bytes. Measured: at most 4.5 KiB unoptimised, 2.1 KiB in a release.
pub(super) const LEVEL: usize = if cfg!(debug_assertions) { 8 << 10 } else { 3 << 10 };

/// Stack that it takes to drop one level of a tree, in bytes.
const DROP: usize = if cfg!(debug_assertions) { 512 } else { 256 };

/// How much stack there must be before another few levels are lowered, in bytes: [`BETWEEN_CHECKS`] of them fit in it.
pub(super) const RED_ZONE: usize = 256 << 10;

/// How many bytes the stack grows by.
pub(super) const GROWTH: usize = 2 << 20;

/// How many levels are lowered between two looks at the stack.
pub(super) const BETWEEN_CHECKS: u32 = 16;

/// The number of tokens in `source` that can make a parser of either language go down a level, or more: punctuation, and
/// words after a blank. Every level but the cheapest costs at least one of them.
pub(super) fn openers(source: &[u8]) -> usize {
    // Without branches, and in chunks whose sum fits a byte, so that it becomes vector code: a tenth of a parser's time.
    const CHUNK: usize = 128;
    let first = source.first().map_or(0, |&byte| usize::from(opens(b' ', byte)));
    let next = source.get(1..).unwrap_or_default();
    let chunks = source.chunks(CHUNK).zip(next.chunks(CHUNK));
    let counts =
        chunks.map(|(before, bytes)| before.iter().zip(bytes).map(|(&before, &byte)| opens(before, byte)).sum::<u8>());
    first + counts.map(usize::from).sum::<usize>()
}

/// 1 if a token that can open a level starts with `byte` after `before`, else 0.
fn opens(before: u8, byte: u8) -> u8 {
    let within = |low: u8, high: u8| u8::from(byte.wrapping_sub(low) <= high - low);
    let mark = within(b'!', b'!')
        | within(b'#', b'#')
        | within(b'%', b'&')
        | within(b'(', b'(')
        | within(b'*', b'+')
        | within(b'-', b'/')
        | within(b':', b':')
        | within(b'<', b'@')
        | within(b'[', b'[')
        | within(b'^', b'^')
        | within(b'`', b'`')
        | within(b'{', b'|')
        | within(b'~', b'~');
    // The first bytes of blanks beyond ASCII.
    let wide_blank = within(0xC2, 0xC2) | within(0xE1, 0xE3) | within(0xEF, 0xEF);
    let letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26) | within(b'0', b'9') | within(0x80, 0xFF);
    let word = letter | within(b'_', b'_') | within(b'$', b'$') | within(b'\\', b'\\');
    let blank = u8::from(before == b' ') | u8::from(before.wrapping_sub(b'\t') < 5);
    mark | wide_blank | (blank & word)
}

/// The stack that the Python parser needs for `source`, in bytes, whatever recursion it does not guard: it grows its stack by
/// itself for most levels, but not for defaults of lambdas, nor when it drops what it tried in vain.
pub(super) fn python_stack(source: &str, mode: Mode) -> Result<usize, &'static str> {
    let openers = openers(source.as_bytes());
    if openers < FEW {
        return Ok(RED_ZONE + openers * LEVEL);
    }
    let depth = python_depth(source, mode);
    if depth < MAX_PYTHON { Ok(RED_ZONE + depth * LEVEL + openers * DROP) } else { Err(TOO_DEEP) }
}

/// Levels that are open without a bracket.
#[derive(Copy, Clone, Default)]
struct Run {
    /// By prefixes and conditionals, and by lambdas whose body was reached: to the next comma.
    prefixes: usize,
    /// By lambdas whose parameters are being read, commas and all.
    lambdas: usize,
}

impl Run {
    fn len(self) -> usize {
        self.prefixes + self.lambdas
    }
}

fn python_depth(source: &str, mode: Mode) -> usize {
    let mut lexer = lexer::lex(source, mode);
    // Open brackets, each with what was open before it.
    let mut open: Vec<(TokenKind, Run)> = Vec::new();
    let (mut blocks, mut outside, mut deepest) = (0_usize, 0_usize, 0_usize);
    let mut run = Run::default();
    let mut after_operand = false;
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return deepest,
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                open.push((kind, run));
                outside += run.len();
                run = Run::default();
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                // The parser passes over a bracket that closes nothing.
                if let Some((_, before)) = open.pop_if(|(opener, _)| closes(*opener, kind)) {
                    outside -= before.len();
                    run = before;
                }
            }
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            TokenKind::Newline | TokenKind::Semi => run = Run::default(),
            TokenKind::Comma => run.prefixes = 0,
            TokenKind::Lambda => run.lambdas += 1,
            TokenKind::Colon if run.lambdas > 0 => {
                run.lambdas -= 1;
                run.prefixes += 1;
            }
            TokenKind::DoubleStar | TokenKind::Await | TokenKind::Async | TokenKind::Else | TokenKind::Yield => {
                run.prefixes += 1;
            }
            TokenKind::Not | TokenKind::Minus | TokenKind::Plus | TokenKind::Tilde | TokenKind::Star
                if !after_operand =>
            {
                run.prefixes += 1;
            }
            _ => {}
        }
        after_operand = matches!(
            kind,
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::Rpar
                | TokenKind::Rsqb
                | TokenKind::Rbrace
                | TokenKind::FStringEnd
                | TokenKind::TStringEnd
                | TokenKind::True
                | TokenKind::False
                | TokenKind::None
                | TokenKind::Ellipsis
        );
        deepest = deepest.max(blocks + open.len() + outside + run.len());
    }
}

fn closes(opener: TokenKind, closer: TokenKind) -> bool {
    matches!(
        (opener, closer),
        (TokenKind::Lpar, TokenKind::Rpar)
            | (TokenKind::Lsqb, TokenKind::Rsqb)
            | (TokenKind::Lbrace, TokenKind::Rbrace)
            | (TokenKind::FStringStart, TokenKind::FStringEnd)
            | (TokenKind::TStringStart, TokenKind::TStringEnd)
    )
}
