//! The common code tree: Python, TypeScript, JavaScript and the cells of notebooks as one small tree.
//!
//! All analysis of code is written once, on [`Module`]. The parsers' own trees end in `python` and `typescript`; nothing else
//! sees them.
//!
//! # Shape
//!
//! A module owns its nodes in arenas. [`Expr`], [`Stmt`], [`Function`] and [`Class`] are handles: a reference and an index,
//! as cheap to copy as a slice. [`Expr::kind`] and [`Stmt::kind`] give an enum to match on, whose parts are handles, strings
//! and spans again, so that patterns read like the code they look for:
//!
//! ```
//! # use perimeter::{source::FileKind, syntax::code::{self, Attribute, ExprKind}};
//! # let text = "import os\nkey = os.environ.get('API_KEY', None)\n";
//! let module = code::parse(FileKind::Python, "a.py", text).expect("Python is code");
//! for call in module.calls() {
//!     if call.callee.is_path("os.environ.get")
//!         && let Some(name) = call.arg("key", 0).and_then(|name| name.as_str())
//!     {
//!         assert_eq!((name, &text[call.span().range()]), ("API_KEY", "os.environ.get('API_KEY', None)"));
//!     }
//!     if let ExprKind::Attribute(Attribute { base, name: "get" | "getenv", .. }) = call.callee.kind() {
//!         assert_eq!(base.dotted(), Some(vec!["os", "environ"]));
//!     }
//! }
//! ```
//!
//! Every node has a [`Span`] in the file, an id ([`ExprId`], …) that stays valid for the life of the
//! module and is a key for side tables, and a [`parent`](Expr::parent). Children lie within their parent's span; the two
//! exceptions are named at [`Module::detached`]. Flat scans ([`Module::calls`], [`Module::strings`], [`Module::functions`])
//! go over an array; [`Walk`] goes down in source order without recursion; no tree is deeper than 512 nodes, so an analysis
//! can recurse without counting.
//!
//! # Both languages
//!
//! | [`StmtKind`] | Python | TypeScript, JavaScript |
//! |---|---|---|
//! | `Expr` | `f()`, docstring | `f();`, `"use server"` |
//! | `Assign` | `a = b = 1`, `a: T = 1`, `a += 1`, `type A = B` | `const a = 1` (one for each declarator), `a.b = c`, `using a = f()`, fields, `type A = B` |
//! | `Return`, `Raise` | `return x`, `raise E from c` | `return x`, `throw e` |
//! | `If` | `if … elif … else` | `if … else if … else` |
//! | `Loop` | `for`, `async for`, `while`, with `else` | `for`, `for of`, `for await`, `for in`, `while`, `do` |
//! | `Try` | `try … except … else … finally`, `except*` | `try … catch … finally` |
//! | `With` | `with a as b`, `async with` | `with (a)` |
//! | `Match` | `match` | `switch` |
//! | `Delete`, `Assert`, `Scope` | `del`, `assert`, `global` and `nonlocal` | `delete a.b` |
//! | `Import` | `import a.b as c` (one for each module), `from ..a import b` | `import …`, `export … from`, `import a = require("m")` |
//! | `Export` | | `export { a as b }`, `export default x`, `export = x` |
//! | `Function` | `def`, `async def` | `function`, methods, overloads |
//! | `Class` | `class` | `class`, `interface`, `enum`, `namespace` |
//! | `Block` | | `{ … }`, `label: …`, `static { … }`, `declare module "m"` |
//! | `Break`, `Continue`, `Pass` | `break`, `continue`, `pass` | `break a`, `continue a`, `;`, `debugger` |
//!
//! | [`ExprKind`] | Python | TypeScript, JavaScript |
//! |---|---|---|
//! | `Name` | `x` | `x`, `this`, `super`; in a type `string`, `any` |
//! | `Attribute`, `Subscript` | `a.b`, `a[b]` | `a.b`, `a?.b`, `a.#b`, `a[b]`; in a type `A<B>` and `A[]` |
//! | `Call` | `f(x, *y, k=v, **z)` | `f(x, ...y)`, `f?.()`, `new F(x)`, `import("m")` |
//! | `Str`, `Bytes` | `"a" r'b'`, `b"a"` | `"a"`, `` `a` ``, JSX text, bare keys |
//! | `Template` | `f"a{b!r:>8}"`, `t"…"` | `` `a${b}` ``, `` tag`a${b}` `` |
//! | `Number`, `Bool`, `None`, `Ellipsis`, `Regex` | `1`, `True`, `None`, `...` | `1n`, `true`, `null` and `undefined`, `/a/g` |
//! | `List`, `Tuple`, `Set`, `Dict` | `[a]`, `(a, b)`, `{a}`, `{a: b, **c}` | `[a, ...b]`, `{a, [b]: c, ...d, e() {}}`; the same as patterns |
//! | `Comprehension` | `[a for b in c if d]` | |
//! | `Function`, `Class` | `lambda` | `=>`, `function`, methods of objects, `class` |
//! | `Conditional` | `a if b else c` | `b ? a : c` |
//! | `Binary` | `a + b + c`, `"%s" % x`, `A \| B`, `a and b` | `a + b + c`, `A \| B` and `A & B`, `a && b`, `a ?? b` |
//! | `Compare` | `a < b < c`, `a not in b`, `a is b` | `a === b`, `a instanceof B`, `#a in b` |
//! | `Unary` | `not a`, `-a` | `!a`, `typeof a`, `void a`, `i++`, `keyof A` |
//! | `Await`, `Yield`, `Spread` | `await a`, `yield from a`, `*a` | `await a`, `yield* a`, `...a` |
//! | `Assign` | `a := b` | `a = b` inside an expression, a default inside a pattern |
//! | `Jsx` | | `<A b={c}>…</A>` |
//! | `Opaque` | `a[b:c]`, `!ls` | `a, b`, function types |
//!
//! Casts (`as`, `satisfies`, `!`, `<T>x`), parentheses and type arguments of calls are gone; the expression inside stands in
//! their place. Type parameters are left out. Entities in JSX stand as they are written.

