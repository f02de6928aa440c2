//! What the callers of a function hand it: a client or a server that is made in one place and used in another.

use super::Value;
use super::{Code, Function};
use crate::source::FileId;
use crate::syntax::code::{Call, Expr, FunctionId, FunctionKind, Param};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};

/// How many calls of one function are looked at.
const MAX_CALLS: usize = 16;

/// How many callers of callers are asked.
const MAX_NESTING: u32 = 4;

/// A parameter: the file, the function and the place among its parameters.
type Slot = (FileId, FunctionId, usize);

/// Calls by the last name of what is called, and what was found out about parameters.
#[derive(Default)]
pub(super) struct Callers<'m> {
    by_name: RefCell<Option<FxHashMap<&'m str, Vec<Call<'m>>>>>,
    passed: RefCell<FxHashMap<Slot, Value<'m>>>,
    nesting: Cell<u32>,
}

impl<'m> Code<'m> {
    /// An annotated parameter is an instance of its type.
    pub(super) fn parameter(&self, function: Function<'m>, param: Param<'m>) -> Value<'m> {
        let Some(annotation) = param.annotation() else {
            let receiver =
                matches!(function.kind(), FunctionKind::Method | FunctionKind::ClassMethod | FunctionKind::Constructor);
            return match (function.class(), param.name()) {
                (Some(class), Some("self" | "cls")) if receiver => Value::Object(class, None),
                _ => match param.default().map_or(Value::Unknown, |default| self.value(default)) {
                    Value::Unknown | Value::None => self.passed(function, param),
                    value => value,
                },
            };
        };
        match self.instance_of(annotation) {
            // `client: any` says nothing.
            Value::External(external) if says_nothing(&external.path) => self.passed(function, param),
            value => value,
        }
    }

    /// What a method gives back that keeps the items of its list: `TOOLS.filter(…)`, `REGISTRY.values()`.
    pub(super) fn same_items(&self, call: Call<'m>) -> Value<'m> {
        let Some(name) = call.last_name() else { return Value::Unknown };
        let keeps = matches!(
            name,
            "filter" | "slice" | "concat" | "reverse" | "toReversed" | "sort" | "toSorted" | "flat" | "copy"
        );
        // The name comes first: long chains of other methods are not followed to their beginning once more.
        let Some(receiver) = call.receiver().filter(|_| keeps || name == "values") else { return Value::Unknown };
        match self.value(receiver) {
            value @ Value::List(_) if keeps => value,
            Value::Dict(dict) if !keeps => Value::List(dict.entries().map(|entry| entry.value).collect()),
            _ => Value::Unknown,
        }
    }

    /// The object that a caller hands to `param`: something that was constructed. Texts and functions differ from call to call and are not
    /// looked at.
    pub fn passed(&self, function: Function<'m>, param: Param<'m>) -> Value<'m> {
        let Some(at) = function.params().position(|other| other.span() == param.span()) else { return Value::Unknown };
        let slot = (self.file_of(function.module()), function.id(), at);
        if let Some(known) = self.callers.passed.borrow().get(&slot) {
            return known.clone();
        }
        // A question about a question has no answer; each parameter is asked once.
        self.callers.passed.borrow_mut().insert(slot, Value::Unknown);
        if self.callers.nesting.get() >= MAX_NESTING {
            return Value::Unknown;
        }
        // The callers are a question of their own: what is found out there is kept.
        let steps = self.depth.replace(0);
        self.callers.nesting.set(self.callers.nesting.get() + 1);
        let value = self.look_at_callers(function, param, at);
        self.callers.nesting.set(self.callers.nesting.get() - 1);
        self.depth.replace(steps);
        self.callers.passed.borrow_mut().insert(slot, value.clone());
        value
    }

    fn look_at_callers(&self, function: Function<'m>, param: Param<'m>, at: usize) -> Value<'m> {
        let class = function.class();
        let is_constructor = class.is_some() && matches!(function.name(), Some("__init__" | "constructor"));
        let Some(name) =
            (if is_constructor { class.and_then(crate::syntax::code::Class::name) } else { function.bound_name() })
        else {
            return Value::Unknown;
        };
        let first = function.params().next().and_then(Param::name);
        let bound = class.is_some() && matches!(first, Some("self" | "cls"));
        let Some(position) = at.checked_sub(usize::from(bound)) else { return Value::Unknown };
        for call in self.calls_named(name) {
            let given = param.name().and_then(|name| call.keyword(name)).or_else(|| call.positional(position));
            let Some(given) = given else { continue };
            let is_ours = match self.value(call.callee) {
                Value::Function(called) => called == function,
                Value::Class(called) => is_constructor && Some(called) == class,
                _ => false,
            };
            if !is_ours {
                continue;
            }
            match self.value(given) {
                value @ Value::Object(..) => return value,
                Value::External(external) if external.origin.is_some() => return Value::External(external),
                // The caller was handed it too.
                _ => {
                    if let Some(value) = self.handed(given).filter(Value::is_known) {
                        return value;
                    }
                }
            }
        }
        Value::Unknown
    }

    fn calls_named(&self, name: &str) -> Vec<Call<'m>> {
        let mut by_name = self.callers.by_name.borrow_mut();
        let by_name = by_name.get_or_insert_with(|| {
            let mut by_name: FxHashMap<&'m str, Vec<Call<'m>>> = FxHashMap::default();
            for call in self.modules.values().flat_map(|module| module.calls()) {
                if let Some(name) = call.last_name().filter(|_| call.args().len() > 0) {
                    let calls = by_name.entry(name).or_default();
                    if calls.len() < MAX_CALLS {
                        calls.push(call);
                    }
                }
            }
            by_name
        });
        by_name.get(name).cloned().unwrap_or_default()
    }

    /// The call that made what `expr` stands for; that of a parameter is looked for among the callers.
    pub fn maker(&self, expr: Expr<'m>) -> Option<Expr<'m>> {
        let origin = match self.value(expr) {
            Value::External(external) => external.origin,
            Value::Object(_, made) => made,
            _ => None,
        };
        origin.or_else(|| match self.handed(expr)? {
            Value::External(external) => external.origin,
            Value::Object(_, made) => made,
            _ => None,
        })
    }

    /// What the callers hand to the parameter that `expr` names.
    fn handed(&self, expr: Expr<'m>) -> Option<Value<'m>> {
        let (function, param) = self.scopes.get(&self.file(expr))?.param(expr.as_name()?, expr)?;
        Some(self.passed(function, param))
    }
}

/// Whether an annotation leaves the type open.
fn says_nothing(path: &str) -> bool {
    matches!(path, "any" | "unknown" | "object" | "typing.Any" | "Any")
}
