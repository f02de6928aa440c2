//! Expressions and types.

use tree_sitter::Node;

use super::super::build::list;
use super::super::nesting::{GROWTH, RED_ZONE};
use super::super::pool::List;
use super::super::tree::{ArgData, EntryData, ExprData};
use super::super::{CompareOp, ExprId, Operator, Spread, UnaryOp};
use super::Lower;
use crate::source::Span;

/// What stands for something else without changing what it is.
fn inner(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        "unary_expression" => {
            let operator = node.child_by_field_name("operator")?.kind();
            matches!(operator, "&" | "*").then(|| node.child_by_field_name("operand"))?
        }
        "generic_type" | "type_instantiation_expression" => node.child_by_field_name("type"),
        "parenthesized_expression"
        | "pointer_type"
        | "parenthesized_type"
        | "literal_element"
        | "type_elem"
        | "variadic_argument" => Lower::children(node).into_iter().next(),
        _ => None,
    }
}

/// The node that `node` stands for.
pub(super) fn bare(mut node: Node<'_>) -> Node<'_> {
    while let Some(inside) = inner(node) {
        node = inside;
    }
    node
}

impl Lower<'_> {
    pub(super) fn expr(&mut self, node: Node<'_>) -> ExprId {
        let node = bare(node);
        let span = self.span(node);
        if !self.b.enter(1) {
            return self.b.cut(span);
        }
        let data = if self.b.should_check_stack(1) {
            stacker::maybe_grow(RED_ZONE, GROWTH, || self.data(node, span))
        } else {
            self.data(node, span)
        };
        self.b.leave(1);
        self.b.expr(data, span)
    }

    fn data(&mut self, node: Node<'_>, span: Span) -> ExprData {
        let field = |name: &str| node.child_by_field_name(name);
        match node.kind() {
            "identifier" | "type_identifier" | "field_identifier" | "package_identifier" | "blank_identifier"
            | "iota" => ExprData::Name(self.identifier(node).0),
            "nil" => ExprData::None,
            "true" => ExprData::Bool(true),
            "false" => ExprData::Bool(false),
            "int_literal" | "float_literal" | "imaginary_literal" | "rune_literal" => {
                ExprData::Number(self.identifier(node).0)
            }
            "interpreted_string_literal" | "raw_string_literal" => self.string(node),
            "selector_expression" => self.member(field("operand"), field("field"), span),
            "qualified_type" => self.member(field("package"), field("name"), span),
            "call_expression" => self.call(node),
            "composite_literal" => match (field("type"), field("body")) {
                (Some(ty), Some(body)) => self.composite(ty, body, span),
                _ => ExprData::Opaque(List::default()),
            },
            "func_literal" | "function_type" => ExprData::Function(self.lambda(node)),
            "index_expression" => match (field("operand"), field("index")) {
                (Some(base), Some(index)) => {
                    let base = self.expr(base);
                    ExprData::Subscript { base, index: self.expr(index), optional: false }
                }
                _ => ExprData::Opaque(List::default()),
            },
            // What has been asserted or converted is of that type.
            "type_assertion_expression" | "type_conversion_expression" => match (field("type"), field("operand")) {
                (Some(ty), Some(operand)) => {
                    let value = self.expr(operand);
                    let callee = self.expr(ty);
                    let args = self.b.module.pools.args.one(ArgData { name: None, spread: Spread::No, value });
                    ExprData::Call { callee, args, is_new: true, optional: false }
                }
                _ => ExprData::Opaque(List::default()),
            },
            "unary_expression" => self.unary(node),
            "binary_expression" => self.binary(node),
            "expression_list" => ExprData::Tuple(list!(self.b, exprs, Self::children(node), item => self.expr(item))),
            // Types that nothing has a name for: what they are made of.
            "slice_type"
            | "array_type"
            | "implicit_length_array_type"
            | "map_type"
            | "channel_type"
            | "slice_expression" => {
                ExprData::Opaque(list!(self.b, exprs, Self::children(node), item => self.expr(item)))
            }
            _ => ExprData::Opaque(List::default()),
        }
    }

    fn member(&mut self, base: Option<Node<'_>>, name: Option<Node<'_>>, span: Span) -> ExprData {
        let base = match base {
            Some(base) => self.expr(base),
            None => self.nothing(span),
        };
        let (name, name_span) = name.map(|name| self.identifier(name)).unwrap_or_default();
        ExprData::Attribute { base, name, name_start: name_span.start, optional: false }
    }

    fn call(&mut self, node: Node<'_>) -> ExprData {
        let Some(function) = node.child_by_field_name("function") else { return ExprData::Opaque(List::default()) };
        let given = node.child_by_field_name("arguments").map(Self::children).unwrap_or_default();
        // `new(T)` is a pointer to an empty `T`.
        if function.kind() == "identifier"
            && self.text(function) == "new"
            && let [ty] = given.as_slice()
        {
            return ExprData::Call { callee: self.expr(*ty), args: List::default(), is_new: true, optional: false };
        }
        let callee = self.expr(function);
        let args = list!(self.b, args, given, arg => ArgData {
            name: None,
            spread: if arg.kind() == "variadic_argument" { Spread::Items } else { Spread::No },
            value: self.expr(arg),
        });
        ExprData::Call { callee, args, is_new: false, optional: false }
    }

    /// `T{…}`: a list, an object, or a call of the type with its fields.
    fn composite(&mut self, ty: Node<'_>, body: Node<'_>, span: Span) -> ExprData {
        let items = Self::children(body);
        let element = match ty.kind() {
            "slice_type" | "array_type" | "implicit_length_array_type" => ty.child_by_field_name("element"),
            "map_type" => ty.child_by_field_name("value"),
            _ => None,
        };
        let has_names = items.iter().all(|item| key(*item).is_none_or(|key| key.kind() == "identifier"));
        match ty.kind() {
            "slice_type" | "array_type" | "implicit_length_array_type" => {
                ExprData::List(list!(self.b, exprs, items, item => {
                    let value = item.child_by_field_name("value").unwrap_or(item);
                    self.element(value, element)
                }))
            }
            "map_type" | "struct_type" => self.entries(items, element),
            _ if !has_names => self.entries(items, None),
            _ => {
                let outer = self.place;
                if outer.is_none() && !span.contains(self.span(ty)) {
                    self.place = Some(Span { start: span.start, end: span.start });
                }
                let callee = self.expr(ty);
                self.place = outer;
                let args = list!(self.b, args, items, item => {
                    let name = key(item).map(|key| self.identifier(key));
                    let value = item.child_by_field_name("value").unwrap_or(item);
                    ArgData { name, spread: Spread::No, value: self.element(value, None) }
                });
                ExprData::Call { callee, args, is_new: true, optional: false }
            }
        }
    }

    fn entries(&mut self, items: Vec<Node<'_>>, element: Option<Node<'_>>) -> ExprData {
        ExprData::Dict(list!(self.b, entries, items, item => {
            let key = item.child_by_field_name("key").map(|key| self.expr(key));
            let value = item.child_by_field_name("value").unwrap_or(item);
            EntryData { key, value: self.element(value, element), computed: false, shorthand: false }
        }))
    }

    /// An element, whose type is left out when it is a literal of the element type.
    fn element(&mut self, node: Node<'_>, ty: Option<Node<'_>>) -> ExprId {
        let node = bare(node);
        if node.kind() != "literal_value" {
            return self.expr(node);
        }
        let span = self.span(node);
        if !self.b.enter(1) {
            return self.b.cut(span);
        }
        let items = Self::children(node);
        let data = match ty.map(bare) {
            Some(ty) if self.b.should_check_stack(1) => {
                stacker::maybe_grow(RED_ZONE, GROWTH, || self.composite(ty, node, span))
            }
            Some(ty) => self.composite(ty, node, span),
            None if items.iter().any(|item| item.kind() == "keyed_element") => self.entries(items, None),
            None => ExprData::List(list!(self.b, exprs, items, item => self.element(item, None))),
        };
        self.b.leave(1);
        self.b.expr(data, span)
    }

    fn unary(&mut self, node: Node<'_>) -> ExprData {
        let Some(operand) = node.child_by_field_name("operand") else { return ExprData::Opaque(List::default()) };
        let operand = self.expr(operand);
        let op = match node.child_by_field_name("operator").map(|operator| operator.kind()) {
            Some("!") => UnaryOp::Not,
            Some("-") => UnaryOp::Minus,
            Some("+") => UnaryOp::Plus,
            Some("^") => UnaryOp::Invert,
            _ => return ExprData::Await(operand),
        };
        ExprData::Unary { op, operand }
    }

    /// A chain of one operator, however long, without recursing into it.
    fn binary(&mut self, node: Node<'_>) -> ExprData {
        let own = sign(node).unwrap_or_default();
        let mut operands = Vec::new();
        let mut at = node;
        while at.kind() == "binary_expression" && sign(at) == Some(own) {
            operands.extend(at.child_by_field_name("right"));
            match at.child_by_field_name("left") {
                Some(left) => at = left,
                None => break,
            }
        }
        operands.push(at);
        operands.reverse();
        let compare = match own {
            "==" => Some(CompareOp::Eq),
            "!=" => Some(CompareOp::NotEq),
            "<" => Some(CompareOp::Less),
            "<=" => Some(CompareOp::LessEq),
            ">" => Some(CompareOp::Greater),
            ">=" => Some(CompareOp::GreaterEq),
            _ => None,
        };
        if let Some(op) = compare {
            let (first, rest) = operands.split_first().map_or((node, &[][..]), |(first, rest)| (*first, rest));
            let left = self.expr(first);
            return ExprData::Compare { left, rest: list!(self.b, compares, rest, right => (op, self.expr(*right))) };
        }
        let operands = list!(self.b, exprs, operands, operand => self.expr(operand));
        ExprData::Binary { op: operator(own), operands }
    }

    fn string(&mut self, node: Node<'_>) -> ExprData {
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        let (start, end) = (start + 1, end.saturating_sub(1).max(start + 1));
        let content = self.source.get(start as usize..end as usize).unwrap_or_default();
        let decoded = if node.kind() == "raw_string_literal" { content.replace('\r', "") } else { decode(content) };
        let value = self.b.text(&decoded, start, end);
        ExprData::Str { value, content: self.place.unwrap_or_else(|| self.b.span(start, end)) }
    }
}

/// The key of an element.
fn key(item: Node<'_>) -> Option<Node<'_>> {
    item.child_by_field_name("key").map(bare)
}

/// The operator of an expression.
fn sign(node: Node<'_>) -> Option<&str> {
    node.child_by_field_name("operator").map(|operator| operator.kind())
}

pub(super) fn operator(sign: &str) -> Operator {
    match sign {
        "-" => Operator::Sub,
        "*" => Operator::Mul,
        "/" => Operator::Div,
        "%" => Operator::Mod,
        "<<" => Operator::ShiftLeft,
        ">>" => Operator::ShiftRight,
        "&" | "&^" => Operator::BitAnd,
        "|" => Operator::BitOr,
        "^" => Operator::BitXor,
        "&&" => Operator::And,
        "||" => Operator::Or,
        _ => Operator::Add,
    }
}

/// Takes the escapes out of a string.
fn decode(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut chars = after.chars();
        let sign = chars.next().unwrap_or('\\');
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        rest = chars.as_str();
        match sign {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'x' | 'u' | 'U' => {
                let number = rest.get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                out.push(number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
                rest = rest.get(digits..).unwrap_or_default();
            }
            other => out.push(other),
        }
    }
    out.push_str(rest);
    out
}
