//! One test body, one `#[test]` for each shell.

/// Makes a module with the tests `bash`, `zsh` and `fish` out of one body:
///
/// ```ignore
/// each_shell! {
///     fn the_prompt_shows_the_profile(kind: Kind) { … }
/// }
/// ```
macro_rules! each_shell {
    ($(fn $name:ident($kind:ident: Kind) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn body($kind: Kind) $body

            #[test]
            fn bash() {
                body(Kind::Bash);
            }

            #[test]
            fn zsh() {
                body(Kind::Zsh);
            }

            #[test]
            fn fish() {
                body(Kind::Fish);
            }
        }
    )+};
}

pub(crate) use each_shell;
