//! Commands of a script, as far as one can tell without running it.

/// A command with its words.
pub(super) struct Command<'a> {
    words: Vec<&'a str>,
    /// The command as it is written, its lines joined.
    pub(super) text: String,
}

/// Programs that run the command behind them.
const CARRIERS: [&str; 16] = [
    "sudo", "exec", "time", "env", "nohup", "command", "npx", "bunx", "uvx", "pnpm", "dlx", "if", "then", "do", "!",
    "timeout",
];

/// How much of a script is looked at.
const LONGEST: usize = 200_000;

/// The commands of a script, those in substitutions too.
pub(super) fn commands(script: &str) -> Vec<Command<'_>> {
    let mut end = script.len().min(LONGEST);
    while !script.is_char_boundary(end) {
        end -= 1;
    }
    let mut found = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let mut continued = false;
    for line in script.get(..end).unwrap_or_default().lines() {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        if !continued {
            finish(&mut words, &mut found);
        }
        continued = line.ends_with('\\');
        for part in pieces(line.trim_end_matches('\\')) {
            match part {
                Piece::Word(word) => words.push(word),
                Piece::End => finish(&mut words, &mut found),
            }
        }
    }
    finish(&mut words, &mut found);
    found
}

enum Piece<'a> {
    Word(&'a str),
    End,
}

/// Words of a line and the ends of commands between them. Quotes keep their words together.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quote: Option<char> = None;
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            // A substitution runs, in double quotes too.
            Some('"') if c == '(' && line.get(..at).is_some_and(|before| before.ends_with('$')) => {
                quote = None;
                word(line, start, at, &mut found);
                found.push(Piece::End);
                start = at + 1;
            }
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some(c),
                ' ' | '\t' => {
                    word(line, start, at, &mut found);
                    start = at + 1;
                }
                ';' | '|' | '&' | '(' | ')' | '`' => {
                    word(line, start, at, &mut found);
                    found.push(Piece::End);
                    start = at + c.len_utf8();
                }
                '#' if start == at => return found,
                _ => {}
            },
        }
    }
    word(line, start, line.len(), &mut found);
    found
}

fn word<'a>(line: &'a str, start: usize, end: usize, found: &mut Vec<Piece<'a>>) {
    if let Some(text) = line.get(start..end).map(|text| text.trim_matches(['"', '\''])).filter(|text| !text.is_empty())
    {
        found.push(Piece::Word(text));
    }
}

fn finish<'a>(words: &mut Vec<&'a str>, found: &mut Vec<Command<'a>>) {
    let all = std::mem::take(words);
    let is_set = |word: &str| word.split_once('=').is_some_and(|(name, _)| is_name(name));
    let skipped = all
        .iter()
        .take_while(|word| {
            CARRIERS.contains(word)
                || is_set(word)
                || word.starts_with('-')
                || word.starts_with(|c: char| c.is_ascii_digit())
        })
        .count();
    let rest = all.get(skipped..).unwrap_or_default().to_vec();
    if !rest.is_empty() {
        found.push(Command { text: rest.join(" "), words: rest });
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Command<'_> {
    /// Whether this is the program of `pattern` with all its words behind it.
    pub(super) fn fits(&self, pattern: &str) -> bool {
        let mut wanted = pattern.split(' ');
        let (Some(program), Some((first, rest))) = (wanted.next(), self.words.split_first()) else { return false };
        // `./node_modules/.bin/claude` and `@openai/codex@0.4` are those programs.
        let bare = match first.get(1..).and_then(|tail| tail.find('@')) {
            Some(at) => first.get(..=at).unwrap_or(first),
            None => first,
        };
        let is_it = bare == program
            || (!program.contains('/') && bare.rsplit('/').next() == Some(program) && !bare.starts_with('@'));
        is_it && wanted.all(|word| rest.iter().any(|given| *given == word || given.starts_with(&format!("{word}="))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_what_runs() {
        for (script, pattern, expected, why) in [
            ("claude -p 'do it'", "claude -p", true, "plain"),
            ("cat x | claude -p", "claude -p", true, "at the end of a pipe"),
            (
                "A=1 sudo -E timeout 20m claude \\\n  --model x \\\n  -p y",
                "claude -p",
                true,
                "behind others, over lines",
            ),
            ("OUT=$(claude -p hi)", "claude -p", true, "in a substitution"),
            ("OUT=\"$(claude -p hi)\"", "claude -p", true, "in a substitution in quotes"),
            ("npx -y @openai/codex@0.4 exec x", "@openai/codex exec", true, "through a package runner, with a version"),
            ("./node_modules/.bin/claude -p x", "claude -p", true, "by its path"),
            ("echo 'claude -p'", "claude -p", false, "printed"),
            ("# claude -p x", "claude -p", false, "in a comment"),
            ("npm install -g @anthropic-ai/claude-code", "@anthropic-ai/claude-code -p", false, "installed only"),
            ("claude --version\nls -p", "claude -p", false, "the flag of another command"),
            ("git commit -m codex exec", "codex exec", false, "an argument"),
        ] {
            let found = commands(script).iter().any(|command| command.fits(pattern));
            assert_eq!(found, expected, "{why}: {script}");
        }
    }
}
