//! Where the parser stands among its tokens, and what it says when it can't go on.

use std::ops::Range;

use super::{
    super::{lex::Token, problem::Problem},
    Parser, Read,
};
use crate::diagnostic::Code;

impl<'a> Parser<'a, '_> {
    pub(super) fn peek(&self) -> &Token<'a> {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(0..0, |(_, span)| span.clone())
    }

    /// Where the last token that was read ends.
    pub(super) fn before(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |(_, span)| span.end)
    }

    pub(super) fn next(&mut self) {
        self.at += 1;
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    pub(super) fn skip(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, sign: &str) -> Read<()> {
        if self.skip(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    pub(super) fn unexpected(&self, expected: &str) -> Box<Problem> {
        let found = match self.peek() {
            Token::End => "the condition ends too early".to_owned(),
            Token::Word(word) => format!("`{word}` can't stand here"),
            Token::Sign(sign) => format!("`{sign}` can't stand here"),
            Token::Number(_) => "a number can't stand here".to_owned(),
            Token::Text(_) => "a text can't stand here".to_owned(),
            Token::Hole => "this can't stand here".to_owned(),
        };
        let mut problem = self.syntax(found);
        problem.diagnostic.expected = Some(expected.to_owned());
        problem
    }

    pub(super) fn syntax(&self, message: impl Into<String>) -> Box<Problem> {
        self.syntax_at(self.span(), message)
    }

    pub(super) fn syntax_at(&self, span: Range<usize>, message: impl Into<String>) -> Box<Problem> {
        Box::new(Problem::new(Code::ConditionSyntax, span, message))
    }
}
