//! Grants of infrastructure and of agent runtimes: roles, policies, tokens, settings. Judged by what they allow, as the packs say.

mod aws;
mod aws_code;
mod commands;
mod database;
mod flags;
mod matching;
mod options;
mod rbac;
mod roles;
mod settings;
mod workflow;

use super::{Grant, GrantVerdict};
use crate::knowledge::Knowledge;
use crate::knowledge::schema::Breadth;
use crate::model::code::Code;
use crate::model::{Flaw, ModelFile};
use crate::source::{FileKind, PathClass, Place, Span};
use crate::syntax::Document;
use matching::Expressions;

/// Every grant of the tree that is no OAuth scope.
pub(super) fn grants(files: &[ModelFile], code: Option<&Code<'_>>, knowledge: &Knowledge) -> Vec<Grant> {
    let mut found = Found { knowledge, expressions: Expressions::default(), grants: Vec::new() };
    let mut settings = None;
    for file in files.iter().filter(|file| gives(file.class)) {
        if let Some(document) = file.facts.document.as_deref() {
            // Decoded for trees with such files only.
            let table = settings.get_or_insert_with(|| settings::Table::new(knowledge));
            found.document(file, document, table);
        }
        let Some(text) = file.facts.text.as_deref() else { continue };
        roles::read_text(&mut found, file, text);
        // What a page says is no command: its readers decide.
        if file.kind != FileKind::Markdown {
            flags::read_text(&mut found, file, text);
            database::read_text(&mut found, file, text);
        }
    }
    for (code, id, module) in code.iter().flat_map(|code| code.modules().map(move |(id, module)| (code, id, module))) {
        let Some(file) = files.get(id.0 as usize).filter(|file| gives(file.class)) else { continue };
        options::read(&mut found, file, code, module);
        flags::read_code(&mut found, file, module);
        aws_code::read(&mut found, file, code, module);
        database::read_code(&mut found, file, module);
    }
    found.grants
}

/// Whether files of this part of a repository give anything: a test does not, nor does the code of others.
fn gives(class: PathClass) -> bool {
    !matches!(class, PathClass::Test | PathClass::Vendored | PathClass::Lock)
}

/// The grants found so far.
struct Found<'a> {
    knowledge: &'a Knowledge,
    expressions: Expressions<'a>,
    grants: Vec<Grant>,
}

/// What is granted, before it is judged.
struct Granted<'a> {
    provider: &'a str,
    kind: &'static str,
    value: String,
    /// The bytes that grant it.
    span: Span,
    /// The bytes that make it wide, when they are fewer.
    at: Option<Span>,
    /// The part of the value that makes it wide, when it is not the whole.
    shown: Option<String>,
    /// Who gets it, for the subject of a finding: `role agent`.
    holder: String,
}

impl<'a> Found<'a> {
    fn document(&mut self, file: &ModelFile, document: &Document, settings: &settings::Table<'a>) {
        if document.roots.is_empty()
            && let Some(text) = file.facts.source.as_deref()
        {
            rbac::read_template(self, file, text);
        }
        for root in &document.roots {
            rbac::read(self, file, root);
            settings::read(self, file, root, settings);
            flags::read(self, file, root);
            workflow::read(self, file, root);
            aws::read(self, file, root);
            roles::read(self, file, root);
            database::read(self, file, root);
        }
    }

    /// Adds a grant: wide as `broad` says, or else narrow for the reason given.
    fn push(&mut self, file: &ModelFile, granted: Granted<'_>, broad: Option<&Breadth>, narrow: &str) {
        let place = file.at(granted.span);
        let verdict = if broad.is_some() { GrantVerdict::Broad } else { GrantVerdict::Fine };
        let flaws = broad.and_then(|broad| flaw(file.at(granted.at.unwrap_or(granted.span)), &granted, broad));
        self.grants.push(Grant {
            provider: granted.provider.to_owned(),
            value: granted.value,
            kind: granted.kind,
            place,
            agents: Vec::new(),
            verdict,
            narrower: broad.map(|broad| broad.narrower.clone()).unwrap_or_default(),
            why: broad.map_or_else(|| narrow.to_owned(), |broad| broad.why.clone()),
            flaws: flaws.into_iter().collect(),
        });
    }
}

impl Found<'_> {
    /// Adds a grant of which it cannot be told how wide it is.
    fn push_unknown(&mut self, file: &ModelFile, granted: Granted<'_>, why: &str) {
        self.push(file, granted, None, why);
        if let Some(last) = self.grants.last_mut() {
            last.verdict = GrantVerdict::Unknown;
        }
    }
}

fn flaw(place: Place, granted: &Granted<'_>, broad: &Breadth) -> Option<Flaw> {
    let check = broad.check?.id();
    let subject = if granted.holder.is_empty() {
        granted.value.clone()
    } else {
        format!("{}: {}", granted.holder, granted.value)
    };
    let value = shortened(granted.shown.as_ref().unwrap_or(&granted.value));
    Some(Flaw {
        check,
        place,
        label: "granted here".into(),
        subject,
        message: match granted.holder.as_str() {
            "" => format!("`{value}` {}", broad.why),
            holder => format!("`{value}` of {holder} {}", broad.why),
        },
        help: match broad.narrower.first() {
            Some(narrower) => format!("narrow it: {narrower}"),
            None => "remove it".into(),
        },
        seen: Vec::new(),
        severity: Some(broad.severity),
        edits: Vec::new(),
    })
}

/// Long lists of actions are cut: the place shows them all.
fn shortened(value: &str) -> String {
    const LONGEST: usize = 80;
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    let cut: String = value.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end_matches([',', ' ']))
}
