//! Whatever the text, nothing panics and every promise of the tree holds.

use super::invariants::check;
use super::{FileKind, parse, parse_at, python};
use crate::source::testing::cases;
use proptest::prelude::*;

const PYTHON: &str = r#"#!/usr/bin/env python
"""Doc."""
from .a import b as c, d
import os.path
@tool(name="x", **options)
async def run(ctx: RunContext[Deps], *args, path: str = "é\n", **kw) -> list[str]:
    """What it does."""
    try:
        with open(path) as f, lock: yield f"{path!r:>{width}} {f.read()}" "tail"
    except (OSError, E) as error:
        raise X(error) from None
    finally:
        x, *y = [a async for a in b if a], {**k, "s": 1}, b"\x00", x if y else z
    match v:
        case P(1, q=[*r]) | {"k": 1, **s} if t: del u[1:2].w
    return await asyncio.gather(*(g(i) for i in range(3))) + a + b - c % d  # comment
class A(B, metaclass=M):
    x: int = 1
    @property
    def p(self): return lambda *, k=1: (n := k)
if __name__ == "__main__": run()
"#;

const SCRIPT: &str = r#"#!/usr/bin/env node
'use server';
import d, { a as b, type C } from "./m";
export * as ns from 'n'; export { b as default };
/** doc */
@Dec({ a: 1 }) export class A<T> extends B<T> implements I { static #x?: string = `é${a}b`; constructor(private db: Db) { super(); }
  get y() { return this.#x! as unknown as number } async *m(@Arg() { p, q = 1, ...r }: { p: string; q?: number }, ...s: any[]): Promise<void> {} }
enum E { A = 'a', B } interface I extends J { k(x: string): void; l?: T[] } namespace N.O { export type U = 'x' | Y<Z>[] }
const { x, y: [z, , w = 2] } = await import('m'), f = async (v) => v?.[0]?.(...u) ?? (0, g)(h);
for await (const t of s) { if (a) b; else if (c) continue; else throw new Error(`x`) } for (let i = 0, j; i < 1; i++) {}
switch (k) { case 1: break; default: delete o.p } lab: do { a ||= b; [c.d, e = 1] = f } while (!/[/]x/g.test(s));
try { x = y = tag`a${b}c` } catch ({ m }) {} finally { using r = z() }
export default { run({ a }) { return <A.B c="d" {...e}>t {f} <>g</></A.B> }, get h() { return 1n }, [i]: (-j) ** 2 };
"#;

const NOTEBOOK: &str = r##"{"cells":[{"cell_type":"markdown","source":["# x"]},{"cell_type":"code","metadata":{"a":[1,{}]},
"source":["%pip install x\n","import os\n","x = \"\u00e9\\n\"\n","def f(): return '\ud83d\ude00' + x"],"outputs":[{"text":"y"}]},
{"cell_type":"code","source":"%%time\ny = f()\n!ls {x}\nz = %time 1\nq?"},{"source":["%%bash\n","echo (("],"cell_type":"code"}],
"metadata":{"kernelspec":{"name":"python3"},"language_info":{"name":"python"}},"nbformat":4}"##;

/// Words and marks of both languages, with tildes between.
const WORDS: &str = concat!(
    "def~class~async~await~for~in~if~elif~else~:~\n~\n ~\n  ~(~)~[~]~{~}~f'~'~\"~`~${~=>~=~+~-~*~**~,~;~",
    ".~?.~<~>~/~/*~*/~//~#~@~import~from~export~default~const~let~new~x~1~match~case~_~lambda~return~",
    "yield~try~except~catch~finally~with~as~type~\\~é~\u{2028}~<a>~</a>~interface~enum~namespace~static~",
    "get~global~del~%~!~|~...~:=~->~r'~b'",
);

/// A text that is almost code: a piece of `seed` is cut out or doubled, or something is put in.
fn mutated(seed: &'static str) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(String::new()),
        Just("(".to_owned()),
        Just("}".to_owned()),
        Just("'".to_owned()),
        Just("`".to_owned()),
        Just("\\".to_owned()),
        Just("\0".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("f\"{".to_owned()),
        Just("\n\t".to_owned()),
        any::<char>().prop_map(String::from),
        "\\PC{0,6}",
    ];
    proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..40, piece), 1..4).prop_map(move |edits| {
        let mut text = seed.to_owned();
        for (at, length, piece) in edits {
            let at = floor(&text, at.index(text.len() + 1));
            let end = floor(&text, (at + length).min(text.len()));
            text.replace_range(at..end.max(at), &piece);
        }
        text
    })
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Words and marks of both languages in any order.
fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.split('~').collect::<Vec<_>>());
    proptest::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

#[test]
fn the_seeds_have_no_errors() {
    let module = python(PYTHON);
    assert_eq!(module.problems(), []);
    check(&module, PYTHON);
    let module = parse_at("a.tsx", SCRIPT);
    assert_eq!(module.problems(), []);
    check(&module, SCRIPT);
    let module = parse_at("a.ipynb", NOTEBOOK);
    assert_eq!(module.problems(), []);
    check(&module, NOTEBOOK);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_text_in_any_dialect(text in ".*") {
        for path in ["a.py", "a.ts", "a.tsx", "a.js", "a.d.ts", "a.ipynb"] {
            check(&parse_at(path, &text), &text);
        }
        prop_assert!(parse(FileKind::Yaml, "a.yml", &text).is_none());
    }

    #[test]
    fn any_words(text in soup()) {
        for path in ["a.py", "a.ts", "a.tsx", "a.js"] {
            check(&parse_at(path, &text), &text);
        }
    }

    #[test]
    fn broken_python(text in mutated(PYTHON)) {
        check(&python(&text), &text);
    }

    #[test]
    fn broken_scripts(text in mutated(SCRIPT)) {
        for path in ["a.ts", "a.tsx", "a.js"] {
            check(&parse_at(path, &text), &text);
        }
    }

    #[test]
    fn broken_notebooks(text in mutated(NOTEBOOK)) {
        check(&parse_at("a.ipynb", &text), &text);
    }

    #[test]
    fn python_in_a_notebook_is_where_it_stands(text in mutated(PYTHON)) {
        let file = serde_json::json!({"cells": [
            {"cell_type": "code", "source": "a = 1"},
            {"cell_type": "code", "source": text.split_inclusive('\n').collect::<Vec<_>>()},
        ]});
        let file = serde_json::to_string_pretty(&file).expect("it is JSON");
        check(&parse_at("a.ipynb", &file), &file);
    }
}
