//! Go: servers of both libraries, with their usual shapes.

use crate::map;

/// `name effect grade`, for each tool; `server/` before those that a server offers.
fn tools(files: &[(&str, &str)]) -> Vec<String> {
    let map = map(files);
    assert_eq!(map.problems, [], "all of it was understood");
    let agents = &map.model.agents;
    let of = |tool: &perimeter::model::agents::Tool| match tool.agents.first() {
        Some(agent) => format!("{}/", agents.agents[agent.0 as usize].name),
        None => String::new(),
    };
    let effect = |tool: &perimeter::model::agents::Tool| tool.effect.map_or("?".to_owned(), |it| format!("{it:?}"));
    agents.tools.iter().map(|tool| format!("{}{} {} {:?}", of(tool), tool.name, effect(tool), tool.audit)).collect()
}

const HEAD: &str = r#"package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func main() {
	s := server.NewMCPServer("files", "1.0.0")
	register(s)
}

func remove(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	path := req.GetString("path", "")
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return mcp.NewToolResultText("removed"), nil
}

func run(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	slog.Info("run", "tool", "run")
	out, err := exec.Command(req.GetString("command", "")).Output()
	return mcp.NewToolResultText(string(out)), err
}
"#;

#[test]
fn a_tool_is_where_it_is_described_with_the_code_that_is_handed_on_beside_it() {
    for (body, expected, why) in [
        (
            "func register(s *server.MCPServer) {\n\ts.AddTool(mcp.NewTool(\"remove\", mcp.WithDescription(\"x\")), remove)\n}\n",
            vec!["files/remove Delete None"],
            "in the call that registers it",
        ),
        (
            "func register(s *server.MCPServer) {\n\ttool := mcp.NewTool(\"run\")\n\ts.AddTool(tool, run)\n}\n",
            vec!["files/run Execute Full"],
            "through a variable",
        ),
        (
            "func register(s *server.MCPServer) {\n\ts.AddTools(server.ServerTool{Tool: mcp.NewTool(\"run\"), Handler: run})\n}\n",
            vec!["files/run Execute Full"],
            "as a struct",
        ),
        (
            "func register(s *server.MCPServer) {\n\ts.SetTools([]server.ServerTool{{Tool: mcp.NewTool(\"run\"), Handler: run}}...)\n}\n",
            vec!["files/run Execute Full"],
            "as a struct whose type is left out",
        ),
        (
            "func both() (mcp.Tool, server.ToolHandlerFunc) {\n\treturn mcp.NewTool(\"remove\"), func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {\n\t\treturn nil, os.RemoveAll(\"a\")\n\t}\n}\n\nfunc register(s *server.MCPServer) {\n\ts.AddTool(both())\n}\n",
            vec!["files/remove Delete None"],
            "returned with it",
        ),
        (
            "func add(s *server.MCPServer, name string, handler server.ToolHandlerFunc) {\n\ts.AddTool(mcp.NewTool(name), handler)\n}\n\nfunc register(s *server.MCPServer) {\n\tadd(s, \"remove\", remove)\n\tadd(s, \"run\", run)\n}\n",
            vec!["files/remove Delete None", "files/run Execute Full"],
            "by a function of the project",
        ),
        (
            "type Files struct{ root string }\n\nfunc (f *Files) clear(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {\n\tdefer func() { slog.Info(\"clear\") }()\n\treturn nil, os.RemoveAll(f.root)\n}\n\nfunc register(s *server.MCPServer) {\n\tf := &Files{root: \"a\"}\n\ts.AddTool(mcp.NewTool(\"clear\"), f.clear)\n}\n",
            vec!["files/clear Delete Full"],
            "a method, with a record that is deferred",
        ),
        (
            "func register(s *server.MCPServer) {\n\tname := os.Getenv(\"NAME\")\n\ts.AddTool(mcp.NewTool(name), run)\n}\n",
            vec![],
            "a name that cannot be told",
        ),
    ] {
        assert_eq!(tools(&[("main.go", &format!("{HEAD}\n{body}"))]), expected, "{why}");
    }
}

