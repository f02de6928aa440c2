//! Imports and exports.

use oxc_ast::ast::{
    self, BindingPattern, Expression, ImportDeclarationSpecifier, ImportOrExportKind, ModuleExportName, PropertyKey,
    TSModuleReference,
};
use oxc_span::{GetSpan, Span as At};

use super::super::build::list;
use super::super::pool::{List, Text};
use super::super::tree::{ExportData, ExprData, ImportData, ImportedData, ImportedWhat, NodeId, StmtData, StmtId};
use super::super::{Binding, ImportForm};
use super::Lower;
use super::expr::inside;
use crate::source::Span;

impl<'a> Lower<'_, 'a> {
    pub(super) fn import_declaration(&mut self, it: &'a ast::ImportDeclaration<'a>) -> StmtId {
        let specifiers = it.specifiers.iter().flatten();
        let names = list!(self.b, imported, specifiers, specifier => match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) => {
                let (imported, _) = self.export_name(&it.imported);
                let local = (self.text(&it.local.name, it.local.span), self.span(it.local.span));
                let type_only = it.import_kind == ImportOrExportKind::Type;
                self.taken(imported, local, it.span, type_only)
            }
            ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => {
                let local = (self.text(&it.local.name, it.local.span), self.span(it.local.span));
                self.imported(ImportedWhat::Default, local, it.span, false)
            }
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => {
                let local = (self.text(&it.local.name, it.local.span), self.span(it.local.span));
                self.imported(ImportedWhat::Module, local, it.span, false)
            }
        });
        let type_only = it.import_kind == ImportOrExportKind::Type;
        self.loads_at(&it.source, names, ImportForm::Es, type_only, it.span)
    }

    pub(super) fn export_from(&mut self, it: &'a ast::ExportFromDeclaration<'a>) -> StmtId {
        let names = list!(self.b, imported, &it.specifiers, specifier => {
            let (local, _) = self.export_name(&specifier.local);
            let exported = self.export_name(&specifier.exported);
            self.taken(local, exported, specifier.span, specifier.export_kind == ImportOrExportKind::Type)
        });
        let type_only = it.export_kind == ImportOrExportKind::Type;
        self.loads_at(&it.source, names, ImportForm::Reexport, type_only, it.span)
    }

    pub(super) fn export_all(&mut self, it: &'a ast::ExportAllDeclaration<'a>) -> StmtId {
        let name = if let Some(name) = &it.exported {
            let local = self.export_name(name);
            self.imported(ImportedWhat::Module, local, name.span(), false)
        } else {
            let at = At::new(it.span.start, it.span.start);
            let nothing = (Text::default(), self.span(at));
            self.imported(ImportedWhat::Star, nothing, at, false)
        };
        let names = self.b.module.pools.imported.one(name);
        let type_only = it.export_kind == ImportOrExportKind::Type;
        self.loads_at(&it.source, names, ImportForm::Reexport, type_only, it.span)
    }

    fn loads_at(
        &mut self,
        source: &'a ast::StringLiteral<'a>,
        names: List<ImportedData>,
        form: ImportForm,
        type_only: bool,
        at: At,
    ) -> StmtId {
        let content = inside(source.span);
        let (module, module_span) = (self.text(&source.value, content), self.span(content));
        let span = self.span(at);
        let data = ImportData { span, form, module, module_span, level: 0, type_only, names, site: None };
        let import = self.b.import(data);
        let id = self.b.stmt(StmtData::Import(import), span);
        self.b.set_site(import, NodeId::Stmt(id));
        id
    }

    fn imported(&self, what: ImportedWhat, (local, local_span): (Text, Span), at: At, type_only: bool) -> ImportedData {
        ImportedData { span: self.span(at), what, local, local_span, type_only }
    }

    /// `{ default as x }` takes the default.
    fn taken(&self, name: Text, local: (Text, Span), at: At, type_only: bool) -> ImportedData {
        let is_default = self.b.module.text(name) == "default";
        let what = if is_default { ImportedWhat::Default } else { ImportedWhat::Named(name) };
        self.imported(what, local, at, type_only)
    }

    fn export_name(&mut self, name: &'a ModuleExportName<'a>) -> (Text, Span) {
        match name {
            ModuleExportName::IdentifierName(it) => (self.text(&it.name, it.span), self.span(it.span)),
            ModuleExportName::IdentifierReference(it) => (self.text(&it.name, it.span), self.span(it.span)),
            ModuleExportName::StringLiteral(it) => {
                let content = inside(it.span);
                (self.text(&it.value, content), self.span(content))
            }
        }
    }

    pub(super) fn export_names(&mut self, it: &'a ast::ExportNamedDeclaration<'a>) -> StmtData {
        let whole = it.export_kind == ImportOrExportKind::Type;
        StmtData::ExportNames(list!(self.b, exports, &it.specifiers, name => ExportData {
            span: self.span(name.span),
            local: self.export_name(&name.local).0,
            exported: self.export_name(&name.exported).0,
            type_only: whole || name.export_kind == ImportOrExportKind::Type,
        }))
    }

    /// `import x = require("m")`, `import x = a.b`.
    pub(super) fn import_equals(
        &mut self,
        it: &'a ast::TSImportEqualsDeclaration<'a>,
        exported: bool,
        at: At,
    ) -> StmtId {
        let local = (self.text(&it.id.name, it.id.span), self.span(it.id.span));
        let target = |lower: &mut Self| lower.b.expr(ExprData::Name(local.0), local.1);
        let value = match &it.module_reference {
            TSModuleReference::ExternalModuleReference(reference) => {
                let name = self.imported(ImportedWhat::Module, local, it.id.span, false);
                let names = self.b.module.pools.imported.one(name);
                let type_only = it.import_kind == ImportOrExportKind::Type;
                return self.loads_at(&reference.expression, names, ImportForm::Require, type_only, at);
            }
            TSModuleReference::IdentifierReference(name) => {
                let data = self.identifier(&name.name, name.span);
                let span = self.span(name.span);
                self.b.expr(data, span)
            }
            TSModuleReference::QualifiedName(name) => {
                let mut links = vec![(name.span, name.right.span)];
                let mut base = &name.left;
                while let ast::TSTypeName::QualifiedName(link) = base {
                    links.push((link.span, link.right.span));
                    base = &link.left;
                }
                self.path(base.span(), links)
            }
        };
        let target = target(self);
        let data = self.bind(target, None, Some(value), Binding::Const, exported);
        let span = self.span(at);
        self.b.stmt(data, span)
    }

    /// Remembers what `pattern` takes from the module that `init` loads: `const {a, b: c} = require("m")`,
    /// `const m = await import("m")`, `const a = require("m").a`.
    pub(super) fn expect(&mut self, pattern: &'a BindingPattern<'a>, init: &'a Expression<'a>) {
        let mut at = init.get_inner_expression();
        let mut property = None;
        if let Expression::StaticMemberExpression(member) = at {
            property = Some(&member.property);
            at = member.object.get_inner_expression();
        }
        if let Expression::AwaitExpression(awaited) = at {
            at = awaited.argument.get_inner_expression();
        }
        let start = match at {
            Expression::ImportExpression(it) => it.span.start,
            Expression::CallExpression(it) if it.common_js_require().is_some() => it.span.start,
            _ => return,
        };
        let names = match (pattern, property) {
            (BindingPattern::BindingIdentifier(it), None) => {
                let local = (self.text(&it.name, it.span), self.span(it.span));
                let name = self.imported(ImportedWhat::Module, local, it.span, false);
                self.b.module.pools.imported.one(name)
            }
            (BindingPattern::BindingIdentifier(it), Some(property)) => {
                let local = (self.text(&it.name, it.span), self.span(it.span));
                let name = self.text(&property.name, property.span);
                let name = self.taken(name, local, it.span, false);
                self.b.module.pools.imported.one(name)
            }
            (BindingPattern::ObjectPattern(it), None) => {
                list!(self.b, imported, it.properties.iter().filter(|it| !it.computed), property => {
                    let name = match &property.key {
                        PropertyKey::StaticIdentifier(it) => self.text(&it.name, it.span),
                        PropertyKey::StringLiteral(it) => self.text(&it.value, inside(it.span)),
                        _ => continue,
                    };
                    let value = match &property.value {
                        BindingPattern::AssignmentPattern(it) => &it.left,
                        value => value,
                    };
                    let local = match value {
                        BindingPattern::BindingIdentifier(it) => (self.text(&it.name, it.span), self.span(it.span)),
                        other => (Text::default(), self.span(other.span())),
                    };
                    self.taken(name, local, property.span, false)
                })
            }
            _ => return,
        };
        self.expected = Some((start, names));
    }
}
