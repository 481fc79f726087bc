//! The program in a cleared environment: a home, a fake AWS, and what came of a command.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use fake_aws::FakeAws;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const KEY: &str = "AKIABENKXXXXXEXAMPLE";
pub(crate) const SECRET: &str = "fake/benk/secret+EXAMPLEKEYEXAMPLEKEYEXA";

/// The program.
pub(crate) const AWSP: &str = env!("CARGO_BIN_EXE_awsp");

/// A home and the AWS that it talks to.
pub(crate) struct World {
    pub(crate) aws: FakeAws,
    home: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }
}

impl World {
    /// The user `benk` with long-term keys, `MyRole` over them, `chain` over that, and one of other kinds each.
    pub(crate) fn new() -> Self {
        let aws = FakeAws::start().unwrap();
        aws.configure(json!({ "secrets": { KEY: SECRET }, "enforce_signature": true }));
        let home = tempfile::tempdir().unwrap();
        let variables = vec![
            ("HOME".to_owned(), home.path().display().to_string()),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("TZ".to_owned(), "UTC".to_owned()),
            ("USER".to_owned(), "benk".to_owned()),
            ("AWS_ENDPOINT_URL".to_owned(), aws.url().to_owned()),
        ];
        let world = Self { aws, home, variables };
        world.write(
            ".aws/config",
            "[default]\nregion = eu-west-1\n\n[profile benk]\nregion = eu-central-1\n\n\
             [profile MyRole]\nrole_arn = arn:aws:iam::777788889999:role/MyRole\nsource_profile = benk\nregion = eu-west-1\n\n\
             [profile chain]\nrole_arn = arn:aws:iam::111122223333:role/Audit\nsource_profile = MyRole\nregion = eu-west-1\n\n\
             [profile sso]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Power\n\n\
             [sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\n\
             [profile broken]\nrole_arn = arn:aws:iam::777788889999:role/Other\nsource_profile = gone\n\n\
             [profile program]\ncredential_process = /bin/false\n\n[profile console]\nlogin_session = arn:aws:iam::222233334444:user/me\n\n\
             [profile web]\nrole_arn = arn:aws:iam::333344445555:role/Web\nweb_identity_token_file = /token\n\n\
             [profile box]\nrole_arn = arn:aws:iam::333344445555:role/Box\ncredential_source = Ec2InstanceMetadata\nregion = eu-west-1\n\n\
             [profile acme-prod]\nrole_arn = arn:aws:iam::999988887777:role/Admin\nsource_profile = benk\nregion = eu-west-1\n",
        );
        world.write(
            ".aws/credentials",
            &format!("[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"),
        );
        world
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.home().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        // Not as young as a file in the making, which awsp looks at again.
        let minute_ago = std::time::SystemTime::now() - std::time::Duration::from_mins(1);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(minute_ago).unwrap();
        file
    }

    /// The same world with one more variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn run(&self, words: &[&str]) -> Outcome {
        self.run_with(&[], words)
    }

    /// Runs the program with these variables besides the world's.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], words: &[&str]) -> Outcome {
        Outcome::of(&self.command(AWSP).args(words).envs(variables.iter().copied()).output().unwrap())
    }

    /// A program in this world, to be given more and started.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home())
            .stdin(Stdio::null());
        command
    }
}

/// Starts the command with its input and output held by the test, and waits for its first line.
pub(crate) fn started(command: &mut Command) -> (Child, String) {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}
