//! Types, as far as an expression can say what they say: names, arguments, unions, literals, object types.

use oxc_ast::ast::{self, TSLiteral, TSSignature, TSTupleElement, TSType, TSTypeName, TSTypeQueryExprName};
use oxc_span::{GetSpan, Span as At};

use super::super::build::{below, list};
use super::super::pool::List;
use super::super::tree::{EntryData, ExprData};
use super::super::{ExprId, Operator, UnaryOp};
use super::{Deferred, Lower};

impl<'a> Lower<'_, 'a> {
    pub(super) fn annotation(&mut self, it: Option<&'a ast::TSTypeAnnotation<'a>>) -> Option<ExprId> {
        it.map(|it| self.ty(&it.type_annotation))
    }

    pub(super) fn ty(&mut self, ty: &'a TSType<'a>) -> ExprId {
        self.deeper(ty.span(), || Deferred::Type(ty), |lower| lower.ty_inner(ty))
    }

    fn ty_inner(&mut self, ty: &'a TSType<'a>) -> ExprId {
        let at = ty.span();
        let data = match ty {
            TSType::TSTypeReference(it) => return self.reference(&it.type_name, it.type_arguments.as_deref(), it.span),
            TSType::TSNullKeyword(_) | TSType::TSUndefinedKeyword(_) => ExprData::None,
            TSType::TSUnionType(it) => return self.combined(Operator::BitOr, &it.types, it.span),
            TSType::TSIntersectionType(it) => return self.combined(Operator::BitAnd, &it.types, it.span),
            TSType::TSArrayType(it) => {
                let start = At::new(at.start, at.start);
                let span = self.span(start);
                let name = self.b.owned("Array");
                let base = self.b.expr(ExprData::Name(name), span);
                ExprData::Subscript { base, index: self.ty(&it.element_type), optional: false }
            }
            TSType::TSLiteralType(it) => return self.literal_type(&it.literal),
            TSType::TSTypeLiteral(it) => ExprData::Dict(self.members(&it.members)),
            TSType::TSTupleType(it) => {
                ExprData::Tuple(list!(self.b, exprs, &it.element_types, element => self.tuple_element(element)))
            }
            TSType::TSNamedTupleMember(it) => return self.tuple_element(&it.element_type),
            TSType::TSParenthesizedType(it) => return self.ty(&it.type_annotation),
            TSType::TSTypeOperatorType(it) => {
                ExprData::Unary { op: UnaryOp::TypeOperator, operand: self.ty(&it.type_annotation) }
            }
            TSType::TSIndexedAccessType(it) => {
                let base = self.ty(&it.object_type);
                ExprData::Subscript { base, index: self.ty(&it.index_type), optional: false }
            }
            TSType::TSTypeQuery(it) => match &it.expr_name {
                TSTypeQueryExprName::TSImportType(_) => ExprData::Opaque(List::default()),
                name => {
                    let operand = self.type_name(name.to_ts_type_name());
                    ExprData::Unary { op: UnaryOp::TypeOf, operand }
                }
            },
            TSType::TSAnyKeyword(_)
            | TSType::TSBigIntKeyword(_)
            | TSType::TSBooleanKeyword(_)
            | TSType::TSIntrinsicKeyword(_)
            | TSType::TSNeverKeyword(_)
            | TSType::TSNumberKeyword(_)
            | TSType::TSObjectKeyword(_)
            | TSType::TSStringKeyword(_)
            | TSType::TSSymbolKeyword(_)
            | TSType::TSUnknownKeyword(_)
            | TSType::TSVoidKeyword(_)
            | TSType::TSThisType(_) => ExprData::Name(self.slice(at)),
            // A function type, a conditional type and the like: nothing in them runs.
            _ => ExprData::Opaque(List::default()),
        };
        let span = self.span(at);
        self.b.expr(data, span)
    }

    pub(super) fn reference(
        &mut self,
        name: &'a TSTypeName<'a>,
        arguments: Option<&'a ast::TSTypeParameterInstantiation<'a>>,
        at: At,
    ) -> ExprId {
        let base = self.type_name(name);
        let Some(arguments) = arguments else { return base };
        let index = match arguments.params.as_slice() {
            [only] => self.ty(only),
            several => {
                let items = list!(self.b, exprs, several, argument => self.ty(argument));
                let span = self.span(arguments.span);
                self.b.expr(ExprData::Tuple(items), span)
            }
        };
        let span = self.span(at);
        self.b.expr(ExprData::Subscript { base, index, optional: false }, span)
    }

    pub(super) fn type_name(&mut self, name: &'a TSTypeName<'a>) -> ExprId {
        let mut links = Vec::new();
        let mut at = name;
        while let TSTypeName::QualifiedName(link) = at {
            links.push((link.span, link.right.span));
            at = &link.left;
        }
        self.path(at.span(), links)
    }

    fn combined(&mut self, op: Operator, types: &'a [TSType<'a>], at: At) -> ExprId {
        // `| A` is a union of one.
        if let [only] = types {
            return self.ty(only);
        }
        let operands = list!(self.b, exprs, types, ty => self.ty(ty));
        let span = self.span(at);
        self.b.expr(ExprData::Binary { op, operands }, span)
    }

    fn literal_type(&mut self, literal: &'a TSLiteral<'a>) -> ExprId {
        let at = literal.span();
        let data = match literal {
            TSLiteral::BooleanLiteral(it) => ExprData::Bool(it.value),
            TSLiteral::StringLiteral(it) => self.string(it),
            TSLiteral::TemplateLiteral(it) => self.template(it, None),
            TSLiteral::NumericLiteral(_) | TSLiteral::BigIntLiteral(_) | TSLiteral::UnaryExpression(_) => {
                ExprData::Number(self.slice(at))
            }
        };
        let span = self.span(at);
        self.b.expr(data, span)
    }

    fn tuple_element(&mut self, element: &'a TSTupleElement<'a>) -> ExprId {
        match element {
            TSTupleElement::TSOptionalType(it) => self.ty(&it.type_annotation),
            TSTupleElement::TSRestType(it) => {
                let inner = below!(self.b, 1, self.ty(&it.type_annotation));
                let span = self.span(it.span);
                self.b.expr(ExprData::Spread(inner), span)
            }
            element => self.ty(element.to_ts_type()),
        }
    }

    /// `{ path: string; read(): void }`: what a member is called is kept, and the type of a property.
    fn members(&mut self, members: &'a [TSSignature<'a>]) -> List<EntryData> {
        let mark = self.b.module.pools.entries.open();
        for member in members {
            let (key, computed, annotation, at) = match member {
                TSSignature::TSPropertySignature(it) => (&it.key, it.computed, it.type_annotation.as_deref(), it.span),
                TSSignature::TSMethodSignature(it) => (&it.key, it.computed, None, it.span),
                _ => continue,
            };
            let key = Some(self.key(key, computed));
            let span = self.span(at);
            let value = self.annotation(annotation).unwrap_or_else(|| self.b.opaque(List::default(), span));
            self.b.module.pools.entries.push(EntryData { key, value, computed, shorthand: false });
        }
        self.b.module.pools.entries.close(mark)
    }
}
