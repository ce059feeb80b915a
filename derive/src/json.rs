//! Writing: `#[derive(Json)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, Result, Variant};

use crate::attributes::{Case, Serde};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let said = Serde::of(&input.attrs)?;
    let body = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let fields = write_fields(fields, said.case(), |name| quote! { &self.#name })?;
                quote! { writer.begin(); #fields writer.end(); }
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                quote! { ::holdpoint::model::Json::write(&self.0, writer); }
            }
            _ => return Err(Error::new_spanned(&input.ident, "this struct can't be written")),
        },
        Data::Enum(data)
            if data.variants.iter().all(|variant| variant.fields.is_empty()) && said.tag.is_none() =>
        {
            write_word(&data.variants.iter().collect::<Vec<_>>(), &said)?
        }
        Data::Enum(data) => {
            let arms = data.variants.iter().map(|variant| write_variant(variant, &said));
            let arms = arms.collect::<Result<Vec<_>>>()?;
            quote! { match self { #(#arms)* } }
        }
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a union can't be written")),
    };
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics ::holdpoint::model::Json for #name #arguments #bounds {
            fn write(&self, writer: &mut ::holdpoint::model::Writer) {
                #body
            }
        }
    })
}

/// An enum without data: a text. The texts stand in a list, which takes less than a branch for each.
fn write_word(variants: &[&Variant], said: &Serde) -> Result<TokenStream> {
    let texts = variants
        .iter()
        .map(|variant| Ok(Serde::of(&variant.attrs)?.key(&variant.ident.to_string(), said.case())));
    let texts = texts.collect::<Result<Vec<_>>>()?;
    Ok(quote! { writer.word(&[#(#texts),*], *self as usize); })
}

fn write_variant(variant: &Variant, said: &Serde) -> Result<TokenStream> {
    let name = &variant.ident;
    let start = match &said.tag {
        Some(tag) => {
            let key = Serde::of(&variant.attrs)?.key(&name.to_string(), said.case());
            quote! { writer.begin(); writer.key(#tag); writer.text(#key); }
        }
        None if said.untagged => quote! {},
        None => return Err(Error::new_spanned(name, "an enum with data says `tag` or `untagged`")),
    };
    Ok(match (&variant.fields, &said.tag) {
        (Fields::Unit, Some(_)) => quote! { Self::#name => { #start writer.end(); } },
        (Fields::Named(fields), _) => {
            let names = fields.named.iter().map(|field| &field.ident);
            let written = write_fields(fields, said.case_of_fields(), |name| quote! { #name })?;
            let open = if said.tag.is_none() {
                quote! { writer.begin(); }
            } else {
                quote! {}
            };
            quote! { Self::#name { #(#names),* } => { #start #open #written writer.end(); } }
        }
        (Fields::Unnamed(fields), Some(_)) if fields.unnamed.len() == 1 => {
            quote! { Self::#name(inner) => { #start writer.flatten(inner); writer.end(); } }
        }
        (Fields::Unnamed(fields), None) if fields.unnamed.len() == 1 => {
            quote! { Self::#name(inner) => ::holdpoint::model::Json::write(inner, writer), }
        }
        _ => return Err(Error::new_spanned(name, "this variant can't be written")),
    })
}

fn write_fields(
    fields: &FieldsNamed,
    case: Case,
    place: impl Fn(&syn::Ident) -> TokenStream,
) -> Result<TokenStream> {
    let mut written = TokenStream::new();
    for field in &fields.named {
        let Some(name) = &field.ident else { continue };
        let said = Serde::of(&field.attrs)?;
        let (key, place) = (said.key(&name.to_string(), case), place(name));
        written.extend(match (said.flatten, said.skips_none) {
            (true, _) => quote! { writer.flatten(#place); },
            (false, true) => quote! {
                if let Some(value) = #place {
                    writer.key(#key);
                    ::holdpoint::model::Json::write(value, writer);
                }
            },
            (false, false) => quote! {
                writer.key(#key);
                ::holdpoint::model::Json::write(#place, writer);
            },
        });
    }
    Ok(written)
}
