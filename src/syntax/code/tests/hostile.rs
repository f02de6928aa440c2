//! Inputs that were written to hurt: on the small stack of a test thread none of them overflows, and what is in them is
//! found as far as it was read.

use super::invariants::check;
use super::{parse_at, python, typescript};
use crate::syntax::code::{ExprKind, Module, Stmt, StmtKind};
use std::fmt::Write as _;

fn nested(depth: usize, open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(depth), close.repeat(depth))
}

fn is_refused(module: &Module) -> bool {
    module.body().is_empty() && module.problems().len() == 1 && !module.problems()[0].message.starts_with("syntax")
}

#[test]
fn nothing_deep_overflows_in_python() {
    for (open, core, close, why) in [
        ("(", "1", ")", "parentheses"),
        ("[", "f()", "]", "lists"),
        ("f(", "g()", ")", "calls"),
        ("{1:", "f()", "}", "dicts"),
        ("a[", "f()", "]", "subscripts"),
        ("not ", "f()", "", "prefixes of one kind"),
        ("-", "f()", "", "signs"),
        ("lambda: ", "f()", "", "lambdas"),
        ("lambda a=", "f()", ": 1", "defaults of lambdas"),
        ("lambda *a, b=", "f()", ": 1", "defaults after a comma"),
        ("[*", "f()", "]", "spreads"),
        ("a if b else ", "f()", "", "conditionals"),
        ("a ** ", "f()", "", "an operator that associates to the right"),
        ("(a := ", "f()", ")", "named expressions"),
        ("[a for a in ", "f()", "]", "comprehensions"),
        ("(yield ", "f()", ")", "yields"),
        ("(a, ", "f()", ")", "tuples"),
        ("f(a=", "g()", ")", "keywords"),
        ("(", "1", "", "brackets that are never closed"),
        ("(]", "1", "", "brackets that close nothing"),
        ("async ", "x", "", "words that begin nothing"),
        ("match (", "f()", ")", "subjects that are none"),
        ("f'{", "f()", "}'", "templates"),
        ("f'{x:{", "f()", "}}'", "formats"),
        ("(a and ", "f()", ")", "conjunctions"),
        ("def f[T: ", "f()", "](): pass", "bounds"),
    ] {
        let text = nested(if why == "templates" || why == "formats" { 500 } else { 3_500 }, open, core, close);
        let module = python(&text);
        check(&module, &text);
        if core.contains("()") {
            assert!(module.calls().any(|call| call.span().len() == 3), "{why}: the innermost call is found");
        }
    }
}

#[test]
fn what_is_too_deep_becomes_trees_of_its_own() {
    let text = nested(5_000, "f(", "x", ")");
    let module = python(&text);
    check(&module, &text);
    assert_eq!(module.calls().count(), 5_000);
    assert!(module.detached().len() > 5);
    assert_eq!(module.problems().len(), 1);
    assert_eq!(module.problems()[0].message, "code is nested deeper than 512 levels");

    let mut blocks = String::new();
    for depth in 0..600 {
        let _ = writeln!(blocks, "{}if a{depth}:", " ".repeat(depth));
    }
    let _ = writeln!(blocks, "{}call()", " ".repeat(600));
    let module = python(&blocks);
    check(&module, &blocks);
    assert_eq!(module.calls().count(), 1);

    let patterns = format!("match x:\n case {}:\n  call()\n", nested(2_000, "[", "a", "]"));
    let module = python(&patterns);
    check(&module, &patterns);
    assert_eq!(module.calls().count(), 1);
}

#[test]
fn long_chains_are_not_deep_in_python() {
    for (first, link, why) in [
        ("a", " + a", "a sum"),
        ("a", " + a - a", "a sum of two operators"),
        ("a", ".b", "attributes"),
        ("a", "()", "calls of calls"),
        ("a", "[0]", "subscripts"),
        ("a", ".b(c)", "methods"),
        ("a", " and a", "conjunctions"),
        ("a", " < a", "comparisons"),
        ("'a'", " 'b'", "adjacent strings"),
        ("a", " if a else a", "conditionals"),
        ("a", ", a", "a tuple"),
        ("a", "\na", "statements"),
        ("a = a", " = a", "assignments"),
        ("f'{a}'", " f'{a}'", "adjacent templates"),
    ] {
        let text = format!("{first}{}", link.repeat(120_000 / link.len()));
        let module = python(&text);
        check(&module, &text);
        assert!(!module.body().is_empty() || why == "conditionals", "{why}");
    }
    let text = format!("match a{}\n", " + a".repeat(100_000));
    check(&python(&text), &text);
    let text = format!("x = a{}", " + a".repeat(100_000));
    let module = python(&text);
    assert_eq!(module.problems(), []);
    let sum = module.exprs().find_map(|expr| match expr.kind() {
        ExprKind::Binary { operands, .. } => Some(operands.len()),
        _ => None,
    });
    assert_eq!(sum, Some(100_001), "one node");
}

