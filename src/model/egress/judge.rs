//! What a pod can reach: the union of what its policies let out.

use super::policy::{Closes, Policy};
use super::rules::{Reach, Rule};
use super::unit::{Exit, Managed, Unit, Verdict};
use super::{Allowlist, EgressVerdict, Listed};
use crate::source::Place;

/// Judges a pod by the policies of the tree.
pub(super) fn judge(unit: &Unit, policies: &[Policy], deploy_folders: &[String]) -> Verdict {
    let Exit::Policies { made, uncertain, host, managed } = &unit.exit else {
        return Verdict::new(EgressVerdict::Unknown, "no policies hold for it");
    };
    let (made, managed, host) = (*made, managed.as_ref(), *host);
    let (mut selecting, mut doubtful) = (Vec::new(), Vec::new());
    for policy in policies {
        match policy.selects(unit.namespace.as_deref(), &unit.folder, &unit.labels, deploy_folders) {
            Some(true) if policy.unread || policy.conditional => doubtful.push(policy),
            Some(true) => selecting.push(policy),
            None => doubtful.push(policy),
            Some(false) => {}
        }
    }
    let near = |policy: &&Policy| super::paths::together(&policy.folder, &unit.folder, deploy_folders);
    if let Some(policy) = policies.iter().filter(|_| *uncertain).find(near) {
        let why = format!("its template was not worked out, nor whether `{}` selects it", policy.name);
        return Verdict::new(EgressVerdict::Unknown, why).seen(policy.place, "this policy");
    }
    // A policy that is off by default closes nothing by default.
    doubtful.retain(|policy| !policy.conditional);
    if let Some(Managed::Rules(policy)) = managed {
        selecting.push(policy);
    }
    let closing: Vec<&Policy> = selecting.iter().copied().filter(|policy| policy.closes == Closes::Yes).collect();
    if let Some(host) = host {
        if !closing.is_empty() {
            return Verdict::new(EgressVerdict::OpenIneffective, "it uses the network of its node").ineffective(
                host,
                format!("`{}` uses the network of its node, where policies of pods do not hold", unit.name),
                "remove `hostNetwork: true`",
            );
        }
        return Verdict::new(EgressVerdict::Open, "it uses the network of its node")
            .seen(host, "the network of the node");
    }
    if let Some(Managed::Default(place)) = managed {
        return default_of_controller(&closing, *place);
    }
    if closing.is_empty() {
        return nothing_closes(unit, &selecting, &doubtful, made);
    }
    let verdict = union(unit, &closing);
    let open = matches!(verdict.egress.verdict, EgressVerdict::OpenIneffective);
    // What cannot be told may let out more; it cannot make up for what is open.
    match doubtful.iter().find(|policy| policy.closes == Closes::Yes && !policy.rules.is_empty()) {
        Some(policy) if !open => Verdict::new(
            EgressVerdict::Unknown,
            format!("whether `{}` selects it, and adds to what it can reach, cannot be told", policy.name),
        )
        .seen(policy.place, "this policy"),
        _ => verdict,
    }
}

/// The controller lets out everything but private addresses; other policies can only add.
fn default_of_controller(closing: &[&Policy], place: Place) -> Verdict {
    let widest =
        closing.iter().flat_map(|policy| &policy.rules).find(|rule| rule.reach == Reach::Everywhere && !rule.is_dns());
    if let Some(rule) = widest {
        return Verdict::new(EgressVerdict::OpenIneffective, "a policy lets out everything")
            .seen(rule.place, "lets out everything");
    }
    Verdict::new(
        EgressVerdict::InternetOpenInternalBlocked,
        "its controller keeps private addresses in and lets out the internet",
    )
    .seen(place, "no rules are given: the controller's own hold")
    .ineffective(
        place,
        "every public host can be reached: without rules the controller keeps in only private addresses",
        "list the destinations under `networkPolicy.egress`",
    )
}

