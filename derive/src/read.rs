//! Reading: `#[derive(Read)]`.

use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result};

use crate::attributes::{Case, Serde, has_marker};

pub(crate) fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
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
                fn rest(&mut self) -> Option<&mut ::holdpoint::model::Map<::holdpoint::model::Value>> {
                    Some(&mut self.#name)
                }
            });
            blanks.push(quote! { #name: ::holdpoint::model::Map::default() });
            continue;
        }
        keys.push(Serde::of(&field.attrs)?.key(&name.to_string(), Case::Camel));
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
                cx.filled(value)
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
        texts.push(Serde::of(&variant.attrs)?.key(&name, Case::Snake));
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

            /// The texts of all values: one list, which reading and writing share.
            const TEXTS: &'static [&'static str] = &[#(#texts),*];

            /// The text that stands for this value in documents and answers.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                Self::TEXTS.get(self as usize).copied().unwrap_or_default()
            }
        }

        impl ::holdpoint::parse::Read for #name {
            fn blank() -> Self {
                Self::#first
            }

            fn read(value: ::holdpoint::model::Value, cx: &mut ::holdpoint::parse::Cx) -> Option<Self> {
                Self::ALL.get(cx.choice(value, Self::TEXTS)?).copied()
            }
        }
    })
}
