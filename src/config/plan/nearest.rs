//! Names that a wrong one may have meant.

use crate::config::merge::Config;

/// Longer names are compared by their beginning.
const COMPARED: usize = 80;

/// Up to three names of profiles, the nearest first: those that differ in case only, in a few characters, or that
/// contain what was typed.
#[must_use]
pub fn nearest(config: &Config, wrong: &str) -> Vec<String> {
    let wrong: Vec<char> = wrong.chars().flat_map(char::to_lowercase).take(COMPARED).collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    let limit = 1 + wrong.len() / 4;
    let mut row = Vec::new();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for profile in &config.profiles {
        let name: Vec<char> = profile.name.chars().flat_map(char::to_lowercase).take(COMPARED).collect();
        let far = name.len().abs_diff(wrong.len());
        let distance = if far > limit { None } else { distance(&wrong, &name, limit, &mut row) };
        // Containing it comes after every misspelling.
        let contains = || wrong.len() > 2 && name.windows(wrong.len()).any(|window| window == wrong);
        if let Some(score) = distance.or_else(|| contains().then_some(limit + far)) {
            found.push((score, &profile.name));
        }
    }
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// How many characters must be put in, taken out, replaced or swapped with their neighbour, if not more than
/// `limit`. (Optimal string alignment distance.)
fn distance(a: &[char], b: &[char], limit: usize, rows: &mut Vec<[usize; 3]>) -> Option<usize> {
    // For each place in `b`: this row, the row before, and the row before that.
    rows.clear();
    rows.extend((0..=b.len()).map(|at| [at, at, at]));
    let mut before_a = None;
    for (i, &of_a) in a.iter().enumerate() {
        for row in rows.iter_mut() {
            *row = [row[0], row[0], row[1]];
        }
        if let Some(first) = rows.first_mut() {
            first[0] = i + 1;
        }
        let mut best = i + 1;
        let mut before_b = None;
        for (j, &of_b) in b.iter().enumerate() {
            let (Some(&left), Some(&here)) = (rows.get(j), rows.get(j + 1)) else { break };
            let replaced = left[1] + usize::from(of_a != of_b);
            let mut cost = replaced.min(left[0] + 1).min(here[1] + 1);
            if before_a == Some(of_b)
                && before_b == Some(of_a)
                && let Some(two_back) = j.checked_sub(1).and_then(|at| rows.get(at))
            {
                cost = cost.min(two_back[2] + 1);
            }
            if let Some(here) = rows.get_mut(j + 1) {
                here[0] = cost;
            }
            best = best.min(cost);
            before_b = Some(of_b);
        }
        if best > limit {
            return None;
        }
        before_a = Some(of_a);
    }
    rows.last().map(|row| row[0]).filter(|&cost| cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(a: &str, b: &str) -> Option<usize> {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        distance(&a, &b, 9, &mut Vec::new())
    }

    #[test]
    fn distances_count_single_changes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("prod", "prod", 0),
            ("prd", "prod", 1),
            ("prodd", "prod", 1),
            ("pord", "prod", 1),
            ("prud", "prod", 1),
            ("kitten", "sitting", 3),
            ("ca", "abc", 3),
        ] {
            assert_eq!(cost(a, b), Some(expected), "{a} {b}");
        }
        assert_eq!(distance(&['a'], &['b', 'c', 'd'], 2, &mut Vec::new()), None);
    }
}
