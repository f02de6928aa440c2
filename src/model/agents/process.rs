//! What a whole process records, and what stops it.

use super::audit::{Audits, Weighed};
use super::switches::Off;
use super::{Found, FoundTool};
use crate::knowledge::schema::Grade;
use crate::source::{FileId, Span};

impl<'a, 'm> Audits<'a, 'm> {
    /// What the process records for `tool`.
    pub(super) fn whole_program(&self, agents: &Found<'m>, tool: &FoundTool<'m>) -> Vec<Weighed> {
        let mut found = Vec::new();
        let together = |file: FileId| self.together(file, tool.at.0);
        for carrier in
            agents.agents.iter().filter(|agent| agent.carrier && agent.pack == tool.pack && together(agent.at.0))
        {
            let record = carrier.call.as_call().and_then(|call| self.agent(carrier.pack, call));
            found.extend(record.map(|record| (record.grade, record.title, Some(record.at))));
        }
        let forms = &self.knowledge.frameworks()[tool.pack].records;
        let path = self.code.path(tool.at.0);
        for (index, form) in forms.iter().enumerate() {
            let of = (tool.pack, index);
            let mut calls = self.switches.calls.iter().filter(|off| off.of == of && together(off.at.0));
            let in_part = calls.clone().any(|off| !off.whole);
            if calls.any(|off| off.whole) || self.switches.is_off(of, path) {
                continue;
            }
            let before = found.len();
            if form.default {
                found.push((form.grade, form.title.clone(), None));
            }
            found.extend(self.switches.on(of, form, path).map(|(grade, title, at)| (grade, title, Some(at))));
            // Constructions that count only where an agent is given them are no switch of the process.
            if form.agent.is_empty() {
                let switches = self
                    .process
                    .iter()
                    .filter(|(pack, record, file, _)| *pack == tool.pack && *record == index && together(*file));
                found.extend(switches.map(|(_, _, file, span)| (form.grade, form.title.clone(), Some((*file, *span)))));
            }
            let around = self.around.iter().filter(|(pack, record, file, _)| (*pack, *record) == of && together(*file));
            found.extend(around.map(|(_, _, _, it)| (it.grade.min(form.grade), form.title.clone(), Some(it.at))));
            for (_, _, class) in self.hooks.iter().filter(|(pack, record, class)| {
                *pack == tool.pack && *record == index && together(self.code.file_of(class.module()))
            }) {
                let record = form
                    .hooks
                    .iter()
                    .filter_map(|hook| class.method(hook))
                    .filter_map(|hook| self.wrapper(hook))
                    .max_by_key(|record| record.grade);
                found.extend(record.map(|record| (record.grade, form.title.clone(), Some(record.at))));
            }
            // Switched off for some agents or runs, and which of them call the tool cannot be told.
            if in_part {
                found.iter_mut().skip(before).for_each(|(grade, ..)| *grade = (*grade).min(Grade::Unknown));
            }
        }
        found
    }

    /// What switches off a record that would cover `tool`, with the title of the record.
    pub(super) fn switched_off(&self, tool: &FoundTool<'m>) -> Vec<(Off, &'a str)> {
        let calls =
            self.switches.calls.iter().filter(|off| off.of.0 == tool.pack && self.together(off.at.0, tool.at.0));
        let set = self.switches.off_for(tool, self.code.path(tool.at.0));
        let records = &self.knowledge.frameworks()[tool.pack].records;
        let would_record = |off: &Off| {
            let switched = |(pack, record, file, _): &(usize, usize, FileId, Span)| {
                (*pack, *record) == off.of && self.together(*file, tool.at.0)
            };
            records[off.of.1].default || self.process.iter().any(switched)
        };
        let all = calls.cloned().chain(set).filter(would_record);
        all.map(|off| {
            let title = records[off.of.1].title.as_str();
            (off, title)
        })
        .collect()
    }
}
