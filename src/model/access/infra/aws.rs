//! Policies of AWS: statements wherever they are written, and managed policies by their names.

use super::rbac::find;
use super::{Found, Granted};
use crate::knowledge::schema::Breadth;
use crate::model::ModelFile;
use crate::source::{FileKind, Span};
use crate::syntax::{Node, Step, Value, parse};

/// What stands in the ARN of every managed policy before its name.
pub(super) const MANAGED: &str = ":iam::aws:policy/";

/// A statement, as any language writes it.
pub(super) struct Statement<'n> {
    pub(super) actions: Vec<(&'n str, Span)>,
    /// Resources that are known; an expression is some resource.
    pub(super) resources: Vec<&'n str>,
    /// Whether every resource is either known or surely one thing.
    pub(super) is_known: bool,
    /// Whether the actions are those that are not allowed.
    pub(super) all_but: bool,
    /// Whether a condition limits it.
    pub(super) is_limited: bool,
    /// The bytes of the actions.
    pub(super) span: Span,
}

/// Reads a data file.
pub(super) fn read(found: &mut Found<'_>, file: &ModelFile, root: &Node) {
    let source = file.facts.source.as_deref().unwrap_or_default();
    walk(found, file, root, &|span| span);
    // A policy can stand as JSON in a text.
    let mut texts = Vec::new();
    root.walk(|_, node| {
        if let Value::Text(text) | Value::Raw(text) = &node.value
            && text.len() < MAX_POLICY
            && text.contains("\"Statement\"")
        {
            texts.push((node, &**text));
        }
    });
    for (node, text) in texts {
        let (Some(start), Some(end)) = (text.find('{'), text.rfind('}')) else { continue };
        let Some(document) = text.get(start..=end).and_then(|json| parse(FileKind::Json, json)) else { continue };
        let place = |span: Span| match &node.value {
            Value::Raw(_) => span.shifted(start + node.span.start as usize),
            _ => node.source_span(source, start + span.start as usize..start + span.end as usize),
        };
        document.roots.iter().for_each(|root| walk(found, file, root, &place));
    }
}

/// The service takes 10 kB of a policy; what is much longer is none.
const MAX_POLICY: usize = 100_000;

fn walk(found: &mut Found<'_>, file: &ModelFile, root: &Node, place: &dyn Fn(Span) -> Span) {
    let mut statements = Vec::new();
    let mut policies = Vec::new();
    root.walk(|path, node| {
        if path.iter().any(|step| is_key(*step, &["condition", "conditions"])) {
            return;
        }
        match &node.value {
            Value::Map(_) => statements.extend(statement(path, node)),
            Value::Text(text) | Value::Raw(text) => {
                if let Some(name) = managed(text) {
                    policies.push((text.trim_matches('"').to_owned(), name.to_owned(), node.span));
                } else if is_sam_policy(path, text) {
                    policies.push((text.to_string(), text.to_string(), node.span));
                }
            }
            _ => {}
        }
    });
    for statement in statements {
        let actions = statement.actions.iter().map(|(action, span)| (*action, place(*span))).collect();
        judge(found, file, &Statement { actions, span: place(statement.span), ..statement });
    }
    for (value, name, span) in policies {
        policy(found, file, value, &name, place(span));
    }
}

fn is_key(step: Step<'_>, names: &[&str]) -> bool {
    matches!(step, Step::Key(key) if names.iter().any(|name| key.text.eq_ignore_ascii_case(name)))
}

/// The name in the ARN of a managed policy.
pub(super) fn managed(text: &str) -> Option<&str> {
    let text = text.trim_matches('"');
    let at = text.find(MANAGED).filter(|_| text.starts_with("arn:") && !text.contains([' ', '\n']))?;
    text.get(at + MANAGED.len()..).filter(|name| !name.is_empty() && !name.contains(['*', '$']))
}

