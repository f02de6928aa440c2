//! Secrets that code writes into its logs, and records that do not say who asked.

use super::audit::{Audits, LogCall};
use crate::facts::secrets::is_secret_name;
use crate::model::code::{Code, Value};
use crate::source::{FileId, PathClass, Place, Span, words};
use crate::syntax::code::{Call, Expr, ExprKind, Operator, Part, Subscript};

/// A secret that a call writes to a log or a console.
#[derive(Clone, Debug)]
pub struct Leak {
    /// The variable, member or key.
    pub name: String,
    /// The argument, or the part of it that is the secret.
    pub place: Place,
    /// The call that writes it.
    pub call: Place,
    /// What it writes to: "a logger".
    pub sink: String,
}

/// How deep arguments are looked into: a call around a template around a name.
const DEPTH: usize = 6;

/// All secrets that the code of the tree logs, by place. Tests and vendored code are left out.
pub(super) fn leaks<'m>(code: &Code<'m>, audits: &Audits<'_, 'm>) -> Vec<Leak> {
    let mut found = Vec::new();
    for (file, module) in code.modules() {
        if matches!(PathClass::of(code.path(file)), PathClass::Test | PathClass::Vendored) {
            continue;
        }
        for call in module.calls() {
            // Names are cheap: only a call with a secret among its arguments is worth asking what it is.
            let mut named = Vec::new();
            call.args().for_each(|arg| secrets(code, arg.value, 0, &mut named));
            if named.is_empty() {
                continue;
            }
            let Some(LogCall { title, .. }) = audits.log_call(call) else { continue };
            let place = |span: Span| Place { file, span };
            found.extend(named.into_iter().map(|(name, at)| Leak {
                name,
                place: place(at.span()),
                call: place(call.span()),
                sink: title.clone(),
            }));
        }
    }
    found
}

/// The parts of `expr` that are printed as they are and hold a secret.
fn secrets<'m>(code: &Code<'m>, expr: Expr<'m>, depth: usize, found: &mut Vec<(String, Expr<'m>)>) {
    if depth > DEPTH {
        return;
    }
    match expr.kind() {
        ExprKind::Name(name) if names_secret(name) && !is_harmless(code, expr) => {
            found.push((name.to_owned(), expr));
        }
        ExprKind::Attribute(attribute) if names_secret(attribute.name) && !is_harmless(code, expr) => {
            found.push((attribute.name.to_owned(), expr));
        }
        ExprKind::Subscript(Subscript { index, .. }) => {
            if let Some(key) = index.as_str().filter(|key| names_secret(key)) {
                found.push((key.to_owned(), expr));
            }
        }
        ExprKind::Template(template) => {
            for part in template.parts() {
                if let Part::Hole { value, .. } = part {
                    secrets(code, value, depth + 1, found);
                }
            }
        }
        ExprKind::Binary { op: Operator::Add | Operator::Mod, operands } => {
            operands.iter().for_each(|operand| secrets(code, operand, depth + 1, found));
        }
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            items.iter().for_each(|item| secrets(code, item, depth + 1, found));
        }
        ExprKind::Dict(dict) => dict.entries().for_each(|entry| secrets(code, entry.value, depth + 1, found)),
        ExprKind::Call(call) => inner_call(code, call, depth, found),
        _ => {}
    }
}

/// Calls that hand their argument on, and those that read the environment.
fn inner_call<'m>(code: &Code<'m>, call: Call<'m>, depth: usize, found: &mut Vec<(String, Expr<'m>)>) {
    let Some(name) = call.last_name() else { return };
    match name {
        "str" | "repr" | "format" | "dumps" | "stringify" | "String" | "dict" | "get_secret_value" => {
            call.args().for_each(|arg| secrets(code, arg.value, depth + 1, found));
            if matches!(name, "get_secret_value") {
                found.extend(call.receiver().map(|receiver| (words_of(receiver), call.expr())));
            }
        }
        "getenv" | "get" => {
            let is_environment =
                matches!(code.value(call.callee).path(), Some("os.getenv" | "os.environ.get" | "environ.get"));
            if let Some(key) =
                call.positional(0).and_then(Expr::as_str).filter(|key| is_environment && names_secret(key))
            {
                found.push((key.to_owned(), call.expr()));
            }
        }
        _ => {}
    }
}

