//! Policies of clusters.

use super::{assert_consistent, workload};
use perimeter::knowledge::Knowledge;
use perimeter::model::egress::EgressVerdict::{
    self, Allowlist, DenyAll, DnsOnly, InternalOnly, InternetOpenInternalBlocked, Open, OpenIneffective, PortOnly,
    Unknown,
};

/// An agent whose pods have the label `app: agent`, in no namespace.
const AGENT: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent, labels: {app: outside}}
spec:
  template:
    metadata: {labels: {app: agent, tier: back}}
    spec:
      containers: [{name: agent, image: 'registry.acme.io/claude-code:1'}]
";

fn policy(spec: &str) -> String {
    format!("\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {spec}\n")
}

fn cilium(spec: &str) -> String {
    format!("\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: p}}\nspec: {spec}\n")
}

fn calico(spec: &str) -> String {
    format!("\napiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {{name: p}}\nspec: {spec}\n")
}

fn check(rows: &[(&[String], EgressVerdict, &[&str], &str)]) {
    let knowledge = Knowledge::builtin();
    for (policies, verdict, holes, why) in rows {
        let text = format!("{AGENT}---{}", policies.join("---"));
        let found = workload(&knowledge, &[("k8s/all.yaml", text)], "agent");
        assert_eq!(found.egress.verdict, *verdict, "{why}");
        assert_eq!(found.egress.holes, *holes, "{why}");
        assert_consistent(&found, why);
    }
}

#[test]
fn network_policies() {
    let deny = || policy("{podSelector: {}, policyTypes: [Ingress, Egress]}");
    check(&[
        (&[], Open, &[], "no policy"),
        (&[deny()], DenyAll, &[], "a denial of everything"),
        (
            &[policy("{podSelector: {matchLabels: {app: agent}}, policyTypes: [Egress], egress: []}")],
            DenyAll,
            &[],
            "an empty list",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{}]}")],
            OpenIneffective,
            &[],
            "an empty rule is everything",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{to: []}]}")],
            OpenIneffective,
            &[],
            "an empty `to` is everything",
        ),
        (&[policy("{podSelector: {}, policyTypes: [Ingress]}")], Open, &[], "about the way in"),
        (&[policy("{podSelector: {}}")], Open, &[], "without types it is about the way in"),
        (
            &[policy("{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]}")],
            Open,
            &[],
            "rules without their type",
        ),
        (
            &[policy("{podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}")],
            Allowlist,
            &[],
            "rules without types make the type",
        ),
        (
            &[policy("{podSelector: {matchLabels: {app: outside}}, policyTypes: [Egress]}")],
            Open,
            &[],
            "the label of the Deployment is not that of its pods",
        ),
        (
            &[policy("{podSelector: {matchLabels: {app: agent, tier: front}}, policyTypes: [Egress]}")],
            Open,
            &[],
            "one of two labels",
        ),
        (
            &[policy(
                "{podSelector: {matchExpressions: [{key: app, operator: In, values: [agent, bot]}]}, policyTypes: [Egress]}",
            )],
            DenyAll,
            &[],
            "an expression that holds",
        ),
        (
            &[policy(
                "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [agent]}]}, policyTypes: [Egress]}",
            )],
            Open,
            &[],
            "an expression that does not hold",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}")],
            DnsOnly,
            &["hole-dns-any-resolver"],
            "names, from any resolver",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {a: b}}}], ports: [{port: 53}]}]}",
            )],
            DnsOnly,
            &[],
            "names, from one resolver",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 443}]}]}")],
            PortOnly,
            &[],
            "ports without a destination",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}")],
            OpenIneffective,
            &["hole-any-ipv4", "hole-imds"],
            "every address",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}",
            )],
            OpenIneffective,
            &["hole-any-ipv4"],
            "every address but one",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}}]}]}",
            )],
            InternetOpenInternalBlocked,
            &["hole-any-ipv4", "hole-imds"],
            "every public address, and the metadata service",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]}",
            )],
            OpenIneffective,
            &["hole-any-ipv4", "hole-imds"],
            "two halves are the whole",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: '::/0'}}]}]}")],
            OpenIneffective,
            &["hole-any-ipv6"],
            "every address of the other family",
        ),
        (
            &[policy("{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}")],
            InternalOnly,
            &[],
            "every pod",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}]}]}",
            )],
            Allowlist,
            &[],
            "one item with both selectors is what both select",
        ),
        (
            &[policy(
                "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}, {podSelector: {matchLabels: {app: db}}}]}]}",
            )],
            InternalOnly,
            &[],
            "two items are what either selects",
        ),
        (
            &[deny(), policy("{podSelector: {matchLabels: {app: agent}}, policyTypes: [Egress], egress: [{}]}")],
            OpenIneffective,
            &[],
            "policies add up",
        ),
        (
            &[deny(), policy("{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{}]}")],
            DenyAll,
            &[],
            "the wider policy is for others",
        ),
        (
            &[policy("{podSelector: {matchLabels: {app: '${APP}'}}, policyTypes: [Egress]}")],
            Unknown,
            &[],
            "whom it selects is filled in later",
        ),
    ]);
}

