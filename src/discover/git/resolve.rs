//! From the name of a revision to its tree: `HEAD`, branches, tags, remote branches, object ids, `~N` and `^N`.

use super::objects::{History, broken};
use super::{LINE, Repo, line};
use crate::discover::{DiscoverError, open};
use git2::{Commit, ErrorCode, ObjectType, Oid};

/// Most bytes of `packed-refs`.
const PACKED: u64 = 64 * 1024 * 1024;
/// Longest chain of refs that name each other, as in git.
const CHAIN: usize = 5;

/// The tree of the commit that is checked out; `None` before the first commit.
pub(in crate::discover) fn head_tree(repo: &Repo, history: &History) -> Result<Option<Oid>, DiscoverError> {
    let wrong = |reason: String| DiscoverError::Revision { rev: "HEAD".into(), reason };
    match reference(repo, "HEAD").map_err(wrong)? {
        Ref::Found(id) => {
            let commit = commit(history, id).map_err(wrong)?;
            Ok(Some(commit.tree_id()))
        }
        Ref::Unborn => Ok(None),
        Ref::Missing => Err(wrong("there is no such ref".into())),
    }
}

/// The tree of the commit that `rev` names.
pub(in crate::discover) fn revision_tree(repo: &Repo, history: &History, rev: &str) -> Result<Oid, DiscoverError> {
    commit_of(repo, history, rev)
        .map(|commit| commit.tree_id())
        .map_err(|reason| DiscoverError::Revision { rev: rev.into(), reason })
}

fn commit_of<'a>(repo: &Repo, history: &'a History, rev: &str) -> Result<Commit<'a>, String> {
    for (part, reason) in [
        ("..", "it is a range: name one commit"),
        ("@{", "`@{…}` is not supported: name the branch or commit itself"),
        (":", "`:` is not supported: name a commit"),
        ("^{", "`^{…}` is not supported: name a commit"),
    ] {
        if rev.contains(part) {
            return Err(reason.into());
        }
    }
    let end = rev.find(['~', '^']).unwrap_or(rev.len());
    let (name, steps) = rev.split_at(end);
    let id = base(repo, history, if name == "@" { "HEAD" } else { name })?;
    let mut commit = commit(history, id)?;
    for step in Steps(steps) {
        commit = follow(history, commit, step?)?;
    }
    Ok(commit)
}

/// One suffix of a revision.
#[derive(Clone, Copy)]
enum Step {
    /// `^N`: the N-th parent; 0 is the commit itself.
    Parent(usize),
    /// `~N`: N times the first parent.
    Back(usize),
}

struct Steps<'a>(&'a str);

impl Iterator for Steps<'_> {
    type Item = Result<Step, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut rest = self.0.chars();
        let sign = rest.next()?;
        let end = rest.as_str().find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.as_str().len());
        let (digits, after) = rest.as_str().split_at(end);
        let suffix = self.0;
        self.0 = after;
        let number = if digits.is_empty() { Ok(1) } else { digits.parse() };
        Some(match (sign, number) {
            ('^', Ok(number)) => Ok(Step::Parent(number)),
            ('~', Ok(number)) => Ok(Step::Back(number)),
            _ => {
                self.0 = "";
                Err(format!("`{suffix}` is no `~N` or `^N`"))
            }
        })
    }
}

fn follow<'a>(history: &'a History, mut commit: Commit<'a>, step: Step) -> Result<Commit<'a>, String> {
    let (times, parent) = match step {
        Step::Parent(0) => (0, 0),
        Step::Parent(number) => (1, number - 1),
        Step::Back(times) => (times, 0),
    };
    for _ in 0..times {
        let id = commit.parent_id(parent).map_err(|_| {
            let count = commit.parent_count();
            format!("commit {} has {count} parent{}", short(commit.id()), if count == 1 { "" } else { "s" })
        })?;
        commit = self::commit(history, id)?;
    }
    Ok(commit)
}

/// The commit `id`, or the one that the tag `id` is for.
fn commit(history: &History, id: Oid) -> Result<Commit<'_>, String> {
    let object = history.memory.find_object(id, None).map_err(|error| match (error.code(), history.shallow) {
        (ErrorCode::NotFound, true) => {
            format!("commit {} is not in this shallow clone: run `git fetch --unshallow`", short(id))
        }
        (ErrorCode::NotFound, false) => format!("object {} is not in this clone: fetch it", short(id)),
        _ => broken(&error).to_string(),
    })?;
    let kind = object.kind().map_or("object", |kind| kind.str());
    let commit = object.peel(ObjectType::Commit).ok().and_then(|object| object.into_commit().ok());
    commit.ok_or_else(|| format!("it is a {kind}, not a commit"))
}

