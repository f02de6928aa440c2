//! Workloads of clouds.

#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use super::{network, verdicts};
use perimeter::model::egress::EgressVerdict::{
    self, Allowlist, DenyAll, InternalOnly, Open, OpenIneffective, PortOnly, Unknown,
};

const SERVICE: &str = r#"
resource "aws_ecs_service" "agent" {
  task_definition = aws_ecs_task_definition.agent.arn
  network_configuration {
    security_groups = [aws_security_group.agent.id]
  }
}
resource "aws_ecs_task_definition" "agent" {
  container_definitions = jsonencode([{
    name        = "agent"
    image       = "acme/agent:1"
    environment = [{ name = "OPENAI_API_KEY", value = "x" }, { name = "AGENT_PROMPT", value = "x" }]
  }])
}
"#;

fn service(group: &str) -> Vec<EgressVerdict> {
    verdicts(&[("infra/main.tf", &format!("{SERVICE}{group}"))])
}

#[test]
fn security_groups_of_terraform() {
    for (group, expected, why) in [
        ("resource \"aws_security_group\" \"agent\" {}", DenyAll, "the rule that lets out everything is taken away"),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  from_port = 0\n  to_port = 0\n  protocol = \"-1\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n }\n}",
            Open,
            "everything",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  from_port = 443\n  to_port = 443\n  protocol = \"tcp\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n }\n}",
            PortOnly,
            "every address on one port",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  from_port = 443\n  to_port = 443\n  protocol = \"tcp\"\n  ipv6_cidr_blocks = [\"::/0\"]\n }\n}",
            PortOnly,
            "every address of the other kind",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  from_port = 443\n  to_port = 443\n  protocol = \"tcp\"\n  cidr_blocks = [\"203.0.113.7/32\"]\n }\n}",
            Allowlist,
            "one address",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  from_port = 0\n  to_port = 0\n  protocol = \"-1\"\n  cidr_blocks = [\"10.0.0.0/8\"]\n }\n}",
            InternalOnly,
            "the inside",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n egress {\n  protocol = \"-1\"\n  cidr_blocks = var.out\n }\n}",
            Unknown,
            "a variable without a default",
        ),
        (
            "variable \"out\" {\n default = [\"0.0.0.0/0\"]\n}\nresource \"aws_security_group\" \"agent\" {\n egress {\n  protocol = \"-1\"\n  cidr_blocks = var.out\n }\n}",
            Open,
            "the default of a variable",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n ingress {\n  protocol = \"-1\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n }\n}",
            DenyAll,
            "a rule for the way in",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {}\nresource \"aws_vpc_security_group_egress_rule\" \"all\" {\n security_group_id = aws_security_group.agent.id\n ip_protocol = \"-1\"\n cidr_ipv4 = \"0.0.0.0/0\"\n}",
            Open,
            "a rule outside of its group",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {}\nresource \"aws_security_group_rule\" \"all\" {\n type = \"ingress\"\n security_group_id = aws_security_group.agent.id\n protocol = \"-1\"\n cidr_blocks = [\"0.0.0.0/0\"]\n}",
            DenyAll,
            "such a rule for the way in",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {}\nresource \"aws_security_group\" \"b\" {}\nresource \"aws_vpc_security_group_egress_rule\" \"all\" {\n security_group_id = aws_security_group.b.id\n ip_protocol = \"-1\"\n cidr_ipv4 = \"0.0.0.0/0\"\n}",
            DenyAll,
            "a rule of another group",
        ),
        (
            "resource \"aws_security_group\" \"agent\" {\n dynamic \"egress\" {\n  for_each = var.x\n  content {}\n }\n}",
            Unknown,
            "rules made from a list",
        ),
        ("", Unknown, "a group that is declared elsewhere"),
        (
            "resource \"aws_networkfirewall_rule_group\" \"x\" {}\nresource \"aws_security_group\" \"agent\" {\n egress {\n  protocol = \"-1\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n }\n}",
            Unknown,
            "a firewall can narrow it",
        ),
    ] {
        assert_eq!(service(group), [expected], "{why}");
    }
}

#[test]
fn other_settings_of_terraform() {
    let lambda = |rest: &str| {
        format!(
            "resource \"aws_lambda_function\" \"agent\" {{\n environment {{\n  variables = {{ OPENAI_API_KEY = \"x\", SYSTEM_PROMPT = \"y\" }}\n }}\n{rest}}}\n"
        )
    };
    let run = |rest: &str| {
        format!(
            "resource \"google_cloud_run_v2_service\" \"agent\" {{\n template {{\n  containers {{\n   image = \"acme/agent\"\n   env {{\n    name = \"GEMINI_API_KEY\"\n    value = \"x\"\n   }}\n   env {{\n    name = \"LLM_MODEL\"\n    value = \"x\"\n   }}\n  }}\n{rest} }}\n}}\n"
        )
    };
    for (text, expected, why) in [
        (lambda(""), vec![Open], "in no VPC"),
        (lambda(" vpc_config {\n  security_group_ids = [var.group]\n }\n"), vec![Unknown], "a group from elsewhere"),
        ("resource \"aws_lambda_function\" \"resize\" {\n runtime = \"python3.12\"\n}\n".into(), vec![], "no sign of an agent"),
        (run(""), vec![Open], "directly"),
        (run("  vpc_access {\n   connector = \"x\"\n   egress = \"PRIVATE_RANGES_ONLY\"\n  }\n"), vec![OpenIneffective], "the internet is reached directly"),
        (run("  vpc_access {\n   connector = \"x\"\n  }\n"), vec![OpenIneffective], "so by default"),
        (run("  vpc_access {\n   connector = \"x\"\n   egress = \"ALL_TRAFFIC\"\n  }\n"), vec![Unknown], "the firewall decides"),
        ("resource \"aws_bedrockagentcore_agent_runtime\" \"a\" {\n network_configuration {\n  network_mode = \"PUBLIC\"\n }\n}\n".into(), vec![Open], "public"),
        ("variable \"m\" {\n default = \"PUBLIC\"\n}\nresource \"aws_bedrockagentcore_agent_runtime\" \"a\" {\n network_configuration {\n  network_mode = var.m\n }\n}\n".into(), vec![Open], "public by the default of a variable"),
        ("resource \"aws_bedrockagentcore_agent_runtime\" \"a\" {\n network_configuration {\n  network_mode = var.m\n }\n}\n".into(), vec![Unknown], "a variable without a default"),
        ("resource \"aws_bedrockagentcore_code_interpreter\" \"a\" {\n network_configuration {\n  network_mode = \"SANDBOX\"\n }\n}\n".into(), vec![InternalOnly], "a sandbox"),
    ] {
        assert_eq!(verdicts(&[("main.tf", text.as_str())]), expected, "{why}: {text}");
    }
}

#[test]
fn security_groups_of_cloudformation() {
    let stack = |group: &str| {
        format!(
            "Resources:\n  Agent:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          OPENAI_API_KEY: x\n          SYSTEM_PROMPT: y\n      VpcConfig:\n        SecurityGroupIds: [!Ref Group]\n{group}"
        )
    };
    for (group, expected, why) in [
        (
            "  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: x\n",
            Open,
            "the rule that lets out everything stays",
        ),
        (
            "  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      SecurityGroupEgress:\n        - IpProtocol: tcp\n          FromPort: 443\n          ToPort: 443\n          CidrIp: 203.0.113.7/32\n",
            Allowlist,
            "one address",
        ),
        (
            "  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      SecurityGroupEgress:\n        - IpProtocol: '-1'\n          CidrIp: 0.0.0.0/0\n",
            Open,
            "everything",
        ),
        (
            "  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {}\n  Rule:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties:\n      GroupId: !GetAtt Group.GroupId\n      IpProtocol: tcp\n      FromPort: 443\n      ToPort: 443\n      CidrIp: 203.0.113.7/32\n",
            Allowlist,
            "a rule outside of its group",
        ),
        ("", Unknown, "a group from elsewhere"),
    ] {
        assert_eq!(verdicts(&[("template.yaml", &stack(group))]), [expected], "{why}");
    }
}

#[test]
fn the_rule_that_decides_is_named() {
    let text = format!(
        "{SERVICE}resource \"aws_security_group\" \"agent\" {{\n egress {{\n  protocol = \"-1\"\n  cidr_blocks = [\"0.0.0.0/0\"]\n }}\n}}\n"
    );
    let network = network(&[("main.tf", &text)]);
    let flaw = &network.workloads[0].flaws[0];
    let start = flaw.place.span.range().start;
    assert_eq!(
        (flaw.check, text.get(start..start + 8)),
        ("missing-egress-rules", Some("protocol")),
        "the rule, not the service"
    );
}
