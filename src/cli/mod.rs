//! The command line: what can be typed, and the only place that prints or reads the environment.

mod args;
mod baseline;
mod check;
mod explain;
mod fix;
mod load;
mod map;
mod rules;

use args::{Cli, Command};
use clap::{CommandFactory as _, Parser as _};
use std::io::{self, Write as _};
use std::process::ExitCode;

/// How a run ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
}

/// Why a run could not do its job. Printed as one line; exit code 2.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !text.contains(&cause_text) {
                text = format!("{text}: {cause_text}");
            }
            source = cause.source();
        }
        Self(text)
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    // A panic message can quote the file that was being read, and with it a credential: only the place in our code is printed.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let _ = writeln!(io::stderr(), "perimeter: internal error{place}");
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Map(args) => map::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "perimeter", &mut script);
            print(&script).map(|()| Outcome::Clean)
        }
        Command::Man => man(),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(message)) => {
            note(&message);
            ExitCode::from(2)
        }
    }
}

fn man() -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    print(&page)?;
    Ok(Outcome::Clean)
}

/// Writes to standard output. A reader that has gone away, such as `head`, is no failure.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes one message to standard error. It can quote a file: what would steer a terminal is replaced, and no line but the first
/// begins where a log takes commands.
fn note(message: &str) {
    let message = crate::source::sanitize(message.trim_end().as_bytes()).replace('\n', "\n  ");
    let _ = writeln!(io::stderr(), "perimeter: {message}");
}
