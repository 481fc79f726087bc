//! Names that a wrong one may have meant.

use crate::config::merge::Config;

/// Longer names are compared by their beginning.
const COMPARED: usize = 80;

/// Up to three names of profiles, the nearest first: those that differ in case only or in a few characters, then
/// those that begin with what was typed, then those that contain it.
#[must_use]
pub fn nearest(config: &Config, wrong: &str) -> Vec<String> {
    let wrong = comparable(wrong);
    if wrong.is_empty() {
        return Vec::new();
    }
    let limit = 1 + wrong.chars().count() / 4;
    let mut found: Vec<(usize, &str)> = Vec::new();
    for profile in config.profiles.iter() {
        let name = comparable(profile.name);
        let distance = strsim::osa_distance(&wrong, &name);
        let score = if distance <= limit {
            Some(distance)
        } else if name.starts_with(&wrong) {
            Some(COMPARED + distance)
        } else {
            (wrong.len() > 2 && name.contains(&wrong)).then_some(2 * COMPARED + distance)
        };
        found.extend(score.map(|score| (score, profile.name)));
    }
    found.sort_by_key(|(score, _)| *score);
    found.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

fn comparable(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).take(COMPARED).collect()
}
