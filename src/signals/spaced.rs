//! Letters that stand alone, each with one sign between: `r e f u n d`, `r.e.f.u.n.d`.

use super::scan::Between;
use super::token::Token;

/// Single letters in a row.
#[derive(Debug, Default)]
pub(super) struct Spaced {
    letters: Vec<Token>,
    sign: Option<char>,
}

/// A longer row is taken apart before it goes on. Words are shorter, so at most one is cut.
const LONGEST: usize = 256;

impl Spaced {
    /// Adds a letter; gives back the row before it if the letter begins a new one.
    pub(super) fn add(&mut self, letter: &Token, between: Between) -> Option<Vec<Token>> {
        let goes_on = between.count == 1
            && !self.letters.is_empty()
            && (self.letters.len() == 1 || between.first == self.sign)
            && self.letters.len() < LONGEST;
        if goes_on {
            self.sign = between.first;
            self.letters.push(letter.clone());
            return None;
        }
        let mut before = std::mem::take(&mut self.letters);
        // `i w.a.n.t`: the letter after the space belongs to what comes.
        let after_space = self.sign == Some(' ') && between.first != Some(' ') && between.count == 1;
        if before.len() > 1
            && after_space
            && let Some(last) = before.pop()
        {
            self.letters.push(last);
            self.sign = between.first;
        }
        self.letters.push(letter.clone());
        (!before.is_empty()).then_some(before)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// The row so far; it is over.
    pub(super) fn take(&mut self) -> Vec<Token> {
        std::mem::take(&mut self.letters)
    }
}
