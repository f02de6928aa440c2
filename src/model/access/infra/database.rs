//! Databases: the user that a connection is made with, and statements that give rights.

use super::matching::fits;
use super::{Found, Granted};
use crate::knowledge::schema::{Breadth, DatabasePack};
use crate::model::ModelFile;
use crate::source::{FileKind, Span};
use crate::syntax::code::Module;
use crate::syntax::{Node, Value};
use std::ops::Range;

/// Reads the connection URLs of a data file.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    let source = file.facts.source.as_deref().unwrap_or_default();
    let pack = &found.knowledge.access().databases;
    let mut hits = Vec::new();
    root.walk(|_, node| {
        if let Value::Text(text) = &node.value
            && let Some((user, broad)) = user(pack, text)
        {
            hits.push((text.get(user.clone()).unwrap_or_default().to_owned(), node.source_span(source, user), broad));
        }
    });
    for (user, span, broad) in hits {
        push(found, file, user, "database-user", span, broad);
    }
}

/// Reads the connection URLs of code.
pub(super) fn read_code(found: &mut Found<'_>, file: &ModelFile, module: &Module) {
    let pack = &found.knowledge.access().databases;
    for (expr, text) in module.strings() {
        let Some((user, broad)) = user(pack, text.value()) else { continue };
        let name = text.value().get(user.clone()).unwrap_or_default().to_owned();
        let span = if text.is_verbatim() {
            Span::new(user.start, user.end).shifted(text.content().start as usize)
        } else {
            expr.span()
        };
        push(found, file, name, "database-user", span, broad);
    }
}

/// Reads a file of SQL.
pub(super) fn read_text(found: &mut Found<'_>, file: &ModelFile, text: &str) {
    if file.kind != FileKind::Other {
        return;
    }
    for (range, statement) in statements(text) {
        let cases = &found.knowledge.access().databases.sql;
        let expressions = &mut found.expressions;
        let Some(case) = cases.iter().find(|case| expressions.fits(&case.like, &statement)) else { continue };
        push(found, file, statement, "database-user", Span::new(range.start, range.end), &case.broad);
    }
}

fn push(found: &mut Found<'_>, file: &ModelFile, value: String, kind: &'static str, span: Span, broad: &Breadth) {
    let granted = Granted { provider: "database", kind, value, span, at: None, shown: None, holder: String::new() };
    found.push(file, granted, Some(broad), "");
}

/// The bytes of the user in a URL that connects to a database elsewhere, when that user administers it.
fn user<'a>(pack: &'a DatabasePack, text: &str) -> Option<(Range<usize>, &'a Breadth)> {
    let (scheme, rest) = text.split_once("://").filter(|_| text.len() < MAX_URL)?;
    let known = pack.users.iter().find(|known| {
        let plain = scheme.split('+').next().unwrap_or(scheme);
        known.schemes.iter().any(|one| one == scheme || one == plain)
    })?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (credentials, host) = authority.rsplit_once('@')?;
    let name = credentials.split(':').next().unwrap_or_default();
    if !known.names.iter().any(|pattern| fits(pattern, name)) {
        return None;
    }
    let host = host.split(',').next().unwrap_or_default();
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    // A host without a dot is the service beside it: the database of a demo.
    let is_elsewhere = host.contains('.')
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        && !pack.local.iter().any(|pattern| fits(pattern, host));
    let start = scheme.len() + "://".len();
    is_elsewhere.then_some((start..start + name.len(), &known.broad))
}

/// Longer texts hold something else.
const MAX_URL: usize = 500;

/// The statements of a file, with one blank between words and without comments.
fn statements(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let (mut start, mut words, mut end): (Option<usize>, Vec<&str>, usize) = (None, Vec::new(), 0);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split("--").next().unwrap_or_default();
        let mut offset = at;
        for (index, part) in code.split(';').enumerate() {
            if index > 0 {
                offset += 1;
                if let Some(start) = start.take() {
                    found.push((start..end, words.join(" ")));
                }
                words.clear();
            }
            let trimmed = part.trim();
            if !trimmed.is_empty() {
                let from = offset + part.len() - part.trim_start().len();
                start.get_or_insert(from);
                end = from + trimmed.len();
                // A statement of many lines is a table or a function.
                if words.len() < MAX_WORDS {
                    words.extend(trimmed.split_whitespace());
                }
            }
            offset += part.len();
        }
        at += line.len();
    }
    if let Some(start) = start {
        found.push((start..end, words.join(" ")));
    }
    found
}

/// A statement that gives rights is short.
const MAX_WORDS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    #[test]
    fn an_administrator_of_a_database_elsewhere() {
        let knowledge = Knowledge::builtin();
        for (url, wanted, why) in [
            ("postgresql://postgres:x@db.acme.io/crm", Some("postgres"), "the owner"),
            ("postgresql+asyncpg://postgres@db.acme.io:5432/crm", Some("postgres"), "a driver, no password"),
            ("postgresql://agent:x@db.acme.io/crm", None, "a role of its own"),
            ("postgresql://postgres:x@localhost/crm", None, "a developer's machine"),
            ("postgresql://postgres:x@db:5432/crm", None, "the service beside it"),
            ("postgresql://postgres:x@${HOST}/crm", None, "a host that is not known"),
            ("postgres://postgres.abcd:x@aws-0.pooler.supabase.com:6543/postgres", Some("postgres.abcd"), "a pooler"),
            ("https://admin:x@db.acme.io", None, "no database"),
        ] {
            let found = user(&knowledge.access().databases, url).and_then(|(range, _)| url.get(range));
            assert_eq!(found, wanted, "{why}");
        }
    }

    #[test]
    fn statements_end_with_a_semicolon() {
        let text = "-- a; b\nGRANT  ALL\n ON *.* TO x; SELECT 1;\n";
        let found: Vec<(&str, String)> =
            statements(text).into_iter().map(|(range, words)| (text.get(range).unwrap_or_default(), words)).collect();
        assert_eq!(found[0], ("GRANT  ALL\n ON *.* TO x", "GRANT ALL ON *.* TO x".to_owned()));
        assert_eq!(found[1].1, "SELECT 1");
    }
}
