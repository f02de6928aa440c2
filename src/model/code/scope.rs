//! What a name is bound to: by assignment, import, definition, parameter, `with`, loop or destructuring.

use crate::syntax::code::{
    Class, Export, Expr, ExprKind, Function, FunctionId, Import, Imported, LoopKind, Module, Node, Param, StmtKind,
};
use std::collections::{BTreeMap, HashMap};

/// One way in which a name gets its value.
#[derive(Copy, Clone)]
pub(super) enum Binding<'m> {
    /// `name = value`
    Value(Expr<'m>),
    /// `{name} = value`, `[name] = value`: a part of the value.
    Part(Expr<'m>, &'m str),
    /// Bound by a form whose value is not followed: a loop, a handler, `+=`.
    Opaque,
    /// `with value as name`
    Context(Expr<'m>),
    /// An import.
    Import(Import<'m>, Imported<'m>),
    /// `def name`
    Function(Function<'m>),
    /// `class name`
    Class(Class<'m>),
    /// A parameter of a function.
    Param(Function<'m>, Param<'m>),
}

/// A scope (`None` is the module) and a name in it.
type Name<'m> = (Option<FunctionId>, &'m str);

/// All bindings of a module.
pub(super) struct Scopes<'m> {
    /// By scope (`None` is the module) and name, in source order with the place where each begins to hold.
    names: BTreeMap<Name<'m>, Vec<(u32, Binding<'m>)>>,
    /// Imports of everything, in source order.
    pub(super) stars: Vec<Import<'m>>,
    /// Exports under another name than the local one.
    exports: HashMap<&'m str, ExportOf<'m>>,
}