#[test]
fn policies_of_cilium() {
    check(&[
        (
            &[cilium(
                "{endpointSelector: {matchLabels: {app: agent}}, egress: [{toFQDNs: [{matchName: api.openai.com}]}]}",
            )],
            Allowlist,
            &[],
            "a name",
        ),
        (
            &[cilium("{endpointSelector: {}, egress: [{}]}")],
            DenyAll,
            &[],
            "an empty rule closes: the opposite of the other kind",
        ),
        (
            &[cilium("{endpointSelector: {}, egress: [{toEntities: [world]}]}")],
            InternetOpenInternalBlocked,
            &["hole-any-ipv4"],
            "the world",
        ),
        (
            &[cilium("{endpointSelector: {}, egress: [{toEntities: [all]}]}")],
            OpenIneffective,
            &["hole-any-ipv4"],
            "all",
        ),
        (
            &[cilium("{endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: '*'}]}]}")],
            InternetOpenInternalBlocked,
            &["hole-wildcard-name"],
            "any name",
        ),
        (
            &[cilium("{endpointSelector: {}, egress: [{toPorts: [{ports: [{port: '443'}]}]}]}")],
            PortOnly,
            &[],
            "ports without a destination",
        ),
        (
            &[cilium(
                "{endpointSelector: {}, enableDefaultDeny: {egress: false}, egress: [{toFQDNs: [{matchName: a.b.c}]}]}",
            )],
            OpenIneffective,
            &[],
            "the denial is off",
        ),
        (&[cilium("{endpointSelector: {}, ingress: [{}]}")], Open, &[], "about the way in"),
        (
            &[cilium("{endpointSelector: {}, egress: [{toEntities: [world]}], egressDeny: [{toEntities: [world]}]}")],
            DenyAll,
            &[],
            "a denial beats what is let out",
        ),
        (&[cilium("{endpointSelector: {matchLabels: {'k8s:app': web}}, egress: [{}]}")], Open, &[], "another pod"),
    ]);
}

#[test]
fn policies_of_calico() {
    check(&[
        (
            &[calico(
                "{selector: app == 'agent', types: [Egress], egress: [{action: Allow, destination: {nets: [203.0.113.0/24]}}]}",
            )],
            Allowlist,
            &[],
            "a network",
        ),
        (
            &[calico("{types: [Egress], egress: [{action: Allow}]}")],
            OpenIneffective,
            &[],
            "no destination is everything",
        ),
        (
            &[calico("{types: [Egress], egress: [{action: Deny}, {action: Allow}]}")],
            DenyAll,
            &[],
            "the first rule that fits decides",
        ),
        (&[calico("{selector: all()}")], Open, &[], "without types and rules it is about the way in"),
        (&[calico("{selector: app == 'web', types: [Egress]}")], Open, &[], "another pod"),
        (&[calico("{selector: app contains 'agent', types: [Egress]}")], Unknown, &[], "a selector that was not read"),
    ]);
}

