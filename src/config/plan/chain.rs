//! Role chains: profiles with `role_arn`, followed to what gives the first credentials.

use super::ask::{place, problem, text};
use super::base::Base;
use super::environment;
use super::own::own;
use super::role::Role;
use crate::config::hint;
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::config::section::Property;
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// Longer chains are refused. (The AWS CLI ends in a Python recursion error at some three hundred.)
const LONGEST: usize = 100;

/// Roles from the asked profile down to the one that is called first, and the base below.
pub(super) struct Chain<'a> {
    pub(super) roles: Vec<Role<'a>>,
    pub(super) base: Base<'a>,
}

/// The `role_arn` of a profile that is for assuming a role with other credentials.
fn role_of(profile: Profile<'_>) -> Option<Property<'_>> {
    profile.get("role_arn").filter(|_| profile.get("web_identity_token_file").is_none())
}

fn has_static_key(profile: Profile<'_>) -> bool {
    profile.get("aws_access_key_id").is_some() || profile.get("aws_secret_access_key").is_some()
}

/// Why there is no chain.
pub(super) enum Broken<'a> {
    /// A problem.
    Problem(Problem),
    /// The profile's `source_profile` names none. Told only where it is read: finding the name that was meant takes a look
    /// at every profile, and thousands may name the same.
    Missing {
        /// Whose it is.
        profile: Profile<'a>,
        /// The name.
        source: &'a str,
    },
}

impl From<Problem> for Broken<'_> {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Broken<'_> {
    /// For a person.
    pub(super) fn told(self, config: &Config) -> Problem {
        match self {
            Self::Problem(problem) => problem,
            Self::Missing { profile, source } => missing(config, profile, source),
        }
    }
}

/// The chain that begins at `first`, if it has a role.
pub(super) fn follow<'a>(
    config: &'a Config,
    env: &Env,
    first: Profile<'a>,
) -> Result<Option<Chain<'a>>, Broken<'a>> {
    let mut roles: Vec<Role<'a>> = Vec::new();
    let mut current = first;
    loop {
        let Some(arn) = role_of(current) else { return Ok(None) };
        let source = text(current, "source_profile")?;
        let named = text(current, "credential_source")?;
        roles.push(Role::of(current, arn)?);
        let source = match (source, named) {
            (Some(_), Some(_)) => return Err(both(current).into()),
            (None, None) => return Err(neither(current).into()),
            (None, Some(named)) => {
                return Ok(Some(Chain { roles, base: named_source(env, current, named)? }));
            }
            (Some(source), None) => source,
        };
        let next = config.profiles.get(source).ok_or(Broken::Missing { profile: current, source })?;
        let visited = roles.iter().any(|seen| seen.profile.name == next.name);
        let itself = current.name == next.name;
        if visited && !(itself && has_static_key(next)) {
            return Err(circle(current, next, &roles).into());
        }
        if has_static_key(next) || role_of(next).is_none() {
            let base = own(config, Some(next), None)?.ok_or_else(|| nothing(current, next))?;
            return Ok(Some(Chain { roles, base }));
        }
        if roles.len() == LONGEST {
            return Err(too_long(first).into());
        }
        current = next;
    }
}

fn named_source<'a>(env: &Env, profile: Profile<'_>, named: &str) -> Result<Base<'a>, Problem> {
    let name = printable(profile.name);
    let origin = profile.get("credential_source").map(|property| property.origin());
    match named {
        "Environment" => {
            if let Some(credentials) = environment::keys(env)? {
                return Ok(Base::Environment(Box::new(credentials)));
            }
            let message = format!("{name} takes its keys from the environment, where there are none");
            let way_out = "export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or change credential_source";
            Err(problem("environment-keys-missing", message, origin, way_out))
        }
        "EcsContainer" if environment::has_container(env) => Ok(Base::Container { asked: true }),
        "EcsContainer" => {
            let message =
                format!("{name} takes its credentials from the container, and none is in the variables");
            let way_out =
                "use it where AWS_CONTAINER_CREDENTIALS_FULL_URI is set, or change credential_source";
            Err(problem("container-missing", message, origin, way_out))
        }
        "Ec2InstanceMetadata" if env.is_true("AWS_EC2_METADATA_DISABLED") => {
            let message =
                format!("{name} takes its credentials from instance metadata, which is switched off");
            Err(problem(
                "metadata-disabled",
                message,
                origin,
                "unset AWS_EC2_METADATA_DISABLED, or change credential_source",
            ))
        }
        "Ec2InstanceMetadata" => Ok(Base::InstanceMetadata { asked: true }),
        other => {
            let message = format!("credential_source of {name} is \"{}\", which is none", printable(other));
            let way_out = "write Environment, EcsContainer or Ec2InstanceMetadata, in just this spelling";
            Err(problem("bad-credential-source", message, origin, way_out))
        }
    }
}

fn both(profile: Profile<'_>) -> Problem {
    let message = format!("{} has both source_profile and credential_source", printable(profile.name));
    let origin = profile.get("credential_source").map(|property| property.origin());
    problem("two-role-sources", message, origin, "take one of the two out")
}

fn neither(profile: Profile<'_>) -> Problem {
    let message = format!(
        "{} has a role_arn, but neither source_profile nor credential_source",
        printable(profile.name)
    );
    let name = hint::word(profile.name);
    Problem {
        origin: profile.get("role_arn").map(|property| property.origin()),
        ..Problem::error("no-role-source", message)
    }
    .hint(format!("name the profile to assume it with: awsp configure set {name} source_profile=NAME"))
}

fn missing(config: &Config, profile: Profile<'_>, source: &str) -> Problem {
    let name = printable(profile.name);
    let message =
        format!("source_profile of {name} is \"{}\", and there is no such profile", printable(source));
    let origin = profile.get("source_profile").map(|property| property.origin());
    let way_out = match super::nearest(config, source).first() {
        Some(near) => format!("did you mean {}", printable(near)),
        None => "name one that there is".to_owned(),
    };
    problem("source-profile-missing", message, origin, &way_out)
}

fn circle(profile: Profile<'_>, next: Profile<'_>, roles: &[Role<'_>]) -> Problem {
    let name = printable(profile.name);
    let origin = profile.get("source_profile").map(|property| property.origin());
    if profile.name == next.name {
        let message = format!("{name} is its own source_profile, but holds no keys");
        return problem("source-profile-loop", message, origin, "name the profile that holds the keys");
    }
    let from = roles.iter().position(|seen| seen.profile.name == next.name).unwrap_or(0);
    let mut names: Vec<_> = roles.iter().skip(from).map(|seen| printable(seen.profile.name)).collect();
    names.push(printable(next.name));
    let message = format!("source_profile goes in a circle: {}", names.join(" → "));
    problem("source-profile-loop", message, origin, "let one of them name a profile that holds keys")
}

fn nothing(profile: Profile<'_>, source: Profile<'_>) -> Problem {
    let (name, source_name) = (printable(profile.name), printable(source.name));
    let message = format!("{source_name}, the source_profile of {name}, has no credentials of its own");
    let way_out =
        format!("give it some with `awsp configure set {}`, or name another", hint::word(source.name));
    let origin = profile.get("source_profile").map(|property| property.origin()).or_else(|| place(source));
    problem("source-profile-empty", message, origin, &way_out)
}

fn too_long(profile: Profile<'_>) -> Problem {
    let message = format!("the chain of roles from {} is longer than {LONGEST}", printable(profile.name));
    problem("chain-too-long", message, place(profile), "let it end sooner")
}
