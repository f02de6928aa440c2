//! The language of templates: text with actions between `{{` and `}}`.

/// How deep blocks and brackets may nest.
const MAX_DEPTH: usize = 48;

/// A part of a template.
#[derive(Debug)]
pub(super) enum Part {
    /// Text, with its offset in the file.
    Text(String, usize),
    Print(Pipeline),
    Set(String, Pipeline),
    /// Branches with their conditions, the last of which can have none.
    If(Vec<(Option<Pipeline>, Vec<Part>)>),
    With(Pipeline, Vec<Part>, Vec<Part>),
    Range(Option<String>, Option<String>, Pipeline, Vec<Part>, Vec<Part>),
    Define(String, Vec<Part>),
}

/// Commands, each given the result of the one before as its last argument.
pub(super) type Pipeline = Vec<Vec<Operand>>;

/// A word of a command.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Text(String),
    Int(i64),
    Bool(bool),
    Nil,
    /// A name: a function.
    Name(String),
    /// `.a.b`
    Field(Vec<String>),
    /// `$x.a.b`; `$` alone is the empty name.
    Variable(String, Vec<String>),
    /// `(…).a.b`
    Group(Pipeline, Vec<String>),
}

/// The parts of a template; `None` when it is not one that is understood.
pub(super) fn parse(text: &str) -> Option<Vec<Part>> {
    let mut pieces = pieces(text)?;
    pieces.reverse();
    let (parts, end) = block(&mut pieces, 0)?;
    matches!(end, Stop::File).then_some(parts)
}

enum Piece {
    Text(String, usize),
    Action(String),
}

/// Cuts a template into text and actions, blanks trimmed where the marks say so.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut offset = 0;
    let mut trim = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let (action, tail) = split_action(after)?;
        let left = action.starts_with('-') && action.get(1..2).is_none_or(|c| c.trim().is_empty());
        let kept = if trim { before.trim_start() } else { before };
        let start = offset + before.len() - kept.len();
        let kept = if left { kept.trim_end() } else { kept };
        if !kept.is_empty() {
            found.push(Piece::Text(kept.to_owned(), start));
        }
        let inner = action.strip_prefix('-').filter(|_| left).unwrap_or(action);
        trim = inner.ends_with(" -") || inner.ends_with("\t-") || inner.ends_with("\n-") || inner == "-";
        let inner = inner.strip_suffix('-').filter(|_| trim).unwrap_or(inner).trim();
        if !inner.starts_with("/*") && !inner.is_empty() {
            found.push(Piece::Action(inner.to_owned()));
        }
        offset += before.len() + 2 + action.len() + 2;
        rest = tail;
    }
    let kept = if trim { rest.trim_start() } else { rest };
    if !kept.is_empty() {
        found.push(Piece::Text(kept.to_owned(), offset + rest.len() - kept.len()));
    }
    Some(found)
}

/// An action up to its end, which a quoted text can hold too.
fn split_action(text: &str) -> Option<(&str, &str)> {
    if text.trim_start_matches('-').trim_start().starts_with("/*") {
        return text.split_once("}}");
    }
    let mut quote = None;
    let mut escaped = false;
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), c) if c == open && !escaped => quote = None,
            (None, '"' | '`') => quote = Some(c),
            (None, '}') if last == '}' => return Some((text.get(..at - 1)?, text.get(at + 1..)?)),
            _ => {}
        }
        escaped = false;
        last = c;
    }
    None
}

/// What a block ends with.
enum Stop {
    File,
    Close,
    Else(String),
}

fn block(pieces: &mut Vec<Piece>, depth: usize) -> Option<(Vec<Part>, Stop)> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut parts = Vec::new();
    while let Some(piece) = pieces.pop() {
        let action = match piece {
            Piece::Text(text, at) => {
                parts.push(Part::Text(text, at));
                continue;
            }
            Piece::Action(action) => action,
        };
        let (word, rest) = action.split_once(char::is_whitespace).unwrap_or((&action, ""));
        match word {
            "end" => return Some((parts, Stop::Close)),
            "else" => return Some((parts, Stop::Else(rest.trim().to_owned()))),
            "if" => parts.push(branches(pieces, rest, depth)?),
            "with" => {
                let (body, other) = body(pieces, depth)?;
                parts.push(Part::With(pipeline(rest)?, body, other));
            }
            "range" => {
                let (names, list) = match rest.split_once(":=") {
                    Some((names, list)) => (names, list),
                    None => ("", rest),
                };
                let mut names: Vec<String> = names
                    .split(',')
                    .map(|name| name.trim().trim_start_matches('$').to_owned())
                    .filter(|name| !name.is_empty())
                    .collect();
                let value = names.pop();
                let (body, other) = body(pieces, depth)?;
                parts.push(Part::Range(names.pop(), value, pipeline(list)?, body, other));
            }
            "define" | "block" => {
                let name = rest.split('"').nth(1)?.to_owned();
                let (body, _) = body(pieces, depth)?;
                parts.push(Part::Define(name, body));
            }
            "template" => parts.push(Part::Print(pipeline(&format!("include {rest}"))?)),
            "break" | "continue" => return None,
            _ if word.starts_with('$')
                && (rest.trim_start().starts_with(":=") || rest.trim_start().starts_with("= ")) =>
            {
                let value = rest.trim_start().trim_start_matches(':').trim_start_matches('=');
                parts.push(Part::Set(word.trim_start_matches('$').to_owned(), pipeline(value)?));
            }
            _ => parts.push(Part::Print(pipeline(&action)?)),
        }
    }
    Some((parts, Stop::File))
}

