//! `awsp configure rename`.

use crate::app::App;
use crate::cli::configure::CopyArgs;
use crate::commands::configure::mentions::{active, new_name, programs};
use crate::commands::configure::review::{Review, write};
use crate::commands::configure::{existing, named};
use crate::commands::edits::Edits;
use crate::config::edit::{Edit, Target, Value};
use crate::config::merge::Config;
use crate::config::source::FileKind;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;

const USAGE: &str = "awsp configure rename FROM TO";

pub(super) fn run(app: &App, args: &CopyArgs) -> Result<(), Error> {
    let config = app.config();
    let from = named(app, args.from.as_deref(), args.write, USAGE)?;
    existing(config, &from, "rename")?;
    let to = new_name(app, args, &from, USAGE)?;
    let mut review = Review::new(app, args.write);
    review.name(&to)?;
    let edits = Edits {
        config: renamed(config, FileKind::Config, &from, &to),
        credentials: renamed(config, FileKind::Credentials, &from, &to),
    };
    review.tell(&edits, &to)?;
    let (shown, new) = (printable(&from), printable(&to));
    for program in programs(config, &from) {
        app.output.note(&format!(
            "credential_process of {} may mean {shown} by its --profile; awsp does not change programs' arguments",
            printable(program)
        ));
    }
    let is_dangerous = |name: &str| app.settings().is_dangerous(Some(name), None);
    if is_dangerous(&from) && !is_dangerous(&to) {
        app.output.note(&format!("{shown} is marked as dangerous by its name; {new} is not"));
    } else if is_dangerous(&to) && !is_dangerous(&from) {
        app.output.note(&format!("{new} is marked as dangerous by its name"));
    }
    if write(app, &edits, args.write)?
        && let Some(variable) = active(app, &from)
    {
        app.output.note(&format!("{variable} of this shell still says {shown}: awsp use {}", word(&to)));
    }
    Ok(())
}

/// The header, and each `source_profile` that means it.
fn renamed(config: &Config, file: FileKind, from: &str, to: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for profile in config.profiles.iter() {
        let Some(section) = profile.in_file(file) else { continue };
        let target = Target::Profile(profile.name.to_owned());
        let means_it = section
            .own_properties()
            .any(|property| property.key == "source_profile" && property.text() == Some(from));
        if means_it {
            let (key, value) = ("source_profile".to_owned(), Value::Text(to.to_owned()));
            edits.push(Edit::Set { target: target.clone(), key, value });
        }
        if profile.name == from {
            edits.push(Edit::Rename { target, name: to.to_owned() });
        }
    }
    edits
}
