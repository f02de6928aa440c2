//! TypeScript and JavaScript: each construct as the tree shows it.

use super::{dump, lines_of, script, typescript};
use crate::syntax::code::{Function, FunctionKind, Stmt, StmtKind};

fn lines(source: &str) -> String {
    lines_of(&typescript(source), source)
}

#[test]
fn statements() {
    for (source, expected) in [
        ("const a = 1", "(const a 1)"),
        ("let a: T = 1, b", "(let a: T 1)\n(let b)"),
        ("var a", "(var a)"),
        ("export const a = 1", "(export const a 1)"),
        ("using a = f()", "(using a (call f))"),
        ("a = b = c", "(= a b c)"),
        ("a.b += 1", "(+= a.b 1)"),
        ("a ||= b", "(or= a b)"),
        ("a ??= b", "(??= a b)"),
        ("delete a.b", "(delete a.b)"),
        ("type A = B | null", "(type A (| B none))"),
        ("throw new E('x')", "(raise (new E \"x\"))"),
        ("function f() { return x }", "(fn f () [(return x)])"),
        ("if (a) b; else if (c) { d } else e", "(if (a [b]) (c [d]) else [e])"),
        ("if (a) {} else {}", "(if (a []))"),
        ("while (a) { break }", "(while a [(break)])"),
        ("do { a } while (b)", "(do-while b [a])"),
        ("for (const a of b) c", "(for a in b [c])"),
        ("for await (const {a} of b) c", "(async for {a!} in b [c])"),
        ("for (a.b of c) d", "(for a.b in c [d])"),
        ("for (const k in o) c", "(for-keys k of o [c])"),
        ("for (let i = 0; i < n; i++) f(i)", "(for [(let i 0)]; (compare i < n); (++ i) [(call f i)])"),
        ("for (;;) {}", "(for []; ;  [])"),
        ("try { a } catch { b }", "(try [a] (except [b]))"),
        ("try { a } catch (e) { b } finally { c }", "(try [a] (except as e [b]) finally [c])"),
        ("try { a } catch ({ message }) { b }", "(try [a] (except as {message!} [b]))"),
        ("switch (a) { case 1: b; break; default: c }", "(switch a (1 [b (break)]) (default [c]))"),
        ("out: for (;;) { continue out }", "(block out: [(for []; ;  [(continue out)])])"),
        ("{ a }", "(block [a])"),
        ("'use server'\na", "\"use server\"\na"),
        (";", "(pass)"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn destructuring() {
    for (source, expected) in [
        ("const { a, b: c, d = 1, e: f = 2, ...g } = x", "(const {a!, \"b\": c, (:= d 1)!, \"e\": (:= f 2), **g} x)"),
        ("const [a, , b = 1, ...c] = x", "(const (list a none (:= b 1) *c) x)"),
        ("const { [k]: a, 'q-r': b } = x", "(const {[k]: a, \"q-r\": b} x)"),
        ("({ a, b: c.d, e = 1 } = x)", "(= {a!, \"b\": c.d, (:= e 1)!} x)"),
        ("[a.b, , c = 1, ...d] = x", "(= (list a.b none (:= c 1) *d) x)"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn imports_and_exports() {
    for (source, expected) in [
        ("import 'm'", "(es m)"),
        ("import d from 'm'", "(es m default:d)"),
        ("import d, { a as b, c } from 'm'", "(es m default:d a:b c:c)"),
        ("import * as ns from 'm'", "(es m module:ns)"),
        ("import { default as d } from 'm'", "(es m default:d)"),
        ("import type { A } from 'm'", "(es type m A:A)"),
        ("import { type A, b } from 'm'", "(es m type A:A b:b)"),
        ("import x = require('m')", "(require m module:x)"),
        ("import x = a.b.c", "(const x a.b.c)"),
        ("export { a as b, c } from './m'", "(reexport ./m a:b c:c)"),
        ("export * from 'm'", "(reexport m *)"),
        ("export * as ns from 'm'", "(reexport m module:ns)"),
        ("export type { A } from 'm'", "(reexport type m A:A)"),
        ("export { a as b, type C }", "(export a as b type C as C)"),
        ("export default f(x)", "(export default (call f x))"),
        ("export default function f() {}", "(export default fn f () [])"),
        ("export default class {}", "(export default class () [])"),
        ("export function f() {}", "(export fn f () [])"),
        ("export = x", "(export = x)"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn modules_loaded_by_a_call() {
    for (source, expected) in [
        ("require('m')", "(require m)"),
        ("const a = require('m')", "(require m module:a)"),
        ("const { a, b: c, d = 1 } = require('m')", "(require m a:a b:c d:d)"),
        ("const a = require('m').b", "(require m b:a)"),
        ("const a = require('m').default", "(require m default:a)"),
        ("const a = require('m')('x')", "(require m)"),
        ("const m = await import('m')", "(dynamic m module:m)"),
        ("const { a } = await import('m')", "(dynamic m a:a)"),
        ("const a = (await import('m')).b", "(dynamic m b:a)"),
        ("import('m').then(f)", "(dynamic m)"),
        ("const m = lazy(() => import('m'))", "(dynamic m)"),
        ("require(name); import(name)", ""),
        ("import { require } from 'x'; f.require('m')", "(es x require:require)"),
    ] {
        let module = script(source);
        assert_eq!(dump::imports(&module).trim_end(), expected, "{source}");
        assert!(module.problems().is_empty(), "{source}: {:?}", module.problems());
    }
}

#[test]
fn functions() {
    for (source, expected) in [
        ("async function* f() {}", "(async fn* f () [])"),
        ("(a) => a", "(lambda (a) [(return a)])"),
        ("async a => { await a }", "(async lambda (a) [(await a)])"),
        (
            "function f(a: string, b?: number, c = 1, ...d: any[]): void {}",
            "(fn f (a:string b:number c=1 *d:Array[any]) -> void [])",
        ),
        (
            "({ path, depth = 1 }: { path: string; depth?: number }) => 0",
            "(lambda ({path!, (:= depth 1)!}:{\"path\": string, \"depth\": number}) [(return 0)])",
        ),
        ("function f(): asserts x is string;", "(fn f () -> (opaque) ;)"),
        ("declare function f(ctx: Context<Env>): Promise<void>", "(fn f (ctx:Context[Env]) -> Promise[void] ;)"),
        ("x = function g() { 'use strict' }", "(= x (fn g () [\"use strict\"]))"),
        (
            "const o = { async run(a) { b }, get x() { return 1 }, set x(v) {}, f: () => 0, *g() {} }",
            "(const o {\"run\": (async method (a) [b]), \"x\": (getter () [(return 1)]), \"x\": (setter (v) []), \
          \"f\": (lambda () [(return 0)]), \"g\": (method* () [])})",
        ),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn classes() {
    for (source, expected) in [
        ("class A extends b.C<T> implements D, E<F> {}", "(class A (b.C) implements D E[F] [])"),
        (
            "class A { x = 1; static y: T = 2; #z; 'q' = 3; [k] = 4 }",
            "(class A () [(field x 1) (static-field y: T 2) (field #z) (field q 3) (field k 4)])",
        ),
        (
            "class A { constructor(private a: B, readonly c = 1) { super() } }",
            "(class A () [(constructor constructor (field a:B field c=1) [(call super)])])",
        ),
        (
            "class A { get a() { return 1 } set a(v) {} static b() {} async c() {} #d() {} }",
            "(class A () [(getter a () [(return 1)]) (setter a (v) []) (static-method b () []) (async method c () []) (method #d () [])])",
        ),
        ("class A { static { f() } }", "(class A () [(block static: [(call f)])])"),
        (
            "@Dec({ a: 1 }) class A { @Tool('x') m(@Arg() a) {} @Inject() b: B }",
            "(class @(call Dec {\"a\": 1}) A () [(method @(call Tool \"x\") m (@(call Arg) a) []) (field @(call Inject) b: B)])",
        ),
        ("@dec export class A {}", "(export class @dec A () [])"),
        ("export @dec class A {}", "(export class @dec A () [])"),
        (
            "abstract class A { abstract m(): void; protected abstract x: T }",
            "(class A () [(method m () -> void ;) (field x: T)])",
        ),
        ("x = class extends A {}", "(= x (class (A) []))"),
        ("enum E { A, B = 'b', 'c-d' = 1 << 2 }", "(enum E () [(field A) (field B \"b\") (field c-d (<< 1 2))])"),
        (
            "interface I extends J<K> { a: string; b?(x: T): void; [k: string]: any }",
            "(interface I (J[K]) [(field a: string) (method b (x:T) -> void ;)])",
        ),
        ("namespace A.B { export const x = 1 }", "(namespace A () [(export namespace B () [(export const x 1)])])"),
        ("declare module 'm' { const x: T }", "(block [(const x: T)])"),
        ("declare global { interface W {} }", "(block [(interface W () [])])"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn expressions() {
    for (source, expected) in [
        ("a.b.c", "a.b.c"),
        ("a?.b?.[c]?.(d)", "(call a?.b?.[c]?. d)"),
        ("(a?.b).c", "a?.b.c"),
        ("this.#x", "this.#x"),
        ("super.m()", "(call super.m)"),
        ("f(a, ...b)", "(call f a *b)"),
        ("new A.B(c)", "(new A.B c)"),
        ("new A", "(new A)"),
        ("f<T>(a)", "(call f a)"),
        ("(0, a.b)(c)", "(call a.b c)"),
        ("x = (a(), b)", "(= x (opaque (call a) b))"),
        ("1n", "1n"),
        ("0xff", "0xff"),
        ("undefined", "none"),
        ("null", "none"),
        ("/a[/]b/gi", "/a[/]b/gi"),
        ("[a, , ...b]", "(list a none *b)"),
        ("({ a: 1, b, 'c-d': 2, [e]: 3, 4: 5, ...f })", "{\"a\": 1, b!, \"c-d\": 2, [e]: 3, 4: 5, **f}"),
        ("a ? b : c", "(if a b c)"),
        ("a + b + c", "(+ a b c)"),
        ("a && b && c || d ", "(or (and a b c) d)"),
        ("a ?? b ?? c", "(?? a b c)"),
        ("a === b", "(compare a == b)"),
        ("a !== b", "(compare a != b)"),
        ("a instanceof B", "(compare a instanceof B)"),
        ("'k' in o", "(compare \"k\" in o)"),
        ("typeof a === 'string'", "(compare (typeof a) == \"string\")"),
        ("!a", "(not a)"),
        ("void 0", "(void 0)"),
        ("i++", "(++ i)"),
        ("f(delete a.b)", "(call f (delete a.b))"),
        ("await a", "(await a)"),
        ("function* g() { yield* a }", "(fn* g () [(yield* a)])"),
        ("f(a = b)", "(call f (:= a b))"),
        ("f(a += b)", "(call f (+:= a b))"),
        ("a as B", "a"),
        ("<B>a", "a"),
        ("a!.b", "a.b"),
        ("(a satisfies B as C)!", "a"),
        ("(a as any).b = c", "(= a.b c)"),
        ("import.meta.url", "import.meta.url"),
        ("function f() { new.target }", "(fn f () [new.target])"),
        ("import('m')", "(call import \"m\")"),
        (
            "class A { #x; has(o) { return #x in o } }",
            "(class A () [(field #x) (method has (o) [(return (compare #x in o))])])",
        ),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn types_that_expressions_can_say() {
    for (source, expected) in [
        ("string", "string"),
        ("A.B<C, D>", "A.B[(tuple C D)]"),
        ("A | B | undefined", "(| A B none)"),
        ("| A", "A"),
        ("A & B", "(& A B)"),
        ("A[]", "Array[A]"),
        ("readonly A[]", "(keyof Array[A])"),
        ("[A, b?: B, ...C[]]", "(tuple A B *Array[C])"),
        ("'a' | 1 | true | -1", "(| \"a\" 1 true -1)"),
        ("{ a: B; c(): D }", "{\"a\": B, \"c\": (opaque)}"),
        ("A['b']", "A[\"b\"]"),
        ("typeof a.b", "(typeof a.b)"),
        ("keyof A", "(keyof A)"),
        ("(A)", "A"),
        ("() => void", "(opaque)"),
        ("A extends B ? C : D", "(opaque)"),
        ("import('m').A", "(opaque)"),
        ("`a${B}`", "(opaque)"),
    ] {
        assert_eq!(lines(&format!("let x: {source}")), format!("(let x: {expected})"), "{source}");
    }
}

#[test]
fn strings_and_templates() {
    for (source, expected) in [
        (r"'\n\x41\u00e9\u{1F600}\''", "\"\\nAé😀'\""),
        ("'a\\\nb'", "\"ab\""),
        ("`plain`", "\"plain\""),
        ("`a\\n${b}c`", "(template \"a\\n\" {b} \"c\")"),
        ("`${a}${b}`", "(template {a} {b})"),
        ("`${`${x}`}`", "(template {(template {x})})"),
        ("tag`a${b}`", "(template tag \"a\" {b})"),
        ("tag`a`", "(template tag \"a\")"),
        ("sql`\\u`", "(template sql \"\\\\u\")"),
    ] {
        assert_eq!(lines(source), expected, "{source}");
    }
}

#[test]
fn jsx() {
    for (source, expected) in [
        ("x = <a/>", "(= x (jsx a))"),
        (
            "x = <A.B c='d' e={f} g {...h}>t {i} <j/></A.B>",
            "(= x (jsx A.B @\"c\": \"d\" @\"e\": f @true! @**h \"t \" i (jsx j)))",
        ),
        ("x = <>{/* c */}{...y}</>", "(= x (jsx *y))"),
        ("x = <a b=<c/> d='&amp;'/>", "(= x (jsx a @\"b\": (jsx c) @\"d\": \"&amp;\"))"),
        ("x = <x:y z:w='1'/>", "(= x (jsx x:y @\"z:w\": \"1\"))"),
        ("x = <p>Don't</p>", "(= x (jsx p \"Don't\"))"),
    ] {
        let module = super::tsx(source);
        assert_eq!(lines_of(&module, source), expected, "{source}");
    }
}

#[test]
fn the_dialect_is_found() {
    for (path, source, why) in [
        ("a.js", "const a = <b/>", "JSX in .js"),
        ("a.js", "const a: T = 1", "types in .js"),
        ("a.js", "let a = <T>b", "a cast in .js"),
        ("a.js", "with (a) { b }", "a script"),
        ("a.js", "return 1", "a function body"),
        ("a.cjs", "var await = 1", "a script"),
        ("a.mjs", "await a; export {}", "a module"),
        ("a.ts", "const a = <b/>", "JSX in .ts"),
        ("a.tsx", "let a = <T>b", "a cast in .tsx"),
        ("a.ts", "let a = <T,>(b: T) => b", "a generic arrow"),
        ("a.d.ts", "export const a: string; declare const b; function f(): void", "declarations"),
    ] {
        let module = super::parse_at(path, source);
        assert!(module.problems().is_empty(), "{why}: {:?}", module.problems());
        assert!(!module.body().is_empty(), "{why}");
    }
}

#[test]
fn an_error_is_a_problem_with_its_place() {
    let source = "const a = 1\nconst = 2\n";
    let module = typescript(source);
    assert_eq!(dump(&module), "");
    let [problem] = module.problems() else { panic!("{:?}", module.problems()) };
    let span = problem.span.expect("a place");
    assert!(source.get(..span.start as usize).is_some_and(|before| before.starts_with("const a = 1\nconst")));
    assert!(problem.message.starts_with("syntax error: "), "{}", problem.message);
}

#[test]
fn names_of_functions_that_have_none_of_their_own() {
    let module = typescript(
        "const a = () => 1; x.b = () => 2; const o = { c: async () => 3, d() {} }; class K { e = () => 5 } f(() => 6)",
    );
    let names: Vec<_> = module.functions().map(Function::bound_name).collect();
    assert_eq!(names, [Some("a"), None, Some("c"), Some("d"), Some("e"), None]);
    assert!(module.functions().all(|it| matches!(it.kind(), FunctionKind::Lambda | FunctionKind::Method)));
    assert!(matches!(module.body().first().map(Stmt::kind), Some(StmtKind::Assign(_))));
}
