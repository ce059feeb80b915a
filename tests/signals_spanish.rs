//! A second language: Spanish is heard, and yet not covered.
//!
//! tests/signals/spanish.txt holds cases of our own for each signal: `+` is heard and `-` is a hard negative.
//! They were written before the lexicons were widened; each is tried with its accents and without.

use holdpoint::signals::{Coverage, Lexicons, Side};

#[test]
fn spanish_is_heard_in_every_signal() {
    let lexicons = Lexicons::builtin();
    for (text, signal) in [
        ("Quiero un reembolso", "refund"),
        ("¡Devuélvanme mi dinero!", "refund"),
        ("R.E.E.M.B.O.L.S.O", "refund"),
        ("Quiero cancelar mi pedido", "cancellation"),
        ("¿Cómo me doy de baja?", "cancellation"),
        ("Voy a presentar una reclamación", "complaint"),
        ("Estoy muy enfadada con ustedes", "negative_sentiment"),
        ("Hablarán con mi abogado", "legal"),
        ("los denunciaré", "legal"),
        ("¿Cuánto cuesta?", "pricing"),
        ("¿Tiene garantía?", "guarantee"),
        ("¿Pueden hacer una excepción?", "exception_promise"),
        ("Tengo dolor de cabeza y síntomas de alergia", "regulated_health"),
        ("Mi préstamo y mi hipoteca", "regulated_finance"),
        ("Es urgente", "urgency"),
        ("Quiero hablar con una persona", "human_request"),
    ] {
        let found = lexicons.scan(text, Side::Message);
        assert!(found.iter().any(|found| found.signal == signal && found.counts()), "{text}: {found:?}");
    }
}

#[test]
fn spanish_cases_are_heard_with_accents_and_without() {
    let lexicons = Lexicons::builtin();
    let mut failed = Vec::new();
    let mut signal = "";
    let mut tally: Vec<(&str, [usize; 4])> = Vec::new();
    for line in include_str!("signals/spanish.txt").lines() {
        let Some((mark, text)) = line.split_once(' ') else { continue };
        if mark == "==" {
            signal = text;
            tally.push((signal, [0; 4]));
            continue;
        }
        let expected = mark == "+";
        for text in [text.to_owned(), without_accents(text)] {
            let found = lexicons.scan(&text, Side::Message);
            let heard = found.iter().any(|found| found.signal == signal && found.counts());
            let (_, counts) = tally.last_mut().unwrap();
            counts[usize::from(!expected) * 2] += 1;
            counts[usize::from(!expected) * 2 + 1] += usize::from(heard == expected);
            if heard != expected {
                failed.push(format!("{signal} {mark} {text}"));
            }
        }
    }
    assert_eq!(tally.len(), 12);
    for (signal, [cases, heard, negatives, silent]) in tally {
        println!("{signal}: {heard} of {cases} heard, {silent} of {negatives} hard negatives silent");
        assert!(cases >= 40 && negatives >= 20, "{signal}");
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

/// As people write who have no accents at hand; the ñ is a letter and stays.
fn without_accents(text: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'Á' => 'a',
        'é' | 'É' => 'e',
        'í' | 'Í' => 'i',
        'ó' | 'Ó' => 'o',
        'ú' | 'ü' | 'Ú' => 'u',
        other => other,
    };
    text.chars().filter(|letter| !matches!(letter, '¿' | '¡')).map(plain).collect()
}

#[test]
fn spanish_negation_and_senses_are_known() {
    let lexicons = Lexicons::builtin();
    for (text, signal) in [
        ("No tengo ninguna queja", "complaint"),
        ("no es nada urgente", "urgency"),
        ("la ley de oferta y demanda", "legal"),
        ("¿Dónde está mi pedido?", "refund"),
    ] {
        let found = lexicons.scan(text, Side::Message);
        assert!(!found.iter().any(|found| found.signal == signal && found.counts()), "{text}: {found:?}");
    }
}

#[test]
fn a_lexicon_that_is_a_beginning_does_not_cover_its_language() {
    let lexicons = Lexicons::builtin();
    assert_eq!(lexicons.covers("Hola, ¿dónde está mi pedido?", Some("es-MX")), Coverage::OtherLanguage);
}
