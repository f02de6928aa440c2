//! Fills a template. What is not understood becomes an unknown value, and whoever depends on one is told.

use super::functions;
use super::parse::{Operand, Part, Pipeline};
use super::value::Value;
use std::collections::BTreeMap;

/// How many steps one template may take, and how much text it may make.
const MAX_STEPS: u32 = 60_000;
const MAX_TEXT: usize = 1_000_000;
/// How deep templates may include one another.
const MAX_INCLUDES: u32 = 24;

/// A filled template.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) text: String,
    /// Offsets in `text` of parts of the file, with their offsets there.
    pub(super) origins: Vec<(usize, usize)>,
    /// A condition in it could not be decided: both of its sides may hold.
    pub(super) uncertain: bool,
}

/// Fills templates with the values of a chart.
pub(super) struct Filler<'t> {
    /// Named templates.
    pub(super) named: &'t BTreeMap<String, Vec<Part>>,
    /// What `$` stands for.
    pub(super) root: &'t Value,
    steps: u32,
    includes: u32,
    uncertain: bool,
}

/// Names that are set, inner ones last.
type Names = Vec<(String, Value)>;

impl<'t> Filler<'t> {
    pub(super) fn new(named: &'t BTreeMap<String, Vec<Part>>, root: &'t Value) -> Self {
        Self { named, root, steps: 0, includes: 0, uncertain: false }
    }

    /// Fills a whole file; `None` when it takes too long.
    pub(super) fn fill(mut self, parts: &[Part]) -> Option<Filled> {
        let mut out = Filled::default();
        let root = self.root.clone();
        self.parts(parts, &root, &mut Vec::new(), &mut out)?;
        out.uncertain = self.uncertain;
        Some(out)
    }

    fn parts(&mut self, parts: &[Part], dot: &Value, names: &mut Names, out: &mut Filled) -> Option<()> {
        let outer = names.len();
        for part in parts {
            self.steps += 1;
            if self.steps > MAX_STEPS || out.text.len() > MAX_TEXT {
                return None;
            }
            match part {
                Part::Text(text, at) => {
                    out.origins.push((out.text.len(), *at));
                    out.text.push_str(text);
                }
                Part::Print(pipeline) => {
                    let value = self.pipeline(pipeline, dot, names)?;
                    out.text.push_str(&value.print());
                }
                Part::Set(name, pipeline) => {
                    let value = self.pipeline(pipeline, dot, names)?;
                    match names.iter_mut().rev().find(|(known, _)| known == name) {
                        Some((_, known)) => *known = value,
                        None => names.push((name.clone(), value)),
                    }
                }
                Part::If(branches) => self.branches(branches, dot, names, out)?,
                Part::With(pipeline, body, other) => {
                    let value = self.pipeline(pipeline, dot, names)?;
                    let holds = self.decide(&value);
                    if holds { self.parts(body, &value, names, out)? } else { self.parts(other, dot, names, out)? }
                }
                Part::Range(key, name, pipeline, body, other) => {
                    let list = self.pipeline(pipeline, dot, names)?;
                    self.range((key.as_ref(), name.as_ref()), &list, body, other, dot, names, out)?;
                }
                Part::Define(..) => {}
            }
        }
        // Names of a block end with it.
        names.truncate(outer);
        Some(())
    }

    fn branches(
        &mut self,
        branches: &[(Option<Pipeline>, Vec<Part>)],
        dot: &Value,
        names: &mut Names,
        out: &mut Filled,
    ) -> Option<()> {
        for (condition, body) in branches {
            let holds = match condition {
                Some(condition) => {
                    let value = self.pipeline(condition, dot, names)?;
                    self.decide(&value)
                }
                None => true,
            };
            if holds {
                return self.parts(body, dot, names, out);
            }
        }
        Some(())
    }

