//! `perimeter map`.

use super::args::{MapArgs, MapFormatArg};
use super::{Failure, Outcome, load, print};
use crate::discover;
use crate::render::{MapFormat, render_map};
use crate::scan::map;

pub(super) fn run(args: &MapArgs) -> Result<Outcome, Failure> {
    let setup = load::setup(&args.scan, &args.scan.paths, None, true)?;
    let files = discover::tree(&setup.root, &setup.options)?;
    let map = map(&files, &setup.knowledge);
    if map.scanned.files == 0 {
        return Err(Failure(format!("no file was read: {} paths were passed over", map.scanned.skipped.len())));
    }
    let format = match args.format {
        MapFormatArg::Text => MapFormat::Text,
        MapFormatArg::Json => MapFormat::Json,
        MapFormatArg::Mermaid => MapFormat::Mermaid,
    };
    let mut out = Vec::new();
    render_map(format, &map, &mut out)?;
    print(&out)?;
    Ok(Outcome::Clean)
}
