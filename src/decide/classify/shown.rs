//! Texts as an answer shows them: what matched, and the sentence around it.

use crate::model::{decision::TextSpan, each_once};

/// What is shown of a text that nothing points into, in characters.
const MOST: usize = 280;

/// A text with the byte offset of each UTF-16 offset that is asked for.
pub(super) struct Shown<'a> {
    text: &'a str,
    /// UTF-16 offset and byte offset, ascending.
    marks: Vec<(usize, usize)>,
}

impl<'a> Shown<'a> {
    /// Prepares a text for spans with these ends: one pass, however many they are.
    pub(super) fn new(text: &'a str, spans: &[TextSpan]) -> Self {
        let mut ends = Vec::new();
        for span in spans {
            ends.extend([span.start as usize, span.end as usize]);
        }
        let wanted = each_once(ends);
        let (mut marks, mut units) = (Vec::with_capacity(wanted.len()), 0);
        let mut wanted = wanted.into_iter().peekable();
        for (at, letter) in text.char_indices() {
            while wanted.next_if(|offset| *offset <= units).is_some_and(|offset| {
                marks.push((offset, at));
                true
            }) {}
            if wanted.peek().is_none() {
                break;
            }
            units += letter.len_utf16();
        }
        marks.extend(wanted.map(|offset| (offset, text.len())));
        Self { text, marks }
    }

    fn bytes(&self, span: TextSpan) -> (usize, usize) {
        let at = |offset: u32| match self.marks.binary_search_by_key(&(offset as usize), |mark| mark.0) {
            Ok(index) => self.marks.get(index).map_or(0, |mark| mark.1),
            Err(_) => 0,
        };
        (at(span.start), at(span.end))
    }

    /// The words of a span, as they were written.
    pub(super) fn words(&self, span: TextSpan) -> &'a str {
        let (start, end) = self.bytes(span);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The sentences around these spans, each once, in the order of the text.
    pub(super) fn sentences(&self, spans: &[TextSpan]) -> String {
        let mut parts: Vec<(usize, usize)> = Vec::new();
        for span in spans {
            let (start, end) = self.bytes(*span);
            let around = sentence(self.text, start, end);
            match parts.last_mut() {
                Some(last) if around.0 <= last.1 => last.1 = last.1.max(around.1),
                _ => parts.push(around),
            }
            // A person reads the first few; the signals list all of them.
            if parts.len() > 3 {
                break;
            }
        }
        let texts: Vec<&str> =
            parts.iter().map(|(start, end)| self.text.get(*start..*end).unwrap_or_default().trim()).collect();
        let joined = texts.join(" … ");
        if joined.is_empty() { beginning(self.text) } else { joined }
    }
}

/// The beginning of a text, as much as a person wants to read.
pub(super) fn beginning(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// The sentence around a stretch, at most so many characters to either side.
fn sentence(text: &str, start: usize, end: usize) -> (usize, usize) {
    let before = text.get(..start).unwrap_or_default();
    let mut from = start;
    for (at, letter) in before.char_indices().rev().take(MOST / 2) {
        if is_end(letter) {
            break;
        }
        from = at;
    }
    let after = text.get(end..).unwrap_or_default();
    let mut to = end;
    for (at, letter) in after.char_indices().take(MOST / 2) {
        to = end + at + letter.len_utf8();
        if is_end(letter) {
            break;
        }
    }
    (from, to)
}

fn is_end(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '\n' | '。' | '！' | '？' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_utf16_and_sentences_surround_them() {
        let text = "Hi 😀 there. I want a refund now! Thanks.";
        let start = u32::try_from(text.encode_utf16().count()).expect("short") - 19;
        let span = TextSpan { start, end: start + 6 };
        let shown = Shown::new(text, &[span]);
        assert_eq!(shown.words(span), "refund");
        assert_eq!(shown.sentences(&[span]), "I want a refund now!");
        assert_eq!(
            Shown::new("ab", &[TextSpan { start: 1, end: 9 }]).words(TextSpan { start: 1, end: 9 }),
            "b"
        );
    }
}
