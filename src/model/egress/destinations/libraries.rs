//! Hosts that imported libraries contact by themselves.

use super::imports::{Import, covers};
use super::settings::Settings;
use super::{ANYWHERE, Contacts, Tree, host_of};
use crate::knowledge::schema::{self, HostPack, HostRow};
use crate::knowledge::{EgressPacks, Patterns};
use crate::model::code::{Code, Value};
use crate::source::FileId;
use crate::syntax::code::{Call, Expr, Language};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn find(
    tree: &Tree<'_>,
    code: &Code<'_>,
    packs: &EgressPacks,
    taken: &[Import],
    settings: &Settings<'_>,
    contacts: &mut Contacts,
) {
    let finder = Finder::new(code, packs);
    let mut done: BTreeSet<(FileId, usize, usize, &str)> = BTreeSet::new();
    for import in taken {
        for (pack, row, known) in finder.rows(import) {
            let rest = import.path.strip_prefix(known).filter(|_| known.ends_with('-')).unwrap_or_default();
            if !done.insert((import.file, pack, row, rest)) {
                continue;
            }
            let row = &packs.hosts[pack].rows[row];
            finder.contact(tree, import, row, rest, settings, contacts);
        }
    }
}

struct Finder<'a, 'm> {
    code: &'a Code<'m>,
    packs: &'a EgressPacks,
    fills: Patterns<(usize, usize)>,
}

impl<'a, 'm> Finder<'a, 'm> {
    fn new(code: &'a Code<'m>, packs: &'a EgressPacks) -> Self {
        let mut fills = Patterns::default();
        for (pack, hosts) in packs.hosts.iter().enumerate() {
            for (at, fill) in hosts.fills.iter().enumerate() {
                fill.calls.iter().for_each(|call| fills.add(call, (pack, at)));
            }
        }
        Self { code, packs, fills }
    }

