//! Servers of tools: how they are started, and who can call them.

use super::Language;
use serde::{Deserialize, Serialize};

/// `rules/egress/servers.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerPack {
    /// Keys under which configuration lists servers.
    pub lists: Vec<String>,
    /// Programs that fetch a package and run it.
    pub launchers: Vec<Launcher>,
    /// Servers in code.
    pub servers: Vec<ServerForm>,
}

/// Programs that fetch a package and run it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Launcher {
    /// The program, with its first arguments where they matter.
    pub programs: Vec<String>,
    /// Flags in front of the package.
    pub package: Vec<String>,
    /// Flags whose next word is a value.
    pub valued: Vec<String>,
    /// What stands between a package and its version.
    pub marks: Vec<String>,
}

/// A server in code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerForm {
    /// Language of the code.
    pub language: Language,
    /// What makes it.
    pub constructors: Vec<String>,
    /// Its methods that start it.
    pub starts: Vec<String>,
    /// Functions that serve any application; they count in files that make such a server.
    pub hosts: Vec<String>,
    /// The argument with the address.
    pub address: String,
    /// Addresses that everybody reaches.
    pub everybody: Vec<String>,
    /// Arguments of the constructor that ask who calls.
    pub asks: Vec<String>,
    /// Parts of names that speak of asking who calls.
    pub words: Vec<String>,
}