    /// What a condition decides; one that cannot be told counts as true, and is noted.
    fn decide(&mut self, value: &Value) -> bool {
        value.holds().unwrap_or_else(|| {
            self.uncertain = true;
            true
        })
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn range(
        &mut self,
        (key, name): (Option<&String>, Option<&String>),
        list: &Value,
        body: &[Part],
        other: &[Part],
        dot: &Value,
        names: &mut Names,
        out: &mut Filled,
    ) -> Option<()> {
        let items: Vec<(Value, Value)> = match list {
            Value::List(items) => {
                items.iter().enumerate().map(|(index, item)| (Value::count(index), item.clone())).collect()
            }
            Value::Map(entries) => {
                let mut sorted: Vec<_> = entries.iter().map(|(key, value)| (Value::text(key), value.clone())).collect();
                sorted.sort_by_key(|(key, _)| key.print());
                sorted
            }
            Value::Unknown => {
                self.uncertain = true;
                Vec::new()
            }
            _ => Vec::new(),
        };
        if items.is_empty() {
            return self.parts(other, dot, names, out);
        }
        for (index, item) in items {
            let outer = names.len();
            if let Some(key) = key {
                names.push((key.clone(), index));
            }
            if let Some(name) = name {
                names.push((name.clone(), item.clone()));
            }
            self.parts(body, &item, names, out)?;
            names.truncate(outer);
        }
        Some(())
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Value, names: &mut Names) -> Option<Value> {
        let mut last: Option<Value> = None;
        for command in pipeline {
            last = Some(self.command(command, last, dot, names)?);
        }
        last
    }

    fn command(&mut self, command: &[Operand], last: Option<Value>, dot: &Value, names: &mut Names) -> Option<Value> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return None;
        }
        let (first, rest) = command.split_first()?;
        let mut arguments = Vec::with_capacity(rest.len() + 1);
        for operand in rest {
            arguments.push(self.operand(operand, dot, names)?);
        }
        arguments.extend(last);
        let Operand::Name(name) = first else {
            let value = self.operand(first, dot, names)?;
            // A field with arguments is a method of the cluster.
            return Some(if arguments.is_empty() { value } else { Value::Unknown });
        };
        Some(match name.as_str() {
            "include" => self.include(&arguments)?,
            "tpl" => self.tpl(&arguments)?,
            name => functions::call(name, &arguments),
        })
    }

    fn operand(&mut self, operand: &Operand, dot: &Value, names: &mut Names) -> Option<Value> {
        let within = |value: Value, fields: &[String]| fields.iter().fold(value, |value, field| value.get(field));
        Some(match operand {
            Operand::Text(text) => Value::text(text),
            Operand::Int(value) => Value::Int(*value),
            Operand::Bool(value) => Value::Bool(*value),
            Operand::Nil => Value::Null,
            Operand::Name(name) => functions::call(name, &[]),
            Operand::Field(fields) => within(dot.clone(), fields),
            Operand::Variable(name, fields) => {
                let value = match name.as_str() {
                    "" => self.root.clone(),
                    name => names
                        .iter()
                        .rev()
                        .find(|(known, _)| known == name)
                        .map_or(Value::Unknown, |(_, value)| value.clone()),
                };
                within(value, fields)
            }
            Operand::Group(pipeline, fields) => within(self.pipeline(pipeline, dot, names)?, fields),
        })
    }

    fn include(&mut self, arguments: &[Value]) -> Option<Value> {
        let [Value::Text(name), dot] = arguments else { return Some(Value::Unknown) };
        let Some(parts) = self.named.get(name) else { return Some(Value::Unknown) };
        self.body(parts, dot)
    }

    /// Text of the values that is a template itself.
    fn tpl(&mut self, arguments: &[Value]) -> Option<Value> {
        let [Value::Text(text), dot] = arguments else { return Some(Value::Unknown) };
        if !text.contains("{{") {
            return Some(Value::text(text));
        }
        match super::parse::parse(text) {
            Some(parts) => self.body(&parts, dot),
            None => Some(Value::Unknown),
        }
    }

    fn body(&mut self, parts: &[Part], dot: &Value) -> Option<Value> {
        if self.includes >= MAX_INCLUDES {
            return None;
        }
        self.includes += 1;
        let mut out = Filled::default();
        self.parts(parts, dot, &mut Vec::new(), &mut out)?;
        self.includes -= 1;
        Some(Value::Text(out.text))
    }
}
