//! Imports of every form.

use super::module::Module;
use super::tree::{ImportData, ImportId, ImportedData, ImportedWhat};
use super::walk::Node;
use crate::source::Span;

/// One module that this one loads, and the names it takes from it.
#[derive(Copy, Clone)]
pub struct Import<'m> {
    pub(super) module: &'m Module,
    pub(super) id: ImportId,
}

/// How a module is loaded.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum ImportForm {
    /// `import a.b as c` of Python.
    Module,
    /// `from a import b` of Python.
    From,
    /// `import … from "m"` of JavaScript.
    Es,
    /// `export … from "m"`: the names are those under which it exports, and bind nothing here.
    Reexport,
    /// `require("m")`, `import x = require("m")`.
    Require,
    /// `import("m")`, `importlib.import_module` is a call like any other.
    Dynamic,
}

impl<'m> Import<'m> {
    fn data(self) -> &'m ImportData {
        self.module.import_data(self.id)
    }

    /// The name of this import in its module.
    pub fn id(self) -> ImportId {
        self.id
    }

    /// The item of the statement, or the call.
    pub fn span(self) -> Span {
        self.data().span
    }

    /// How the module is loaded.
    pub fn form(self) -> ImportForm {
        self.data().form
    }

    /// The module as it is written, without the leading dots of Python; empty for `from . import x`.
    pub fn source(self) -> &'m str {
        self.module.text(self.data().module)
    }

    /// The module in the file, without quotes.
    pub fn source_span(self) -> Span {
        self.data().module_span
    }

    /// How many leading dots the module of Python has: 0 is absolute, 1 is the package of this file.
    pub fn level(self) -> u32 {
        self.data().level
    }

    /// `import type`: nothing is loaded at run time.
    pub fn is_type_only(self) -> bool {
        self.data().type_only
    }

    /// The names it takes; none when it is loaded for its effect or its names are not told.
    pub fn names(self) -> impl ExactSizeIterator<Item = Imported<'m>> {
        let module = self.module;
        module.pools.imported.get(self.data().names).iter().map(move |data| Imported { module, data })
    }

    /// The statement, or the call of `require` and `import()`.
    pub fn site(self) -> Option<Node<'m>> {
        self.data().site.map(|id| Node::new(self.module, id))
    }
}

/// What is taken from a module.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Taken<'m> {
    /// The module itself: `import a.b as c`, `* as ns`, `const m = require("m")`.
    Module,
    /// The first package of a dotted module: `import a.b` binds `a`.
    Package,
    /// `import d from "m"`
    Default,
    /// One name.
    Named(&'m str),
    /// `*`: whatever there is.
    Star,
}

/// A name taken from a module.
#[derive(Copy, Clone)]
pub struct Imported<'m> {
    module: &'m Module,
    data: &'m ImportedData,
}

impl<'m> Imported<'m> {
    /// The whole item, `a as b`.
    pub fn span(self) -> Span {
        self.data.span
    }

    /// What is taken.
    pub fn what(self) -> Taken<'m> {
        match self.data.what {
            ImportedWhat::Module => Taken::Module,
            ImportedWhat::Package => Taken::Package,
            ImportedWhat::Default => Taken::Default,
            ImportedWhat::Named(name) => Taken::Named(self.module.text(name)),
            ImportedWhat::Star => Taken::Star,
        }
    }

    /// What it is called here, or for a re-export outside. `None` for `*`.
    pub fn local(self) -> Option<&'m str> {
        self.module.some_text(self.data.local)
    }

    /// Where it gets that name.
    pub fn local_span(self) -> Span {
        self.data.local_span
    }

    /// `import { type A }`
    pub fn is_type_only(self) -> bool {
        self.data.type_only
    }
}
