//! A text as its reader sees it: without markup, with entities decoded, and with what is quoted marked.

use super::fold::{Fold, fold};
use super::plain::{Plain, plain_word};
use super::quotes;

/// Who wrote a stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The one who sent it.
    Written,
    /// A reply or a forwarded message that is quoted in it.
    Quoted,
    /// The lines under `-- `.
    Signature,
}

/// One thing in a text. Offsets are UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Letter {
        letter: char,
        start: u32,
        end: u32,
    },
    /// Markup that divides words.
    Break,
}

/// Reads a text once, from the beginning.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Byte offset.
    at: usize,
    /// The same in UTF-16 units.
    units: u32,
    at_line_start: bool,
    quoted_line: bool,
    /// The rest of the text is quoted, or a signature.
    rest: Option<Place>,
    blockquotes: u32,
    /// Open `div`s since the one that a mail program marks as a quote.
    quote_divs: u32,
    /// Whether quotes are told apart by `>` alone: in what comes in they are, in a draft they may be layout.
    bare_quotes: bool,
    /// No closing tag of a style sheet or script comes any more.
    no_more_code: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, bare_quotes: bool) -> Self {
        Self {
            text,
            at: 0,
            units: 0,
            at_line_start: true,
            quoted_line: false,
            rest: None,
            blockquotes: 0,
            quote_divs: 0,
            bare_quotes,
            no_more_code: false,
        }
    }

    /// Who wrote what comes next.
    pub(super) fn place(&self) -> Place {
        match self.rest {
            _ if self.quoted_line || self.blockquotes > 0 || self.quote_divs > 0 => Place::Quoted,
            Some(place) => place,
            None => Place::Written,
        }
    }

    pub(super) fn next(&mut self) -> Option<Event> {
        if self.at_line_start {
            self.at_line_start = false;
            self.look_at_line();
        }
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            match byte {
                b'<' => match self.tag() {
                    Some(true) => return Some(Event::Break),
                    Some(false) => {}
                    None => return Some(self.letter('<', 1, 1)),
                },
                b'&' => match entity(self.rest_of_text()) {
                    Some((letter, length)) => return Some(self.letter(letter, length, length)),
                    None => return Some(self.letter('&', 1, 1)),
                },
                b'\n' => {
                    self.at_line_start = true;
                    return Some(self.letter('\n', 1, 1));
                }
                0..=127 => return Some(self.letter(char::from(byte), 1, 1)),
                _ => {
                    let letter = self.rest_of_text().chars().next()?;
                    return Some(self.letter(letter, letter.len_utf8(), letter.len_utf16()));
                }
            }
        }
    }

    /// The word that comes next, if it is a plain one and needs no look at the line that it begins.
    pub(super) fn plain_word(&self) -> Option<Plain> {
        if self.at_line_start { None } else { plain_word(self.text.as_bytes().get(self.at..)?) }
    }

    /// Where the next letter stands, in UTF-16 units.
    pub(super) fn unit(&self) -> u32 {
        self.units
    }

    /// Steps over so many letters of ASCII.
    pub(super) fn step_over(&mut self, count: usize) {
        self.at += count;
        self.units += u32::try_from(count).unwrap_or(u32::MAX);
    }

    /// Whether a Latin letter comes next, or what looks like one.
    pub(super) fn latin_follows(&self) -> bool {
        self.rest_of_text().chars().next().is_some_and(|next| match fold(next) {
            _ if next.is_ascii() => next.is_ascii_alphanumeric(),
            Fold::Letter { look, .. } | Fold::Sign(look) | Fold::Lone(_, Some(look)) => {
                look.as_bytes().is_ascii()
            }
            _ => false,
        })
    }

    fn rest_of_text(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn letter(&mut self, letter: char, bytes: usize, units: usize) -> Event {
        let start = self.units;
        self.at += bytes;
        self.units += u32::try_from(units).unwrap_or(u32::MAX);
        Event::Letter { letter, start, end: self.units }
    }

    fn look_at_line(&mut self) {
        if self.rest.is_some() {
            return;
        }
        let rest = self.rest_of_text();
        let found = quotes::at_line(rest);
        self.quoted_line = match found {
            Some(quotes::Line::Marked) => self.bare_quotes,
            Some(quotes::Line::Introduction) => true,
            Some(quotes::Line::Rest) => {
                self.rest = Some(Place::Quoted);
                true
            }
            Some(quotes::Line::Signature) => {
                self.rest = Some(Place::Signature);
                false
            }
            None => false,
        };
    }

    /// Steps over a tag: whether it divides words. None if this is no tag.
    fn tag(&mut self) -> Option<bool> {
        let rest = self.rest_of_text();
        let inside = rest.get(1..)?;
        let length = inside.bytes().position(|byte| matches!(byte, b'<' | b'>'))?;
        let (tag, after) = inside.split_at_checked(length)?;
        if !after.starts_with('>') {
            return None;
        }
        let closes = tag.starts_with('/');
        let tag = tag.trim_start_matches('/').trim_end_matches('/');
        let name_ends = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at_checked(name_ends)?;
        if !attributes.trim().is_empty() && !attributes.contains('=') && !name.is_empty() {
            return None;
        }
        let name = name.to_ascii_lowercase();
        let divides = divides_words(&name)?;
        self.quote_by_tag(&name, attributes, closes);
        let mut end = length + 2;
        if matches!(name.as_str(), "style" | "script") && !closes && !self.no_more_code {
            match rest.get(end..).and_then(|code| code.find("</")) {
                Some(code) => end += code,
                None => self.no_more_code = true,
            }
        }
        let skipped = rest.get(..end).unwrap_or_default();
        self.units += u32::try_from(skipped.encode_utf16().count()).unwrap_or(u32::MAX);
        self.at += skipped.len();
        Some(divides)
    }

    fn quote_by_tag(&mut self, name: &str, attributes: &str, closes: bool) {
        if !self.bare_quotes {
            return;
        }
        match (name, closes) {
            ("blockquote", false) => self.blockquotes += 1,
            ("blockquote", true) => self.blockquotes = self.blockquotes.saturating_sub(1),
            ("div", false) if self.quote_divs > 0 || quotes::is_quote_mark(attributes) => {
                self.quote_divs += 1
            }
            ("div", true) => self.quote_divs = self.quote_divs.saturating_sub(1),
            _ => {}
        }
    }
}

/// Whether a tag of HTML divides words, or only dresses up letters. None: no tag of HTML, but what someone wrote.
fn divides_words(name: &str) -> Option<bool> {
    const DRESS: &str = " b i u em strong span font small mark s sub sup wbr tt code big ins del strike ";
    const BLOCKS: &str = " a abbr address article aside blockquote body br button caption center cite dd div dl dt \
        figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input label li link main meta nav o object ol \
        option p pre q script section select style table tbody td textarea tfoot th thead title tr ul video ";
    let is_in = |list: &str| list.split_ascii_whitespace().any(|known| known == name);
    if is_in(DRESS) {
        return Some(false);
    }
    is_in(BLOCKS).then_some(true)
}

/// The character that an entity stands for, and how many bytes it takes.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let letter = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code =
                hexadecimal.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(code)?
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" | "ldquo" | "rdquo" => '"',
            "apos" | "rsquo" | "lsquo" => '\'',
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "shy" => '\u{AD}',
            "zwj" => '\u{200D}',
            "zwnj" => '\u{200C}',
            "hellip" => '…',
            "ndash" | "mdash" => '–',
            "euro" => '€',
            "pound" => '£',
            "yen" => '¥',
            _ => return None,
        },
    };
    Some((letter, end + 1))
}
