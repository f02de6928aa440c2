//! Containers that people develop in.

use super::{assert_consistent, workload};
use perimeter::knowledge::Knowledge;
use perimeter::model::egress::EgressVerdict::{Allowlist, DenyAll, Open, OpenIneffective};

const CLOSES: &str = "set -e\nipset create ok hash:net\niptables -A OUTPUT -m set --match-set ok dst -j ACCEPT\niptables -P OUTPUT DROP\nip6tables -P OUTPUT DROP\n";

#[test]
fn firewalls_of_devcontainers() {
    let knowledge = Knowledge::builtin();
    for (more, script, verdict, why) in [
        ("", "", Open, "no rule"),
        (r#", "runArgs": ["--network=none"]"#, "", DenyAll, "no network"),
        (r#", "runArgs": ["--network", "host"]"#, CLOSES, Open, "the network of the host"),
        (
            r#", "runArgs": ["--cap-add=NET_ADMIN"], "postStartCommand": "sudo /usr/local/bin/init-firewall.sh""#,
            CLOSES,
            Allowlist,
            "rules that run",
        ),
        (r#", "runArgs": ["--cap-add=NET_ADMIN"]"#, CLOSES, OpenIneffective, "rules that nobody runs"),
        (r#", "postStartCommand": "sudo init-firewall.sh""#, CLOSES, OpenIneffective, "no right to set rules"),
        (
            r#", "capAdd": ["NET_ADMIN"], "postStartCommand": "sudo init-firewall.sh""#,
            "iptables -P INPUT DROP\n",
            OpenIneffective,
            "rules for the way in",
        ),
    ] {
        let text = format!(
            r#"{{"name": "agent", "image": "x", "features": {{"ghcr.io/anthropics/devcontainer-features/claude-code:1": {{}}}}{more}}}"#
        );
        let files = [(".devcontainer/devcontainer.json", text), (".devcontainer/init-firewall.sh", script.to_owned())];
        let found = workload(&knowledge, &files, "agent");
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_consistent(&found, why);
    }
}
