//! A workload as it is read, before it is judged: its containers, who they are, and how near to the machine they run.

use super::selector::Labels;
use super::{Allowlist, Egress, EgressVerdict};
use crate::model::Flaw;
use crate::source::Place;

/// Something that runs.
#[derive(Clone)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) place: Place,
    /// Its namespace, where there are any.
    pub(super) namespace: Option<String>,
    /// The folder from which it is started.
    pub(super) folder: String,
    pub(super) labels: Labels,
    pub(super) containers: Vec<Container>,
    /// What is installed beside its images.
    pub(super) packages: Vec<String>,
    /// Weight of its kind, with the reason.
    pub(super) stated: Option<(u32, String)>,
    pub(super) exit: Exit,
    /// What brings it near to the machine it runs on.
    pub(super) exposures: Vec<Exposure>,
}

/// How its way out is decided.
#[derive(Clone)]
pub(super) enum Exit {
    /// By the policies of a cluster.
    Policies {
        /// A controller makes its pods, with labels that the tree does not show.
        made: bool,
        /// What it says depends on something that was not worked out.
        uncertain: bool,
        /// The network of the machine is its own.
        host: Option<Place>,
        /// The policy that its controller makes.
        managed: Option<Managed>,
    },
    /// By its own declaration.
    Stated(Verdict),
    /// By what runs it; the image has this index.
    Runner(usize),
}

/// A policy that a controller makes.
#[derive(Clone)]
pub(super) enum Managed {
    /// The rules that the object gives: the index of its policy.
    Rules(Box<super::policy::Policy>),
    /// None are given: all but private addresses.
    Default(Place),
}

/// A verdict with what is wrong about it.
#[derive(Clone)]
pub(super) struct Verdict {
    pub(super) egress: Egress,
    /// The rule that does not do what it seems to, with what is wrong and what would clear it.
    pub(super) ineffective: Option<Ineffective>,
}

/// A rule that does not do what it seems to.
#[derive(Clone)]
pub(super) struct Ineffective {
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: String,
    /// Something is kept in, only not enough.
    pub(super) partial: bool,
}

impl Verdict {
    pub(super) fn new(verdict: EgressVerdict, why: impl Into<String>) -> Self {
        let egress =
            Egress { verdict, holes: Vec::new(), seen: Vec::new(), why: why.into(), allowlist: Allowlist::default() };
        Self { egress, ineffective: None }
    }

    /// With a place that proves it.
    pub(super) fn seen(mut self, place: Place, text: impl Into<String>) -> Self {
        self.egress.seen.push((place, text.into()));
        self
    }

    /// With a rule that does not hold.
    pub(super) fn ineffective(mut self, place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        let partial = self.egress.verdict != EgressVerdict::OpenIneffective;
        self.ineffective = Some(Ineffective { place, message: message.into(), help: help.into(), partial });
        self
    }
}

/// Whether something runs as root.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(super) enum Root {
    /// It does, because of this place; by default when nothing names a user.
    Yes { place: Place, by_default: bool },
    /// It does not.
    No,
    /// That is settled elsewhere.
    Unknown,
}

/// One container.
#[derive(Clone)]
pub(super) struct Container {
    pub(super) name: String,
    /// The image, as it is named.
    pub(super) image: Option<String>,
    /// How the image is built, when the declaration says so.
    pub(super) build: Option<Build>,
    /// Command and arguments.
    pub(super) command: Vec<String>,
    /// Names of its variables.
    pub(super) environment: Vec<String>,
    pub(super) user: User,
    /// It ends before the others start.
    pub(super) init: bool,
    /// Where it is declared.
    pub(super) place: Place,
}

/// How an image is built.
#[derive(Clone)]
pub(super) struct Build {
    /// Path of the Dockerfile, when it can be told.
    pub(super) dockerfile: Option<String>,
    /// Folder of the context.
    pub(super) context: String,
    pub(super) target: Option<String>,
}

/// Who runs a container, as its declaration says.
#[derive(Copy, Clone, PartialEq)]
pub(super) enum User {
    /// Root, at this place.
    Root(Place),
    /// Somebody else.
    Other,
    /// The declaration does not say.
    Unset,
    /// The declaration says it with a value that is filled in later.
    Unknown,
}

/// Something that brings a workload near to the machine it runs on.
#[derive(Clone)]
pub(super) struct Exposure {
    pub(super) check: &'static str,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: String,
    /// It weighs less than others of its check.
    pub(super) minor: bool,
}

impl Exposure {
    pub(super) fn flaw(&self, subject: &str) -> Flaw {
        Flaw {
            check: self.check,
            place: self.place,
            label: "here".into(),
            subject: subject.to_owned(),
            message: self.message.clone(),
            help: self.help.clone(),
            seen: Vec::new(),
            severity: self.minor.then_some(crate::knowledge::Severity::Medium),
            edits: Vec::new(),
        }
    }
}
