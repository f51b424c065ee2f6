//! `cyrus top [PID]`: workers, queues and the busiest actors of a running process.
//!
//! The process serves what is shown on a Unix socket when it was started with `CYRUS_TOP=1`; one line of JSON for each line that it is sent. See
//! `runtime/cyrus_rt/src/top.rs` for where the socket is and who may use it.

mod client;
mod screen;
mod view;

use crate::FAILED;
use crate::report::{complain, print_out};
use clap::Args;
use client::Client;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

/// How long rates are measured for a single picture.
const MOMENT: Duration = Duration::from_millis(300);

#[derive(Args)]
pub(crate) struct Arguments {
    /// The process; may be left out when there is only one
    pid: Option<u32>,

    /// Show it once, as plain text
    #[arg(long)]
    once: bool,

    /// Show it once, as the JSON that the process gives
    #[arg(long, conflicts_with = "once")]
    json: bool,

    /// Seconds between two pictures
    #[arg(short, long, default_value_t = 1.0, value_name = "SECONDS")]
    interval: f64,

    /// How many actors and functions are listed
    #[arg(short = 'n', long, default_value_t = 15, value_name = "N")]
    lines: usize,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match show(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem);
            ExitCode::from(FAILED)
        }
    }
}

fn show(arguments: &Arguments) -> Result<(), String> {
    let mut client = Client::connect(chosen(arguments.pid)?)?;
    if arguments.json {
        print_out(&client.ask()?);
        return Ok(());
    }
    if arguments.once || !std::io::stdout().is_terminal() {
        let before = client.snapshot()?;
        std::thread::sleep(MOMENT);
        let now = client.snapshot()?;
        print_out(&view::text(&before, &now, arguments.lines));
        return Ok(());
    }
    let interval = Duration::try_from_secs_f64(arguments.interval)
        .map_err(|_| "the interval is a number of seconds".to_owned())?;
    screen::run(&mut client, interval.max(Duration::from_millis(50)), arguments.lines)
}

// The process that was named, or the only one there is.
fn chosen(pid: Option<u32>) -> Result<u32, String> {
    if let Some(pid) = pid {
        return Ok(pid);
    }
    let serving = client::serving();
    match serving.as_slice() {
        [] => Err("no process serves; start one with CYRUS_TOP=1 in its environment".to_owned()),
        [only] => Ok(*only),
        several => {
            let list: Vec<String> = several.iter().map(u32::to_string).collect();
            Err(format!("there are several processes, name one: {}", list.join(", ")))
        }
    }
}
