//! An ordered map by name.

use std::collections::HashMap;

/// Things with names, in order of first appearance.
#[derive(Debug, Clone)]
pub struct Named<T> {
    items: Vec<T>,
    index: HashMap<String, usize>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: HashMap::new() }
    }
}

impl<T> Named<T> {
    /// Room for this many.
    #[must_use]
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { items: Vec::with_capacity(count), index: HashMap::with_capacity(count) }
    }

    /// The one with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.items.get(*self.index.get(name)?)
    }

    /// Whether there is one with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// All, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Puts one in; where there is one with this name already, it takes its place and the old one is returned.
    pub(crate) fn replace(&mut self, name: &str, item: T) -> Option<T> {
        if let Some(old) = self.index.get(name).and_then(|&at| self.items.get_mut(at)) {
            return Some(std::mem::replace(old, item));
        }
        self.index.insert(name.to_owned(), self.items.len());
        self.items.push(item);
        None
    }

    /// The one with this name for changing it, or room for it at the end.
    pub(crate) fn get_or_push(&mut self, name: &str, make: impl FnOnce() -> T) -> Option<&mut T> {
        let at = if let Some(&at) = self.index.get(name) {
            at
        } else {
            self.index.insert(name.to_owned(), self.items.len());
            self.items.push(make());
            self.items.len() - 1
        };
        self.items.get_mut(at)
    }
}

impl<'a, T> IntoIterator for &'a Named<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
