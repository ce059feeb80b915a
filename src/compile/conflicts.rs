//! The rules that settle conflicts, and what their conditions may read.

use super::{Problems, place, rules::compile_when};
use crate::{
    condition::{Condition, Field, Kind, Slot, Vocabulary},
    model::policy::{ConflictRule, Grade, Impact, Winner},
};

/// A rule that settles a conflict.
#[derive(Debug)]
pub struct CompiledConflict {
    /// When it applies; always where there is none.
    pub when: Option<Condition>,
    /// Which side wins.
    pub winner: Winner,
}

/// What the condition of a conflict's rule may read, in the order of the slots. Of what differs from
/// side to side nothing is known.
pub const CONFLICT_FIELDS: [&str; 8] =
    ["action", "fields", "impact", "resource.id", "resource.owner", "resource.system", "severity", "sources"];

/// The fields of [`CONFLICT_FIELDS`].
#[derive(Debug)]
pub struct ConflictVocabulary(Vec<Field>);

impl Default for ConflictVocabulary {
    fn default() -> Self {
        let kind = |path: &str| match path {
            "fields" | "sources" => Kind::TextList,
            "severity" => Kind::Enum(Grade::ALL.iter().map(|word| word.as_str().to_owned()).collect()),
            "impact" => Kind::Enum(Impact::ALL.iter().map(|word| word.as_str().to_owned()).collect()),
            _ => Kind::Text,
        };
        Self(
            CONFLICT_FIELDS
                .iter()
                .zip(0..)
                .map(|(path, number)| Field { slot: Slot(number), kind: kind(path) })
                .collect(),
        )
    }
}

impl Vocabulary for ConflictVocabulary {
    fn field(&self, path: &str) -> Option<&Field> {
        CONFLICT_FIELDS.iter().position(|known| *known == path).and_then(|index| self.0.get(index))
    }

    fn path(&self, slot: Slot) -> &str {
        CONFLICT_FIELDS.get(usize::from(slot.0)).copied().unwrap_or_default()
    }

    fn paths(&self) -> Vec<&str> {
        CONFLICT_FIELDS.to_vec()
    }
}

pub(super) fn compile(written: &[ConflictRule], problems: &mut Problems) -> Vec<CompiledConflict> {
    let vocabulary = ConflictVocabulary::default();
    let mut rules = Vec::new();
    for (index, rule) in written.iter().enumerate() {
        let at = place("escalation", "conflicts").index(index).key("when");
        let when = match &rule.when {
            Some(when) => match compile_when(when, &at, &vocabulary, problems) {
                Some(when) => Some(when),
                None => continue,
            },
            None => None,
        };
        rules.push(CompiledConflict { when, winner: rule.winner.clone() });
    }
    rules
}
