//! Hosts that code of the tree contacts: through the libraries it imports and at the addresses it names.

mod addresses;
mod flaws;
mod imports;
mod libraries;
mod settings;
mod telemetry;

use super::Destination;
use crate::knowledge::Knowledge;
use crate::model::code::Code;
use crate::model::folders::Projects;
use crate::model::{Flaw, ModelFile};
use crate::source::{FileId, PathClass, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What contacts are known so far: host, class, places.
#[derive(Default)]
struct Contacts {
    hosts: BTreeMap<String, (String, BTreeSet<Place>)>,
    /// A library is told its host by something that is not in the code.
    undecided: bool,
    /// Imports of libraries that a deployment can send to another host.
    elsewhere: BTreeSet<Place>,
}

impl Contacts {
    /// Adds a place that contacts `host`. The first class stays, unless it says nothing.
    fn add(&mut self, host: &str, class: &str, place: Place) {
        let (known, places) = self.hosts.entry(host.to_owned()).or_insert_with(|| (class.to_owned(), BTreeSet::new()));
        if known == OTHER {
            class.clone_into(known);
        }
        places.insert(place);
    }
}

/// What the code contacts.
#[derive(Default)]
pub(super) struct Contacted {
    /// By host.
    pub(super) destinations: Vec<Destination>,
    /// What is wrong with them.
    pub(super) flaws: Vec<Flaw>,
    /// Some addresses are decided outside of the code.
    pub(super) undecided: bool,
    /// Places whose host a deployment can replace.
    pub(super) elsewhere: BTreeSet<Place>,
}

/// The class of a host that no library row names.
const OTHER: &str = "other";

/// The host that stands for all: a library that contacts whatever it is told to.
pub(super) const ANYWHERE: &str = "(any site)";

/// The destinations of the tree, by host, and what is wrong with them.
pub(super) fn find(files: &[ModelFile], code: &Code<'_>, knowledge: &Knowledge) -> Contacted {
    let tree = Tree::new(files);
    let packs = knowledge.egress();
    let taken = imports::of(&tree, code);
    let settings = settings::Settings::new(&tree, packs);
    let mut contacts = Contacts::default();
    libraries::find(&tree, code, packs, &taken, &settings, &mut contacts);
    addresses::find(&tree, code, packs, &mut contacts);
    let mut flaws = telemetry::find(&tree, code, packs, &taken, &settings, &mut contacts);
    let undecided = contacts.undecided || addresses::leaves_open(&tree, code, packs);
    let destinations: Vec<Destination> = contacts
        .hosts
        .into_iter()
        .map(|(host, (class, places))| Destination {
            host,
            class,
            places: places.into_iter().collect(),
            declared: None,
        })
        .collect();
    flaws.extend(flaws::third_parties(packs, &destinations));
    Contacted { destinations, flaws, undecided, elsewhere: contacts.elsewhere }
}

/// The files of the tree and the projects they belong to.
struct Tree<'a> {
    files: &'a [ModelFile],
    /// Folders with a manifest of a package.
    projects: Projects<'a>,
}

/// Files that mark the root of a project.
const MANIFESTS: [&str; 7] =
    ["pyproject.toml", "requirements.txt", "package.json", "setup.py", "Pipfile", "environment.yml", "deno.json"];

impl<'a> Tree<'a> {
    fn new(files: &'a [ModelFile]) -> Self {
        Self { files, projects: Projects::new(files, &MANIFESTS) }
    }

    fn file(&self, id: FileId) -> Option<&'a ModelFile> {
        self.files.get(id.0 as usize)
    }

    /// The root of the project that a file belongs to: the nearest folder with a manifest.
    fn project(&self, id: FileId) -> &'a str {
        self.projects.of(id)
    }

    /// Whether what a file contacts is contacted when the agents run.
    fn counts(&self, id: FileId) -> bool {
        self.file(id).is_some_and(|file| matches!(file.class, PathClass::Main | PathClass::Example | PathClass::Doc))
    }
}

/// The host of an address, in lower case; `None` for what is no host of the internet.
fn host_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    if !matches!(scheme, "http" | "https" | "ws" | "wss" | "grpc" | "grpcs") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let is_address = host.split('.').all(|label| label.parse::<u8>().is_ok());
    (host.contains('.') && !is_address && host.split('.').all(is_label)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_the_internet_are_hosts() {
        for (address, expected, why) in [
            ("https://api.x.io/v1?q", Some("api.x.io"), "plain"),
            ("wss://u:p@Api.X.io:8443/", Some("api.x.io"), "with user, port and capitals"),
            ("http://localhost:8000", None, "this machine"),
            ("http://10.0.0.1/", None, "an address"),
            ("https://{host}/x", None, "a hole"),
            ("postgres://db.x.io/", None, "another protocol"),
            ("api.x.io", None, "no address"),
        ] {
            assert_eq!(host_of(address).as_deref(), expected, "{why}");
        }
    }
}
