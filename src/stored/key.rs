//! What stored results are found by: everything that changes them.

use std::borrow::Cow;

use crate::config::plan::{Plan, RoleStep, Source};
use crate::domain::env::{Effect, Env, VARIABLES};
use crate::host;
use crate::store::key::Key;
use crate::stored::scope::Scope;

/// The longest session name that STS takes.
const LONGEST_NAME: usize = 64;

/// The key of the credentials after the first `hops` roles of the plan, in this scope. Two profiles that come to the
/// same thing share an entry; the same role over another source key, session name, duration, external id, MFA
/// device, source identity, region or endpoint is another entry.
#[must_use]
pub fn of(plan: &Plan, hops: usize, scope: Scope<'_>) -> Key {
    of_on(host::machine_name, plan, hops, scope)
}

/// The same on the machine of this name, for what hangs on the machine: several may share a home.
fn of_on(machine: fn() -> String, plan: &Plan, hops: usize, scope: Scope<'_>) -> Key {
    let mut parts: Vec<Option<Cow<'_, str>>> = Vec::new();
    parts.extend(scope.endpoint_parts().map(|part| part.map(Cow::Borrowed)));
    parts.extend(source_parts(&plan.source, scope.env));
    parts.extend(plan.source.is_of_machine().then(|| Some(Cow::Owned(machine()))));
    for step in plan.roles.iter().take(hops) {
        let duration = step.duration_seconds.map(|seconds| Cow::Owned(seconds.to_string()));
        parts.extend([
            Some(Cow::Borrowed("role")),
            Some(Cow::Borrowed(step.role_arn.as_str())),
            Some(session_name(step, scope.env)),
            step.external_id.as_deref().map(Cow::Borrowed),
            duration,
            step.mfa_serial.as_deref().map(Cow::Borrowed),
            step.source_identity.as_deref().map(Cow::Borrowed),
        ]);
    }
    Key::of(parts.iter().map(Option::as_deref))
}

/// The key of what concerns the plan's result as a whole.
#[must_use]
pub fn of_result(plan: &Plan, scope: Scope<'_>) -> Key {
    of(plan, plan.roles.len(), scope)
}

/// `RoleSessionName`: the profile's, else `awsp-` and the local user's name, of which what STS does not take
/// (anything but `[\w+=,.@-]`) becomes a hyphen.
#[must_use]
pub fn session_name<'a>(step: &'a RoleStep, env: &Env) -> Cow<'a, str> {
    named_or_own(step.session_name.as_deref(), env)
}

/// The same, by the name that is given.
#[must_use]
pub fn named_or_own<'a>(given: Option<&'a str>, env: &Env) -> Cow<'a, str> {
    if let Some(name) = given {
        return Cow::Borrowed(name);
    }
    let user = env.get_nonempty("USER").or_else(|| env.get_nonempty("LOGNAME"));
    let name = user.map_or_else(|| "awsp".to_owned(), |user| format!("awsp-{user}"));
    let valid = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    Cow::Owned(name.chars().map(|c| if valid(c) { c } else { '-' }).take(LONGEST_NAME).collect())
}

fn source_parts<'a>(source: &'a Source, env: &'a Env) -> Vec<Option<Cow<'a, str>>> {
    let (kind, texts): (&str, Vec<Option<&str>>) = match source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
            ("keys", vec![Some(&credentials.access_key_id)])
        }
        Source::WebIdentity { role_arn, token_file, session_name, .. } => {
            let mut parts = named("web-identity", [Some(role_arn.as_str())]);
            parts.push(Some(named_or_own(session_name.as_deref(), env)));
            parts.push(Some(token_file.to_string_lossy()));
            return parts;
        }
        Source::Sso { session, start_url, region, account_id, role_name } => (
            "sso",
            vec![session.as_deref(), Some(start_url), Some(region), Some(account_id), Some(role_name)],
        ),
        Source::Login { session, .. } => ("login", vec![Some(session)]),
        Source::Process { profile, command, account_id, .. } => {
            let mut parts = named("process", [Some(profile.as_str()), Some(command), account_id.as_deref()]);
            // The program sees the variables, and may well go by them.
            let seen =
                VARIABLES.iter().filter(|variable| !variable.secret && variable.effect != Effect::Leftover);
            parts.extend(seen.map(|variable| env.get(variable.name)));
            return parts;
        }
        Source::Container { .. } => {
            let uris = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
            let mut parts = named("container", []);
            parts.extend(uris.map(|name| env.get(name)));
            return parts;
        }
        Source::InstanceMetadata { .. } => ("instance-metadata", Vec::new()),
    };
    named(kind, texts)
}

