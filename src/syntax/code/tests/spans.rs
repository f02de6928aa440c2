//! Places: what a span says is what stands there.

use super::dump::expression;
use super::{parse_at, python, tsx};
use crate::syntax::code::{Call, Class, ExprKind, Module, Node, Part, Span, StmtKind};

fn at(source: &str, span: Span) -> &str {
    source.get(span.range()).expect("a place in the source")
}

/// The source of the expression whose dump is `wanted`.
fn slice<'s>(module: &Module, source: &'s str, wanted: &str) -> &'s str {
    let found = module.exprs().find(|&expr| expression(expr) == wanted);
    at(source, found.unwrap_or_else(|| panic!("no {wanted} in {source}")).span())
}

#[test]
fn expressions_of_python() {
    let source = "x = (a.b [ 'k' ]) + f( é, *c, k = 1 )\ny = 'p' \\\n  'q'\nz = not (m)\nw = [i for i in j if k]\n";
    let module = python(source);
    for (wanted, text, why) in [
        ("a.b", "a.b", "an attribute"),
        ("a.b[\"k\"]", "a.b [ 'k' ]", "a subscript without its parentheses"),
        ("\"k\"", "'k'", "a string with its quotes"),
        ("(call f é *c k=1)", "f( é, *c, k = 1 )", "a call to its closing parenthesis"),
        ("é", "é", "a name beyond ASCII"),
        ("\"pq\"", "'p' \\\n  'q'", "adjacent strings"),
        ("(not m)", "not (m)", "a unary with the parenthesis of its operand"),
        ("(List-comp i (for i in j if k))", "[i for i in j if k]", "a comprehension"),
    ] {
        assert_eq!(slice(&module, source, wanted), text, "{why}");
    }
}

#[test]
fn expressions_of_scripts() {
    let source = "const x = (a?.b)!['k'] + f<T>(é, ...c) as D;\nconst y = <A b={c}>t</A>, { z: w = 1 } = v; o.m?.();";
    let module = tsx(source);
    for (wanted, text, why) in [
        ("a?.b", "a?.b", "optional chaining without its parentheses"),
        ("a?.b[\"k\"]", "(a?.b)!['k']", "a subscript of something in parentheses"),
        ("(call f é *c)", "f<T>(é, ...c)", "a call with its type arguments"),
        ("(+ a?.b[\"k\"] (call f é *c))", "(a?.b)!['k'] + f<T>(é, ...c)", "a cast is not part of the expression"),
        ("(jsx A @\"b\": c \"t\")", "<A b={c}>t</A>", "an element"),
        ("\"t\"", "t", "the text in it"),
        ("(:= w 1)", "w = 1", "a default"),
        ("(call o.m?.)", "o.m?.()", "an optional call"),
    ] {
        assert_eq!(slice(&module, source, wanted), text, "{why}");
    }
}

#[test]
fn contents_of_strings() {
    for (path, source, content, verbatim) in [
        ("a.py", "x = 'abc'", "abc", true),
        ("a.py", "x = rb''; y = r'''a\\b'''", "a\\b", true),
        ("a.py", "x = 'a\\n'", "a\\n", false),
        ("a.py", "x = 'a' 'b'", "a' 'b", false),
        ("a.py", "x = f'ab'", "ab", true),
        ("a.py", "x = u\"\"", "", true),
        ("a.ts", "x = 'abc'", "abc", true),
        ("a.ts", "x = `a\nb`", "a\nb", true),
        ("a.ts", "x = `a\r\nb`", "a\r\nb", false),
        ("a.ts", "x = \"\\u0041\"", "\\u0041", false),
        ("a.ts", "import 'x'; y = { kéy: 1 }", "kéy", true),
    ] {
        let module = parse_at(path, source);
        let (_, literal) = module.strings().next().unwrap_or_else(|| panic!("a string in {source}"));
        assert_eq!((at(source, literal.content()), literal.is_verbatim()), (content, verbatim), "{source}");
    }
}

