//! awsp beside what people use now for the same.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use playground::kind::{Kind as Shell, find_program};

use crate::median::median;
use crate::time::{self, by_turns};
use crate::world::World;
use crate::{programs, table};

const PROFILES: usize = 1_000;

/// Measurements, by turns.
fn rounds() -> usize {
    time::rounds(15)
}

/// Prints the tables.
pub fn report() {
    let (ordinary, standalone) = (programs::ordinary(), programs::standalone());
    let aws = aws_cli();
    let world = World::new(Shell::Zsh, &ordinary, PROFILES);
    println!("\nbeside {}", world.output(&aws, &["--version".to_owned()]).trim());
    identity(&world, &aws, &ordinary, &standalone);
    credentials(&world, &aws, &ordinary, &standalone);
    names(&world, &aws, &ordinary, &standalone);
}

/// Who am I? The AWS CLI stores no identity, so it always asks; the profile is an access key, so that asking is all
/// that either has to do.
fn identity(world: &World, aws: &Path, ordinary: &Path, standalone: &Path) {
    let keys = world.keys();
    let words = |line: &str| -> Vec<String> { line.split(' ').map(str::to_owned).collect() };
    // Told in words where the fake is, because early versions 2 do not look at the variable.
    let peer = words(&format!("sts get-caller-identity --profile {keys} --endpoint-url {}", world.aws.url()));
    let own = words(&format!("whoami --profile {keys}"));
    assert!(world.output(aws, &peer).contains("arn:aws:iam:"), "the AWS CLI tells who it is");
    assert!(world.output(ordinary, &own).contains(&keys), "awsp tells who it is");
    world.aws.clear_log();

    let run = |program: &Path, words: &[String]| time::run(&mut world.silent(program, words));
    let asked = |program: &Path| {
        fs::remove_dir_all(world.cache()).expect("something was stored");
        run(program, &own)
    };
    let medians = by_turns(
        rounds(),
        [
            &mut || run(aws, &peer),
            &mut || asked(ordinary),
            &mut || run(ordinary, &own),
            &mut || asked(standalone),
            &mut || run(standalone, &own),
        ],
    );
    // A call each of the AWS CLI and of both builds where nothing was stored, and no others.
    assert_eq!(world.aws.calls().len(), 3 * (time::WARM_UP + rounds()), "who asked AWS, and who did not");
    let ways = [
        "aws sts get-caller-identity",
        "awsp whoami, nothing stored",
        "awsp whoami, stored",
        "awsp whoami, nothing stored, static build",
        "awsp whoami, stored, static build",
    ];
    print("Who am I?", &ways, &medians.map(|taken| taken.wall));
}

/// Credentials for another program. The profile is an access key: the AWS CLI stores those of roles as well.
fn credentials(world: &World, aws: &Path, ordinary: &Path, standalone: &Path) {
    let keys = world.keys();
    let words = |line: &str| -> Vec<String> { line.split(' ').map(str::to_owned).collect() };
    let peer = words(&format!("configure export-credentials --profile {keys}"));
    let own = words(&format!("credential-process --profile {keys}"));
    assert!(world.output(ordinary, &own).contains("AccessKeyId"), "awsp gives the credentials");
    world.aws.clear_log();
    let run = |program: &Path, words: &[String]| time::run(&mut world.silent(program, words));
    let medians = by_turns(
        rounds(),
        [&mut || run(aws, &peer), &mut || run(ordinary, &own), &mut || run(standalone, &own)],
    );
    assert_eq!(world.aws.calls(), Vec::<String>::new(), "nobody needs AWS for that");
    let ways = [
        "aws configure export-credentials",
        "awsp credential-process",
        "awsp credential-process, static build",
    ];
    print("Credentials for another program", &ways, &medians.map(|taken| taken.wall));
}

/// The names of all profiles, as a running zsh gets them. oh-my-zsh's plugin `aws` asks the AWS CLI, and runs grep and
/// sed where there is none.
fn names(world: &World, aws: &Path, ordinary: &Path, standalone: &Path) {
    let path = |path: &Path| path.to_str().expect("a path without surprises").to_owned();
    let ways = [
        ("aws configure list-profiles", format!("{} configure list-profiles", path(aws))),
        ("grep and sed, as oh-my-zsh without the AWS CLI", "by_grep".to_owned()),
        ("awsp list --names", format!("{} list --names", path(ordinary))),
        ("awsp list --names, static build", format!("{} list --names", path(standalone))),
    ];
    let (labels, commands): (Vec<&str>, Vec<String>) = ways.into_iter().unzip();

    let script = world.home.write("names.zsh", include_str!("names.zsh"));
    let mut words = vec!["-f".to_owned(), path(&script), rounds().to_string()];
    words.extend(commands);
    let output = world.output(&find_program("zsh"), &words);
    let lines: Vec<Vec<f64>> = output
        .lines()
        .map(|line| line.split(' ').map(|time| time.parse().expect("a time")).collect())
        .collect();
    assert_eq!(lines.len(), rounds(), "a line a round: {output}");
    let medians: Vec<f64> = (0..labels.len())
        .map(|way| {
            median(lines.iter().filter_map(|times| times.get(way)).map(|time| time / 1_000.0).collect())
        })
        .collect();
    print("Which profiles are there? (In a running zsh, which waits for the names.)", &labels, &medians);
}

/// A row for each way; the last is what the others are held against.
fn print(title: &str, ways: &[&str], medians: &[f64]) {
    let own = medians.last().copied().unwrap_or(f64::NAN);
    let rows: Vec<_> = ways
        .iter()
        .zip(medians)
        .map(|(way, time)| vec![(*way).to_owned(), format!("{time:.2}"), format!("{:.1}", time / own)])
        .collect();
    let title = format!("{title} {PROFILES} profiles, medians of {} runs by turns", rounds());
    table::print(&title, &["command", "ms", "× the last"], &rows);
}

/// `AWS_CLI`, else the one of the tests.
fn aws_cli() -> PathBuf {
    let usual = || PathBuf::from(".tools/aws-cli/bin/aws");
    let program = programs::root().join(env::var_os("AWS_CLI").map_or_else(usual, PathBuf::from));
    assert!(program.is_file(), "{} is missing: `make setup` installs it", program.display());
    program
}