mod build;
mod call;
mod cells;
mod compound;
mod debug;
mod define;
mod expr;
mod flow;
mod go;
mod identity;
mod import;
mod json;
mod literal;
mod mend;
mod module;
mod nesting;
mod notebook;
mod operator;
mod owners;
mod pool;
mod python;
mod stmt;
mod tree;
mod typescript;
mod walk;

#[cfg(test)]
mod tests;

pub use call::{Arg, Call, Spread};
pub use cells::{Cell, CellPosition};
pub use compound::{Clause, Compare, Comprehension, ComprehensionKind, Jsx};
pub use define::{Class, ClassKind, Exported, Function, FunctionKind, Param, ParamKind};
pub use expr::{Attribute, Expr, ExprKind, Exprs, Subscript};
pub use flow::{Block, Branch, Case, Handler, If, Loop, LoopKind, Match, Try, With};
pub use import::{Import, ImportForm, Imported, Taken};
pub use literal::{Dict, Entries, Entry, Part, Str, Template};
pub use module::{Comment, Language, Module};
pub use operator::{CompareOp, Operator, UnaryOp};
pub use stmt::{Assign, Binding, Export, ExportedName, ExportedNames, Names, Stmt, StmtKind};
pub use tree::{ClassId, ExprId, FunctionId, ImportId, NodeId, StmtId};
pub use walk::{Node, Walk};

use crate::source::{FileKind, Span};
use build::Builder;
use pool::Text;

/// Lowers a file of code; `None` when its kind is not code. What could not be read is in [`Module::problems`].
///
/// The path only tells the dialects of TypeScript and JavaScript apart.
pub fn parse(kind: FileKind, path: &str, text: &str) -> Option<Module> {
    match kind {
        FileKind::Python => Some(parse_python(text)),
        FileKind::TypeScript => {
            let mut builder = Builder::new(Language::TypeScript, text, None);
            typescript::lower(text, 0, &typescript::dialects(path), &mut builder);
            Some(builder.finish())
        }
        FileKind::Go => Some(go::lower(text, Builder::new(Language::Go, text, None))),
        FileKind::Notebook => Some(notebook::lower(text)),
        _ => None,
    }
}

fn parse_python(text: &str) -> Module {
    let mut builder = Builder::new(Language::Python, text, None);
    match nesting::python_stack(text, ruff_python_parser::Mode::Module) {
        Ok(stack) => stacker::maybe_grow(stack, stack, || python::lower(text, builder)),
        Err(why) => {
            builder.problem(Some(Span::new(0, 0)), why);
            builder.finish()
        }
    }
}
