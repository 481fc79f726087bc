//! The segment for a prompt that a person builds by hand (`awsp prompt --shell …`): text and colour as that place
//! takes them, with nothing in the text that it could expand.

use crate::prompt::state::Shown;

/// Where the segment is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Place {
    /// bash's `PS1`, through a command substitution or a variable.
    Bash,
    /// zsh's `PROMPT`.
    Zsh,
    /// fish's `fish_prompt`, or any terminal.
    Fish,
    /// Text alone.
    Plain,
    /// tmux's status line.
    Tmux,
    /// A JSON object.
    Json,
}

/// `shown` as `place` takes it. JSON is not made here.
#[must_use]
pub fn paint(shown: &Shown, place: Place) -> String {
    let (text, sgr) = (shown.text.as_str(), shown.sgr.as_str());
    if text.is_empty() {
        return String::new();
    }
    let text = match place {
        Place::Zsh => text.replace('%', "%%"),
        Place::Tmux => text.replace('#', "##"),
        Place::Bash | Place::Fish | Place::Plain | Place::Json => text.to_owned(),
    };
    let style = if place == Place::Tmux { tmux_style(sgr) } else { sgr.to_owned() };
    match place {
        Place::Plain | Place::Json => text,
        _ if style.is_empty() => text,
        Place::Zsh => format!("%{{\u{1b}[{style}m%}}{text}%{{\u{1b}[0m%}}"),
        Place::Tmux => format!("#[{style}]{text}#[default]"),
        Place::Bash => format!("\u{1}\u{1b}[{style}m\u{2}{text}\u{1}\u{1b}[0m\u{2}"),
        Place::Fish => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
    }
}

/// SGR parameters in tmux's words; what it has no word for is left out.
fn tmux_style(sgr: &str) -> String {
    const COLORS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    let color = |code: usize, base: usize| code.checked_sub(base).and_then(|at| COLORS.get(at));
    let words: Vec<String> = sgr
        .split(';')
        .filter_map(|code| code.parse::<usize>().ok())
        .filter_map(|code| match code {
            1 => Some("bold".to_owned()),
            2 => Some("dim".to_owned()),
            3 => Some("italics".to_owned()),
            4 => Some("underscore".to_owned()),
            7 => Some("reverse".to_owned()),
            30..=37 => color(code, 30).map(|name| format!("fg={name}")),
            40..=47 => color(code, 40).map(|name| format!("bg={name}")),
            90..=97 => color(code, 90).map(|name| format!("fg=bright{name}")),
            _ => None,
        })
        .collect();
    words.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_text_is_expanded_by_its_place() {
        let shown = Shown { word: "ok".into(), sgr: "1;32".into(), text: "a%n#(id)b".into() };
        assert_eq!(paint(&shown, Place::Plain), "a%n#(id)b");
        assert_eq!(paint(&shown, Place::Zsh), "%{\u{1b}[1;32m%}a%%n#(id)b%{\u{1b}[0m%}");
        assert_eq!(paint(&shown, Place::Tmux), "#[bold,fg=green]a%n##(id)b#[default]");
        assert_eq!(paint(&shown, Place::Bash), "\u{1}\u{1b}[1;32m\u{2}a%n#(id)b\u{1}\u{1b}[0m\u{2}");
    }

    #[test]
    fn nothing_to_show_is_nothing_at_all() {
        let shown = Shown { word: "none".into(), sgr: "32".into(), text: String::new() };
        for place in [Place::Bash, Place::Zsh, Place::Fish, Place::Tmux] {
            assert_eq!(paint(&shown, place), "");
        }
    }
}
