//! Options that code hands to the library of an agent runtime.

use super::{Found, Granted};
use crate::knowledge::schema::{CodeOption, Sibling};
use crate::model::ModelFile;
use crate::source::Span;
use crate::syntax::code::{Expr, ExprKind, Language, Module};

/// Reads the arguments and properties of a module.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, module: &Module) {
    let imports: Vec<&str> = module.imports().filter(|import| !import.is_type_only()).map(|one| one.source()).collect();
    let knows = |modules: &[String]| {
        modules.iter().any(|wanted| {
            imports.iter().any(|import| {
                import.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
            })
        })
    };
    let runtimes = &found.knowledge.access().runtimes;
    let known: Vec<_> = runtimes
        .iter()
        .flat_map(|runtime| runtime.options.iter().map(move |option| (runtime.id.as_str(), option)))
        .filter(|(_, option)| knows(&option.modules))
        .collect();
    if known.is_empty() {
        return;
    }
    let all = arguments(module);
    for argument in &all {
        for (runtime, option) in &known {
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
    value: Expr<'m>,
}

fn arguments(module: &Module) -> Vec<Argument<'_>> {
    let mut found = Vec::new();
    for expr in module.exprs() {
        match expr.kind() {
            ExprKind::Call(call) => found.extend(call.args().filter_map(|arg| {
                let (name, at) = arg.name?;
                Some(Argument { name, span: Span { start: at.start, end: arg.value.span().end }, value: arg.value })
            })),
            ExprKind::Dict(dict) => found.extend(dict.entries().filter_map(|entry| {
                let name = entry.name()?;
                let start = entry.key.map_or(entry.value.span().start, |key| key.span().start);
                let end = entry.value.span().end;
                (start <= end).then_some(Argument { name, span: Span { start, end }, value: entry.value })
            })),
            _ => {}
        }
    }
    found
}

fn literal<'m>(value: Expr<'m>) -> Option<&'m str> {
    match value.kind() {
        ExprKind::Str(text) => Some(text.value()),
        ExprKind::Bool(true) => Some("true"),
        ExprKind::Bool(false) => Some("false"),
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
    let Some(value) = literal(argument.value) else { return };
    let has = |sibling: &Sibling| {
        all.iter().any(|other| {
            sibling.names.iter().any(|name| name == other.name)
                && literal(other.value).is_some_and(|value| sibling.is.iter().any(|one| one == value))
        })
    };
    let case = found.case(&option.cases, argument.name, value, &has);
    let broad = case.and_then(|case| case.broad.as_ref());
    let Some(fine) = option.fine.as_deref().or(broad.map(|_| "")) else { return };
    let granted = Granted {
        provider: runtime,
        kind: "agent-permission",
        value: written(language, argument.name, argument.value, value),
        span: argument.span,
        at: None,
        holder: String::new(),
    };
    found.push(file, granted, broad, fine);
}

/// The argument as its language writes it.
fn written(language: Language, name: &str, expr: Expr<'_>, value: &str) -> String {
    let is_text = matches!(expr.kind(), ExprKind::Str(_));
    match (language, is_text, value) {
        (Language::Python, true, _) => format!("{name}=\"{value}\""),
        (Language::Python, false, "true") => format!("{name}=True"),
        (Language::Python, false, _) => format!("{name}=False"),
        (Language::TypeScript | Language::Go, true, _) => format!("{name}: \"{value}\""),
        (Language::TypeScript | Language::Go, false, _) => format!("{name}: {value}"),
    }
}
