//! Forgetting what came of a sign-in that is over.

use crate::store::Store;
use crate::store::credentials::{HangsOn, Held};
use crate::store::identities::HeldIdentity;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// Forgets the credentials of this key, whose they are, and what went wrong with them; whether there were any
/// credentials.
pub fn forget(store: &Store, key: &Key) -> bool {
    let held = Held::load(store, key).is_some();
    store.remove(Shelf::Credentials, key);
    if HeldIdentity::load(store, key).is_some() {
        store.remove(Shelf::Identities, key);
    }
    store.remove(Shelf::Failures, key);
    held
}

/// Forgets all that hangs on a sign-in for which `over` holds; how many credentials there were.
pub fn forget_what_hangs_on(store: &Store, over: impl Fn(&HangsOn) -> bool) -> usize {
    let held = Held::all(store).into_iter();
    held.filter(|(_, held)| held.hangs_on.as_ref().is_some_and(&over))
        .filter(|(key, _)| forget(store, key))
        .count()
}
