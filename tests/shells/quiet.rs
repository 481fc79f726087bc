//! Prompts that start no process.

use crate::kind::Kind;
use crate::tracer::Tracer;

/// Fails if anything was started since the tracer was attached. A shell that cannot see changes by itself may have
/// asked at each prompt, and nothing else.
pub fn assert_quiet(kind: Kind, tracer: Tracer) {
    let started = tracer.finish();
    if kind.sees_changes() {
        assert_eq!(started, Vec::<String>::new());
        return;
    }
    let executed: Vec<&String> = started.iter().filter(|line| line.contains("exec")).collect();
    // The program in awsp's place answers with `cat`.
    let question = |line: &str| {
        line.contains("\"prompt\", \"--hook\"")
            || line.contains("[\"date\", \"+%s\"]")
            || line.contains("[\"cat\", ")
    };
    assert!(executed.iter().all(|line| question(line)), "{executed:#?}");
    assert!(!executed.is_empty(), "it did not ask, and cannot know by itself");
}
