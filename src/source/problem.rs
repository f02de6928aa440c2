//! Why something could not be looked at.

use super::Span;

/// A reason why a file, or a part of one, was not understood. A problem makes controls *unknown*, never *met*.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where in the file, when the place is known.
    pub span: Option<Span>,
    /// What went wrong: lower case, one fact.
    pub message: String,
}

impl Problem {
    /// A problem at a known place.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), message: message.into() }
    }

    /// A problem with the whole file.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { span: None, message: message.into() }
    }
}
