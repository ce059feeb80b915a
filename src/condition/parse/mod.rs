//! Tokens to [`Ast`], by recursive descent. What the subset leaves out is read, reported and
//! becomes a hole, so that the rest is still checked; a text that is no CEL stops the reading.

mod cursor;

use std::ops::Range;

use super::{
    MAX_DEPTH,
    ast::{Ast, Node, Operator},
    expr::Relation,
    lex::{Token, lex},
    problem::{Problem, Problems},
    vocabulary::is_reserved,
};
use crate::diagnostic::Code;

/// Reads a condition; `None` if it can't be read to its end, and then there is a problem.
pub(super) fn parse(text: &str, problems: &mut Problems) -> Option<Ast> {
    let tokens = lex(text, problems)?;
    let mut parser = Parser { tokens, at: 0, nesting: 0, problems };
    let read = parser.expression().and_then(|ast| parser.end().map(|()| ast));
    match read {
        Ok(ast) => Some(ast),
        Err(problem) => {
            problems.push_last(*problem);
            None
        }
    }
}

/// Either what was read, or why reading stops.
type Read<T> = Result<T, Box<Problem>>;

struct Parser<'a, 'p> {
    tokens: Vec<(Token<'a>, Range<usize>)>,
    at: usize,
    /// How deep the parser's own calls go: bounded apart from the depth of what it builds, because
    /// superfluous parentheses build nothing.
    nesting: usize,
    problems: &'p mut Problems,
}

const MAX_NESTING: usize = 2 * MAX_DEPTH;

impl<'a> Parser<'a, '_> {
    fn end(&mut self) -> Read<()> {
        match self.peek() {
            Token::End => Ok(()),
            Token::Word(word) => Err(Box::new(self.stray_word(word))),
            Token::Sign(sign @ (")" | "]" | "}")) => {
                let sign = *sign;
                Err(self.syntax(format!("`{sign}` closes nothing")))
            }
            _ => Err(self.unexpected("`&&`, `||` or the end")),
        }
    }

    fn stray_word(&self, word: &str) -> Problem {
        let problem = Problem::new(
            Code::ConditionSyntax,
            self.span(),
            format!("`{word}` can't stand behind a whole condition"),
        );
        match word.to_ascii_lowercase().as_str() {
            "and" => problem.help("write `&&`"),
            "or" => problem.help("write `||`"),
            "is" => problem.help("write `==`"),
            "not" => problem.help("write `!(a in b)`"),
            "contains" | "matches" | "startswith" | "endswith" => {
                problem.help("write it behind a dot: `message.text.contains(\"…\")`")
            }
            _ => problem.expected("`&&`, `||` or the end"),
        }
    }

    /// A whole condition, with the ternary that the subset leaves out.
    fn expression(&mut self) -> Read<Ast> {
        self.nested(|parser| {
            let condition = parser.any()?;
            let mark = parser.span();
            if !parser.skip("?") {
                return Ok(condition);
            }
            parser.unsupported(mark, "the ternary `? :`", "write `(a && b) || (!a && c)`");
            parser.expression()?;
            parser.expect(":")?;
            let end = parser.expression()?;
            Ok(Ast::new(Node::Hole, condition.span.start..end.span.end))
        })
    }

    fn any(&mut self) -> Read<Ast> {
        self.chain("||", Self::all, Node::Any)
    }

    fn all(&mut self) -> Read<Ast> {
        self.chain("&&", Self::relation, Node::All)
    }

    fn chain(
        &mut self,
        sign: &str,
        part: fn(&mut Self) -> Read<Ast>,
        build: fn(Vec<Ast>) -> Node,
    ) -> Read<Ast> {
        let first = part(self)?;
        if !self.is(sign) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.skip(sign) {
            parts.push(part(self)?);
        }
        self.build(build(parts), start)
    }

    fn relation(&mut self) -> Read<Ast> {
        let mut left = self.sum()?;
        loop {
            let place = self.span();
            let operator = match self.peek() {
                Token::Sign(sign) => match Relation::from_symbol(sign) {
                    Some(relation) => Operator::Relation(relation),
                    None => return Ok(left),
                },
                Token::Word("in") => Operator::In,
                _ => return Ok(left),
            };
            self.next();
            left = self.binary(operator, place, left, Self::sum)?;
        }
    }