/// `Policies: [AmazonS3FullAccess]` of a serverless function.
fn is_sam_policy(path: &[Step<'_>], text: &str) -> bool {
    let below = match path {
        [above @ .., key, Step::Index(_)] | [above @ .., key] if is_key(*key, &["policies"]) => above,
        _ => return false,
    };
    below.last().is_some_and(|step| is_key(*step, &["properties", "function"]))
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-/".contains(&byte))
}

/// A statement that allows something to whoever holds the policy; one with a principal is the policy of a resource.
fn statement<'n>(path: &[Step<'_>], node: &'n Node) -> Option<Statement<'n>> {
    let get = |names: &[&str]| {
        node.entries().iter().find(|entry| names.iter().any(|name| entry.key.text.eq_ignore_ascii_case(name)))
    };
    let effect = get(&["effect"]);
    let is_block = path.last().is_some_and(|step| is_key(*step, &["statement"]));
    match effect {
        Some(effect) if effect.value.as_str() == Some("Allow") => {}
        // Blocks of Terraform allow unless they say otherwise.
        None if is_block => {}
        _ => return None,
    }
    if get(&["principal", "principals", "notprincipal", "not_principals"]).is_some() {
        return None;
    }
    let allowed = get(&["action", "actions"]);
    let all_but = get(&["notaction", "not_actions"]);
    let entry = allowed.or(all_but)?;
    let actions = spanned(&entry.value);
    let entry_of_resources = get(&["resource", "resources"]).map(|entry| &entry.value);
    let resources = entry_of_resources.map(texts).unwrap_or_default();
    (!actions.is_empty()).then_some(Statement {
        actions,
        resources,
        is_known: !entry_of_resources.is_some_and(is_handed_in),
        all_but: allowed.is_none(),
        is_limited: get(&["condition", "conditions"]).is_some(),
        span: entry.value.span,
    })
}

/// A text, or the texts of a list, each with its place.
fn spanned(node: &Node) -> Vec<(&str, Span)> {
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(|item| Some((item.as_str()?, item.span))).collect()
}

/// Whether a resource comes from a variable that does not say it is the name of one: then it can be any.
fn is_handed_in(node: &Node) -> bool {
    let is_variable = |node: &Node| match &node.value {
        Value::Raw(text) => {
            ["var.", "local.", "each."].iter().any(|start| text.starts_with(start))
                && !text.to_ascii_lowercase().contains("arn")
        }
        _ => false,
    };
    is_variable(node) || node.items().iter().any(is_variable)
}

/// A text, or the texts of a list.
fn texts(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Text(text) => vec![text],
        Value::List(items) => items.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a resource stands for all of a kind.
fn is_any(resource: &str) -> bool {
    resource == "*" || resource == "arn:aws:s3:::*" || {
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        matches!(parts.as_slice(), ["arn", _, _, _, _, "*"])
    }
}

pub(super) fn judge(found: &mut Found<'_>, file: &ModelFile, statement: &Statement<'_>) {
    let any = statement.resources.iter().any(|resource| is_any(resource));
    // Only services take roles: trust is no grant.
    let actions: Vec<&str> = statement.actions.iter().map(|(action, _)| *action).collect();
    if actions.iter().all(|action| action.starts_with("sts:AssumeRoleWith") || *action == "sts:TagSession") {
        return;
    }
    let (broad, widest) = if statement.all_but {
        (found.knowledge.access().aws.all_but.first(), None)
    } else {
        broadest(found, &statement.actions, any && !statement.is_limited).unzip()
    };
    // Wide if the unknown resource is every one.
    let is_open = broad.is_none() && !statement.is_known && broadest(found, &statement.actions, true).is_some();
    let granted = Granted {
        provider: "aws",
        kind: "iam-action",
        value: format!("{}{}", if statement.all_but { "all but " } else { "" }, actions.join(", ")),
        span: statement.span,
        at: widest.map(|(_, span)| span),
        shown: widest.map(|(action, _)| action.to_owned()),
        holder: String::new(),
    };
    let narrow = match (any, statement.is_limited) {
        (true, true) => "named actions under a condition",
        (true, false) => "named actions that are not about stored data",
        _ => "named actions on named resources",
    };
    if is_open {
        found.push_unknown(file, granted, "the resource is handed in from elsewhere");
    } else {
        found.push(file, granted, broad, narrow);
    }
}

/// The first case that one of the actions fits, and that action.
fn broadest<'a, 'n>(
    found: &mut Found<'a>,
    actions: &[(&'n str, Span)],
    any: bool,
) -> Option<(&'a Breadth, (&'n str, Span))> {
    let cases = &found.knowledge.access().aws.actions;
    let expressions = &mut found.expressions;
    cases.iter().filter(|case| any || !case.any_resource).find_map(|case| {
        let action = actions.iter().find(|(action, _)| expressions.fits(&case.like, action))?;
        Some((&case.broad, *action))
    })
}

pub(super) fn policy(found: &mut Found<'_>, file: &ModelFile, value: String, name: &str, span: Span) {
    let case = find(&found.knowledge.access().aws.policies, name, true);
    let granted = Granted { provider: "aws", kind: "role", value, span, at: None, shown: None, holder: String::new() };
    found.push(file, granted, case.and_then(|case| case.broad.as_ref()), "a managed policy of narrow use");
}
