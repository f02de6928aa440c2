//! Servers that a file gives to a client.

use crate::map;
use perimeter::model::clients::{Client, Clients, Reached, Server};

fn clients(files: &[(&str, &str)]) -> Clients {
    map(files).model.clients
}

/// `pack: name -> program or host`, a `!` before what is switched off.
fn listed(clients: &Clients) -> Vec<String> {
    let server = |client: &Client, server: &Server| {
        let off = if server.enabled { "" } else { "!" };
        match &server.reach {
            Reached::Program(program) => format!("{}: {off}{} -> {program}", client.pack, server.name),
            Reached::Host(host) => format!("{}: {off}{} -> //{host}", client.pack, server.name),
        }
    };
    clients.clients.iter().flat_map(|client| client.servers.iter().map(move |each| server(client, each))).collect()
}

#[test]
fn servers_are_read_where_their_client_looks() {
    let github = r#"{"command": "npx", "args": ["-y", "@modelcontextprotocol/server-github"]}"#;
    let wrapped = |key: &str| format!("{{\"{key}\": {{\"github\": {github}}}}}");
    for (path, text, expected, why) in [
        (".mcp.json", wrapped("mcpServers"), "claude-code: github -> npx", "at the root"),
        ("app/.mcp.json", wrapped("mcpServers"), "claude-code: github -> npx", "below it"),
        (".mcp.json", wrapped("servers"), "visual-studio: github -> npx", "the same name with another key"),
        (".cursor/mcp.json", wrapped("mcpServers"), "cursor: github -> npx", "a folder of the client"),
        ("mcp.json", wrapped("mcpServers"), "", "no client reads that name there"),
        (".vscode/mcp.json", wrapped("servers"), "vscode: github -> npx", "another key"),
        (".vscode/mcp.json", wrapped("mcpServers"), "", "a key that the client does not read"),
        (".vscode/settings.json", format!("{{\"mcp\": {}}}", wrapped("servers")), "vscode: github -> npx", "nested"),
        (
            ".claude.json",
            format!("{{\"projects\": {{\"/home/a\": {}}}}}", wrapped("mcpServers")),
            "claude-code: github -> npx",
            "any project",
        ),
        (
            ".codex/config.toml",
            "[mcp_servers.docs]\nurl = \"https://mcp.example.com/mcp\"\n".to_owned(),
            "codex: docs -> //mcp.example.com",
            "TOML, and an address",
        ),
        (
            ".codex/config.toml",
            "[mcp_servers.docs]\ncommand = \"/usr/bin/docs\"\nenabled = false\n".to_owned(),
            "codex: !docs -> docs",
            "switched off",
        ),
        (
            ".roo/mcp.json",
            r#"{"mcpServers": {"a": {"command": "uvx", "disabled": true}}}"#.to_owned(),
            "roo-code: !a -> uvx",
            "switched off by another key",
        ),
        (
            "opencode.json",
            r#"{"mcp": {"a": {"type": "local", "command": ["bun", "x", "a"]}}}"#.to_owned(),
            "opencode: a -> bun",
            "a list with the arguments",
        ),
        (
            ".config/goose/config.yaml",
            "extensions:\n  developer:\n    type: builtin\n  fetch:\n    type: stdio\n    cmd: uvx\n".to_owned(),
            "goose: fetch -> uvx",
            "what is built in is no server",
        ),
        (
            ".continue/config.yaml",
            "mcpServers:\n  - name: db\n    command: npx\n".to_owned(),
            "continue: db -> npx",
            "a list",
        ),
        (
            ".zed/settings.json",
            "{\n  // old form\n  \"context_servers\": {\"a\": {\"command\": {\"path\": \"node\", \"args\": []}}}}"
                .to_owned(),
            "zed: a -> node",
            "a command with a path, in JSON with comments",
        ),
        (
            ".cursor/mcp.json",
            r#"{"mcpServers": {"a": {"url": "https://user:pass@host.example:8443/sse?key=abc"}}}"#.to_owned(),
            "cursor: a -> //host.example:8443",
            "nothing but the host of an address",
        ),
        (
            ".cursor/mcp.json",
            r#"{"mcpServers": {"a": {"url": "https://${HOST}/sse"}, "b": 1, "c": {}}}"#.to_owned(),
            "cursor: a -> //",
            "an address with a hole; what is no server is left out",
        ),
        ("tests/.mcp.json", wrapped("mcpServers"), "", "a test"),
        (".mcp.json", "{\"mcpServers\": [".to_owned(), "", "a file that is cut off"),
    ] {
        assert_eq!(listed(&clients(&[(path, &text)])).join("; "), expected, "{why}");
    }
}

#[test]
fn a_server_of_the_tree_is_known_by_its_file() {
    let server = "from mcp.server.fastmcp import FastMCP\n\nmcp = FastMCP(\"shop\")\n\n@mcp.tool()\ndef a() -> str:\n    return \"\"\n";
    for (path, args, expected, why) in [
        (".mcp.json", "srv/server.py", 1, "from the root"),
        ("srv/.cursor/mcp.json", "./server.py", 1, "from the folder around that of the client"),
        (".vscode/mcp.json", "${workspaceFolder}/srv/server.py", 1, "from the folder of the editor"),
        (".mcp.json", "other.py", 0, "no such file"),
        (".mcp.json", "/srv/server.py", 0, "somewhere on a machine"),
    ] {
        let key = if path.contains("vscode") { "servers" } else { "mcpServers" };
        let text = format!("{{\"{key}\": {{\"shop\": {{\"command\": \"python\", \"args\": [\"{args}\"]}}}}}}");
        let found = clients(&[(path, &text), ("srv/server.py", server)]);
        let agents = found.clients.first().map_or(0, |client| client.servers[0].agents.len());
        assert_eq!(agents, expected, "{why}");
    }
}
