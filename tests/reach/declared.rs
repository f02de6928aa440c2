//! What code contacts beside what the allowlists of its workloads name.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::network;

const CODE: &str = "from langchain_openai import ChatOpenAI\nfrom langgraph.prebuilt import create_react_agent\n";
const AGENT: &str = "agent = create_react_agent(ChatOpenAI(), tools=[])\n";

/// A pod with a policy of these rules.
fn pod(rules: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: support-agent, namespace: a}}\nspec:\n  template:\n    metadata: {{labels: {{app: s}}}}\n    spec:\n      containers: [{{name: agent, image: r.io/support-agent}}]\n---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: out, namespace: a}}\nspec:\n  endpointSelector: {{matchLabels: {{app: s}}}}\n  egress: [{rules}]\n"
    )
}

/// What is found: the id of the check with its subject.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let checks = ["undeclared-destination", "unused-destination"];
    let flaws = network(files).flaws;
    flaws
        .iter()
        .filter(|flaw| checks.contains(&flaw.check))
        .map(|flaw| format!("{} {}", flaw.check, flaw.subject))
        .collect()
}

#[test]
fn code_is_compared_with_lists() {
    let openai = "{toFQDNs: [{matchName: api.openai.com}]}";
    let fetch = "import requests\nrequests.get('https://api.desk.io/v1')\n";
    let undeclared = vec!["undeclared-destination api.desk.io".to_owned()];
    for (rules, more, expected, why) in [
        (openai.to_owned(), fetch, undeclared.clone(), "a host that no rule names"),
        (format!("{openai}, {{toFQDNs: [{{matchPattern: '*.desk.io'}}]}}"), fetch, vec![], "below a star"),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: desk.io}}]}}"),
            fetch,
            undeclared.clone(),
            "the domain itself only",
        ),
        (format!("{openai}, {{toCIDR: [93.1.2.3/32]}}"), fetch, vec![], "an address can be that of the host"),
        (
            format!("{openai}, {{toEndpoints: [{{matchLabels: {{app: postgres}}}}]}}"),
            fetch,
            undeclared.clone(),
            "a program inside",
        ),
        (
            format!("{openai}, {{toEndpoints: [{{matchLabels: {{app: web-proxy}}}}]}}"),
            fetch,
            vec![],
            "a program that lets others out",
        ),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: '${{HOST}}'}}]}}"),
            fetch,
            vec![],
            "a name that is filled in later",
        ),
        (format!("{openai}, {{toEntities: [world]}}"), fetch, vec![], "no list at all"),
        (
            openai.to_owned(),
            "import os\nBASE_URL = os.getenv('DESK', 'https://api.desk.io')\n",
            vec![],
            "a default that the deployment can replace",
        ),
        (openai.to_owned(), "import crewai\n", vec![], "reports to a maker stay in"),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: mine.openai.azure.com}}]}}"),
            "from openai import AzureOpenAI\n",
            vec![],
            "one of the hosts of a library",
        ),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: bedrock-runtime.eu-west-1.amazonaws.com}}]}}"),
            "import boto3\nx = boto3.client('bedrock-runtime')\n",
            vec![],
            "a part of the name that stays open",
        ),
        ("{toFQDNs: [{matchName: api.else.com}]}".to_owned(), fetch, vec![], "a list of another program"),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: api.desk.io}}, {{matchPattern: '*.weather.com'}}]}}"),
            fetch,
            vec!["unused-destination *.weather.com of a/support-agent".to_owned()],
            "nothing below a star is contacted",
        ),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: api.weather.com}}]}}"),
            "import weather\n",
            vec![],
            "a library of that name",
        ),
        (format!("{openai}, {{toFQDNs: [{{matchName: registry.npmjs.org}}]}}"), "", vec![], "packages"),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: api.weather.com}}]}}"),
            "import requests\ndef f(url):\n    return requests.get(url)\n",
            vec![],
            "any address is fetched",
        ),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: api.weather.com}}]}}"),
            "import os\nfrom openai import OpenAI\nx = OpenAI(base_url=os.environ['X'])\n",
            vec![],
            "a host that is decided elsewhere",
        ),
        (
            format!("{openai}, {{toFQDNs: [{{matchName: api.weather.com}}]}}"),
            "from playwright.sync_api import sync_playwright\n",
            vec![],
            "whatever it is told",
        ),
    ] {
        let (yaml, code) = (pod(&rules), format!("{CODE}{more}{AGENT}"));
        assert_eq!(found(&[("agent.py", &code), ("k8s/a.yaml", &yaml)]), expected, "{why}: {rules} {more}");
    }
}

#[test]
fn lists_of_others_are_not_compared() {
    let code = format!("{CODE}import requests\nrequests.get('https://api.desk.io/v1')\n{AGENT}");
    let yaml = pod("{toFQDNs: [{matchName: api.openai.com}, {matchName: api.weather.com}]}");
    let unread = vec!["undeclared-destination api.desk.io".to_owned()];
    let open = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b-agent, namespace: b}\nspec:\n  template:\n    spec:\n      containers: [{name: agent, image: r.io/b-agent}]\n";
    for (file, expected, why) in [
        (("src/main.rs", "fn main() {}\n"), unread.clone(), "code that is not read can contact the unused one"),
        (("src/other.py", "import json\n"), unread.clone(), "nor is code that speaks of no agent"),
        (("k8s/b.yaml", open), vec![], "which of two workloads runs the code cannot be told"),
        (
            (
                ".claude/settings.json",
                r#"{"sandbox": {"enabled": true, "network": {"allowedDomains": ["api.desk.io"]}}}"#,
            ),
            vec![
                "undeclared-destination api.desk.io".to_owned(),
                "unused-destination api.weather.com of a/support-agent".to_owned(),
            ],
            "what a coding agent may reach is another matter",
        ),
    ] {
        assert_eq!(found(&[("agent.py", &code), ("k8s/a.yaml", &yaml), file]), expected, "{why}");
    }
}

#[test]
fn destinations_say_whether_they_are_declared() {
    let code = format!("{CODE}import requests\nrequests.get('https://api.desk.io/v1')\n{AGENT}");
    let yaml = pod("{toFQDNs: [{matchName: api.openai.com}]}");
    let declared = |files: &[(&str, &str)]| -> Vec<(String, Option<bool>)> {
        network(files).destinations.iter().map(|each| (each.host.clone(), each.declared)).collect()
    };
    let hosts = |desk, openai| vec![("api.desk.io".to_owned(), desk), ("api.openai.com".to_owned(), openai)];
    assert_eq!(declared(&[("agent.py", &code)]), hosts(None, None), "no list");
    assert_eq!(declared(&[("agent.py", &code), ("k8s/a.yaml", &yaml)]), hosts(Some(false), Some(true)), "a list");
}
