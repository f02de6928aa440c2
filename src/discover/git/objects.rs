//! The object database, and nothing else of a repository.

use super::Repo;
use crate::discover::DiscoverError;
use crate::source::ReadError;
use git2::{Error, ErrorCode, ObjectType, Odb, Oid, Repository, Tree};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The objects of `repo`, with those of the repositories it borrows from.
fn database(repo: &Repo) -> Result<Odb<'static>, DiscoverError> {
    let folder = repo.common_dir.join("objects");
    let path = folder.to_str().ok_or_else(|| DiscoverError::NotUtf8(folder.clone()))?;
    let odb = Odb::new().map_err(|error| broken(&error))?;
    odb.add_disk_alternate(path).map_err(|error| broken(&error))?;
    Ok(odb)
}

pub(super) fn broken(error: &Error) -> DiscoverError {
    DiscoverError::Objects(error.message().into())
}

/// Commits and trees.
pub(in crate::discover) struct History {
    /// A repository in memory: it has objects, but no folder and thus no configuration.
    pub(super) memory: Repository,
    /// The history ends at some commit because the clone was told to stop there.
    pub(super) shallow: bool,
}

impl History {
    /// Opens the history of `repo`.
    pub(in crate::discover) fn open(repo: &Repo) -> Result<Self, DiscoverError> {
        let memory = Repository::from_odb(database(repo)?).map_err(|error| broken(&error))?;
        Ok(Self { memory, shallow: repo.common_dir.join("shallow").is_file() })
    }

    /// The tree `id`.
    pub(super) fn tree(&self, id: Oid) -> Result<Tree<'_>, DiscoverError> {
        self.memory.find_tree(id).map_err(|error| broken(&error))
    }
}

/// Contents of files. One of these serves all threads.
pub(in crate::discover) struct Blobs(Odb<'static>);

impl Blobs {
    /// Opens the blobs of `repo`.
    pub(in crate::discover) fn open(repo: &Repo) -> Result<Self, DiscoverError> {
        database(repo).map(Self)
    }

    /// Size of a blob in bytes, without reading it.
    pub(in crate::discover) fn size(&self, id: Oid) -> Result<u64, ReadError> {
        // `git2` panics on an object of a type that git reserves, and anyone can write one into a pack.
        let header = catch_unwind(AssertUnwindSafe(|| self.0.read_header(id)));
        match header.map_err(|_| ReadError::Io("damaged git object".into()))?.map_err(|error| unreadable(&error))? {
            (size, ObjectType::Blob) => Ok(size as u64),
            _ => Err(ReadError::Io("git object that is no file".into())),
        }
    }

    /// Contents of a blob, whose size has been asked for before.
    pub(in crate::discover) fn read(&self, id: Oid) -> Result<Vec<u8>, ReadError> {
        let object = self.0.read(id).map_err(|error| unreadable(&error))?;
        Ok(object.data().to_vec())
    }
}

fn unreadable(error: &Error) -> ReadError {
    ReadError::Io(match error.code() {
        ErrorCode::NotFound => "missing git object".into(),
        _ => "damaged git object".into(),
    })
}
