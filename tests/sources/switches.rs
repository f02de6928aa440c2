//! Variables outside of code that switch tracing on and off.

use crate::map;
use perimeter::knowledge::Knowledge;
use perimeter::knowledge::schema::Grade;

const LANGCHAIN: &str = "from langchain.agents import create_agent\nfrom langchain_core.tools import tool\n\n\n@tool\ndef add(a: int) -> int:\n    \"\"\"Add.\"\"\"\n    return a\n\n\nagent = create_agent(\"m\", tools=[add])\n";
const OPENAI: &str = "from agents import Agent, function_tool\n\n\n@function_tool\ndef add(a: int) -> int:\n    return a\n\n\nagent = Agent(name=\"a\", tools=[add])\n";

/// What is recorded of the only tool.
fn grade(files: &[(&str, &str)]) -> Grade {
    let map = map(files);
    let [tool] = map.model.agents.tools.as_slice() else { panic!("one tool is declared") };
    tool.audit
}

#[test]
fn a_variable_counts_where_it_surely_reaches_the_agent() {
    let on = "LANGSMITH_TRACING=true\n";
    for (path, text, extra, expected, why) in [
        ("README.md", "", "", Grade::None, "nothing is set"),
        (".env", on, "", Grade::Full, "an environment file of the project"),
        (".env", "LANGSMITH_TRACING=false\n", "", Grade::None, "another value"),
        (".env", "# LANGSMITH_TRACING=true\n", "", Grade::None, "a comment"),
        (".env", "LANGSMITH_TRACING=\n", "", Grade::None, "no value"),
        (".env.example", on, "", Grade::Unknown, "a template: whether it is copied cannot be told"),
        (".env.example", "#LANGSMITH_TRACING=true\n", "", Grade::None, "a comment of a template"),
        (".env.example", "LANGSMITH_TRACING=\n", "", Grade::None, "an empty value of a template"),
        ("Dockerfile", "FROM python:3.12\nENV LANGCHAIN_TRACING_V2=true\n", "", Grade::Full, "in the image"),
        ("langgraph.json", "{\"env\": {\"LANGSMITH_TRACING\": \"true\"}}", "", Grade::Full, "of the deployment"),
        (
            "compose.yaml",
            "services:\n  app:\n    build: .\n    environment:\n      LANGSMITH_TRACING: \"true\"\n",
            "",
            Grade::Full,
            "a service that is built from the folder",
        ),
        (
            "compose.yaml",
            "services:\n  app:\n    build: {context: ./app}\n    environment:\n      - LANGSMITH_TRACING=true\n",
            "",
            Grade::Full,
            "as a list",
        ),
        (
            "compose.yaml",
            "services:\n  app:\n    image: x\n    environment:\n      - LANGSMITH_TRACING=true\n",
            "",
            Grade::Unknown,
            "a service that names an image only",
        ),
        (
            "compose.yaml",
            "services:\n  web:\n    build: ./web\n    environment:\n      - LANGSMITH_TRACING=true\n",
            "",
            Grade::Unknown,
            "a service that is built from another folder",
        ),
        (
            "deploy.yaml",
            "kind: Deployment\nspec:\n  containers:\n    - env:\n        - {name: LANGSMITH_TRACING, value: \"true\"}\n",
            "",
            Grade::Unknown,
            "a manifest that names an image only",
        ),
        (".github/workflows/ci.yaml", "env:\n  LANGSMITH_TRACING: \"true\"\n", "", Grade::None, "of checks"),
        ("tests/.env", on, "", Grade::None, "of tests"),
        (".env", on, "app/pyproject.toml", Grade::Unknown, "above the project of the agent"),
        ("other/.env", on, "other/pyproject.toml", Grade::None, "another project"),
    ] {
        let mut files = vec![("app/agent.py", LANGCHAIN), (path, text)];
        if !extra.is_empty() {
            files.push((extra, ""));
        }
        assert_eq!(grade(&files), expected, "{path}: {why}");
    }
}

#[test]
fn a_default_counts_until_it_is_switched_off() {
    let cut = |line: &str| OPENAI.replace("\n\n\n@", &format!("\n{line}\n\n@"));
    for (code, env, expected, why) in [
        (OPENAI.to_owned(), "", Grade::Unknown, "the vendor's default, which no file proves"),
        (OPENAI.to_owned(), "OPENAI_AGENTS_DISABLE_TRACING=1\n", Grade::None, "a variable"),
        (OPENAI.to_owned(), "OPENAI_AGENTS_DISABLE_TRACING=0\n", Grade::Unknown, "another value"),
        (cut("import agents\nagents.set_tracing_disabled(True)"), "", Grade::None, "a call"),
        (cut("import agents\nagents.set_tracing_disabled(disabled=True)"), "", Grade::None, "a call by keyword"),
        (cut("import agents\nagents.set_tracing_disabled(False)"), "", Grade::Unknown, "a call that says no"),
        (
            cut("import agents\nagents.trace('a')\nagents.RunConfig(tracing_disabled=True)"),
            "",
            Grade::Unknown,
            "set up, and switched off for a run",
        ),
        (cut("import agents\nagents.trace('a')"), "", Grade::Full, "set up"),
    ] {
        assert_eq!(grade(&[("agent.py", &code), (".env", env)]), expected, "{why}");
    }
}

#[test]
fn every_variable_of_a_pack_makes_a_file_worth_reading() {
    let knowledge = Knowledge::builtin();
    let words: Vec<&str> =
        knowledge.packs().documents.iter().flat_map(|rule| &rule.words).map(String::as_str).collect();
    let records = knowledge.frameworks().iter().flat_map(|pack| &pack.records);
    for (name, _) in records.flat_map(|record| record.variables.iter().chain(&record.off_variables)) {
        assert!(words.contains(&name.as_str()), "{name} is not in rules/documents/");
    }
}
