//! Proxies that are the only way out: what their configuration lets through.

use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What the configuration of a proxy lets through.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Lets {
    /// What a list names.
    Listed,
    /// Everything.
    Everything,
    /// That was not read.
    Unknown,
}

/// Reads the access rules of squid: the first that fits decides, and what none fits gets the opposite of the last.
pub(super) fn squid(text: &str) -> Lets {
    let mut rules = text.lines().filter_map(|line| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        (words.next() == Some("http_access")).then(|| words.collect::<Vec<_>>())
    });
    let mut last_denies = None;
    // Everything but a list was denied in front of the rules that follow.
    let (lists, mut bounded) = (lists_of_names(text), false);
    // A rule of several lists lets through what is in all of them.
    let opens = |names: &[&str]| {
        names
            .iter()
            .all(|name| matches!(*name, "all" | "localnet" | "localhost" | "CONNECT" | "SSL_ports" | "Safe_ports"))
    };
    loop {
        match rules.next().as_deref() {
            Some(["deny", "all", ..]) => return if last_denies.is_some() { Lets::Listed } else { Lets::Unknown },
            Some(["deny", name]) if name.strip_prefix('!').is_some_and(|name| lists.contains(name)) => {
                bounded = true;
                last_denies = last_denies.or(Some(true));
            }
            Some(["allow", names @ ..]) if !bounded && opens(names) && names != ["localhost"] => {
                return Lets::Everything;
            }
            Some(["allow", ..]) => last_denies = Some(false),
            Some([_, ..]) => last_denies = last_denies.or(Some(true)),
            Some([]) => {}
            // Without a last word the opposite of the last rule holds.
            None => return if last_denies == Some(false) { Lets::Listed } else { Lets::Unknown },
        }
    }
}

/// The lists of squid that bound where requests go.
fn lists_of_names(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (word, name, kind) = (words.next()?, words.next()?, words.next()?);
            (word == "acl" && matches!(kind, "dstdomain" | "dstdom_regex" | "ssl::server_name")).then_some(name)
        })
        .collect()
}

/// The hosts that the rules of squid let through, and whether no rule lets through more.
pub(super) fn squid_hosts(text: &str) -> (Vec<(String, Span)>, bool) {
    let mut lists: BTreeMap<&str, Vec<(String, Span)>> = BTreeMap::new();
    let mut allowed: BTreeSet<&str> = BTreeSet::new();
    let (mut complete, mut bounded, mut at) = (true, false, 0);
    for line in text.split_inclusive('\n') {
        let mut words = words(line.split('#').next().unwrap_or_default(), at);
        at += line.len();
        match (words.next().map(|(word, _)| word), words.next()) {
            (Some("acl"), Some((name, _))) => {
                let kind = words.next().map(|(word, _)| word).unwrap_or_default();
                let hosts: Vec<(&str, Span)> = words.filter(|(word, _)| !word.starts_with('-')).collect();
                match kind {
                    "dstdomain" if hosts.iter().all(|(host, _)| !host.contains(['"', '$', '/'])) => {
                        let hosts = hosts.into_iter().map(|(host, span)| (host.to_ascii_lowercase(), span));
                        lists.entry(name).or_default().extend(hosts);
                    }
                    // Hosts that are read from elsewhere or told by other means.
                    "dst" | "dstdomain" | "dstdom_regex" | "url_regex" | "urlpath_regex" | "external"
                    | "ssl::server_name" => {
                        complete = false;
                    }
                    _ => {}
                }
            }
            (Some("http_access"), Some(("deny", _))) => {
                // What follows is let through to this list only.
                let names: Vec<&str> = words.map(|(word, _)| word).collect();
                if let [name] = names.as_slice()
                    && let Some((name, _)) = name.strip_prefix('!').and_then(|name| lists.get_key_value(name))
                {
                    bounded = true;
                    allowed.insert(name);
                }
            }
            (Some("http_access"), Some(("allow", _))) if bounded => {}
            (Some("http_access"), Some(("allow", _))) => {
                let names: Vec<&str> = words.map(|(word, _)| word).collect();
                let before = allowed.len();
                allowed.extend(names.iter().copied().filter(|name| lists.contains_key(name)));
                let is_named = allowed.len() > before || names.iter().any(|name| allowed.contains(name));
                complete &= is_named || names.iter().any(|name| matches!(*name, "localhost" | "manager"));
            }
            (Some("include"), _) => complete = false,
            _ => {}
        }
    }
    let hosts: Vec<_> = allowed.iter().filter_map(|name| lists.get(name)).flatten().cloned().collect();
    (hosts, complete)
}