#[test]
fn long_chains_of_branches() {
    let mut text = String::from("if a: f()\n");
    for index in 0..10_000 {
        let _ = writeln!(text, "elif a{index}: f()");
    }
    let module = python(&text);
    check(&module, &text);
    assert_eq!(module.problems(), []);
    assert!(matches!(module.body().first().map(Stmt::kind), Some(StmtKind::If(it)) if it.branches().len() == 10_001));

    for link in [" else if (a) f();", " else if (a) { f() }", "\nelse if (a)\n f()\n"] {
        let text = format!("if (a) f();{}", link.repeat(10_000));
        let module = typescript(&text);
        check(&module, &text);
        assert_eq!(module.problems(), [], "{link}");
        assert!(
            matches!(module.body().first().map(Stmt::kind), Some(StmtKind::If(it)) if it.branches().len() == 10_001)
        );
    }
}

#[test]
fn nothing_deep_overflows_in_scripts() {
    for (open, core, close, why) in [
        ("(", "1", ")", "parentheses"),
        ("[", "f()", "]", "arrays"),
        ("f(", "g()", ")", "calls"),
        ("({ a: ", "f()", " })", "objects"),
        ("({ m() { ", "f()", " } })", "methods"),
        ("!", "f()", "", "prefixes of one kind"),
        ("- ", "f()", "", "signs"),
        ("typeof ", "f()", "", "words as prefixes"),
        ("typeof\u{a0}", "f()", "", "words between blanks beyond ASCII"),
        ("await ", "f()", "", "waits"),
        ("new ", "f()", "", "constructions"),
        ("a => ", "f()", "", "arrows"),
        ("async a => ", "f()", "", "arrows"),
        ("a = ", "f()", "", "assignments"),
        ("a ** ", "f()", "", "an operator that associates to the right"),
        ("a ? b : ", "f()", "", "conditionals"),
        ("a ?.5 : ", "f()", "", "conditionals that look like chains"),
        ("a > \n b ? c : ", "f()", "", "conditionals on lines of their own"),
        ("`${", "f()", "}`", "templates"),
        ("if (a) ", "f()", "", "branches without braces"),
        ("if (a) {", "f()", "}", "branches"),
        ("for (;;) ", "f()", "", "loops"),
        ("do ", "f()", "; while (a)", "loops"),
        ("a: ", "f()", "", "labels"),
        ("{", "f()", "}", "blocks"),
        ("function f() {", "f()", "}", "functions"),
        ("class A { m() {", "f()", "} }", "classes"),
        ("class A extends ", "B {}", "", "heritage"),
        ("x = class extends ", "B {}", "", "heritage of expressions"),
        ("let a: A<", "B", ">", "type arguments"),
        ("type A = B extends C ? D : ", "E", "", "conditional types"),
        ("type A = keyof ", "E", "", "type operators"),
        ("type A = (", "E", ")", "types in parentheses"),
        ("type A = { a: ", "E", " }", "object types"),
        ("type A = () => ", "E", "", "function types"),
        ("namespace\nA {", "f()", "}", "namespaces"),
        ("<a>", "t", "</a>", "elements"),
        ("<a b=", "<c/>", "/>", "elements as attributes"),
        ("<a>{", "f()", "}</a>", "elements and holes"),
        ("<a>' {(", "f()", ")} '</a>", "quotes in text that hide brackets"),
        ("<a>` {(", "f()", ")} `</a>", "backticks in text that hide brackets"),
        ("a = {} / ('/', ", "f()", ")", "a division that looks like a regular expression"),
        ("(/[(]/, ", "f()", ")", "a regular expression that looks like a bracket"),
        ("x\n/'/g; (", "f()", ")", "a regular expression after a line break"),
        ("(')', ", "f()", ")", "strings that close nothing"),
        ("(/*)*/ ", "f()", ")", "comments that close nothing"),
        ("(// )\u{2028}", "f()", ")", "comments that end early"),
        ("(", "1", "", "brackets that are never closed"),
        ("@(", "f()", ") class A {}", "decorators"),
        ("[...", "f()", "]", "spreads"),
        ("((a = ", "f()", ") => 1)", "defaults of parameters"),
        ("(class { m(a = ", "f()", ") {} })", "defaults of parameters of methods"),
        ("({ m(a = ", "f()", ") {} })", "defaults of parameters of methods"),
        ("(() => { enum A { a = ", "f()", " } })()", "members of enums"),
        ("(class { [", "f()", "] = 1 })", "computed members"),
        ("(class { @d(", "f()", ") a })", "decorators of members"),
        ("[a = ", "f()", "] = b", "targets"),
        ("const [a = ", "f()", "] = b", "patterns"),
        ("let a: [...", "A", "]", "tuples"),
        ("<a {...", "f()", "} />", "spread attributes"),
        ("<a>{...", "f()", "}</a>", "spread children"),
        ("const { a: ", "b", " } = c", "patterns"),
        ("({ a = ", "1", " } = b)", "patterns with defaults"),
        ("f<A<", "1", "", "angles that are never closed"),
        ("a < ", "b", "", "comparisons"),
        ("\\u0061 ? b : ", "c", "", "names with escapes"),
    ] {
        for path in ["a.ts", "a.tsx", "a.js"] {
            // Deep enough to overflow a stack of two megabytes, except where the parser takes quadratic time.
            let slow = why.contains("defaults") || why.contains("angles") || why == "comparisons";
            let text = nested(if slow { 300 } else { 2_500 }, open, core, close);
            check(&parse_at(path, &text), &text);
        }
    }
}

