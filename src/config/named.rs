//! Things with names, in order and found by name.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// Finds places in a list by name. The names themselves are the list's: `name` tells that of a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Index {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { places: HashTable::with_capacity(count), hasher: DefaultHashBuilder::default() }
    }

    pub(super) fn find<'a>(&self, wanted: &str, name: impl Fn(usize) -> &'a str) -> Option<usize> {
        let hash = self.hasher.hash_one(wanted);
        self.places.find(hash, |&at| name(at as usize) == wanted).map(|&at| at as usize)
    }

    /// The place of this name: the one that it has, else `next`, which it then has.
    pub(super) fn find_or_add<'a>(
        &mut self,
        wanted: &str,
        next: usize,
        name: impl Fn(usize) -> &'a str,
    ) -> usize {
        let Self { places, hasher } = self;
        let rehash = |&at: &u32| hasher.hash_one(name(at as usize));
        match places.entry(hasher.hash_one(wanted), |&at| name(at as usize) == wanted, rehash) {
            Entry::Occupied(place) => *place.get() as usize,
            Entry::Vacant(place) => {
                place.insert(u32::try_from(next).unwrap_or(u32::MAX));
                next
            }
        }
    }
}

/// Things with names, in order of first appearance.
#[derive(Debug, Clone)]
pub(super) struct Named<T> {
    items: Vec<(Box<str>, T)>,
    index: Index,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: Index::default() }
    }
}

impl<T> Named<T> {
    /// The one with this name.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let at = self.index.find(name, |at| name_at(&self.items, at))?;
        self.items.get(at).map(|(_, item)| item)
    }

    /// The one with this name for changing it, or room for it at the end.
    pub(super) fn get_or_push(&mut self, name: &str, make: impl FnOnce() -> T) -> Option<&mut T> {
        let at = self.index.find_or_add(name, self.items.len(), |at| name_at(&self.items, at));
        if at == self.items.len() {
            self.items.push((name.into(), make()));
        }
        self.items.get_mut(at).map(|(_, item)| item)
    }

    /// All, in order, with their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.items.iter().map(|(name, item)| (&**name, item))
    }
}

fn name_at<T>(items: &[(Box<str>, T)], at: usize) -> &str {
    items.get(at).map_or("", |(name, _)| name)
}
