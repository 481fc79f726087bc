//! A home with many profiles, and the fake AWS that it talks to.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use fake_aws::FakeAws;
use playground::home::Home;
use playground::kind::Kind as Shell;

use crate::profiles::{self, Kind};

/// See the module.
pub struct World {
    /// The fake AWS.
    pub aws: FakeAws,
    /// The home, with its environment.
    pub home: Home,
    profiles: usize,
}

impl World {
    /// Files with so many profiles of mixed kinds. `program`'s folder comes first in `PATH`.
    pub fn new(shell: Shell, program: &Path, profiles: usize) -> Self {
        let aws = FakeAws::start().expect("the fake AWS starts");
        let mut home = Home::new(shell, program);
        let (config, credentials) = profiles::texts(profiles);
        make_old(&home.write(".aws/config", config));
        make_old(&home.write(".aws/credentials", credentials));
        home.set("AWS_ENDPOINT_URL", aws.url());
        home.set("AWS_EC2_METADATA_DISABLED", "true");
        home.set("USER", "benk");
        Self { aws, home, profiles }
    }

    /// A profile in the middle of the files that is a role.
    pub fn role(&self) -> String {
        self.near_middle(Kind::Role)
    }

    /// A profile in the middle of the files that is an access key.
    pub fn keys(&self) -> String {
        self.near_middle(Kind::Keys)
    }

    /// The last profile.
    pub fn last(&self) -> String {
        format!("team-{}", self.profiles - 1)
    }

    fn near_middle(&self, kind: Kind) -> String {
        let number = (self.profiles / 2..self.profiles).find(|number| Kind::of(*number) == kind);
        format!("team-{}", number.expect("every kind is there"))
    }

    /// Tells the profile, in place of the environment, where its AWS is: as in most shells, `AWS_PROFILE` is then the
    /// only AWS variable.
    pub fn tell_only(&mut self, profile: &str) {
        let config = self.home.path().join(".aws/config");
        let text = fs::read_to_string(&config).expect("the config file");
        let header = format!("[profile {profile}]\n");
        let told = format!("{header}endpoint_url = {}\n", self.aws.url());
        assert!(text.contains(&header), "the profile is of the config file");
        self.home.write(".aws/config", text.replacen(&header, &told, 1));
        make_old(&config);
        for variable in ["AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED"] {
            self.home.unset(variable);
        }
    }

    /// A command in this home and nothing but its environment, that says nothing.
    pub fn silent(&self, program: &Path, words: &[String]) -> Command {
        let mut command = self.home.command(program);
        command.args(words).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// What the command prints. It must succeed.
    pub fn output(&self, program: &Path, words: &[String]) -> String {
        let output = self.home.command(program).args(words).output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} {words:?}: {}: {errors}", program.display(), output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Where awsp stores what it may lose.
    pub fn cache(&self) -> PathBuf {
        self.home.path().join(".cache/awsp")
    }
}

/// Makes the file's time as people's are: not as young as of one in the making, which awsp looks at again.
fn make_old(file: &Path) {
    let file = File::options().write(true).open(file).expect("the file was written");
    file.set_modified(SystemTime::now() - Duration::from_hours(1)).expect("a file can be old");
}
