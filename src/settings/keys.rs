//! The table of settings: the one place that names them.

/// What a setting's text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// `true` or `false`.
    Bool,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A number with `s`, `m` or `h`.
    Duration,
    /// Colour words or SGR parameters.
    Color,
    /// Patterns of names, separated by commas: a name may hold blanks.
    Patterns,
    /// Texts, separated by commas.
    Parts,
    /// Twelve-digit account ids, separated by commas or blanks.
    Accounts,
    /// Command names, separated by commas or blanks.
    Commands,
    /// A command line with a place for a link, or nothing.
    Opener,
    /// A command line with a place for a link alone.
    LinkOpener,
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its section in `settings.ini`.
    pub section: &'static str,
    /// Its key there.
    pub name: &'static str,
    /// What counts where nothing is set.
    pub default: &'static str,
    /// What it may be.
    pub form: Form,
}

impl Key {
    /// Whether the variable of this name sets it.
    #[must_use]
    pub fn is_set_by(&self, variable: &str) -> bool {
        let upper = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_uppercase() };
        let words = [self.section, "_", self.name].into_iter().flat_map(str::bytes).map(upper);
        variable.strip_prefix("AWSP_").is_some_and(|rest| rest.bytes().eq(words))
    }

    /// The variable that sets it: `AWSP_PROMPT_FORMAT` for `format` in `[prompt]`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("AWSP_{}_{}", self.section, self.name).replace('-', "_").to_ascii_uppercase()
    }
}

const fn key(section: &'static str, name: &'static str, default: &'static str, form: Form) -> Key {
    Key { section, name, default, form }
}

/// Globs for production: `prod` or `production` as a word of its own, so that `nonprod` and `product` are not meant.
const PRODUCTION: &str = "prod, prod-*, prod_*, prod.*, prod/*, prod:*, *-prod, *_prod, *.prod, */prod, *:prod, \
     *-prod-*, *_prod_*, *.prod.*, */prod/*, *:prod:*, \
     production, production-*, production_*, production.*, *-production, *_production, *.production, */production, *:production, \
     !*non-prod*, !*non_prod*, !*pre-prod*, !*pre_prod*";

/// Every setting, in the order of the documentation.
pub const KEYS: &[Key] = &[
    key("prompt", "format", "{sign} {profile} {account} {role} {state} {end} {renews}", Form::Text),
    key("prompt", "countdown", "false", Form::Bool),
    key("prompt", "show", "auto", Form::OneOf(&["auto", "always"])),
    key("prompt", "soon", "15m", Form::Duration),
    key("refresh", "background", "use", Form::OneOf(&["off", "use", "always"])),
    key("danger", "profiles", PRODUCTION, Form::Patterns),
    key("danger", "accounts", "", Form::Accounts),
    key("colors", "ok", "green", Form::Color),
    key("colors", "planned", "cyan", Form::Color),
    key("colors", "soon", "yellow", Form::Color),
    key("colors", "ended", "yellow", Form::Color),
    key("colors", "sign-in", "bold red", Form::Color),
    key("colors", "shadowed", "bold magenta", Form::Color),
    key("colors", "unknown", "bold red", Form::Color),
    key("colors", "broken", "bold red", Form::Color),
    key("colors", "offline", "yellow", Form::Color),
    key("colors", "denied", "bold red", Form::Color),
    key("colors", "danger", "bold white on-red", Form::Color),
    key("completion", "commands", "", Form::Commands),
    key("browser", "command", "", Form::LinkOpener),
    key("console", "browser", "", Form::Opener),
    key("sso", "name_template", "", Form::Text),
    key("sso", "set", "", Form::Parts),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_knows_its_variable() {
        for key in KEYS {
            let of = |variable: &str| KEYS.iter().filter(|key| key.is_set_by(variable)).collect::<Vec<_>>();
            assert_eq!(of(&key.variable()), [key]);
            assert!(of(&key.variable().to_lowercase()).is_empty());
        }
    }
}
