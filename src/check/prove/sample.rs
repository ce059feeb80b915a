//! A text of the form that a pattern asks for, found by reading the pattern, not by searching.
//!
//! It understands what people write for job numbers and postcodes: characters, classes, groups,
//! choices and counts. Whether the text really matches is for the caller to try.

/// A text that a pattern may match; each turn makes other choices.
pub(in crate::check) fn sample(pattern: &str, turn: usize) -> Option<String> {
    let mut reader = Reader { rest: pattern.chars().collect(), at: 0, turn, depth: 0 };
    let text = reader.choice()?;
    (reader.at == reader.rest.len()).then_some(text)
}

/// How often something is repeated at most.
const MOST_REPEATS: usize = 64;
/// How deep groups are followed.
const MOST_DEPTH: usize = 32;

struct Reader {
    rest: Vec<char>,
    at: usize,
    turn: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn takes(&mut self, wanted: char) -> bool {
        let taken = self.peek() == Some(wanted);
        self.at += usize::from(taken);
        taken
    }

    fn choice(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return None;
        }
        let mut branches = vec![self.sequence()?];
        while self.takes('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        let index = self.turn % branches.len();
        branches.into_iter().nth(index)
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            self.at += 1;
            let piece = match next {
                '^' | '$' => continue,
                '(' => self.group()?,
                '[' => self.class()?.to_string(),
                '.' => self.pick(&[('a', 'z')]).to_string(),
                '\\' => match self.escape()? {
                    Some(letter) => letter.to_string(),
                    None => continue,
                },
                letter => letter.to_string(),
            };
            let times = self.times()?;
            text.push_str(&piece.repeat(times));
        }
        Some(text)
    }

    fn group(&mut self) -> Option<String> {
        if self.takes('?') {
            // Flags, names and groups that capture nothing.
            loop {
                match self.take()? {
                    ':' | '>' => break,
                    ')' => return Some(String::new()),
                    _ => {}
                }
            }
        }
        let text = self.choice()?;
        self.takes(')').then_some(text)
    }

    /// A character that an escape stands for; `None` inside for one that stands for a place.
    fn escape(&mut self) -> Option<Option<char>> {
        Some(match self.take()? {
            'd' => Some(self.pick(&[('0', '9')])),
            'w' => Some(self.pick(&[('a', 'z')])),
            's' => Some(' '),
            'D' | 'S' => Some('x'),
            'W' => Some('-'),
            'z' | 'A' | 'b' | 'B' => None,
            't' => Some('\t'),
            'n' => Some('\n'),
            other if other.is_alphanumeric() => return None,
            other => Some(other),
        })
    }

    fn class(&mut self) -> Option<char> {
        let negated = self.takes('^');
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let from = match self.take()? {
                ']' if !ranges.is_empty() => break,
                '\\' => self.escape()??,
                letter => letter,
            };
            let to = match (self.peek(), self.rest.get(self.at + 1)) {
                (Some('-'), Some(last)) if *last != ']' => {
                    self.at += 1;
                    self.take()?
                }
                _ => from,
            };
            ranges.push((from, to));
        }
        if !negated {
            return Some(self.pick(&ranges));
        }
        let outside = |letter: &char| !ranges.iter().any(|(from, to)| from <= letter && letter <= to);
        "xX0_- \u{e9}".chars().find(outside)
    }

    /// One of the characters of these ranges.
    fn pick(&self, ranges: &[(char, char)]) -> char {
        let (from, to) = ranges.get(self.turn % ranges.len().max(1)).copied().unwrap_or(('x', 'x'));
        let many = u32::from(to).saturating_sub(u32::from(from)) + 1;
        let step = u32::try_from(self.turn).unwrap_or(0) % many;
        char::from_u32(u32::from(from) + step).unwrap_or(from)
    }

    /// How often the piece before is repeated.
    fn times(&mut self) -> Option<usize> {
        let times = match self.peek() {
            Some('*' | '?') => {
                self.at += 1;
                self.turn % 2
            }
            Some('+') => {
                self.at += 1;
                1 + self.turn % 3
            }
            Some('{') => {
                self.at += 1;
                let mut digits = String::new();
                while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
                    digits.push(digit);
                    self.at += 1;
                }
                while !self.takes('}') {
                    self.take()?;
                }
                digits.parse().ok()?
            }
            _ => return Some(1),
        };
        self.takes('?');
        (times <= MOST_REPEATS).then_some(times)
    }
}
