use super::*;

fn chosen(
    variables: &[(&str, &str)],
    command: &str,
    system: System,
    container: bool,
    there: &[&str],
) -> Browser {
    let env: Env = variables.iter().copied().collect();
    let found = |name: &str| there.contains(&name).then(|| PathBuf::from(format!("/bin/{name}")));
    choose(&Surroundings { env: &env, command, system, container, found: &found })
}

/// What is opened first, or why nothing comes back.
fn told(browser: &Browser) -> String {
    match (browser.apart, browser.openers.first()) {
        (Some(why), None) => why.to_owned(),
        (Some(why), Some(opener)) => format!("{why}; {}", opener.program.display()),
        (None, Some(opener)) => {
            let words = [vec![opener.program.display().to_string()], opener.arguments("L")].concat();
            words.join(" ")
        }
        (None, None) => "nothing".to_owned(),
    }
}

/// Variables, the setting, the system, whether it is a container, what is there; and what is expected.
type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, System, bool, &'a [&'a str], &'a str);

#[test]
fn the_browser_is_the_one_that_a_person_sees_and_that_comes_back() {
    use System::{Linux, Mac, Wsl};
    let all = &["xdg-open", "gio", "open", "wslview", "firefox", "my", "rundll32.exe"][..];
    let ssh = ("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22");
    let (display, wayland) = (("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0"));
    let table: &[Row<'_>] = &[
        (&[display], "", Linux, false, all, "/bin/xdg-open L"),
        (&[wayland], "", Linux, false, &["gio"], "/bin/gio open L"),
        (&[display], "", Linux, false, &["firefox"], "/bin/firefox L"),
        (&[display], "", Linux, false, &[], "no program that opens links was found"),
        (&[], "", Linux, false, all, "there is no display"),
        (&[("DISPLAY", "")], "", Linux, false, all, "there is no display"),
        (&[ssh], "", Linux, false, all, "this is an SSH session"),
        (&[("SSH_TTY", "/dev/pts/1")], "", Linux, false, all, "this is an SSH session"),
        (&[ssh, display], "", Linux, false, all, "/bin/xdg-open L"),
        (&[ssh], "", Mac, false, all, "this is an SSH session"),
        (&[ssh, display], "", Mac, false, all, "this is an SSH session"),
        (&[], "", Mac, false, all, "/bin/open L"),
        (&[], "", Wsl, false, all, "/bin/wslview L"),
        (&[], "", Wsl, false, &["rundll32.exe"], "/bin/rundll32.exe url.dll,FileProtocolHandler L"),
        (&[display], "", Wsl, false, &["xdg-open"], "/bin/xdg-open L"),
        (&[], "", Wsl, false, &["xdg-open"], "no program that opens links was found"),
        (&[ssh], "", Wsl, false, all, "this is an SSH session"),
        (&[], "", Linux, true, all, "this is a container"),
        (&[display], "", Linux, true, all, "/bin/xdg-open L"),
        (&[("BROWSER", "my")], "", Linux, true, all, "/bin/my L"),
        (&[("BROWSER", "my -new %s -x"), ssh], "", Linux, false, all, "/bin/my -new L -x"),
        (&[("BROWSER", "gone:my"), ssh], "", Linux, false, all, "/bin/my L"),
        (&[("BROWSER", "gone"), display], "", Linux, false, all, "/bin/xdg-open L"),
        (&[("BROWSER", "gone")], "", Linux, false, all, "there is no display"),
        (
            &[display],
            "gone {url}",
            Linux,
            false,
            all,
            "the program of the setting browser.command is not there",
        ),
        (&[("BROWSER", "")], "", Linux, false, all, "there is no display"),
        (&[("BROWSER", "firefox")], "my 'a b' {url}", Linux, false, all, "/bin/my a b L"),
        (
            &[("BROWSER", "my"), ("CODESPACES", "true")],
            "",
            Linux,
            true,
            all,
            "this computer is used through a web page; /bin/my",
        ),
        (
            &[("AWS_EXECUTION_ENV", "CloudShell")],
            "",
            Linux,
            true,
            all,
            "this computer is used through a web page",
        ),
    ];
    for (variables, command, system, container, there, expected) in table {
        let browser = chosen(variables, command, *system, *container, there);
        assert_eq!(told(&browser), *expected, "{variables:?} {command} {system:?} {container} {there:?}");
    }
}

#[test]
fn a_link_stays_one_word_in_a_command() {
    let opener = Opener { program: "x".into(), arguments: vec!["--url=%s".into()], mark: Mark::Percent };
    assert_eq!(opener.arguments("https://h/?a=$(id) b"), ["--url=https://h/?a=$(id) b"]);
    let arguments = vec!["--new".into(), "x:{url}&{url_encoded}%s".into()];
    let opener = Opener { program: "x".into(), arguments, mark: Mark::Braces };
    assert_eq!(opener.arguments("h/?{url}"), ["--new", "x:h/?{url}&h%2F%3F%7Burl%7D%s"]);
}

#[test]
fn only_web_links_are_opened() {
    use super::open::check;
    check("https://device.sso.eu-west-1.amazonaws.com/?user_code=AB-CD").unwrap();
    check("http://127.0.0.1:4566/device").unwrap();
    let long = format!("https://h/{}", "x".repeat(9000));
    for bad in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-x",
        "",
        "https://",
        "data:text/html,x",
        "https://h/a b",
        "https://h/\u{1b}[31m",
        "https://h/\u{202e}",
        "smb://h/x",
        "https://device.sso.eu-west-1.amazonaws.com@evil.example/",
        "https://me:pw@h/",
        "https://evil.example\\@device.sso.eu-west-1.amazonaws.com/",
        "https://h/'\"><script>",
        "https://h/`id`",
        "https://h/${IFS}",
        &long,
    ] {
        assert_eq!(check(bad).unwrap_err().code, Some("bad-link"), "{bad}");
    }
}
