//! What may reach a terminal. Said here once more, and not by asking awsp, which could be wrong.

/// Whether a terminal would only draw this character where it stands, and nobody reads it as something else.
pub fn is_harmless(c: char) -> bool {
    !(c.is_control()
        || matches!(u32::from(c),
            0xad | 0x34f | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
            | 0xfff9..=0xfffb | 0xe0000..=0xe0fff))
}

/// One line of harmless text, in UTF-8.
pub fn one_line(bytes: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("not UTF-8: \"{}\"", bytes.escape_ascii()))?;
    match text.chars().find(|c| !is_harmless(*c)) {
        Some(c) => Err(format!("U+{:04X} in {text:?}", u32::from(c))),
        None => Ok(text),
    }
}

/// One line that moves no cursor and turns no reading direction, though it need be neither harmless in all nor UTF-8. A
/// C1 control is also one as a single byte, on a terminal that is not set to UTF-8.
pub fn still_line(bytes: &[u8]) -> Result<(), String> {
    let moves = |c: char| {
        c.is_control() || matches!(u32::from(c), 0x61c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
    };
    let fault = |what: String| Err(format!("{what} in \"{}\"", bytes.escape_ascii()));
    for chunk in bytes.utf8_chunks() {
        if let Some(c) = chunk.valid().chars().find(|c| moves(*c)) {
            return fault(format!("U+{:04X}", u32::from(c)));
        }
        if let Some(byte) = chunk.invalid().iter().find(|byte| matches!(byte, 0x80..=0x9f)) {
            return fault(format!("the byte {byte:#x}"));
        }
    }
    Ok(())
}

/// Lines of harmless text, each with its end.
pub fn lines(bytes: &[u8]) -> Result<Vec<&str>, String> {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    match lines.pop() {
        Some(b"") => lines.into_iter().map(one_line).collect(),
        _ => Err(format!("the last line has no end: \"{}\"", bytes.escape_ascii())),
    }
}

/// Lines on standard error: awsp's own, none of them forged.
pub fn talk(bytes: &[u8]) -> Result<Vec<&str>, String> {
    let lines = lines(bytes)?;
    match lines.iter().find(|line| !line.starts_with("awsp: ") && !line.starts_with("hint: ")) {
        Some(line) => Err(format!("a line that awsp has not begun: {line:?} among {lines:?}")),
        None => Ok(lines),
    }
}

/// A prompt as a shell draws it: at most `colours` of the form `ESC [ … m`, and bash's marks around these; all else is
/// one line as `line` wants it.
pub fn prompt(
    bytes: &[u8],
    colours: usize,
    line: impl FnOnce(&[u8]) -> Result<(), String>,
) -> Result<(), String> {
    let shown = || format!("in the prompt \"{}\"", bytes.escape_ascii());
    let mut parts = bytes.split(|byte| *byte == 0x1b);
    let mut text = parts.next().unwrap_or_default().to_vec();
    let mut found = 0;
    for part in parts {
        let end = part.iter().position(|byte| *byte == b'm').filter(|end| {
            part.first() == Some(&b'[')
                && part[1..*end].iter().all(|byte| byte.is_ascii_digit() || *byte == b';')
        });
        let Some(end) = end else { return Err(format!("an escape sequence that is no colour {}", shown())) };
        found += 1;
        text.extend_from_slice(&part[end + 1..]);
    }
    if found > colours {
        return Err(format!("{found} colours {}", shown()));
    }
    let marks = text.iter().filter(|byte| matches!(byte, 1 | 2)).count();
    if marks != 0 && marks != 2 * found {
        return Err(format!("{marks} marks {}", shown()));
    }
    text.retain(|byte| !matches!(byte, 1 | 2));
    line(&text).map_err(|why| format!("{why}, {}", shown()))
}