#[test]
fn namespaces_and_folders_keep_policies_apart() {
    let knowledge = Knowledge::builtin();
    let deny = policy("{podSelector: {}, policyTypes: [Egress]}");
    let within =
        |text: &str, space: &str| text.replace("metadata: {name: ", &format!("metadata: {{namespace: {space}, name: "));
    for (agent, at, policy, verdict, why) in [
        (AGENT.to_owned(), "k8s/policies/deny.yaml", deny.clone(), DenyAll, "parts of one deployment"),
        (AGENT.to_owned(), "other/deny.yaml", deny.clone(), Open, "a folder that has nothing to do with it"),
        (within(AGENT, "a"), "k8s/apps/deny.yaml", within(&deny, "b"), Open, "another namespace"),
        (
            within(AGENT, "a"),
            "other/deny.yaml",
            within(&deny, "a"),
            DenyAll,
            "the same namespace, wherever it is written",
        ),
        (within(AGENT, "default"), "other/deny.yaml", within(&deny, "default"), Open, "the namespace of everybody"),
        (within(AGENT, "a"), "k8s/apps/deny.yaml", deny.clone(), Unknown, "a policy that goes wherever it is applied"),
    ] {
        let found = workload(&knowledge, &[("k8s/apps/agent.yaml", agent), (at, policy)], "agent");
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_consistent(&found, why);
    }
}

#[test]
fn controllers_of_sandboxes_make_policies() {
    let knowledge = Knowledge::builtin();
    let template = |more: &str| {
        format!(
            "apiVersion: extensions.agents.x-k8s.io/v1beta1\nkind: SandboxTemplate\nmetadata: {{name: agent}}\nspec:\n  podTemplate: {{spec: {{containers: [{{name: a, image: x}}]}}}}\n{more}"
        )
    };
    for (more, verdict, why) in [
        ("", InternetOpenInternalBlocked, "the controller's own rules"),
        ("  networkPolicy: {}\n", DenyAll, "rules without any for the way out"),
        ("  networkPolicy: {egress: [{ports: [{port: 443}]}]}\n", PortOnly, "ports without a destination"),
        ("  networkPolicy: {egress: [{to: [{ipBlock: {cidr: 203.0.113.7/32}}]}]}\n", Allowlist, "an address"),
        (
            "  networkPolicyManagement: Unmanaged\n  networkPolicy: {egress: []}\n",
            Open,
            "switched off, whatever the rules say",
        ),
    ] {
        let found = workload(&knowledge, &[("a.yaml", template(more))], "agent");
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_consistent(&found, why);
    }
    let bare = "apiVersion: agents.x-k8s.io/v1beta1\nkind: Sandbox\nmetadata: {name: agent}\nspec:\n  podTemplate: {spec: {runtimeClassName: gvisor, containers: [{name: a, image: x}]}}\n";
    let found = workload(&knowledge, &[("a.yaml", bare.to_owned())], "agent");
    assert_eq!(found.egress.verdict, Open, "its name is no rule");
}

#[test]
fn the_network_of_the_node_has_no_policies() {
    let knowledge = Knowledge::builtin();
    let agent = AGENT.replace("      containers:", "      hostNetwork: true\n      containers:");
    let deny = policy("{podSelector: {}, policyTypes: [Egress]}");
    let found = workload(&knowledge, &[("k8s/a.yaml", format!("{agent}---{deny}"))], "agent");
    assert_eq!(found.egress.verdict, OpenIneffective);
    assert!(found.flaws.iter().any(|flaw| flaw.check == "host-access"));
}

#[test]
fn kustomizations_apply_what_they_list() {
    let knowledge = Knowledge::builtin();
    let deny = policy("{podSelector: {}, policyTypes: [Egress]}");
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: patched-agent}\nspec: {template: {spec: {runtimeClassName: gvisor}}}\n";
    for (overlay, at, verdict, why) in [
        (
            "namespace: prod\nresources: [../base, deny.yaml]\n",
            "over/prod/deny.yaml",
            DenyAll,
            "an overlay brings the policy",
        ),
        (
            "namespace: prod\nresources: [../base]\n",
            "over/prod/deny.yaml",
            Unknown,
            "a file that no kustomization lists",
        ),
        (
            "resources: [../base, deny.yaml]\npatches: [{path: patch.yaml}]\n",
            "over/prod/deny.yaml",
            DenyAll,
            "a patch is no workload",
        ),
    ] {
        let files = [
            ("over/base/kustomization.yaml", "resources: [agent.yaml]\n".to_owned()),
            ("over/base/agent.yaml", AGENT.to_owned()),
            ("over/prod/kustomization.yaml", overlay.to_owned()),
            (at, deny.clone()),
            ("over/prod/patch.yaml", if overlay.contains("patch") { patch.to_owned() } else { String::new() }),
        ];
        let found = workload(&knowledge, &files, "agent");
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_consistent(&found, why);
        assert_eq!(super::workloads(&knowledge, &files).len(), 1, "{why}");
    }
}
