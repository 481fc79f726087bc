//! Eight bytes at a time: where a line ends, and where a key does.

/// A byte in each of eight.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGH: u64 = each(0x80);

/// The high bit of each byte below `limit` (at most 0x80), and perhaps of bytes above the first such one.
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(each(limit)) & !word & HIGH
}

/// The first place from `start` on whose byte `is_it`; `marks` says where in eight bytes there could be one, but may
/// be mistaken in any but what is none before the first mark. The end where there is none.
#[inline]
fn first(bytes: &[u8], start: usize, marks: impl Fn(u64) -> u64, is_it: impl Fn(u8) -> bool) -> usize {
    let mut at = start;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        let marked = marks(u64::from_le_bytes(eight));
        if marked == 0 {
            at += 8;
            continue;
        }
        at += marked.trailing_zeros() as usize / 8;
        if bytes.get(at).copied().is_some_and(&is_it) {
            return at;
        }
        at += 1;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| is_it(byte)).unwrap_or(rest.len())
}

/// Where the line's content ends that goes on at `start`: at `\n`, `\r`, or the end of all.
#[inline]
pub(super) fn line_end(bytes: &[u8], start: usize) -> usize {
    first(bytes, start, |word| below(word, 0x20), |byte| matches!(byte, b'\n' | b'\r'))
}

/// Where what a plain key is made of ends: at `=`, `:`, a capital, a control character, a byte outside ASCII, or the
/// end of all.
#[inline]
pub(super) fn key_end(bytes: &[u8], start: usize) -> usize {
    let marks = |word: u64| {
        let equals = below(word ^ each(b'='), 1);
        let colon = below(word ^ each(b':'), 1);
        let ascii = word & !HIGH;
        let capital = (ascii + each(0x80 - b'A')) & !(ascii + each(0x7f - b'Z')) & HIGH;
        let delete = below(word ^ each(0x7f), 1);
        equals | colon | capital | delete | below(word, 0x20) | (word & HIGH)
    };
    first(bytes, start, marks, |byte| {
        !matches!(byte, b' '..=b'~') || matches!(byte, b'=' | b':' | b'A'..=b'Z')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_at_a_time_is_one_at_a_time(
            bytes in prop::collection::vec(prop_oneof![4 => b' '..=b'~', 1 => any::<u8>(), 1 => Just(b'\n')], 0..60),
            start in 0_usize..60,
        ) {
            let rest = bytes.get(start..).unwrap_or_default();
            let of = |is_it: &dyn Fn(u8) -> bool| {
                start + rest.iter().position(|&byte| is_it(byte)).unwrap_or(rest.len())
            };
            prop_assert_eq!(line_end(&bytes, start), of(&|byte| byte == b'\n' || byte == b'\r'));
            let ends_key = |byte: u8| {
                byte == b'=' || byte == b':' || byte.is_ascii_uppercase() || !(byte == b' ' || byte.is_ascii_graphic())
            };
            prop_assert_eq!(key_end(&bytes, start), of(&ends_key));
        }
    }
}
