//! The profiles of both files, each found by its name.

use std::collections::HashMap;
use std::num::NonZeroU32;

use crate::config::document::{Document, Span};
use crate::config::named::Index;
use crate::config::section::{Property, Section};
use crate::config::source::FileKind;
use crate::domain::origin::Origin;

/// In order of first appearance in the config file; after them those that only the credentials file has.
#[derive(Debug, Clone, Default)]
pub struct Profiles {
    pub(super) files: Documents,
    pub(super) rows: Rows,
}

/// Both files as they were read.
#[derive(Debug, Clone, Default)]
pub(super) struct Documents {
    pub(super) config: Document,
    pub(super) credentials: Document,
}

/// One profile, with what each of the files says of it: a view.
#[derive(Debug, Clone, Copy)]
pub struct Profile<'a> {
    /// The name without prefix and quotes; any characters.
    pub name: &'a str,
    config: Option<Section<'a>>,
    credentials: Option<Section<'a>>,
}

impl Profiles {
    /// The one with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Profile<'_>> {
        let at = self.rows.index.find(name, |at| self.rows.name(&self.files, at))?;
        self.rows.list.get(at).map(|row| self.profile(row))
    }

    /// Whether there is one with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All, in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Profile<'_>> {
        self.rows.list.iter().map(|row| self.profile(row))
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.list.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.list.is_empty()
    }

    fn profile(&self, row: &Row) -> Profile<'_> {
        Profile {
            name: row.name(&self.files, &self.rows.own_names),
            config: row.config.and_then(|place| self.files.config.section(place.at())),
            credentials: row.credentials.and_then(|place| self.files.credentials.section(place.at())),
        }
    }
}

impl<'a> Profile<'a> {
    /// What one file alone says of it: key pairs are never put together from both.
    #[must_use]
    pub fn in_file(self, kind: FileKind) -> Option<Section<'a>> {
        match kind {
            FileKind::Config => self.config,
            FileKind::Credentials => self.credentials,
        }
    }

    /// The property with this key, from the credentials file if it has it, else from the config file.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Property<'a>> {
        self.credentials.and_then(|section| section.get(key)).or_else(|| self.config?.get(key))
    }

    /// The plain text of a property.
    #[must_use]
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text()
    }

    /// All properties: those of the config file, each as the credentials file has it where it does, then those
    /// that only the credentials file has.
    pub fn properties(self) -> impl Iterator<Item = Property<'a>> {
        let mut list: Vec<Property<'a>> = self.config.into_iter().flat_map(Section::properties).collect();
        if let Some(credentials) = self.credentials {
            let places: HashMap<&str, usize> =
                list.iter().enumerate().map(|(at, property)| (property.key, at)).collect();
            for property in credentials.properties() {
                match places.get(property.key).and_then(|&at| list.get_mut(at)) {
                    Some(place) => *place = property,
                    None => list.push(property),
                }
            }
        }
        list.into_iter()
    }

    /// The lines of its headers, config file first.
    #[must_use]
    pub fn origins(self) -> Vec<Origin> {
        self.config.into_iter().chain(self.credentials).map(Section::origin).collect()
    }
}

/// A section's place in its file, small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(NonZeroU32);

impl Place {
    pub(super) fn new(at: usize) -> Option<Self> {
        u32::try_from(at + 1).ok().and_then(NonZeroU32::new).map(Self)
    }

    pub(super) fn at(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Where a name is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    /// In the header of the section that it was met in first.
    At(Span),
    /// Not in a file as it is: it was quoted.
    Own(u32),
}

/// One profile, by places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    name: Name,
    pub(super) config: Option<Place>,
    pub(super) credentials: Option<Place>,
}

impl Row {
    fn name<'a>(&self, files: &'a Documents, own: &'a [Box<str>]) -> &'a str {
        match self.name {
            // What was met in the config file stays there.
            Name::At(span) if self.config.is_some() => span.of(&files.config.text.content),
            Name::At(span) => span.of(&files.credentials.text.content),
            Name::Own(at) => own.get(at as usize).map_or("", AsRef::as_ref),
        }
    }
}

/// The profiles under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    list: Vec<Row>,
    index: Index,
    own_names: Vec<Box<str>>,
}

impl Rows {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { list: Vec::with_capacity(count), index: Index::with_capacity(count), own_names: Vec::new() }
    }

    /// A section of the config file is of this name: the earlier one whose place it takes, if any.
    pub(super) fn put_config(
        &mut self,
        files: &Documents,
        name: &str,
        span: Option<Span>,
        place: Place,
    ) -> Option<Place> {
        self.row(files, name, span, |row| row.config.replace(place), |row| row.config = Some(place))
    }

    /// The same for a section of the credentials file.
    pub(super) fn put_credentials(
        &mut self,
        files: &Documents,
        name: &str,
        span: Option<Span>,
        place: Place,
    ) -> Option<Place> {
        self.row(files, name, span, |row| row.credentials.replace(place), |row| row.credentials = Some(place))
    }

    fn row(
        &mut self,
        files: &Documents,
        name: &str,
        span: Option<Span>,
        known: impl FnOnce(&mut Row) -> Option<Place>,
        fill: impl FnOnce(&mut Row),
    ) -> Option<Place> {
        let Self { list, index, own_names } = self;
        let name_at = |at: usize| list.get(at).map_or("", |row: &Row| row.name(files, own_names));
        let at = index.find_or_add(name, list.len(), name_at);
        if let Some(row) = list.get_mut(at) {
            return known(row);
        }
        let place = span.map_or_else(
            || {
                own_names.push(name.into());
                Name::Own(u32::try_from(own_names.len() - 1).unwrap_or(u32::MAX))
            },
            Name::At,
        );
        let mut row = Row { name: place, config: None, credentials: None };
        fill(&mut row);
        list.push(row);
        None
    }

    fn name<'a>(&'a self, files: &'a Documents, at: usize) -> &'a str {
        self.list.get(at).map_or("", |row| row.name(files, &self.own_names))
    }
}
