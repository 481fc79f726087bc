//! The arguments of `awsp login` and `awsp logout`.

use clap::Args;

const LOGIN_EXAMPLES: &str = "\
Examples:
  awsp login                      what the active profile needs
  awsp login dev.ReadOnly         what this profile needs
  awsp login --sso-session corp   without any profile yet
  awsp login --device             with a browser elsewhere, such as a telephone's
";

/// The shape of what `login` gives.
const SHAPE: &str = "\
--json prints {\"sign_in\":{\"kind\",\"name\",\"expires_at\"}}, null where there is nothing to sign in to. kind is sso, login or
mfa. With sso come \"renews\" and the number of \"profiles\" that use it, and, where the role asked for a code as well,
\"mfa\", which is like sign_in; with login \"credentials\":{\"expires_at\"} and \"profile\", a name.";

/// `awsp login`
#[derive(Debug, Clone, Args)]
#[command(after_help = LOGIN_EXAMPLES, after_long_help = format!("{LOGIN_EXAMPLES}\n{SHAPE}"))]
pub struct LoginArgs {
    /// The profile to sign in for [default: the one the environment selects]
    #[arg(value_name = "PROFILE", conflicts_with = "sso_session")]
    pub name: Option<String>,
    /// Sign in to this sso-session of the config file
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
    /// By a code that is typed into any browser, also one on another device
    #[arg(long)]
    pub device: bool,
    /// Open no browser, print the link only
    #[arg(long)]
    pub no_browser: bool,
}

const LOGOUT_EXAMPLES: &str = "\
Examples:
  awsp logout         the sign-in of the active profile
  awsp logout --all   every sign-in
";

/// `awsp logout`
#[derive(Debug, Clone, Args)]
#[command(after_help = LOGOUT_EXAMPLES)]
pub struct LogoutArgs {
    /// The profile whose sign-in is to end [default: the one the environment selects]
    #[arg(value_name = "PROFILE", conflicts_with_all = ["sso_session", "all"])]
    pub name: Option<String>,
    /// End the sign-in to this sso-session of the config file
    #[arg(long, value_name = "SESSION", conflicts_with = "all")]
    pub sso_session: Option<String>,
    /// End every sign-in
    #[arg(long)]
    pub all: bool,
}
