//! One role of a chain, with what its profile says of the call.

use super::RoleStep;
use super::ask::{plain, problem, text};
use crate::config::parse::python;
use crate::config::profiles::Profile;
use crate::config::section::Property;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// The shortest session. The longest depends on the role, so STS is left to judge it.
const SHORTEST: i64 = 900;

/// See [`RoleStep`]; borrowed from the files.
pub(super) struct Role<'a> {
    pub(super) profile: Profile<'a>,
    arn: Property<'a>,
    session_name: Option<&'a str>,
    external_id: Option<&'a str>,
    duration_seconds: Option<u32>,
    mfa_serial: Option<&'a str>,
    source_identity: Option<&'a str>,
}

impl<'a> Role<'a> {
    /// The call that the profile asks for with this `role_arn`.
    ///
    /// Values below the bounds of the STS API are refused here, as the AWS CLI refuses them before it calls.
    pub(super) fn of(profile: Profile<'a>, arn: Property<'a>) -> Result<Self, Problem> {
        long_enough(profile, Some(arn), 20)?;
        Ok(Self {
            profile,
            arn,
            // An empty one counts as none.
            session_name: match text(profile, "role_session_name")? {
                Some("") | None => None,
                Some(_) => at_least(profile, "role_session_name", 2)?,
            },
            external_id: at_least(profile, "external_id", 2)?,
            duration_seconds: duration(profile)?,
            mfa_serial: at_least(profile, "mfa_serial", 9)?,
            source_identity: at_least(profile, "source_identity", 2)?,
        })
    }

    /// `role_arn`.
    pub(super) fn arn(&self) -> &'a str {
        self.arn.text().unwrap_or_default()
    }

    pub(super) fn into_step(self) -> RoleStep {
        RoleStep {
            profile: self.profile.name.to_owned(),
            role_arn: self.arn().to_owned(),
            session_name: self.session_name.map(str::to_owned),
            external_id: self.external_id.map(str::to_owned),
            duration_seconds: self.duration_seconds,
            mfa_serial: self.mfa_serial.map(str::to_owned),
            source_identity: self.source_identity.map(str::to_owned),
            origin: self.arn.origin(),
        }
    }
}

fn at_least<'a>(profile: Profile<'a>, key: &str, characters: usize) -> Result<Option<&'a str>, Problem> {
    long_enough(profile, profile.get(key), characters)
}

fn long_enough<'a>(
    profile: Profile<'_>,
    property: Option<Property<'a>>,
    characters: usize,
) -> Result<Option<&'a str>, Problem> {
    let Some(property) = property else { return Ok(None) };
    let value = plain(property, profile.name)?;
    if value.chars().nth(characters - 1).is_none() {
        let (key, name) = (property.key, printable(profile.name));
        let message = format!("{key} of {name} is too short: {characters} characters at least");
        let origin = Some(property.origin());
        return Err(problem("bad-role-setting", message, origin, "correct it or take the line out"));
    }
    Ok(Some(value))
}

/// What is no integer is ignored, as the AWS CLI does.
fn duration(profile: Profile<'_>) -> Result<Option<u32>, Problem> {
    let Some(seconds) = text(profile, "duration_seconds")?.and_then(python::int) else { return Ok(None) };
    match u32::try_from(seconds) {
        Ok(fitting) if seconds >= SHORTEST => Ok(Some(fitting)),
        _ => {
            let message =
                format!("duration_seconds of {} is {seconds}: {SHORTEST} at least", printable(profile.name));
            let origin = profile.get("duration_seconds").map(|property| property.origin());
            Err(problem("bad-role-setting", message, origin, "write a longer duration"))
        }
    }
}
