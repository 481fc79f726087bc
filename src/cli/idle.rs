//! Options that every verb takes, so that they may stand anywhere, but that change nothing about some: those are left
//! out of these verbs' help and completion.

use clap::Command;

/// Verb, and the options that it has no use for.
const IDLE: &[(&str, &[&str])] = &[
    ("init", &["profile", "region", "json"]),
    ("use", &["json"]),
    ("off", &["profile", "region", "json"]),
    ("list", &["region"]),
    ("refresh", &["json"]),
    ("exec", &["json"]),
    ("credential-process", &["json"]),
    ("settings", &["profile", "region"]),
    ("cache", &["profile", "region"]),
    ("logout", &["region", "json"]),
    ("configure", &["json"]),
    ("completions", &["profile", "region", "json", "quiet", "verbose"]),
];

/// The verb's command with what is idle hidden: `top` has the options.
pub(super) fn hidden(top: &Command, verb: Command) -> Command {
    let idle = IDLE.iter().find(|(name, _)| *name == verb.get_name()).map_or(&[][..], |(_, idle)| idle);
    let options = top.get_arguments().filter(|option| idle.contains(&option.get_id().as_str()));
    // One that the verb has itself is not replaced by the one of the whole.
    verb.args(options.map(|option| option.clone().hide(true)))
}
