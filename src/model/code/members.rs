//! Members of values: attributes of modules, classes, objects and things from outside.

use super::{Code, External, Members, Value, separator};
use crate::source::FileId;
use crate::syntax::code::{Attribute, Class, Expr, ExprKind, Function, Language, Node, Param, StmtKind};

impl<'m> Code<'m> {
    /// `base[index]`
    pub(super) fn item(&self, base: Expr<'m>, index: Expr<'m>) -> Value<'m> {
        match (self.value(base), index.kind()) {
            (Value::Dict(dict), ExprKind::Str(key)) => {
                dict.get(key.value()).map_or(Value::Unknown, |value| self.value(value))
            }
            (Value::List(items), ExprKind::Number(number)) => number
                .parse::<usize>()
                .ok()
                .and_then(|at| items.get(at).copied())
                .map_or(Value::Unknown, |item| self.value(item)),
            // `Agent[Deps]`: the type arguments are left out.
            (value @ (Value::External(_) | Value::Class(_)), _) => value,
            _ => Value::Unknown,
        }
    }

    pub(super) fn member(&self, base: &Value<'m>, name: &'m str, at: Expr<'m>) -> Value<'m> {
        match base {
            Value::External(external) => {
                let language = at.module().language();
                // The first member of a TypeScript module stands behind a colon.
                let is_module = language == Language::TypeScript
                    && !external.builtin
                    && external.origin.is_none()
                    && !external.called
                    && is_module_path(&external.path);
                let mark = if is_module { separator(language) } else { '.' };
                // A member of the default export of a module is mostly a member of the module.
                let path =
                    external.path.strip_suffix(":default").filter(|_| external.origin.is_none() && !external.called);
                let path = match path {
                    Some(module) => format!("{module}:{name}"),
                    None => format!("{}{mark}{name}", external.path),
                };
                Value::External(External {
                    path,
                    origin: external.origin,
                    called: false,
                    last: external.last,
                    builtin: external.builtin,
                })
            }
            Value::Module(file) => match self.exported(*file, name) {
                Value::Unknown => self.submodule_of(*file, name),
                value => value,
            },
            Value::Class(class) => self.class_member(*class, name, 0),
            Value::Object(class, _) => self.object_member(*class, name),
            Value::Dict(dict) => dict.get(name).map_or(Value::Unknown, |value| self.value(value)),
            // The value of a member of an enumeration.
            Value::Text(text) if name == "value" => Value::Text(text),
            _ => Value::Unknown,
        }
    }

    fn submodule_of(&self, file: FileId, name: &str) -> Value<'m> {
        let Some(folder) = self.path(file).strip_suffix("__init__.py").filter(|folder| !folder.is_empty()) else {
            return Value::Unknown;
        };
        self.paths
            .python_file(&format!("{folder}{name}"))
            .filter(|file| self.module(*file).is_some())
            .map_or(Value::Unknown, Value::Module)
    }

    fn class_member(&self, class: Class<'m>, name: &'m str, depth: usize) -> Value<'m> {
        if let Some(method) = class.method(name).or_else(|| self.method_of(class, name)) {
            return Value::Function(method);
        }
        if let Some(value) = class.field(name).and_then(|field| field.value) {
            return self.value(value);
        }
        if let Some(annotation) = class.field(name).and_then(|field| field.annotation) {
            return self.instance_of(annotation);
        }
        if depth < 8 {
            for base in class.bases() {
                let value = match self.value(base) {
                    Value::Class(base) => self.class_member(base, name, depth + 1),
                    Value::External(external) => Value::external(format!("{}.{name}", external.path)),
                    _ => Value::Unknown,
                };
                if value.is_known() {
                    return value;
                }
            }
        }
        Value::Unknown
    }

    fn object_member(&self, class: Class<'m>, name: &'m str) -> Value<'m> {
        match self.assigned(class, name) {
            Some(value) => match self.value(value) {
                Value::Unknown => self.class_member(class, name, 0),
                value => value,
            },
            None => match self.class_member(class, name, 0) {
                // A parameter of the constructor that is a field: `constructor(private readonly server: McpServer)`.
                Value::Unknown => class
                    .methods()
                    .flat_map(Function::params)
                    .find(|param| param.is_field() && param.name() == Some(name))
                    .and_then(Param::annotation)
                    .map_or(Value::Unknown, |annotation| self.instance_of(annotation)),
                value => value,
            },
        }
    }

    /// What `self.name = value` assigns in any method; the constructor comes first in most files.
    fn assigned(&self, class: Class<'m>, name: &str) -> Option<Expr<'m>> {
        let key = (self.file_of(class.module()), class.id());
        let mut known = self.members.borrow_mut();
        let members = known.entry(key).or_insert_with(|| {
            let mut members = Members::default();
            for node in class.methods().flat_map(Function::walk) {
                let Node::Stmt(stmt) = node else { continue };
                let StmtKind::Assign(assign) = stmt.kind() else { continue };
                let (Some(target), Some(value)) = (assign.targets.single(), assign.value) else { continue };
                if let ExprKind::Attribute(Attribute { base, name, .. }) = target.kind()
                    && matches!(base.as_name(), Some("self" | "this"))
                {
                    members.entry(name).or_insert(value);
                }
            }
            members
        });
        members.get(name).copied()
    }
}

/// Whether a TypeScript path names a module as a whole.
fn is_module_path(path: &str) -> bool {
    !path.contains(':') && !path.contains('.')
        || path.starts_with("node:") && path.matches(':').count() == 1
        || path.strip_suffix(".js").is_some()
}

/// The class whose method `expr` stands in.
pub(super) fn owner(expr: Expr<'_>) -> Option<Class<'_>> {
    let mut function = expr.function();
    while let Some(inner) = function {
        if let Some(class) = inner.class() {
            return Some(class);
        }
        function = inner.enclosing();
    }
    None
}
