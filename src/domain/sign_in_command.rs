//! How a person signs in with the programs that people name in `credential_process`.
//!
//! Sources: the documentation of each program. Only what it says for sure is told; of the arguments only names of
//! profiles, accounts and the like are taken over, never a password.

use std::path::Path;

use crate::domain::paste::word;

/// The command by which a person signs in with the program that these words run, to be pasted; `None` where the program
/// is not known, needs no person, or the words do not tell for whom.
#[must_use]
pub fn sign_in_command(words: &[String]) -> Option<String> {
    let (program, rest) = words.split_first()?;
    let name = Path::new(program).file_name()?.to_str()?;
    let args = Args(rest);
    let with =
        |rest: &str, carried: &[Carried]| Some(format!("{}{rest}{}", word(program), args.carry(carried)));
    match name.strip_suffix(".exe").unwrap_or(name) {
        // Their sign-ins are awsp's own.
        "awsp" if args.has("credential-process") => Some(own(args.value("--profile", "-p")?)),
        "aws" if args.has("export-credentials") => Some(own(args.value("--profile", "--profile")?)),
        "aws2-wrap" | "aws-sso-credential-process" => Some(own(args.value("--profile", "--profile")?)),
        "aws-sso-util" if args.has("credential-process") => with(" login", &[("--profile", "--profile")]),
        "aws-sso" if args.has("process") => with(" login", &[("--sso", "-S")]),
        "aws-vault" => {
            let profile = args.operand(&["exec", "export"], VAULT)?;
            let backend = args.carry(&[("--backend", "--backend")]);
            Some(format!("{} exec {}{backend} -- true", word(program), word(profile)))
        }
        "aws-okta" => {
            let profile = args.operand(&["cred-process"], OKTA)?;
            Some(format!("{} exec {} -- true", word(program), word(profile)))
        }
        "clisso" => with(&format!(" get {}", word(args.operand(&["get"], CLISSO)?)), &[]),
        "granted" if args.has("credential-process") => with(" sso login", &[]),
        "leapp" if args.has("generate") => with(" integration login", &[]),
        "okta-aws-cli" if args.has("--cache-access-token") && !args.has("m2m") && !args.has("direct") => {
            with(" web --cache-access-token --format noop", OKTA_WEB)
        }
        "saml2aws" if args.has("login") => {
            with(" login", &[("--idp-account", "-a"), ("--profile", "-p"), ("--role", "--role")])
        }
        "aws-azure-login" | "aws-google-auth" | "gimme-aws-creds" => with("", &[("--profile", "-p")]),
        "onelogin-aws-login" => with("", &[("--config-name", "-C"), ("--profile", "--profile")]),
        _ => None,
    }
}

/// An option with a value that is taken over: its long name and the short one, or the long one again.
type Carried = (&'static str, &'static str);

const OKTA_WEB: &[Carried] = &[
    ("--org-domain", "-o"),
    ("--oidc-client-id", "-c"),
    ("--aws-acct-fed-app-id", "-a"),
    ("--aws-iam-idp", "-i"),
    ("--aws-iam-role", "-r"),
    ("--profile", "-p"),
];

// The options whose next word is a value and no operand.
const VAULT: &[&str] = &[
    "--backend",
    "--prompt",
    "--keychain",
    "--pass-dir",
    "--pass-cmd",
    "--pass-prefix",
    "--file-dir",
    "--duration",
    "-d",
    "--region",
    "--mfa-token",
    "-t",
    "--format",
];
const OKTA: &[&str] = &[
    "--session-ttl",
    "-t",
    "--assume-role-ttl",
    "-a",
    "--assume-role-arn",
    "-r",
    "--backend",
    "-b",
    "--mfa-provider",
    "--mfa-factor-type",
    "--mfa-duo-device",
    "--okta-session-cookie-key",
    "--okta-account-name",
];
const CLISSO: &[&str] = &["--output", "-o", "--config", "-c", "--duration", "--write-to-file", "-w"];

fn own(profile: &str) -> String {
    format!("awsp login {}", word(profile))
}

/// A program's arguments.
struct Args<'a>(&'a [String]);

