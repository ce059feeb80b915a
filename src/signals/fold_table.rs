//! The committed fold table against the crates that it was drawn from.

use unicode_normalization::UnicodeNormalization as _;

use super::fold::{Fold, blurred, fold};

fn blur(text: &str) -> Vec<u8> {
    text.bytes().flat_map(blurred).copied().collect()
}

#[test]
fn every_confusable_of_ascii_letters_folds_to_them() {
    let mut checked = 0;
    for code in ('\u{80}'..='\u{10FFFF}')
        .filter(|code| !matches!(code, '\u{1F300}'..='\u{1F6FF}' | '\u{1F780}'..='\u{1FAFF}'))
    {
        let skeleton: String = unicode_security::skeleton(code.encode_utf8(&mut [0; 4])).collect();
        if skeleton.len() != 1 || !skeleton.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        checked += 1;
        let look = match fold(code) {
            Fold::Letter { look, .. } | Fold::Sign(look) | Fold::Lone(_, Some(look)) => look,
            other => panic!("U+{:04X} is confusable with {skeleton} and folds to {other:?}", u32::from(code)),
        };
        let text = String::from_utf8(look.as_bytes().to_vec()).unwrap();
        assert_eq!(blur(&text), blur(&skeleton.to_lowercase()), "U+{:04X}", u32::from(code));
    }
    assert!(checked > 1_000, "{checked}");
}

#[test]
fn every_accented_ascii_letter_folds_to_it() {
    let mut checked = 0;
    for code in ('\u{80}'..='\u{10FFFF}').filter(|code| code.is_alphanumeric()) {
        let mut parts = code.nfd();
        let base = parts.next().filter(char::is_ascii_alphabetic);
        let Some(base) = base.filter(|_| parts.all(unicode_normalization::char::is_combining_mark)) else {
            continue;
        };
        checked += 1;
        let Fold::Letter { plain, .. } = fold(code) else { panic!("U+{:04X}", u32::from(code)) };
        assert_eq!(
            plain.as_bytes(),
            base.to_ascii_lowercase().to_string().as_bytes(),
            "U+{:04X}",
            u32::from(code)
        );
    }
    assert!(checked > 400, "{checked}");
}
