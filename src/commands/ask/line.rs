//! A line that is typed: what it holds, where the cursor is, and which part of it is shown. Knows keys, but no terminal.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthChar;

use crate::domain::text::{is_unsafe, printable};

/// See the module.
pub(super) struct Line {
    text: Vec<char>,
    /// Characters before the cursor.
    at: usize,
    takes: fn(char) -> bool,
    most: usize,
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    On,
    Done,
    Left,
}

impl Line {
    pub(super) fn new(text: &str, takes: fn(char) -> bool, most: usize) -> Self {
        let mut line = Self { text: Vec::new(), at: 0, takes, most };
        line.paste(text);
        line
    }

    pub(super) fn text(&self) -> String {
        self.text.iter().collect()
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.at = 0;
    }

    pub(super) fn go_to_end(&mut self) {
        self.at = self.text.len();
    }

    pub(super) fn paste(&mut self, text: &str) -> Typed {
        for c in text.chars() {
            self.put(c);
        }
        Typed::On
    }

    fn put(&mut self, c: char) {
        if !is_unsafe(c) && (self.takes)(c) && self.text.len() < self.most {
            self.text.insert(self.at, c);
            self.at += 1;
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Typed {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Typed::Left,
            KeyCode::Char('c' | 'g') if control => return Typed::Left,
            KeyCode::Char('d') if control && self.text.is_empty() => return Typed::Left,
            // An Enter that was typed before the question: the terminal still made a line feed of it.
            KeyCode::Char('j' | 'm') if control => return Typed::Done,
            KeyCode::Enter => return Typed::Done,
            KeyCode::Left => self.at = self.at.saturating_sub(1),
            KeyCode::Right => self.at = (self.at + 1).min(self.text.len()),
            KeyCode::Char('b') if control => self.at = self.at.saturating_sub(1),
            KeyCode::Char('f') if control => self.at = (self.at + 1).min(self.text.len()),
            KeyCode::Home => self.at = 0,
            KeyCode::Char('a') if control => self.at = 0,
            KeyCode::End => self.go_to_end(),
            KeyCode::Char('e') if control => self.go_to_end(),
            KeyCode::Char('u') if control => self.cut(0),
            KeyCode::Char('k') if control => self.text.truncate(self.at),
            KeyCode::Char('w') if control => {
                let before = self.text.get(..self.at).unwrap_or_default();
                let word = before.iter().rposition(|c| *c != ' ').unwrap_or(0);
                let blank = before.get(..word).unwrap_or_default().iter().rposition(|c| *c == ' ');
                self.cut(blank.map_or(0, |at| at + 1));
            }
            KeyCode::Backspace => self.cut(self.at.saturating_sub(1)),
            KeyCode::Char('h') if control => self.cut(self.at.saturating_sub(1)),
            KeyCode::Delete if self.at < self.text.len() => drop(self.text.remove(self.at)),
            KeyCode::Char('d') if control && self.at < self.text.len() => drop(self.text.remove(self.at)),
            KeyCode::Char(c) if !control => self.put(c),
            _ => {}
        }
        Typed::On
    }

    /// Takes out what stands from there to the cursor.
    fn cut(&mut self, from: usize) {
        self.text.drain(from..self.at);
        self.at = from;
    }

    /// The part around the cursor that fits into so many columns, and the cursor's column in it. What is left out in
    /// front is told by `<`.
    pub(super) fn view(&self, room: usize, stars: bool) -> (String, usize) {
        let shown: Vec<char> = if stars { vec!['*'; self.text.len()] } else { self.text.clone() };
        let wide = |part: &[char]| part.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        let before = shown.get(..self.at).unwrap_or_default();
        let mut first = 0;
        if wide(before) > room {
            // As much as fits, from the cursor backwards; `<` takes a column.
            let mut used = 1;
            let fitting = before.iter().rev().take_while(|c| {
                used += c.width().unwrap_or(0);
                used <= room
            });
            first = self.at - fitting.count();
        }
        let mut text = String::from(if first > 0 { "<" } else { "" });
        let mut used = text.len();
        let at = used + wide(before.get(first..).unwrap_or_default());
        for c in shown.get(first..).unwrap_or_default() {
            used += c.width().unwrap_or(0);
            if used > room {
                break;
            }
            text.push(*c);
        }
        (text, at)
    }
}

/// How many columns a text takes as it is shown.
pub(in crate::commands) fn columns(text: &str) -> usize {
    printable(text).chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `text` made printable and cut at so many columns.
pub(in crate::commands) fn fit(text: &str, width: usize) -> String {
    let mut used = 0;
    printable(text)
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= width
        })
        .collect()
}

