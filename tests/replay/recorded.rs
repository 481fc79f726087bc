//! A case whose exchanges were recorded word for word.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use awsp::config::merge::load;
use awsp::config::parse::Reading;
use awsp::config::profiles::Profile;
use awsp::config::source::Files;
use serde_json::{Map, Value, json};

use crate::case::Case;
use crate::causes;
use crate::compare::Findings;
use crate::program::Ran;
use crate::requests;
use crate::world::World;

/// What awsp is asked for in place of the AWS CLI's command.
enum Question<'a> {
    /// Credentials; compared as values.
    Credentials,
    /// Credentials in this form; compared as text.
    Form(&'a str),
    /// The names of the profiles.
    Names,
    /// Who one is.
    Identity,
    /// A property of a profile; what counts is what is written.
    Change(&'a str, &'a str),
    /// A sign-in, of which the files and the requests count; these words come after `login`.
    SignIn(Vec<&'a str>),
    /// Nothing: something is to be done, by this command.
    Done(&'a str),
}

/// Replays it; `expected` is what is to come out. `None` where awsp has no such command.
pub(crate) fn replay(case: &Case, expected: &Value) -> Option<(Findings, Vec<Ran>)> {
    let words: Vec<&str> =
        case.data["args"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (question, profile) = question(&words, expected)?;
    let mut line = vec!["--json"];
    let property;
    match question {
        Question::Change(key, value) => {
            property = format!("{key}={value}");
            // The AWS CLI neither asks nor looks whether it makes sense.
            line = vec!["configure", "set", &property, "--yes", "--force"];
        }
        Question::Credentials => line.push("export"),
        Question::Form(form) => line = vec!["export", "--format", form],
        Question::Names => line = vec!["list", "--names"],
        Question::Identity => line.push("whoami"),
        Question::SignIn(ref words) => {
            line.push("login");
            line.extend(words);
        }
        Question::Done(verb) => line.push(verb),
    }
    if let Some(profile) = profile {
        line.extend(["--profile", profile]);
    }
    let world = World::of(case);
    let none = Vec::new();
    let exchanges = expected["exchanges"].as_array().unwrap_or(&none);
    if !exchanges.is_empty() {
        world.fake.script(exchanges.iter().map(|exchange| scene(exchange, &world)).collect());
    }
    let ran = world.run(&line);
    let mut findings = Findings::new();
    match (&expected.get("exit"), ran.is_well()) {
        (None, true) => answer(&question, &ran, &world.words.fill_all(expected), &mut findings),
        (None, false) => findings.add(
            "verdict",
            "well",
            format!("{} {}", ran.code().unwrap_or_default(), ran.stderr.trim()),
        ),
        (Some(_), true) => findings.add("verdict", expected["stderr"].to_string(), "well"),
        (Some(_), false) => {
            causes::same("the command", expected["stderr"].as_str().unwrap_or_default(), &ran, &mut findings);
        }
    }
    let wanted: Vec<Value> = exchanges
        .iter()
        .map(|exchange| requests::meaning(&world.words.fill_all(&exchange["request"])))
        .collect();
    let nothing = Value::Null;
    let sent: Vec<Value> = ran
        .requests
        .iter()
        .enumerate()
        .map(|(number, entry)| requests::recorded(entry, wanted.get(number).unwrap_or(&nothing)))
        .collect();
    findings.same_requests("the command", &wanted, &sent);
    written(&world, expected, &mut findings);
    Some((findings, vec![ran]))
}

fn question<'a>(words: &[&'a str], expected: &Value) -> Option<(Question<'a>, Option<&'a str>)> {
    match *words {
        ["configure", "list-profiles"] => Some((Question::Names, None)),
        ["logout", "--profile", profile] => Some((Question::Done("logout"), Some(profile))),
        // One verb signs in to everything, so that what is wrong with a profile of another kind is told for that kind.
        ["login", "--remote", "--profile", profile] => Some((Question::Done("login"), Some(profile))),
        ["sts", "get-caller-identity"] => Some((Question::Identity, None)),
        ["configure", "export-credentials", "--format", form, ref rest @ ..] => {
            let question =
                if expected.get("stdout").is_some() { Question::Form(form) } else { Question::Credentials };
            match *rest {
                [] => Some((question, None)),
                ["--profile", profile] => Some((question, Some(profile))),
                _ => None,
            }
        }
        ["configure", "set", key, value, "--profile", profile] => {
            Some((Question::Change(key, value), Some(profile)))
        }
        ["sso", "login", ref rest @ ..] => {
            let own = |word: &&'a str| if *word == "--use-device-code" { "--device" } else { *word };
            Some((Question::SignIn(rest.iter().map(own).collect()), None))
        }
        _ => None,
    }
}

/// The recorded answer in the form that the fake takes.
fn scene(exchange: &Value, world: &World<'_>) -> Value {
    let (request, response) = (&exchange["request"], world.words.fill_all(&exchange["response"]));
    json!({
        "method": request["method"],
        "path": request["path"],
        "status": response["status"],
        "headers": response["headers"],
        "body": response["body"],
    })
}

fn answer(question: &Question<'_>, ran: &Ran, expected: &Value, findings: &mut Findings) {
    let text = json!(ran.stdout);
    match question {
        Question::SignIn(_) | Question::Change(..) => {}
        Question::Form(_) | Question::Names => findings.same("what is printed", &expected["stdout"], &text),
        Question::Credentials => {
            let got = ran.json();
            let names = [
                ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
                ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
                ("AWS_SESSION_TOKEN", "SessionToken"),
                ("AWS_CREDENTIAL_EXPIRATION", "Expiration"),
            ];
            let got: Map<String, Value> = names
                .iter()
                .filter_map(|(variable, name)| Some(((*variable).to_owned(), got.get(name)?.clone())))
                .collect();
            findings.same("credentials", &expected["credentials"], &Value::Object(got));
        }
        Question::Identity => {
            let said: Value =
                serde_json::from_str(expected["stdout"].as_str().unwrap_or_default()).unwrap_or_default();
            let got = ran.json();
            let got = json!({ "UserId": got["user_id"], "Account": got["account_id"], "Arn": got["arn"] });
            findings.same("identity", &said, &got);
        }
        Question::Done(_) => findings.same("what is printed", &json!(""), &text),
    }
}

/// The files that the AWS CLI wrote, and those that it removed. Of its own two the meaning counts, and the mode.
fn written(world: &World<'_>, expected: &Value, findings: &mut Findings) {
    for path in expected["removed"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        findings.same(path, &json!(false), &json!(world.home().join(path).exists()));
    }
    for (path, told) in expected["written"].as_object().into_iter().flatten() {
        let content = world.words.fill(told["content"].as_str().unwrap_or_default());
        let file = world.home().join(path);
        let now = fs::read_to_string(&file).unwrap_or_default();
        if matches!(path.as_str(), ".aws/config" | ".aws/credentials") {
            findings.same(path, &profiles(path, content), &profiles(path, now));
            let mode = fs::metadata(file).map_or(0, |of| of.permissions().mode() & 0o777);
            findings.same(&format!("the mode of {path}"), &told["mode"], &json!(format!("{mode:o}")));
            continue;
        }
        let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        findings.same(path, &read(&content), &read(&now));
    }
}

/// What one of the AWS files says, as the AWS CLI reads it.
fn profiles(path: &str, text: String) -> Value {
    let (config, credentials) = if path == ".aws/config" { (Some(text), None) } else { (None, Some(text)) };
    let files =
        Files::of_bytes(config.map(String::into_bytes), credentials.map(String::into_bytes), Path::new("/"));
    let config = load(&files, Reading::Cli);
    let of = |profile: Profile<'_>| -> Map<String, Value> {
        let properties = profile.properties();
        properties.map(|property| (property.key.to_owned(), json!(property.text()))).collect()
    };
    let profiles =
        config.profiles.iter().map(|profile| (profile.name.to_owned(), Value::Object(of(profile))));
    let problem = config.refused.as_ref().map(|problem| problem.message.clone());
    json!({ "profiles": profiles.collect::<Map<String, Value>>(), "refused": problem })
}
