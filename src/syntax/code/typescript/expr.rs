//! Expressions.

use oxc_ast::ast::{self, Argument, ArrayExpressionElement, ChainElement, Expression};
use oxc_span::{GetSpan, Span as At};

use super::super::build::{below, list};
use super::super::pool::List;
use super::super::tree::{ArgData, ExprData, ImportData, NodeId, PartData};
use super::super::{CompareOp, Exported, ExprId, FunctionKind, ImportForm, Operator, Spread, UnaryOp};
use super::{Deferred, Lower};

impl<'a> Lower<'_, 'a> {
    pub(super) fn expr(&mut self, expr: &'a Expression<'a>) -> ExprId {
        self.deeper(expr.span(), || Deferred::Expr(expr), |lower| lower.expr_inner(expr))
    }

    fn expr_inner(&mut self, expr: &'a Expression<'a>) -> ExprId {
        match expr {
            Expression::CallExpression(it) => self.call(it),
            Expression::ImportExpression(it) => self.dynamic_import(it),
            Expression::SequenceExpression(it) => self.sequence(it),
            Expression::ChainExpression(it) => self.chain(it),
            Expression::JSXElement(it) => self.element(it),
            Expression::JSXFragment(it) => self.fragment(it),
            Expression::ParenthesizedExpression(it) => self.expr(&it.expression),
            Expression::TSAsExpression(it) => self.expr(&it.expression),
            Expression::TSSatisfiesExpression(it) => self.expr(&it.expression),
            Expression::TSTypeAssertion(it) => self.expr(&it.expression),
            Expression::TSNonNullExpression(it) => self.expr(&it.expression),
            Expression::TSInstantiationExpression(it) => self.expr(&it.expression),
            expr => {
                let data = self.literal(expr).unwrap_or_else(|| self.compound(expr));
                let span = self.span(expr.span());
                self.b.expr(data, span)
            }
        }
    }

    /// An expression without parts.
    fn literal(&mut self, expr: &'a Expression<'a>) -> Option<ExprData> {
        let at = expr.span();
        Some(match expr {
            Expression::Identifier(name) => self.identifier(&name.name, name.span),
            Expression::StringLiteral(it) => self.string(it),
            Expression::BooleanLiteral(it) => ExprData::Bool(it.value),
            Expression::NullLiteral(_) => ExprData::None,
            Expression::NumericLiteral(_) | Expression::BigIntLiteral(_) => ExprData::Number(self.slice(at)),
            Expression::RegExpLiteral(_) => ExprData::Regex(self.slice(at)),
            Expression::ThisExpression(_) | Expression::Super(_) => ExprData::Name(self.slice(at)),
            Expression::ImportMeta(it) => self.meta(it.span, "import".len(), "meta".len()),
            Expression::NewTarget(it) => self.meta(it.span, "new".len(), "target".len()),
            _ => return None,
        })
    }

    fn compound(&mut self, expr: &'a Expression<'a>) -> ExprData {
        match expr {
            Expression::StaticMemberExpression(it) => self.attribute(it),
            Expression::ObjectExpression(it) => self.object(it),
            Expression::ArrowFunctionExpression(it) => ExprData::Function(self.arrow(it)),
            Expression::FunctionExpression(it) => {
                ExprData::Function(self.function(it, FunctionKind::Function, Exported::No, it.span))
            }
            Expression::ComputedMemberExpression(it) => self.subscript(it),
            Expression::PrivateFieldExpression(it) => self.private(it),
            Expression::AwaitExpression(it) => ExprData::Await(self.expr(&it.argument)),
            Expression::TemplateLiteral(it) => self.template(it, None),
            Expression::TaggedTemplateExpression(it) => {
                let tag = self.expr(&it.tag);
                self.template(&it.quasi, Some(tag))
            }
            Expression::ArrayExpression(it) => self.array(it),
            Expression::BinaryExpression(it) => self.binary(it),
            Expression::LogicalExpression(it) => self.logical(it),
            Expression::ConditionalExpression(it) => {
                let test = self.expr(&it.test);
                let then = self.expr(&it.consequent);
                ExprData::Conditional { test, then, otherwise: self.expr(&it.alternate) }
            }
            Expression::UnaryExpression(it) => {
                ExprData::Unary { op: unary(it.operator), operand: self.expr(&it.argument) }
            }
            Expression::UpdateExpression(it) => {
                let op = match it.operator {
                    ast::UpdateOperator::Increment => UnaryOp::Increment,
                    ast::UpdateOperator::Decrement => UnaryOp::Decrement,
                };
                ExprData::Unary { op, operand: self.simple_target(&it.argument) }
            }
            Expression::AssignmentExpression(it) => {
                let target = self.target(&it.left);
                ExprData::Assign { target, op: assignment(it.operator), value: self.expr(&it.right) }
            }
            Expression::NewExpression(it) => {
                let callee = self.expr(&it.callee);
                let args = self.arguments(&it.arguments);
                ExprData::Call { callee, args, is_new: true, optional: false }
            }
            Expression::YieldExpression(it) => {
                ExprData::Yield { value: it.argument.as_ref().map(|value| self.expr(value)), delegate: it.delegate }
            }
            Expression::PrivateInExpression(it) => {
                let name = ExprData::Name(self.slice(it.left.span));
                let span = self.span(it.left.span);
                let left = self.b.expr(name, span);
                let right = self.expr(&it.right);
                ExprData::Compare { left, rest: self.b.module.pools.compares.one((CompareOp::In, right)) }
            }
            Expression::ClassExpression(it) => ExprData::Class(self.class(it, Exported::No, it.span)),
            // `%name()` of an engine's own tests; everything else was taken before.
            _ => ExprData::Opaque(List::default()),
        }
    }

    fn array(&mut self, it: &'a ast::ArrayExpression<'a>) -> ExprData {
        ExprData::List(list!(self.b, exprs, &it.elements, element => match element {
            ArrayExpressionElement::SpreadElement(spread) => {
                let inner = below!(self.b, 1, self.expr(&spread.argument));
                let span = self.span(spread.span);
                self.b.expr(ExprData::Spread(inner), span)
            }
            ArrayExpressionElement::Elision(hole) => {
                let span = self.span(hole.span);
                self.b.expr(ExprData::None, span)
            }
            element => self.expr(element.to_expression()),
        }))
    }

    pub(super) fn identifier(&mut self, name: &str, at: At) -> ExprData {
        if name == "undefined" { ExprData::None } else { ExprData::Name(self.text(name, at)) }
    }

    pub(super) fn attribute(&mut self, it: &'a ast::StaticMemberExpression<'a>) -> ExprData {
        let base = self.expr(&it.object);
        let name = self.text(&it.property.name, it.property.span);
        let name_start = self.span(it.property.span).start;
        ExprData::Attribute { base, name, name_start, optional: it.optional }
    }

    pub(super) fn private(&mut self, it: &'a ast::PrivateFieldExpression<'a>) -> ExprData {
        let base = self.expr(&it.object);
        let name = self.slice(it.field.span);
        let name_start = self.span(it.field.span).start;
        ExprData::Attribute { base, name, name_start, optional: it.optional }
    }

    pub(super) fn subscript(&mut self, it: &'a ast::ComputedMemberExpression<'a>) -> ExprData {
        let base = self.expr(&it.object);
        ExprData::Subscript { base, index: self.expr(&it.expression), optional: it.optional }
    }

    fn chain(&mut self, it: &'a ast::ChainExpression<'a>) -> ExprId {
        let data = match &it.expression {
            ChainElement::CallExpression(it) => return self.call(it),
            ChainElement::TSNonNullExpression(it) => return self.expr(&it.expression),
            ChainElement::StaticMemberExpression(it) => self.attribute(it),
            ChainElement::ComputedMemberExpression(it) => self.subscript(it),
            ChainElement::PrivateFieldExpression(it) => self.private(it),
        };
        let span = self.span(it.expression.span());
        self.b.expr(data, span)
    }

    fn meta(&mut self, at: At, base: usize, name: usize) -> ExprData {
        let base_at = At::new(at.start, at.start + base as u32);
        let name_at = At::new(at.end - name as u32, at.end);
        let base = ExprData::Name(self.slice(base_at));
        let span = self.span(base_at);
        let base = self.b.expr(base, span);
        let name_start = self.span(name_at).start;
        ExprData::Attribute { base, name: self.slice(name_at), name_start, optional: false }
    }

    pub(super) fn string(&mut self, it: &ast::StringLiteral<'a>) -> ExprData {
        let content = inside(it.span);
        ExprData::Str { value: self.text(&it.value, content), content: self.span(content) }
    }

    fn call(&mut self, it: &'a ast::CallExpression<'a>) -> ExprId {
        let callee = self.expr(&it.callee);
        let args = self.arguments(&it.arguments);
        let span = self.span(it.span);
        let id = self.b.expr(ExprData::Call { callee, args, is_new: false, optional: it.optional }, span);
        if let Some(source) = it.common_js_require() {
            let expected = self.expected.take_if(|(start, _)| *start == it.span.start);
            self.loads(source, it.span, ImportForm::Require, expected, id);
        }
        id
    }

    fn dynamic_import(&mut self, it: &'a ast::ImportExpression<'a>) -> ExprId {
        let expected = self.expected.take_if(|(start, _)| *start == it.span.start);
        let word = At::new(it.span.start, it.span.start + "import".len() as u32);
        let name = ExprData::Name(self.slice(word));
        let span = self.span(word);
        let callee = self.b.expr(name, span);
        let values = std::iter::once(&it.source).chain(&it.options);
        let args =
            list!(self.b, args, values, value => ArgData { name: None, spread: Spread::No, value: self.expr(value) });
        let span = self.span(it.span);
        let id = self.b.expr(ExprData::Call { callee, args, is_new: false, optional: false }, span);
        if let Expression::StringLiteral(source) = &it.source {
            self.loads(source, it.span, ImportForm::Dynamic, expected, id);
        }
        id
    }

    fn loads(
        &mut self,
        source: &ast::StringLiteral<'a>,
        at: At,
        form: ImportForm,
        expected: Option<(u32, List<super::super::tree::ImportedData>)>,
        site: ExprId,
    ) {
        let content = inside(source.span);
        let import = ImportData {
            span: self.span(at),
            form,
            module: self.text(&source.value, content),
            module_span: self.span(content),
            level: 0,
            type_only: false,
            names: expected.map(|(_, names)| names).unwrap_or_default(),
            site: Some(NodeId::Expr(site)),
        };
        self.b.import(import);
    }

    pub(super) fn arguments(&mut self, arguments: &'a [Argument<'a>]) -> List<ArgData> {
        list!(self.b, args, arguments, argument => match argument {
            Argument::SpreadElement(it) => {
                ArgData { name: None, spread: Spread::Items, value: self.expr(&it.argument) }
            }
            value => ArgData { name: None, spread: Spread::No, value: self.expr(value.to_expression()) },
        })
    }

    /// A chain of one operator, however long, without recursing into it.
    fn binary(&mut self, it: &'a ast::BinaryExpression<'a>) -> ExprData {
        let op = match operator(it.operator) {
            Ok(op) => op,
            Err(op) => {
                let left = self.expr(&it.left);
                let right = self.expr(&it.right);
                return ExprData::Compare { left, rest: self.b.module.pools.compares.one((op, right)) };
            }
        };
        let mut operands = vec![&it.right];
        let mut at = &it.left;
        while let Expression::BinaryExpression(link) = at
            && link.operator == it.operator
        {
            operands.push(&link.right);
            at = &link.left;
        }
        operands.push(at);
        ExprData::Binary {
            op,
            operands: list!(self.b, exprs, operands.into_iter().rev(), operand => self.expr(operand)),
        }
    }

    fn logical(&mut self, it: &'a ast::LogicalExpression<'a>) -> ExprData {
        let op = match it.operator {
            ast::LogicalOperator::And => Operator::And,
            ast::LogicalOperator::Or => Operator::Or,
            ast::LogicalOperator::Coalesce => Operator::Coalesce,
        };
        let mut operands = vec![&it.right];
        let mut at = &it.left;
        while let Expression::LogicalExpression(link) = at
            && link.operator == it.operator
        {
            operands.push(&link.right);
            at = &link.left;
        }
        operands.push(at);
        ExprData::Binary {
            op,
            operands: list!(self.b, exprs, operands.into_iter().rev(), operand => self.expr(operand)),
        }
    }

    /// The value of a sequence is its last member; `(0, f)(x)` is how compilers write a plain call of `f`.
    fn sequence(&mut self, it: &'a ast::SequenceExpression<'a>) -> ExprId {
        if let [first @ .., last] = it.expressions.as_slice()
            && first.iter().all(Expression::is_literal)
        {
            return self.expr(last);
        }
        let parts = list!(self.b, exprs, &it.expressions, part => self.expr(part));
        let span = self.span(it.span);
        self.b.opaque(parts, span)
    }

    pub(super) fn template(&mut self, it: &'a ast::TemplateLiteral<'a>, tag: Option<ExprId>) -> ExprData {
        if let ([only], None) = (it.quasis.as_slice(), tag) {
            let content = inside(it.span);
            return ExprData::Str { value: self.text(quasi(only), content), content: self.span(content) };
        }
        let mark = self.b.module.pools.parts.open();
        let mut holes = it.expressions.iter();
        for text in &it.quasis {
            if !quasi(text).is_empty() {
                let value = self.text(quasi(text), text.span);
                let content = self.span(text.span);
                self.b.module.pools.parts.push(PartData::Text { value, content });
            }
            if let Some(hole) = holes.next() {
                let value = self.expr(hole);
                self.b.module.pools.parts.push(PartData::Hole { value, formatted: false });
            }
        }
        ExprData::Template { parts: self.b.module.pools.parts.close(mark), tag }
    }
}

