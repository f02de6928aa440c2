//! Jupyter notebooks: the code of all cells as one module.

use super::build::Builder;
use super::cells::{Cell, SpanMap};
use super::json::{Event, Reader};
use super::module::{Language, Module};
use super::nesting::python_stack;
use super::pool::Text;
use super::{python, typescript};
use crate::source::Span;

/// Languages with kernels, whose notebooks hold no agent code that this program reads.
const OTHER_LANGUAGES: &[&str] = &[
    "r",
    "julia",
    "scala",
    "bash",
    "sh",
    "shell",
    "sql",
    "rust",
    "go",
    "java",
    "kotlin",
    "c",
    "c++",
    "cpp",
    "c#",
    "csharp",
    "f#",
    "fsharp",
    "powershell",
    "pwsh",
    "ruby",
    "perl",
    "haskell",
    "octave",
    "matlab",
    "sas",
    "stata",
    "lua",
    "ocaml",
    "elixir",
    "clojure",
    "groovy",
    "php",
    "swift",
    "wolfram",
    "mathematica",
    "prolog",
    "markdown",
    "raw",
];

/// Cell magics whose cell is still Python.
const PYTHON_MAGICS: &[&str] = &[
    "capture",
    "debug",
    "ipytest",
    "prun",
    "pypy",
    "python",
    "python3",
    "time",
    "timeit",
    "memray_flamegraph",
    "mprun",
];

/// What a notebook holds, as far as code is concerned.
#[derive(Default)]
struct Notebook {
    language: Option<String>,
    cells: Vec<RawCell>,
    broken: Option<usize>,
}

#[derive(Default)]
struct RawCell {
    is_code: bool,
    /// The string, or the strings of the list, with their quotes.
    strings: Vec<Span>,
    /// From the start of the value to its end.
    source: Span,
}

/// Lowers a notebook. Its problems are in the module.
pub(super) fn lower(text: &str) -> Module {
    let notebook = read(text);
    let language = match notebook.language.as_deref() {
        None | Some("python") => Some(Language::Python),
        Some("typescript" | "javascript") => Some(Language::TypeScript),
        Some(_) => None,
    };
    let mut code = String::new();
    let mut map = SpanMap::default();
    let mut cells = Vec::new();
    if language.is_some() {
        for (index, cell) in notebook.cells.iter().enumerate().filter(|(_, cell)| cell.is_code) {
            if !cells.is_empty() {
                code.push('\n');
                let before: &Cell = &cells[cells.len() - 1];
                map.push(1, Span { start: before.span.end, end: before.span.end }, false);
            }
            let start = code.len() as u32;
            for &string in &cell.strings {
                decode(text, string, &mut code, &mut map);
            }
            if language == Some(Language::Python) {
                mask(&mut code, start as usize);
            }
            cells.push(Cell { index, span: cell.source, code: Text { start, end: code.len() as u32 } });
        }
    }
    let ranges: Vec<_> = cells.iter().map(|cell| cell.code.start..cell.code.end).collect();
    let mut builder = Builder::new(language.unwrap_or(Language::Python), &code, Some(map));
    builder.module.cells = cells;
    if let Some(at) = notebook.broken {
        builder.problem(Some(Span::new(at, at)), "syntax error: not a JSON document");
    }
    match (language, notebook.language) {
        (Some(Language::Python), _) => match python_stack(&code, ruff_python_parser::Mode::Ipython) {
            Ok(stack) => stacker::maybe_grow(stack, stack, || python::lower_cells(&code, &ranges, builder)),
            Err(why) => {
                builder.problem(None, why);
                builder.finish()
            }
        },
        (Some(Language::TypeScript), _) => {
            let dialects = typescript::dialects("cell.ts");
            for range in ranges {
                if let Some(cell) = code.get(range.start as usize..range.end as usize) {
                    typescript::lower(cell, range.start, &dialects, &mut builder);
                }
            }
            builder.finish()
        }
        (None, Some(name)) if !OTHER_LANGUAGES.contains(&name.as_str()) => {
            builder.problem(None, &format!("notebook language `{name}` is not known"));
            builder.finish()
        }
        (Some(Language::Go) | None, _) => builder.finish(),
    }
}

