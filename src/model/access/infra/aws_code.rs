//! Policies of AWS in code: dicts that become a policy, statements of constructs, managed policies by name.

use super::Found;
use super::aws::{Statement, judge, managed, policy};
use crate::model::ModelFile;
use crate::model::code::{Code, Value};
use crate::syntax::code::{Call, Expr, ExprKind, Module};

pub(super) fn read<'m>(found: &mut Found<'_>, file: &ModelFile, code: &Code<'m>, module: &'m Module) {
    for expr in module.exprs() {
        match expr.kind() {
            ExprKind::Dict(dict)
                if dict.get("Effect").and_then(Expr::as_str) == Some("Allow") && dict.get("Principal").is_none() =>
            {
                let get = |name: &str| dict.get(name);
                statement(found, (file, code), &get, ["Action", "NotAction", "Resource", "Condition"]);
            }
            ExprKind::Call(call) => read_call(found, file, code, call),
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
fn read_call<'m>(found: &mut Found<'_>, file: &ModelFile, code: &Code<'m>, call: Call<'m>) {
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
            statement(found, (file, code), &get, names);
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
    (file, code): (&ModelFile, &Code<'m>),
    get: &dyn Fn(&str) -> Option<Expr<'m>>,
    [action, not_action, resource, condition]: [&str; 4],
) {
    let allowed = get(action);
    let Some(expr) = allowed.or_else(|| get(not_action)) else { return };
    let actions = match code.value(expr) {
        Value::Text(text) => vec![(text, expr.span())],
        Value::List(items) => items.iter().filter_map(|item| Some((code.value(*item).text()?, item.span()))).collect(),
        _ => Vec::new(),
    };
    if actions.is_empty() {
        return;
    }
    let (resources, is_known) = get(resource).map_or((Vec::new(), true), |resource| texts(code, resource));
    let is_limited = get(condition).is_some();
    let span = expr.span();
    judge(found, file, &Statement { actions, resources, is_known, all_but: allowed.is_none(), is_limited, span });
}

/// A text, or the texts of a list, through names; and whether nothing in it is a name that stands for something unknown.
fn texts<'m>(code: &Code<'m>, expr: Expr<'m>) -> (Vec<&'m str>, bool) {
    match code.value(expr) {
        Value::Text(text) => (vec![text], true),
        Value::List(items) => {
            let known: Vec<&str> = items.iter().filter_map(|item| code.value(*item).text()).collect();
            (known, !items.iter().any(|item| is_bare(*item)))
        }
        _ => (Vec::new(), !is_bare(expr)),
    }
}

/// Whether an expression is a name alone: unlike a template or the member of a bucket, it can stand for `*`.
fn is_bare(expr: Expr<'_>) -> bool {
    matches!(expr.kind(), ExprKind::Name(_))
}
