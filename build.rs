//! Turns `rules/**/*.yaml` into one blob: parsed and checked at build time, so that start-up reads no YAML and a pack that does
//! not fit its schema breaks the build at its line.

#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "linted as a part of the crate; the build uses the reading half only"
)]
#[path = "src/knowledge/packs/mod.rs"]
mod packs;
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "the build names few of the types"
)]
#[path = "src/knowledge/schema/mod.rs"]
mod schema;

use std::path::{Path, PathBuf};

#[allow(clippy::disallowed_methods, reason = "the build reads its own packs and writes into OUT_DIR")]
fn main() {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let mut packs = packs::Packs::default();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let relative =
            path.strip_prefix(&root).expect("below rules").to_str().expect("UTF-8 file names").replace('\\', "/");
        packs.add(&relative, &text).unwrap_or_else(|error| panic!("rules/{error}"));
    }
    packs.check().unwrap_or_else(|error| panic!("rules/{error}"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let write = |name: &str, blob: postcard::Result<Vec<u8>>| {
        std::fs::write(out.join(name), blob.expect("packs are plain data")).expect("OUT_DIR is writable");
    };
    write("rules.bin", postcard::to_stdvec(&packs));
    write("code.bin", postcard::to_stdvec(&packs.code));
    write("access.bin", postcard::to_stdvec(&packs.access));
    write("scopes.bin", postcard::to_stdvec(&packs.scopes));
    write("methods.bin", postcard::to_stdvec(&packs.scopes.methods));
    write("egress.bin", postcard::to_stdvec(&packs.egress));
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("rules/ is readable") {
        let path = entry.expect("rules/ is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
}
