//! What hostile names are made of.

use proptest::prelude::*;

use crate::kind::Kind;

/// Pieces that shells, line editors, prompts, terminals or parsers take for something else than text. `pwn` is a
/// program that leaves a file behind.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "$",
    "`",
    "''",
    "\\'",
    "'\\''",
    "\\\\",
    "\\\"",
    "$'\\n'",
    "$\"",
    "\\n",
    "\\x",
    "\\e[2J",
    // Code.
    "$(pwn)",
    "`pwn`",
    "$(pwn",
    "<(pwn)",
    ";pwn;",
    "&pwn&",
    "|pwn|",
    "||pwn",
    "&&pwn",
    "(pwn)",
    "{pwn,}",
    "';pwn;'",
    "\";pwn;\"",
    "\n pwn\n",
    "a[$(pwn)]",
    "${x[$(pwn)]}",
    "${x:-$(pwn)}",
    "$((x[$(pwn)]))",
    "${(e):-$(pwn)}",
    "eval pwn",
    "\\$(pwn)",
    "\\044(pwn)",
    "%x(pwn)",
    "x=$(pwn)",
    "=(pwn)",
    "=pwn",
    "~pwn",
    "$(>pwned)",
    "`>pwned`",
    ">pwned",
    // Expansions of words, of history and of prompts.
    "${HOME}",
    "$HOME",
    "$?",
    "$$",
    "!",
    "!!",
    "!$",
    "^a^b",
    "*",
    "?",
    "[a-z]",
    "~",
    "~root",
    "~/",
    "{a,b}",
    "{1..3}",
    "(N)",
    "(#i)",
    "(e:pwn:)",
    "#",
    "##",
    "%n",
    "%{",
    "%}",
    "%F{red}",
    "%47v",
    "%(?.a.b)",
    "%",
    "%%",
    "\\u",
    "\\w",
    "\\[",
    "\\]",
    "\\D{%s}",
    "#{x}",
    "#(pwn)",
    "#[fg=red]",
    // What ends words and lines.
    " ",
    "  ",
    "\t",
    ";",
    "&",
    "|",
    "<",
    ">",
    "(",
    ")",
    "=",
    ":",
    ",",
    "/",
    "@",
    "-",
    "--",
    "--help",
    "--shell",
    "{}",
    "[",
    "]",
    "\n",
    "\r",
    "\r\n",
    "\nawsp: forged\n",
    "\nexport AWS_PROFILE=forged\n",
    // What moves cursors, and what is not seen or turns the reading direction.
    "\u{1b}",
    "\u{1b}[2J",
    "\u{1b}[31m",
    "\u{1b}[1;1H",
    "\u{1b}]0;forged\u{7}",
    "\u{1b}P0;0|pwn\u{1b}\\",
    "\u{1}",
    "\u{2}",
    "\u{7}",
    "\u{8}",
    "\u{b}",
    "\u{c}",
    "\u{e}",
    "\u{f}",
    "\u{1a}",
    "\u{1c}",
    "\u{1f}",
    "\u{7f}",
    "\u{80}",
    "\u{84}",
    "\u{85}",
    "\u{8d}",
    "\u{90}",
    "\u{9b}2J",
    "\u{9c}",
    "\u{9d}0;forged\u{9c}",
    "\u{9f}",
    "\u{ad}",
    "\u{34f}",
    "\u{61c}",
    "\u{180e}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{2028}",
    "\u{2029}",
    "\u{202a}",
    "\u{202e}",
    "\u{2060}",
    "\u{2066}",
    "\u{2069}",
    "\u{feff}",
    "\u{fff9}",
    "\u{e0041}",
    "\u{e0101}",
    // Blanks that are none, wide and combining characters, and those that shells use for their own purposes.
    "\u{a0}",
    "\u{2003}",
    "\u{3000}",
    "\u{1680}",
    "é",
    "e\u{301}",
    "日本",
    "🧀",
    "⚠",
    "\u{fffd}",
    "\u{fdd0}",
    "\u{fdef}",
    // What zsh's line editor and fish take for a byte: an escape, a line's end, a semicolon.
    "\u{e01b}[2J",
    "\u{e00a}pwn\u{e00a}",
    "\u{e03b}pwn\u{e03b}",
    "\u{f61b}[2J",
    "\u{f60a}pwn\u{f60a}",
    "\u{f63b}pwn\u{f63b}",
    "\u{e000}",
    "\u{f600}",
    "\u{f6ff}",
    "\u{f8ff}",
    "\u{ffff}",
    "\u{10ffff}",
    "a",
    "b",
    "prod",
    "0",
    "default",
];

/// Any text without NUL, and not empty.
pub fn text() -> BoxedStrategy<String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 1..6).prop_map(|pieces| pieces.concat());
    let characters = prop::collection::vec(any::<char>(), 1..12).prop_map(String::from_iter);
    let no_nul = |text: String| text.replace('\0', "");
    prop_oneof![6 => pieces, 1 => characters.prop_map(no_nul), 1 => "[ -~]{1,20}"]
        .prop_filter("a name is never empty", |name: &String| !name.is_empty())
        .boxed()
}

/// Any bytes that a variable can hold and that are not empty: a third of it hostile text with stray bytes in it.
pub fn bytes() -> BoxedStrategy<Vec<u8>> {
    let stray = prop::sample::select(&[
        b"\xff" as &[u8],
        b"\x80",
        b"\x9b",
        b"\xc2",
        b"\xe2\x80",
        b"\xc0\x9b",
        b"\xed\xa0\x80",
    ]);
    let broken = (text(), stray, any::<prop::sample::Index>()).prop_map(|(text, stray, at)| {
        let (head, tail) = text.as_bytes().split_at(at.index(text.len()));
        [head, stray, tail].concat()
    });
    prop_oneof![4 => text().prop_map(String::into_bytes), 3 => broken, 1 => prop::collection::vec(1u8.., 1..24)].boxed()
}

/// Text that one line of an AWS file can hold.
pub fn line() -> BoxedStrategy<String> {
    text()
        .prop_map(|text| text.replace(['\n', '\r'], ""))
        .prop_filter("empty", |text| !text.trim().is_empty())
        .boxed()
}

/// Whether a section's header can hold this name: the line ends at a line break, and the file is UTF-8. `-` is a name
/// there, but means the profile before at the command line.
pub fn fits_header(name: &[u8]) -> Option<&str> {
    std::str::from_utf8(name).ok().filter(|name| !name.contains(['\n', '\r']) && *name != "-")
}

/// The header of a profile, quoted as the AWS CLI reads it.
pub fn header(name: &str) -> String {
    format!("[profile \"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether no name with this character reaches the shell as it is. fish has a use of its own for some, which fish 3.1
/// does not tell from the same character in what it reads; it does not take them for code.
pub fn is_altered(kind: Kind, c: char) -> bool {
    kind == Kind::Fish
        && kind.version() < (3, 6, 0)
        && matches!(c, '\u{f600}'..='\u{f6ff}' | '\u{fdd0}'..='\u{fdef}')
}
