//! Which hosts code contacts: by the libraries it imports and the addresses it names.

use super::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `rules/egress/hosts-<language>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostPack {
    /// Language of the imports.
    pub language: Language,
    /// Libraries.
    pub rows: Vec<HostRow>,
    /// Arguments that fill parts of hosts.
    #[serde(default)]
    pub fills: Vec<HostFill>,
}

/// Libraries and the hosts that they contact by themselves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostRow {
    /// Modules, or members of modules; the longest that fits decides.
    #[serde(default)]
    pub imports: Vec<String>,
    /// Names, whatever module they are imported from.
    #[serde(default)]
    pub names: Vec<String>,
    /// Hosts; `{part}` is decided elsewhere.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// It contacts whatever it is told to.
    #[serde(default)]
    pub anywhere: bool,
    /// What the hosts are.
    pub class: String,
    /// Environment variables that give another host.
    #[serde(default)]
    pub variables: Vec<String>,
    /// Arguments of its constructors that give another host.
    #[serde(default)]
    pub arguments: Vec<String>,
}

/// An argument that fills a part of a host.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostFill {
    /// Patterns of qualified names.
    pub calls: Vec<String>,
    /// Its position.
    pub position: u8,
    /// Its keyword.
    pub keyword: String,
    /// The part with its braces.
    pub part: String,
}

/// `rules/egress/telemetry.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetryPack {
    /// Libraries that report to their makers.
    pub telemetry: Vec<Telemetry>,
}

/// A library that reports to its makers unless it is told not to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// Its name in a sentence.
    pub title: String,
    /// Modules.
    pub imports: Vec<String>,
    /// Where it reports to.
    pub hosts: Vec<String>,
    /// What it reports, in words.
    pub sends: String,
    /// Environment variables that stop it, with the values that do.
    #[serde(default)]
    pub variables: BTreeMap<String, Vec<String>>,
    /// Calls that stop it.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Keyword arguments that stop it or keep it going.
    #[serde(default)]
    pub arguments: Vec<String>,
}

/// `rules/egress/literals.yaml`: which addresses in code are contacted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Literals {
    /// Last names of calls that fetch.
    pub calls: Vec<String>,
    /// Parts of names of addresses that are contacted.
    pub names: Vec<String>,
    /// Parts of names of addresses that are not.
    pub not_names: Vec<String>,
    /// Hosts that stand for nothing.
    pub not_hosts: Vec<String>,
    /// Ends of such hosts.
    pub not_suffixes: Vec<String>,
    /// Beginnings of addresses that are identifiers.
    pub not_urls: Vec<String>,
    /// Libraries that fetch what they are told to.
    pub clients: Vec<String>,
    /// Hosts that are needed to install things or to find others: no code of an agent names them.
    pub plumbing: Vec<String>,
    /// What code says that contacts hosts whose names do not say it: by the end of the host.
    pub owners: BTreeMap<String, Vec<String>>,
}

/// `rules/egress/classes.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostClasses {
    /// Kinds of third parties that receive data, in the order of their weight.
    pub classes: Vec<HostClass>,
}

/// A kind of third party.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostClass {
    /// The word of the rows.
    pub id: String,
    /// In a sentence.
    pub title: String,
    /// What it receives.
    pub receives: String,
}
