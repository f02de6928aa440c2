//! Notebooks: the cells that are code, their language, and the way back to the file.

use super::invariants::check;
use super::{dump, parse_at};
use crate::syntax::code::{CellPosition, Language, Module};

fn cell(source: &str) -> serde_json::Value {
    serde_json::json!({ "cell_type": "code", "source": source.split_inclusive('\n').collect::<Vec<_>>() })
}

fn notebook(metadata: &serde_json::Value, cells: &[serde_json::Value]) -> String {
    serde_json::to_string_pretty(&serde_json::json!({ "nbformat": 4, "metadata": metadata, "cells": cells }))
        .expect("JSON")
}

fn of(cells: &[&str]) -> (Module, String) {
    let cells: Vec<_> = cells.iter().map(|source| cell(source)).collect();
    let file = notebook(&serde_json::json!({}), &cells);
    let module = parse_at("a.ipynb", &file);
    check(&module, &file);
    (module, file)
}

#[test]
fn cells_flow_on() {
    let (module, _) = of(&["import os\nx = 1", "def f():\n    return x", "f()"]);
    assert_eq!(dump(&module), "(import os module:os)\n(= x 1)\n(fn f () [(return x)])\n(call f)\n");
    assert_eq!(module.problems(), []);
    assert_eq!(module.cells().iter().map(|cell| cell.index).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn an_error_stays_in_its_cell() {
    let (module, file) = of(&["x = (", "y = f()"]);
    assert!(dump(&module).ends_with("(= y (call f))\n"), "{}", dump(&module));
    assert!(
        module
            .problems()
            .iter()
            .all(|it| it.span.is_some_and(|span| span.end < file.find("y = f").unwrap_or(0) as u32))
    );
}

#[test]
fn magics_are_no_code() {
    for (source, expected, why) in [
        ("%pip install x\nf()", "(opaque)\n(call f)\n", "a line magic"),
        ("!ls {x}\nf()", "(opaque)\n(call f)\n", "a shell line"),
        ("x = !ls\nf(x)", "(= x (opaque))\n(call f x)\n", "a shell line with a result"),
        ("?f\nf?", "(opaque)\n(opaque)\n", "help"),
        ("if a:\n    %time f()\n    g()", "(if (a [(opaque) (call g)]))\n", "in a block"),
        ("%%bash\nrm -rf ((\n", "", "a cell of another language"),
        ("\n%%writefile x.py\nimport a\n", "", "a cell that becomes a file"),
        ("%%time\nf()", "(call f)\n", "a cell that stays Python"),
        ("x = '''\n%s\n''' % y", "(= x (% \"\\n%s\\n\" y))\n", "an operator is no magic"),
        ("x = (a\n  % b)", "(= x (% a b))\n", "an operator at the start of a line"),
    ] {
        let (module, _) = of(&[source]);
        assert_eq!((dump(&module).as_str(), module.problems()), (expected, &[][..]), "{why}");
    }
}

#[test]
fn places_are_those_of_the_file() {
    let file = concat!(
        r#"{"cells": [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["#,
        "\n  \"import os\\n\",\n  ",
        r#""key = f(\"a\\tb\", 'é\u00e9\ud83d\ude00', plain)\n", "last = 1"]}, {"cell_type": "code", "source": "g('z')"}],"#,
        r#""metadata": {}}"#
    );
    let module = parse_at("a.ipynb", file);
    check(&module, file);
    let at = |span: crate::source::Span| file.get(span.range()).expect("a place");
    let strings: Vec<_> = module.strings().map(|(_, it)| (it.value(), at(it.content()), it.is_verbatim())).collect();
    assert_eq!(strings, [("a\tb", r"a\\tb", false), ("éé😀", r"é\u00e9\ud83d\ude00", false), ("z", "z", true),]);
    let calls: Vec<_> = module.calls().map(|call| at(call.span())).collect();
    assert_eq!(calls, [r#"f(\"a\\tb\", 'é\u00e9\ud83d\ude00', plain)"#, "g('z')"]);
    let plain = file.find("plain").expect("plain") as u32;
    assert_eq!(module.cell_position(plain), Some(CellPosition { cell: 1, line: 2, column: 24 }));
    let g = file.find("g('z')").expect("g") as u32;
    assert_eq!(module.cell_position(g), Some(CellPosition { cell: 2, line: 1, column: 1 }));
    assert_eq!(module.cell_position(2), None);
}

#[test]
fn languages() {
    for (metadata, language, problem, why) in [
        ("{}", Some(Language::Python), false, "nothing is said"),
        (r#"{"kernelspec": {"name": "python3"}}"#, Some(Language::Python), false, "by the kernel"),
        (r#"{"language_info": {"name": "python"}}"#, Some(Language::Python), false, "by the language"),
        (
            r#"{"kernelspec": {"language": "typescript", "name": "deno"}}"#,
            Some(Language::TypeScript),
            false,
            "TypeScript",
        ),
        (r#"{"language_info": {"name": "javascript"}}"#, Some(Language::TypeScript), false, "JavaScript"),
        (r#"{"language_info": {"name": "R"}}"#, None, false, "a language that is not read"),
        (r#"{"language_info": {"name": "brainduck"}}"#, None, true, "a language nobody knows"),
    ] {
        let metadata: serde_json::Value = serde_json::from_str(metadata).expect("JSON");
        let file = notebook(&metadata, &[cell("f(1)")]);
        let module = parse_at("a.ipynb", &file);
        check(&module, &file);
        assert_eq!(module.calls().count(), usize::from(language.is_some()), "{why}");
        assert!(language.is_none_or(|language| module.language() == language), "{why}");
        assert_eq!(!module.problems().is_empty(), problem, "{why}");
    }
}

#[test]
fn typescript_in_cells() {
    let cells = [cell("import { z } from 'npm:zod';\nconst a = await f<T>(1)"), cell("const = 1"), cell("a.b('é')")];
    let file = notebook(&serde_json::json!({ "kernelspec": { "name": "deno" } }), &cells);
    let module = parse_at("a.ipynb", &file);
    check(&module, &file);
    assert_eq!(dump(&module), "(es npm:zod z:z)\n(const a (await (call f 1)))\n(call a.b \"é\")\n");
    assert_eq!(module.problems().len(), 1);
    let call = module.calls().last().expect("a.b");
    assert_eq!(file.get(call.span().range()), Some("a.b('é')"));
}

#[test]
fn old_and_broken_files() {
    let old =
        r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["f()"], "outputs": [{"source": "x("}]}]}]}"#;
    let module = parse_at("a.ipynb", old);
    check(&module, old);
    assert_eq!(dump(&module), "(call f)\n");

    for broken in
        ["", "{", "[1, 2", "not json", r#"{"cells": [{"cell_type": "code", "source": "f()"}"#, "{\"a\" 1}", "{1: 2}"]
    {
        let module = parse_at("a.ipynb", broken);
        check(&module, broken);
        assert_eq!(module.problems().is_empty(), broken.is_empty(), "{broken}");
    }
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    check(&parse_at("a.ipynb", &deep), &deep);
}
