//! Kubernetes `Secret` manifests: literal values, and what their base64 holds.

use super::Candidate;
use crate::knowledge::{SecretTable, TypeId};
use crate::source::{Problem, SourceFile};

/// Adds the literal values of every `Secret` in `file`.
pub(super) fn values(_table: &SecretTable, _ty: TypeId, _file: &SourceFile, _found: &mut Vec<Candidate>, _problems: &mut Vec<Problem>) {}
