//! Derives how Holdpoint's documents are read and how its answers are written.
//!
//! `#[derive(Read)]` on a struct with named fields reads an object: each field under its camelCase
//! key (or the one that `#[serde(rename = "…")]` gives), unknown keys reported, every field read
//! even after one failed. `#[read(rest)]` on one field keeps the keys that no other field takes.
//! On an enum without data it reads a text: the variant's snake_case name (or its rename).
//!
//! `#[derive(Json)]` writes what serde's `Serialize` would write under the same `#[serde(…)]`
//! attributes, of which it knows those that are used here.

mod attributes;
mod json;
mod read;

use proc_macro::TokenStream;
use syn::{Error, parse_macro_input};

/// See the crate's documentation.
#[proc_macro_derive(Read, attributes(read, serde))]
pub fn derive_read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input);
    read::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// See the crate's documentation.
#[proc_macro_derive(Json, attributes(serde))]
pub fn derive_json(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input);
    json::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