/// The words of a line that begins at this offset.
fn words(line: &str, start: usize) -> impl Iterator<Item = (&str, Span)> {
    line.split_whitespace().map(move |word| {
        let from = start + (word.as_ptr() as usize - line.as_ptr() as usize);
        (word, Span::new(from, from + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_squid_are_read() {
        for (text, hosts, complete, why) in [
            (
                "acl ok dstdomain .x.io API.y.io\nhttp_access allow ok\nhttp_access deny all\n",
                vec![".x.io", "api.y.io"],
                true,
                "two names",
            ),
            (
                "acl ok dstdomain x.io\nacl no dstdomain y.io\nhttp_access allow ok\n",
                vec!["x.io"],
                true,
                "a list of denials",
            ),
            ("acl ok dstdomain \"/etc/list\"\nhttp_access allow ok\n", vec![], false, "a list in another file"),
            (
                "acl ok dstdomain x.io\nhttp_access allow ok\nhttp_access allow team\n",
                vec!["x.io"],
                false,
                "whoever asks",
            ),
            (
                "acl ok dstdomain x.io\nhttp_access deny !ok\nhttp_access allow localnet\n",
                vec!["x.io"],
                true,
                "all others are denied first",
            ),
            ("acl ok dstdom_regex x\nhttp_access allow ok\n", vec![], false, "patterns"),
        ] {
            let (found, whole) = squid_hosts(text);
            assert_eq!(found.iter().map(|(host, _)| host.as_str()).collect::<Vec<_>>(), hosts, "{why}");
            assert_eq!(whole, complete, "{why}");
            for (host, span) in found {
                let at = text.get(span.start as usize..span.end as usize).map(str::to_ascii_lowercase);
                assert_eq!(at, Some(host), "{why}: the place is that of the name");
            }
        }
    }

    #[test]
    fn the_rules_of_squid_are_read_in_order() {
        for (text, lets, why) in [
            ("acl ok dstdomain api.openai.com\nhttp_access allow ok\nhttp_access deny all\n", Lets::Listed, "a list"),
            ("http_access allow all\n", Lets::Everything, "all"),
            ("http_access allow localnet\nhttp_access deny all\n", Lets::Everything, "whoever asks from inside"),
            (
                "http_access deny !Safe_ports\nhttp_access allow localnet ok\nhttp_access deny all\n",
                Lets::Listed,
                "both lists",
            ),
            (
                "acl ok dstdomain x.io\nhttp_access deny !ok\nhttp_access allow localnet\nhttp_access deny all\n",
                Lets::Listed,
                "all but a list is denied first",
            ),
            (
                "acl ports port 443\nhttp_access deny !ports\nhttp_access allow localnet\nhttp_access deny all\n",
                Lets::Everything,
                "a list of ports bounds no hosts",
            ),
            ("# http_access allow all\nhttp_access allow ok # x\nhttp_access deny all\n", Lets::Listed, "a comment"),
            ("http_access allow ok\n", Lets::Listed, "the opposite of the last"),
            ("http_port 3128\n", Lets::Unknown, "no rule"),
        ] {
            assert_eq!(squid(text), lets, "{why}");
        }
    }
}
