//! What the model says of small trees: resolution, audit grades and effects, one row a way of writing it.

use perimeter::knowledge::Knowledge;
use perimeter::knowledge::schema::{Effect, Grade};
use perimeter::model::agents::Tool;
use perimeter::scan::map;
use perimeter::source::Files;

fn tools(files: &[(&str, &str)]) -> Vec<Tool> {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    map(&Files::from_memory(files), &Knowledge::builtin()).model.agents.tools
}

/// The only tool of a server whose file is a head and a body.
#[track_caller]
fn only(head: &str, body: &str) -> Tool {
    let text = format!("{head}\nfrom mcp.server.fastmcp import FastMCP\nmcp = FastMCP('x')\n{body}");
    let mut tools = tools(&[("server.py", &text)]);
    assert_eq!(tools.len(), 1, "{text}");
    tools.remove(0)
}

#[test]
fn effects_come_from_the_calls_and_only_then_from_the_name() {
    for (head, name, body, effect, why) in [
        ("import os", "tidy", "os.remove(x)", Some(Effect::Delete), "a call that a pack knows"),
        ("import subprocess", "tidy", "subprocess.run(x, shell=True)", Some(Effect::Execute), "a shell"),
        (
            "import subprocess",
            "tidy",
            "subprocess.run('git status')",
            Some(Effect::Read),
            "a constant command that reads",
        ),
        ("import sqlite3", "tidy", "sqlite3.connect('d').execute('SELECT 1')", Some(Effect::Read), "SQL that reads"),
        (
            "import sqlite3",
            "tidy",
            "sqlite3.connect('d').execute('DROP TABLE t')",
            Some(Effect::Delete),
            "SQL that drops",
        ),
        ("import requests", "tidy", "requests.get('https://a.example')", Some(Effect::Read), "a request that reads"),
        ("import requests", "search_web", "requests.post(x)", Some(Effect::Read), "a search that is asked by POST"),
        ("import requests", "place_order", "requests.post(x)", Some(Effect::Pay), "an order is no mere record"),
        ("import os", "get_file", "os.remove(x)", Some(Effect::Delete), "a name never hides what the code does"),
        ("", "tidy", "return x.strip().lower()", Some(Effect::None), "methods of texts do nothing"),
        ("", "tidy", "return client.purge(x)", None, "a call that nobody knows is unknown and not harmless"),
        ("import acme", "tidy", "return acme.purge(x)", None, "so is one of a library that no pack knows"),
        ("import json", "tidy", "return json.dumps(x)", Some(Effect::None), "a harmless one"),
        ("", "send_email", "return 'sent'", Some(Effect::Send), "a stub counts by what it declares"),
        ("", "delete_user", "return client.purge(x)", Some(Effect::Delete), "the name says what the call hides"),
        ("", "add", "return x + x", Some(Effect::None), "a sum"),
    ] {
        let tool = only(head, &format!("@mcp.tool()\ndef {name}(x):\n    {body}\n"));
        assert_eq!(tool.effect, effect, "{name}: {body}: {why}");
    }
}

#[test]
fn audit_grades_follow_the_paths() {
    let head = "import logging\nlog = logging.getLogger(__name__)\ndef work(x): return x\n";
    for (body, grade, why) in [
        ("log.info('t')\n    work(x)", Grade::Full, "on every path"),
        ("work(x)", Grade::None, "nowhere"),
        ("print('t')\n    work(x)", Grade::Weak, "printed"),
        ("log.debug('t')\n    work(x)", Grade::Weak, "off in production"),
        ("if x:\n        log.info('t')\n    work(x)", Grade::Weak, "on one path"),
        ("if x:\n        log.info('t')\n    else:\n        log.warning('u')", Grade::Full, "on both paths"),
        ("try:\n        work(x)\n    except ValueError:\n        log.error('t')", Grade::Weak, "only when it fails"),
        ("try:\n        work(x)\n    finally:\n        log.info('t')", Grade::Full, "whatever happens"),
        ("for i in x:\n        log.info('t')", Grade::Weak, "perhaps never"),
    ] {
        let tool = only(head, &format!("@mcp.tool()\ndef t(x):\n    {body}\n"));
        assert_eq!(tool.audit, grade, "{body}: {why}");
    }
}

