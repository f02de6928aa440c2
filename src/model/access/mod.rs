//! Grants: every scope, role and permission that the tree asks for or gives, judged against what the code calls.

mod infra;
mod oauth;

use super::agents::{AgentId, Agents};
use super::code::Code;
use super::{Flaw, ModelFile};
use crate::knowledge::Knowledge;
use crate::source::Place;

/// Something that an agent is allowed, at the place that says so.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Id of the provider: `google`, `slack`, `aws`, `kubernetes`, `claude-code`.
    pub provider: String,
    /// The scope, role, permission or rule as it is written.
    pub value: String,
    /// What kind of grant: `oauth-scope`, `iam-action`, `role`, `rbac-rule`, `token-permission`, `database-user`, `agent-permission`.
    pub kind: &'static str,
    /// Where it is granted.
    pub place: Place,
    /// Agents that hold it, when that can be told.
    pub agents: Vec<AgentId>,
    /// How wide it is.
    pub verdict: GrantVerdict,
    /// What would suffice, best first.
    pub narrower: Vec<String>,
    /// Why, in one sentence.
    pub why: String,
    /// What is wrong with it; each becomes a finding.
    pub flaws: Vec<Flaw>,
}

/// How wide a grant is, held against its use.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum GrantVerdict {
    /// Wider than what the code calls, or wide whatever it calls.
    Broad,
    /// No call needs it.
    Unused,
    /// As narrow as its use, or narrow by itself.
    Fine,
    /// Its use cannot be told.
    Unknown,
}

/// All grants of a tree.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Sorted by place and value.
    pub grants: Vec<Grant>,
}

impl Access {
    /// Finds and judges the grants. `code` is there when the tree has code of agents.
    pub fn link(files: &[ModelFile], code: Option<&Code<'_>>, agents: &Agents, knowledge: &Knowledge) -> Self {
        let mut grants = oauth::link(files, code, agents, knowledge);
        grants.extend(infra::grants(files, code, knowledge));
        grants.sort_by(|a, b| (a.place, &a.value).cmp(&(b.place, &b.value)));
        Self { grants }
    }
}
