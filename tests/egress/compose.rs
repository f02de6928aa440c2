//! Networks of compose files.

use super::{assert_consistent, workload};
use perimeter::knowledge::Knowledge;
use perimeter::model::egress::EgressVerdict::{Allowlist, DenyAll, InternalOnly, Open, OpenIneffective, Unknown};

#[test]
fn networks_of_services() {
    let knowledge = Knowledge::builtin();
    let squid = "acl ok dstdomain api.openai.com\nhttp_access allow ok\nhttp_access deny all\n";
    let proxied = "  agent: {image: claude-code, networks: [in], environment: {HTTPS_PROXY: 'http://proxy:3128'}}\n  proxy: {image: squid, networks: [in, out], volumes: ['./squid.conf:/etc/squid/squid.conf']}\nnetworks: {in: {internal: true}, out: {}}";
    for (text, conf, verdict, why) in [
        ("  agent: {image: claude-code}", "", Open, "the network that all share"),
        (
            "  agent: {image: claude-code, networks: [in]}\nnetworks: {in: {internal: true}}",
            "",
            InternalOnly,
            "a closed network",
        ),
        (
            "  agent: {image: claude-code, networks: {in: {aliases: [a]}}}\nnetworks: {in: {internal: true}}",
            "",
            InternalOnly,
            "a map of networks",
        ),
        (
            "  agent: {image: claude-code}\nnetworks: {default: {internal: true}}",
            "",
            InternalOnly,
            "the shared network is closed",
        ),
        (
            "  agent: {image: claude-code}\nnetworks: {in: {internal: true}}",
            "",
            Open,
            "a closed network that it is not on",
        ),
        (
            "  agent: {image: claude-code, networks: [in, out]}\nnetworks: {in: {internal: true}, out: {}}",
            "",
            OpenIneffective,
            "one that leads out beside it",
        ),
        (
            "  agent: {image: claude-code, networks: [in]}\nnetworks: {in: {internal: false}}",
            "",
            Open,
            "said to be open",
        ),
        (
            "  agent: {image: claude-code, networks: [in]}\nnetworks: {in: {external: true}}",
            "",
            Unknown,
            "made elsewhere",
        ),
        ("  agent: {image: claude-code, network_mode: none}", "", DenyAll, "no network"),
        ("  agent: {image: claude-code, network_mode: bridge}", "", Open, "the bridge"),
        (
            "  agent: {image: claude-code, network_mode: 'service:other'}\n  other: {image: x, network_mode: none}",
            "",
            DenyAll,
            "the network of another",
        ),
        ("  agent: {image: claude-code, network_mode: 'service:agent'}", "", Unknown, "a circle"),
        (
            "  agent: {image: claude-code, environment: {HTTPS_PROXY: 'http://proxy:3128'}}\n  proxy: {image: squid}",
            squid,
            Open,
            "a proxy that it can walk around",
        ),
        (proxied, squid, Allowlist, "a proxy with a list is the only way out"),
        (proxied, "http_access allow all\n", OpenIneffective, "a proxy that lets through everything"),
        (proxied, "", Unknown, "a proxy whose list is not here"),
    ] {
        let files = [("compose.yaml", format!("services:\n{text}\n")), ("squid.conf", conf.to_owned())];
        let found = workload(&knowledge, &files, "agent");
        assert_eq!(found.egress.verdict, verdict, "{why}");
        assert_consistent(&found, why);
    }
}
