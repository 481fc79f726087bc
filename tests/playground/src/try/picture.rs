//! The cells of a terminal as SVG.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// A cell's size in SVG units, at the font size below: what common monospace fonts have.
const WIDTH: f32 = 8.4;
const HEIGHT: f32 = 20.0;
const FONT_SIZE: f32 = 14.0;
/// Space around the text, and the window's title bar above it.
const MARGIN: f32 = 16.0;
const BAR: f32 = 34.0;

const BACKGROUND: &str = "#1e2029";
const FOREGROUND: &str = "#d5d8e0";
/// The eight colours, then the eight bright ones.
const PALETTE: [&str; 16] = [
    "#3b3f4c", "#d9484e", "#7ec87e", "#e6c065", "#6ea3e8", "#c58ae0", "#5cc2cc", "#e8eaf0", "#6b7080",
    "#ff7a7e", "#9be09b", "#ffd98a", "#93bdf5", "#dba8f2", "#86dce4", "#ffffff",
];

/// How a run of cells looks.
#[derive(Clone, PartialEq)]
struct Look {
    foreground: String,
    background: Option<String>,
    /// Attributes of SVG for what is bold, dim, and so on.
    style: String,
}

/// Cells next to each other that look alike.
struct Run {
    column: u16,
    cells: u16,
    text: String,
    look: Look,
}

/// The first `rows` rows in a window, the cursor in the last.
pub fn svg(screen: &Screen, rows: usize) -> String {
    let (_, columns) = screen.size();
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    let width = f32::from(columns) * WIDTH + 2.0 * MARGIN;
    let height = f32::from(rows) * HEIGHT + BAR + MARGIN;
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img" aria-label="A terminal with awsp's segment in front of the prompt" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="{FONT_SIZE}">
<rect x="0.5" y="0.5" width="{:.1}" height="{:.1}" rx="9" fill="{BACKGROUND}" stroke="{edge}"/>
"#,
        width - 1.0,
        height - 1.0,
        edge = "#3b3f4c",
    );
    for (at, color) in ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate() {
        let x = 20.0 + 20.0 * f32::from(u8::try_from(at).unwrap_or(0));
        writeln!(out, r#"<circle cx="{x}" cy="18" r="6" fill="{color}"/>"#).ok();
    }
    for row in 0..rows {
        for run in runs(screen, row, columns) {
            draw(&mut out, row, &run);
        }
    }
    let (row, column) = screen.cursor_position();
    let (x, y) = corner(row, column);
    writeln!(out, r#"<rect x="{x:.1}" y="{y:.1}" width="{WIDTH}" height="{HEIGHT}" fill="{FOREGROUND}" opacity="0.75"/>"#).ok();
    out.push_str("</svg>\n");
    out
}

fn corner(row: u16, column: u16) -> (f32, f32) {
    (MARGIN + f32::from(column) * WIDTH, BAR + f32::from(row) * HEIGHT)
}

fn runs(screen: &Screen, row: u16, columns: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else {
            continue;
        };
        let look = look(cell);
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let cells = if cell.is_wide() { 2 } else { 1 };
        // A sign that comes from another font may have another width, so it does not push what follows.
        let joins = text.is_ascii();
        match runs.last_mut() {
            Some(run) if joins && run.look == look && run.text.is_ascii() => {
                run.text.push_str(text);
                run.cells += cells;
            }
            _ => runs.push(Run { column, cells, text: text.to_owned(), look }),
        }
    }
    runs
}

fn draw(out: &mut String, row: u16, run: &Run) {
    let (x, y) = corner(row, run.column);
    let width = f32::from(run.cells) * WIDTH;
    if let Some(color) = &run.look.background {
        writeln!(out, r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{HEIGHT}" fill="{color}" shape-rendering="crispEdges"/>"#)
            .ok();
    }
    if run.text.trim().is_empty() {
        return;
    }
    let lead = u16::try_from(run.text.len() - run.text.trim_start().len()).unwrap_or(0);
    let text = run.text.trim();
    let (x, place) = if text.is_ascii() {
        let width = f32::from(u16::try_from(text.len()).unwrap_or(0)) * WIDTH;
        let place =
            format!(r#"textLength="{width:.1}" lengthAdjust="spacingAndGlyphs" xml:space="preserve""#);
        (x + f32::from(lead) * WIDTH, place)
    } else {
        (x + width / 2.0, r#"text-anchor="middle""#.to_owned())
    };
    writeln!(
        out,
        r#"<text x="{x:.1}" y="{:.1}" fill="{}" {place}{}>{}</text>"#,
        y + 14.5,
        run.look.foreground,
        run.look.style,
        escaped(text),
    )
    .ok();
}

fn look(cell: &Cell) -> Look {
    let foreground = color(cell.fgcolor());
    let background = color(cell.bgcolor());
    let (foreground, background) = if cell.inverse() {
        (
            background.or_else(|| Some(BACKGROUND.to_owned())),
            foreground.or_else(|| Some(FOREGROUND.to_owned())),
        )
    } else {
        (foreground, background)
    };
    let style = [
        (cell.bold(), r#" font-weight="bold""#),
        (cell.dim(), r#" opacity="0.6""#),
        (cell.italic(), r#" font-style="italic""#),
        (cell.underline(), r#" text-decoration="underline""#),
    ];
    let style = style.into_iter().filter(|(holds, _)| *holds).map(|(_, attribute)| attribute).collect();
    Look { foreground: foreground.unwrap_or_else(|| FOREGROUND.to_owned()), background, style }
}

/// The colour; `None` for the terminal's own. Of the 256: 16 named, a cube of 6 by 6 by 6, then 24 greys (xterm).
fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Idx(index) => Some(match index {
            0..16 => PALETTE.get(usize::from(index)).copied().unwrap_or(FOREGROUND).to_owned(),
            16..232 => {
                let step = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
                let cube = index - 16;
                format!("#{:02x}{:02x}{:02x}", step(cube / 36), step(cube / 6 % 6), step(cube % 6))
            }
            232.. => {
                let grey = 8 + 10 * (index - 232);
                format!("#{grey:02x}{grey:02x}{grey:02x}")
            }
        }),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_place_and_colour() {
        let mut parser = vt100::Parser::new(2, 10, 0);
        parser.process(b"a\x1b[31;1mb<\x1b[0m \xe2\x86\xbbz\r\n\x1b[97;41mX");
        let svg = svg(parser.screen(), 2);
        assert!(svg.contains(r##"x="16.0" y="48.5" fill="#d5d8e0" textLength="8.4""##), "{svg}");
        assert!(svg.contains(r##"fill="#d9484e" textLength="16.8" lengthAdjust="spacingAndGlyphs" xml:space="preserve" font-weight="bold">b&lt;<"##), "{svg}");
        assert!(svg.contains(">↻<") && svg.contains(">z<"), "{svg}");
        assert!(
            svg.contains(r##"<rect x="16.0" y="54.0" width="8.4" height="20" fill="#d9484e" shape-rendering="crispEdges"/>"##),
            "{svg}"
        );
    }

    #[test]
    fn all_256_colours_are_colours() {
        for (index, wanted) in
            [(0, "#3b3f4c"), (16, "#000000"), (196, "#ff0000"), (231, "#ffffff"), (255, "#eeeeee")]
        {
            assert_eq!(color(Color::Idx(index)).as_deref(), Some(wanted));
        }
    }
}
