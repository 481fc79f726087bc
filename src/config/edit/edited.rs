//! The file after its edits: its text, and each line with what became of it.

use std::ops::Range;

use crate::config::edit::editor::{Editor, State};
use crate::config::edit::rows::{Mark, Role, Row, new_rows};

/// A text after its edits.
pub struct Edited<'a> {
    rows: Vec<Row<'a>>,
    changed: bool,
}

/// One line of a file before and after, without its ending. No `Debug`: it may hold a secret.
#[derive(Clone)]
pub struct Line<'a> {
    /// What becomes of it.
    pub mark: Mark,
    /// As it stands in the file.
    pub text: &'a str,
    /// What it says.
    pub says: Says<'a>,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says<'a> {
    /// Nothing to the AWS tools: it is blank, or a comment.
    Nothing,
    /// Which section begins.
    Header,
    /// A property, or its first line.
    Property {
        /// In lower case.
        key: &'a str,
        /// Its place in the line.
        value: Range<usize>,
    },
    /// More of a value.
    More {
        /// Of the property with this key.
        key: &'a str,
    },
}

impl<'a> Edited<'a> {
    /// The same file, with nothing changed.
    pub(super) fn unchanged(editor: Editor<'a>) -> Self {
        Self { rows: editor.blocks.into_iter().flat_map(|block| block.rows).collect(), changed: false }
    }

    pub(super) fn of(mut editor: Editor<'a>) -> Self {
        settle(&mut editor);
        Self { rows: editor.blocks.into_iter().flat_map(|block| block.rows).collect(), changed: true }
    }

    /// Whether the file says something else than before.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in self.rows.iter().filter(|row| row.lives()) {
            // The last line of a file may lack an ending.
            if !text.is_empty() && !text.ends_with(['\n', '\r']) {
                text.push_str(Some(row.ending()).filter(|ending| !ending.is_empty()).unwrap_or("\n"));
            }
            text.push_str(row.whole());
        }
        text
    }

    /// All lines, those that go included.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut key = "";
        self.rows.iter().map(move |row| {
            let says = match &row.role {
                Role::Quiet => Says::Nothing,
                Role::Header(_) => Says::Header,
                Role::Property { key: own, value } => {
                    key = own;
                    Says::Property { key: own, value: value.clone() }
                }
                Role::Continuation | Role::Strange => Says::More { key },
            };
            Line { mark: row.mark, text: row.content(), says }
        })
    }
}

/// Sees to the blank lines between sections: one before each that comes, and one less where one has gone.
fn settle(editor: &mut Editor<'_>) {
    let ending = editor.ending.clone();
    // Whether the last line so far is blank; `None` before the first.
    let mut blank = None;
    let mut last = None;
    let mut gone_since = false;
    for (at, block) in editor.blocks.iter_mut().enumerate() {
        match block.state {
            State::New if blank == Some(false) => {
                block.rows.splice(0..0, new_rows(&ending));
            }
            State::Old | State::New => {}
            State::Gone => {
                let first = block.rows.iter_mut().find(|row| row.lives());
                gone_since |= first.is_none();
                if let Some(row) = first.filter(|row| blank != Some(false) && row.is_blank()) {
                    row.mark = Mark::Gone;
                }
            }
        }
        if let Some(row) = block.rows.iter().rposition(Row::lives) {
            blank = block.rows.get(row).map(Row::is_blank);
            last = Some((at, row));
            gone_since = false;
        }
    }
    // The last section has gone, with nothing below it: so does the blank line that set it off.
    if let Some((block, row)) = last.filter(|_| gone_since && blank == Some(true))
        && let Some(row) = editor.blocks.get_mut(block).and_then(|block| block.rows.get_mut(row))
    {
        row.mark = Mark::Gone;
    }
}
