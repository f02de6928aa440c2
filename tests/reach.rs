//! What workloads can reach, where they reach it and through what: one row a rule, each with its reason.

#[path = "reach/cloud.rs"]
mod cloud;
#[path = "reach/declared.rs"]
mod declared;
#[path = "reach/destinations.rs"]
mod destinations;
#[path = "reach/jobs.rs"]
mod jobs;
#[path = "reach/sandboxes.rs"]
mod sandboxes;
#[path = "reach/settings.rs"]
mod settings;

use perimeter::knowledge::Knowledge;
use perimeter::model::egress::{EgressVerdict, Network};
use perimeter::scan::map;
use perimeter::source::Files;

/// The network of a tree.
fn network(files: &[(&str, &str)]) -> Network {
    map(&Files::from_memory(files.iter().copied()), &Knowledge::builtin()).model.network
}

/// The verdicts of a tree's workloads.
fn verdicts(files: &[(&str, &str)]) -> Vec<EgressVerdict> {
    network(files).workloads.iter().map(|workload| workload.egress.verdict).collect()
}

/// The ids of the checks that find something in a tree's workloads.
fn flaws(files: &[(&str, &str)]) -> Vec<&'static str> {
    network(files).workloads.iter().flat_map(|workload| workload.flaws.iter().map(|flaw| flaw.check)).collect()
}
