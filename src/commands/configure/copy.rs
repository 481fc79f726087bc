//! `awsp configure copy`.

use crate::app::App;
use crate::cli::configure::CopyArgs;
use crate::commands::configure::mentions::new_name;
use crate::commands::configure::review::{Review, write};
use crate::commands::configure::{existing, named};
use crate::commands::edits::Edits;
use crate::config::edit::{Edit, Target, Value};
use crate::config::profiles::Profile;
use crate::config::section;
use crate::config::source::FileKind;
use crate::config::sync::mark;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;

const USAGE: &str = "awsp configure copy FROM TO";

pub(super) fn run(app: &App, args: &CopyArgs) -> Result<(), Error> {
    let from = named(app, args.from.as_deref(), args.write, USAGE)?;
    let profile = existing(app.config(), &from, "copy")?;
    let to = new_name(app, args, &from, USAGE)?;
    let mut review = Review::new(app, args.write);
    review.name(&to)?;
    let edits = Edits {
        config: copied(profile, FileKind::Config, &to),
        credentials: copied(profile, FileKind::Credentials, &to),
    };
    review.tell(&edits, &to)?;
    if write(app, &edits, args.write)? {
        app.output.note(&format!("{} is there: awsp use {}", printable(&to), word(&to)));
    }
    Ok(())
}

/// The section of one file under another name, with its indented blocks. The copy is the person's own: `awsp sso sync`
/// is not to look after it.
fn copied(profile: Profile<'_>, file: FileKind, to: &str) -> Vec<Edit> {
    let Some(section) = profile.in_file(file) else { return Vec::new() };
    let own = section.own_properties().filter(|property| property.key != mark::KEY);
    let properties = own.map(|property| {
        let value = match property.value {
            section::Value::Text(text) => Value::Text(text.to_owned()),
            section::Value::Nested(nested) => {
                Value::Nested(nested.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
            }
        };
        (property.key.to_owned(), value)
    });
    vec![Edit::Add { target: Target::Profile(to.to_owned()), properties: properties.collect() }]
}
