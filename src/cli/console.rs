//! The arguments of `awsp console`.

use clap::Args;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use crate::aws::console::Service;

const CONSOLE_EXAMPLES: &str = "\
Examples:
  awsp console                      the active profile's
  awsp console dev --service s3     another one's, at a service
  awsp console --print              the link alone; it signs in whoever has it
";

/// The shape of what `console --print` gives.
const SHAPE: &str = "--print with --json prints {\"url\",\"destination\",\"valid_until\"}.";

/// `awsp console`
#[derive(Debug, Clone, Args)]
#[command(after_help = CONSOLE_EXAMPLES, after_long_help = format!("{CONSOLE_EXAMPLES}\n{SHAPE}"))]
pub struct ConsoleArgs {
    /// The profile to sign in with [default: the one the environment selects]
    #[arg(value_name = "PROFILE")]
    pub name: Option<String>,
    /// The service whose page is opened, such as s3
    #[arg(long, value_name = "SERVICE", value_parser = service, add = ArgValueCandidates::new(services))]
    pub service: Option<Service>,
    /// A page of the console to open, as it stands in the browser's address bar
    #[arg(long, value_name = "URL", conflicts_with = "service")]
    pub destination: Option<String>,
    /// How long the console's session is to last, such as 45m or 8h [default: as long as the credentials]
    ///
    /// 15 minutes to 12 hours, and no longer than the role allows. Not for a role that was assumed from another one: AWS
    /// gives such a session an hour. With --federation-token up to 36 hours.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub duration: Option<u32>,
    /// Go in with long-term keys, by `GetFederationToken`
    ///
    /// The session may do all that the user may, but is not the user: its name is awsp-USER. The user needs leave for
    /// sts:GetFederationToken. Without this, long-term keys are not sent anywhere for it.
    #[arg(long)]
    pub federation_token: bool,
    /// Print the link in place of opening it: a secret that signs anybody in for 15 minutes
    #[arg(long)]
    pub print: bool,
}

fn services() -> Vec<CompletionCandidate> {
    Service::names().into_iter().map(CompletionCandidate::new).collect()
}

fn service(text: &str) -> Result<Service, &'static str> {
    Service::parse(text).ok_or("no name of a service: letters, digits and hyphens")
}

/// Seconds.
fn duration(text: &str) -> Result<u32, &'static str> {
    const WRONG: &str = "a duration is a number of seconds, or one with s, m or h";
    let unit = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (count, unit) = text.split_at_checked(unit).ok_or(WRONG)?;
    let count: u32 = count.parse().map_err(|_| WRONG)?;
    let seconds = match unit {
        "" | "s" => Some(count),
        "m" => count.checked_mul(60),
        "h" => count.checked_mul(3600),
        _ => None,
    };
    seconds.ok_or(WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_of_seconds() {
        for (text, seconds) in [("900", 900), ("900s", 900), ("45m", 2700), ("8h", 28_800), ("0", 0)] {
            assert_eq!(duration(text), Ok(seconds), "{text}");
        }
        for text in ["", "h", "-1h", "1.5h", "1d", "1h30m", "99999999h", "1 h", "é"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