/// What an export stands for.
#[derive(Copy, Clone)]
pub(super) enum ExportOf<'m> {
    /// A local name.
    Local(&'m str),
    /// A value: `export default …`.
    Value(Expr<'m>),
    /// A name of another module.
    Import(Import<'m>, Imported<'m>),
    /// A definition: `export default function …`.
    Function(Function<'m>),
    /// A definition: `export default class …`.
    Class(Class<'m>),
}

impl<'m> Scopes<'m> {
    pub(super) fn new(module: &'m Module) -> Self {
        let mut scopes = Self { names: BTreeMap::new(), stars: Vec::new(), exports: HashMap::new() };
        for import in module.imports() {
            scopes.import(import);
        }
        for function in module.functions() {
            scopes.function(function);
        }
        for class in module.classes() {
            if let (Some(name), Some(Node::Stmt(stmt))) = (class.name(), class.parent()) {
                // A class inside a class is reached through the outer one.
                if Node::Stmt(stmt).class().is_none() {
                    scopes.bind(stmt.function(), name, class.span().start, Binding::Class(class));
                }
                if class.exported() == crate::syntax::code::Exported::Default {
                    scopes.exports.insert("default", ExportOf::Class(class));
                }
            }
        }
        for stmt in module.stmts() {
            scopes.statement(stmt);
        }
        for expr in module.exprs() {
            if let ExprKind::Assign { target, op: None, value } = expr.kind()
                && let Some(name) = target.as_name()
            {
                scopes.bind(expr.function(), name, expr.span().start, Binding::Value(value));
            }
        }
        for bindings in scopes.names.values_mut() {
            bindings.sort_by_key(|(start, _)| *start);
        }
        scopes
    }

    fn bind(&mut self, scope: Option<Function<'m>>, name: &'m str, start: u32, binding: Binding<'m>) {
        self.names.entry((scope.map(Function::id), name)).or_default().push((start, binding));
    }

    fn import(&mut self, import: Import<'m>) {
        use crate::syntax::code::{ImportForm, Taken};
        if import.form() == ImportForm::Reexport {
            for name in import.names() {
                match (name.what(), name.local()) {
                    (Taken::Star, None) => self.stars.push(import),
                    (_, Some(local)) => {
                        self.exports.insert(local, ExportOf::Import(import, name));
                    }
                    _ => {}
                }
            }
            return;
        }
        let scope = import.site().and_then(Node::function);
        for name in import.names() {
            match name.local() {
                Some(local) => self.bind(scope, local, import.span().start, Binding::Import(import, name)),
                None if name.what() == Taken::Star => self.stars.push(import),
                None => {}
            }
        }
    }

    fn function(&mut self, function: Function<'m>) {
        for param in function.params() {
            if let Some(name) = param.name() {
                self.bind(Some(function), name, function.span().start, Binding::Param(function, param));
            }
            if let Some(pattern) = param.pattern() {
                for name in names_in(pattern) {
                    self.bind(Some(function), name, function.span().start, Binding::Opaque);
                }
            }
        }
        let Some(name) = function.name() else { return };
        if let Some(Node::Stmt(stmt)) = function.parent()
            && function.class().is_none()
            // A method of Go stands at the top and binds nothing there.
            && function.kind() != crate::syntax::code::FunctionKind::Method
        {
            self.bind(Node::Stmt(stmt).function(), name, function.span().start, Binding::Function(function));
            if function.exported() == crate::syntax::code::Exported::Default {
                self.exports.insert("default", ExportOf::Function(function));
            }
        }
    }

    fn statement(&mut self, stmt: crate::syntax::code::Stmt<'m>) {
        let scope = stmt.function();
        let start = stmt.span().start;
        match stmt.kind() {
            StmtKind::Assign(assign) if Node::Stmt(stmt).class().is_none() => {
                for target in assign.targets.iter() {
                    match (target.as_name(), assign.value) {
                        (Some(name), Some(value)) if assign.op.is_none() => {
                            self.bind(scope, name, start, Binding::Value(value));
                        }
                        (Some(name), _) if assign.op.is_some() => self.bind(scope, name, start, Binding::Opaque),
                        (None, Some(value)) => {
                            for name in names_in(target) {
                                self.bind(scope, name, start, Binding::Part(value, name));
                            }
                        }
                        _ => {}
                    }
                }
            }
            StmtKind::With(with) => {
                for (context, target) in with.items() {
                    if let Some(name) = target.and_then(Expr::as_name) {
                        self.bind(scope, name, start, Binding::Context(context));
                    }
                }
            }
            StmtKind::Loop(each) => {
                if let LoopKind::Each { target, .. } | LoopKind::Keys { target, .. } = each.head {
                    for name in names_in(target) {
                        self.bind(scope, name, start, Binding::Opaque);
                    }
                }
            }
            StmtKind::Export(Export::Names(names)) => {
                for name in names.iter() {
                    self.exports.insert(name.exported, ExportOf::Local(name.local));
                }
            }
            StmtKind::Export(Export::Default(value) | Export::Equals(value)) => {
                self.exports.insert("default", ExportOf::Value(value));
            }
            _ => {}
        }
    }

    /// What `name` stands for at `at`: the innermost scope that binds it; in the same scope the last binding before `at`.
    pub(super) fn lookup(&self, name: &str, at: Expr<'m>) -> Option<Binding<'m>> {
        let own = at.function();
        let mut scope = own;
        loop {
            if let Some(bindings) = self.names.get(&(scope.map(Function::id), name)) {
                let here = scope == own;
                let before = bindings.iter().rev().find(|(start, _)| !here || *start < at.span().start);
                return before.or(bindings.first()).map(|(_, binding)| *binding);
            }
            match scope {
                Some(function) => scope = function.enclosing(),
                None => return None,
            }
        }
    }

    /// The parameter that `name` is at `at`.
    pub(super) fn param(&self, name: &str, at: Expr<'m>) -> Option<(Function<'m>, Param<'m>)> {
        match self.lookup(name, at)? {
            Binding::Param(function, param) => Some((function, param)),
            _ => None,
        }
    }

    /// What the module itself binds to `name`, as seen from outside.
    pub(super) fn top(&self, name: &str) -> Option<Binding<'m>> {
        let bindings = self.names.get(&(None, name))?;
        // `try: import x` with `x = None` in the handler: the module is what matters.
        let real = bindings
            .iter()
            .rev()
            .find(|(_, binding)| !matches!(binding, Binding::Value(value) if matches!(value.kind(), ExprKind::None)));
        real.or(bindings.last()).map(|(_, binding)| *binding)
    }

    pub(super) fn export(&self, name: &str) -> Option<ExportOf<'m>> {
        self.exports.get(name).copied()
    }
}

/// Names that a pattern binds.
fn names_in(pattern: Expr<'_>) -> Vec<&str> {
    let mut found = Vec::new();
    let mut stack = vec![pattern];
    while let Some(expr) = stack.pop() {
        match expr.kind() {
            ExprKind::Name(name) => found.push(name),
            ExprKind::List(items) | ExprKind::Tuple(items) => stack.extend(items.iter()),
            ExprKind::Spread(inner) => stack.push(inner),
            ExprKind::Assign { target, .. } => stack.push(target),
            ExprKind::Dict(dict) => stack.extend(dict.entries().map(|entry| entry.value)),
            _ => {}
        }
    }
    found
}
