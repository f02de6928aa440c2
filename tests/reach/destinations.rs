//! Hosts that code contacts.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::network;

/// Hosts with their classes.
fn contacts(files: &[(&str, &str)]) -> Vec<String> {
    network(files).destinations.iter().map(|each| format!("{} {}", each.host, each.class)).collect()
}

#[test]
fn libraries_and_addresses_are_contacted() {
    let py = "agent.py";
    for (path, text, expected, why) in [
        (py, "import openai\n", vec!["api.openai.com llm"], "an import"),
        (
            py,
            "from openai import AzureOpenAI\n",
            vec!["*.cognitiveservices.azure.com llm", "*.openai.azure.com llm", "*.services.ai.azure.com llm"],
            "the longest row decides",
        ),
        (
            py,
            "from openai import OpenAI\nx = OpenAI(base_url='https://api.deepseek.com')\n",
            vec!["api.deepseek.com llm"],
            "an argument gives another host",
        ),
        (
            py,
            "import os\nfrom openai import OpenAI\nx = OpenAI(base_url=os.environ['X'])\n",
            vec![],
            "a host that is decided elsewhere",
        ),
        (
            py,
            "from openai import OpenAI\na = OpenAI()\nb = OpenAI(base_url='http://localhost:1/v1')\n",
            vec!["api.openai.com llm"],
            "one of two clients goes out",
        ),
        (
            py,
            "import agno, boto3\nx = boto3.client('s3', region_name='eu-west-1')\n",
            vec!["os-api.agno.com telemetry", "s3.eu-west-1.amazonaws.com cloud"],
            "parts of a host from arguments",
        ),
        (
            py,
            "import agno, boto3\nx = boto3.client('bedrock-runtime')\n",
            vec!["bedrock-runtime.{region}.amazonaws.com llm", "os-api.agno.com telemetry"],
            "a part stays open",
        ),
        (
            py,
            "import openai\nimport requests\nrequests.get('https://api.x.io/v1')\n",
            vec!["api.openai.com llm", "api.x.io other"],
            "an address that is fetched",
        ),
        (
            py,
            "import openai\nimport os\nBASE_URL = os.getenv('B', 'https://api.x.io')\n",
            vec!["api.openai.com llm", "api.x.io other"],
            "a default of the environment",
        ),
        (py, "import openai\nprint('https://api.x.io/v1')\n", vec!["api.openai.com llm"], "printed"),
        (py, "import openai\nDOCS_URL = 'https://docs.x.io'\n", vec!["api.openai.com llm"], "followed by people"),
        (
            py,
            "import openai\nSCOPE_URL = 'https://www.googleapis.com/auth/drive'\n",
            vec!["api.openai.com llm"],
            "the name of a permission",
        ),
        (py, "import openai\nU_URL = f'https://{tenant}.x.io/'\n", vec!["api.openai.com llm"], "a host with a hole"),
        (
            py,
            "import openai\nimport requests\nrequests.get(f'https://api.x.io/v1/{id}')\n",
            vec!["api.openai.com llm", "api.x.io other"],
            "a hole behind the host",
        ),
        (
            py,
            "import openai\nimport requests\nrequests.get('http://api.tools.svc.cluster.local/v1')\n",
            vec!["api.openai.com llm"],
            "a service of the cluster",
        ),
        (
            py,
            "import openai\nimport requests\nrequests.get('http://host.docker.internal:8000/v1')\n",
            vec!["api.openai.com llm"],
            "the machine outside of a container",
        ),
        (
            py,
            "from openai import OpenAI\nx = OpenAI(base_url='http://vllm.models.svc.cluster.local/v1')\n",
            vec![],
            "a model in the cluster",
        ),
        (py, "import agno, os\nos.environ['AGNO_TELEMETRY'] = 'false'\n", vec![], "reports that are switched off"),
        (
            py,
            "import openai\nfrom playwright.sync_api import sync_playwright\n",
            vec!["(any site) browse", "api.openai.com llm"],
            "whatever it is told",
        ),
        ("agent.ts", "import type OpenAI from 'openai';\nimport { tool } from 'ai';\n", vec![], "a type is not loaded"),
        (
            "agent.ts",
            "import { S3Client } from '@aws-sdk/client-s3';\nimport { tool } from 'ai';\n",
            vec!["s3.{region}.amazonaws.com cloud"],
            "the service is in the name",
        ),
        (
            "agent.ts",
            "import { tool } from 'ai';\nawait fetch('https://api.x.io/v1');\n",
            vec!["api.x.io other"],
            "an address that is fetched",
        ),
        ("tests/test_agent.py", "import openai\n", vec![], "a test"),
        ("job.py", "import requests\nrequests.get('https://api.x.io')\n", vec![], "no code of an agent"),
    ] {
        assert_eq!(contacts(&[(path, text)]), expected, "{why}: {text}");
    }
}

#[test]
fn the_environment_gives_other_hosts() {
    let agent = ("app/agent.py", "from openai import OpenAI\nx = OpenAI()\n");
    let project = ("app/requirements.txt", "openai\n");
    for (file, expected, why) in [
        (
            ("app/.env", "OPENAI_BASE_URL=https://eu.api.openai.com/v1\n"),
            vec!["eu.api.openai.com llm"],
            "the host of a region",
        ),
        (("app/.env", "OPENAI_BASE_URL=http://vllm:8000\n"), vec![], "a host inside"),
        (
            ("app/.env", "OPENAI_BASE_URL=http://vllm.models.svc.cluster.local:8000/v1\n"),
            vec![],
            "a service of the cluster",
        ),
        (("app/.env", "OPENAI_BASE_URL=https://llm.acme.internal/v1\n"), vec![], "a name that only the inside knows"),
        (("app/.env", "OPENAI_BASE_URL=\n"), vec!["api.openai.com llm"], "nothing is set"),
        (("other/.env", "OPENAI_BASE_URL=http://vllm:8000\n"), vec![], "a file of no project holds for the tree"),
        (
            ("app/compose.yaml", "services:\n  a:\n    environment:\n      - OPENAI_BASE_URL=http://vllm:8000\n"),
            vec![],
            "an entry of a list",
        ),
    ] {
        assert_eq!(contacts(&[agent, project, file]), expected, "{why}");
    }
}
