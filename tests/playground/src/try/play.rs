//! A session played on a pseudo-terminal, as a person would type it.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use playground::kind::Kind;
use playground::screen::Screen;
use playground::terminal::{Missed, Terminal};
use playground::world::World;

use crate::interrupt::{Interrupt, Named};
use crate::leash::Leash;
use crate::script::{How, MAIN_JOB, PICTURE, Prompt, Step};
use crate::{picture, stage, told};

/// High enough that nothing scrolls away.
const ROWS: u16 = 200;
/// Wide enough that no message wraps.
const COLUMNS: u16 = 160;
/// The picture's width.
const NARROW: u16 = 96;

/// Plays the main job and prints what the screen shows, step by step.
pub fn transcript(kind: Kind, binary: &Path, interrupt: &Interrupt) -> Result<(), String> {
    if interrupt.signal().is_some() {
        return Ok(());
    }
    let version = Command::new(kind.program()).arg("--version").output().map_err(told)?;
    let version = String::from_utf8_lossy(&version.stdout).lines().next().unwrap_or_default().to_owned();
    print(&format!("=== {version}\n"))?;
    on_stage(kind, binary, interrupt, COLUMNS, |session| {
        for step in MAIN_JOB {
            let seen = session.play(step)?;
            let about = if step.about.is_empty() { String::new() } else { format!("\n# {}\n", step.about) };
            print(&format!("{about}{}\n", seen.join("\n")))?;
        }
        Ok(())
    })?;
    print("\n")
}

/// Plays a short session and draws its screen.
pub fn picture(kind: Kind, binary: &Path, interrupt: &Interrupt) -> Result<String, String> {
    on_stage(kind, binary, interrupt, NARROW, |session| {
        for step in PICTURE {
            session.play(step)?;
        }
        Ok(session.terminal.look(|screen| picture::svg(screen.cells(), screen.cursor_row() + 1)))
    })
}

/// Sets everything up, hands the session over, and leaves nothing behind, however that goes.
fn on_stage<T>(
    kind: Kind,
    binary: &Path,
    interrupt: &Interrupt,
    columns: u16,
    played: impl FnOnce(&Session<'_>) -> Result<T, String>,
) -> Result<T, String> {
    let world = stage::world(kind, binary);
    let leash = Leash::new(world.path()).map_err(told)?;
    let command = world.on_terminal(leash.on(world.interactive()));
    let terminal = Terminal::start_sized(command, ROWS, columns);
    let named = interrupt.ends(terminal.pid());
    let session = Session { kind, terminal, named };
    let result = session.at_prompt("the first prompt", 0).map_err(told).and_then(|()| played(&session));
    drop(session);
    let World { aws, home } = world;
    drop(aws);
    leash.wait();
    drop(home);
    result
}

struct Session<'a> {
    kind: Kind,
    terminal: Terminal,
    #[expect(dead_code, reason = "while it is held, a signal ends the shell")]
    named: Named<'a>,
}

impl Session<'_> {
    /// Plays one step; returns the rows of the screen that it filled.
    fn play(&self, step: &Step) -> Result<Vec<String>, String> {
        let row = self.terminal.look(Screen::cursor_row);
        let typed = step.typed(self.kind);
        let mut seen = Vec::new();
        self.terminal.send(&typed);
        match step.how {
            How::Enter => {}
            How::Tab(completed) => {
                self.terminal.send("\t");
                self.wait(&format!("TAB to make {completed} of it"), |screen| {
                    screen.before_cursor().trim_end().ends_with(completed)
                })?;
            }
            How::Pick(query, name) => {
                self.terminal.send("\r");
                let below = |screen: &Screen| -> Vec<String> {
                    let all = rows(screen, row, usize::from(ROWS));
                    all.into_iter().filter(|line| !line.is_empty()).collect()
                };
                self.wait("the picker", |screen| below(screen).len() > 3)?;
                self.terminal.send(query);
                self.wait(
                    &format!("the picker to find {name} alone"),
                    |screen| matches!(below(screen).as_slice(), [_, _, found] if found.contains(name)),
                )?;
                seen = self.terminal.look(below);
            }
        }
        self.terminal.send("\r");
        self.at_prompt(&format!("`{typed}` to end"), row + 1).map_err(told)?;
        self.prompt(step)?;
        // With the prompt that it led to, which the next line is typed behind.
        let all = self.terminal.look(|screen| rows(screen, row, screen.cursor_row() + 1));
        let output = all.join("\n");
        for text in step.shows {
            if !output.contains(text) {
                return Err(format!("`{typed}` does not show {text:?}:\n{output}"));
            }
        }
        // The picker has gone from below the line by now.
        seen.extend(all.into_iter().skip(usize::from(!seen.is_empty())));
        seen.dedup();
        Ok(seen)
    }

    /// Waits for a prompt in a row from `row` on.
    fn at_prompt(&self, what: &str, row: usize) -> Result<(), Missed> {
        let prompt = stage::prompt(self.kind);
        let ready = |screen: &Screen| screen.cursor_row() >= row && screen.cursor_line().ends_with(prompt);
        self.terminal.await_until(what, ready).map(drop)
    }

    /// Waits for the prompt that the step leads to. Only bash needs a key pressed for what lands later.
    fn prompt(&self, step: &Step) -> Result<(), String> {
        let prompt = stage::prompt(self.kind);
        let what = format!("the prompt after `{}`", step.line);
        let holds = |screen: &Screen| {
            let line = screen.cursor_line();
            match step.prompt {
                Prompt::Plain => line == prompt,
                Prompt::Shows(texts) => {
                    line.ends_with(prompt) && texts.iter().all(|text| line.contains(text))
                }
            }
        };
        if self.kind == Kind::Bash {
            self.terminal.await_pressing("\r", &what, holds).map_err(told)
        } else {
            self.wait(&what, holds)
        }
    }

    fn wait(&self, what: &str, holds: impl Fn(&Screen) -> bool) -> Result<(), String> {
        self.terminal.await_until(what, holds).map(drop).map_err(told)
    }
}

/// The text of the rows from `from` up to `to`, without trailing blanks.
fn rows(screen: &Screen, from: usize, to: usize) -> Vec<String> {
    let (_, columns) = screen.cells().size();
    let rows = screen.cells().rows(0, columns).skip(from).take(to.saturating_sub(from));
    rows.map(|row| row.trim_end().to_owned()).collect()
}

fn print(text: &str) -> Result<(), String> {
    io::stdout().write_all(text.as_bytes()).map_err(told)
}