#[test]
fn names_are_followed_to_the_tool_and_its_agent() {
    let agent = "from agents import Agent, function_tool\n";
    for (why, files) in [
        (
            "alias",
            vec![("a.py", "import agents as x\n@x.function_tool\ndef t(): ...\na = x.Agent(name='a', tools=[t])\n")],
        ),
        (
            "re-export of a relative import",
            vec![
                ("p/__init__.py", "from .inner import t\n"),
                ("p/inner.py", "from agents import function_tool\n@function_tool\ndef t(): ...\n"),
                ("main.py", "from agents import Agent\nfrom p import t\na = Agent(name='a', tools=[t])\n"),
            ],
        ),
        (
            "concatenated lists",
            vec![(
                "a.py",
                "from agents import Agent, function_tool\n@function_tool\ndef t(): ...\nbase = []\na = Agent(name='a', tools=base + [t])\n",
            )],
        ),
        (
            "a list that a function returns",
            vec![(
                "a.py",
                "from agents import Agent, function_tool\n@function_tool\ndef t(): ...\ndef make():\n    return [t]\na = Agent(name='a', tools=make())\n",
            )],
        ),
        (
            "a spread",
            vec![(
                "a.py",
                "from agents import Agent, function_tool\n@function_tool\ndef t(): ...\nall = [t]\na = Agent(name='a', tools=[*all])\n",
            )],
        ),
        (
            "the values of a table",
            vec![(
                "a.py",
                "from agents import Agent, function_tool\n@function_tool\ndef t(): ...\nall = {'t': t}\na = Agent(name='a', tools=list(all.values()))\n",
            )],
        ),
        (
            "a member of an object",
            vec![(
                "a.py",
                "from agents import Agent, function_tool\n@function_tool\ndef t(): ...\nclass B:\n    def __init__(self):\n        self.tools = [t]\n    def make(self):\n        return Agent(name='a', tools=self.tools)\n",
            )],
        ),
        (
            "modules that import each other",
            vec![
                ("x.py", "from y import Y\nfrom agents import function_tool\n@function_tool\ndef t(): ...\n"),
                ("y.py", "from x import t\nfrom agents import Agent\nY = Agent(name='a', tools=[t])\n"),
            ],
        ),
    ] {
        let tools = tools(&files);
        let found: Vec<(&str, usize)> = tools.iter().map(|tool| (tool.name.as_str(), tool.agents.len())).collect();
        assert_eq!(found, [("t", 1)], "{why}");
    }
    assert!(tools(&[("a.py", agent)]).is_empty(), "an import alone declares nothing");
}

#[test]
fn a_client_is_what_the_caller_hands_over() {
    let text = "import stripe\nfrom mcp.server.fastmcp import FastMCP\n\
                class Till:\n    def __init__(self, client):\n        self.client = client\n    def back(self, c):\n        self.client.refunds.create(c)\n\
                def undo(client, c):\n    client.refunds.create(c)\n\
                def register(server, client):\n    @server.tool()\n    def refund(c):\n        undo(client, c)\n\
                mcp = FastMCP('x')\nregister(mcp, stripe.StripeClient('k'))\n";
    let tools = tools(&[("server.py", text)]);
    let found: Vec<_> = tools.iter().map(|tool| (tool.name.as_str(), tool.effect, tool.agents.len())).collect();
    assert_eq!(found, [("refund", Some(Effect::Pay), 1)]);
}

/// Ten thousand tools in one list, a chain of a thousand calls, and callers of callers: an answer, and soon.
#[test]
fn volume_does_not_blow_up() {
    let names: Vec<String> =
        (0..10_000).map(|at| format!("{{'type': 'function', 'function': {{'name': 'get_{at}'}}}}")).collect();
    let list = format!(
        "from openai import OpenAI\nclient = OpenAI()\ntools = [{}]\nclient.chat.completions.create(model='m', tools=tools)\n",
        names.join(",\n")
    );
    assert_eq!(tools(&[("a.py", &list)]).len(), 10_000, "each entry is a tool");
    let chain = format!("@mcp.tool()\ndef t(x):\n    return x{}\n", ".replace('a', 'b')".repeat(300));
    assert_eq!(only("", &chain).effect, Some(Effect::None), "a long chain of methods");
    let callers: Vec<String> =
        (0..300).map(|at| format!("def f{at}(c):\n    f{}(c)\n    f{}(c)\n", at + 1, at + 2)).collect();
    let callers = callers.concat();
    let text =
        format!("@mcp.tool()\ndef t(x):\n    f0(x)\n{callers}def f300(c):\n    c.go()\ndef f301(c):\n    c.go()\n");
    assert_eq!(only("", &text).audit, Grade::None, "functions that call each other");
}