    /// The row that says most of an import, and those that know the name it takes.
    fn rows(&self, import: &Import) -> Vec<(usize, usize, &'a str)> {
        let mut found = Vec::new();
        for (at, pack) in self.packs.hosts.iter().enumerate().filter(|(_, pack)| speaks(pack, import.language)) {
            let mut best: Option<(usize, usize, &'a str)> = None;
            for (index, row) in pack.rows.iter().enumerate() {
                for known in &row.imports {
                    let length = covers(known, &import.path, import.language);
                    if length > best.map(|(_, _, known)| known.len()) {
                        best = Some((at, index, known));
                    }
                }
                if import.name.as_ref().is_some_and(|name| row.names.contains(name)) {
                    found.push((at, index, ""));
                }
            }
            found.extend(best);
        }
        found
    }

    fn contact(
        &self,
        tree: &Tree<'_>,
        import: &Import,
        row: &HostRow,
        rest: &str,
        settings: &Settings<'_>,
        contacts: &mut Contacts,
    ) {
        if row.anywhere {
            contacts.add(ANYWHERE, &row.class, import.place);
        }
        let mut given: Vec<Option<String>> = Vec::new();
        for variable in &row.variables {
            let is_open = |value: &str| value.is_empty() || value.contains('$');
            if settings.values(variable, tree.project(import.file)).any(is_open) {
                contacts.elsewhere.insert(import.place);
            }
            let values = settings.values(variable, tree.project(import.file)).filter(|value| !value.is_empty());
            given.extend(values.map(host_of));
        }
        let mut plain = given.is_empty();
        if !row.arguments.is_empty() {
            let (with, without) = self.constructions(import.file, row);
            plain &= with.is_empty() || without;
            given.extend(with);
        }
        contacts.undecided |= given.iter().any(Option::is_none);
        let literals = &self.packs.literals;
        for host in given.into_iter().flatten().filter(|host| !super::addresses::is_nothing(literals, host)) {
            let class = self.class_of(&host).unwrap_or(&row.class);
            contacts.add(&host, class, import.place);
        }
        if plain {
            for host in &row.hosts {
                for filled in self.filled(import.file, host, rest) {
                    let class = if filled == *host { None } else { self.class_of(&filled) };
                    contacts.add(&filled, class.unwrap_or(&row.class), import.place);
                }
            }
        }
    }

    /// Hosts that constructors of the library are given in a file, and whether one is given none.
    fn constructions(&self, file: FileId, row: &HostRow) -> (Vec<Option<String>>, bool) {
        let (mut given, mut plain) = (Vec::new(), false);
        let Some(module) = self.code.module(file) else { return (given, plain) };
        for call in module.calls() {
            let Value::External(external) = self.code.value(call.callee) else { continue };
            let path = external.path.as_str();
            let of_library = |known: &String| {
                path.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
            };
            if !row.imports.iter().any(of_library) || !constructs(path) {
                continue;
            }
            match row.arguments.iter().find_map(|argument| call.option(argument)) {
                Some(value) => given.push(self.text(value).as_deref().and_then(host_of)),
                None => plain = true,
            }
        }
        (given, plain)
    }

    /// The text of a constant; the default of a look-up in the environment counts.
    fn text(&self, expr: Expr<'m>) -> Option<String> {
        if let Some(text) = self.code.value(expr).text() {
            return Some(text.to_owned());
        }
        let call = expr.as_call()?;
        matches!(call.last_name(), Some("get" | "getenv")).then(|| call.positional(1))??.as_str().map(str::to_owned)
    }

    /// A host with its parts filled from calls of the file, once for each way that they fill it.
    fn filled(&self, file: FileId, host: &str, rest: &str) -> Vec<String> {
        if !host.contains('{') {
            return vec![host.to_owned()];
        }
        if !rest.is_empty()
            && let Some((before, after)) = host.split_once('{')
            && let Some((_, after)) = after.split_once('}')
        {
            return vec![format!("{before}{rest}{after}")];
        }
        let mut found: BTreeSet<String> = BTreeSet::new();
        for call in self.code.module(file).into_iter().flat_map(crate::syntax::code::Module::calls) {
            let parts = self.parts(call);
            if parts.keys().any(|part| host.contains(part)) {
                found.insert(parts.iter().fold(host.to_owned(), |host, (part, text)| host.replace(part, text)));
            }
        }
        if found.is_empty() { vec![host.to_owned()] } else { found.into_iter().collect() }
    }

    /// What a call fills parts of hosts with.
    fn parts(&self, call: Call<'m>) -> BTreeMap<&'a str, &'m str> {
        let Value::External(external) = self.code.value(call.callee) else { return BTreeMap::new() };
        let fits = self.fills.find(&external.path);
        let fills = fits.iter().map(|(pack, at)| &self.packs.hosts[*pack].fills[*at]);
        fills
            .filter_map(|fill| {
                let value = call.option(&fill.keyword).or_else(|| call.positional(usize::from(fill.position)))?;
                let text = self.code.value(value).text()?;
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
                (!text.is_empty() && text.chars().all(is_part)).then_some((fill.part.as_str(), text))
            })
            .collect()
    }

    fn class_of(&self, host: &str) -> Option<&'a str> {
        class_of(self.packs, host)
    }
}

/// The class of a host that some row names: exactly, or else with parts of labels left open.
pub(super) fn class_of<'a>(packs: &'a EgressPacks, host: &str) -> Option<&'a str> {
    let rows = || packs.hosts.iter().flat_map(|pack| &pack.rows);
    let exact = rows().find(|row| row.hosts.iter().any(|known| known == host));
    let open = || rows().find(|row| row.hosts.iter().any(|known| known.contains(['{', '*']) && names(known, host)));
    exact.or_else(open).map(|row| row.class.as_str())
}

/// Whether a host with `{parts}` and stars is `host`, label by label.
fn names(known: &str, host: &str) -> bool {
    let (mut a, mut b) = (known.split('.'), host.split('.'));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(pattern), Some(label)) if is_label(pattern, label) => {}
            _ => return false,
        }
    }
}

fn is_label(pattern: &str, label: &str) -> bool {
    let open = pattern.find(['{', '*']).map(|at| pattern.split_at(at));
    let Some((before, rest)) = open else { return pattern == label };
    let after = rest.rsplit(['}', '*']).next().unwrap_or_default();
    label.len() > before.len() + after.len() && label.starts_with(before) && label.ends_with(after)
}

fn constructs(path: &str) -> bool {
    let last = path.rsplit(['.', ':']).next().unwrap_or(path);
    // A factory of TypeScript is called `createX`; a method `create` makes no client.
    let named = last.strip_prefix("create").unwrap_or(last);
    named.starts_with(|c: char| c.is_ascii_uppercase()) || matches!(last, "client" | "init")
}

fn speaks(pack: &HostPack, language: Language) -> bool {
    matches!(
        (pack.language, language),
        (schema::Language::Python, Language::Python) | (schema::Language::TypeScript, Language::TypeScript)
    )
}
