//! Why there is nothing to scan.

use std::path::PathBuf;

/// A failure that leaves no list of files at all. Everything smaller is a [`crate::source::Skip`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// A path that was asked for is not there.
    #[error("`{}` does not exist: check the spelling and the current folder", .0.display())]
    NotFound(PathBuf),
    /// A path that was asked for is there, but the system refuses it.
    #[error("`{}` cannot be read ({reason}): check its permissions", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The name of a folder on the way to a file is not UTF-8, so the file has no relative path to report.
    #[error("`{}` is not UTF-8: rename it, or scan a folder below it", .0.display())]
    NotUtf8(PathBuf),
    /// More paths than a scan can sensibly hold.
    #[error("more than {0} paths: scan a subfolder, or exclude the folders that are no part of the project")]
    TooMany(usize),
    /// A pattern of the configuration is no glob.
    #[error("`{pattern}` is not a usable pattern ({reason}): correct it or remove it")]
    Pattern {
        /// The pattern as it was written.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Git was asked for where there is no git.
    #[error("`{}` is in no git work tree: scan the folder itself instead", .0.display())]
    NoRepository(PathBuf),
    /// The index is damaged or of a kind that is not supported.
    #[error("the git index `{}` cannot be used ({reason}): scan the folder itself instead", path.display())]
    Index {
        /// The index file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A revision that cannot be resolved to a commit.
    #[error("revision `{rev}` cannot be used: {reason}")]
    Revision {
        /// The revision as it was written.
        rev: String,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The object database is damaged or incomplete.
    #[error("the git objects cannot be read ({0}): scan the folder itself instead")]
    Objects(String),
}
