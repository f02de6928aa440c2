//! Scripts that close the network from inside a container.

/// What a script does to the way out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Firewall {
    /// Everything stays in but what its rules name; with ids of what they leave open.
    Closes(Vec<&'static str>),
    /// It has rules and closes nothing.
    Open,
    /// It has no rules.
    None,
}

/// Reads the rules of a script, in order.
pub(super) fn read(text: &str) -> Firewall {
    let mut script = Script::default();
    for line in text.replace("\\\n", " ").lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        script.line(line);
    }
    script.verdict()
}

/// What was read so far.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
struct Script {
    /// It speaks of a firewall at all.
    rules: bool,
    closed: bool,
    closed_for_six: bool,
    /// A rule in front of the denial lets out everything.
    opened: bool,
    holes: Vec<&'static str>,
    /// In a chain of nftables for what goes out.
    output_chain: bool,
}

impl Script {
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let has = |word: &str| words.contains(&word);
        let after = |word: &str| words.iter().position(|each| *each == word).and_then(|at| words.get(at + 1)).copied();
        if line.contains("disable_ipv6=1") || line.contains("disable_ipv6 = 1") {
            self.closed_for_six = true;
        }
        if has("ufw") && has("outgoing") && (has("deny") || has("reject")) {
            (self.rules, self.closed, self.closed_for_six) = (true, true, true);
        }
        self.nft(line);
        let Some(program) = words.iter().find(|word| is_iptables(word)) else { return };
        self.rules = true;
        let six = program.contains("ip6tables");
        let chain = after("-A").or_else(|| after("-I")).or_else(|| after("--append"));
        let target = after("-j").or_else(|| after("--jump")).unwrap_or_default();
        if let Some(position) = words.iter().position(|word| matches!(*word, "-P" | "--policy")) {
            if words.get(position + 1) == Some(&"OUTPUT") {
                let drops = matches!(words.get(position + 2), Some(&"DROP" | &"REJECT"));
                if six { self.closed_for_six = drops } else { self.closed = drops }
            }
            return;
        }
        if chain != Some("OUTPUT") {
            return;
        }
        let bounds =
            ["-d", "--dst", "--destination", "-o", "--match-set", "--state", "--ctstate", "--uid-owner", "--gid-owner"];
        let bounded = bounds.iter().any(|word| has(word));
        match target {
            "DROP" | "REJECT" if !bounded && !has("--dport") => {
                if six {
                    self.closed_for_six = true;
                } else {
                    self.closed = true;
                }
            }
            "ACCEPT" if !bounded => match after("--dport") {
                Some("53") => self.holes.push("hole-dns-any-resolver"),
                Some("22") => self.holes.push("hole-ssh-any"),
                Some(_) => self.holes.push("hole-any-ipv4"),
                // An open rule behind the denial is never asked; behind a policy it is.
                None if !six => self.opened = true,
                None => {}
            },
            _ => {}
        }
    }

    fn nft(&mut self, line: &str) {
        if line.contains("hook output") {
            self.rules = true;
            self.output_chain = true;
        }
        if self.output_chain && line.contains("policy drop") {
            (self.closed, self.closed_for_six) = (true, true);
        }
        if line.contains('}') {
            self.output_chain = false;
        }
    }

    fn verdict(mut self) -> Firewall {
        if !self.rules {
            return Firewall::None;
        }
        if !self.closed || self.opened {
            return Firewall::Open;
        }
        if !self.closed_for_six {
            self.holes.push("hole-any-ipv6");
        }
        self.holes.sort_unstable();
        self.holes.dedup();
        Firewall::Closes(self.holes)
    }
}

fn is_iptables(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    ["iptables", "ip6tables"]
        .iter()
        .any(|program| name.strip_prefix(program).is_some_and(|rest| matches!(rest, "" | "-legacy" | "-nft")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_judged_by_their_rules() {
        let closed = |holes: &[&'static str]| Firewall::Closes(holes.to_vec());
        for (text, expected, why) in [
            ("echo hello\n", Firewall::None, "no rule"),
            ("iptables -P INPUT DROP\niptables -P FORWARD DROP\n", Firewall::Open, "only the way in"),
            ("iptables -P OUTPUT DROP\nip6tables -P OUTPUT DROP\n", closed(&[]), "both families"),
            (
                "iptables -A OUTPUT -m set --match-set ok dst -j ACCEPT\niptables -P OUTPUT DROP\n",
                closed(&["hole-any-ipv6"]),
                "a set, and the other family forgotten",
            ),
            (
                "iptables -A OUTPUT -p udp --dport 53 -j ACCEPT\niptables -A OUTPUT -p tcp --dport 22 -j ACCEPT\niptables -P OUTPUT DROP\nsysctl -w net.ipv6.conf.all.disable_ipv6=1\n",
                closed(&["hole-dns-any-resolver", "hole-ssh-any"]),
                "ports to any host",
            ),
            ("iptables -P OUTPUT DROP\niptables -A OUTPUT -j ACCEPT\n", Firewall::Open, "a rule for everything"),
            ("iptables -P OUTPUT DROP\niptables -P OUTPUT ACCEPT\n", Firewall::Open, "the last policy holds"),
            (
                "iptables -A OUTPUT -o lo -j ACCEPT\niptables -A OUTPUT -j REJECT\nip6tables -A OUTPUT -j DROP\n",
                closed(&[]),
                "a rule in place of the policy",
            ),
            ("# iptables -P OUTPUT DROP\niptables -P INPUT DROP\n", Firewall::Open, "a comment"),
            (
                "nft -f - <<E\nchain out {\n type filter hook output priority 0; policy drop;\n}\nE\n",
                closed(&[]),
                "nftables",
            ),
            ("ufw default deny outgoing\n", closed(&[]), "ufw"),
        ] {
            assert_eq!(read(text), expected, "{why}");
        }
    }
}
