//! The map as a Mermaid graph.

use super::effect;
use crate::ledger::Map;
use std::io;

pub(super) fn render(map: &Map, out: &mut dyn io::Write) -> io::Result<()> {
    // Mermaid reads quotes and brackets: names keep only what an identifier has.
    let label = |text: &str| {
        text.chars().map(|c| if c.is_alphanumeric() || "_-. ".contains(c) { c } else { '_' }).collect::<String>()
    };
    writeln!(out, "graph LR")?;
    for (index, agent) in map.model.agents.agents.iter().enumerate() {
        writeln!(out, "  a{index}([\"{}\"])", label(&agent.name))?;
    }
    for (index, tool) in map.model.agents.tools.iter().enumerate() {
        writeln!(out, "  t{index}[\"{}<br/>{}\"]", label(&tool.name), effect(tool.effect))?;
        for agent in &tool.agents {
            writeln!(out, "  a{} --> t{index}", agent.0)?;
        }
    }
    Ok(())
}
