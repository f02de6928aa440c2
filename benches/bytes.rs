//! The byte loop of the secrets engine, on texts made here: what one core reads in a second.

use divan::{Bencher, black_box, counter::BytesCount};
use perimeter::facts::secrets;
use perimeter::knowledge::Knowledge;
use perimeter::policy::Policy;
use perimeter::scan::scan;
use perimeter::source::{FileId, Files, SourceFile, Tracked};

fn main() {
    divan::main();
}

const SIZE: usize = 1 << 20;

/// Code without credentials: words, calls, short strings.
fn code() -> String {
    let line = "    result = client.fetch_records(session, limit=25, cursor=None)  # next page of results\n";
    line.repeat(SIZE / line.len())
}

/// One run of a megabyte, as in a bundle with an inlined image.
fn blob() -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..SIZE as u64)
        .map(|at| char::from(alphabet[(at.wrapping_mul(2_654_435_761) >> 7) as usize % alphabet.len()]))
        .collect()
}

/// URLs on every line: the anchor that real files have most of.
fn links() -> String {
    let line = "- see https://docs.example.org/guide/agents?page=2&lang=en for the details of this step\n";
    line.repeat(SIZE / line.len())
}

#[divan::bench(args = ["code", "blob", "links"])]
fn search(bencher: Bencher<'_, '_>, kind: &str) {
    let text = match kind {
        "code" => code(),
        "blob" => blob(),
        _ => links(),
    };
    let knowledge = Knowledge::builtin();
    let file = SourceFile::new(FileId(0), "a.txt".into(), Tracked::Yes, text.into_bytes());
    bencher.counter(BytesCount::new(file.bytes().len())).bench(|| {
        let mut problems = Vec::new();
        black_box(secrets::extract(knowledge.secrets(), &file, &mut problems))
    });
}

/// What every run pays before the first byte.
#[divan::bench]
fn start_up() -> Knowledge {
    Knowledge::builtin()
}

/// A whole scan of a hundred small files.
#[divan::bench]
fn whole_scan(bencher: Bencher<'_, '_>) {
    let knowledge = Knowledge::builtin();
    let text = code();
    let files = Files::from_memory((0..100).map(|at| (format!("src/file{at}.py"), text.as_bytes()[..8192].to_vec())));
    bencher.bench(|| scan(black_box(&files), &knowledge, &Policy::default()));
}
