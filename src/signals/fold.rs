//! Folding: what letters a character stands for, whatever it is dressed up as.
//!
//! A word is compared under two keys. The *plain* key knows case, accents and forms (full width, bold,
//! ligatures). The *blurred* key also knows look-alikes (UTS #39): there `i`, `l` and `1` are one letter,
//! `o` and `0` are one, and `m` is `rn`. Only words that look dressed up are tried under the second one.

use std::sync::OnceLock;

/// What becomes of one character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fold {
    /// Written and not seen: zero-width characters, accents on their own.
    Ignored,
    /// A letter or digit of a word.
    Letter {
        /// Under case, accents and forms.
        plain: Letters,
        /// What it looks like.
        look: Letters,
    },
    /// A letter of a script that writes no spaces: a word of its own, unless it looks like a Latin letter
    /// and stands among such.
    Lone(Letters, Option<Letters>),
    /// A sign that looks like a letter, as `|` looks like `l`: a letter only if it makes a word.
    Sign(Letters),
    /// Anything else: it divides words.
    Other,
}

/// Up to eight bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Letters {
    bytes: [u8; 8],
    length: u8,
}

impl Letters {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    pub(super) fn ascii(byte: u8) -> Self {
        Self { bytes: [byte, 0, 0, 0, 0, 0, 0, 0], length: 1 }
    }

    fn new(text: &str) -> Self {
        let mut letters = Self { bytes: [0; 8], length: 0 };
        for (to, from) in letters.bytes.iter_mut().zip(text.bytes()) {
            *to = from;
            letters.length += 1;
        }
        letters
    }

    fn of(character: char) -> Self {
        Self::new(character.encode_utf8(&mut [0; 4]))
    }
}

/// The fold of a character outside ASCII.
pub(super) fn fold(character: char) -> Fold {
    let tables = tables();
    let code = u32::from(character);
    let look = tables.looks.get(code);
    match tables.plain.get(code) {
        Some(letters) if letters.length == 0 => Fold::Ignored,
        _ if is_lone(code) => Fold::Lone(Letters::of(character), look),
        Some(plain) => Fold::Letter { plain, look: look.unwrap_or(plain) },
        None if character.is_alphanumeric() => {
            let mut lower = character.to_lowercase();
            let plain = Letters::of(lower.next().unwrap_or(character));
            Fold::Letter { plain, look: look.unwrap_or(plain) }
        }
        None => look.map_or(Fold::Other, Fold::Sign),
    }
}

/// One byte of the plain key, or of a look-alike, as it stands in the blurred key.
pub(super) fn blurred(byte: u8) -> &'static [u8] {
    match byte {
        b'i' | b'l' | b'1' | b'|' => b"l",
        b'm' => b"rn",
        b'0' | b'o' => b"o",
        b'3' | b'e' => b"e",
        b'4' | b'a' => b"a",
        b'5' | b's' => b"s",
        _ => BYTES.get(usize::from(byte)..=usize::from(byte)).unwrap_or_default(),
    }
}

static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(
            clippy::indexing_slicing,
            clippy::cast_possible_truncation,
            reason = "a constant, at stays below 256"
        )]
        {
            bytes[at] = at as u8;
        }
        at += 1;
    }
    bytes
};

/// Han, kana, Thai, Lao, Khmer, Burmese: scripts whose words stand without spaces.
fn is_lone(code: u32) -> bool {
    matches!(code, 0x0E01..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x2FDF | 0x3005..=0x30FF
        | 0x31F0..=0x31FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
        && char::from_u32(code).is_some_and(char::is_alphanumeric)
}

struct Tables {
    plain: Runs,
    looks: Runs,
}

#[derive(Default)]
struct Runs(Vec<Run>);

struct Run {
    start: u32,
    length: u32,
    letters: Letters,
    /// Whether the letter climbs with the code point, as in an alphabet of bold letters.
    climbs: bool,
}

impl Runs {
    fn get(&self, code: u32) -> Option<Letters> {
        let after = self.0.partition_point(|run| run.start <= code);
        let run = self.0.get(after.checked_sub(1)?)?;
        let into = code - run.start;
        if into >= run.length {
            return None;
        }
        let mut letters = run.letters;
        if run.climbs
            && let Some(first) = letters.bytes.first_mut()
        {
            *first = first.wrapping_add(u8::try_from(into).unwrap_or(0));
        }
        Some(letters)
    }
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| read(include_str!("generated/fold.txt")))
}

fn read(table: &str) -> Tables {
    let mut tables = Tables { plain: Runs::default(), looks: Runs::default() };
    let mut end = 0u32;
    for line in table.lines() {
        let Some((gap, rest)) = line.split_once(' ') else { continue };
        let Some(kind_at) = rest.find(['!', '=', '?', '<', '>']) else { continue };
        let (length, rest) = rest.split_at(kind_at);
        let (kind, letters) = rest.split_at(1);
        let gap = i64::from_str_radix(gap, 36).unwrap_or(0);
        let start = u32::try_from(i64::from(end) + gap).unwrap_or(0);
        let length = u32::from_str_radix(length, 36).unwrap_or(1);
        let run = Run { start, length, letters: Letters::new(letters), climbs: matches!(kind, "<" | ">") };
        end = start + length;
        match kind {
            "?" | ">" => tables.looks.0.push(run),
            _ => tables.plain.0.push(run),
        }
    }
    tables
}
