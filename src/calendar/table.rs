//! The whole table of zones as text: what `holdpoint/zones` holds, and tests and tools read.

use super::ZoneSource;

/// Zones by name. Each line begins with the zone's names, a space between them: links are names too.
#[derive(Debug)]
pub struct ZoneTable<'t>(Vec<(&'t str, &'t str)>);

impl<'t> ZoneTable<'t> {
    /// Reads the table. The line that names the version of the database is left out.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once('|'));
        Self(lines.flat_map(|(names, line)| names.split(' ').map(move |name| (name, line))).collect())
    }
}

impl ZoneSource for ZoneTable<'_> {
    fn line(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, line)| (*line).to_owned())
    }

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}