#[test]
fn packages_are_followed_through_folders_and_interfaces() {
    let main = r#"package main

import (
	"example.com/shop/internal/tools"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() {
	server := mcp.NewServer(&mcp.Implementation{Name: "shop"}, nil)
	tools.Register(server, tools.New())
}
"#;
    let register = r#"package tools

import "github.com/modelcontextprotocol/go-sdk/mcp"

func Register(server *mcp.Server, store Store) {
	h := handlers{store: store}
	mcp.AddTool(server, &mcp.Tool{Name: "wipe", Description: "x"}, h.wipe)
}
"#;
    let handlers = r#"package tools

import (
	"context"
	"os"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type Store interface {
	Wipe(name string) error
}

type disk struct{}

func New() Store { return &disk{} }

func (d *disk) Wipe(name string) error { return os.RemoveAll(name) }

type handlers struct {
	store Store
}

func (h handlers) wipe(ctx context.Context, req *mcp.CallToolRequest, in struct{ Name string }) (*mcp.CallToolResult, any, error) {
	return nil, nil, h.store.Wipe(in.Name)
}
"#;
    let files = [
        ("go.mod", "module example.com/shop\n\ngo 1.24\n"),
        ("main.go", main),
        ("internal/tools/register.go", register),
        ("internal/tools/handlers.go", handlers),
    ];
    assert_eq!(tools(&files), ["server/wipe Delete None"], "a method of a struct behind an interface, in another file");
}

#[test]
fn a_middleware_that_records_covers_every_tool() {
    let body = |line: &str| {
        format!(
            "{}\nfunc register(s *server.MCPServer) {{\n\ts.AddTool(mcp.NewTool(\"remove\"), remove)\n}}\n\nfunc around(next server.ToolHandlerFunc) server.ToolHandlerFunc {{\n\treturn func(ctx context.Context, req mcp.CallToolRequest) (*mcp.CallToolResult, error) {{\n\t\t{line}\n\t\treturn next(ctx, req)\n\t}}\n}}\n",
            HEAD.replace("\"1.0.0\")", "\"1.0.0\", server.WithToolHandlerMiddleware(around))")
        )
    };
    for (line, expected, why) in [
        ("slog.Info(\"call\", \"tool\", req.Params.Name)", "files/remove Delete Full", "it records"),
        ("slog.Debug(\"call\")", "files/remove Delete Weak", "on a level that is off"),
        ("_ = ctx", "files/remove Delete None", "it does not"),
    ] {
        assert_eq!(tools(&[("main.go", &body(line))]), [expected], "{why}");
    }
}

#[test]
fn hostile_files_end() {
    let deep = |open: &str, close: &str, count: usize| format!("{}{}", open.repeat(count), close.repeat(count));
    for (text, why) in [
        (format!("var x = {}", deep("(", ")", 20_000)), "parentheses"),
        (format!("var x = {}", deep("[]any{", "}", 20_000)), "literals"),
        (format!("func f() {{ {} }}", deep("if a { ", "}", 20_000)), "blocks"),
        (format!("func f() {{ {} }}", "if a {} else ".repeat(20_000) + "{}"), "a chain of branches"),
        (format!("var x = a{}", " + a".repeat(20_000)), "a chain of operators"),
        (format!("var x = a{}", ".b()".repeat(20_000)), "a chain of calls"),
        (format!("type T {}", "*".repeat(20_000)), "a type that never ends"),
        ("func f( {{{{ \"".to_owned(), "what is no Go"),
        (String::new(), "nothing"),
    ] {
        let file = format!("package a\n\nimport \"github.com/mark3labs/mcp-go/mcp\"\n\n{text}\n");
        let map = map(&[("a.go", &file)]);
        assert!(map.model.agents.tools.is_empty(), "{why}");
    }
}
