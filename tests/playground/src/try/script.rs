//! What is played, and what has to be seen.

use playground::kind::Kind;

/// One command line.
pub struct Step {
    /// Why it is played.
    pub about: &'static str,
    /// What is typed; `{S}` stands for the last status.
    pub line: &'static str,
    /// What follows the typed line.
    pub how: How,
    /// What the screen has to show below the line.
    pub shows: &'static [&'static str],
    /// What the next prompt has to be like.
    pub prompt: Prompt,
}

/// How a typed line is finished.
pub enum How {
    /// Enter.
    Enter,
    /// TAB, which has to make this of it, then Enter.
    Tab(&'static str),
    /// Enter opens the picker; this is typed there, which has to leave one line, this one; then Enter.
    Pick(&'static str, &'static str),
}

/// The next prompt.
pub enum Prompt {
    /// Nothing but the shell's own.
    Plain,
    /// All of this in front of it.
    Shows(&'static [&'static str]),
}

const LONG_NAME: &str = "grinntec.aws.admin:sandbox:PowerUserAccess";

const fn step(
    about: &'static str,
    line: &'static str,
    shows: &'static [&'static str],
    prompt: Prompt,
) -> Step {
    Step { about, line, how: How::Enter, shows, prompt }
}

const KEYS: Prompt = Prompt::Shows(&["environment keys not MyRole"]);
const MY_ROLE: Prompt = Prompt::Shows(&["MyRole 777788889999 until ", "↻"]);

const PRODUCTION: Prompt = Prompt::Shows(&["⚠ acme-prod 999988887777 Admin planned"]);

/// The main job, from a fresh shell to one that is as before.
pub const MAIN_JOB: &[Step] = &[
    step(
        "Every profile of the two AWS files, and what it is",
        "awsp list",
        &["benk", "MyRole", "777788889999", LONG_NAME, "invalid"],
        Prompt::Plain,
    ),
    step(
        "A role: the account is known at once, the end as soon as AWS has answered",
        "awsp use MyRole",
        &[],
        MY_ROLE,
    ),
    step("What other programs see", "env | grep ^AWS_PROFILE", &["AWS_PROFILE=MyRole"], MY_ROLE),
    step("Who AWS says this is", "awsp whoami", &["arn:aws:sts::777788889999:assumed-role/MyRole/"], MY_ROLE),
    Step {
        about: "TAB completes names, colons and all; nobody has signed in there yet, and the prompt says so",
        line: "awsp use gr",
        how: How::Tab(LONG_NAME),
        shows: &[],
        prompt: Prompt::Shows(&[LONG_NAME, "444455556666", "sign-in needed"]),
    },
    step("Back to the one before", "awsp use -", &[], MY_ROLE),
    step(
        "A wrong name changes nothing",
        "awsp use nonsense; echo status {S}",
        &["there is no profile nonsense", "status 1"],
        MY_ROLE,
    ),
    step(
        "Nor does a profile that cannot work; the message says where it is wrong",
        "awsp use broken; echo status {S}",
        &["there is no such profile", ".aws/config:", "status 1"],
        MY_ROLE,
    ),
    step("Keys exported by something else: they are what tools use now", "source keys.env", &[], KEYS),
    step("A switch takes them out", "awsp use MyRole", &["AWS_ACCESS_KEY_ID"], MY_ROLE),
    step(
        "A chain of two roles",
        "awsp use chain",
        &[],
        Prompt::Shows(&["chain 111122223333 Audit until ", "↻"]),
    ),
    Step {
        about: "Without a name a picker opens; production is marked, and nothing runs behind for it",
        line: "awsp use",
        how: How::Pick("prod", "acme-prod"),
        shows: &[],
        prompt: PRODUCTION,
    },
    step(
        "Sign in to Identity Center, once for all its profiles; the browser here is a program that says yes",
        "awsp login --sso-session corp",
        &["waiting for the browser", "signed in to sso-session corp until", "one profile uses it"],
        PRODUCTION,
    ),
    step(
        "A profile for each role that is granted; with --yes nothing is asked",
        "awsp sso sync --region eu-west-1 --yes",
        &["2 new, 1 there already, not by awsp", "+[profile dev.ReadOnly]", "awsp use"],
        PRODUCTION,
    ),
    step(
        "One of them",
        "awsp use dev.ReadOnly",
        &[],
        Prompt::Shows(&["dev.ReadOnly 111122223333 until ", "↻"]),
    ),
    step(
        "The web console, in the browser",
        "awsp console --service s3",
        &["opened the web console of 111122223333 as ReadOnly"],
        Prompt::Shows(&["dev.ReadOnly 111122223333 until "]),
    ),
    step(
        "Signing out ends it here and at AWS; the prompt knows at once",
        "awsp logout",
        &["signed out of sso-session corp, here and at IAM Identity Center"],
        Prompt::Shows(&["dev.ReadOnly 111122223333 sign-in needed"]),
    ),
    step("Out again: the variable is gone, not empty", "awsp off", &[], Prompt::Plain),
    step("", "env | grep -c ^AWS_PROFILE", &["0"], Prompt::Plain),
];

/// What the picture in the README shows.
pub const PICTURE: &[Step] = &[
    step("", "awsp use MyRole", &[], MY_ROLE),
    Step {
        about: "",
        line: "awsp use gr",
        how: How::Tab(LONG_NAME),
        shows: &[],
        prompt: Prompt::Shows(&["sign-in needed"]),
    },
    step("", "awsp use acme-prod", &[], Prompt::Shows(&["acme-prod", "planned"])),
    step("", "awsp use MyRole", &[], MY_ROLE),
    step("", "source keys.env", &[], KEYS),
    step("", "awsp use MyRole", &["AWS_ACCESS_KEY_ID"], MY_ROLE),
    step("", "awsp off", &[], Prompt::Plain),
];

impl Step {
    /// What is typed in this shell.
    pub fn typed(&self, kind: Kind) -> String {
        kind.line(self.line)
    }
}
