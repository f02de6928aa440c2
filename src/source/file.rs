//! The files of one scan and where their bytes come from.

use super::{FileKind, PathClass};

/// Index of a file in the sorted list of [`Files`].
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What git says of a file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Tracked {
    /// In the index: it is, or will be, in the history.
    Yes,
    /// In a work tree, but not in the index.
    No,
    /// There is no git repository around it.
    NoRepository,
}

/// A file that will be scanned.
#[derive(Clone, Debug)]
pub struct FileEntry {
    /// Path relative to the scan root, components separated by `/`. May hold any character: sanitise before printing.
    pub path: String,
    /// Size in bytes when it was found.
    pub size: u64,
    /// What git says of it.
    pub tracked: Tracked,
}

/// A path that was passed over, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skip {
    /// Path relative to the scan root; a folder ends with `/` and stands for all that is below it.
    pub path: String,
    /// Why: lower case, one fact.
    pub reason: String,
}

/// Beginnings of the reasons that leave no doubt: no text, or left out on purpose.
const HARMLESS: [&str; 9] = [
    "binary file",
    "excluded by",
    "ignored by",
    "data of git",
    "symlink",
    "broken symlink",
    "submodule",
    "nested repository",
    "not a regular file",
];

impl Skip {
    /// Whether it can hold text that should have been read.
    pub fn is_doubt(&self) -> bool {
        !HARMLESS.iter().any(|reason| self.reason.starts_with(reason))
    }
}

/// Why the bytes of a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not text: passed over.
    #[error("binary file")]
    Binary,
    /// Text, by its byte order mark, in an encoding that no analysis reads.
    #[error("UTF-16 text, only UTF-8 is read")]
    Utf16,
    /// Over the size limit, in bytes.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// The system refused.
    #[error("cannot be read: {0}")]
    Io(String),
}

/// Where bytes come from: the disk, the git index, memory. The one door through which `scan` reaches contents.
pub trait Store: Sync + Send {
    /// The bytes of `entry`. Called at most twice for a file: once to scan it, once to print from it.
    ///
    /// # Errors
    /// When the file is binary, too large, or cannot be read.
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, ReadError>;
}

/// The files of one scan, sorted by path, and the store that holds their contents.
pub struct Files {
    entries: Vec<FileEntry>,
    skipped: Vec<Skip>,
    store: Box<dyn Store>,
}

impl Files {
    /// Sorts `entries` and `skipped` by path, so that everything downstream is independent of the order of the walk.
    pub fn new(mut entries: Vec<FileEntry>, mut skipped: Vec<Skip>, store: Box<dyn Store>) -> Self {
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        skipped.sort();
        skipped.dedup();
        Self { entries, skipped, store }
    }

    /// Files that live in memory, for examples, tests and editors. All count as tracked by git.
    pub fn from_memory<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let files: std::collections::BTreeMap<String, Vec<u8>> =
            files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect();
        let entries = files
            .iter()
            .map(|(path, bytes)| FileEntry { path: path.clone(), size: bytes.len() as u64, tracked: Tracked::Yes })
            .collect();
        Self::new(entries, Vec::new(), Box::new(Memory(files)))
    }

    /// All files, sorted by path; the position is the [`FileId`].
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// What the walk passed over.
    pub fn skipped(&self) -> &[Skip] {
        &self.skipped
    }

    /// The entry of `id`.
    pub fn entry(&self, id: FileId) -> &FileEntry {
        &self.entries[id.0 as usize]
    }

    /// Reads one file whole.
    ///
    /// # Errors
    /// See [`Store::read`].
    pub fn load(&self, id: FileId) -> Result<SourceFile, ReadError> {
        let entry = self.entry(id);
        let bytes = self.store.read(entry)?;
        Ok(SourceFile::new(id, entry.path.clone(), entry.tracked, bytes))
    }
}

struct Memory(std::collections::BTreeMap<String, Vec<u8>>);

impl Store for Memory {
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, ReadError> {
        self.0.get(&entry.path).cloned().ok_or_else(|| ReadError::Io("no such file".into()))
    }
}

/// One file with its bytes.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its place in [`Files`].
    pub id: FileId,
    /// Path relative to the scan root.
    pub path: String,
    /// Format, by name.
    pub kind: FileKind,
    /// Part of the repository, by path.
    pub class: PathClass,
    /// What git says of it.
    pub tracked: Tracked,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl SourceFile {
    /// A file of the given bytes, classified by `path`.
    pub fn new(id: FileId, path: String, tracked: Tracked, bytes: Vec<u8>) -> Self {
        let (kind, class) = (FileKind::of(&path), PathClass::of(&path));
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text),
            Err(error) => Content::Bytes(error.into_bytes()),
        };
        Self { id, path, kind, class, tracked, content }
    }

    /// The raw bytes; all spans count in these.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// The text, unless the file is not valid UTF-8.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }
}