#[test]
fn ten_thousand_brackets_are_refused_or_read() {
    let text = nested(10_000, "(", "f()", ")");
    assert!(is_refused(&typescript(&text)));
    let module = python(&text);
    assert_eq!((module.calls().count(), module.problems()), (1, &[][..]));

    let text = nested(3_000_000, "(", "1", ")");
    assert!(is_refused(&typescript(&text)));
    assert!(is_refused(&python(&text)));
    assert!(is_refused(&python(&"(]".repeat(1_000_000))));
    assert!(is_refused(&python(&"not ".repeat(1_000_000))));
    assert!(is_refused(&python(&"f'{".repeat(100_000))));
    let text = format!("x = <a>it's {}", nested(1_000_000, "(", "1", ")"));
    assert!(is_refused(&parse_at("a.tsx", &text)));
}

#[test]
fn real_nesting_is_not_refused() {
    for (open, core, close) in [("[", "1", "]"), ("{ a: [", "1", "] }"), ("f(", "1", ")"), ("`${", "1", "}`")] {
        let text = format!("x = {}", nested(60, open, core, close));
        let module = typescript(&text);
        check(&module, &text);
        assert_eq!(module.problems(), [], "{open}");
    }
    let text = format!("new G(){}", ".add('a', f)".repeat(200));
    let module = typescript(&text);
    assert_eq!((module.problems(), module.calls().count()), (&[][..], 201));
}

#[test]
fn long_chains_are_not_deep_in_scripts() {
    for (first, link, why) in [
        ("a", " + a", "a sum"),
        ("a", " + a - a", "a sum of two operators"),
        ("a", ".b", "attributes"),
        ("a", "?.b", "attributes that need not be there"),
        ("a", "()", "calls of calls"),
        ("a", "[0]", "subscripts"),
        ("a", ".b(c)", "methods"),
        ("a", "``", "tags"),
        ("a", " as A", "casts"),
        ("a", " && a", "conjunctions"),
        ("a", " ?? a", "defaults"),
        ("a", " == a", "comparisons"),
        ("a", ", a", "a sequence"),
        ("a", ";a", "statements"),
        ("a", "\na", "statements without semicolons"),
        ("let x: A", " | A", "a union"),
        ("let x: A", ".A", "a qualified name"),
        ("let x: A", "[]", "an array type"),
        ("import x = A", ".A", "an alias"),
        ("@a", " @a", "decorators"),
        ("const a = 1", ", a = 1", "declarators"),
    ] {
        let text = format!("{first}{}", link.repeat(120_000 / link.len()));
        let module = typescript(&text);
        check(&module, &text);
        assert!(!module.body().is_empty() || why == "decorators", "{why}: {:?}", module.problems());
    }
    let text = format!("<a{} />", ".b".repeat(100_000));
    check(&parse_at("a.tsx", &text), &text);
    let text = format!("namespace A{} {{}}", ".B".repeat(3_000));
    check(&typescript(&text), &text);
}

#[test]
fn big_files_are_read_whole() {
    let mut text = String::from("DATA = [\n");
    while text.len() < 5_000_000 {
        text.push_str("  {'name': 'tool', 'scopes': ['a', \"b\"], 'limit': -1, 'f': call(x, y=2)},\n");
    }
    text.push_str("]\n");
    let module = python(&text);
    assert_eq!(module.problems(), []);
    assert!(module.calls().count() > 60_000);
    assert!(module.footprint() < 10 * text.len(), "{} bytes for {}", module.footprint(), text.len());

    let mut text = String::new();
    while text.len() < 5_000_000 {
        text.push_str(
            "export const tool = define({ name: 'a', scopes: ['a', `b`], run: async (x) => (await call(x)) / 2 });\n",
        );
        text.push_str("if (a) { b } else if (c / d > 1) return;\n");
    }
    let module = typescript(&text);
    assert_eq!(module.problems(), []);
    assert!(module.calls().count() > 60_000);
    assert!(module.footprint() < 10 * text.len(), "{} bytes for {}", module.footprint(), text.len());
}

#[test]
fn ten_thousand_elements() {
    let list = format!("x = [{}]", "'é', ".repeat(10_000));
    for path in ["a.py", "a.js"] {
        let module = parse_at(path, &list);
        assert_eq!((module.problems(), module.strings().count()), (&[][..], 10_000), "{path}");
    }
}

#[test]
fn null_bytes_are_no_end() {
    let text = "x = 1\n\0\ny = f()\n";
    let module = python(text);
    check(&module, text);
    assert!(!module.problems().is_empty());
    let text = "x = 'a\0b'\n";
    for path in ["a.py", "a.js"] {
        let module = parse_at(path, text);
        check(&module, text);
        assert_eq!(module.strings().next().map(|(_, it)| it.value()), Some("a\0b"), "{path}");
    }
}
