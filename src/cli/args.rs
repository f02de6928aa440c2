//! What can be typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A pre-deployment security linter for AI agents.
///
/// Scans agent repositories for hardcoded secrets and the rest of a deployment checklist, and reports each finding with its place.
/// Needs no network and no configuration.
#[derive(Debug, Parser)]
#[command(name = "perimeter", version, arg_required_else_help = true, propagate_version = true)]
#[command(after_help = "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 could not do the job.")]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report findings with their places, then the checklist; exit 1 at or above --fail-on.
    Check(CheckArgs),
    /// Print what the agents of a tree can do: agents, tools, effects, records.
    Map(MapArgs),
    /// List the checks, or test rule packs.
    Rules(RulesArgs),
    /// Explain a check: why, how to fix, examples.
    Explain(ExplainArgs),
    /// Accept today's findings by content.
    Baseline(BaselineArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Options that select and weigh what is scanned.
#[derive(Debug, Args, Default)]
pub(super) struct ScanArgs {
    /// Files and folders; the current folder unless given. `-` reads standard input, see --stdin-filename.
    pub(super) paths: Vec<PathBuf>,
    /// Passes over paths that match this glob, relative to the folder of `perimeter.yaml` or else the scanned one (repeatable).
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Reads this file in place of `perimeter.yaml`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Reads no `perimeter.yaml`.
    #[arg(long)]
    pub(super) no_config: bool,
    /// Adds the rule packs of this folder (repeatable).
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Also runs checks that are right less often.
    #[arg(long)]
    pub(super) pedantic: bool,
    /// Passes over files larger than this many bytes.
    #[arg(long, value_name = "BYTES")]
    pub(super) max_file_size: Option<u64>,
    /// Number of threads; as many as processors unless given. The output does not depend on it.
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<usize>,
}

/// `perimeter check`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch that can be typed")]
pub(super) struct CheckArgs {
    /// What to scan.
    #[command(flatten)]
    pub(super) scan: ScanArgs,
    /// Scans what is staged for the next commit, from the index, never from the work tree.
    #[arg(long, conflicts_with_all = ["since", "stdin_filename"])]
    pub(super) staged: bool,
    /// Scans files of the work tree that differ from this revision.
    #[arg(long, value_name = "REV", conflicts_with = "stdin_filename")]
    pub(super) since: Option<String>,
    /// Name that decides how standard input is read.
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<String>,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = FormatArg::Text)]
    pub(super) format: FormatArg,
    /// Writes the output to this file.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Exit 1 from this severity on; `never` always exits 0. Default: high.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Leaves out findings below this certainty.
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(super) min_confidence: Option<ConfidenceArg>,
    /// File of accepted findings; `.perimeter-baseline` in the scanned folder unless given.
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub(super) baseline: Option<PathBuf>,
    /// Reads no baseline.
    #[arg(long)]
    pub(super) no_baseline: bool,
    /// Shows suppressed findings too (text only: the other formats always carry them).
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// Applies the edits that are safe unseen, then reports what is left.
    #[arg(long, conflicts_with_all = ["staged", "stdin_filename", "diff"])]
    pub(super) fix: bool,
    /// Shows the edits of --fix without applying them; exit 1 when there are any.
    #[arg(long, conflicts_with_all = ["stdin_filename", "format", "output"])]
    pub(super) diff: bool,
    /// With --fix or --diff: also the edits that change what a program asks for, such as a narrower scope.
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// When to use colours.
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// `perimeter map`.
#[derive(Debug, Args)]
pub(super) struct MapArgs {
    /// What to scan.
    #[command(flatten)]
    pub(super) scan: ScanArgs,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = MapFormatArg::Text)]
    pub(super) format: MapFormatArg,
}

/// Forms of the map.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MapFormatArg {
    /// For people.
    Text,
    /// `perimeter-map/1`.
    Json,
    /// A graph for Markdown viewers.
    Mermaid,
}

/// `perimeter rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// What to do with them; lists them unless given.
    #[command(subcommand)]
    pub(super) command: Option<RulesCommand>,
    /// Also lists the credential types.
    #[arg(long)]
    pub(super) secrets: bool,
}

/// What can be done with rule packs.
#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Run the examples of the rule packs in a folder.
    Test {
        /// The folder; laid out as `rules/` of perimeter: `secrets/`, `files/`, `placeholders.yaml`.
        dir: PathBuf,
    },
}

/// `perimeter explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id of a check or of a credential type.
    pub(super) id: String,
}

/// `perimeter baseline`.
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// What to scan.
    #[command(flatten)]
    pub(super) scan: ScanArgs,
    /// Where to write it; `.perimeter-baseline` in the scanned folder unless given, `-` for standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Output formats.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// For people.
    Text,
    /// `perimeter-report/1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// When to use colours.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Severity from which the exit code is 1.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Any finding.
    Low,
    /// Medium and up.
    Medium,
    /// High and up.
    High,
    /// Critical only.
    Critical,
    /// Never.
    Never,
}

/// Certainty.
#[derive(Copy, Clone, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfidenceArg {
    /// Everything.
    Low,
    /// Medium and high.
    Medium,
    /// High only.
    High,
}
