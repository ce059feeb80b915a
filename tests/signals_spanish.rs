//! A second language, to show that the notation carries: Spanish is heard, and yet not covered.

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