fn body(pieces: &mut Vec<Piece>, depth: usize) -> Option<(Vec<Part>, Vec<Part>)> {
    let (body, end) = block(pieces, depth + 1)?;
    match end {
        Stop::Close => Some((body, Vec::new())),
        Stop::Else(more) if more.is_empty() => {
            let (other, end) = block(pieces, depth + 1)?;
            matches!(end, Stop::Close).then_some((body, other))
        }
        _ => None,
    }
}

fn branches(pieces: &mut Vec<Piece>, condition: &str, depth: usize) -> Option<Part> {
    let mut found = Vec::new();
    let mut condition = Some(pipeline(condition)?);
    loop {
        let (parts, end) = block(pieces, depth + 1)?;
        found.push((condition.take(), parts));
        match end {
            Stop::Close => return Some(Part::If(found)),
            Stop::Else(more) => {
                condition = more.strip_prefix("if").map(pipeline).map_or(Some(None), |one| one.map(Some))?;
            }
            Stop::File => return None,
        }
    }
}

/// Reads a pipeline.
fn pipeline(text: &str) -> Option<Pipeline> {
    let mut chars = Chars { rest: text };
    let pipeline = chars.pipeline(0)?;
    chars.rest.trim().is_empty().then_some(pipeline)
}

struct Chars<'a> {
    rest: &'a str,
}

impl Chars<'_> {
    fn pipeline(&mut self, depth: usize) -> Option<Pipeline> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut commands = vec![Vec::new()];
        loop {
            self.rest = self.rest.trim_start();
            let Some(first) = self.rest.chars().next() else { break };
            match first {
                ')' => break,
                '|' => {
                    self.rest = self.rest.get(1..)?;
                    commands.push(Vec::new());
                }
                _ => {
                    let operand = self.operand(depth)?;
                    commands.last_mut()?.push(operand);
                }
            }
        }
        commands.iter().all(|command| !command.is_empty()).then_some(commands)
    }

    fn operand(&mut self, depth: usize) -> Option<Operand> {
        let first = self.rest.chars().next()?;
        match first {
            '"' => self.quoted().map(Operand::Text),
            '`' => {
                let (text, rest) = self.rest.get(1..)?.split_once('`')?;
                self.rest = rest;
                Some(Operand::Text(text.to_owned()))
            }
            '(' => {
                self.rest = self.rest.get(1..)?;
                let inner = self.pipeline(depth + 1)?;
                self.rest = self.rest.strip_prefix(')')?;
                let fields = if self.rest.starts_with('.') { self.fields() } else { Vec::new() };
                Some(Operand::Group(inner, fields))
            }
            '$' => {
                self.rest = self.rest.get(1..)?;
                let name = self.word();
                Some(Operand::Variable(name, self.fields()))
            }
            '.' => Some(Operand::Field(self.fields())),
            c if c.is_ascii_digit() || c == '-' => {
                self.rest = self.rest.get(usize::from(c == '-')..)?;
                let digits = self.word();
                let value: i64 = digits.parse().ok()?;
                Some(Operand::Int(if c == '-' { -value } else { value }))
            }
            c if c.is_alphabetic() || c == '_' => Some(match self.word().as_str() {
                "true" => Operand::Bool(true),
                "false" => Operand::Bool(false),
                "nil" => Operand::Nil,
                name => Operand::Name(name.to_owned()),
            }),
            _ => None,
        }
    }

    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn fields(&mut self) -> Vec<String> {
        let mut fields = Vec::new();
        while let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let word = self.word();
            if word.is_empty() {
                break;
            }
            fields.push(word);
        }
        fields
    }

    fn quoted(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(out);
                }
                '\\' => match chars.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    c => out.push(c),
                },
                c => out.push(c),
            }
        }
        None
    }
}
