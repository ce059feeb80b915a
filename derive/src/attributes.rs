//! The attributes, and the keys that follow from them.

use syn::{Attribute, LitStr, Result};

/// How the words of a name are put together as a key.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    /// As it is written.
    Kept,
    /// `likeThis`.
    Camel,
    /// `like_this`.
    Snake,
}

/// What `#[serde(…)]` says.
#[derive(Default)]
pub(crate) struct Serde {
    rename: Option<String>,
    rename_all: Option<String>,
    rename_all_fields: Option<String>,
    /// The key under which a variant's name stands.
    pub(crate) tag: Option<String>,
    pub(crate) untagged: bool,
    pub(crate) flatten: bool,
    /// Whether the key is left out where there is nothing to write.
    pub(crate) skips_none: bool,
}

impl Serde {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                let text = if meta.input.peek(syn::Token![=]) {
                    Some(meta.value()?.parse::<LitStr>()?.value())
                } else {
                    None
                };
                match (word.as_str(), text) {
                    ("rename", text) => said.rename = text,
                    ("rename_all", text) => said.rename_all = text,
                    ("rename_all_fields", text) => said.rename_all_fields = text,
                    ("tag", text) => said.tag = text,
                    ("untagged", None) => said.untagged = true,
                    ("flatten", None) => said.flatten = true,
                    ("skip_serializing_if", Some(text)) if text == "Option::is_none" => {
                        said.skips_none = true
                    }
                    // A struct around one field is transparent anyway, and defaults are of reading.
                    ("transparent" | "default", None) => {}
                    _ => return Err(meta.error("Holdpoint's derives don't know this")),
                }
                Ok(())
            })?;
        }
        Ok(said)
    }

    /// The key of a field or variant: as it is renamed, or else its name in a case.
    pub(crate) fn key(&self, name: &str, case: Case) -> String {
        let name = name.trim_start_matches("r#");
        self.rename.clone().unwrap_or_else(|| match case {
            Case::Kept => name.to_owned(),
            Case::Camel => camel_case(name),
            Case::Snake => snake_case(name),
        })
    }

    /// The case of the fields of a struct, or of the variants of an enum.
    pub(crate) fn case(&self) -> Case {
        case(self.rename_all.as_deref())
    }

    /// The case of the fields of an enum's variants.
    pub(crate) fn case_of_fields(&self) -> Case {
        case(self.rename_all_fields.as_deref())
    }
}

fn case(word: Option<&str>) -> Case {
    match word {
        Some("camelCase") => Case::Camel,
        Some("snake_case") => Case::Snake,
        _ => Case::Kept,
    }
}

/// Whether `#[read(…)]` says this.
pub(crate) fn has_marker(attributes: &[Attribute], marker: &str) -> Result<bool> {
    let mut found = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("read")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident(marker) {
                return Err(meta.error("unknown `read` option"));
            }
            found = true;
            Ok(())
        })?;
    }
    Ok(found)
}

fn camel_case(name: &str) -> String {
    let mut key = String::new();
    let mut at_start = false;
    for (number, letter) in name.chars().enumerate() {
        match letter {
            '_' => {}
            _ if number == 0 => key.push(letter.to_ascii_lowercase()),
            _ if at_start => key.push(letter.to_ascii_uppercase()),
            _ => key.push(letter),
        }
        at_start = letter == '_';
    }
    key
}

fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
