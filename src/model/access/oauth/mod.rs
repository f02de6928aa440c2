//! OAuth scopes: what is asked for, what the code calls, and whether the one fits the other.

mod calls;
mod catalogue;
mod declare;
mod default;
mod graph;
mod judge;
mod manifest;
mod missing;
mod need;
mod parts;
mod prose;
mod report;
mod ruling;
mod table;
mod union;

use super::Grant;
use crate::knowledge::Knowledge;
use crate::model::ModelFile;
use crate::model::agents::Agents;
use crate::model::code::Code;
use crate::source::{FileKind, PathClass, Place};
use catalogue::{Catalogue, ProviderId};
use declare::Declarations;
use parts::Lists;
use std::collections::{BTreeMap, BTreeSet};

/// A scope that something asks for.
#[derive(Clone, Debug)]
struct Asked {
    provider: ProviderId,
    /// As it is written.
    value: String,
    /// Where.
    place: Place,
    /// The whole literal without quotes, where it is one.
    literal: Option<Place>,
    /// The lists that it is asked for with.
    groups: BTreeSet<Place>,
    origin: Origin,
    /// The call that asks for it when code names none, and how to ask for less.
    implicit: Option<(String, String)>,
    /// Whether a list that it is asked for with has items that cannot be told.
    open: bool,
    /// Whether the code that uses it is in a language that is not read.
    unread: bool,
}

/// What kind of text asks.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// Code.
    Code,
    /// A manifest or a setting; `true` when the application holds it without a user.
    Manifest(bool),
    /// A text that tells a person to grant it.
    Text,
}

/// Finds and judges the scopes of a tree.
pub(super) fn link(files: &[ModelFile], code: Option<&Code<'_>>, agents: &Agents, knowledge: &Knowledge) -> Vec<Grant> {
    let speaks =
        |file: &&ModelFile| file.facts.code.is_some() || file.facts.document.is_some() || file.facts.text.is_some();
    if !files.iter().any(|file| speaks(&file)) {
        return Vec::new();
    }
    let catalogue = Catalogue::new(knowledge.scopes());
    let mut asked = BTreeMap::new();
    let mut lists = Lists::default();
    if let Some(code) = code {
        of_code(files, code, &catalogue, &mut asked, &mut lists);
    }
    for file in files.iter().filter(|file| is_judged(file.class)) {
        of_data(file, &catalogue, &mut asked);
    }
    let asked: Vec<Asked> = asked.into_values().collect();
    judge::judge(files, code, agents, knowledge, &catalogue, &asked, &lists)
}

/// Tests, other people's code and lock files grant nothing.
fn is_judged(class: PathClass) -> bool {
    !matches!(class, PathClass::Test | PathClass::Vendored | PathClass::Lock)
}

fn of_code(
    files: &[ModelFile],
    code: &Code<'_>,
    catalogue: &Catalogue<'_>,
    asked: &mut BTreeMap<(Place, String), Asked>,
    lists: &mut Lists,
) {
    default::find(code, catalogue, asked);
    let declarations = Declarations::new(code, catalogue);
    for (file, module) in code.modules() {
        if files.get(file.0 as usize).is_none_or(|file| is_judged(file.class)) {
            declarations.of(file, module, asked);
            declarations.lists(file, module, lists);
            for (expr, text) in module.strings() {
                if !text.is_verbatim() {
                    continue;
                }
                for told in prose::of_sentence(catalogue, text.value(), text.content().start as usize) {
                    let place = Place { file: code.file(expr), span: told.span };
                    insert(asked, told.provider, told.value.to_owned(), place, Origin::Text, Some(place));
                }
            }
        }
    }
    asked.retain(|(place, _), _| files.get(place.file.0 as usize).is_none_or(|file| is_judged(file.class)));
}

fn of_data(file: &ModelFile, catalogue: &Catalogue<'_>, asked: &mut BTreeMap<(Place, String), Asked>) {
    if let Some(document) = &file.facts.document {
        for one in manifest::of_document(catalogue, &file.path, document) {
            let place = file.at(one.span);
            let entry =
                insert(asked, one.provider, one.value, place, Origin::Manifest(one.app), Some(file.at(one.group)));
            entry.literal = one.whole.then_some(place);
            entry.unread = one.unread;
        }
    }
    if let Some(text) = &file.facts.text {
        let told = match file.kind {
            FileKind::Markdown => prose::of_text(catalogue, text, 0),
            FileKind::Shell => prose::of_script(catalogue, text),
            _ => Vec::new(),
        };
        for one in told {
            let place = file.at(one.span);
            insert(asked, one.provider, one.value.to_owned(), place, Origin::Text, None);
        }
    }
}

fn insert(
    asked: &mut BTreeMap<(Place, String), Asked>,
    provider: ProviderId,
    value: String,
    place: Place,
    origin: Origin,
    group: Option<Place>,
) -> &mut Asked {
    asked.entry((place, value.clone())).or_insert_with(|| Asked {
        provider,
        value,
        place,
        literal: None,
        groups: group.into_iter().collect(),
        origin,
        implicit: None,
        open: false,
        unread: false,
    })
}
