//! Evaluates expressions.

use super::imports::{Target, first_part, is_shown};
use super::members::owner;
use super::scope::{Binding, ExportOf};
use super::{Code, External, Value, separator};
use crate::source::FileId;
use crate::syntax::code::{Attribute, Call, Expr, ExprKind, Import, Imported, Language, Operator, Subscript, Taken};

impl<'m> Code<'m> {
    /// What `expr` stands for.
    pub fn value(&self, expr: Expr<'m>) -> Value<'m> {
        let key = (self.file(expr), expr.id());
        if let Some(known) = self.answers.borrow().get(&key) {
            return known.clone();
        }
        let first = *self.depth.borrow() == 0;
        if !first && self.dead_ends.borrow().contains(&key) {
            return Value::Unknown;
        }
        let value = if self.enter() { self.evaluate(expr) } else { Value::Unknown };
        self.leave();
        // Within one question a way that led nowhere is not tried again.
        if first {
            self.dead_ends.borrow_mut().clear();
        } else if matches!(value, Value::Unknown) {
            self.dead_ends.borrow_mut().insert(key);
        }
        // In the middle of a chain `Unknown` can mean that the chain was too long.
        if first || value.is_known() {
            self.answers.borrow_mut().insert(key, value.clone());
        }
        value
    }

    fn evaluate(&self, expr: Expr<'m>) -> Value<'m> {
        match expr.kind() {
            ExprKind::Name("self" | "this" | "cls") if owner(expr).is_some() => {
                owner(expr).map_or(Value::Unknown, |class| Value::Object(class, None))
            }
            ExprKind::Name(name) => self.name(expr, name),
            ExprKind::Attribute(Attribute { base, name, .. }) => self.member(&self.value(base), name, expr),
            ExprKind::Subscript(Subscript { base, index, .. }) => self.item(base, index),
            ExprKind::Call(call) => self.called(call),
            ExprKind::Str(text) => Value::Text(text.value()),
            ExprKind::Bool(value) => Value::Bool(value),
            ExprKind::None => Value::None,
            ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Set(_) => Value::List(self.items(expr)),
            ExprKind::Dict(dict) => Value::Dict(dict),
            ExprKind::Function(function) => Value::Function(function),
            ExprKind::Class(class) => Value::Class(class),
            ExprKind::Await(inner) | ExprKind::Assign { value: inner, op: None, .. } => self.value(inner),
            ExprKind::Conditional { then, otherwise, .. } => self.either(&[then, otherwise]),
            ExprKind::Binary { op: Operator::And | Operator::Or | Operator::Coalesce, operands } => {
                self.either(&operands.iter().collect::<Vec<_>>())
            }
            ExprKind::Binary { op: Operator::Add, .. } => {
                let items = self.items(expr);
                if items.is_empty() { Value::Unknown } else { Value::List(items) }
            }
            _ => Value::Unknown,
        }
    }

    fn either(&self, choices: &[Expr<'m>]) -> Value<'m> {
        choices.iter().map(|choice| self.value(*choice)).find(Value::is_known).unwrap_or(Value::Unknown)
    }

    /// The items of a list, through names, concatenation and spreads. Empty when it is no list.
    pub fn items(&self, expr: Expr<'m>) -> Vec<Expr<'m>> {
        match expr.kind() {
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items
                .iter()
                .flat_map(|item| match item.kind() {
                    ExprKind::Spread(inner) => {
                        let inner_items = self.value_items(inner);
                        // A spread that cannot be followed stays as one item, so that it is seen.
                        if inner_items.is_empty() { vec![inner] } else { inner_items }
                    }
                    _ => vec![item],
                })
                .collect(),
            ExprKind::Binary { op: Operator::Add, operands } => {
                operands.iter().flat_map(|operand| self.value_items(operand)).collect()
            }
            _ => self.value_items(expr),
        }
    }

    fn value_items(&self, expr: Expr<'m>) -> Vec<Expr<'m>> {
        if matches!(expr.kind(), ExprKind::List(_) | ExprKind::Tuple(_) | ExprKind::Set(_) | ExprKind::Binary { .. }) {
            if !self.enter() {
                self.leave();
                return Vec::new();
            }
            let items = self.items(expr);
            self.leave();
            return items;
        }
        match self.value(expr) {
            Value::List(items) => items,
            Value::Dict(dict) => dict.entries().map(|entry| entry.value).collect(),
            _ => Vec::new(),
        }
    }

    fn name(&self, expr: Expr<'m>, name: &'m str) -> Value<'m> {
        let file = self.file(expr);
        let Some(scopes) = self.scopes.get(&file) else { return Value::Unknown };
        match scopes.lookup(name, expr) {
            Some(binding) => self.binding(file, binding),
            None => match self.star(file, name) {
                // A name that nothing binds is built in.
                Value::Unknown => match self.in_package(file, name) {
                    Value::Unknown => Value::builtin(name),
                    value => value,
                },
                value => value,
            },
        }
    }

    pub(super) fn binding(&self, file: FileId, binding: Binding<'m>) -> Value<'m> {
        match binding {
            Binding::Value(value) | Binding::Context(value) => self.value(value),
            Binding::Part(whole, name) => match self.value(whole) {
                Value::Dict(dict) => dict.get(name).map_or(Value::Unknown, |part| self.value(part)),
                // `const { tool } = sdk`
                value @ (Value::External(_) | Value::Module(_))
                    if value.path().is_none_or(|path| path.contains(':')) =>
                {
                    self.member(&value, name, whole)
                }
                _ => Value::Unknown,
            },
            Binding::Opaque => Value::Unknown,
            Binding::Import(import, imported) => self.imported(file, import, imported),
            Binding::Function(function) => Value::Function(function),
            Binding::Class(class) => Value::Class(class),
            Binding::Param(function, param) => self.parameter(function, param),
        }
    }

    /// An instance of the type that an annotation names; `Optional[X]`, `X | None`, `Annotated[X, …]` and quotes are looked through.
    pub fn instance_of(&self, annotation: Expr<'m>) -> Value<'m> {
        match annotation.kind() {
            ExprKind::Binary { op: Operator::BitOr, operands } => {
                operands.iter().map(|operand| self.instance_of(operand)).find(Value::is_known).unwrap_or(Value::Unknown)
            }
            ExprKind::Subscript(Subscript { base, index, .. }) => match base.dotted().as_deref() {
                Some([.., "Optional" | "Annotated"]) => {
                    let first = match index.kind() {
                        ExprKind::Tuple(items) => items.first().unwrap_or(index),
                        _ => index,
                    };
                    self.instance_of(first)
                }
                _ => self.instance_of(base),
            },
            _ => match self.value(annotation) {
                Value::Class(class) => Value::Object(class, None),
                Value::External(external) => Value::External(External { called: true, ..external }),
                // A type of functions in Go: what it is called is what it gives back.
                Value::Function(function) if !function.has_body() => Value::Function(function),
                _ => Value::Unknown,
            },
        }
    }

    fn imported(&self, file: FileId, import: Import<'m>, imported: Imported<'m>) -> Value<'m> {
        let Some(module) = self.module(file) else { return Value::Unknown };
        let language = module.language();
        let source = import.source();
        let target = self.target(language, file, import);
        match (target, imported.what()) {
            (Some(file), Taken::Module) => Value::Module(file),
            (Some(target), Taken::Named(name)) => match self.exported(target, name) {
                Value::Unknown => match self.paths.submodule(file, import, name) {
                    Some(submodule) => Value::Module(submodule),
                    // A project package can have the name of a framework; what it does not have, the framework has.
                    None if import.level() == 0 && self.roots.contains(first_part(source)) => {
                        Value::external(format!("{source}{}{name}", separator(language)))
                    }
                    None => Value::Unknown,
                },
                value => value,
            },
            (Some(target), Taken::Default) => self.exported(target, "default"),
            (Some(_), Taken::Package | Taken::Star) => Value::Unknown,
            (None, Taken::Named(name)) if language == Language::Python => {
                // `from package import module`, where only the module is in the tree.
                match self.paths.submodule(file, import, name) {
                    Some(file) if import.level() > 0 => Value::Module(file),
                    _ if import.level() > 0 => Value::Unknown,
                    _ => Value::external(format!("{source}.{name}")),
                }
            }
            (None, Taken::Named(name)) => Value::external(format!("{source}:{name}")),
            (None, Taken::Default) => Value::external(format!("{source}:default")),
            (None, Taken::Package) => Value::external(source.split('.').next().unwrap_or(source).to_owned()),
            (None, Taken::Module | Taken::Star) => Value::external(source.to_owned()),
        }
    }

    /// The file that an import loads; `None` when it leads out of the tree. A framework that is imported by its name is outside, unless a
    /// module beside the importing file has the name.
    pub(super) fn target(&self, language: Language, file: FileId, import: Import<'m>) -> Option<FileId> {
        let is_framework = self.roots.contains(first_part(import.source())) && import.level() == 0;
        match self.resolve(language, file, import.source(), import.level()) {
            Target::File { beside: false, .. } if is_framework => None,
            // The examples of a framework's own repository import it as everybody does.
            Target::File { file: found, .. }
                if is_framework && is_shown(self.path(file)) && !is_shown(self.path(found)) =>
            {
                None
            }
            Target::File { file, .. } => Some(file),
            Target::Outside => None,
        }
    }

    /// What a module gives under `name`.
    pub fn exported(&self, file: FileId, name: &str) -> Value<'m> {
        let value = if self.enter() { self.export(file, name) } else { Value::Unknown };
        self.leave();
        value
    }

    fn export(&self, file: FileId, name: &str) -> Value<'m> {
        let Some(scopes) = self.scopes.get(&file) else { return Value::Unknown };
        match scopes.export(name) {
            Some(ExportOf::Local(local)) => {
                scopes.top(local).map_or(Value::Unknown, |binding| self.binding(file, binding))
            }
            Some(ExportOf::Value(value)) => self.value(value),
            Some(ExportOf::Import(import, imported)) => self.imported(file, import, imported),
            Some(ExportOf::Function(function)) => Value::Function(function),
            Some(ExportOf::Class(class)) => Value::Class(class),
            None => match scopes.top(name) {
                Some(binding) => self.binding(file, binding),
                None => match self.star(file, name) {
                    Value::Unknown => self.in_package(file, name),
                    value => value,
                },
            },
        }
    }

    fn star(&self, file: FileId, name: &str) -> Value<'m> {
        let Some((scopes, module)) = self.scopes.get(&file).zip(self.module(file)) else { return Value::Unknown };
        for import in scopes.stars.iter().rev() {
            if let Some(target) = self.target(module.language(), file, *import) {
                let value = self.exported(target, name);
                if value.is_known() {
                    return value;
                }
            }
        }
        Value::Unknown
    }

    fn called(&self, call: Call<'m>) -> Value<'m> {
        match self.value(call.callee) {
            Value::External(external) => {
                if matches!(external.path.as_str(), "functools.partial" | "partial") {
                    return call.positional(0).map_or(Value::Unknown, |function| self.value(function));
                }
                if matches!(
                    external.path.as_str(),
                    "list"
                        | "tuple"
                        | "set"
                        | "sorted"
                        | "dict"
                        | "asyncio.run"
                        | "Object.freeze"
                        | "Object.values"
                        | "Promise.all"
                        | "Array.from"
                ) {
                    return call.positional(0).map_or(Value::Unknown, |inner| self.value(inner));
                }
                let origin = external.origin.or(Some(call.expr()));
                Value::External(External { origin, called: true, last: Some(call.expr()), ..external })
            }
            Value::Class(class) => Value::Object(class, Some(call.expr())),
            Value::Function(function) => self.returned(function),
            _ => self.same_items(call),
        }
    }
}
