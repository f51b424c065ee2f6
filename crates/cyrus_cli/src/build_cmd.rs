//! `cyrus build`: extension modules, or programs, of files and directories.

use crate::report::{Format, complain, print, print_out, render};
use crate::shared_args::Language;
use crate::{FAILED, INTERNAL};
use clap::Args;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_driver::extension::{BuildOptions, Extension, Placement, build, clash};
use cyrus_driver::{CompileOptions, Compiled, annotate, discover, output};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Source files, and directories to search for them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Put the modules here instead of beside their sources
    #[arg(short = 'd', long, value_name = "DIR")]
    build_dir: Option<PathBuf>,
    /// So many at a time (default: one per processor)
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// Make programs that run by themselves, each with an interpreter and the runtime in it
    #[arg(long)]
    embed: bool,
    /// Write FILE.html beside each source: the lines that work with Python objects, and their C code
    #[arg(short, long)]
    annotate: bool,
    #[command(flatten)]
    c: COptions,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    language: Language,
}

/// Options for the C compiler.
#[derive(Args)]
pub(crate) struct COptions {
    /// Optimisation level of the C compiler (default: 2)
    #[arg(short = 'O', long = "optimize", value_name = "LEVEL")]
    pub(crate) optimize: Option<String>,
    /// Keep debug information (with lines of the source) and assertions; using a cypclass reference that is NULL raises
    /// an exception, and locks taken in opposite orders are warned of
    #[arg(short = 'g', long)]
    debug: bool,
    /// Call the C compiler even when the cache has the result
    #[arg(short, long)]
    force: bool,
    /// Keep the C file beside the source
    #[arg(short, long)]
    keep_c: bool,
}

impl COptions {
    /// The options for the driver; the error is for the user.
    pub(crate) fn build_options(&self, language: &Language) -> Result<BuildOptions, String> {
        let optimize = self.optimize.as_deref().unwrap_or("2");
        if !matches!(optimize, "0" | "1" | "2" | "3" | "s" | "g") {
            return Err(format!("-O{optimize}: the levels are 0, 1, 2, 3 and s"));
        }
        let mut compile = language.options()?;
        compile.cplus_by_comment = true;
        if self.debug {
            compile.line_directives = true;
            check_null(&mut compile);
        }
        Ok(BuildOptions {
            compile,
            optimize: optimize.to_owned(),
            debug: self.debug,
            force: self.force,
            keep_c: self.keep_c,
            program: false,
        })
    }
}

/// What a debug build checks; options and header comments of the user's own come later and decide.
pub(crate) fn check_null(compile: &mut CompileOptions) {
    compile.directives.insert(0, ("nullcheck".to_owned(), "True".to_owned()));
}

/// The outcome of one file.
type Outcome = (Option<Extension>, Compiled);

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let start = Instant::now();
    let options = match arguments.c.build_options(&arguments.language) {
        Ok(mut options) => {
            options.compile.include_dirs.extend(discover::roots(&arguments.paths));
            if arguments.embed {
                options.program = true;
                options.compile.embed = Some("main".to_owned());
            }
            options
        }
        Err(message) => {
            complain(&message);
            return ExitCode::from(2);
        }
    };
    let sources = match discover::sources(&arguments.paths) {
        Ok(sources) => sources,
        Err(message) => {
            complain(&message);
            return ExitCode::from(FAILED);
        }
    };
    let placement = match &arguments.build_dir {
        Some(directory) => Placement::Directory(directory.clone()),
        None => Placement::InPlace,
    };
    if let Some(message) = clash(&sources, &placement) {
        complain(&message);
        return ExitCode::from(FAILED);
    }
    let interpreter = arguments.language.interpreter();
    if let Err(message) = interpreter.ask() {
        complain(&message);
        return ExitCode::from(FAILED);
    }
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = arguments.jobs.unwrap_or(processors).clamp(1, sources.len().max(1));
    let bar = progress(sources.len(), arguments.quiet);
    let next = AtomicUsize::new(0);
    let outcomes: Vec<Mutex<Option<Outcome>>> = sources.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = sources.get(i) else { break };
                    bar.set_message(source.display().to_string());
                    let mut outcome = build(source, &options, &placement, &interpreter);
                    if arguments.annotate {
                        write_annotated(source, &mut outcome);
                    }
                    // Errors are shown as they come; the order of files is kept for the summary.
                    let text = render(&outcome.1, arguments.language.message_format);
                    if !text.is_empty() {
                        bar.suspend(|| print(&text));
                    }
                    if let Ok(mut place) = outcomes[i].lock() {
                        *place = Some(outcome);
                    }
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let outcomes: Vec<Outcome> = outcomes.into_iter().filter_map(|o| o.into_inner().ok().flatten()).collect();
    summary(arguments, &outcomes, start)
}

/// Writes the annotated source; where that fails, so does the build of the file.
fn write_annotated(source: &Path, outcome: &mut Outcome) {
    let Some(page) = annotate::page(&outcome.1, false) else { return };
    let path = source.with_extension("html");
    if let Err(error) = output::write(&path, page.as_bytes()) {
        let message = format!("{}: cannot be written: {}", path.display(), output::reason(&error));
        outcome.1.diagnostics.push(Diagnostic::error(codes::E0105, None, message));
        outcome.0 = None;
    }
}

fn progress(count: usize, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

fn summary(arguments: &Arguments, outcomes: &[Outcome], start: Instant) -> ExitCode {
    let internal = outcomes.iter().any(|(_, c)| c.internal_error);
    let built: Vec<&Extension> = outcomes.iter().filter_map(|(e, _)| e.as_ref()).collect();
    let failed = outcomes.len() - built.len();
    if !arguments.quiet {
        let cached = built.iter().filter(|e| e.from_cache).count();
        let seconds = start.elapsed().as_secs_f64();
        let mut text = format!(
            "built {} {}{}",
            built.len(),
            if arguments.embed { "program" } else { "module" },
            if built.len() == 1 { "" } else { "s" }
        );
        if cached > 0 {
            text.push_str(&format!(", {cached} from the cache"));
        }
        if failed > 0 {
            text.push_str(&format!(", {failed} failed"));
        }
        text.push_str(&format!(" in {seconds:.1} s\n"));
        if arguments.language.message_format == Format::Json { print(&text) } else { print_out(&text) }
    }
    if internal {
        ExitCode::from(INTERNAL)
    } else if failed > 0 {
        ExitCode::from(FAILED)
    } else {
        ExitCode::SUCCESS
    }
}
