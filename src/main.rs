//! The `perimeter` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    perimeter::cli::main()
}
