//! Agents that are written down as data.

use crate::map;
use perimeter::model::agents::Tool;

/// `agent/tool effect grade`, a `*` behind what stands for a whole server.
fn tools(path: &str, text: &str) -> Vec<String> {
    let map = map(&[(path, text)]);
    assert_eq!(map.problems, [], "all of it was understood");
    let agents = &map.model.agents;
    let effect = |tool: &Tool| tool.effect.map_or("?".to_owned(), |it| format!("{it:?}"));
    let row = |tool: &Tool| {
        let agents: Vec<&str> = tool.agents.iter().map(|id| agents.agents[id.0 as usize].name.as_str()).collect();
        let star = if tool.remote { "*" } else { "" };
        format!("{}/{}{star} {} {:?}", agents.join("+"), tool.name, effect(tool), tool.audit)
    };
    agents.tools.iter().map(row).collect()
}

const N8N: &str = r#"{
  "nodes": [
    {"name": "AI Agent", "type": "@n8n/n8n-nodes-langchain.agent", "parameters": {}},
    {"name": "Send mail", "type": "n8n-nodes-base.gmailTool", "parameters": {"sendTo": "a"}},
    {"name": "Find mail", "type": "n8n-nodes-base.gmailTool", "parameters": {"operation": "getAll"}},
    {"name": "Rows", "type": "n8n-nodes-base.someTool", "parameters": {"operation": "={{ $fromAI('x') }}"}},
    {"name": "Server", "type": "@n8n/n8n-nodes-langchain.mcpClientTool", "parameters": {}},
    {"name": "Mail before", "type": "n8n-nodes-base.gmail", "parameters": {}}
  ],
  "connections": {
    "Send mail": {"ai_tool": [[{"node": "AI Agent", "type": "ai_tool", "index": 0}]]},
    "Find mail": {"ai_tool": [[{"node": "AI Agent", "type": "ai_tool", "index": 0}]]},
    "Rows": {"ai_tool": [[{"node": "AI Agent", "type": "ai_tool", "index": 0}]]},
    "Server": {"ai_tool": [[{"node": "AI Agent", "type": "ai_tool", "index": 0}]]},
    "Nobody": {"ai_tool": [[{"node": "AI Agent", "type": "ai_tool", "index": 0}]]},
    "Mail before": {"main": [[{"node": "AI Agent", "type": "main", "index": 0}]]}
  },
  "settings": {SETTINGS}
}"#;

#[test]
fn edges_of_an_export_lead_from_tools_to_agents() {
    for (settings, grade, why) in [
        ("", "Unknown", "what the platform keeps is decided elsewhere"),
        (r#""saveDataSuccessExecution": "all""#, "Full", "the export says that it keeps them"),
        (r#""saveDataSuccessExecution": "none""#, "None", "the export says that it does not"),
    ] {
        let expected = [
            format!("AI Agent/Find mail Read {grade}"),
            format!("AI Agent/Rows ? {grade}"),
            format!("AI Agent/Send mail Send {grade}"),
            format!("AI Agent/Server* ? {grade}"),
        ];
        assert_eq!(tools("flow.json", &N8N.replace("SETTINGS", settings)), expected, "{why}");
    }
}

#[test]
fn agents_hold_their_tools() {
    for (path, text, expected, why) in [
        (
            "agent.yml",
            "app: {mode: workflow}\nworkflow:\n  graph:\n    nodes:\n      - data:\n          type: agent\n          title: Planner\n          agent_parameters:\n            tools:\n              value:\n                - {tool_name: tavily_search, enabled: true}\n                - {tool_name: send_mail, enabled: false}\n                - {tool_name: my_tool}\n      - data: {type: tool, tool_name: fixed_step}\n",
            vec!["Planner/tavily_search Read Unknown", "Planner/my_tool ? Unknown"],
            "a node of a workflow; what is off is left out, and a fixed step is no tool",
        ),
        (
            "chat.yml",
            "app: {mode: agent-chat, name: Helper}\nmodel_config:\n  agent_mode:\n    tools:\n      - {tool_name: webscraper, enabled: true}\n",
            vec!["Helper/webscraper Read Unknown"],
            "a chat",
        ),
        (
            "flow.json",
            r#"{"nodes": [{"data": {"name": "agentAgentflow", "label": "Bot", "inputs": {"agentTools": [{"agentSelectedTool": "customTool"}]}}}]}"#,
            vec!["Bot/customTool Execute Unknown"],
            "a node of a flow",
        ),
        (
            "chat.json",
            r#"{"nodes": [{"id": "t", "data": {"name": "requestsPost", "category": "Tools"}}, {"id": "a", "data": {"name": "toolAgent"}}, {"id": "m", "data": {"name": "chatOpenAI"}}], "edges": [{"source": "t", "target": "a", "targetHandle": "a-input-tools-Tool"}, {"source": "m", "target": "a", "targetHandle": "a-input-model-Base"}]}"#,
            vec!["toolAgent/requestsPost Write Unknown"],
            "an edge of a flow",
        ),
        (
            "agent.yaml",
            "apiVersion: kagent.dev/v1alpha2\nkind: Agent\nmetadata: {name: ops}\nspec:\n  declarative:\n    tools:\n      - type: McpServer\n        mcpServer: {name: k8s, toolNames: [k8s_delete_resource, other]}\n      - type: McpServer\n        mcpServer: {name: all}\n      - type: Agent\n        agent: {name: helper}\n",
            vec![
                "ops/k8s_delete_resource Delete Unknown",
                "ops/other ? Unknown",
                "ops/all* ? Unknown",
                "ops/helper ? Unknown",
            ],
            "a resource of a cluster",
        ),
        (
            "model.yaml",
            "apiVersion: kagent.dev/v1alpha2\nkind: ModelConfig\nmetadata: {name: m}\n",
            vec![],
            "another kind",
        ),
        (
            "stack.yaml",
            "Resources:\n  Bank:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      AgentName: bank\n      ActionGroups:\n        - ActionGroupName: pay\n          FunctionSchema: {Functions: [{Name: pay, RequireConfirmation: ENABLED}, {Name: refund}]}\n        - ActionGroupName: code\n          ParentActionGroupSignature: AMAZON.CodeInterpreter\n        - ActionGroupName: rest\n          ApiSchema: {S3: {S3BucketName: b}}\n  Other:\n    Type: AWS::S3::Bucket\n",
            vec![
                "bank/pay ? Unknown",
                "bank/refund ? Unknown",
                "bank/rest* ? Unknown",
                "bank/AMAZON.CodeInterpreter Execute Unknown",
            ],
            "a resource of a stack; what an API offers stands elsewhere",
        ),
        (
            "main.tf",
            "resource \"aws_bedrockagent_agent_action_group\" \"bank\" {\n  action_group_name = \"bank\"\n  function_schema {\n    member_functions {\n      functions {\n        name = \"pay\"\n      }\n      functions {\n        name = \"refund\"\n      }\n    }\n  }\n}\n",
            vec!["bank/pay ? Unknown", "bank/refund ? Unknown"],
            "repeated blocks",
        ),
    ] {
        assert_eq!(tools(path, text), expected, "{path}: {why}");
    }
}
