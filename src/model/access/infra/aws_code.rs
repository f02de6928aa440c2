//! Policies of AWS in code: dicts that become a policy, statements of constructs, managed policies by name.

use super::Found;
use super::aws::{Statement, judge, managed, policy};
use crate::model::ModelFile;
use crate::source::Span;
use crate::syntax::code::{Call, Expr, ExprKind, Module};

pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, module: &Module) {
    for expr in module.exprs() {
        match expr.kind() {
            ExprKind::Dict(dict) if dict.get("Effect").and_then(Expr::as_str) == Some("Allow") => {
                if dict.get("Principal").is_none() {
                    let get = |name: &str| dict.get(name);
                    statement(found, file, &get, ["Action", "NotAction", "Resource", "Condition"]);
                }
            }
            ExprKind::Call(call) => read_call(found, file, call),
            ExprKind::Str(text) => {
                if let Some(name) = managed(text.value()) {
                    policy(found, file, text.value().to_owned(), name, text.span());
                }
            }
            _ => {}
        }
    }
}

/// `PolicyStatement(actions=[…], resources=[…])` and `PolicyStatement({actions, resources})`.
fn read_call(found: &mut Found<'_>, file: &ModelFile, call: Call<'_>) {
    match call.last_name() {
        Some("PolicyStatement") => {
            let get = |name: &str| call.keyword(name).or_else(|| call.option(name));
            if get("principals").is_some() || get("effect").is_some_and(|effect| !is_allow(effect)) {
                return;
            }
            let names = match get("actions").or(get("resources")) {
                Some(_) => ["actions", "notActions", "resources", "conditions"],
                None => ["actions", "not_actions", "resources", "conditions"],
            };
            statement(found, file, &get, names);
        }
        Some("fromAwsManagedPolicyName" | "from_aws_managed_policy_name") => {
            let name = call.positional(0).or_else(|| call.keyword("managed_policy_name"));
            if let Some((expr, name)) = name.and_then(|expr| Some((expr, expr.as_str()?))) {
                policy(found, file, name.to_owned(), name, expr.span());
            }
        }
        _ => {}
    }
}

/// `Effect.ALLOW`, in whatever module.
fn is_allow(effect: Expr<'_>) -> bool {
    effect.dotted().is_some_and(|path| path.last() == Some(&"ALLOW")) || effect.as_str() == Some("Allow")
}

fn statement<'m>(
    found: &mut Found<'_>,
    file: &ModelFile,
    get: &dyn Fn(&str) -> Option<Expr<'m>>,
    [action, not_action, resource, condition]: [&str; 4],
) {
    let allowed = get(action);
    let Some(expr) = allowed.or_else(|| get(not_action)) else { return };
    let actions = texts(expr);
    if actions.is_empty() {
        return;
    }
    let resources = get(resource).map(texts).unwrap_or_default();
    let span: Span = expr.span();
    let is_limited = get(condition).is_some();
    judge(found, file, &Statement { actions, resources, all_but: allowed.is_none(), is_limited, span });
}

fn texts(expr: Expr<'_>) -> Vec<&str> {
    match expr.kind() {
        ExprKind::Str(text) => vec![text.value()],
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().filter_map(Expr::as_str).collect(),
        _ => Vec::new(),
    }
}
