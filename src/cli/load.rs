//! From what was typed to what a scan needs: the root, the packs, the policy, the files.

use super::args::{ConfidenceArg, ScanArgs};
use super::{Failure, note};
use crate::discover::{Exclude, Options, Root};
use crate::knowledge::{Confidence, Knowledge};
use crate::policy::{Baseline, Config, Date, Declared, Policy};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub(super) const CONFIG: &str = "perimeter.yaml";

/// Name of the baseline file.
pub(super) const BASELINE: &str = ".perimeter-baseline";

/// Files over 16 MiB are data, not code or configuration.
const MAX_FILE_SIZE: u64 = 16 * 1024 * 1024;

/// A scan, ready to run.
pub(super) struct Setup {
    pub(super) root: Root,
    pub(super) options: Options,
    pub(super) knowledge: Knowledge,
    pub(super) policy: Policy,
}

/// Resolves the root of `paths` and reads packs, configuration and baseline.
pub(super) fn setup(
    args: &ScanArgs,
    paths: &[PathBuf],
    baseline: Option<&Path>,
    no_baseline: bool,
) -> Result<Setup, Failure> {
    if let Some(threads) = args.threads {
        // A second call in one process keeps the first pool: only tests do that.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    let cwd = std::env::current_dir()?;
    let root = Root::resolve(paths, &cwd)?;
    let mut own = Vec::new();
    for dir in &args.rules {
        own.extend(packs(dir)?);
    }
    let knowledge = if own.is_empty() { Knowledge::builtin() } else { Knowledge::with_own(&own)? };
    let (config, config_dir, declared) = config(args, &root, &knowledge)?;
    let globs: Vec<&String> = config.exclude.iter().chain(&args.exclude).collect();
    let exclude = Exclude::new(&globs, &config_dir, &root)?;
    let max_file_size = args.max_file_size.or(config.max_file_size).unwrap_or(MAX_FILE_SIZE);
    let baseline = if no_baseline { Baseline::default() } else { read_baseline(baseline, &root)? };
    let policy =
        Policy { config, baseline, pedantic: args.pedantic, min_confidence: None, today: Some(today()), declared };
    Ok(Setup { options: Options { max_file_size, exclude, index_file: None }, root, knowledge, policy })
}

/// The rule packs of a folder: paths relative to it, and texts.
pub(super) fn packs(dir: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() || entry.path().extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let relative = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let relative: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        files.push((relative.join("/"), read(entry.path())?));
    }
    if files.is_empty() {
        return Err(Failure(format!("no rule packs (`*.yaml`) below {}", dir.display())));
    }
    Ok(files)
}

/// A file that steers the scan. It can come with the scanned tree, so it is bounded like any other.
fn read(path: &Path) -> Result<String, Failure> {
    let failure = |reason: &dyn std::fmt::Display| Failure(format!("{}: {reason}", path.display()));
    let mut text = String::new();
    let file = File::open(path).map_err(|error| failure(&error))?;
    file.take(MAX_FILE_SIZE + 1).read_to_string(&mut text).map_err(|error| failure(&error))?;
    if text.len() as u64 > MAX_FILE_SIZE {
        return Err(failure(&format!("larger than {MAX_FILE_SIZE} bytes")));
    }
    Ok(text)
}

/// The day of the scan, on which reviews of grants run out.
fn today() -> Date {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Date::of_seconds(now.map_or(0, |now| now.as_secs()))
}

/// What a configuration says, the folder that its globs are relative to, and itself when it is a file of a tree that is read as a whole.
type Configured = (Config, PathBuf, Option<Declared>);

/// The configuration and the folder that its globs are relative to: the file that was named, or the nearest one from the root up to
/// the top of its work tree.
fn config(args: &ScanArgs, root: &Root, knowledge: &Knowledge) -> Result<Configured, Failure> {
    if args.no_config {
        return Ok((Config::default(), root.dir().to_path_buf(), None));
    }
    let path = match &args.config {
        Some(path) => Some(path.canonicalize().map_err(|error| Failure(format!("{}: {error}", path.display())))?),
        None => nearest(root.dir()),
    };
    let Some(path) = path else { return Ok((Config::default(), root.dir().to_path_buf(), None)) };
    let text = read(&path)?;
    let config = Config::parse(&text, knowledge).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let dir = path.parent().unwrap_or(root.dir()).to_path_buf();
    let inside = path.strip_prefix(root.dir()).ok().filter(|_| root.is_whole());
    let names = inside.map(|inside| inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>());
    let declared = names.map(|names| Declared { path: names.join("/"), text });
    Ok((config, dir, declared))
}

fn nearest(dir: &Path) -> Option<PathBuf> {
    for folder in dir.ancestors() {
        let file = folder.join(CONFIG);
        if file.is_file() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

fn read_baseline(named: Option<&Path>, root: &Root) -> Result<Baseline, Failure> {
    let path = named.map_or_else(|| root.dir().join(BASELINE), Path::to_path_buf);
    // A baseline that was named must be there; the usual place can be empty.
    if named.is_none() && !path.is_file() {
        return Ok(Baseline::default());
    }
    Baseline::parse(&read(&path)?).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// A file of the tree as it is now.
#[allow(clippy::disallowed_methods, reason = "compared with what was scanned, before it is written")]
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// Writes a file that the user asked for.
#[allow(clippy::disallowed_methods, reason = "the one place that writes")]
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    note(&format!("wrote {}", path.display()));
    Ok(())
}

impl From<ConfidenceArg> for Confidence {
    fn from(arg: ConfidenceArg) -> Self {
        match arg {
            ConfidenceArg::Low => Self::Low,
            ConfidenceArg::Medium => Self::Medium,
            ConfidenceArg::High => Self::High,
        }
    }
}