#[test]
fn texts_and_holes_of_templates() {
    for (path, source, expected) in [
        ("a.py", "f'a{b!r}{{c' 'd'", vec!["a", "b", "{{c", "d"]),
        ("a.py", "f'''{x:>{w}}\n'''", vec!["{x:>{w}}", "\n"]),
        ("a.ts", "`a${b}c\\n${d}`", vec!["a", "b", "c\\n", "d"]),
    ] {
        let module = parse_at(path, source);
        let template = module.exprs().find_map(|expr| match expr.kind() {
            ExprKind::Template(template) => Some(template),
            _ => None,
        });
        let parts = template.expect("a template").parts().map(|part| match part {
            Part::Text(text) => at(source, text.content()),
            Part::Hole { value, .. } => at(source, value.span()),
        });
        assert_eq!(parts.collect::<Vec<_>>(), expected, "{source}");
    }
}

#[test]
fn definitions() {
    let source = "@dec(1)\nasync def run(a: int = 1, *, b) -> str:\n    '''doc'''\n    return a\n\nclass A(B): x = 1\n";
    let module = python(source);
    let run = module.functions().next().expect("run");
    assert!(at(source, run.span()).starts_with("@dec(1)\nasync def run"));
    assert_eq!(at(source, run.name_span()), "run");
    assert_eq!(at(source, run.body_span()), "'''doc'''\n    return a");
    assert_eq!(at(source, run.docstring().expect("doc").content()), "doc");
    let params: Vec<_> = run.params().map(|param| (at(source, param.span()), at(source, param.name_span()))).collect();
    assert_eq!(params, [("a: int = 1", "a"), ("b", "b")]);
    let class = module.classes().next().expect("A");
    assert_eq!((at(source, class.span()), at(source, class.name_span())), ("class A(B): x = 1", "A"));

    let source = "@dec() export default class A { @m() private static async run({ a }: P = {}): Q { return 1 } }\nexport const f = async (x) => x + 1";
    let module = tsx(source);
    let [run, f] = module.functions().collect::<Vec<_>>()[..] else { panic!("two functions") };
    assert_eq!(at(source, run.span()), "@m() private static async run({ a }: P = {}): Q { return 1 }");
    assert_eq!((at(source, run.name_span()), at(source, run.body_span())), ("run", "{ return 1 }"));
    assert_eq!(run.params().map(|param| at(source, param.name_span())).collect::<Vec<_>>(), ["{ a }"]);
    assert_eq!((at(source, f.span()), at(source, f.body_span())), ("async (x) => x + 1", "x + 1"));
    let class = module.classes().next().expect("A");
    assert!(at(source, class.span()).starts_with("@dec() export default class A {"));
    let stmt = module.body().iter().nth(1).expect("a constant");
    assert_eq!(at(source, stmt.span()), "export const f = async (x) => x + 1");
}

#[test]
fn imports() {
    let source = "import a.b as c, d.e\nfrom ..f import g as h\n";
    let module = python(source);
    let all: Vec<_> = module
        .imports()
        .flat_map(|it| it.names().map(move |name| (it, name)).collect::<Vec<_>>())
        .map(|(it, name)| (at(source, it.source_span()), at(source, name.span()), at(source, name.local_span())))
        .collect();
    assert_eq!(all, [("a.b", "a.b as c", "c"), ("d.e", "d.e", "d"), ("f", "g as h", "h")]);

    let source = "import d, { a as b } from './m';\nconst { x: y } = require('n')";
    let module = parse_at("a.js", source);
    let all: Vec<_> = module
        .imports()
        .flat_map(|it| it.names().map(move |name| (it, name)).collect::<Vec<_>>())
        .map(|(it, name)| (at(source, it.source_span()), at(source, name.span()), at(source, name.local_span())))
        .collect();
    assert_eq!(all, [("./m", "d", "d"), ("./m", "a as b", "b"), ("n", "x: y", "y")]);
}

