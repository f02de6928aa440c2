//! The map as a tree of text.

use super::{clean, effect, egress, grade, grant, runs_agent};
use crate::knowledge::schema::Effect;
use crate::ledger::Map;
use crate::model::agents::Tool;
use crate::model::clients::Reached;
use crate::render::location::Locator;
use crate::source::Place;
use std::io;

pub(super) fn render(map: &Map, locator: &Locator<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let place = |place: Place| {
        let location = locator.locate(place);
        format!("{}:{}", clean(&location.path), location.region.line)
    };
    for agent in &map.model.agents.agents {
        let kind = if agent.server { "server" } else { "agent" };
        writeln!(out, "{kind} {}  ({})  {}", clean(&agent.name), agent.framework, place(agent.place))?;
        for (index, id) in agent.tools.iter().enumerate() {
            let last = index + 1 == agent.tools.len();
            line(out, if last { "└─ " } else { "├─ " }, &map.model.agents.tools[id.0 as usize], &place)?;
        }
    }
    let free: Vec<&Tool> = map.model.agents.tools.iter().filter(|tool| tool.agents.is_empty()).collect();
    if !free.is_empty() {
        writeln!(out, "tools that no agent in this tree is given")?;
        for (index, tool) in free.iter().enumerate() {
            line(out, if index + 1 == free.len() { "└─ " } else { "├─ " }, tool, &place)?;
        }
    }
    clients(map, &place, out)?;
    grants(map, &place, out)?;
    workloads(map, &place, out)?;
    destinations(map, &place, out)?;
    let model = &map.model;
    writeln!(
        out,
        "\n{} agents and servers, {} tools, {} grants, {} workloads, {} files; {} problems",
        model.agents.agents.len(),
        model.agents.tools.len(),
        model.access.grants.len(),
        model.network.workloads.len(),
        map.scanned.files,
        map.problems.len()
    )
}

fn line(out: &mut dyn io::Write, branch: &str, tool: &Tool, place: &dyn Fn(Place) -> String) -> io::Result<()> {
    let undo = if tool.effect > Some(Effect::Read) && !tool.reversible { ", cannot be undone" } else { "" };
    let why = tool.evidence.first().map_or_else(String::new, |(title, at)| match at {
        Some(at) => format!(" by {title} ({})", place(*at)),
        None => format!(" by {title}"),
    });
    writeln!(
        out,
        "{branch}{:28} {}{undo}; recorded: {}{}  {}",
        clean(&tool.name),
        effect(tool.effect),
        grade(tool.audit),
        clean(&why),
        place(tool.place)
    )
}

/// The sign before the entry `index` of `count`.
fn branch(index: usize, count: usize) -> &'static str {
    if index + 1 == count { "└─ " } else { "├─ " }
}

fn clients(map: &Map, place: &dyn Fn(Place) -> String, out: &mut dyn io::Write) -> io::Result<()> {
    for client in &map.model.clients.clients {
        writeln!(out, "client {}  {}", client.name, place(client.place))?;
        for (index, server) in client.servers.iter().enumerate() {
            let reach = match &server.reach {
                Reached::Program(program) => format!("runs {}", clean(program)),
                Reached::Host(host) if host.is_empty() => "calls an address that is not in the file".to_owned(),
                Reached::Host(host) => format!("calls {}", clean(host)),
            };
            let own = server.agents.iter().map(|agent| &map.model.agents.agents[agent.0 as usize].name);
            let own: Vec<String> = own.map(|name| format!("; server {} of this tree", clean(name))).collect();
            let own = own.concat();
            let off = if server.enabled { "" } else { "; off" };
            let (sign, at) = (branch(index, client.servers.len()), place(server.place));
            writeln!(out, "{sign}{:28} {reach}{own}{off}  {at}", clean(&server.name))?;
        }
    }
    Ok(())
}

fn grants(map: &Map, place: &dyn Fn(Place) -> String, out: &mut dyn io::Write) -> io::Result<()> {
    let grants = &map.model.access.grants;
    if !grants.is_empty() {
        writeln!(out, "grants")?;
    }
    for (index, each) in grants.iter().enumerate() {
        let narrower = match each.narrower.first() {
            Some(first) => format!("; `{}` suffices", clean(first)),
            None => String::new(),
        };
        let (value, verdict) = (clean(&each.value), grant(each.verdict));
        let (sign, at) = (branch(index, grants.len()), place(each.place));
        writeln!(out, "{sign}{} {value}  {verdict}{narrower}  {at}", each.provider)?;
    }
    Ok(())
}

fn workloads(map: &Map, place: &dyn Fn(Place) -> String, out: &mut dyn io::Write) -> io::Result<()> {
    let workloads = &map.model.network.workloads;
    if !workloads.is_empty() {
        writeln!(out, "workloads")?;
    }
    for (index, each) in workloads.iter().enumerate() {
        let root = match each.root {
            Some(true) => "root",
            Some(false) => "not root",
            None => "user unknown",
        };
        let (name, kind, verdict) = (clean(&each.name), clean(&each.kind), egress(each.egress.verdict));
        let runs = runs_agent(each.runs_agent);
        let (sign, at) = (branch(index, workloads.len()), place(each.place));
        writeln!(out, "{sign}{name} ({kind})  runs an agent: {runs}; egress: {verdict}; {root}  {at}")?;
    }
    Ok(())
}

fn destinations(map: &Map, place: &dyn Fn(Place) -> String, out: &mut dyn io::Write) -> io::Result<()> {
    let destinations = &map.model.network.destinations;
    if !destinations.is_empty() {
        writeln!(out, "destinations")?;
    }
    for (index, each) in destinations.iter().enumerate() {
        let declared = match each.declared {
            Some(true) => "; declared",
            Some(false) => "; not declared",
            None => "",
        };
        let at = each.places.first().map_or_else(String::new, |first| place(*first));
        let sign = branch(index, destinations.len());
        writeln!(out, "{sign}{} ({}){declared}  {at}", clean(&each.host), clean(&each.class))?;
    }
    // What stands for any host cannot be on a list.
    let hosts: Vec<String> =
        destinations.iter().map(|each| clean(&each.host)).filter(|host| !host.contains([' ', '('])).collect();
    if !hosts.is_empty() {
        writeln!(out, "proposed allowlist: {}", hosts.join(", "))?;
    }
    Ok(())
}
