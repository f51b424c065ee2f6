//! Parses every source file under the folders given on the command line.
//!
//! Prints the messages of files that do not parse, and the speed. `--level 2|3|3str` sets the language level,
//! `--quiet` leaves out the messages, `--first` reports one message a file, `--repeat N` parses each file N times,
//! `--dump` prints the trees.

use cyrus_diagnostics::{Diagnostics, plain};
use cyrus_parser::{ParseOptions, decode_source, parse};
use cyrus_source::SourceMap;
use cyrus_syntax::ast::{LanguageLevel, SourceKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Default)]
struct Totals {
    files: usize,
    failed: usize,
    bytes: usize,
    time: Duration,
}

fn main() {
    let mut level = LanguageLevel::Py2;
    let (mut quiet, mut first, mut show, mut repeat) = (false, false, false, 1);
    let mut roots = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quiet" => quiet = true,
            "--first" => first = true,
            "--dump" => show = true,
            "--level" => level = args.next().and_then(|l| LanguageLevel::parse(&l)).unwrap_or(level),
            "--repeat" => repeat = args.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            _ => roots.push(PathBuf::from(arg)),
        }
    }
    let mut files = Vec::new();
    for root in &roots {
        collect(root, &mut files);
    }
    files.sort();
    let mut totals = Totals::default();
    for path in &files {
        let options = Options { level, quiet, first, show, repeat };
        one_file(path, &options, &mut totals);
    }
    let megabytes = totals.bytes as f64 / 1e6;
    println!(
        "{} files, {} with errors, {megabytes:.1} MB in {:.2} s: {:.1} MB/s",
        totals.files,
        totals.failed,
        totals.time.as_secs_f64(),
        megabytes / totals.time.as_secs_f64().max(1e-9)
    );
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            collect(&entry.path(), files);
        }
    } else if kind_of(path).is_some() {
        files.push(path.to_owned());
    }
}

fn kind_of(path: &Path) -> Option<SourceKind> {
    Some(match path.extension()?.to_str()? {
        "py" => SourceKind::Py,
        "pyx" => SourceKind::Pyx,
        "pxd" => SourceKind::Pxd,
        "pxi" => SourceKind::Pxi,
        _ => return None,
    })
}

struct Options {
    level: LanguageLevel,
    quiet: bool,
    first: bool,
    show: bool,
    repeat: u32,
}

fn one_file(path: &Path, flags: &Options, totals: &mut Totals) {
    let (Ok(bytes), Some(kind)) = (std::fs::read(path), kind_of(path)) else { return };
    totals.files += 1;
    let (text, encoding) = match decode_source(&bytes) {
        Ok(decoded) => decoded,
        Err(error) => {
            totals.failed += 1;
            if !flags.quiet {
                println!("{}: {error}", path.display());
            }
            return;
        }
    };
    let mut sources = SourceMap::new();
    let file = sources.add(path, text.as_str());
    let mut options = ParseOptions::new(kind);
    options.language_level = flags.level;
    options.encoding = encoding;
    options.first_error_only = flags.first;
    let mut diagnostics = Diagnostics::new();
    let start = Instant::now();
    for round in 0..flags.repeat {
        diagnostics = Diagnostics::new();
        let module = parse(file, &text, &options, &mut diagnostics);
        std::hint::black_box(&module);
        if flags.show && round == 0 {
            println!("==== {}\n{}", path.display(), cyrus_syntax::dump::module(&module));
        }
    }
    totals.time += start.elapsed();
    totals.bytes += text.len() * flags.repeat as usize;
    if diagnostics.has_errors() {
        totals.failed += 1;
        if !flags.quiet {
            print!("{}", plain::render_all(diagnostics.iter(), &sources));
        }
    }
}
