//! Tests of the common tree.

mod dump;
mod hostile;
mod invariants;
mod notebook;
mod properties;
mod python;
mod spans;
mod typescript;

use super::*;
use dump::dump;

fn python(source: &str) -> Module {
    parse(FileKind::Python, "a.py", source).expect("Python is code")
}

fn parse_at(path: &str, source: &str) -> Module {
    parse(FileKind::of(path), path, source).expect("a file of code")
}

fn typescript(source: &str) -> Module {
    parse_at("a.ts", source)
}

fn tsx(source: &str) -> Module {
    parse_at("a.tsx", source)
}

fn script(source: &str) -> Module {
    parse_at("a.js", source)
}

/// The dump of Python without errors.
fn lines(source: &str) -> String {
    let module = python(source);
    lines_of(&module, source)
}

/// The dump of a module without errors.
fn lines_of(module: &Module, source: &str) -> String {
    assert_eq!(module.problems(), [], "{source}");
    dump(module).trim_end().to_owned()
}
