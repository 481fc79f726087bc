//! The one quoting function: any bytes without NUL become one word of the shell that evaluates to exactly them.

use crate::shell::kind::ShellKind;

/// `bytes` as one single-quoted word of `shell`.
///
/// Single quotes are the only form in which neither expansion, history, nor a locale's idea of letters plays a
/// part. In bash and zsh nothing is special inside them, and a quote itself is written outside (`'\''`); in fish
/// backslash and quote are escaped inside.
#[must_use]
pub fn quote(shell: ShellKind, bytes: &[u8]) -> Vec<u8> {
    let mut word = Vec::with_capacity(bytes.len() + 2);
    word.push(b'\'');
    for &byte in bytes {
        match (shell, byte) {
            (ShellKind::Bash | ShellKind::Zsh, b'\'') => word.extend_from_slice(br"'\''"),
            (ShellKind::Fish, b'\'' | b'\\') => word.extend_from_slice(&[b'\\', byte]),
            _ => word.push(byte),
        }
    }
    word.push(b'\'');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_ends_nothing() {
        assert_eq!(quote(ShellKind::Bash, b"a'b"), br"'a'\''b'");
        assert_eq!(quote(ShellKind::Zsh, b"$(x)`y`\\"), br"'$(x)`y`\'");
        assert_eq!(quote(ShellKind::Fish, br"a'b\"), br"'a\'b\\'");
        assert_eq!(quote(ShellKind::Fish, b""), b"''");
    }
}