/// Finds the code cells and the language. The format is followed by path: `cells[].source` and `cells[].cell_type`, in older
/// files `worksheets[].cells[].input`; `metadata.language_info.name`, `metadata.kernelspec.language`, `….name`.
fn read(text: &str) -> Notebook {
    let mut notebook = Notebook::default();
    let mut reader = Reader::new(text.as_bytes());
    // Keys from the top to here; an empty one for a list.
    let mut path: Vec<&str> = Vec::new();
    let (mut info, mut kernel, mut kernel_name) = (None, None, None);
    loop {
        let (event, at) = match reader.next() {
            Some(Ok(event)) => event,
            Some(Err(at)) => {
                notebook.broken = Some(at);
                break;
            }
            None => break,
        };
        let here = reader.path(text, &mut path);
        let cell_depth = match here {
            ["cells", "", ..] => Some(2),
            ["worksheets", "", "cells", "", ..] => Some(4),
            _ => None,
        };
        let inside = cell_depth.and_then(|depth| here.get(depth..));
        match (event, inside) {
            (Event::Open, Some([])) => notebook.cells.push(RawCell::default()),
            (Event::Open, Some(["source" | "input"])) => {
                if let Some(cell) = notebook.cells.last_mut() {
                    cell.source = at;
                }
            }
            (Event::Close, Some(["source" | "input"])) => {
                if let Some(cell) = notebook.cells.last_mut() {
                    cell.source.end = at.end;
                }
            }
            (Event::Text, Some(["cell_type"])) => {
                if let Some(cell) = notebook.cells.last_mut() {
                    cell.is_code = text.get(at.range()) == Some("\"code\"");
                }
            }
            (Event::Text, Some(["source" | "input"])) => {
                if let Some(cell) = notebook.cells.last_mut() {
                    cell.source = at;
                    cell.strings = vec![at];
                }
            }
            (Event::Text, Some(["source" | "input", ""])) => {
                if let Some(cell) = notebook.cells.last_mut() {
                    cell.strings.push(at);
                }
            }
            (Event::Text, None) => {
                let value = || super::json::unquoted(text, at).map(str::to_ascii_lowercase);
                match here {
                    ["metadata", "language_info", "name"] => info = value(),
                    ["metadata", "kernelspec", "language"] => kernel = value(),
                    ["metadata", "kernelspec", "name"] => kernel_name = value(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    notebook.language = info.or(kernel).or(kernel_name).map(|name| canonical(&name));
    notebook
}

/// The language behind the name of a language or kernel.
fn canonical(name: &str) -> String {
    let language = match name {
        "ipython" | "python2" | "python3" | "xpython" | "xeus-python" | "pyspark" | "pysparkkernel"
        | "conda-root-py" => "python",
        "ts" | "tslab" | "deno" => "typescript",
        "js" | "jslab" | "node" | "nodejs" => "javascript",
        name if name.starts_with("python") || name.starts_with("conda") => "python",
        name => name,
    };
    language.to_owned()
}

/// Appends what the JSON string at `at` says.
fn decode(text: &str, at: Span, code: &mut String, map: &mut SpanMap) {
    let end = at.end.saturating_sub(1).max(at.start + 1) as usize;
    let mut from = at.start as usize + 1;
    while from < end {
        let Some(rest) = text.get(from..end) else { return };
        let run = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        code.push_str(rest.get(..run).unwrap_or_default());
        map.push(run, Span::new(from, from + run), true);
        from += run;
        let Some(escape) = text.get(from..end).filter(|rest| !rest.is_empty()) else { return };
        let (character, length) = super::json::escape(escape);
        code.push(character);
        map.push(character.len_utf8(), Span::new(from, from + length), false);
        from += length;
    }
}

/// Blanks a cell that a magic hands to something else, and the first line of one whose magic keeps it Python. Single magics
/// are left to the parser, which knows where a line starts.
fn mask(code: &mut String, start: usize) {
    let Some(cell) = code.get(start..) else { return };
    let body = cell.trim_start();
    let Some(magic) = body.strip_prefix("%%") else { return };
    let name: String = magic.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let end = if PYTHON_MAGICS.contains(&name.as_str()) {
        cell.len() - body.len() + body.find('\n').unwrap_or(body.len())
    } else {
        cell.len()
    };
    let blank: String = cell
        .char_indices()
        .flat_map(|(at, c)| {
            let keep = at >= end || c == '\n';
            std::iter::repeat_n(if keep { c } else { ' ' }, if keep { 1 } else { c.len_utf8() })
        })
        .collect();
    code.truncate(start);
    code.push_str(&blank);
}
