//! Servers of tools in code: can everybody call them?

use super::counts;
use crate::knowledge::Knowledge;
use crate::knowledge::schema::{self, ServerForm};
use crate::model::code::{Code, Value};
use crate::model::{Flaw, ModelFile};
use crate::source::Place;
use crate::syntax::code::{Call, Expr, ExprKind, Language, Module};

pub(super) fn find(files: &[ModelFile], code: &Code<'_>, knowledge: &Knowledge, flaws: &mut Vec<Flaw>) {
    for (file, module) in code.modules().filter(|(file, _)| counts(files, *file)) {
        for form in &knowledge.egress().servers.servers {
            if !speaks(module, form.language) {
                continue;
            }
            let found = open_address(code, form, module);
            if let Some((address, text)) = found {
                flaws.push(flaw(form, Place { file, span: address.span() }, text));
            }
        }
    }
}

fn speaks(module: &Module, language: schema::Language) -> bool {
    match module.language() {
        Language::Python => language == schema::Language::Python,
        Language::TypeScript => language == schema::Language::TypeScript,
        Language::Go => language == schema::Language::Go,
    }
}

/// The address of a server that everybody reaches, when nothing in the file asks who calls.
fn open_address<'m>(code: &Code<'m>, form: &ServerForm, module: &'m Module) -> Option<(Expr<'m>, &'m str)> {
    let path = |call: Call<'m>| match code.value(call.callee) {
        Value::External(external) => Some(external.path),
        _ => None,
    };
    let constructions: Vec<Call<'m>> =
        module.calls().filter(|call| path(*call).is_some_and(|path| form.constructors.contains(&path))).collect();
    if constructions.iter().any(|call| form.asks.iter().any(|name| call.keyword(name).is_some()) || !call.is_closed()) {
        return None;
    }
    let serves = |call: Call<'m>| {
        let Some(path) = path(call) else { return false };
        form.constructors.contains(&path)
            || (!constructions.is_empty() && form.hosts.contains(&path))
            || form.constructors.iter().any(|known| {
                path.strip_prefix(known.as_str())
                    .and_then(|rest| rest.strip_prefix('.'))
                    .is_some_and(|method| form.starts.iter().any(|start| start == method))
            })
    };
    let found = module.calls().filter(|call| serves(*call)).find_map(|call| {
        let address = call.keyword(&form.address)?;
        let text = constant(code, address)?;
        form.everybody.iter().any(|known| known == text).then_some((address, text))
    })?;
    (!speaks_of_callers(form, module)).then_some(found)
}

/// The text of an expression, the default of a look-up in the environment included.
fn constant<'m>(code: &Code<'m>, expr: Expr<'m>) -> Option<&'m str> {
    if let Some(text) = code.value(expr).text() {
        return Some(text);
    }
    let call = expr.as_call()?;
    matches!(call.last_name(), Some("get" | "getenv")).then(|| call.positional(1))??.as_str()
}

/// Whether names of a file speak of asking who calls: then who can tell.
fn speaks_of_callers(form: &ServerForm, module: &Module) -> bool {
    let speaks = |name: &str| {
        let lower = name.to_ascii_lowercase();
        form.words.iter().any(|word| lower.contains(word.as_str()))
    };
    module.exprs().any(|expr| match expr.kind() {
        ExprKind::Name(name) => speaks(name),
        ExprKind::Attribute(attribute) => speaks(attribute.name),
        _ => false,
    }) || module.imports().flat_map(crate::syntax::code::Import::names).any(|name| name.local().is_some_and(speaks))
}

fn flaw(form: &ServerForm, place: Place, address: &str) -> Flaw {
    let ask = form.asks.first().map_or("auth", String::as_str);
    Flaw {
        check: "unauthenticated-server",
        place,
        label: "everybody on the network reaches this".into(),
        subject: format!("server on {address}"),
        message: format!("the server listens on `{address}`, and nothing asks who calls its tools"),
        help: format!("listen on `127.0.0.1`, or give the server `{ask}=`"),
        seen: Vec::new(),
        severity: None,
        edits: Vec::new(),
    }
}