fn quasi<'a>(text: &ast::TemplateElement<'a>) -> &'a str {
    text.value.cooked.unwrap_or(text.value.raw).as_str()
}

/// Between the quotes.
pub(super) fn inside(at: At) -> At {
    let start = (at.start + 1).min(at.end);
    At::new(start, at.end.saturating_sub(1).max(start))
}

fn operator(op: ast::BinaryOperator) -> Result<Operator, CompareOp> {
    Ok(match op {
        ast::BinaryOperator::Addition => Operator::Add,
        ast::BinaryOperator::Subtraction => Operator::Sub,
        ast::BinaryOperator::Multiplication => Operator::Mul,
        ast::BinaryOperator::Division => Operator::Div,
        ast::BinaryOperator::Remainder => Operator::Mod,
        ast::BinaryOperator::Exponential => Operator::Pow,
        ast::BinaryOperator::ShiftLeft => Operator::ShiftLeft,
        ast::BinaryOperator::ShiftRight => Operator::ShiftRight,
        ast::BinaryOperator::ShiftRightZeroFill => Operator::ShiftRightUnsigned,
        ast::BinaryOperator::BitwiseOR => Operator::BitOr,
        ast::BinaryOperator::BitwiseXOR => Operator::BitXor,
        ast::BinaryOperator::BitwiseAnd => Operator::BitAnd,
        ast::BinaryOperator::Equality | ast::BinaryOperator::StrictEquality => return Err(CompareOp::Eq),
        ast::BinaryOperator::Inequality | ast::BinaryOperator::StrictInequality => return Err(CompareOp::NotEq),
        ast::BinaryOperator::LessThan => return Err(CompareOp::Less),
        ast::BinaryOperator::LessEqualThan => return Err(CompareOp::LessEq),
        ast::BinaryOperator::GreaterThan => return Err(CompareOp::Greater),
        ast::BinaryOperator::GreaterEqualThan => return Err(CompareOp::GreaterEq),
        ast::BinaryOperator::In => return Err(CompareOp::In),
        ast::BinaryOperator::Instanceof => return Err(CompareOp::InstanceOf),
    })
}

