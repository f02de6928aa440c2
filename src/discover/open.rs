//! Opening files of a tree that nobody vouches for: regular files only, never through a symlink, never more bytes
//! than were asked for.

use crate::source::ReadError;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// How much of a file decides whether it is text, in bytes; the same figure as in git.
const HEAD: u64 = 8 * 1024;

/// The text file at `path`, or why it is none.
pub(super) fn text(path: &Path, max: u64) -> Result<Vec<u8>, ReadError> {
    let (mut file, mut bytes) = regular(path, max)?;
    let limit = max + 1;
    fill(&mut file, &mut bytes, HEAD.min(limit))?;
    screen(&bytes)?;
    if bytes.len() as u64 == HEAD {
        fill(&mut file, &mut bytes, limit.saturating_sub(HEAD))?;
    }
    within(bytes, max)
}

/// The file at `path`, whatever it holds.
pub(super) fn raw(path: &Path, max: u64) -> Result<Vec<u8>, ReadError> {
    let (mut file, mut bytes) = regular(path, max)?;
    fill(&mut file, &mut bytes, max + 1)?;
    within(bytes, max)
}

/// Refuses what no analysis can read as text, judged by the first bytes.
pub(super) fn screen(bytes: &[u8]) -> Result<(), ReadError> {
    let head = bytes.get(..HEAD as usize).unwrap_or(bytes);
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(ReadError::Utf16);
    }
    if memchr::memchr(0, head).is_some() {
        return Err(ReadError::Binary);
    }
    Ok(())
}

/// What the system said, without numbers that differ between systems.
pub(super) fn reason(error: &io::Error) -> String {
    error.kind().to_string()
}

/// Opens a regular file and makes room for its contents. It can grow while it is read, so callers bound what they read.
fn regular(path: &Path, max: u64) -> Result<(File, Vec<u8>), ReadError> {
    let file = open(path)?;
    let opened = file.metadata().map_err(|error| refused(&error))?;
    if !opened.is_file() {
        return Err(not_regular());
    }
    if opened.len() > max {
        return Err(ReadError::TooLarge(max));
    }
    Ok((file, Vec::with_capacity(opened.len() as usize + 1)))
}

/// Opens without following a symlink in the last step, and without waiting for the writer of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> Result<File, ReadError> {
    use std::os::unix::fs::OpenOptionsExt;
    let opened = fs::OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path);
    opened.map_err(|error| if error.raw_os_error() == Some(libc::ELOOP) { not_regular() } else { refused(&error) })
}

/// Looks before it opens: the flags that make that one step differ between systems.
#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, ReadError> {
    let seen = fs::symlink_metadata(path).map_err(|error| refused(&error))?;
    if !seen.is_file() {
        return Err(not_regular());
    }
    File::open(path).map_err(|error| refused(&error))
}

fn not_regular() -> ReadError {
    ReadError::Io("not a regular file".into())
}

fn fill(file: &mut File, bytes: &mut Vec<u8>, limit: u64) -> Result<(), ReadError> {
    file.take(limit).read_to_end(bytes).map(|_| ()).map_err(|error| refused(&error))
}

fn within(bytes: Vec<u8>, max: u64) -> Result<Vec<u8>, ReadError> {
    if bytes.len() as u64 > max { Err(ReadError::TooLarge(max)) } else { Ok(bytes) }
}

fn refused(error: &io::Error) -> ReadError {
    ReadError::Io(reason(error))
}
