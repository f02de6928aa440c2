//! Packages of Go: all files of a folder share their names, and methods stand apart from their types.

use super::Value;
use super::scope::Binding;
use super::{Code, Imports};
use crate::model::folders::parent;
use crate::source::FileId;
use crate::syntax::code::{Class, Expr, ExprKind, Function, FunctionKind, Language, Module, StmtKind};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Methods that one of an interface is followed to, at most.
const MAX_IMPLEMENTATIONS: usize = 8;

/// A folder, the name of a type, the name of a method.
type MethodName<'m> = (&'m str, &'m str, &'m str);

/// What the files of Go declare, by folder.
#[derive(Default)]
pub(super) struct Packages<'m> {
    files: FxHashMap<&'m str, Vec<FileId>>,
    methods: FxHashMap<MethodName<'m>, Function<'m>>,
    /// Methods by folder and name, in the order of files.
    by_name: FxHashMap<(&'m str, &'m str), Vec<Function<'m>>>,
}

impl<'m> Packages<'m> {
    pub(super) fn new(modules: &BTreeMap<FileId, &'m Module>, imports: &'m Imports) -> Self {
        let mut packages = Self::default();
        for (file, module) in modules.iter().filter(|(_, module)| module.language() == Language::Go) {
            let folder = parent(imports.paths.path(*file));
            packages.files.entry(folder).or_default().push(*file);
            for stmt in module.body().iter() {
                let StmtKind::Function(function) = stmt.kind() else { continue };
                if function.kind() != FunctionKind::Method {
                    continue;
                }
                let receiver =
                    function.params().next().and_then(crate::syntax::code::Param::annotation).and_then(Expr::as_name);
                if let (Some(receiver), Some(name)) = (receiver, function.name()) {
                    packages.methods.entry((folder, receiver, name)).or_insert(function);
                    packages.by_name.entry((folder, name)).or_default().push(function);
                }
            }
        }
        packages
    }
}

impl<'m> Code<'m> {
    /// What another file of the package declares under `name`.
    pub(super) fn in_package(&self, file: FileId, name: &str) -> Value<'m> {
        let folder = parent(self.path(file));
        let others = self.packages.files.get(folder).into_iter().flatten().filter(|other| **other != file);
        let found = others.filter_map(|other| {
            let binding = self.scopes.get(other)?.top(name)?;
            (!matches!(binding, Binding::Import(..))).then(|| self.binding(*other, binding))
        });
        found.into_iter().next().unwrap_or(Value::Unknown)
    }

    /// The method of a type of Go.
    pub(super) fn method_of(&self, class: Class<'m>, name: &str) -> Option<Function<'m>> {
        if class.module().language() != Language::Go {
            return None;
        }
        let folder = parent(self.path(self.file_of(class.module())));
        self.packages.methods.get(&(folder, class.name()?, name)).copied()
    }

    /// The methods that a method of an interface of Go can stand for: those of that name in its package.
    pub fn implementations(&self, function: Function<'m>) -> &[Function<'m>] {
        if function.has_body() || function.module().language() != Language::Go || function.class().is_none() {
            return &[];
        }
        let folder = parent(self.path(self.file_of(function.module())));
        let found = function.name().and_then(|name| self.packages.by_name.get(&(folder, name)));
        found.map_or(&[], |found| found.as_slice().get(..found.len().min(MAX_IMPLEMENTATIONS)).unwrap_or_default())
    }

    /// What a function gives back: the first of its returns that is known. Of Go the first result; its type, when no return tells more.
    pub fn returned(&self, function: Function<'m>) -> Value<'m> {
        let is_go = function.module().language() == Language::Go;
        let first = |value: Expr<'m>| match value.kind() {
            ExprKind::Tuple(items) if is_go => items.first().unwrap_or(value),
            _ => value,
        };
        let known = self.returns(function).into_iter().map(|value| self.value(first(value))).find(Value::is_known);
        match (known, function.returns()) {
            (Some(known), _) => known,
            (None, Some(ty)) if is_go => self.instance_of(ty),
            (None, _) => Value::Unknown,
        }
    }

    /// The values that a function returns, without those of functions inside it.
    pub fn returns(&self, function: Function<'m>) -> Vec<Expr<'m>> {
        let mut found = Vec::new();
        let mut walk = function.walk();
        while let Some(node) = walk.next() {
            match node {
                crate::syntax::code::Node::Function(inner) if inner != function => walk.skip_children(),
                crate::syntax::code::Node::Stmt(stmt) => {
                    if let StmtKind::Return(Some(value)) = stmt.kind() {
                        found.push(value);
                    }
                }
                _ => {}
            }
        }
        found
    }
}
