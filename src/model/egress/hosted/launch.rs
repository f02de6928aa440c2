//! Servers of tools that a client fetches and starts: is it known what is fetched?

use super::counts;
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{Launcher, ServerPack};
use crate::model::code::{Code, Value};
use crate::model::{Flaw, ModelFile};
use crate::source::Place;
use crate::syntax::code::{Expr, ExprKind};
use crate::syntax::{Entry, Node};

pub(super) fn find(files: &[ModelFile], code: Option<&Code<'_>>, knowledge: &Knowledge, flaws: &mut Vec<Flaw>) {
    for file in files.iter().filter(|file| counts(files, file.id)) {
        for root in file.facts.document.iter().flat_map(|document| &document.roots) {
            configured(file, root, &knowledge.egress().servers, flaws);
        }
    }
    if let Some(code) = code {
        coded(files, code, knowledge, flaws);
    }
}

/// A word of a command with its place.
type Word = (String, Place);

fn configured(file: &ModelFile, root: &Node, pack: &ServerPack, flaws: &mut Vec<Flaw>) {
    root.walk(|path, node| {
        let under = path.last().is_some_and(
            |step| matches!(step, crate::syntax::Step::Key(key) if pack.lists.iter().any(|list| **list == *key.text)),
        );
        if !under {
            return;
        }
        for Entry { key, value } in node.entries() {
            let Some(command) = value.get("command") else { continue };
            let mut words: Vec<Word> = Vec::new();
            // Some clients write the whole command as a list.
            for part in std::iter::once(command)
                .chain(command.items())
                .chain(value.get("args").into_iter().flat_map(Node::items))
            {
                if let Some(text) = part.as_str() {
                    words.push((text.to_owned(), file.at(part.span)));
                }
            }
            flaws.extend(judge(pack, &words, &key.text));
        }
    });
}

fn coded(files: &[ModelFile], code: &Code<'_>, knowledge: &Knowledge, flaws: &mut Vec<Flaw>) {
    let pack = &knowledge.egress().servers;
    for (file, module) in code.modules().filter(|(file, _)| counts(files, *file)) {
        for expr in module.exprs() {
            let (command, args) = match expr.kind() {
                ExprKind::Call(call) => (call.keyword("command"), call.keyword("args")),
                ExprKind::Dict(dict) => (dict.get("command"), dict.get("args")),
                _ => continue,
            };
            let (Some(command), Some(args)) = (command, args) else { continue };
            let mut words: Vec<Word> = Vec::new();
            for part in std::iter::once(command).chain(code.items(args)) {
                // A word that cannot be told ends what is known of the command.
                let Some(text) = text(code, part) else { break };
                words.push((text, Place { file, span: part.span() }));
            }
            flaws.extend(judge(pack, &words, ""));
        }
    }
}

fn text<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<String> {
    match code.value(expr) {
        Value::Text(text) => Some(text.to_owned()),
        _ => None,
    }
}

/// A finding when a command fetches a package without saying which version.
fn judge(pack: &ServerPack, words: &[Word], server: &str) -> Option<Flaw> {
    let (launcher, rest) = pack.launchers.iter().find_map(|launcher| Some((launcher, behind(launcher, words)?)))?;
    let (package, place) = package(launcher, rest)?;
    let (name, found) = version(launcher, package)?;
    let what = if found.is_empty() { "no version".to_owned() } else { format!("`{found}`") };
    let mark = launcher.marks.first().map_or("@", String::as_str);
    Some(Flaw {
        check: "unpinned-mcp-server",
        place: *place,
        label: "fetched at every start".into(),
        subject: if server.is_empty() { name.to_owned() } else { format!("{server}: {name}") },
        message: format!("the server `{name}` is fetched with {what}: whoever publishes it decides what runs"),
        help: format!("name the version that was reviewed: `{name}{mark}<version>`"),
        seen: Vec::new(),
        severity: None,
        edits: Vec::new(),
    })
}

/// The words behind the program of a launcher.
fn behind<'w>(launcher: &Launcher, words: &'w [Word]) -> Option<&'w [Word]> {
    let (first, rest) = words.split_first()?;
    // `cmd /c npx …` is how Windows starts a script.
    if matches!(first.0.as_str(), "cmd" | "cmd.exe") {
        let skip = rest.iter().take_while(|(word, _)| word.starts_with('/')).count();
        return behind(launcher, rest.get(skip..)?);
    }
    launcher.programs.iter().find_map(|program| {
        let mut parts = program.split(' ');
        let program = parts.next()?;
        let is_it = first
            .0
            .rsplit(['/', '\\'])
            .next()
            .is_some_and(|name| name.trim_end_matches(".cmd").trim_end_matches(".exe") == program);
        let mut at = 0;
        for part in parts {
            if rest.get(at)?.0 != part {
                return None;
            }
            at += 1;
        }
        if is_it { rest.get(at..) } else { None }
    })
}

/// The package: behind its flag, or the first word that is no flag.
fn package<'w>(launcher: &Launcher, words: &'w [Word]) -> Option<(&'w str, &'w Place)> {
    let mut at = 0;
    while let Some((word, place)) = words.get(at) {
        if let Some((flag, value)) = word.split_once('=').filter(|(flag, _)| flag.starts_with('-')) {
            if launcher.package.iter().any(|known| known == flag) {
                return Some((value, place));
            }
            at += 1;
        } else if launcher.package.contains(word) {
            return words.get(at + 1).map(|(word, place)| (word.as_str(), place));
        } else if launcher.valued.contains(word) {
            at += 2;
        } else if word.starts_with('-') {
            at += 1;
        } else {
            return Some((word, place));
        }
    }
    None
}

/// The name of a package and what stands for its version, when that pins nothing.
fn version<'p>(launcher: &Launcher, package: &'p str) -> Option<(&'p str, &'p str)> {
    let is_local = package.starts_with(['.', '/', '~', '$', '%', '<', '{'])
        || package.starts_with("file:")
        || package.contains("${");
    // An archive at an address has its version in its name, or cannot be told.
    if package.is_empty() || is_local || (package.contains("://") && !package.starts_with("git+")) {
        return None;
    }
    if let Some(tail) = package.strip_prefix("git+") {
        let last = tail.rsplit('/').next().unwrap_or(tail);
        return if last.contains('@') { None } else { Some((package, "")) };
    }
    // The scope of a package begins with the mark.
    let body = package.get(1..).unwrap_or_default();
    let split = launcher.marks.iter().find_map(|mark| {
        let at = body.rfind(mark.as_str())? + 1;
        Some((package.get(..at)?, package.get(at + mark.len()..)?, mark.as_str()))
    });
    match split {
        // The port of a registry is no tag.
        Some((_, version, ":")) if version.contains('/') => Some((package, "")),
        Some((_, _, "@sha256:")) => None,
        Some((name, version, _)) => {
            let digits = version.strip_prefix('v').unwrap_or(version);
            let pinned =
                digits.starts_with(|c: char| c.is_ascii_digit()) || version.contains("${") || version.starts_with('$');
            if pinned { None } else { Some((name, version)) }
        }
        None => Some((package, "")),
    }
}