fn named<'a>(kind: &'a str, texts: impl IntoIterator<Item = Option<&'a str>>) -> Vec<Option<Cow<'a, str>>> {
    std::iter::once(Some(kind)).chain(texts).map(|text| text.map(Cow::Borrowed)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::domain::credentials::Credentials;
    use crate::domain::network::Network;
    use crate::domain::origin::Origin;
    use crate::domain::region::Region;
    use crate::domain::secret::Secret;

    fn step() -> RoleStep {
        RoleStep {
            profile: "p".into(),
            role_arn: "arn:aws:iam::777788889999:role/MyRole".into(),
            session_name: None,
            external_id: None,
            duration_seconds: None,
            mfa_serial: None,
            source_identity: None,
            origin: Origin { file: Arc::new(PathBuf::from("config")), line: 1 },
        }
    }

    fn plan(id: &str, roles: Vec<RoleStep>) -> Plan {
        let credentials = Credentials {
            access_key_id: id.into(),
            secret_access_key: Secret::new("s"),
            session_token: None,
            expires_at: None,
            account_id: None,
        };
        Plan { source: Source::Environment { credentials }, roles }
    }

    #[test]
    fn everything_that_changes_the_result_changes_the_key() {
        let env: Env = [("USER", "benk")].into_iter().collect();
        let other_env: Env = [("USER", "other")].into_iter().collect();
        let region = Region::parse("eu-west-1").unwrap();
        let other_region = Region::parse("eu-west-2").unwrap();
        let network = Network::default();
        let custom = Network { endpoint_url: Some("http://127.0.0.1:1".into()), ..Network::default() };
        let fips = Network { fips: true, ..Network::default() };
        let scope = Scope { env: &env, region: Some(&region), network: &network };
        let change = |edit: fn(&mut RoleStep)| {
            let mut changed = step();
            edit(&mut changed);
            of_result(&plan("AKIA1", vec![changed]), scope)
        };
        let one = plan("AKIA1", vec![step()]);
        let mut keys = vec![
            of_result(&one, scope),
            of(&one, 0, scope),
            of_result(&plan("AKIA2", vec![step()]), scope),
            of_result(&plan("AKIA1", vec![step(), step()]), scope),
            change(|step| step.role_arn.push('2')),
            change(|step| step.session_name = Some("x".into())),
            change(|step| step.external_id = Some("x".into())),
            change(|step| step.duration_seconds = Some(900)),
            change(|step| step.mfa_serial = Some("x".into())),
            change(|step| step.source_identity = Some("x".into())),
            of_result(&one, Scope { env: &other_env, ..scope }),
            of_result(&one, Scope { region: Some(&other_region), ..scope }),
            of_result(&one, Scope { region: None, ..scope }),
            of_result(&one, Scope { network: &custom, ..scope }),
            of_result(&one, Scope { network: &fips, ..scope }),
        ];
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn a_hop_that_two_profiles_share_has_one_key() {
        let env = Env::default();
        let network = Network::default();
        let scope = Scope { env: &env, region: None, network: &network };
        let mut second = step();
        second.role_arn.push('2');
        let renamed = RoleStep { profile: "q".into(), ..step() };
        assert_eq!(
            of(&plan("AKIA1", vec![step(), second]), 1, scope),
            of_result(&plan("AKIA1", vec![renamed]), scope)
        );
    }

    #[test]
    fn machines_that_share_a_home_share_no_roles_over_their_own_credentials() {
        let env = Env::default();
        let network = Network::default();
        let scope = Scope { env: &env, region: None, network: &network };
        let machines: [fn() -> String; 2] = [|| "a".to_owned(), || "b".to_owned()];
        let keys = |plan: &Plan| machines.map(|machine| of_on(machine, plan, 1, scope));
        for source in [Source::InstanceMetadata { asked: true }, Source::Container { asked: true }] {
            let [a, b] = keys(&Plan { source, roles: vec![step()] });
            assert_ne!(a, b);
        }
        let [a, b] = keys(&plan("AKIA1", vec![step()]));
        assert_eq!(a, b);
    }

    #[test]
    fn the_session_is_named_by_the_local_user() {
        let name = |user: &str| session_name(&step(), &[("USER", user)].into_iter().collect()).into_owned();
        assert_eq!(name("benk"), "awsp-benk");
        assert_eq!(name("DOM\\jörg k"), "awsp-DOM-j-rg-k");
        assert_eq!(name(&"x".repeat(90)).len(), 64);
        assert_eq!(name(""), "awsp");
        let named = RoleStep { session_name: Some("as written".into()), ..step() };
        assert_eq!(session_name(&named, &Env::default()), "as written");
    }
}