/// `text` made printable and broken between words into lines of so many columns, a few at most; a word that is longer is
/// cut.
pub(super) fn folded(text: &str, width: usize) -> Vec<String> {
    const MOST: usize = 4;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(&printable(word));
            }
            _ => lines.push(fit(word, width)),
        }
    }
    lines.truncate(MOST);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::new(text, |_| true, 1000)
    }

    fn press(line: &mut Line, codes: &[KeyCode]) {
        for code in codes {
            assert_eq!(line.key(KeyEvent::new(*code, KeyModifiers::NONE)), Typed::On, "{code:?}");
        }
    }

    fn control(line: &mut Line, c: char) -> Typed {
        line.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))
    }

    #[test]
    fn a_line_is_edited_anywhere() {
        let mut line = line("eu-west-1");
        press(&mut line, &[KeyCode::Left, KeyCode::Left, KeyCode::Backspace, KeyCode::Char('T')]);
        assert_eq!(line.text(), "eu-wesT-1");
        press(&mut line, &[KeyCode::Home, KeyCode::Delete, KeyCode::End, KeyCode::Char('日')]);
        assert_eq!(line.text(), "u-wesT-1日");
        control(&mut line, 'u');
        line.paste("one two  ");
        control(&mut line, 'w');
        assert_eq!(line.text(), "one ");
        control(&mut line, 'a');
        control(&mut line, 'k');
        assert_eq!(line.text(), "");
        press(&mut line, &[KeyCode::Backspace, KeyCode::Delete, KeyCode::Left, KeyCode::Right]);
        assert_eq!(control(&mut line, 'd'), Typed::Left);
        assert_eq!(control(&mut line, 'c'), Typed::Left);
        assert_eq!(control(&mut line, 'j'), Typed::Done);
    }

    #[test]
    fn what_is_told_is_broken_between_words() {
        assert_eq!(folded("there is no region x: name one", 12), ["there is no", "region x:", "name one"]);
        assert_eq!(folded("a_word_too_long b", 6), ["a_word", "b"]);
        assert_eq!(folded("", 6), [""; 0]);
        assert_eq!(folded(&"ab ".repeat(99), 3).len(), 4);
        assert_eq!(folded("\u{1b}[2J\u{202e}", 40), [fit("\u{1b}[2J\u{202e}", 40)]);
    }

    #[test]
    fn only_what_is_taken_gets_in() {
        let mut digits = Line::new("", |c| c.is_ascii_digit(), 6);
        digits.paste("12x 34-56789");
        assert_eq!(digits.text(), "123456");
        let mut line = line("");
        line.paste("a\u{1b}[2J\n\u{202e}b");
        assert_eq!(line.text(), "a[2Jb");
    }

    #[test]
    fn what_is_shown_fits_and_holds_the_cursor() {
        for (text, left, room) in [
            ("日本日本日本", 0, 7),
            ("a long text that does not fit", 5, 10),
            ("abc", 0, 3),
            ("日本", 1, 1),
            ("", 0, 1),
        ] {
            let mut line = line(text);
            press(&mut line, &vec![KeyCode::Left; left]);
            let (shown, at) = line.view(room, false);
            assert!(columns(&shown) <= room && at <= room, "{text}: {shown:?} {at}");
        }
        let (shown, at) = line("a long text").view(6, false);
        assert_eq!((shown.as_str(), at), ("< text", 6));
        assert_eq!(line("secret").view(10, true), ("******".to_owned(), 6));
        assert_eq!(line(&"x".repeat(5000)).view(10, true), ("<*********".to_owned(), 10));
    }
}
