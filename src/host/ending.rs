//! The signals that ask a process to end, for whoever has something to put in order first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signal_hook::{SigId, flag, low_level};

/// What a signal does is the process's, so that this is too: while nobody listens it ends the process, as ever. Whoever has
/// listened before must not be the one who lets it, for another one may listen by then.
static HEARD: Mutex<BTreeMap<i32, Heard>> = Mutex::new(BTreeMap::new());

struct Heard {
    listeners: usize,
    nobody: Arc<AtomicBool>,
}

/// Somebody who listens, until dropped.
#[derive(Debug)]
pub struct Listening(Vec<(i32, SigId)>);

/// Sets `wanted` at each of these signals, which do nothing else meanwhile.
///
/// # Errors
/// The system's.
pub fn listen(signals: &[i32], wanted: &Arc<AtomicBool>) -> io::Result<Listening> {
    // (The lock is let go before a listener that did not come to be, which takes it again.)
    let mut listening = Listening(Vec::new());
    let mut all = heard();
    for &signal in signals {
        let id = flag::register(signal, Arc::clone(wanted))?;
        let heard = match all.entry(signal) {
            Entry::Occupied(heard) => heard.into_mut(),
            Entry::Vacant(place) => {
                let nobody = Arc::new(AtomicBool::new(false));
                flag::register_conditional_default(signal, Arc::clone(&nobody))?;
                place.insert(Heard { listeners: 0, nobody })
            }
        };
        heard.listeners += 1;
        heard.nobody.store(false, Ordering::SeqCst);
        listening.0.push((signal, id));
    }
    drop(all);
    Ok(listening)
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut all = heard();
        for (signal, id) in self.0.drain(..) {
            if let Some(heard) = all.get_mut(&signal) {
                heard.listeners = heard.listeners.saturating_sub(1);
                heard.nobody.store(heard.listeners == 0, Ordering::SeqCst);
            }
            low_level::unregister(id);
        }
    }
}

fn heard() -> MutexGuard<'static, BTreeMap<i32, Heard>> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use signal_hook::consts::SIGHUP;

    #[test]
    fn who_listened_before_ends_nothing_for_who_listens_now() {
        let raised = |wanted: &Arc<AtomicBool>| {
            low_level::raise(SIGHUP).unwrap();
            wanted.swap(false, Ordering::SeqCst)
        };
        let (first, second) = (Arc::default(), Arc::default());
        let before = listen(&[SIGHUP], &first).unwrap();
        assert!(raised(&first));
        drop(before);
        // Without this one the signal would end the test.
        let outer = listen(&[SIGHUP], &second).unwrap();
        assert!(raised(&second) && !first.load(Ordering::SeqCst));
        let inner = listen(&[SIGHUP], &first).unwrap();
        assert!(raised(&first) && second.swap(false, Ordering::SeqCst));
        drop(inner);
        assert!(raised(&second));
        drop(outer);
        assert!(heard().get(&SIGHUP).unwrap().nobody.load(Ordering::SeqCst));
    }
}
