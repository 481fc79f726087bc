//! Which names of profiles are marked as dangerous.

use std::cell::OnceCell;

use wildmatch::WildMatch;

use crate::settings::value::parts;

/// Patterns of names, in upper or lower case; `!` in front of one takes names out again.
#[derive(Debug, Clone)]
pub struct DangerousNames {
    text: String,
    patterns: OnceCell<Vec<Pattern>>,
    needed: OnceCell<Needed>,
}

/// One pattern.
#[derive(Debug, Clone)]
struct Pattern {
    glob: WildMatch,
    marks: bool,
}

/// What a name must hold for any pattern to mark it: thousands of names are asked about, and hardly one does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Needed {
    /// Nothing in particular.
    Nothing,
    /// One of these, in upper or lower case; they are in lower case.
    OneOf(Vec<String>),
}

impl DangerousNames {
    /// The patterns of a list, separated by commas or line ends.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), patterns: OnceCell::new(), needed: OnceCell::new() }
    }

    /// Whether this name is marked.
    #[must_use]
    pub fn mark(&self, name: &str) -> bool {
        if name.is_ascii() && !self.needed.get_or_init(|| needed(&self.text)).is_in(name) {
            return false;
        }
        let patterns = self.patterns.get_or_init(|| parts(&self.text).map(Pattern::parse).collect());
        let any = |marks| patterns.iter().any(|pattern| pattern.marks == marks && pattern.glob.matches(name));
        any(true) && !any(false)
    }
}

impl Pattern {
    fn parse(text: &str) -> Self {
        let (glob, marks) = text.strip_prefix('!').map_or((text, true), |rest| (rest.trim_start(), false));
        // `PROD` is production, too, and an exclusion means what it names however it is written.
        Self { glob: WildMatch::new_case_insensitive(glob), marks }
    }
}

/// Of each pattern that marks the longest text without wildcards; none that holds another.
fn needed(text: &str) -> Needed {
    let mut all: Vec<&str> = Vec::new();
    for pattern in parts(text).filter(|pattern| !pattern.starts_with('!')) {
        let longest = pattern.split(['*', '?']).max_by_key(|run| run.len()).unwrap_or_default();
        if longest.is_empty() || !pattern.is_ascii() {
            return Needed::Nothing;
        }
        if all.iter().any(|known| holds(longest, known)) {
            continue;
        }
        all.retain(|known| !holds(known, longest));
        all.push(longest);
    }
    Needed::OneOf(all.into_iter().map(str::to_ascii_lowercase).collect())
}

impl Needed {
    fn is_in(&self, name: &str) -> bool {
        match self {
            Self::Nothing => true,
            Self::OneOf(all) => all.iter().any(|needed| holds(name, needed)),
        }
    }
}

/// Whether `part` is in `whole`, in upper or lower case.
fn holds(whole: &str, part: &str) -> bool {
    let (whole, part) = (whole.as_bytes(), part.as_bytes());
    let Some(first) = part.first() else { return true };
    let mut starts = whole.windows(part.len());
    starts.any(|window| {
        window.first().is_some_and(|start| start.eq_ignore_ascii_case(first))
            && window.eq_ignore_ascii_case(part)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_cut_changes_nothing(
            patterns in prop::collection::vec("!?[aAbB*?kK]{0,5}|ü\\*|prod-\\*", 0..5), name in "[aAbBkK?\u{212a}]{0,6}|PROD-x|üb",
        ) {
            let text = patterns.join(",");
            let patterns: Vec<Pattern> = parts(&text).map(Pattern::parse).collect();
            let any = |marks| patterns.iter().any(|it| it.marks == marks && it.glob.matches(&name));
            prop_assert_eq!(DangerousNames::new(&text).mark(&name), any(true) && !any(false), "{} {}", text, name);
        }
    }

    #[test]
    fn most_names_are_told_by_one_look() {
        assert_eq!(
            needed("prod, *-PROD, production-?, a*lived, !x"),
            Needed::OneOf(vec!["prod".into(), "lived".into()])
        );
        assert_eq!(needed("prod, *"), Needed::Nothing);
    }
}
