//! Flags on command lines that switch the questions of an agent off.

use super::commands::{Word, commands, option, starts};
use super::{Found, Granted};
use crate::knowledge::schema::{Flag, RuntimePack};
use crate::model::ModelFile;
use crate::source::Span;
use crate::syntax::code::{ExprKind, Module};
use crate::syntax::{Node, Step, Value};
use std::ops::Range;

/// Keys under which data files hold command lines, by the end of the key in lower case.
const COMMAND_KEYS: [&str; 9] = ["run", "command", "cmd", "args", "entrypoint", "script", "exec", "commands", "shell"];

/// Reads a script.
pub(super) fn read_text(found: &mut Found<'_>, file: &ModelFile, text: &str) {
    for (runtime, flag, range) in search(&found.knowledge.access().runtimes, text) {
        push(
            found,
            file,
            runtime,
            flag,
            text.get(range.clone()).unwrap_or_default(),
            Span::new(range.start, range.end),
        );
    }
}

/// Reads the command lines of a data file.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    let source = file.facts.source.as_deref().unwrap_or_default();
    let runtimes = &found.knowledge.access().runtimes;
    let mut hits = Vec::new();
    root.walk(|path, node| {
        if !is_command(path) {
            return;
        }
        match &node.value {
            // The words of a list are one command line, unless each is one.
            Value::List(items) => {
                let words: Vec<&str> = items.iter().map(|item| item.as_str().unwrap_or("_")).collect();
                for (runtime, flag, range) in search(runtimes, &words.join(" ")) {
                    let Some(item) = item_at(&words, range.start).and_then(|at| items.get(at)) else { continue };
                    hits.push((runtime, flag, flag_text(flag), item.span));
                }
            }
            Value::Text(text) if !matches!(path.last(), Some(Step::Index(_))) => {
                for (runtime, flag, range) in search(runtimes, text) {
                    let shown = text.get(range.clone()).unwrap_or_default().to_owned();
                    hits.push((runtime, flag, shown, node.source_span(source, range)));
                }
            }
            _ => {}
        }
    });
    for (runtime, flag, text, span) in hits {
        push(found, file, runtime, flag, &text, span);
    }
}

/// Reads the command lines of code: lists of words.
pub(super) fn read_code(found: &mut Found<'_>, file: &ModelFile, module: &Module) {
    let runtimes = &found.knowledge.access().runtimes;
    for expr in module.exprs() {
        let ExprKind::List(items) = expr.kind() else { continue };
        if items.len() > MAX_WORDS {
            continue;
        }
        let words: Vec<&str> = items.iter().map(|item| item.as_str().unwrap_or("_")).collect();
        for (runtime, flag, range) in search(runtimes, &words.join(" ")) {
            let Some(item) = item_at(&words, range.start).and_then(|at| items.get(at)) else { continue };
            push(found, file, runtime, flag, item.as_str().unwrap_or_default(), item.span());
        }
    }
}

/// A longer list is a table.
const MAX_WORDS: usize = 100;

/// The word at a byte of the words with blanks between them.
fn item_at(words: &[&str], byte: usize) -> Option<usize> {
    let mut end = 0;
    words.iter().position(|word| {
        end += word.len() + 1;
        byte < end
    })
}

fn flag_text(flag: &Flag) -> String {
    flag.flags.first().cloned().unwrap_or_default()
}

/// Whether a value is a command line by the keys above it.
fn is_command(path: &[Step<'_>]) -> bool {
    let mut keys = path.iter().rev().filter_map(|step| match step {
        Step::Key(key) => Some(key.text.to_ascii_lowercase()),
        Step::Index(_) => None,
    });
    let is_word = |key: &str| COMMAND_KEYS.iter().any(|word| key.ends_with(word));
    keys.next().is_some_and(|key| is_word(&key)) || keys.next().is_some_and(|key| key == "scripts" || key == "tasks")
}

fn push(found: &mut Found<'_>, file: &ModelFile, runtime: &RuntimePack, flag: &Flag, text: &str, span: Span) {
    let granted = Granted {
        provider: &runtime.id,
        kind: "agent-permission",
        value: text.to_owned(),
        span,
        at: None,
        shown: None,
        holder: String::new(),
    };
    found.push(file, granted, Some(&flag.broad), "");
}

/// Every flag in a text, with its bytes.
fn search<'a>(runtimes: &'a [RuntimePack], text: &str) -> Vec<(&'a RuntimePack, &'a Flag, Range<usize>)> {
    let mut hits: Vec<(&RuntimePack, &Flag, Range<usize>)> = Vec::new();
    for command in commands(text) {
        let words = command.words();
        // What is printed is not run.
        if words.first().is_some_and(|word| matches!(word.text, "echo" | "printf" | "grep" | "cat")) {
            continue;
        }
        for runtime in runtimes {
            let program = words.iter().position(|word| starts(word.text, &runtime.programs));
            for flag in &runtime.flags {
                let from = match program {
                    Some(at) => at,
                    None if flag.alone => 0,
                    None => continue,
                };
                let words = words.get(from..).unwrap_or_default();
                let hit = flag.flags.iter().find_map(|spelling| place(words, spelling));
                if let Some(range) = hit.filter(|range| !hits.iter().any(|(_, _, seen)| seen == range)) {
                    hits.push((runtime, flag, range));
                }
            }
        }
    }
    hits
}

/// Where a flag stands among words.
fn place(words: &[Word<'_>], spelling: &str) -> Option<Range<usize>> {
    match spelling.split_once(' ') {
        None => words.iter().find(|word| word.text == spelling).map(|word| word.range.clone()),
        Some((name, value)) => {
            let start = words.iter().find(|word| {
                word.text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
            })?;
            let found = option(words, name).filter(|word| word.text == value && !word.opens)?;
            Some(start.range.start..found.range.end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    #[test]
    fn a_flag_counts_where_its_program_is_started() {
        let knowledge = Knowledge::builtin();
        for (text, wanted, why) in [
            ("claude -p x --dangerously-skip-permissions", 1, "the program and its flag"),
            ("npx -y @google/gemini-cli --yolo", 1, "through a runner"),
            ("npx -y prettier", 0, "the flag of another program"),
            ("gemini \\\n  --approval-mode=yolo", 1, "a continued line and a value"),
            ("gemini --approval-mode default", 0, "another value"),
            ("codex exec --sandbox \"danger-full-access\" x", 1, "a quoted value"),
            ("# claude --dangerously-skip-permissions", 0, "a comment"),
            ("echo 'run claude --dangerously-skip-permissions'", 0, "printed"),
            ("rm -f x; cursor-agent status", 0, "the flag of the command before"),
            ("git push --force", 0, "no agent"),
        ] {
            assert_eq!(search(&knowledge.access().runtimes, text).len(), wanted, "{why}");
        }
    }
}