fn words_of(expr: Expr<'_>) -> String {
    expr.dotted().and_then(|path| path.last().map(|last| (*last).to_owned())).unwrap_or_else(|| "a secret".to_owned())
}

/// Words that make a name say something about a secret, not hold it.
const ABOUT: [&str; 40] = [
    "has",
    "in",
    "refs",
    "location",
    "field",
    "param",
    "arg",
    "have",
    "is",
    "no",
    "use",
    "uses",
    "need",
    "needs",
    "missing",
    "invalid",
    "valid",
    "set",
    "present",
    "configured",
    "status",
    "source",
    "error",
    "provided",
    "required",
    "hash",
    "hashed",
    "masked",
    "preview",
    "redacted",
    "hint",
    "env",
    "var",
    "placeholder",
    "at",
    "expires",
    "expiry",
    "expired",
    "exp",
    "ttl",
];

/// Words that say which kind of token is meant: alone it is a piece of text to a language model.
const KINDS: [&str; 14] = [
    "access", "auth", "refresh", "api", "bearer", "session", "bot", "github", "slack", "oauth", "jwt", "secret",
    "personal", "hf",
];

/// Whether a variable of this name holds a secret in code about language models, where a token is mostly a piece of text.
fn names_secret(name: &str) -> bool {
    if !is_secret_name(name) {
        return false;
    }
    let words = words(name.chars());
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if has(&ABOUT) {
        return false;
    }
    let only_token =
        !has(&["password", "passwd", "passphrase", "apikey", "secret", "privatekey", "accesskey", "secretkey", "key"]);
    !only_token || words.iter().any(|word| word == "token") && has(&KINDS)
}

/// A value that is known and no secret: a literal of the code (its own check looks at it), a truth value, nothing.
fn is_harmless<'m>(code: &Code<'m>, expr: Expr<'m>) -> bool {
    matches!(
        code.value(expr),
        Value::Text(_)
            | Value::Bool(_)
            | Value::None
            | Value::Function(_)
            | Value::Class(_)
            | Value::List(_)
            | Value::Dict(_)
    )
}

/// Words that say on whose behalf something was done.
const WHO: [&str; 22] = [
    "user",
    "actor",
    "caller",
    "principal",
    "session",
    "request",
    "trace",
    "correlation",
    "thread",
    "tenant",
    "account",
    "customer",
    "run",
    "conversation",
    "agent",
    "client",
    "identity",
    "email",
    "sub",
    "owner",
    "context",
    "ctx",
];

/// Whether the record at `at` names who asked; `None` when it is no call of a logger that can be read.
pub(super) fn attributed<'m>(code: &Code<'m>, audits: &Audits<'_, 'm>, at: (FileId, Span)) -> Option<bool> {
    let call = code.module(at.0)?.calls().find(|call| call.span() == at.1)?;
    let log = audits.log_call(call)?;
    if log.traced {
        return Some(true);
    }
    let mut text = String::new();
    for arg in call.args() {
        for node in arg.value.walk() {
            let crate::syntax::code::Node::Expr(expr) = node else { continue };
            match expr.kind() {
                ExprKind::Name(name) => push(&mut text, name),
                ExprKind::Attribute(attribute) => push(&mut text, attribute.name),
                ExprKind::Str(literal) => push(&mut text, literal.value()),
                ExprKind::Template(template) => {
                    for part in template.parts() {
                        if let Part::Text(literal) = part {
                            push(&mut text, literal.value());
                        }
                    }
                }
                _ => {}
            }
        }
        arg.name.into_iter().for_each(|(name, _)| push(&mut text, name));
    }
    // A logger that was bound to a context carries it along.
    let bound = call.receiver().is_some_and(|receiver| receiver.as_call().is_some());
    Some(bound || words(text.chars()).iter().any(|word| WHO.contains(&word.as_str())))
}

fn push(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more);
}
