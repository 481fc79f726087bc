//! `awsp configure remove`.

use crate::app::App;
use crate::cli::configure::RemoveArgs;
use crate::commands::configure::given::ID;
use crate::commands::configure::mentions::{active, programs};
use crate::commands::configure::review::{Review, write};
use crate::commands::configure::{existing, named};
use crate::commands::edits::Edits;
use crate::config::edit::{Edit, Target};
use crate::config::source::FileKind;
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn run(app: &App, args: &RemoveArgs) -> Result<(), Error> {
    let config = app.config();
    let name = named(app, args.name.as_deref(), args.write, "awsp configure remove NAME")?;
    let profile = existing(config, &name, "remove")?;
    let target = Target::Profile(name.clone());
    let gone = |file: FileKind| {
        profile.in_file(file).map(|_| Edit::Remove { target: target.clone() }).into_iter().collect()
    };
    let edits = Edits { config: gone(FileKind::Config), credentials: gone(FileKind::Credentials) };
    Review::new(app, args.write).tell(&edits, &name)?;
    let shown = printable(&name);
    for program in programs(config, &name) {
        app.output
            .note(&format!("credential_process of {} may mean {shown} by its --profile", printable(program)));
    }
    let session = profile.text("sso_session").filter(|session| config.sso_session(session).is_some());
    if let Some(session) = session
        && !config
            .profiles
            .iter()
            .any(|other| other.name != name && other.text("sso_session") == Some(session))
    {
        let session = printable(session);
        app.output.note(&format!("no other profile uses the sso-session {session}, which stays in the file"));
    }
    let key = [FileKind::Credentials, FileKind::Config]
        .into_iter()
        .find_map(|file| profile.in_file(file)?.get(ID)?.text());
    if let Some(id) = key {
        app.output
            .note(&format!("the access key {} stays valid at AWS until it is deleted there", printable(id)));
    }
    if write(app, &edits, args.write)?
        && let Some(variable) = active(app, &name)
    {
        app.output.note(&format!("{variable} of this shell still says {shown}: awsp off"));
    }
    Ok(())
}
