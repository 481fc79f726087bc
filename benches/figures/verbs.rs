//! The wall time and memory of awsp's commands, against an empty program.

use std::path::Path;

use playground::kind::Kind as Shell;

use crate::median::median;
use crate::time::{by_turns, milliseconds};
use crate::verb::{self, Verb};
use crate::world::World;
use crate::{SIZES, memory, programs, table};

const ROUNDS: usize = 151;

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
            "static, ms",
            "× empty",
            "bar",
            "ordinary, KiB",
            "static, KiB",
        ];
        let title =
            format!("{profiles} profiles: medians of {ROUNDS} runs by turns, and the most memory resident");
        table::print(&title, &head, &rows);
    }
}

fn row(world: &World, verb: &Verb, size: usize, [empty, ordinary, standalone]: [&Path; 3]) -> Vec<String> {
    let [nothing, one, other] = by_turns(
        ROUNDS,
        [
            &mut || milliseconds(&mut world.silent(empty, &[])),
            &mut || milliseconds(&mut world.silent(ordinary, &verb.words)),
            &mut || milliseconds(&mut world.silent(standalone, &verb.words)),
        ],
    );
    let bars = verb.bars.and_then(|bars| bars.get(size).copied());
    let mut row = vec![verb.name.to_owned(), format!("{nothing:.2}"), format!("{one:.2}")];
    row.extend(table::with_bar(one / nothing, 2, bars.map(|bars| bars.ordinary)));
    row.push(format!("{other:.2}"));
    row.extend(table::with_bar(other / nothing, 2, bars.map(|bars| bars.standalone)));
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
