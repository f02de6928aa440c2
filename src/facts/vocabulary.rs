//! Does a file of code import an agent framework? Cheap enough for every file, so that only the others' imports are parsed.

use crate::knowledge::{Knowledge, schema::Language};
use crate::source::{FileKind, SourceFile};
use memchr::memmem;

/// Whether the file imports a module that a framework pack names.
pub fn speaks_of_agents(knowledge: &Knowledge, file: &SourceFile) -> bool {
    let bytes = file.bytes();
    match file.kind {
        FileKind::Python | FileKind::Notebook => {
            python(knowledge, bytes) || (file.kind == FileKind::Notebook && typescript(knowledge, bytes))
        }
        FileKind::TypeScript => typescript(knowledge, bytes),
        FileKind::Go => go(knowledge, bytes),
        _ => false,
    }
}

/// `import x.y` and `from x.y import z`, also as lines of a notebook, where a quote stands before them.
fn python(knowledge: &Knowledge, bytes: &[u8]) -> bool {
    let modules = &knowledge.forms(Language::Python).modules;
    memmem::find_iter(bytes, b"import ").any(|at| {
        let start = memchr::memrchr2(b'\n', b'"', &bytes[..at]).map_or(0, |found| found + 1);
        let before = bytes[start..at].trim_ascii();
        let named = match before.strip_prefix(b"from ") {
            Some(module) => module,
            None if before.is_empty() => {
                let rest = &bytes[at + 7..];
                let end =
                    rest.iter().position(|byte| matches!(byte, b'\n' | b'#' | b'"' | b'\\')).unwrap_or(rest.len());
                &rest[..end]
            }
            None => return false,
        };
        named.split(|byte| matches!(byte, b',' | b' ')).any(|module| {
            std::str::from_utf8(module.trim_ascii()).is_ok_and(|module| starts_with_module(modules, module, '.'))
        })
    })
}

/// `from "x"`, `import "x"`, `require("x")`, `import("x")`.
fn typescript(knowledge: &Knowledge, bytes: &[u8]) -> bool {
    let modules = &knowledge.forms(Language::TypeScript).modules;
    [b"from".as_slice(), b"import", b"require"].iter().any(|word| {
        memmem::find_iter(bytes, word).any(|at| {
            let rest = &bytes[at + word.len()..];
            let gap = rest.iter().take(4).take_while(|byte| matches!(byte, b' ' | b'(' | b'\\')).count();
            let quote = rest.get(gap).copied();
            let Some(quote @ (b'"' | b'\'' | b'`')) = quote else { return false };
            let module = &rest[gap + 1..];
            let end = module.iter().take(200).position(|byte| *byte == quote || *byte == b'\\').unwrap_or(0);
            std::str::from_utf8(&module[..end]).is_ok_and(|module| starts_with_module(modules, module, '/'))
        })
    })
}

/// `"x/y"` before the first declaration.
fn go(knowledge: &Knowledge, bytes: &[u8]) -> bool {
    let modules = &knowledge.forms(Language::Go).modules;
    let end = memmem::find(bytes, b"\nfunc ").unwrap_or(bytes.len());
    let head = bytes.get(..end).unwrap_or_default();
    head.split(|byte| *byte == b'"')
        .skip(1)
        .any(|path| std::str::from_utf8(path).is_ok_and(|path| starts_with_module(modules, path, '/')))
}

fn starts_with_module(modules: &std::collections::BTreeSet<String>, module: &str, separator: char) -> bool {
    if module.is_empty() {
        return false;
    }
    modules.contains(module)
        || module.match_indices(separator).any(|(at, _)| module.get(..at).is_some_and(|part| modules.contains(part)))
}