fn base(repo: &Repo, history: &History, name: &str) -> Result<Oid, String> {
    let hex = name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hex && name.len() == 40 {
        return Oid::from_str(name).map_err(|error| error.message().into());
    }
    if !is_safe(name) {
        return Err("it is not the name of a branch, tag or commit".into());
    }
    // Only such names are refs outside of `refs`; a branch called `config` is not the file of that name.
    let outside = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if (outside || name.starts_with("refs/"))
        && let Ref::Found(id) = reference(repo, name)?
    {
        return Ok(id);
    }
    for prefix in ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"] {
        if let Ref::Found(id) = reference(repo, &format!("{prefix}{name}"))? {
            return Ok(id);
        }
    }
    if let Ref::Found(id) = reference(repo, &format!("refs/remotes/{name}/HEAD"))? {
        return Ok(id);
    }
    if hex && name.len() == 64 {
        return Err(SHA256.into());
    }
    if hex && (4..40).contains(&name.len()) {
        let odb = history.memory.odb().map_err(|error| error.message().to_owned())?;
        let prefix = Oid::from_str(name).map_err(|error| error.message().to_owned())?;
        return odb.exists_prefix(prefix, name.len()).map_err(|error| match error.code() {
            ErrorCode::Ambiguous => "more than one object starts like this: use more digits".into(),
            _ => unknown(history),
        });
    }
    Err(unknown(history))
}

const SHA256: &str = "repositories with SHA-256 object ids are not supported: scan the folder itself instead";

/// Enough of an object id to find the commit by.
fn short(id: Oid) -> String {
    id.to_string().chars().take(10).collect()
}

fn unknown(history: &History) -> String {
    let hint = if history.shallow { " (this clone is shallow)" } else { "" };
    format!("there is no such branch, tag or commit in this clone{hint}: check the spelling, or fetch it")
}

/// What a ref leads to.
enum Ref {
    Found(Oid),
    /// It names a ref that does not exist.
    Unborn,
    Missing,
}

/// Reads `name`, which is relative to the repository's folder: `HEAD`, `refs/heads/main`.
fn reference(repo: &Repo, name: &str) -> Result<Ref, String> {
    if repo.common_dir.join("reftable").is_dir() {
        return Err("repositories with a reftable are not supported: scan the folder itself instead".into());
    }
    let mut name = name.to_owned();
    for hop in 0..=CHAIN {
        let Some(value) = loose(repo, &name).or_else(|| packed(repo, &name)) else {
            return Ok(if hop == 0 { Ref::Missing } else { Ref::Unborn });
        };
        if let Some(target) = value.strip_prefix("ref:") {
            target.trim().clone_into(&mut name);
            if !is_safe(&name) {
                return Err(format!("it leads to the unusable ref `{}`", crate::source::sanitize(name.as_bytes())));
            }
            continue;
        }
        // `FETCH_HEAD` has more behind the id.
        let id = value.split_ascii_whitespace().next().unwrap_or_default();
        return match id.len() {
            40 => Oid::from_str(id).map(Ref::Found).map_err(|_| format!("ref `{name}` is damaged")),
            64 => Err(SHA256.into()),
            _ => Err(format!("ref `{name}` is damaged")),
        };
    }
    Err("its refs name each other in a circle".into())
}

fn loose(repo: &Repo, name: &str) -> Option<String> {
    [&repo.git_dir, &repo.common_dir].into_iter().find_map(|dir| line(&dir.join(name)))
}

fn packed(repo: &Repo, name: &str) -> Option<String> {
    if !name.starts_with("refs/") {
        return None;
    }
    let bytes = open::raw(&repo.common_dir.join("packed-refs"), PACKED).ok()?;
    // `id SP name` a line; lines that start with `^` or `#` say more of the line above or of the file.
    let found = bytes.split(|&byte| byte == b'\n').find_map(|line| {
        let (id, rest) = line.split_at(memchr::memchr(b' ', line)?);
        (rest.trim_ascii() == name.as_bytes()).then_some(id)
    })?;
    std::str::from_utf8(found).ok().map(str::to_owned)
}

/// Whether a ref of this name can only be a file below the repository's folder. Git forbids more than this.
fn is_safe(name: &str) -> bool {
    !name.is_empty()
        && name.len() < LINE as usize
        && !name.contains(|c: char| c.is_control() || c == '\\' || c == ':')
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}
