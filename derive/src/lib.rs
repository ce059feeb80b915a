//! Derives Holdpoint's reader, which reports every problem of a document at once.
//!
//! `#[derive(Read)]` on a struct with named fields reads an object: each field under its camelCase
//! key (or the one that `#[serde(rename = "…")]` gives), unknown keys reported, every field read
//! even after one failed. `#[read(rest)]` on one field keeps the keys that no other field takes.
//! On an enum without data it reads a text: the variant's snake_case name (or its rename).

use proc_macro::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Fields, LitStr, Result, parse_macro_input};

/// See the crate's documentation.
#[proc_macro_derive(Read, attributes(read, serde))]
pub fn derive_read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    match &input.data {
        Data::Struct(data) => read_struct(input, &data.fields),
        Data::Enum(data) => read_enum(input, data),
        Data::Union(_) => Err(Error::new_spanned(&input.ident, "a union can't be read")),
    }
}

fn read_struct(input: &DeriveInput, fields: &Fields) -> Result<proc_macro2::TokenStream> {
    let Fields::Named(fields) = fields else {
        return Err(Error::new_spanned(&input.ident, "only structs with named fields can be read"));
    };
    let (mut slots, mut blanks, mut keys, mut rest) = (Vec::new(), Vec::new(), Vec::new(), None);
    for field in &fields.named {
        let Some(name) = &field.ident else { continue };
        if has_marker(&field.attrs, "rest")? {
            rest = Some(quote! {
                fn rest(&mut self) -> Option<&mut ::std::collections::BTreeMap<String, ::holdpoint::model::Value>> {
                    Some(&mut self.#name)
                }
            });
            blanks.push(quote! { #name: ::std::collections::BTreeMap::new() });
            continue;
        }
        keys.push(renamed(&field.attrs)?.unwrap_or_else(|| camel_case(&name.to_string())));
        let at = slots.len();
        slots.push(quote! { #at => &mut self.#name });
        blanks.push(quote! { #name: ::holdpoint::parse::Read::blank() });
    }
    let name = &input.ident;
    Ok(quote! {
        impl ::holdpoint::parse::Fields for #name {
            fn keys(&self) -> &'static [&'static str] {
                &[#(#keys),*]
            }

            fn slot(&mut self, at: usize) -> Option<&mut dyn ::holdpoint::parse::Slot> {
                Some(match at {
                    #(#slots,)*
                    _ => return None,
                })
            }

            #rest
        }

        impl ::holdpoint::parse::Read for #name {
            fn blank() -> Self {
                Self { #(#blanks),* }
            }

            fn read(value: ::holdpoint::model::Value, cx: &mut ::holdpoint::parse::Cx) -> Option<Self> {
                let mut read = <Self as ::holdpoint::parse::Read>::blank();
                cx.fields(&mut read, value).then_some(read)
            }

            fn fill(&mut self, value: ::holdpoint::model::Value, cx: &mut ::holdpoint::parse::Cx) -> bool {
                cx.fields(self, value)
            }
        }
    })
}

fn read_enum(input: &DeriveInput, data: &syn::DataEnum) -> Result<proc_macro2::TokenStream> {
    let (mut variants, mut texts) = (Vec::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(variant, "only variants without data can be read"));
        }
        let name = variant.ident.to_string();
        texts.push(renamed(&variant.attrs)?.unwrap_or_else(|| snake_case(&name)));
        variants.push(&variant.ident);
    }
    let Some(first) = variants.first() else {
        return Err(Error::new_spanned(&input.ident, "an enum without variants can't be read"));
    };
    let name = &input.ident;
    Ok(quote! {
        impl #name {
            /// Every value, in the documented order.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The text that stands for this value in documents and answers.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts),* }
            }
        }

        impl ::holdpoint::parse::Read for #name {
            fn blank() -> Self {
                Self::#first
            }

            fn read(value: ::holdpoint::model::Value, cx: &mut ::holdpoint::parse::Cx) -> Option<Self> {
                Self::ALL.get(cx.choice(value, &[#(#texts),*])?).copied()
            }
        }
    })
}

fn renamed(attributes: &[Attribute]) -> Result<Option<String>> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<LitStr>()?;
            }
            Ok(())
        })?;
    }
    Ok(name)
}

fn has_marker(attributes: &[Attribute], marker: &str) -> Result<bool> {
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
    let mut words = name.trim_start_matches("r#").split('_');
    let mut key = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        key.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        key.push_str(letters.as_str());
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
