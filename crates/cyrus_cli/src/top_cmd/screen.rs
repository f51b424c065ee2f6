//! The picture on a terminal, again and again until `q`, Escape or Ctrl-C.

use super::client::Client;
use super::view;
use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use crossterm::terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue, style::Print};
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};

/// The terminal as it was, when this goes.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        // A terminal that has gone needs nothing.
        let _ = execute!(stdout(), cursor::Show, LeaveAlternateScreen);
        let _ = terminal::disable_raw_mode();
    }
}

pub(crate) fn run(client: &mut Client, interval: Duration, lines: usize) -> Result<(), String> {
    let of_terminal = |error: std::io::Error| format!("the terminal: {error}");
    let mut before = client.snapshot()?;
    terminal::enable_raw_mode().map_err(of_terminal)?;
    let _restore = Restore;
    execute!(stdout(), EnterAlternateScreen, cursor::Hide).map_err(of_terminal)?;
    // The first picture soon, for it has rates too.
    let mut next = Instant::now() + interval.min(Duration::from_millis(300));
    loop {
        let rest = next.saturating_duration_since(Instant::now());
        if event::poll(rest).map_err(of_terminal)? {
            match event::read().map_err(of_terminal)? {
                Event::Key(key) => match key.code {
                    KeyCode::Char('q') | KeyCode::Esc => return Ok(()),
                    KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(()),
                    _ => continue,
                },
                Event::Resize(..) => {}
                _ => continue,
            }
        }
        let now = client.snapshot()?;
        draw(&view::text(&before, &now, lines)).map_err(of_terminal)?;
        before = now;
        next = Instant::now() + interval;
    }
}

fn draw(text: &str) -> std::io::Result<()> {
    let (columns, rows) = terminal::size()?;
    let mut out = stdout();
    queue!(out, cursor::MoveTo(0, 0))?;
    let foot = std::iter::once("q ends");
    let room = usize::from(rows).saturating_sub(2);
    for line in text.lines().take(room).chain(foot) {
        let shown: String = line.chars().filter(|c| !c.is_control()).take(usize::from(columns)).collect();
        queue!(out, Clear(ClearType::CurrentLine), Print(shown), Print("\r\n"))?;
    }
    queue!(out, Clear(ClearType::FromCursorDown))?;
    out.flush()
}
