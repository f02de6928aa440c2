//! Which third parties receive data.

use crate::knowledge::EgressPacks;
use crate::model::Flaw;
use crate::model::egress::Destination;

/// How many hosts a message names.
const NAMED: usize = 4;

/// One finding for each kind of third party.
pub(super) fn third_parties(packs: &EgressPacks, destinations: &[Destination]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for class in &packs.classes.classes {
        let hosts: Vec<&Destination> = destinations.iter().filter(|each| each.class == class.id).collect();
        let Some(place) = hosts.iter().filter_map(|host| host.places.first()).min() else { continue };
        let mut named: Vec<String> = hosts.iter().take(NAMED).map(|host| format!("`{}`", host.host)).collect();
        if hosts.len() > NAMED {
            named.push(format!("{} more", hosts.len() - NAMED));
        }
        flaws.push(Flaw {
            check: "third-party-destination",
            place: *place,
            label: "the first that is contacted".into(),
            subject: class.id.clone(),
            message: format!("{} receive {}: {}", class.title, class.receives, named.join(", ")),
            help: "name them, their regions and who allowed it in the list of processors".into(),
            seen: Vec::new(),
            severity: None,
            edits: Vec::new(),
        });
    }
    flaws
}
