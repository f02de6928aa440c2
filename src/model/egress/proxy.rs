//! Proxies that are the only way out: what their configuration lets through.

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
    // A rule of several lists lets through what is in all of them.
    let opens = |names: &[&str]| {
        names
            .iter()
            .all(|name| matches!(*name, "all" | "localnet" | "localhost" | "CONNECT" | "SSL_ports" | "Safe_ports"))
    };
    loop {
        match rules.next().as_deref() {
            Some(["deny", "all", ..]) => return if last_denies.is_some() { Lets::Listed } else { Lets::Unknown },
            Some(["allow", names @ ..]) if opens(names) && names != ["localhost"] => return Lets::Everything,
            Some(["allow", ..]) => last_denies = Some(false),
            Some([_, ..]) => last_denies = last_denies.or(Some(true)),
            Some([]) => {}
            // Without a last word the opposite of the last rule holds.
            None => return if last_denies == Some(false) { Lets::Listed } else { Lets::Unknown },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("# http_access allow all\nhttp_access allow ok # x\nhttp_access deny all\n", Lets::Listed, "a comment"),
            ("http_access allow ok\n", Lets::Listed, "the opposite of the last"),
            ("http_port 3128\n", Lets::Unknown, "no rule"),
        ] {
            assert_eq!(squid(text), lets, "{why}");
        }
    }
}
