//! What a process that holds credentials keeps to itself.

/// Lets no other process of the same user read this one's memory or environment, or trace it, and lets no core file
/// be written. A program that this one becomes (`exec`) is open again: the system resets it. Linux alone has this.
///
/// Where it does not work (a sandbox forbids the call) there is nothing better to do than to go on.
pub fn keep_private() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
