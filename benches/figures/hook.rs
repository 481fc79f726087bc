//! What a prompt pays for awsp's hook while nothing has changed, in real shells.

use std::fs;
use std::path::Path;

use playground::home::PROMPT;
use playground::kind::Kind as Shell;
use playground::terminal::Terminal;
use playground::tracer::Tracer;

use crate::median::median;
use crate::time::{self, on_processor};
use crate::world::World;
use crate::{programs, table};

const PROFILES: usize = 1_000;
/// Prompts in one measurement: enough for the clocks of all shells.
const PROMPTS: u32 = 2_000;
/// Prompts under the tracer, which slows down.
const TRACED: u32 = 50;
/// How many more variables a shell may well export; some of what is done at a prompt grows with them.
const CROWD: usize = 60;

/// What else there is in the shell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// The hook of somebody else: then awsp's hook in bash and zsh has two halves, one before it and one after it.
    Hook,
    /// More exported variables.
    Variables,
}

/// What is expected to be run at a prompt, in this order: a change of the hook is to be seen here.
fn expected(shell: Shell, beside: Beside) -> &'static [&'static str] {
    match (shell, beside) {
        (Shell::Fish, _) => &["_awsp_prompt", "fish_mode_prompt"],
        (_, Beside::Hook) => &["_awsp_first", "_awsp_last"],
        _ => &["_awsp_last"],
    }
}

/// A hook of somebody else that does nothing.
fn other(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => "bench_other() { :; }\nPROMPT_COMMAND=bench_other",
        Shell::Zsh => "bench_other() { : }\nprecmd_functions=(bench_other)",
        Shell::Fish => "function bench_other; end",
    }
}

/// The most microseconds.
fn bar(shell: Shell) -> f64 {
    match shell {
        Shell::Bash => 30.0,
        Shell::Zsh => 60.0,
        Shell::Fish => 150.0,
    }
}

fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("hook.bash"),
        Shell::Zsh => include_str!("hook.zsh"),
        Shell::Fish => include_str!("hook.fish"),
    }
}

/// Measurements, by turns.
fn rounds() -> usize {
    time::rounds(15)
}

/// Prints the table.
pub fn report() {
    let program = programs::ordinary();
    let mut rows = Vec::new();
    for beside in [Beside::Nothing, Beside::Hook, Beside::Variables] {
        rows.extend(Shell::ALL.map(|shell| row(shell, &program, beside)));
    }
    let title = format!(
        "Microseconds a prompt, unchanged state, {PROFILES} profiles: medians of {} runs of {PROMPTS} prompts",
        rounds()
    );
    let head = ["shell", "with hook", "without", "hook", "bar", "hook, CPU", "processes", "bar"];
    table::print(&title, &head, &rows);
}

fn row(shell: Shell, program: &Path, beside: Beside) -> Vec<String> {
    let mut world = World::new(shell, program, PROFILES);
    world.tell_only(&world.role());
    let name = shell.name();
    let name = match beside {
        Beside::Nothing => name.to_owned(),
        Beside::Hook => {
            world.home.rc(other(shell));
            format!("{name}, beside another hook")
        }
        Beside::Variables => {
            for number in 0..CROWD {
                world
                    .home
                    .set(format!("SOME_VARIABLE_{number}"), "a value as long as they often are, 40 bytes");
            }
            format!("{name}, {CROWD} more variables")
        }
    };
    world.home.rc(shell.init_line());
    let terminal = switched(&world);
    let file = world.home.write(&format!("bench.{}", shell.name()), script(shell));
    terminal.run(&format!("source {}", file.display()));
    let said = terminal.run("bench_setup");
    let names = fs::read_to_string(world.home.path().join("bench-names")).unwrap_or_default();
    let names: Vec<&str> = names.lines().collect();
    assert_eq!(
        names,
        expected(shell, beside),
        "{} runs other functions than this bench knows: {said}",
        shell.name()
    );

    let [whole, nothing, own, busy] = measure(&world, &terminal);
    let started = processes(&terminal);
    let mut row = vec![name, format!("{whole:.1}"), format!("{nothing:.1}")];
    row.extend(table::with_bar(own, 1, Some(bar(shell))));
    row.push(format!("{busy:.1}"));
    row.extend(table::with_bar(started, 0, Some(0.0)));
    row
}

/// A shell that was switched to a role, with its session and identity stored and shown.
fn switched(world: &World) -> Terminal {
    let terminal = world.home.start();
    terminal.run(&format!("awsp use {}", world.role()));
    // Bash shows what came from behind at its next prompt.
    terminal.press_until("\r", "the role's end in the prompt", |screen| {
        let line = screen.cursor_line();
        line.contains("until ") && line.ends_with(PROMPT.trim_end())
    });
    terminal
}

/// Medians of microseconds a prompt: of the loop with the hook, of the loop without awsp's part, of their
/// difference, and of the difference in time on a processor.
fn measure(world: &World, terminal: &Terminal) -> [f64; 4] {
    let mut columns = [(); 4].map(|()| Vec::new());
    for _ in 0..=rounds() {
        let [hook, empty] = ["hook", "empty"].map(|what| {
            let before = on_processor(terminal.pid());
            terminal.run(&format!("bench_time {what} {PROMPTS}"));
            [last_time(world), on_processor(terminal.pid()) - before].map(|taken| taken / f64::from(PROMPTS))
        });
        let values = [hook[0], empty[0], hook[0] - empty[0], hook[1] - empty[1]];
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    // The first round is to warm up.
    columns.map(|column| median(column.into_iter().skip(1).collect()))
}

/// The microseconds that the shell noted last.
fn last_time(world: &World) -> f64 {
    let times = fs::read_to_string(world.home.path().join("bench-times")).expect("the shell notes its times");
    times.lines().last().and_then(|line| line.parse().ok()).expect("a time in microseconds")
}

/// How many processes the shell starts at prompts, by the loop and by hand.
fn processes(terminal: &Terminal) -> f64 {
    let tracer = Tracer::attach(terminal.pid());
    terminal.run(&format!("bench_hook {TRACED}"));
    for _ in 0..5 {
        terminal.run("true");
    }
    f64::from(u32::try_from(tracer.finish().len()).expect("a countable number of processes"))
}
