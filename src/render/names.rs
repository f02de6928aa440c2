//! The words by which outputs name controls, severities and states. Stable: other programs read them.

use crate::knowledge::{Confidence, Control, Severity};
use crate::ledger::{Status, SuppressedBy};

pub(super) fn control(control: Control) -> &'static str {
    match control {
        Control::LeastPrivilege => "least-privilege",
        Control::Egress => "egress",
        Control::Approval => "approval",
        Control::Secrets => "secrets",
        Control::AuditLog => "audit-log",
        Control::Monitoring => "monitoring",
        Control::Residency => "residency",
        Control::Readiness => "readiness",
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::Partial => "partial",
        Status::NotMet => "not-met",
        Status::Unknown => "unknown",
        Status::NotApplicable => "n/a",
    }
}

pub(super) fn suppressed_by(by: SuppressedBy) -> &'static str {
    match by {
        SuppressedBy::Inline => "inline",
        SuppressedBy::Baseline => "baseline",
        SuppressedBy::Policy => "policy",
    }
}