impl<'a> Args<'a> {
    fn has(&self, arg: &str) -> bool {
        self.0.iter().any(|given| given == arg)
    }

    /// The value of an option, `--long=value`, `--long value` or `-s value`; none that would be taken for an option.
    fn value(&self, long: &str, short: &str) -> Option<&'a str> {
        let value = self.0.iter().enumerate().find_map(|(at, arg)| {
            if arg == long || arg == short {
                return self.0.get(at + 1).map(String::as_str);
            }
            arg.strip_prefix(long)?.strip_prefix('=')
        });
        value.filter(|value| !value.is_empty() && !value.starts_with('-'))
    }

    /// The first word after one of these subcommands that is neither an option nor an option's value.
    fn operand(&self, subcommands: &[&str], with_value: &[&str]) -> Option<&'a str> {
        let mut rest = self.0.iter().skip_while(|arg| !subcommands.contains(&arg.as_str())).skip(1);
        while let Some(arg) = rest.next() {
            if with_value.contains(&arg.as_str()) {
                rest.next();
            } else if arg == "--" {
                return None;
            } else if !arg.starts_with('-') {
                return Some(arg);
            }
        }
        None
    }

    fn carry(&self, options: &[Carried]) -> String {
        let value = |(long, short): &Carried| Some(format!(" {long} {}", word(self.value(long, short)?)));
        options.iter().filter_map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(command: &str) -> Option<String> {
        sign_in_command(&command.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_program_is_signed_in_to_by_its_own_command() {
        for (command, expected) in [
            ("awsp credential-process --profile corp", "awsp login corp"),
            ("/opt/awsp credential-process -p a$b", "awsp login 'a$b'"),
            ("aws configure export-credentials --profile=corp --format process", "awsp login corp"),
            ("aws2-wrap --process --profile corp", "awsp login corp"),
            ("aws-sso-util credential-process --profile corp", "aws-sso-util login --profile corp"),
            ("aws-sso-util credential-process", "aws-sso-util login"),
            (
                "/opt/bin/aws-sso -u open -S Other process --arn arn:aws:x",
                "/opt/bin/aws-sso login --sso Other",
            ),
            ("aws-vault exec corp --json --prompt=osascript", "aws-vault exec corp -- true"),
            ("aws-vault --backend pass exec -d 1h --json corp", "aws-vault exec corp --backend pass -- true"),
            ("aws-vault export --format=json corp", "aws-vault exec corp -- true"),
            ("aws-okta cred-process corp --mfa-factor-type push", "aws-okta exec corp -- true"),
            ("clisso get --output credential_process corp", "clisso get corp"),
            ("granted credential-process --profile corp", "granted sso login"),
            ("leapp session generate 0f0f", "leapp integration login"),
            (
                "saml2aws login --skip-prompt --quiet --credential-process -a idp --password sesame --profile=corp",
                "saml2aws login --idp-account idp --profile corp",
            ),
            (
                "okta-aws-cli web --cache-access-token --org-domain o.okta.com --format process-credentials",
                "okta-aws-cli web --cache-access-token --format noop --org-domain o.okta.com",
            ),
            ("aws-azure-login.exe --profile corp --no-prompt", "aws-azure-login.exe --profile corp"),
            ("gimme-aws-creds -p corp -o json", "gimme-aws-creds --profile corp"),
            ("onelogin-aws-login -C corp", "onelogin-aws-login --config-name corp"),
        ] {
            assert_eq!(of(command).as_deref(), Some(expected), "{command}");
        }
    }

    #[test]
    fn what_is_not_known_for_sure_is_not_told() {
        for command in [
            "",
            "get-keys --profile corp",
            "sh -c aws-vault",
            "aws-vault exec",
            "aws-vault exec --json -- corp",
            "aws-vault list corp",
            "aws sts get-caller-identity --profile corp",
            "awsp credential-process",
            "awsp credential-process --profile --help",
            "awsp credential-process --profile=--help",
            "okta-aws-cli m2m --cache-access-token",
            "okta-aws-cli web --format process-credentials",
        ] {
            assert_eq!(of(command), None, "{command}");
        }
        assert_eq!(sign_in_command(&[]), None);
    }
}
