//! The trees that the index remembers of the last commit: where one of them equals a tree of the history, nothing
//! below that folder has changed, and neither has to be read.

use git2::Oid;

/// Folders with their trees, sorted by path.
#[derive(Debug, Default)]
pub(super) struct CachedTrees(Vec<(Vec<u8>, Oid)>);

impl CachedTrees {
    /// Reads the `TREE` extension. What cannot be read is left out: then trees are compared the long way.
    pub(super) fn read(mut bytes: &[u8]) -> Self {
        let mut trees = Vec::new();
        // For each open folder: how many folders in it are still to come, and the length of its path.
        let mut open: Vec<(u32, usize)> = Vec::new();
        let mut path = Vec::new();
        while let Some(node) = Node::take(&mut bytes) {
            path.truncate(open.last().map_or(0, |&(_, len)| len));
            if open.is_empty() != node.name.is_empty() {
                break;
            }
            if !node.name.is_empty() {
                path.extend_from_slice(node.name);
                path.push(b'/');
            }
            trees.extend(node.id.map(|id| (path.clone(), id)));
            if let Some((left, _)) = open.last_mut() {
                *left -= 1;
            }
            open.push((node.folders, path.len()));
            while open.last().is_some_and(|&(left, _)| left == 0) {
                open.pop();
            }
            if open.is_empty() {
                break;
            }
        }
        trees.sort_unstable();
        Self(trees)
    }

    /// The tree of `folder`, which ends with `/` or is empty; `None` when something below it has changed since.
    pub(super) fn get(&self, folder: &[u8]) -> Option<Oid> {
        let at = self.0.binary_search_by(|(path, _)| path.as_slice().cmp(folder)).ok()?;
        self.0.get(at).map(|&(_, id)| id)
    }
}

struct Node<'a> {
    name: &'a [u8],
    folders: u32,
    id: Option<Oid>,
}

impl<'a> Node<'a> {
    /// Takes `name NUL entries SP folders LF`, and an object id unless the number of entries is negative.
    fn take(bytes: &mut &'a [u8]) -> Option<Self> {
        let name = until(bytes, 0)?;
        let entries: i64 = std::str::from_utf8(until(bytes, b' ')?).ok()?.parse().ok()?;
        let folders = std::str::from_utf8(until(bytes, b'\n')?).ok()?.parse().ok()?;
        let mut id = None;
        if entries >= 0 {
            let (first, rest) = bytes.split_at_checked(20)?;
            id = Some(Oid::from_bytes(first).ok()?);
            *bytes = rest;
        }
        Some(Self { name, folders, id })
    }
}

fn until<'a>(bytes: &mut &'a [u8], end: u8) -> Option<&'a [u8]> {
    let len = memchr::memchr(end, bytes)?;
    let (taken, rest) = bytes.split_at(len);
    *bytes = rest.get(1..)?;
    Some(taken)
}
