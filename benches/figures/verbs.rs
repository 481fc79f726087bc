//! The wall time and memory of awsp's commands, against an empty program.

use std::path::Path;

use playground::kind::Kind as Shell;

use crate::median::median;
use crate::time::{self, by_turns, run};
use crate::verb::{self, Verb};
use crate::world::World;
use crate::{SIZES, memory, programs, table};

/// Measurements, by turns.
fn rounds() -> usize {
    time::rounds(151)
}

/// Prints a table for each number of profiles.
pub fn report() {
    let (empty, ordinary, standalone) = (programs::empty(), programs::ordinary(), programs::standalone());
    for (size, profiles) in SIZES.into_iter().enumerate() {
        let mut world = World::new(Shell::Bash, &ordinary, profiles);
        verb::activate(&mut world, &ordinary);
        let rows: Vec<_> = verb::all(&world)
            .iter()
            .map(|verb| row(&world, verb, size, [&empty, &ordinary, &standalone]))
            .collect();
        verb::assert_no_call(&world);
        let head = [
            "command",
            "empty, ms",
            "ordinary, ms",
            "× empty",
            "bar",
            "× CPU",
            "empty, ms",
            "static, ms",
            "× empty",
            "bar",
            "× CPU",
            "ordinary, KiB",
            "static, KiB",
        ];
        let title = format!(
            "{profiles} profiles: medians of {} runs by turns, and the most memory resident",
            rounds()
        );
        table::print(&title, &head, &rows);
    }
}

fn row(world: &World, verb: &Verb, size: usize, [empty, ordinary, standalone]: [&Path; 3]) -> Vec<String> {
    // In pairs: what ran just before, and what it left in the processor's caches, is then the same for both.
    let beside_empty = |program: &Path| {
        by_turns(
            rounds(),
            [
                &mut || run(&mut world.silent(empty, &[])),
                &mut || run(&mut world.silent(program, &verb.words)),
            ],
        )
    };
    let bars = verb.bars.and_then(|bars| bars.get(size).copied());
    let mut row = vec![verb.name.to_owned()];
    let bars = [bars.map(|bars| bars.ordinary), bars.map(|bars| bars.standalone)];
    for (program, bar) in [ordinary, standalone].into_iter().zip(bars) {
        let [nothing, taken] = beside_empty(program);
        row.push(format!("{:.2}", nothing.wall));
        row.push(format!("{:.2}", taken.wall));
        row.extend(table::with_bar(taken.wall / nothing.wall, 2, bar));
        row.push(format!("{:.2}", taken.busy / nothing.busy));
    }
    for program in [ordinary, standalone] {
        row.push(resident(world, program, &verb.words));
    }
    row
}

/// The median of three, as text.
fn resident(world: &World, program: &Path, words: &[String]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "no program here takes 2^53 KiB")]
    let peaks = (0..3).map(|_| memory::peak(world, program, words) as f64).collect();
    format!("{:.0}", median(peaks))
}
