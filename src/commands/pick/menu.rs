//! What the picker holds and shows; knows keys, but no terminal.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use crate::commands::ask::{columns, fit};
use crate::domain::text::printable;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) struct Item {
    /// Its name, as it is used.
    pub(in crate::commands) name: String,
    /// What it is.
    pub(in crate::commands) description: String,
}

impl AsRef<str> for Item {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

/// What a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Go,
    Cancel,
    Choose(String),
}

/// A line to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// The items, what was typed, and where the person is.
pub(super) struct Menu {
    /// What is chosen, in a word or two.
    what: String,
    items: Vec<Item>,
    matcher: Matcher,
    query: String,
    /// Indices of the items that match, best first.
    found: Vec<usize>,
    at: usize,
}

impl Menu {
    pub(super) fn new(what: &str, items: Vec<Item>, current: Option<&str>) -> Self {
        let found: Vec<usize> = (0..items.len()).collect();
        let at = items.iter().position(|item| Some(item.name.as_str()) == current).unwrap_or(0);
        let what = printable(what).into_owned();
        Self { what, items, matcher: Matcher::new(Config::DEFAULT), query: String::new(), found, at }
    }

    pub(super) fn what(&self) -> &str {
        &self.what
    }

    /// Adds a text to what was typed.
    pub(super) fn paste(&mut self, text: &str) {
        self.query.push_str(text);
        self.search();
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Step {
        if key.kind == KeyEventKind::Release {
            return Step::Go;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let last = self.found.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc => return Step::Cancel,
            KeyCode::Char('c' | 'd' | 'g') if control => return Step::Cancel,
            KeyCode::Enter => return self.choose(),
            // An Enter that was typed before the list opened: the terminal still made a line feed of it.
            KeyCode::Char('j') if control => return self.choose(),
            KeyCode::Up | KeyCode::BackTab => self.at = self.at.checked_sub(1).unwrap_or(last),
            KeyCode::Char('p') if control => self.at = self.at.checked_sub(1).unwrap_or(last),
            KeyCode::Down | KeyCode::Tab => self.at = if self.at >= last { 0 } else { self.at + 1 },
            KeyCode::Char('n') if control => self.at = if self.at >= last { 0 } else { self.at + 1 },
            KeyCode::PageUp => self.at = self.at.saturating_sub(10),
            KeyCode::PageDown => self.at = (self.at + 10).min(last),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = last,
            KeyCode::Backspace => {
                self.query.pop();
                self.search();
            }
            KeyCode::Char('u') if control => {
                self.query.clear();
                self.search();
            }
            KeyCode::Char('w') if control => {
                let kept = self.query.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.query.truncate(kept);
                self.search();
            }
            KeyCode::Char(c) if !control => {
                self.query.push(c);
                self.search();
            }
            _ => {}
        }
        Step::Go
    }

    fn choose(&self) -> Step {
        match self.found.get(self.at).and_then(|&index| self.items.get(index)) {
            Some(item) => Step::Choose(item.name.clone()),
            None => Step::Go,
        }
    }

    /// Fuzzy, smart about case; without a query all items in the files' order.
    fn search(&mut self) {
        self.at = 0;
        if self.query.trim().is_empty() {
            self.found = (0..self.items.len()).collect();
            return;
        }
        let pattern = Pattern::parse(&self.query, CaseMatching::Smart, Normalization::Smart);
        let numbered =
            self.items.iter().enumerate().map(|(index, item)| Numbered { index, name: &item.name });
        self.found = pattern
            .match_list(numbered, &mut self.matcher)
            .into_iter()
            .map(|(numbered, _)| numbered.index)
            .collect();
    }

    /// The question and at most `rows` items around the chosen one, none wider than `width` columns.
    pub(super) fn lines(&self, width: usize, rows: usize) -> Vec<Line> {
        let count = format!("{}/{}", self.found.len(), self.items.len());
        let mut lines = vec![Line {
            text: fit(&format!("{} ({count}): {}", self.what, self.query), width),
            chosen: false,
        }];
        let first = self.at.saturating_sub(rows.saturating_sub(1));
        let names = self.found.iter().filter_map(|&index| self.items.get(index));
        let shown: Vec<&Item> = names.skip(first).take(rows).collect();
        let widest = shown.iter().map(|item| columns(&item.name)).max().unwrap_or(0).min(width / 2);
        for (row, item) in shown.into_iter().enumerate() {
            let chosen = first + row == self.at;
            let mark = if chosen { ">" } else { " " };
            let gap = " ".repeat(widest.saturating_sub(columns(&item.name)));
            let text = format!("{mark} {}{gap}  {}", item.name, item.description);
            lines.push(Line { text: fit(text.trim_end(), width), chosen });
        }
        lines
    }
}

struct Numbered<'a> {
    index: usize,
    name: &'a str,
}

impl AsRef<str> for Numbered<'_> {
    fn as_ref(&self) -> &str {
        self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu(names: &[&str]) -> Menu {
        let items =
            names.iter().map(|name| Item { name: (*name).to_owned(), description: "static".to_owned() });
        Menu::new("profile", items.collect(), None)
    }

    fn press(menu: &mut Menu, code: KeyCode) -> Step {
        menu.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn typing_narrows_and_enter_chooses() {
        let mut menu = menu(&["dev-admin", "prod-admin", "prod-read"]);
        for c in "pread".chars() {
            assert_eq!(press(&mut menu, KeyCode::Char(c)), Step::Go);
        }
        assert_eq!(menu.lines(80, 5).len(), 2);
        assert_eq!(press(&mut menu, KeyCode::Enter), Step::Choose("prod-read".to_owned()));
    }

    #[test]
    fn enter_on_nothing_chooses_nothing() {
        let mut menu = menu(&["dev"]);
        press(&mut menu, KeyCode::Char('z'));
        assert_eq!(press(&mut menu, KeyCode::Enter), Step::Go);
        press(&mut menu, KeyCode::Backspace);
        assert_eq!(press(&mut menu, KeyCode::Enter), Step::Choose("dev".to_owned()));
        let line_feed = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL);
        assert_eq!(menu.key(line_feed), Step::Choose("dev".to_owned()));
    }

    #[test]
    fn the_ends_are_joined_and_the_chosen_row_is_always_shown() {
        let names: Vec<String> = (0..30).map(|number| format!("p{number}")).collect();
        let mut menu = menu(&names.iter().map(String::as_str).collect::<Vec<_>>());
        press(&mut menu, KeyCode::Up);
        let lines = menu.lines(80, 5);
        assert_eq!(lines.len(), 6);
        assert!(lines[5].chosen && lines[5].text.starts_with("> p29"));
        press(&mut menu, KeyCode::Down);
        assert!(menu.lines(80, 5)[1].chosen);
    }

    #[test]
    fn control_c_and_escape_cancel() {
        let mut menu = menu(&["a"]);
        assert_eq!(press(&mut menu, KeyCode::Esc), Step::Cancel);
        assert_eq!(menu.key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Step::Cancel);
    }

    #[test]
    fn a_hostile_name_is_drawn_harmless_and_never_too_wide() {
        let mut menu = menu(&["a\u{1b}[2Jb\u{202e}c", "日本日本日本日本日本日本日本日本"]);
        press(&mut menu, KeyCode::Down);
        for line in menu.lines(24, 5) {
            assert!(!line.text.chars().any(crate::domain::text::is_unsafe));
            assert!(columns(&line.text) <= 24);
        }
    }
}
