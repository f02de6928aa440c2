//! Whom a workload runs as, and whether it runs an agent at all.

use super::{workload, workloads};
use perimeter::knowledge::Knowledge;
use perimeter::model::egress::RunsAgent::{self, No, Possible, Yes};

#[test]
fn users_of_images() {
    let knowledge = Knowledge::builtin();
    for (text, root, why) in [
        ("FROM python:3.13\n", Some(true), "nothing names a user"),
        ("FROM python:3.13\nUSER app\n", Some(false), "a user"),
        ("FROM python:3.13\nUSER app\nUSER root\n", Some(true), "the last one holds"),
        ("FROM python:3.13\nUSER 0:0\n", Some(true), "root by its number"),
        ("FROM python:3.13 AS base\nUSER app\nFROM base\n", Some(false), "the user of the stage below"),
        ("FROM python:3.13 AS base\nUSER app\nFROM node:24\n", Some(true), "a stage that the last does not stand on"),
        ("FROM registry.acme.io/base:1\n", None, "an image that nobody knows"),
        ("ARG BASE=python\nFROM ${BASE}:3.13\n", Some(true), "an argument with a default"),
        ("ARG BASE\nFROM ${BASE}:3.13\n", None, "an argument without one"),
        ("FROM gcr.io/distroless/python3:nonroot\n", Some(false), "a tag that says so"),
        ("FROM gcr.io/distroless/python3\n", Some(true), "the tag that does not"),
        ("FROM python:3.13\nARG UID=1000\nUSER ${UID}\n", Some(false), "a user by its argument"),
        ("FROM python:3.13\nARG UID\nUSER ${UID}\n", None, "a user that is given later"),
        ("FROM mcr.microsoft.com/devcontainers/python:3\n", None, "its user is named in its own settings"),
    ] {
        let found = workload(&knowledge, &[("agent/Dockerfile", text.to_owned())], "Dockerfile");
        assert_eq!(found.root, root, "{why}");
    }
}

#[test]
fn users_of_pods() {
    let knowledge = Knowledge::builtin();
    for (pod, container, root, why) in [
        ("{}", "{}", Some(true), "the user of the image"),
        ("{runAsUser: 1000}", "{}", Some(false), "the user of the pod"),
        ("{runAsUser: 1000}", "{runAsUser: 0}", Some(true), "the container has the last word"),
        ("{runAsUser: 0}", "{runAsUser: 1000}", Some(false), "the container has the last word"),
        ("{runAsNonRoot: true}", "{}", Some(false), "a promise: with root it does not start"),
        ("{runAsNonRoot: false}", "{}", Some(true), "no promise"),
        ("{fsGroup: 1000}", "{}", Some(true), "a group is no user"),
    ] {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: agent}}\nspec:\n  securityContext: {pod}\n  containers: [{{name: agent, image: 'python:3', securityContext: {container}}}]\n"
        );
        let found = workload(&knowledge, &[("a.yaml", text)], "agent");
        assert_eq!(found.root, root, "{why}");
    }
    let with_init = "apiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec:\n  initContainers: [{name: clone, image: alpine/git}]\n  containers: [{name: agent, image: 'python:3', securityContext: {runAsUser: 7}}]\n";
    assert_eq!(
        workload(&knowledge, &[("a.yaml", with_init.into())], "agent").root,
        Some(true),
        "what prepares it is root"
    );
}

#[test]
fn an_image_is_that_of_the_dockerfile_it_is_built_from() {
    let knowledge = Knowledge::builtin();
    let pod = |image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: agent}}\nspec:\n  containers: [{{name: agent, image: '{image}'}}]\n"
        )
    };
    let user = || ("docker/worker/Dockerfile", "FROM python:3\nUSER 7\n".to_owned());
    for (files, root, why) in [
        (vec![("k8s/a.yaml", pod("acme/worker:1")), user()], Some(false), "a folder of that name"),
        (vec![("k8s/a.yaml", pod("acme/other:1")), user()], None, "another name"),
        (vec![("docker/worker/a.yaml", pod("acme/other:1")), user()], Some(false), "the one beside it"),
        (
            vec![
                ("k8s/a.yaml", pod("acme/other:1")),
                user(),
                ("Makefile", "image:\n\tdocker build -t acme/other:1 -f docker/worker/Dockerfile .\n".into()),
            ],
            Some(false),
            "a script builds it",
        ),
        (
            vec![("docker/worker/a.yaml", pod("python:3")), user()],
            Some(true),
            "an image that everybody knows is not built here",
        ),
    ] {
        assert_eq!(workload(&knowledge, &files, "agent").root, root, "{why}");
    }
}

#[test]
fn signs_of_agents_add_up() {
    let knowledge = Knowledge::builtin();
    let rows: [(&str, &str, RunsAgent, &str); 12] = [
        ("compose.yaml", "services: {x: {image: 'acme/claude-code:1'}}", Yes, "an image of an agent"),
        (
            "compose.yaml",
            "services: {x: {image: 'acme/api:1', command: [claude, -p, hi]}}",
            Yes,
            "a command of an agent",
        ),
        (
            "compose.yaml",
            "services: {x: {image: 'acme/api:1', command: [notify, claude]}}",
            No,
            "a name among the arguments",
        ),
        (
            "compose.yaml",
            "services: {x: {image: 'acme/api:1', environment: [OPENAI_API_KEY]}}",
            Possible,
            "a key alone",
        ),
        (
            "compose.yaml",
            "services: {x: {image: 'acme/api:1', environment: {OPENAI_API_KEY: x, OPENAI_BASE_URL: y}}}",
            Yes,
            "a key and an address",
        ),
        (
            "compose.yaml",
            "services: {x: {image: 'postgres:17', environment: [OPENAI_API_KEY]}}",
            No,
            "an image of another trade",
        ),
        ("compose.yaml", "services: {x: {image: 'datadog/agent:7'}}", No, "an agent of another trade"),
        ("compose.yaml", "services: {x: {image: 'acme/web:1'}}", No, "no sign"),
        (
            "x/Dockerfile",
            "FROM node:24\nRUN npm install -g @anthropic-ai/claude-code@2\n",
            Yes,
            "a coding agent is installed",
        ),
        ("x/Dockerfile", "FROM node:24\nCMD [\"node\", \"server.js\"]\n", No, "no sign"),
        ("x/Dockerfile", "FROM nginx:1\nRUN pip install crewai\n", No, "a web server in front"),
        (
            "x/Dockerfile",
            "FROM python:3\nRUN pip install 'crewai[tools]>=1'\n",
            Yes,
            "a package with extras and a version",
        ),
    ];
    for (path, text, runs, why) in rows {
        let found = workloads(&knowledge, &[(path, text.to_owned())]);
        assert_eq!(found.iter().map(|workload| workload.runs_agent).collect::<Vec<_>>(), [runs], "{why}");
    }
}