fn nothing_closes(unit: &Unit, selecting: &[&Policy], doubtful: &[&Policy], made: bool) -> Verdict {
    for policy in selecting {
        let (place, why, help) = match policy.closes {
            Closes::Yes => continue,
            Closes::InboundOnly(place) => (
                place,
                format!("`{}` selects `{}` and says nothing of the way out", policy.name, unit.name),
                "add `Egress` to `policyTypes` and list the destinations under `egress`",
            ),
            Closes::SwitchedOff(place) => (
                place,
                format!(
                    "`{}` selects `{}` and does not close the way out: its default denial is off",
                    policy.name, unit.name
                ),
                "remove `egress: false` from `enableDefaultDeny`",
            ),
        };
        // A policy for the way in does its work; it only must not be taken for one of the way out.
        let verdict = Verdict::new(EgressVerdict::OpenIneffective, why.clone()).seen(place, "not about the way out");
        return if matches!(policy.closes, Closes::SwitchedOff(_)) {
            verdict.ineffective(place, why, help)
        } else {
            Verdict::new(EgressVerdict::Open, why).seen(place, "about the way in only")
        };
    }
    if let Some(policy) = doubtful.iter().find(|policy| policy.closes == Closes::Yes) {
        let why = format!("whether `{}` selects it cannot be told", policy.name);
        return Verdict::new(EgressVerdict::Unknown, why).seen(policy.place, "this policy");
    }
    if made {
        return Verdict::new(EgressVerdict::Open, "no policy for the pods that its controller makes");
    }
    Verdict::new(EgressVerdict::Open, "no policy closes its way out")
}

/// The verdict of what is let out altogether.
fn union(unit: &Unit, closing: &[&Policy]) -> Verdict {
    let rules: Vec<&Rule> =
        closing.iter().flat_map(|policy| &policy.rules).filter(|rule| !is_denied(rule, closing)).collect();
    let mut holes: Vec<String> =
        rules.iter().flat_map(|rule| rule.holes.iter().map(|hole| (*hole).to_owned())).collect();
    holes.sort();
    holes.dedup();
    let others: Vec<&&Rule> = rules.iter().filter(|rule| !rule.is_dns()).collect();
    let widest = others.iter().copied().max_by_key(|rule| (rule.reach, rule.ports.is_empty()));
    let mut verdict = match widest {
        None if rules.is_empty() => Verdict::new(EgressVerdict::DenyAll, "its policies let out nothing"),
        None => Verdict::new(EgressVerdict::DnsOnly, "its policies let out name resolution only"),
        Some(rule) => of_widest(unit, rule),
    };
    let told: Vec<Place> = verdict.egress.seen.iter().map(|(place, _)| *place).collect();
    for policy in closing {
        if !told.contains(&policy.place) {
            verdict = verdict.seen(policy.place, format!("`{}` closes its way out", policy.name));
        }
    }
    verdict.egress.holes = holes;
    if verdict.egress.verdict == EgressVerdict::Allowlist {
        verdict.egress.allowlist = listed(closing);
    }
    verdict
}

/// The hosts that policies name.
fn listed(closing: &[&Policy]) -> Allowlist {
    let mut found = Allowlist { hosts: Vec::new(), complete: true };
    for policy in closing {
        let own = !policy.selector.is_empty();
        for rule in policy.rules.iter().filter(|rule| !rule.is_dns()) {
            match &rule.host {
                Some(host) => found.hosts.push(Listed { host: host.clone(), place: rule.place, own }),
                None => found.complete &= rule.inside,
            }
        }
    }
    found
}

fn of_widest(unit: &Unit, rule: &Rule) -> Verdict {
    let name = &unit.name;
    let ports = rule.ports.join(", ");
    match rule.reach {
        Reach::Listed => Verdict::new(EgressVerdict::Allowlist, "its policies let out named destinations"),
        Reach::Inside => Verdict::new(EgressVerdict::InternalOnly, "its policies let out what is inside"),
        Reach::Internet => {
            Verdict::new(EgressVerdict::InternetOpenInternalBlocked, "its policies let out the whole internet")
                .seen(rule.place, "lets out the internet")
                .ineffective(
                    rule.place,
                    format!("`{name}` can reach every public host: the rule keeps in only private addresses"),
                    "name the destinations that it needs in place of the whole internet",
                )
        }
        Reach::Everywhere if !rule.ports.is_empty() => {
            Verdict::new(EgressVerdict::PortOnly, format!("its policies let out every host on port {ports}"))
                .seen(rule.place, "no destination is named")
                .ineffective(
                    rule.place,
                    format!("`{name}` can reach every host on port {ports}: the rule names no destination"),
                    "name the destinations under `to`",
                )
        }
        Reach::Everywhere => Verdict::new(EgressVerdict::OpenIneffective, "a rule lets out everything")
            .seen(rule.place, "lets out everything")
            .ineffective(
                rule.place,
                format!("`{name}` can reach every host: the rule lets out everything"),
                "name the destinations that it needs in the rule",
            ),
    }
}

/// Whether a denial takes back what a rule lets out. One of the internet does not touch what is inside.
fn is_denied(rule: &Rule, closing: &[&Policy]) -> bool {
    let mut denies = closing.iter().flat_map(|policy| &policy.denies);
    denies.any(|deny| deny.ports.is_empty() && deny.reach >= rule.reach && rule.reach >= Reach::Internet)
}
