//! Charts, filled with their own values.

use super::{assert_consistent, workload, workloads};
use perimeter::knowledge::Knowledge;
use perimeter::model::egress::EgressVerdict::{self, Allowlist, DenyAll, Open, OpenIneffective, Unknown};

const HELPERS: &str = r#"{{- define "agent.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "agent.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride }}{{ else }}
{{- printf "%s-%s" .Release.Name (include "agent.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{/* what a selector asks */}}
{{- define "agent.selectorLabels" -}}
app.kubernetes.io/name: {{ include "agent.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
"#;

const DEPLOYMENT: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "agent.fullname" . }}
  namespace: {{ .Release.Namespace }}
spec:
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      labels:
        {{- include "agent.selectorLabels" . | nindent 8 }}
    spec:
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          env:
            {{- range $key, $value := .Values.env }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
"#;

const POLICY: &str = r#"{{- if and .Values.networkPolicy .Values.networkPolicy.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "agent.fullname" . }}
spec:
  podSelector:
    matchLabels:
      {{- include "agent.selectorLabels" . | nindent 6 }}
  policyTypes: [Egress]
  {{- with .Values.networkPolicy.egress }}
  egress:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
"#;

const VALUES: &str = "image: {repository: ghcr.io/acme/claude-code, tag: ''}\npodSecurityContext: {runAsUser: 1000}\nenv: {OPENAI_API_KEY: x}\n";

fn chart(values: &str, deployment: &str, policy: &str) -> Vec<(&'static str, String)> {
    vec![
        ("charts/agent/Chart.yaml", "apiVersion: v2\nname: agent\nappVersion: 1.2.3\n".to_owned()),
        ("charts/agent/values.yaml", format!("{VALUES}{values}")),
        ("charts/agent/templates/_helpers.tpl", HELPERS.to_owned()),
        ("charts/agent/templates/deployment.yaml", deployment.to_owned()),
        ("charts/agent/templates/networkpolicy.yaml", policy.to_owned()),
    ]
}

#[test]
fn policies_of_charts() {
    let knowledge = Knowledge::builtin();
    let rows: [(&str, EgressVerdict, &str); 6] = [
        ("", Open, "no value for it"),
        ("networkPolicy: {enabled: false}\n", Open, "off by default"),
        ("networkPolicy: {enabled: true}\n", DenyAll, "on, and nothing is let out"),
        (
            "networkPolicy: {enabled: true, egress: [{to: [{podSelector: {matchLabels: {app: proxy}}}]}]}\n",
            Allowlist,
            "rules from the values",
        ),
        ("networkPolicy: {enabled: true, egress: [{}]}\n", OpenIneffective, "an empty rule from the values"),
        ("networkPolicy: {enabled: true}\nnameOverride: other\n", DenyAll, "both sides take the name from one place"),
    ];
    for (values, verdict, why) in rows {
        let found = workloads(&knowledge, &chart(values, DEPLOYMENT, POLICY));
        let [found] = found.as_slice() else { panic!("{why}: {found:?}") };
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_eq!(found.root, Some(false), "{why}: the user is in the values");
        assert_consistent(found, why);
    }
}

#[test]
fn what_cannot_be_filled_is_unknown() {
    let knowledge = Knowledge::builtin();
    let strange = POLICY
        .replace("and .Values.networkPolicy .Values.networkPolicy.enabled", "strangeFunction .Values.networkPolicy");
    let found = workloads(&knowledge, &chart("networkPolicy: {enabled: true}\n", DEPLOYMENT, &strange));
    assert_eq!(found[0].egress.verdict, Unknown, "a condition that was not decided");
    let strange = DEPLOYMENT
        .replace("{{- include \"agent.selectorLabels\" . | nindent 8 }}", "{{- strangeFunction . | nindent 8 }}");
    let found = workloads(&knowledge, &chart("networkPolicy: {enabled: true}\n", &strange, POLICY));
    assert_eq!(found[0].egress.verdict, Unknown, "labels that were not worked out");
}

#[test]
fn a_workload_of_a_chart_is_placed_in_its_template() {
    let knowledge = Knowledge::builtin();
    let files = chart("", DEPLOYMENT, POLICY);
    let found = workload(&knowledge, &files, "release-agent");
    let text = DEPLOYMENT;
    let span = found.place.span;
    assert_eq!(text.get(span.range()), Some("Deployment"));
}

#[test]
fn a_chart_that_never_ends_is_given_up() {
    let knowledge = Knowledge::builtin();
    let helpers = r#"{{- define "agent.name" -}}{{ include "agent.name" . }}{{ include "agent.name" . }}{{- end }}"#;
    let mut files = chart("", DEPLOYMENT, POLICY);
    files[2].1 = helpers.to_owned();
    let deep = format!("{}x{}", "{{ if true }}".repeat(3000), "{{ end }}".repeat(3000));
    files.push(("charts/agent/templates/deep.yaml", format!("kind: Pod\n{deep}")));
    let brackets = format!("kind: Pod\nx: {{{{ {}1{} }}}}\n", "(".repeat(5000), ")".repeat(5000));
    files.push(("charts/agent/templates/brackets.yaml", brackets));
    assert!(workloads(&knowledge, &files).len() <= 1, "and nothing is made up");
}
