//! The tree as compact s-expressions: one line for each statement at the top, stable and readable.

use super::super::*;

/// All statements of the module, one a line.
pub(super) fn dump(module: &Module) -> String {
    module.body().iter().map(|stmt| statement(stmt) + "\n").collect()
}

fn join<T>(items: impl Iterator<Item = T>, show: impl Fn(T) -> String) -> String {
    items.fold(String::new(), |text, item| text + " " + &show(item))
}

fn block(body: Block<'_>) -> String {
    format!("[{}]", join(body.iter(), statement).trim_start())
}

fn maybe(word: &str, block_: Block<'_>) -> String {
    if block_.is_empty() { String::new() } else { format!(" {word} {}", block(block_)) }
}

fn optional(before: &str, expr: Option<Expr<'_>>) -> String {
    expr.map(|expr| format!("{before}{}", expression(expr))).unwrap_or_default()
}

pub(super) fn statement(stmt: Stmt<'_>) -> String {
    match stmt.kind() {
        StmtKind::Expr(expr) => expression(expr),
        StmtKind::Assign(it) => assign(it),
        StmtKind::Return(value) => format!("(return{})", optional(" ", value)),
        StmtKind::Raise { value, cause } => format!("(raise{}{})", optional(" ", value), optional(" from ", cause)),
        StmtKind::If(it) => {
            let branches =
                join(it.branches(), |branch| format!("({} {})", expression(branch.test), block(branch.body)));
            format!("(if{branches}{})", maybe("else", it.otherwise))
        }
        StmtKind::Loop(it) => {
            let head = match it.head {
                LoopKind::While { test } => format!("while {}", expression(test)),
                LoopKind::DoWhile { test } => format!("do-while {}", expression(test)),
                LoopKind::Each { target, iter, is_async } => {
                    let word = if is_async { "async for" } else { "for" };
                    format!("{word} {} in {}", expression(target), expression(iter))
                }
                LoopKind::Keys { target, object } => {
                    format!("for-keys {} of {}", expression(target), expression(object))
                }
                LoopKind::Counted { init, test, update } => {
                    format!("for {}; {}; {}", block(init), optional("", test), optional("", update))
                }
            };
            format!("({head} {}{})", block(it.body), maybe("else", it.otherwise))
        }
        StmtKind::Try(it) => {
            let handlers = join(it.handlers(), |handler| {
                format!(
                    "(except{}{} {})",
                    optional(" ", handler.class),
                    optional(" as ", handler.target),
                    block(handler.body)
                )
            });
            let (otherwise, finally) = (maybe("else", it.otherwise), maybe("finally", it.finally));
            format!("(try {}{handlers}{otherwise}{finally})", block(it.body))
        }
        StmtKind::With(it) => {
            let items =
                join(it.items(), |(context, target)| format!("{}{}", expression(context), optional(" as ", target)));
            format!("({}with{items} {})", if it.is_async { "async " } else { "" }, block(it.body))
        }
        StmtKind::Match(it) => {
            let cases = join(it.cases(), |case| {
                let pattern = case.pattern.map_or("default".into(), expression);
                format!("({pattern}{} {})", optional(" if ", case.guard), block(case.body))
            });
            format!("({} {}{cases})", if it.falls_through { "switch" } else { "match" }, expression(it.subject))
        }
        StmtKind::Delete(targets) => format!("(delete{})", join(targets.iter(), expression)),
        StmtKind::Import(it) => import(it),
        StmtKind::Function(it) => function(it),
        StmtKind::Class(it) => class(it),
        StmtKind::Assert { test, message } => format!("(assert {}{})", expression(test), optional(" ", message)),
        StmtKind::Scope(it) => {
            let word = if it.nonlocal { "nonlocal" } else { "global" };
            format!("({word}{})", join(it.iter(), |(name, _)| name.to_owned()))
        }
        StmtKind::Break(label) => format!("(break{})", label.map(|label| format!(" {label}")).unwrap_or_default()),
        StmtKind::Continue(label) => {
            format!("(continue{})", label.map(|label| format!(" {label}")).unwrap_or_default())
        }
        StmtKind::Block { body, label: None } => format!("(block {})", block(body)),
        StmtKind::Block { body, label: Some(label) } => format!("(block {label}: {})", block(body)),
        StmtKind::Export(Export::Default(value)) => format!("(export default {})", expression(value)),
        StmtKind::Export(Export::Equals(value)) => format!("(export = {})", expression(value)),
        StmtKind::Export(Export::Names(names)) => {
            let names = join(names.iter(), |name| {
                format!("{}{} as {}", if name.type_only { "type " } else { "" }, name.local, name.exported)
            });
            format!("(export{names})")
        }
        StmtKind::Pass => "(pass)".into(),
    }
}