pub(super) fn assignment(op: ast::AssignmentOperator) -> Option<Operator> {
    Some(match op {
        ast::AssignmentOperator::Assign => return None,
        ast::AssignmentOperator::Addition => Operator::Add,
        ast::AssignmentOperator::Subtraction => Operator::Sub,
        ast::AssignmentOperator::Multiplication => Operator::Mul,
        ast::AssignmentOperator::Division => Operator::Div,
        ast::AssignmentOperator::Remainder => Operator::Mod,
        ast::AssignmentOperator::Exponential => Operator::Pow,
        ast::AssignmentOperator::ShiftLeft => Operator::ShiftLeft,
        ast::AssignmentOperator::ShiftRight => Operator::ShiftRight,
        ast::AssignmentOperator::ShiftRightZeroFill => Operator::ShiftRightUnsigned,
        ast::AssignmentOperator::BitwiseOR => Operator::BitOr,
        ast::AssignmentOperator::BitwiseXOR => Operator::BitXor,
        ast::AssignmentOperator::BitwiseAnd => Operator::BitAnd,
        ast::AssignmentOperator::LogicalAnd => Operator::And,
        ast::AssignmentOperator::LogicalOr => Operator::Or,
        ast::AssignmentOperator::LogicalNullish => Operator::Coalesce,
    })
}

fn unary(op: ast::UnaryOperator) -> UnaryOp {
    match op {
        ast::UnaryOperator::UnaryPlus => UnaryOp::Plus,
        ast::UnaryOperator::UnaryNegation => UnaryOp::Minus,
        ast::UnaryOperator::LogicalNot => UnaryOp::Not,
        ast::UnaryOperator::BitwiseNot => UnaryOp::Invert,
        ast::UnaryOperator::Typeof => UnaryOp::TypeOf,
        ast::UnaryOperator::Void => UnaryOp::Void,
        ast::UnaryOperator::Delete => UnaryOp::Delete,
    }
}
