//! The model itself: as a tree of text, as `perimeter-map/1`, as a Mermaid graph.

mod json;
mod mermaid;
mod text;

use super::location::Locator;
use crate::knowledge::schema::{Capability, Effect, Grade, Language};
use crate::ledger::Map;
use crate::model::access::GrantVerdict;
use crate::model::egress::{EgressVerdict, RunsAgent};
use crate::source::sanitize;
use std::io;

/// A form of the map.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum MapFormat {
    /// For people.
    Text,
    /// `perimeter-map/1`.
    Json,
    /// A graph that Markdown viewers draw.
    Mermaid,
}

/// Writes `map` to `out`. The same map gives the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn render_map(format: MapFormat, map: &Map, out: &mut dyn io::Write) -> io::Result<()> {
    let locator = Locator::new(&map.paths, &map.sources);
    match format {
        MapFormat::Text => text::render(map, &locator, out),
        MapFormat::Json => json::render(map, &locator, out),
        MapFormat::Mermaid => mermaid::render(map, out),
    }
}

fn effect(effect: Option<Effect>) -> &'static str {
    match effect {
        None => "unknown",
        Some(Effect::None) => "none",
        Some(Effect::Read) => "read",
        Some(Effect::Write) => "write",
        Some(Effect::Send) => "send",
        Some(Effect::Publish) => "publish",
        Some(Effect::Delete) => "delete",
        Some(Effect::Pay) => "pay",
        Some(Effect::Execute) => "execute",
    }
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::None => "none",
        Grade::Weak => "weak",
        Grade::Unknown => "unknown",
        Grade::Full => "full",
    }
}

fn capability(capability: Capability) -> &'static str {
    match capability {
        Capability::PrivateData => "private-data",
        Capability::UntrustedContent => "untrusted-content",
        Capability::ExternalSend => "external-send",
        Capability::CodeExec => "code-exec",
        Capability::FileWrite => "file-write",
        Capability::FileRead => "file-read",
        Capability::Money => "money",
        Capability::Delete => "delete",
    }
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Python => "python",
        Language::TypeScript => "typescript",
        Language::Go => "go",
        Language::Any => "any",
    }
}

fn clean(text: &str) -> String {
    sanitize(text.as_bytes()).replace('\n', " ")
}

fn grant(verdict: GrantVerdict) -> &'static str {
    match verdict {
        GrantVerdict::Broad => "broad",
        GrantVerdict::Unused => "unused",
        GrantVerdict::Fine => "fine",
        GrantVerdict::Unknown => "unknown",
    }
}

fn egress(verdict: EgressVerdict) -> &'static str {
    match verdict {
        EgressVerdict::DenyAll => "deny_all",
        EgressVerdict::DnsOnly => "dns_only",
        EgressVerdict::Allowlist => "allowlist",
        EgressVerdict::InternalOnly => "internal_only",
        EgressVerdict::InternetOpenInternalBlocked => "internet_open_internal_blocked",
        EgressVerdict::PortOnly => "port_only",
        EgressVerdict::OpenIneffective => "open_ineffective",
        EgressVerdict::Open => "open",
        EgressVerdict::Platform => "platform",
        EgressVerdict::Unknown => "unknown",
    }
}

fn runs_agent(runs: RunsAgent) -> &'static str {
    match runs {
        RunsAgent::Yes => "yes",
        RunsAgent::Possible => "possible",
        RunsAgent::No => "no",
    }
}
