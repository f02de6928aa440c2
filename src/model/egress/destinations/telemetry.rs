//! Libraries that report to their makers unless they are told not to.

use super::imports::{Import, covers};
use super::settings::Settings;
use super::{Contacts, Tree};
use crate::knowledge::EgressPacks;
use crate::knowledge::schema::Telemetry;
use crate::model::Flaw;
use crate::model::code::{Code, Value};
use crate::source::{PathClass, Place};
use std::collections::BTreeMap;

pub(super) fn find(
    tree: &Tree<'_>,
    code: &Code<'_>,
    packs: &EgressPacks,
    taken: &[Import],
    settings: &Settings<'_>,
    contacts: &mut Contacts,
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for row in &packs.telemetry.telemetry {
        let mut projects: BTreeMap<&str, Vec<&Import>> = BTreeMap::new();
        for import in taken {
            if row.imports.iter().any(|known| covers(known, &import.path, import.language).is_some()) {
                projects.entry(tree.project(import.file)).or_default().push(import);
            }
        }
        for (project, imports) in projects {
            if is_off(tree, code, row, project, settings) {
                continue;
            }
            for (host, import) in row.hosts.iter().flat_map(|host| imports.iter().map(move |import| (host, import))) {
                contacts.add(host, "telemetry", import.place);
            }
            // One finding a project, at code that is deployed where there is any.
            let weight = |import: &&&Import| tree.file(import.file).map_or(3, |file| rank(file.class));
            flaws.extend(imports.iter().min_by_key(weight).map(|import| flaw(row, project, import.place)));
        }
    }
    flaws
}

fn rank(class: PathClass) -> u8 {
    match class {
        PathClass::Main => 0,
        PathClass::Example => 1,
        _ => 2,
    }
}

/// Whether a project tells the library not to report, or says something of it that cannot be told.
fn is_off(tree: &Tree<'_>, code: &Code<'_>, row: &Telemetry, project: &str, settings: &Settings<'_>) -> bool {
    let by_setting = row.variables.iter().any(|(name, off)| {
        settings.values(name, project).any(|value| {
            value.is_empty() || value.contains('$') || off.iter().any(|word| word.eq_ignore_ascii_case(value))
        })
    });
    by_setting
        || code.modules().any(|(file, module)| {
            if tree.project(file) != project && !project.is_empty() {
                return false;
            }
            // Set or read, the program decides about it.
            if module.strings().any(|(_, text)| row.variables.contains_key(text.value())) {
                return true;
            }
            (!row.calls.is_empty() || !row.arguments.is_empty())
                && module.calls().any(|call| {
                    let by_argument = row.arguments.iter().any(|name| {
                        call.option(name).is_some_and(|value| match code.value(value) {
                            Value::Bool(value) => value == name.to_ascii_lowercase().contains("disabled"),
                            _ => true,
                        })
                    });
                    let by_call = || {
                        code.value(call.callee).path().is_some_and(|path| row.calls.iter().any(|known| known == path))
                            && !matches!(call.positional(0).map(|value| code.value(value)), Some(Value::Bool(false)))
                    };
                    by_argument || by_call()
                })
        })
}

fn flaw(row: &Telemetry, project: &str, place: Place) -> Flaw {
    let to = match row.hosts.as_slice() {
        [] => "its maker".to_owned(),
        hosts => hosts.iter().map(|host| format!("`{host}`")).collect::<Vec<_>>().join(" and "),
    };
    let help = match (row.variables.iter().next(), row.arguments.first()) {
        (Some((name, values)), _) => {
            format!("set `{name}={}` in the environment of the agent", values.first().map_or("1", String::as_str))
        }
        (None, Some(argument)) => format!("pass `{argument}` as false"),
        (None, None) => "switch it off".into(),
    };
    Flaw {
        check: "telemetry-on-by-default",
        place,
        label: "imported here".into(),
        subject: if project.is_empty() { row.title.clone() } else { format!("{} in {project}", row.title) },
        message: format!("{} reports to {to} unless it is told not to: {}", row.title, row.sends),
        help,
        seen: Vec::new(),
        severity: None,
        edits: Vec::new(),
    }
}
