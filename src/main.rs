//! The `perimeter` command.

fn main() {}
