//! The world to try awsp in, as a new user would have it: a prompt that is there already, and the documented line.

use std::env;
use std::path::{Path, PathBuf};

use playground::kind::Kind;
use playground::world::{KEY, World};
use serde_json::json;

/// A world with a prompt as people have it.
pub fn world(kind: Kind, binary: &Path) -> World {
    let mut world = World::without_awsp(kind, binary);
    let account = "222233334444";
    let user = json!({"account": account, "arn": format!("arn:aws:iam::{account}:user/benk"), "user_id": "AIDABENKXXXXXEXAMPLE"});
    let accounts = json!([
        {"accountId": "111122223333", "accountName": "dev", "emailAddress": "dev@example.com", "roles": ["AdministratorAccess", "ReadOnly"]},
        {"accountId": "444455556666", "accountName": "sandbox", "emailAddress": "sandbox@example.com", "roles": ["PowerUserAccess"]},
    ]);
    world.aws.configure(json!({ "users": { KEY: user }, "sso": { "accounts": accounts } }));
    // Whoever is asked in this browser says yes.
    world.set("BROWSER", "fake-browser approve");
    world.write(
        "keys.env",
        "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nexport AWS_SECRET_ACCESS_KEY=another/secret\n",
    );
    match kind {
        Kind::Bash => world.rc(r"PS1='\w $ '"),
        Kind::Zsh => world.rc("PROMPT='%~ %% '\nautoload -Uz compinit && compinit -u"),
        Kind::Fish => {
            world.write(
                ".config/fish/functions/fish_prompt.fish",
                "function fish_prompt\n    printf '%s > ' (prompt_pwd)\nend\n",
            );
        }
    }
    world.rc(kind.init_line());
    world
}

/// The prompt of [`world`] without awsp's segment, in the home folder.
pub fn prompt(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => "~ $",
        Kind::Zsh => "~ %",
        Kind::Fish => "~ >",
    }
}

/// Lets the world speak the person's language and find the person's programs, and nothing else of theirs.
pub fn suit_the_terminal(world: &mut World, binary: &Path) {
    for name in ["TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "TZ"] {
        match env::var_os(name) {
            Some(value) => world.set(name, value),
            None if name == "LANG" || name == "TERM" => {}
            None => world.unset(name),
        }
    }
    let home = env::home_dir();
    let own = binary.parent().unwrap_or(Path::new("/")).to_path_buf();
    let path = env::var_os("PATH").unwrap_or_default();
    let elsewhere = |folder: &PathBuf| {
        folder.is_absolute()
            && home.as_ref().is_none_or(|home| home == Path::new("/") || !folder.starts_with(home))
    };
    let folders: Vec<PathBuf> =
        std::iter::once(own).chain(env::split_paths(&path).filter(elsewhere)).collect();
    if let Ok(path) = env::join_paths(folders) {
        world.set("PATH", path);
    }
}
