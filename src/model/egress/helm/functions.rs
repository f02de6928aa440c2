//! Functions of templates. One that is not here gives an unknown value.

use super::value::{Value, quoted};

/// The value of a function.
pub(super) fn call(name: &str, arguments: &[Value]) -> Value {
    logic(name, arguments)
        .or_else(|| text(name, arguments))
        .or_else(|| collections(name, arguments))
        .unwrap_or(Value::Unknown)
}

fn logic(name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match (name, arguments) {
        ("default", [fallback, value]) => match value.holds() {
            Some(true) => value.clone(),
            Some(false) => fallback.clone(),
            None => Value::Unknown,
        },
        ("default", [fallback]) => fallback.clone(),
        ("coalesce", values) => {
            values.iter().find(|value| value.holds() != Some(false)).cloned().unwrap_or(Value::Null)
        }
        ("ternary", [yes, no, test]) => match test.holds() {
            Some(true) => yes.clone(),
            Some(false) => no.clone(),
            None => Value::Unknown,
        },
        // Both give the value that decides.
        ("and", values) => values.iter().find(|value| value.holds() != Some(true)).or(values.last())?.clone(),
        ("or", values) => values.iter().find(|value| value.holds() != Some(false)).or(values.last())?.clone(),
        ("not", [value]) => value.holds().map_or(Value::Unknown, |holds| Value::Bool(!holds)),
        ("empty", [value]) => value.holds().map_or(Value::Unknown, |holds| Value::Bool(!holds)),
        (_, values) if matches!(name, "eq" | "ne" | "gt" | "lt" | "ge" | "le") && values.contains(&Value::Unknown) => {
            Value::Unknown
        }
        ("eq", [value, others @ ..]) => Value::Bool(others.iter().any(|other| same(value, other))),
        ("ne", [a, b]) => Value::Bool(!same(a, b)),
        ("gt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a > b),
        ("lt", [Value::Int(a), Value::Int(b)]) => Value::Bool(a < b),
        ("ge", [Value::Int(a), Value::Int(b)]) => Value::Bool(a >= b),
        ("le", [Value::Int(a), Value::Int(b)]) => Value::Bool(a <= b),
        ("required", [_, value]) => {
            if value.holds() == Some(false) {
                Value::Unknown
            } else {
                value.clone()
            }
        }
        ("semverCompare", _) => Value::Bool(true),
        ("int" | "int64", [value]) => match value {
            Value::Int(_) => value.clone(),
            Value::Text(text) => text.parse().map_or(Value::Int(0), Value::Int),
            Value::Unknown => Value::Unknown,
            _ => Value::Int(0),
        },
        ("add", values) => {
            numbers(values)?.iter().try_fold(0_i64, |sum, value| sum.checked_add(*value)).map(Value::Int)?
        }
        ("sub", [Value::Int(a), Value::Int(b)]) => Value::Int(a.checked_sub(*b)?),
        ("mul", values) => {
            numbers(values)?.iter().try_fold(1_i64, |sum, value| sum.checked_mul(*value)).map(Value::Int)?
        }
        ("kindIs" | "typeIs", [Value::Text(kind), value]) => Value::Bool(kind == kind_of(value)?),
        ("kindOf" | "typeOf", [value]) => Value::text(kind_of(value)?),
        ("fail", _) => Value::text(""),
        _ => return None,
    })
}

fn same(a: &Value, b: &Value) -> bool {
    a == b || (a.print() == b.print() && !matches!((a, b), (Value::Null, _) | (_, Value::Null)))
}

fn numbers(values: &[Value]) -> Option<Vec<i64>> {
    values.iter().map(|value| if let Value::Int(value) = value { Some(*value) } else { None }).collect()
}

fn kind_of(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Null => "invalid",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Text(_) => "string",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
        Value::Unknown => return None,
    })
}

fn text(name: &str, arguments: &[Value]) -> Option<Value> {
    if let ("nindent" | "indent", [Value::Int(by), value]) = (name, arguments) {
        let pad = " ".repeat(usize::try_from(*by).unwrap_or(0).min(64));
        let lines: Vec<String> = value.print().lines().map(|line| format!("{pad}{line}")).collect();
        let start = if name == "nindent" { "\n" } else { "" };
        return Some(Value::Text(format!("{start}{}", lines.join("\n"))));
    }
    let printed: Vec<String> = arguments.iter().map(Value::print).collect();
    let texts: Vec<&str> = printed.iter().map(String::as_str).collect();
    Some(match (name, texts.as_slice()) {
        ("quote", texts) => Value::Text(texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(" ")),
        ("squote", texts) => Value::Text(
            texts.iter().map(|text| format!("'{}'", text.replace('\'', "''"))).collect::<Vec<_>>().join(" "),
        ),
        ("toYaml" | "toJson" | "mustToYaml" | "mustToJson", _) => Value::Text(arguments.first()?.yaml()),
        ("toString" | "print", _) => Value::Text(texts.concat()),
        ("printf", [format, rest @ ..]) => Value::Text(printf(format, rest)?),
        ("trunc", [length, text]) => {
            let length: usize = length.parse().ok()?;
            Value::Text(text.chars().take(length).collect())
        }
        ("trimSuffix", [end, text]) => Value::text(text.strip_suffix(end).unwrap_or(text)),
        ("trimPrefix", [start, text]) => Value::text(text.strip_prefix(start).unwrap_or(text)),
        ("trim", [text]) => Value::text(text.trim()),
        ("trimAll", [all, text]) => Value::text(text.trim_matches(|c| all.contains(c))),
        ("upper", [text]) => Value::Text(text.to_uppercase()),
        ("lower" | "kebabcase" | "snakecase", [text]) => Value::Text(text.to_lowercase()),
        ("title", [text]) => Value::text(*text),
        ("replace", [from, to, text]) if !from.is_empty() => Value::Text(text.replace(from, to)),
        ("contains", [part, text]) => Value::Bool(text.contains(part)),
        ("hasPrefix", [start, text]) => Value::Bool(text.starts_with(start)),
        ("hasSuffix", [end, text]) => Value::Bool(text.ends_with(end)),
        // What these make is never asked for.
        ("b64enc" | "sha256sum" | "randAlphaNum" | "uuidv4" | "now" | "date" | "genSignedCert", _) => Value::text("0"),
        ("lookup", _) => Value::Map(Vec::new()),
        ("splitList" | "split", [by, text]) if !by.is_empty() => Value::List(text.split(by).map(Value::text).collect()),
        _ => return None,
    })
}

