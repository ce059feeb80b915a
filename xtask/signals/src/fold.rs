//! The fold table: which letters a code point stands for, drawn from Unicode's own tables.
//!
//! The engine doesn't link the crates that hold those tables (96 KB gzip in the module); it embeds
//! what is drawn here. One line a run of code points: `gap length kind letters`, numbers in base 36,
//! the gap counted from the end of the run before, the length left out where it is one.

use std::fmt::Write as _;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What becomes of a code point.
#[derive(Clone, PartialEq, Eq)]
struct Folded {
    /// `!` nothing, `=` the same letters with an accent or in another form, `?` a look-alike of them.
    kind: char,
    letters: String,
}

/// The whole table as text.
pub fn table() -> String {
    let mut runs: Vec<(u32, u32, Folded, bool)> = Vec::new();
    for (code, folded) in (0x80..=0x10_FFFF).filter_map(char::from_u32).flat_map(entries) {
        let at = u32::from(code);
        if let Some((start, length, last, climbs)) = runs.last_mut()
            && *start + *length == at
            && last.kind == folded.kind
        {
            if !*climbs && last.letters == folded.letters {
                *length += 1;
                continue;
            }
            if (*climbs || *length == 1) && climbs_to(&last.letters, *length, &folded.letters) {
                (*length, *climbs) = (*length + 1, true);
                continue;
            }
        }
        runs.push((at, 1, folded, false));
    }
    let mut out = String::new();
    let mut end = 0;
    for (start, length, folded, climbs) in runs {
        // A code point that has both an accent and a look-alike entry gives a gap of minus one.
        let gap = i64::from(start) - i64::from(end);
        let count = if length == 1 { String::new() } else { base36(i64::from(length)) };
        let kind = match (folded.kind, climbs) {
            ('=', true) => '<',
            ('?', true) => '>',
            (kind, _) => kind,
        };
        let _ = writeln!(out, "{} {count}{kind}{}", base36(gap), folded.letters);
        end = start + length;
    }
    out
}

fn climbs_to(first: &str, steps: u32, letters: &str) -> bool {
    let (Ok(first), Ok(letter)) = (first.parse::<char>(), letters.parse::<char>()) else { return false };
    first.is_ascii_lowercase() && letter.is_ascii_lowercase() && u32::from(first) + steps == u32::from(letter)
}

fn base36(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit((rest % 36) as u32, 36).expect("a digit below 36"));
        rest /= 36;
    }
    let sign = if number < 0 { "-" } else { "" };
    sign.to_owned() + &digits.into_iter().rev().collect::<String>()
}

fn entries(code: char) -> Vec<(char, Folded)> {
    let alike = || look_alike(code).is_some() && code.is_alphanumeric();
    if is_default_ignorable(code) || (is_combining_mark(code) && !alike()) {
        return vec![(code, Folded { kind: '!', letters: String::new() })];
    }
    let plain = without_accents(code);
    let look =
        look_alike(code).filter(|look| plain.as_deref().is_none_or(|plain| blurred(plain) != blurred(look)));
    let entry = |kind: char| move |letters: String| (code, Folded { kind, letters });
    plain.map(entry('=')).into_iter().chain(look.map(entry('?'))).collect()
}

/// The letters under the accents, and under the forms that Unicode holds to be the same (full width, bold, ligatures).
fn without_accents(code: char) -> Option<String> {
    if !code.is_alphanumeric() || is_separate_script(code) {
        return None;
    }
    let bare: String =
        code.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let ascii = bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let greek_or_cyrillic = matches!(code, '\u{370}'..='\u{52F}' | '\u{1F00}'..='\u{1FFF}');
    let worth = ascii || (greek_or_cyrillic && bare.chars().ne(code.to_lowercase()));
    (worth && (1..=8).contains(&bare.len())).then_some(bare)
}

/// The ASCII letters that it is confusable with (UTS #39).
fn look_alike(code: char) -> Option<String> {
    // Money and emoji are read for what they are.
    if is_currency(code) || matches!(code, '\u{1F300}'..='\u{1F6FF}' | '\u{1F780}'..='\u{1FAFF}') {
        return None;
    }
    let skeleton: String = unicode_security::skeleton(code.encode_utf8(&mut [0; 4])).collect();
    let bare: String =
        skeleton.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let fits = !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (fits && (code.is_alphanumeric() || bare.len() == 1 || bare == "rn")).then_some(bare)
}

/// The engine doesn't tell these apart where it looks for look-alikes, so the table needn't either.
fn blurred(letters: &str) -> String {
    letters.replace(['i', '1'], "l").replace('0', "o").replace('m', "rn")
}

/// Letters of East Asian scripts: what Unicode decomposes them into is of no use here.
fn is_separate_script(code: char) -> bool {
    matches!(code, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_currency(code: char) -> bool {
    matches!(code, '\u{A2}'..='\u{A5}' | '\u{20A0}'..='\u{20CF}')
}

/// Default_Ignorable_Code_Point of Unicode: what is written and not seen.
fn is_default_ignorable(code: char) -> bool {
    matches!(code, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}
