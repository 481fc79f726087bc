//! The words after `cargo test --test replay --`, as far as they mean something here.

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    names: Vec<String>,
    skipped: Vec<String>,
    exact: bool,
    /// Only name the cases.
    pub(crate) list: bool,
    /// Tell in full, also of what is well.
    pub(crate) show: bool,
    /// How many cases at a time.
    pub(crate) threads: Option<usize>,
}

impl Arguments {
    /// Takes what the harness of cargo's own tests takes, so that `cargo test -- …` works with this one among them.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut read = Self::default();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let (name, inline) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
                _ => (word, None),
            };
            let mut value =
                || inline.clone().or_else(|| words.next()).ok_or_else(|| format!("{name} needs a value"));
            match name.as_str() {
                "--exact" => read.exact = true,
                "--list" => read.list = true,
                "--show" => read.show = true,
                "--skip" => read.skipped.push(value()?),
                "--test-threads" => {
                    let text = value()?;
                    read.threads = Some(text.parse().map_err(|_| format!("{text} is no number"))?);
                }
                "--format" | "--color" | "-Z" => drop(value()?),
                "-q" | "--quiet" | "--nocapture" | "--no-capture" | "--ignored" | "--include-ignored" => {}
                _ if name.starts_with('-') => return Err(format!("{name} means nothing here")),
                _ => read.names.push(name),
            }
        }
        Ok(read)
    }

    /// Whether the case of this name is to be run.
    pub(crate) fn wants(&self, id: &str) -> bool {
        let fits = |pattern: &String| if self.exact { id == pattern } else { id.contains(pattern.as_str()) };
        (self.names.is_empty() || self.names.iter().any(fits)) && !self.skipped.iter().any(fits)
    }

    /// Whether few cases were asked for, of which a person wants to know all.
    pub(crate) fn is_narrow(&self) -> bool {
        !self.names.is_empty()
    }
}