#[test]
fn branches_and_handlers() {
    let source = "if a:\n  b\nelif c:\n  d\nelse:\n  e\ntry:\n  f\nexcept G as h:\n  i\n";
    let module = python(source);
    let mut found = Vec::new();
    for stmt in module.body().iter() {
        match stmt.kind() {
            StmtKind::If(it) => found.extend(it.branches().map(|branch| at(source, branch.span))),
            StmtKind::Try(it) => found.extend(it.handlers().map(|handler| at(source, handler.span))),
            _ => {}
        }
    }
    assert_eq!(found, ["if a:\n  b", "elif c:\n  d", "except G as h:\n  i"]);
}

#[test]
fn comments_shebang_and_marks() {
    let source = "#!/usr/bin/env python\n# one\nx = 1  # two\n";
    let module = python(source);
    assert_eq!(module.shebang().map(|(text, _)| text), Some("#!/usr/bin/env python"));
    assert_eq!(module.comments().map(|it| it.text).collect::<Vec<_>>(), ["# one", "# two"]);
    assert!(module.comments().all(|it| at(source, it.span) == it.text));

    let source = "#!/usr/bin/env node\n// one\n/** two */ f() // three";
    let module = tsx(source);
    assert_eq!(module.shebang().map(|(text, _)| text), Some("#!/usr/bin/env node"));
    assert_eq!(module.comments().map(|it| it.text).collect::<Vec<_>>(), ["// one", "/** two */", "// three"]);
    let call = module.calls().next().expect("f()");
    assert_eq!(module.comment_before(call.span().start).map(|it| it.text), Some("/** two */"));
}

#[test]
fn a_mark_of_order_and_carriage_returns_shift_nothing() {
    for (path, source) in [
        ("a.py", "\u{feff}import os\r\nx = 'é'\r\n"),
        ("a.py", "\u{feff}#!/bin/x\r\nx = 'é'\r\n"),
        ("a.ts", "\u{feff}import 'os'\r\nx = 'é'\r\n"),
    ] {
        let module = parse_at(path, source);
        assert_eq!(module.problems(), [], "{source:?}");
        assert_eq!(slice(&module, source, "\"é\""), "'é'", "{source:?}");
    }
}

#[test]
fn up_the_tree() {
    let source = "class A:\n def m(self):\n  def inner():\n   return [f(x) for x in y]\n";
    let module = python(source);
    let call = module.calls().next().expect("f(x)");
    let names: Vec<_> = call
        .expr()
        .parent()
        .into_iter()
        .chain(Node::Expr(call.expr()).ancestors().skip(1))
        .filter_map(|node| match node {
            Node::Function(function) => function.name(),
            Node::Class(class) => class.name(),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["inner", "m", "A"]);
    let inner = call.expr().function().expect("inner");
    assert_eq!((inner.name(), inner.class().is_none()), (Some("inner"), true));
    let method = inner.enclosing().expect("m");
    assert_eq!(method.class().and_then(Class::name), Some("A"));
}

#[test]
fn a_walk_can_leave_out_what_is_below() {
    let source = "def f():\n a()\n def g(): b()\n return lambda: c()\nd()\n";
    let module = python(source);
    let f = module.functions().next().expect("f");
    let mut walk = f.walk();
    let mut called = Vec::new();
    while let Some(node) = walk.next() {
        match node {
            Node::Function(inner) if inner != f => walk.skip_children(),
            Node::Expr(expr) => called.extend(expr.as_call().and_then(Call::last_name)),
            _ => {}
        }
    }
    assert_eq!(called, ["a"]);
    let all = module.walk().filter_map(|node| match node {
        Node::Expr(expr) => expr.as_call()?.last_name(),
        _ => None,
    });
    assert_eq!(all.collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}
