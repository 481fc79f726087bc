//! Tables in Markdown, aligned for the terminal as well.

/// Prints a title, the names of the columns, and rows; the first column is text, the others are numbers.
pub fn print(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let head: Vec<String> = head.iter().map(|&name| name.to_owned()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0).max(3)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!(" {cell:<width$} |"),
            _ => format!(" {cell:>width$} |"),
        });
        format!("|{}", cells.collect::<String>())
    };
    let rule = widths.iter().enumerate().map(|(column, width)| match column {
        0 => format!("{}|", "-".repeat(width + 2)),
        _ => format!("{}:|", "-".repeat(width + 1)),
    });
    println!("\n{title}\n\n{}\n|{}", line(&head), rule.collect::<String>());
    for row in rows {
        println!("{}", line(row));
    }
}

/// A number in its column, and the bar in the next, marked where the number misses it.
pub fn with_bar(value: f64, digits: usize, bar: Option<f64>) -> [String; 2] {
    let mark = if bar.is_some_and(|bar| value > bar) { " MISSED" } else { "" };
    [format!("{value:.digits$}"), bar.map_or_else(String::new, |bar| format!("≤ {bar}{mark}"))]
}
