//! The commands that are measured.

use std::path::Path;

use crate::world::World;

/// One command line of awsp.
pub struct Verb {
    /// What it is called in the tables.
    pub name: &'static str,
    /// The words after the program's name.
    pub words: Vec<String>,
    /// How many times the wall time of an empty program it may take, in the ordinary and in the static build, with
    /// 1,000 profiles and with 10,000. `None`: it says as much as there are profiles, so that there is no bar.
    pub bars: Option<[Bars; 2]>,
    /// What its output must hold.
    says: String,
}

/// The bars of the ordinary and of the static build.
#[derive(Clone, Copy)]
pub struct Bars {
    /// Of the ordinary build.
    pub ordinary: f64,
    /// Of the static build.
    pub standalone: f64,
}

const BARS: Option<[Bars; 2]> =
    Some([Bars { ordinary: 1.8, standalone: 1.2 }, Bars { ordinary: 6.0, standalone: 6.0 }]);

/// How the JSON of a role's credentials begins.
const SESSION: &str = "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"ASIA";

/// Those of commands that hand stored credentials to other programs.
const HANDED_OUT: Option<[Bars; 2]> =
    Some([Bars { ordinary: 2.0, standalone: 2.0 }, Bars { ordinary: 6.0, standalone: 6.0 }]);

/// All of them, for a world that [`activate`] was called with.
pub fn all(world: &World) -> Vec<Verb> {
    let (role, last) = (world.role(), world.last());
    let verb = |name: &'static str, line: &str, bars, says: &str| Verb {
        name,
        words: line.split(' ').map(str::to_owned).collect(),
        bars,
        says: says.to_owned(),
    };
    vec![
        verb("use NAME", &format!("--shell zsh use {last}"), BARS, &last),
        verb("off", "--shell zsh off", BARS, "AWS_PROFILE"),
        verb("current", "current", BARS, &role),
        verb("list --names", "list --names", BARS, &format!("\n{last}\n")),
        verb("list", "list", None, &last),
        verb("prompt", "prompt", BARS, &role),
        verb("prompt --hook bash", "prompt --hook bash", BARS, "awsp-state "),
        verb("TAB: complete use te", "complete -- awsp use te", BARS, &last),
        verb("init zsh", "init zsh", BARS, "function _awsp_"),
        verb("whoami, stored", "whoami", BARS, &role),
        verb("export, stored", "export", HANDED_OUT, SESSION),
        verb("credential-process", &format!("credential-process --profile {role}"), HANDED_OUT, SESSION),
    ]
}

/// Makes a role the active profile, with its session and identity stored, and looks that every command of `program`
/// succeeds and says what it should. From there on nothing has a reason to call AWS.
pub fn activate(world: &mut World, program: &Path) {
    let role = world.role();
    world.home.set("AWS_PROFILE", role);
    world.output(program, &["whoami".to_owned()]);
    assert!(!world.aws.calls().is_empty(), "whoami asks AWS where nothing is stored");
    world.aws.clear_log();
    for verb in all(world) {
        let output = world.output(program, &verb.words);
        assert!(output.contains(&verb.says), "{} does not say {:?}: {output}", verb.name, verb.says);
    }
    assert_no_call(world);
}

/// No command may have called AWS since [`activate`].
pub fn assert_no_call(world: &World) {
    assert_eq!(world.aws.calls(), Vec::<String>::new(), "what is stored must do");
}
