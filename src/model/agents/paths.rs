//! Records on the ways through a piece of code.

use crate::knowledge::schema::Grade;
use crate::source::{FileId, Span};
use crate::syntax::code::{Call, ExprKind};

/// A record at a place.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) grade: Grade,
    pub(super) title: String,
    pub(super) at: (FileId, Span),
}

/// What a piece of code records: on every way through it, and on some.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    pub(super) always: Option<Record>,
    pub(super) sometimes: Option<Record>,
}

/// Both one after the other.
pub(super) fn in_turn(a: Paths, b: Paths) -> Paths {
    Paths { always: strongest(a.always, b.always), sometimes: strongest(a.sometimes, b.sometimes) }
}

/// One of several ways.
pub(super) fn either(ways: Vec<Paths>) -> Paths {
    let all = ways.iter().all(|way| way.always.is_some());
    let weakest = ways.iter().filter_map(|way| way.always.clone()).min_by_key(|record| record.grade);
    let any = ways.into_iter().flat_map(|way| [way.always, way.sometimes]).flatten().max_by_key(|record| record.grade);
    Paths { always: if all { weakest } else { None }, sometimes: any }
}

pub(super) fn strongest(a: Option<Record>, b: Option<Record>) -> Option<Record> {
    a.into_iter().chain(b).max_by_key(|record| record.grade)
}

/// A record on some ways only is weak.
pub(super) fn decide(paths: Paths) -> Option<Record> {
    let sometimes = paths.sometimes.map(|record| Record {
        title: if record.grade == Grade::Full { format!("{} on some paths only", record.title) } else { record.title },
        grade: record.grade.min(Grade::Weak),
        at: record.at,
    });
    strongest(paths.always, sometimes)
}

/// `logger.info(…)` where the logger itself cannot be followed.
pub(super) fn named_logger(call: Call<'_>) -> Option<Grade> {
    let receiver = call.receiver()?;
    let name = match receiver.kind() {
        ExprKind::Name(name) => name,
        ExprKind::Attribute(attribute) => attribute.name,
        _ => return None,
    };
    let name = name.trim_matches('_').to_ascii_lowercase();
    if !matches!(
        name.as_str(),
        "logger" | "log" | "logging" | "audit_logger" | "auditlogger" | "audit_log" | "auditlog"
    ) {
        return None;
    }
    let method = call.last_name()?.to_ascii_lowercase();
    // `Infof`, `Infow`, `Infoln`, `InfoContext` of Go.
    let level = ["context", "ln", "f", "w"].iter().find_map(|end| method.strip_suffix(end)).unwrap_or(&method);
    match level {
        "info" | "warning" | "warn" | "error" | "critical" | "exception" | "fatal" | "success" | "log" | "notice"
        | "print" => Some(Grade::Full),
        "debug" | "trace" | "verbose" => Some(Grade::Weak),
        _ => None,
    }
}
