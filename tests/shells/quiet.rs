//! Prompts that start no process.

use crate::kind::Kind;
use crate::tracer::Tracer;

/// Fails if anything was started since the tracer was attached. A shell that cannot see changes by itself has asked,
/// and done nothing else.
pub fn assert_quiet(kind: Kind, tracer: Tracer) {
    let started = tracer.finish();
    let asked = !started.is_empty();
    assert_eq!(needless(kind, started), Vec::<String>::new());
    assert!(asked || kind.sees_changes(), "it did not ask, and cannot know by itself");
}

/// What of these starts a steady prompt has no need of: any, unless the shell cannot see changes by itself and asks.
pub fn needless(kind: Kind, mut started: Vec<String>) -> Vec<String> {
    // The program in awsp's place answers with `cat`.
    let questions = ["\"prompt\", \"--hook\"", "[\"date\", \"+%s\"]", "[\"cat\", "];
    if !kind.sees_changes() {
        started.retain(|line| {
            line.contains("exec") && !questions.iter().any(|question| line.contains(question))
        });
    }
    started
}