    fn sum(&mut self) -> Read<Ast> {
        let mut left = self.product()?;
        loop {
            let place = self.span();
            let operator = match self.peek() {
                Token::Sign("+") => Operator::Plus,
                Token::Sign("-") => Operator::Minus,
                _ => return Ok(left),
            };
            self.next();
            left = self.binary(operator, place, left, Self::product)?;
        }
    }

    fn binary(
        &mut self,
        operator: Operator,
        place: Range<usize>,
        left: Ast,
        part: fn(&mut Self) -> Read<Ast>,
    ) -> Read<Ast> {
        let right = part(self)?;
        let start = left.span.start;
        self.build(Node::Binary(operator, place, Box::new(left), Box::new(right)), start)
    }

    /// What the subset leaves out; read so that it can be named.
    fn product(&mut self) -> Read<Ast> {
        let mut left = self.unary()?;
        loop {
            let place = self.span();
            let Token::Sign(sign @ ("*" | "/" | "%")) = self.peek() else { return Ok(left) };
            let what = format!("the operator `{sign}`");
            self.unsupported(place, &what, "work the number out and write it, or hand it over as an input");
            self.next();
            let right = self.unary()?;
            left = Ast::new(Node::Hole, left.span.start..right.span.end);
        }
    }

    fn unary(&mut self) -> Read<Ast> {
        let start = self.span().start;
        if self.skip("!") {
            let part = self.nested(Self::unary)?;
            return self.build(Node::Not(Box::new(part)), start);
        }
        if self.skip("-") {
            let part = self.nested(Self::unary)?;
            return self.build(Node::Negate(Box::new(part)), start);
        }
        self.member()
    }

    /// Something with dots, calls and brackets behind it.
    fn member(&mut self) -> Read<Ast> {
        let mut ast = self.primary()?;
        loop {
            let start = ast.span.start;
            let place = self.span();
            if self.skip("[") {
                let help = "name the field with dots; for a list, use `in`, `exists` or `all`";
                self.unsupported(place, "indexing with `[ ]`", help);
                self.expression()?;
                self.expect("]")?;
                ast = Ast::new(Node::Hole, start..self.before());
            } else if self.is("{") && matches!(ast.node, Node::Path(_)) {
                self.braces("a message literal")?;
                ast = Ast::new(Node::Hole, start..self.before());
            } else if self.skip(".") {
                ast = self.selected(ast)?;
            } else {
                return Ok(ast);
            }
        }
    }

    /// What stands behind a dot.
    fn selected(&mut self, target: Ast) -> Read<Ast> {
        let place = self.span();
        let Token::Word(word) = *self.peek() else { return Err(self.unexpected("a name")) };
        self.next();
        let start = target.span.start;
        if self.is("(") {
            let arguments = self.arguments()?;
            let (target, name) = (Some(Box::new(target)), word.to_owned());
            return self.build(Node::Call { target, name, place, arguments }, start);
        }
        if matches!(word, "in" | "true" | "false" | "null") {
            return Err(self.syntax_at(place, format!("`{word}` is a word of the language and no name")));
        }
        let node = match target.node {
            // In place: a path of many parts must not cost their square.
            Node::Path(mut path) => {
                path.push('.');
                path.push_str(word);
                Node::Path(path)
            }
            Node::Hole => Node::Hole,
            _ => {
                let what = format!("selecting `.{word}` from something that is no field");
                self.unsupported(place, &what, "name the field by its whole path");
                Node::Hole
            }
        };
        self.build(node, start)
    }