fn assign(it: Assign<'_>) -> String {
    let word = match it.binding {
        Binding::Plain => "=",
        Binding::Const => "const",
        Binding::Let => "let",
        Binding::Var => "var",
        Binding::Using => "using",
        Binding::AwaitUsing => "await-using",
        Binding::Field => "field",
        Binding::StaticField => "static-field",
        Binding::Type => "type",
    };
    let exported = if it.exported { "export " } else { "" };
    let op = it.op.map(Operator::symbol).unwrap_or_default();
    let decorators = join(it.decorators.iter(), |it| format!("@{}", expression(it)));
    let targets = join(it.targets.iter(), expression);
    let annotation = optional(": ", it.annotation);
    format!("({exported}{op}{word}{decorators}{targets}{annotation}{})", optional(" ", it.value))
}

fn import(it: Import<'_>) -> String {
    let form = match it.form() {
        ImportForm::Module => "import",
        ImportForm::From => "from",
        ImportForm::Es => "es",
        ImportForm::Reexport => "reexport",
        ImportForm::Require => "require",
        ImportForm::Dynamic => "dynamic",
    };
    let names = join(it.names(), |name| {
        let what = match name.what() {
            Taken::Module => "module".to_owned(),
            Taken::Package => "package".to_owned(),
            Taken::Default => "default".to_owned(),
            Taken::Named(name) => name.to_owned(),
            Taken::Star => "*".to_owned(),
        };
        let type_only = if name.is_type_only() { "type " } else { "" };
        format!("{type_only}{what}{}", name.local().map(|local| format!(":{local}")).unwrap_or_default())
    });
    let dots = ".".repeat(it.level() as usize);
    let type_only = if it.is_type_only() { "type " } else { "" };
    format!("({form} {type_only}{dots}{}{names})", it.source())
}

/// Every import of the module, wherever it stands, one a line.
pub(super) fn imports(module: &Module) -> String {
    module.imports().map(|it| import(it) + "\n").collect()
}

pub(super) fn function(it: Function<'_>) -> String {
    let kind = match it.kind() {
        FunctionKind::Function => "fn",
        FunctionKind::Lambda => "lambda",
        FunctionKind::Method => "method",
        FunctionKind::StaticMethod => "static-method",
        FunctionKind::ClassMethod => "class-method",
        FunctionKind::Getter => "getter",
        FunctionKind::Setter => "setter",
        FunctionKind::Constructor => "constructor",
    };
    let exported = match it.exported() {
        Exported::No => "",
        Exported::Named => "export ",
        Exported::Default => "export default ",
    };
    let is_async = if it.is_async() { "async " } else { "" };
    let star = if it.is_generator() { "*" } else { "" };
    let decorators = join(it.decorators().iter(), |it| format!("@{}", expression(it)));
    let name = it.name().map(|name| format!(" {name}")).unwrap_or_default();
    let params = join(it.params(), param);
    let body = if it.has_body() { block(it.body()) } else { ";".into() };
    format!(
        "({exported}{is_async}{kind}{star}{decorators}{name} ({}){} {body})",
        params.trim_start(),
        optional(" -> ", it.returns())
    )
}

fn param(it: Param<'_>) -> String {
    let stars = match it.kind() {
        ParamKind::Plain => "",
        ParamKind::PositionalOnly => "/",
        ParamKind::KeywordOnly => "!",
        ParamKind::Rest => "*",
        ParamKind::Keywords => "**",
    };
    let decorators = join(it.decorators().iter(), |it| format!("@{}", expression(it)));
    let space = if decorators.is_empty() { "" } else { " " };
    let field = if it.is_field() { "field " } else { "" };
    let name = it.name().map(str::to_owned).or(it.pattern().map(expression)).unwrap_or_default();
    format!(
        "{}{space}{field}{stars}{name}{}{}",
        decorators.trim_start(),
        optional(":", it.annotation()),
        optional("=", it.default())
    )
}

fn class(it: Class<'_>) -> String {
    let kind = match it.kind() {
        ClassKind::Class => "class",
        ClassKind::Enum => "enum",
        ClassKind::Interface => "interface",
        ClassKind::Namespace => "namespace",
    };
    let exported = match it.exported() {
        Exported::No => "",
        Exported::Named => "export ",
        Exported::Default => "export default ",
    };
    let decorators = join(it.decorators().iter(), |it| format!("@{}", expression(it)));
    let name = it.name().map(|name| format!(" {name}")).unwrap_or_default();
    let bases = join(it.arguments(), argument);
    let implements = if it.implements().is_empty() {
        String::new()
    } else {
        format!(" implements{}", join(it.implements().iter(), expression))
    };
    format!("({exported}{kind}{decorators}{name} ({}){implements} {})", bases.trim_start(), block(it.body()))
}