fn printf(format: &str, rest: &[&str]) -> Option<String> {
    let mut out = String::new();
    let mut rest = rest.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next()? {
            '%' => out.push('%'),
            's' | 'd' | 'v' => out.push_str(rest.next()?),
            'q' => out.push_str(&quoted(rest.next()?)),
            _ => return None,
        }
    }
    Some(out)
}

fn collections(name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match (name, arguments) {
        ("dict", pairs) => Value::Map(
            pairs
                .chunks(2)
                .filter_map(|pair| if let [key, value] = pair { Some((key.print(), value.clone())) } else { None })
                .collect(),
        ),
        ("list" | "tuple", items) => Value::List(items.to_vec()),
        ("get" | "index", [from @ Value::Map(_), keys @ ..]) => {
            keys.iter().fold(from.clone(), |value, key| value.get(&key.print()))
        }
        ("index", [Value::List(items), Value::Int(at)]) => items.get(usize::try_from(*at).ok()?).cloned()?,
        ("hasKey", [Value::Map(entries), key]) => Value::Bool(entries.iter().any(|(name, _)| *name == key.print())),
        ("hasKey", [Value::Null, _]) => Value::Bool(false),
        ("has", [item, Value::List(items)]) => Value::Bool(items.contains(item)),
        ("len", [Value::List(items)]) => Value::count(items.len()),
        ("len", [Value::Map(entries)]) => Value::count(entries.len()),
        ("len", [Value::Text(text)]) => Value::count(text.len()),
        ("len", [Value::Null]) => Value::Int(0),
        // The first of `merge` wins, the last of `mergeOverwrite`.
        ("merge" | "mustMerge", maps) => merged(maps.iter().rev())?,
        ("mergeOverwrite" | "mustMergeOverwrite", maps) => merged(maps.iter())?,
        ("deepCopy" | "mustDeepCopy" | "toRawJson", [value]) => value.clone(),
        ("first", [Value::List(items)]) => items.first().cloned()?,
        ("last", [Value::List(items)]) => items.last().cloned()?,
        ("join", [by, Value::List(items)]) => {
            Value::Text(items.iter().map(Value::print).collect::<Vec<_>>().join(&by.print()))
        }
        ("concat", lists) => {
            let lists = lists.iter().map(|list| if let Value::List(items) = list { Some(items.clone()) } else { None });
            Value::List(lists.collect::<Option<Vec<_>>>()?.concat())
        }
        ("append", [Value::List(items), item]) => Value::List(items.iter().cloned().chain([item.clone()]).collect()),
        ("compact" | "uniq", [Value::List(items)]) => Value::List(items.clone()),
        ("keys", [Value::Map(entries)]) => Value::List(entries.iter().map(|(key, _)| Value::text(key)).collect()),
        ("values", [Value::Map(entries)]) => Value::List(entries.iter().map(|(_, value)| value.clone()).collect()),
        ("omit", [Value::Map(entries), keys @ ..]) => {
            let named = |name: &str| keys.iter().any(|key| key.print() == name);
            Value::Map(entries.iter().filter(|(name, _)| !named(name)).cloned().collect())
        }
        ("pick", [Value::Map(entries), keys @ ..]) => {
            let named = |name: &str| keys.iter().any(|key| key.print() == name);
            Value::Map(entries.iter().filter(|(name, _)| named(name)).cloned().collect())
        }
        ("dig", [path @ .., fallback, from]) => {
            let value = path.iter().fold(from.clone(), |value, key| value.get(&key.print()));
            if value == Value::Null { fallback.clone() } else { value }
        }
        _ => return None,
    })
}

/// Maps over one another, those of inner maps too, later ones winning.
fn merged<'v>(maps: impl Iterator<Item = &'v Value>) -> Option<Value> {
    let mut out = Value::Map(Vec::new());
    for map in maps {
        match map {
            Value::Map(_) => overlay(&mut out, map, 0),
            Value::Null => {}
            _ => return None,
        }
    }
    Some(out)
}

fn overlay(under: &mut Value, over: &Value, depth: u32) {
    match (under, over) {
        (Value::Map(entries), Value::Map(more)) if depth < 16 => {
            for (key, value) in more {
                match entries.iter_mut().find(|(name, _)| name == key) {
                    Some((_, known)) => overlay(known, value, depth + 1),
                    None => entries.push((key.clone(), value.clone())),
                }
            }
        }
        (under, over) => *under = over.clone(),
    }
}
