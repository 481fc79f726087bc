//! A link as a picture for a telephone's camera.

use qrcodegen::{QrCode, QrCodeEcc};

/// Empty modules around the code, for the camera to find it (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// The lines of the code of `link`, two modules in a character; `None` where it does not fit into `columns` and `rows`.
/// With `colors` it is dark on light whatever the terminal's colours are; else it is drawn in light on a dark terminal, and
/// most cameras read it on a light one as well.
#[must_use]
pub fn lines(link: &str, columns: usize, rows: usize, colors: bool) -> Option<Vec<String>> {
    let code = QrCode::encode_text(link, QrCodeEcc::Low).ok()?;
    let size = code.size() + 2 * QUIET;
    let (width, height) = (usize::try_from(size).ok()?, usize::try_from(size + 1).ok()? / 2);
    if width > columns || height > rows {
        return None;
    }
    let light = |x: i32, y: i32| y < size && !code.get_module(x - QUIET, y - QUIET);
    let drawn = |row: i32| {
        let characters: String = (0..size)
            .map(|x| match (light(x, 2 * row), light(x, 2 * row + 1)) {
                (true, true) => '\u{2588}',
                (true, false) => '\u{2580}',
                (false, true) => '\u{2584}',
                (false, false) => ' ',
            })
            .collect();
        // White on black of the 256 colours, which themes leave alone.
        if colors { format!("\u{1b}[38;5;231;48;5;16m{characters}\u{1b}[0m") } else { characters }
    };
    Some((0..(size + 1) / 2).map(drawn).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_drawn_whole_or_not_at_all() {
        let link = "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH";
        let drawn = lines(link, 80, 40, false).unwrap();
        let widths: Vec<usize> = drawn.iter().map(|line| line.chars().count()).collect();
        assert_eq!((widths.len(), widths[0]), (21, 41));
        assert!(widths.iter().all(|width| *width == widths[0]));
        // The quiet zone, and the top of the first finder pattern: dark, in light.
        assert_eq!(drawn[0], "\u{2588}".repeat(41));
        assert!(drawn[2].starts_with("\u{2588}\u{2588}\u{2588}\u{2588} "), "{}", drawn[2]);
        assert_eq!((lines(link, 40, 40, false), lines(link, 80, 20, false)), (None, None));
        let colored = lines(link, 41, 21, true).unwrap();
        assert!(colored.iter().all(|line| line.ends_with("\u{1b}[0m")));
        assert_eq!(lines(&"x".repeat(10_000), 1000, 1000, false), None);
    }
}
