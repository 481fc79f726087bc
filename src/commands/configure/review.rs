//! What is wrong with a change is said before it is made; then it is made.

use crate::app::App;
use crate::cli::configure::WriteArgs;
use crate::commands::configure::given::Given;
use crate::commands::edits::{Assent, Done, Edits, make};
use crate::commands::explain::hidden::command;
use crate::commands::explain::{is_program, where_tools_disagree};
use crate::config::check::keys::is_of_sso_session;
use crate::config::check::{After, MOST_OTHERS, edited, key, name, value};
use crate::config::shell_words;
use crate::config::tools::What;
use crate::domain::paste::word;
use crate::domain::problem::{Problem, Severity};
use crate::domain::text::printable;
use crate::error::Error;

/// A change that is looked at.
pub(super) struct Review<'a> {
    pub(super) app: &'a App,
    pub(super) write: WriteArgs,
    /// What was found and is not told yet.
    problems: Vec<Problem>,
}

impl<'a> Review<'a> {
    pub(super) fn new(app: &'a App, write: WriteArgs) -> Self {
        Self { app, write, problems: Vec::new() }
    }

    /// Looks at a new profile's name.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    pub(super) fn name(&mut self, given: &str) -> Result<(), Error> {
        if given.is_empty() {
            return Err(Error::usage("a profile's name is never empty"));
        }
        self.problems.extend(name(self.app.config(), given));
        self.stop()
    }

    /// Looks at keys and values.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    pub(super) fn given(&mut self, given: &[Given]) -> Result<(), Error> {
        for Given { key: own, value: given } in given {
            self.problems.extend(key(own.split('.').next().unwrap_or(own)));
            self.problems.extend(given.as_deref().and_then(|given| value(own, given)));
        }
        self.stop()
    }

    /// Looks whether a new profile would change a session that others share.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    pub(super) fn session(&mut self, given: &[Given]) -> Result<(), Error> {
        let value_of = |key: &str| given.iter().find(|given| given.key == key)?.value.as_deref();
        let Some(session) = value_of("sso_session") else { return Ok(()) };
        let Some(section) = self.app.config().sso_session(session) else { return Ok(()) };
        for property in section.own_properties() {
            let differs = value_of(property.key).is_some_and(|given| Some(given) != property.text());
            if differs && is_of_sso_session(property.key) {
                let message = format!(
                    "the sso-session {} has another {} already, for all its profiles",
                    printable(session),
                    property.key
                );
                let hint = "name another session, or leave it out";
                self.problems
                    .push(Problem::error("sso-session-conflict", message).at(&property.origin()).hint(hint));
            }
        }
        self.stop()
    }

    /// Tells what was found so far.
    ///
    /// # Errors
    /// The first thing that is surely wrong, where nothing is forced.
    fn stop(&mut self) -> Result<(), Error> {
        let wrong = |problem: &Problem| problem.severity == Severity::Error && !self.write.force;
        let (errors, notes): (Vec<Problem>, Vec<Problem>) = self.problems.drain(..).partition(wrong);
        let mut errors = errors.into_iter();
        let first = errors.next();
        for problem in notes.into_iter().chain(errors) {
            let hint = problem.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            self.app.output.note(&format!("{}{hint}", problem.message));
        }
        let force = "nothing was changed; to write it all the same: --force";
        first.map_or(Ok(()), |problem| Err(Error::from(problem).hint(force)))
    }

    /// Looks at what the files would say. The files with the edits, where these can be made at all; else it is left to
    /// the making to tell why.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    pub(super) fn tell(mut self, edits: &Edits, name: &str) -> Result<Option<After>, Error> {
        let read = self.app.read();
        let after = edited(&read.files, &edits.config, &edits.credentials).ok();
        if let Some(after) = &after {
            let found = after.problems(&read.files, &read.config, &self.app.host.env, name);
            self.problems.extend(found.own);
            let more = found.others.len() > MOST_OTHERS;
            for (other, problem) in found.others.into_iter().take(MOST_OTHERS) {
                let message =
                    format!("{} could not be used any more: {}", printable(&other), problem.message);
                self.problems.push(Problem::warning(problem.code, message));
            }
            if more {
                self.app
                    .output
                    .note("more profiles could not be used any more than those that are named here");
            }
        }
        self.stop()?;
        if let Some(after) = after.as_ref().filter(|after| after.config.profiles.contains(name)) {
            self.tools(after, name);
        }
        Ok(after)
    }

    /// Tells what other tools would make of the profile: what they did not before.
    fn tools(&self, after: &After, name: &str) {
        let app = self.app;
        let program = after.config.profiles.get(name).and_then(|profile| profile.text("credential_process"));
        let program = program.and_then(shell_words).and_then(|words| words.into_iter().next());
        if let Some(program) = program.filter(|program| !is_program(app, program)) {
            app.output.note(&format!(
                "credential_process: there is no program {} here",
                printable(&command(&program))
            ));
            return;
        }
        let read = app.read();
        let known = if read.config.profiles.contains(name) {
            where_tools_disagree(app, &read.files, &read.config, Some(name))
        } else {
            Vec::new()
        };
        let names_region =
            after.config.profiles.get(name).is_some_and(|profile| profile.text("region").is_some());
        let mut lacks_region = false;
        for new in where_tools_disagree(app, &after.files, &after.config, Some(name)) {
            if known.iter().any(|old| old.tool == new.tool && old.what == new.what) {
                continue;
            }
            // Which tool looks for a region elsewhere matters less than that none is named.
            if !names_region && !new.what.contains(&What::Key) {
                lacks_region = true;
            } else {
                app.output.note(&new.why);
            }
        }
        if lacks_region {
            let (shown, pasted) = (printable(name), word(name));
            app.output.note(&format!(
                "{shown} names no region, which most calls need: awsp configure set {pasted} region=eu-west-1"
            ));
        }
    }
}

/// Shows the change, has the assent, and makes it; whether anything was written.
pub(super) fn write(app: &App, edits: &Edits, write: WriteArgs) -> Result<bool, Error> {
    let assent = match write {
        WriteArgs { dry_run: true, .. } => Assent::DryRun,
        WriteArgs { yes: true, .. } => Assent::Given,
        _ => Assent::Asked,
    };
    let done = make(app, edits, assent)?;
    if done == Done::Nothing {
        app.output.note("the files say that already");
    }
    Ok(done == Done::Written)
}