    fn primary(&mut self) -> Read<Ast> {
        let span = self.span();
        let node = match self.peek() {
            Token::Number(number) => Node::Number(*number),
            Token::Text(text) => Node::Text(text.clone()),
            Token::Hole => Node::Hole,
            Token::Word(word) => return self.word(word),
            Token::Sign("(") => {
                self.next();
                let mut inner = self.expression()?;
                self.expect(")")?;
                inner.span = span.start..self.before();
                return Ok(inner);
            }
            Token::Sign("[") => {
                self.next();
                let items = self.separated("]")?;
                return self.build(Node::List(items), span.start);
            }
            Token::Sign("{") => {
                self.braces("a map literal")?;
                return Ok(Ast::new(Node::Hole, span.start..self.before()));
            }
            Token::Sign(".") => {
                self.unsupported(span, "a leading dot", "name the field by its whole path");
                self.next();
                return self.primary_name();
            }
            Token::Sign(_) | Token::End => {
                return Err(self.unexpected("a field, a text, a number or `(`"));
            }
        };
        self.next();
        Ok(Ast::new(node, span))
    }

    fn primary_name(&mut self) -> Read<Ast> {
        match *self.peek() {
            Token::Word(word) => self.word(word),
            _ => Err(self.unexpected("a name")),
        }
    }

    fn word(&mut self, word: &'a str) -> Read<Ast> {
        let span = self.span();
        self.next();
        let node = match word {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            "null" => {
                let help = "whether a field is there is asked with `has(field)`; what is missing is never `null` here";
                self.unsupported(span.clone(), "`null`", help);
                Node::Hole
            }
            "in" => return Err(self.syntax_at(span, "`in` needs something on its left")),
            _ if self.is("(") => {
                let arguments = self.arguments()?;
                let name = word.to_owned();
                let call = Node::Call { target: None, name, place: span.clone(), arguments };
                return self.build(call, span.start);
            }
            _ if is_reserved(word) => {
                return Err(
                    self.syntax_at(span, format!("`{word}` is a word that the language keeps to itself"))
                );
            }
            "not" | "NOT" if matches!(self.peek(), Token::Word(_)) => {
                let mut problem = self.syntax_at(span, format!("`{word}` is no word of this language"));
                problem.diagnostic.help = Some("write `!`".to_owned());
                return Err(problem);
            }
            _ => Node::Path(word.to_owned()),
        };
        Ok(Ast::new(node, span))
    }

    fn arguments(&mut self) -> Read<Vec<Ast>> {
        self.expect("(")?;
        self.separated(")")
    }

    /// Expressions with commas between them, up to and with the closing sign; one comma may trail
    /// in a list, as in CEL.
    fn separated(&mut self, close: &'static str) -> Read<Vec<Ast>> {
        let mut items = Vec::new();
        while !self.skip(close) {
            if !items.is_empty() {
                if !self.skip(",") {
                    return Err(self.unexpected(&format!("`,` or `{close}`")));
                }
                if close == "]" && self.skip(close) {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    /// Passes over balanced braces, which the subset leaves out.
    fn braces(&mut self, what: &str) -> Read<()> {
        let place = self.span();
        self.unsupported(place, what, "write out the comparisons one by one");
        let mut open = 0_usize;
        loop {
            match self.peek() {
                Token::Sign("{") => open += 1,
                Token::Sign("}") => open -= 1,
                Token::End => return Err(self.unexpected("`}`")),
                _ => {}
            }
            self.next();
            if open == 0 {
                return Ok(());
            }
        }
    }

    /// One of the parser's own calls that input can nest.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Read<Ast>) -> Read<Ast> {
        if self.nesting >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let result = read(self);
        self.nesting -= 1;
        result
    }

    /// A node from `start` up to here, unless it nests too deeply.
    fn build(&self, node: Node, start: usize) -> Read<Ast> {
        let ast = Ast::new(node, start..self.before());
        if ast.depth > MAX_DEPTH { Err(self.too_deep()) } else { Ok(ast) }
    }

    fn too_deep(&self) -> Box<Problem> {
        Box::new(
            Problem::new(Code::ConditionTooLarge, self.span(), "this condition is nested too deeply")
                .expected(format!("at most {MAX_DEPTH} levels"))
                .help("split the rule in two"),
        )
    }

    fn unsupported(&mut self, span: Range<usize>, what: &str, help: &str) {
        let message = format!("{what} is left out of this language");
        self.problems.push(Problem::new(Code::ConditionUnsupported, span, message).help(help));
    }
}
