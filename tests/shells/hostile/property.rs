//! Properties of many values at once: a shell or a program is started for a batch, not for each.

use std::fmt::Debug;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What a batch has shown to be wrong, and of which of its values; `None` where that cannot be told.
#[derive(Debug)]
pub struct Fault {
    pub at: Option<usize>,
    pub why: String,
}

impl Fault {
    pub fn of(at: usize, why: impl Into<String>) -> Self {
        Self { at: Some(at), why: why.into() }
    }

    pub fn somewhere(why: impl Into<String>) -> Self {
        Self { at: None, why: why.into() }
    }
}

/// How often a value that fails is tried smaller.
const STEPS: usize = 120;

/// Checks `count` values in batches of `batch`. Where one fails, it is looked for, made as small as it stays wrong, and
/// told with the seed that makes it again.
pub fn for_all<S>(
    what: &str,
    values: &S,
    count: usize,
    batch: usize,
    check: impl Fn(&[S::Value]) -> Result<(), Fault>,
) where
    S: Strategy,
    S::Value: Clone + Debug,
{
    let (seed, count) = (asked("AWSP_TEST_SEED").unwrap_or(1), asked("AWSP_TEST_VALUES").unwrap_or(count));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&u64::to_le_bytes(seed));
    let mut runner =
        TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let mut done = 0;
    while done < count {
        let size = batch.min(count - done);
        let mut trees: Vec<S::Tree> =
            std::iter::repeat_with(|| values.new_tree(&mut runner).expect("the values can be made"))
                .take(size)
                .collect();
        let current: Vec<S::Value> = trees.iter().map(ValueTree::current).collect();
        if let Err(fault) = check(&current) {
            let number = fault.at.or_else(|| search(&current, &check));
            let Some(number) = number else {
                panic!(
                    "{what}: {} (seed {seed}, values {done}..{}; none of them alone)",
                    fault.why,
                    done + size
                );
            };
            let tree = trees.swap_remove(number);
            let first = tree.current();
            let (smallest, why) = shrink(tree, fault.why, &check);
            panic!(
                "{what}: {why}\nwith    {smallest:?}\nat first {first:?}\n(seed {seed}, value {})",
                done + number
            );
        }
        done += size;
    }
}

/// A number that the caller of the tests has set.
fn asked<T: std::str::FromStr>(variable: &str) -> Option<T> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is to be a number, not {text:?}")))
}

/// Which of the values fails by itself, by halves.
fn search<T: Clone>(values: &[T], check: &impl Fn(&[T]) -> Result<(), Fault>) -> Option<usize> {
    let (mut from, mut to) = (0, values.len());
    while to - from > 1 {
        let middle = usize::midpoint(from, to);
        match check(&values[from..middle]) {
            Err(Fault { at: Some(at), .. }) => return Some(from + at),
            Err(_) => to = middle,
            Ok(()) => from = middle,
        }
    }
    check(&values[from..to]).is_err().then_some(from)
}

/// The smallest value found that still fails, and how it does.
fn shrink<T: ValueTree>(
    mut tree: T,
    why: String,
    check: &impl Fn(&[T::Value]) -> Result<(), Fault>,
) -> (T::Value, String) {
    let (mut smallest, mut told) = (tree.current(), why);
    let mut more = tree.simplify();
    for _ in 0..asked("AWSP_TEST_STEPS").unwrap_or(STEPS) {
        if !more {
            break;
        }
        more = match check(&[tree.current()]) {
            Err(fault) => {
                (smallest, told) = (tree.current(), fault.why);
                tree.simplify()
            }
            Ok(()) => tree.complicate(),
        };
    }
    (smallest, told)
}
