//! Python: each construct as the tree shows it.

use super::{Str, dump, lines, python};

#[test]
fn statements() {
    for (source, expected) in [
        ("x = 1", "(= x 1)"),
        ("a = b = c", "(= a b c)"),
        ("a, *b = c", "(= (tuple a *b) c)"),
        ("[a, b] = c", "(= (list a b) c)"),
        ("a.b[0] = c", "(= a.b[0] c)"),
        ("x: int = 1", "(= x: int 1)"),
        ("x: 'Fwd'", "(= x: \"Fwd\")"),
        ("x += 1", "(+= x 1)"),
        ("x //= 2", "(//= x 2)"),
        ("type A[T] = list[T]", "(type A list[T])"),
        ("return", "(return)"),
        ("return x", "(return x)"),
        ("raise", "(raise)"),
        ("raise E(x) from c", "(raise (call E x) from c)"),
        ("del a, b[0]", "(delete a b[0])"),
        ("assert a, 'm'", "(assert a \"m\")"),
        ("global a, b", "(global a b)"),
        ("nonlocal a", "(nonlocal a)"),
        ("while a:\n break\nelse:\n continue", "(while a [(break)] else [(continue)])"),
        ("for a, b in c:\n pass", "(for (tuple a b) in c [(pass)])"),
        ("async for a in c:\n d", "(async for a in c [d])"),
        ("if a:\n b\nelif c:\n d\nelif e:\n f\nelse:\n g", "(if (a [b]) (c [d]) (e [f]) else [g])"),
        ("if TYPE_CHECKING:\n import a", "(if (TYPE_CHECKING [(import a module:a)]))"),
        ("if __name__ == '__main__':\n main()", "(if ((compare __name__ == \"__main__\") [(call main)]))"),
        (
            "try:\n a\nexcept (B, C) as e:\n b\nexcept:\n c\nelse:\n d\nfinally:\n f",
            "(try [a] (except (tuple B C) as e [b]) (except [c]) else [d] finally [f])",
        ),
        ("try:\n a\nexcept* B:\n b", "(try [a] (except B [b]))"),
        ("with a as b, c():\n d", "(with a as b (call c) [d])"),
        ("async with (a() as (b, c)):\n d", "(async with (call a) as (tuple b c) [d])"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn patterns() {
    for (pattern, expected) in [
        ("1", "1"),
        ("None", "none"),
        ("A.B", "A.B"),
        ("x", "x"),
        ("_", "_"),
        ("[a, *rest]", "(list a *rest)"),
        ("[a, *_]", "(list a *_)"),
        ("{'k': v, **rest}", "{\"k\": v, **rest}"),
        ("P(1, x=y)", "(call P 1 x=y)"),
        ("1 | 2", "(| 1 2)"),
        ("(A() as a)", "(:= a (call A))"),
        ("str() as s if s", "(:= s (call str)) if s"),
    ] {
        assert_eq!(
            lines(&format!("match v:\n case {pattern}:\n  b")),
            format!("(match v ({expected} [b]))"),
            "{pattern}"
        );
    }
}

#[test]
fn imports() {
    for (source, expected) in [
        ("import a", "(import a module:a)"),
        ("import a.b", "(import a.b package:a)"),
        ("import a.b as c", "(import a.b module:c)"),
        ("import a, b.c", "(import a module:a)\n(import b.c package:b)"),
        ("from a.b import c, d as e", "(from a.b c:c d:e)"),
        ("from . import a", "(from . a:a)"),
        ("from ...a.b import c", "(from ...a.b c:c)"),
        ("from a import *", "(from a *)"),
        ("from a import (b,\n c)", "(from a b:b c:c)"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn definitions() {
    for (source, expected) in [
        ("def f(): pass", "(fn f () [(pass)])"),
        ("async def f():\n  await g()", "(async fn f () [(await (call g))])"),
        ("def f():\n  yield 1", "(fn* f () [(yield 1)])"),
        ("def f():\n  def g():\n    yield\n", "(fn f () [(fn* g () [(yield)])])"),
        ("def f():\n  x = lambda: (yield)", "(fn f () [(= x (lambda* () [(return (yield))]))])"),
        (
            "def f(a, /, b: int = 1, *args: str, c, d=2, **kw) -> R: ...",
            "(fn f (/a b:int=1 *args:str !c !d=2 **kw) -> R [...])",
        ),
        ("@a.b\n@c(d)\ndef f(): ...", "(fn @a.b @(call c d) f () [...])"),
        ("def f(ctx: RunContext[Deps]): ...", "(fn f (ctx:RunContext[Deps]) [...])"),
        ("class A: x: int = 1", "(class A () [(= x: int 1)])"),
        ("class A(B, *C, metaclass=M, **kw): ...", "(class A (B *C metaclass=M **kw) [...])"),
        ("@d\nclass A(B[T]): pass", "(class @d A (B[T]) [(pass)])"),
        ("lambda a, *b, c=1: a", "(lambda (a *b !c=1) [(return a)])"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn methods_are_told_by_their_decorators() {
    for (head, kind) in [
        ("def f(self)", "method"),
        ("def __init__(self)", "constructor"),
        ("@staticmethod\n def f()", "static-method"),
        ("@classmethod\n def f(cls)", "class-method"),
        ("@property\n def f(self)", "getter"),
        ("@functools.cached_property\n def f(self)", "getter"),
        ("@f.setter\n def f(self, v)", "setter"),
        ("@tool\n def f(self)", "method"),
    ] {
        let text = lines(&format!("class A:\n {head}: ..."));
        assert!(text.starts_with(&format!("(class A () [({kind} ")), "{head}: {text}");
    }
    let nested = "class A:\n if x:\n  def m(self):\n   def inner(): ...\n";
    assert_eq!(lines(nested), "(class A () [(if (x [(method m (self) [(fn inner () [...])])]))])");
}

#[test]
fn expressions() {
    for (source, expected) in [
        ("a.b.c", "a.b.c"),
        ("a[0]", "a[0]"),
        ("a[b, c]", "a[(tuple b c)]"),
        ("a[1:n:2]", "a[(opaque 1 n 2)]"),
        ("f(a, *b, c=d, **e)", "(call f a *b c=d **e)"),
        ("f(a=1, *b)", "(call f a=1 *b)"),
        ("f(x for x in y)", "(call f (Generator-comp x (for x in y)))"),
        ("Agent[Deps, str](m)", "(call Agent[(tuple Deps str)] m)"),
        ("1", "1"),
        ("0x_ff", "0x_ff"),
        ("1.5e3j", "1.5e3j"),
        ("True", "true"),
        ("None", "none"),
        ("...", "..."),
        ("b'a\\x00' b\"b\"", "b\"a\\x00b\""),
        ("[a, *b]", "(list a *b)"),
        ("(a,)", "(tuple a)"),
        ("()", "(tuple)"),
        ("{a, b}", "(set a b)"),
        ("{}", "{}"),
        ("{'a': 1, **b, c: d}", "{\"a\": 1, **b, c: d}"),
        ("[a for b in c if d if e for f in g]", "(List-comp a (for b in c if d if e) (for f in g))"),
        ("{a: b async for c in d}", "(Dict-comp a: b (async for c in d))"),
        ("{a for b in c}", "(Set-comp a (for b in c))"),
        ("a if b else c", "(if b a c)"),
        ("a + b + c", "(+ a b c)"),
        ("a + b - c", "(- (+ a b) c)"),
        ("a + (b + c)", "(+ a (+ b c))"),
        ("a ** b ** c", "(** a (** b c))"),
        ("'%s' % x", "(% \"%s\" x)"),
        ("int | None", "(| int none)"),
        ("a and b and c or d", "(or (and a b c) d)"),
        ("a < b <= c", "(compare a < b <= c)"),
        ("a not in b", "(compare a not in b)"),
        ("a is not None", "(compare a is not none)"),
        ("not a", "(not a)"),
        ("-a", "(- a)"),
        ("(x := f())", "(:= x (call f))"),
        ("await a", "(await a)"),
        ("(yield from a)", "(yield* a)"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn strings_are_decoded_and_joined() {
    for (source, value) in [
        (r#""plain""#, "plain"),
        (r"'\n\t\\\''", "\n\t\\'"),
        (r"'\x41\u00e9\U0001F600\N{BULLET}\101'", "Aé😀•A"),
        (r"r'\n'", r"\n"),
        ("'''a\nb'''", "a\nb"),
        ("'a\\\nb'", "ab"),
        ("('a' \"b\"\n  r'\\c')", "ab\\c"),
        ("f'no holes {{}}'", "no holes {}"),
        ("('a' f'b' 'c')", "abc"),
        ("''", ""),
    ] {
        let module = python(source);
        let (_, literal) = module.strings().next().expect("there is a string");
        assert_eq!(literal.value(), value, "{source}");
    }
}

#[test]
fn templates_have_text_and_holes() {
    for (source, expected) in [
        ("f'a{b}c'", "(template \"a\" {b} \"c\")"),
        ("f'{a}{b}'", "(template {a} {b})"),
        ("f'{a!r}{b:>8}{c=}'", "(template {a!} {b!} {c!})"),
        ("f'{{{a}}}'", "(template \"{\" {a} \"}\")"),
        ("f'{a:{w}}'", "(template {(opaque a w)!})"),
        ("'a' f'{b}' 'c'", "(template \"a\" {b} \"c\")"),
        ("f'{f\"{x}\"}'", "(template {(template {x})})"),
        ("f'\\n{a}'", "(template \"\\n\" {a})"),
        ("t'a{b}'", "(template \"a\" {b})"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn docstrings() {
    let module = python(
        "'''top'''\nclass A:\n  'cls'\n  def f(self):\n    \"\"\"doc\n    more\"\"\"\n    return 1\n  def g(self): f'x{1}'\n",
    );
    assert_eq!(module.docstring().map(Str::value), Some("top"));
    let class = module.classes().next().expect("A");
    assert_eq!(class.docstring().map(Str::value), Some("cls"));
    let docs: Vec<_> = class.methods().map(|method| method.docstring().map(Str::value)).collect();
    assert_eq!(docs, [Some("doc\n    more"), None]);
}

#[test]
fn errors_leave_the_rest() {
    for (source, expected, problems) in [
        ("if x\n  y()\nz = 2\n", "(= z 2)", 1),
        ("x = f(1,\ndef g(): pass\n", "(fn g () [(pass)])", 1),
        ("def f(:\n  pass\ny = 1\n", "(= y 1)", 1),
        ("class A\nz = f()\n", "(= z (call f))", 1),
        ("a = 'open\nb = 2\n", "(= b 2)", 1),
        ("print 'x'\nb = 2\n", "(= b 2)", 1),
    ] {
        let module = python(source);
        assert!(dump(&module).contains(expected), "{source}: {}", dump(&module));
        assert!(module.problems().len() >= problems, "{source}");
        for problem in module.problems() {
            assert!(problem.message.starts_with("syntax error: "), "{}", problem.message);
            assert!(problem.span.is_some_and(|span| span.end as usize <= source.len()), "{source}");
        }
    }
    assert!(python("x = 1\n").problems().is_empty());
}