fn argument(it: Arg<'_>) -> String {
    match (it.spread, it.name) {
        (Spread::Items, _) => format!("*{}", expression(it.value)),
        (Spread::Keywords, _) => format!("**{}", expression(it.value)),
        (Spread::No, Some((name, _))) => format!("{name}={}", expression(it.value)),
        (Spread::No, None) => expression(it.value),
    }
}

fn entry(it: Entry<'_>) -> String {
    match it.key {
        None => format!("**{}", expression(it.value)),
        Some(_) if it.shorthand => format!("{}!", expression(it.value)),
        Some(key) if it.computed => format!("[{}]: {}", expression(key), expression(it.value)),
        Some(key) => format!("{}: {}", expression(key), expression(it.value)),
    }
}

pub(super) fn expression(expr: Expr<'_>) -> String {
    match expr.kind() {
        ExprKind::Name(name) => name.to_owned(),
        ExprKind::Attribute(it) => {
            format!("{}{}{}", expression(it.base), if it.optional { "?." } else { "." }, it.name)
        }
        ExprKind::Subscript(it) => {
            let dot = if it.optional { "?." } else { "" };
            format!("{}{dot}[{}]", expression(it.base), expression(it.index))
        }
        ExprKind::Call(it) => {
            let word = if it.is_new { "new" } else { "call" };
            let dot = if it.optional { "?." } else { "" };
            format!("({word} {}{dot}{})", expression(it.callee), join(it.args(), argument))
        }
        ExprKind::Str(it) => format!("{:?}", it.value()),
        ExprKind::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        ExprKind::Number(text) | ExprKind::Regex(text) => text.to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::None => "none".into(),
        ExprKind::Ellipsis => "...".into(),
        ExprKind::Template(it) => {
            let parts = join(it.parts(), |part| match part {
                Part::Text(text) => format!("{:?}", text.value()),
                Part::Hole { value, formatted } => {
                    format!("{{{}{}}}", expression(value), if formatted { "!" } else { "" })
                }
            });
            format!("(template{}{parts})", optional(" ", it.tag))
        }
        ExprKind::List(items) => format!("(list{})", join(items.iter(), expression)),
        ExprKind::Tuple(items) => format!("(tuple{})", join(items.iter(), expression)),
        ExprKind::Set(items) => format!("(set{})", join(items.iter(), expression)),
        ExprKind::Dict(it) => format!("{{{}}}", it.entries().map(entry).collect::<Vec<_>>().join(", ")),
        ExprKind::Comprehension(it) => {
            let clauses = join(it.clauses(), |clause| {
                let conditions = join(clause.conditions.iter(), |it| format!("if {}", expression(it)));
                let word = if clause.is_async { "async for" } else { "for" };
                format!("({word} {} in {}{conditions})", expression(clause.target), expression(clause.iter))
            });
            format!("({:?}-comp {}{}{clauses})", it.kind, expression(it.element), optional(": ", it.value))
        }
        ExprKind::Function(it) => function(it),
        ExprKind::Class(it) => class(it),
        ExprKind::Conditional { test, then, otherwise } => {
            format!("(if {} {} {})", expression(test), expression(then), expression(otherwise))
        }
        ExprKind::Binary { op, operands } => format!("({}{})", op.symbol(), join(operands.iter(), expression)),
        ExprKind::Compare(it) => {
            let links = join(it.links(), |(_, op, right)| format!("{} {}", op.symbol(), expression(right)));
            format!("(compare {}{links})", expression(it.left))
        }
        ExprKind::Unary { op, operand } => format!("({} {})", op.symbol(), expression(operand)),
        ExprKind::Await(inner) => format!("(await {})", expression(inner)),
        ExprKind::Yield { value, delegate } => {
            format!("(yield{}{})", if delegate { "*" } else { "" }, optional(" ", value))
        }
        ExprKind::Spread(inner) => format!("*{}", expression(inner)),
        ExprKind::Assign { target, op, value } => {
            let op = op.map(Operator::symbol).unwrap_or_default();
            format!("({op}:= {} {})", expression(target), expression(value))
        }
        ExprKind::Jsx(it) => {
            let attributes = join(it.attributes.iter(), |it| format!("@{}", entry(it)));
            format!("(jsx{}{attributes}{})", optional(" ", it.tag), join(it.children.iter(), expression))
        }
        ExprKind::Opaque(parts) => format!("(opaque{})", join(parts.iter(), expression)),
    }
}
