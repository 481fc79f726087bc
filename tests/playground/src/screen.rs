//! What a person would see on the terminal.

use vt100::Parser;

/// A terminal emulator that also answers the questions programs ask it: where
/// the cursor is, and what kind of terminal this is. Without an answer a
/// picker or a newer fish would wait for its time-out.
pub struct Screen {
    parser: Parser<Answers>,
}

impl Screen {
    /// An empty screen.
    pub fn new(rows: u16, columns: u16) -> Self {
        Self { parser: Parser::new_with_callbacks(rows, columns, 2_000, Answers::default()) }
    }

    /// Draws the bytes; returns what the terminal answers to them.
    pub fn process(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.parser.process(bytes);
        std::mem::take(&mut self.parser.callbacks_mut().bytes)
    }

    /// Changes its size.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        self.parser.screen_mut().set_size(rows, columns);
    }

    /// The visible text, a line a row, without trailing blanks.
    pub fn text(&self) -> String {
        let contents = self.parser.screen().contents();
        let lines: Vec<&str> = contents.lines().map(str::trim_end).collect();
        lines.join("\n")
    }

    /// The row the cursor is in, without trailing blanks.
    pub fn cursor_line(&self) -> String {
        let screen = self.parser.screen();
        let (row, _) = screen.cursor_position();
        let (_, columns) = screen.size();
        let line = screen.rows(0, columns).nth(usize::from(row)).unwrap_or_default();
        line.trim_end().to_owned()
    }

    /// Whether a line editor reads: it asks for pasted text in brackets while it does.
    pub fn takes_bracketed_paste(&self) -> bool {
        self.parser.screen().bracketed_paste()
    }

    /// The row that the cursor is in, up to the cursor.
    pub fn before_cursor(&self) -> String {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        screen.rows(0, column).nth(usize::from(row)).unwrap_or_default()
    }

    /// The number of the row that the cursor is in, from 0.
    pub fn cursor_row(&self) -> usize {
        usize::from(self.parser.screen().cursor_position().0)
    }

    /// The cells with their colours.
    pub fn cells(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The colour of the first character of `text` where it last stands on
    /// one row of the screen.
    pub fn colour_of(&self, text: &str) -> Option<vt100::Color> {
        let screen = self.parser.screen();
        let (_, columns) = screen.size();
        let rows: Vec<String> = screen.rows(0, columns).collect();
        rows.iter().enumerate().rev().find_map(|(row, line)| {
            let column = line.split(text).next().filter(|head| head.len() < line.len())?.chars().count();
            let cell = screen.cell(u16::try_from(row).ok()?, u16::try_from(column).ok()?)?;
            Some(cell.fgcolor())
        })
    }
}

#[derive(Default)]
struct Answers {
    bytes: Vec<u8>,
}

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        i1: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        c: char,
    ) {
        let first = params.first().and_then(|numbers| numbers.first()).copied().unwrap_or(0);
        match (i1, first, c) {
            (None, 0, 'c') => self.bytes.extend_from_slice(b"\x1b[?62;22c"),
            (None, 6, 'n') => {
                let (row, column) = screen.cursor_position();
                self.bytes.extend_from_slice(format!("\x1b[{};{}R", row + 1, column + 1).as_bytes());
            }
            _ => {}
        }
    }
}
