//! Options that code hands to the library of an agent runtime.

use super::{Found, Granted};
use crate::knowledge::schema::{CodeOption, Sibling};
use crate::model::ModelFile;
use crate::model::code::{Code, Value};
use crate::source::Span;
use crate::syntax::code::{Expr, ExprKind, Import, Language, Module};

/// Reads the arguments and properties of a module.
pub(super) fn read<'m>(found: &mut Found<'_>, file: &ModelFile, code: &Code<'m>, module: &'m Module) {
    let imports: Vec<&str> = module.imports().filter(|import| !import.is_type_only()).map(Import::source).collect();
    let knows = |modules: &[String]| {
        modules.is_empty()
            || modules.iter().any(|wanted| {
                imports.iter().any(|import| {
                    import
                        .strip_prefix(wanted.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
                })
            })
    };
    let runtimes = &found.knowledge.access().runtimes;
    let options: Vec<_> = runtimes
        .iter()
        .flat_map(|runtime| runtime.options.iter().map(move |option| (runtime.id.as_str(), option)))
        .filter(|(_, option)| knows(&option.modules))
        .collect();
    if options.is_empty() {
        return;
    }
    let all = arguments(code, module);
    for argument in &all {
        for (runtime, option) in &options {
            if option.names.iter().any(|name| name == argument.name) {
                judge(found, file, module.language(), (runtime, option), argument, &all);
            }
        }
    }
}

/// `name=value` of a call or `name: value` of an object.
struct Argument<'m> {
    name: &'m str,
    span: Span,
    expr: Expr<'m>,
    /// Whether it is an entry of a dict or an object.
    is_entry: bool,
    value: Option<&'m str>,
}

fn arguments<'m>(code: &Code<'m>, module: &'m Module) -> Vec<Argument<'m>> {
    let argument = |name, span, expr, is_entry| Argument { name, span, expr, is_entry, value: literal(code, expr) };
    let mut found = Vec::new();
    for expr in module.exprs() {
        match expr.kind() {
            ExprKind::Call(call) => found.extend(call.args().filter_map(|arg| {
                let (name, at) = arg.name?;
                Some(argument(name, Span { start: at.start, end: arg.value.span().end }, arg.value, false))
            })),
            ExprKind::Dict(dict) => found.extend(dict.entries().filter_map(|entry| {
                let name = entry.name()?;
                let start = entry.key.map_or(entry.value.span().start, |key| key.span().start);
                let end = entry.value.span().end;
                (start <= end).then(|| argument(name, Span { start, end }, entry.value, true))
            })),
            _ => {}
        }
    }
    found
}

fn literal<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<&'m str> {
    match expr.kind() {
        ExprKind::Str(text) => Some(text.value()),
        ExprKind::Bool(true) => Some("true"),
        ExprKind::Bool(false) => Some("false"),
        // A constant of this file or another.
        ExprKind::Name(_) | ExprKind::Attribute(_) => match code.value(expr) {
            Value::Text(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        },
        _ => None,
    }
}

fn judge<'a>(
    found: &mut Found<'a>,
    file: &ModelFile,
    language: Language,
    (runtime, option): (&'a str, &'a CodeOption),
    argument: &Argument<'_>,
    all: &[Argument<'_>],
) {
    let Some(value) = argument.value else { return };
    let has = |sibling: &Sibling| {
        all.iter().any(|other| {
            sibling.names.iter().any(|name| name == other.name)
                && other.value.is_some_and(|value| sibling.is.iter().any(|one| one == value))
        })
    };
    let case = found.case(&option.cases, argument.name, value, &has);
    let broad = case.and_then(|case| case.broad.as_ref());
    let Some(narrow) = option.fine.as_deref().or(broad.map(|_| "")) else { return };
    let granted = Granted {
        provider: runtime,
        kind: "agent-permission",
        value: if argument.is_entry && language == Language::Python {
            format!("{}: {value}", argument.name)
        } else {
            written(language, argument.name, argument.expr, value)
        },
        span: argument.span,
        at: None,
        shown: None,
        holder: String::new(),
    };
    found.push(file, granted, broad, narrow);
}

/// The argument as its language writes it.
fn written(language: Language, name: &str, expr: Expr<'_>, value: &str) -> String {
    let is_text = !matches!(expr.kind(), ExprKind::Bool(_));
    match (language, is_text, value) {
        (Language::Python, true, _) => format!("{name}=\"{value}\""),
        (Language::Python, false, "true") => format!("{name}=True"),
        (Language::Python, false, _) => format!("{name}=False"),
        (Language::TypeScript | Language::Go, true, _) => format!("{name}: \"{value}\""),
        (Language::TypeScript | Language::Go, false, _) => format!("{name}: {value}"),
    }
}
