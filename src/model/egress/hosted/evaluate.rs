//! Tools of one's own that run what they are given.

use super::counts;
use crate::knowledge::schema::{Capability, Effect};
use crate::knowledge::{Knowledge, Patterns};
use crate::model::agents::{Agents, Tool};
use crate::model::code::{Code, Value};
use crate::model::{Flaw, ModelFile};
use crate::syntax::code::{Call, Expr, ExprKind, Node, StmtKind};
use std::collections::BTreeSet;

/// Programs that run the text behind them.
const INTERPRETERS: [&str; 9] = ["bash", "sh", "zsh", "python", "python3", "node", "deno", "powershell", "cmd"];

pub(super) fn find(
    files: &[ModelFile],
    code: &Code<'_>,
    agents: &Agents,
    knowledge: &Knowledge,
    flaws: &mut Vec<Flaw>,
) {
    let pack = &knowledge.egress().execution.evaluators;
    let mut patterns: Patterns<bool> = Patterns::default();
    pack.always.iter().for_each(|call| patterns.add(call, true));
    pack.with_shell.iter().for_each(|call| patterns.add(call, false));
    let mut done = BTreeSet::new();
    for tool in &agents.tools {
        if tool.effect != Some(Effect::Execute) || !tool.capabilities.contains(&Capability::CodeExec) {
            continue;
        }
        let Some(witness) = tool.witness.filter(|at| counts(files, at.file) && !done.contains(at)) else { continue };
        let Some(module) = code.module(witness.file) else { continue };
        let Some(call) = module.calls().find(|call| call.span() == witness.span) else { continue };
        let Some(path) = code.value(call.callee).path().map(str::to_owned) else { continue };
        let kinds = patterns.find(&path);
        let runs = kinds.contains(&true) && call.positional(0).is_some_and(|text| is_free(code, text))
            || kinds.contains(&false) && runs_text(code, call);
        if runs {
            done.insert(witness);
            flaws.push(flaw(tool, &path, witness));
        }
    }
}

/// Whether a call that starts a program starts one that runs text which is not constant.
fn runs_text<'m>(code: &Code<'m>, call: Call<'m>) -> bool {
    let Some(first) = call.arg("args", 0) else { return false };
    let shell = call.keyword("shell").is_some_and(|shell| matches!(code.value(shell), Value::Bool(true)));
    if shell {
        return is_free(code, first);
    }
    let Value::List(items) = code.value(first) else { return false };
    let Some(program) = items.first().copied() else { return false };
    let interprets = match code.value(program) {
        Value::Text(text) => text.rsplit('/').next().is_some_and(|name| INTERPRETERS.contains(&name)),
        Value::External(external) => external.path == "sys.executable",
        _ => false,
    };
    let mut rest = items.iter().skip(1).copied();
    interprets
        && rest.any(|item| code.value(item).text().is_some_and(|flag| matches!(flag, "-c" | "-e" | "/c" | "-Command")))
        && items.last().is_some_and(|text| is_free(code, *text))
}

/// Whether a text holds something that the caller of the function gives.
fn is_free<'m>(code: &Code<'m>, expr: Expr<'m>) -> bool {
    if code.value(expr).text().is_some() {
        return false;
    }
    if is_filtered(expr) {
        return false;
    }
    let names: BTreeSet<&str> = expr
        .function()
        .into_iter()
        .flat_map(|function| std::iter::successors(Some(function), |function| function.enclosing()))
        .flat_map(|function| {
            function.params().filter_map(|param| param.name().or_else(|| param.pattern().and(Some(""))))
        })
        .collect();
    // What is destructured from the arguments has names of its own.
    let given = |name: &str| names.contains(name) || names.contains("");
    expr.walk().any(|node| match node {
        Node::Expr(inner) => match inner.kind() {
            ExprKind::Name(name) => given(name) || (inner == expr && !names.is_empty()),
            _ => false,
        },
        _ => false,
    })
}

/// Whether a variable holds what a comprehension with a condition let through: what it can still hold cannot be told.
fn is_filtered(expr: Expr<'_>) -> bool {
    let (ExprKind::Name(name), Some(function)) = (expr.kind(), expr.function()) else { return false };
    function.walk().any(|node| {
        let Node::Stmt(stmt) = node else { return false };
        let StmtKind::Assign(assign) = stmt.kind() else { return false };
        assign.targets.single().and_then(Expr::as_name) == Some(name)
            && assign.value.is_some_and(|value| {
                value
                    .walk()
                    .any(|node| matches!(node, Node::Expr(inner) if matches!(inner.kind(), ExprKind::Comprehension(_))))
            })
    })
}

fn flaw(tool: &Tool, path: &str, place: crate::source::Place) -> Flaw {
    let name = path.rsplit([':', '/']).next().unwrap_or(path);
    Flaw {
        check: "unsandboxed-execution",
        place,
        label: "runs what the model gives".into(),
        subject: tool.name.clone(),
        message: format!("tool `{}` runs text of the model on the machine of the agent: `{name}`", tool.name),
        help: "run it in a container or a remote sandbox without credentials and with a closed network".into(),
        seen: vec![(tool.place, "the tool".into())],
        severity: None,
        edits: Vec::new(),
    }
}
