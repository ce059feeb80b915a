//! Why a condition holds, doesn't, or is open: the atoms that make it so.

use super::{
    atoms::{self, Subject},
    eval::{self, Truth},
    expr::{Expr, Literal, Term},
    facts::{Fact, Facts, each},
    print,
    vocabulary::{Slot, Vocabulary, in_order},
};

/// One field's part in why a condition came out as it did.
///
/// It always says what the condition *asks* of the field, `!` reckoned in. Where the condition
/// holds, that is what the value was compared with; where it doesn't, that is what was needed; where
/// it is open, that is what can't be told while the field is missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The field; where it is open, the one to blame.
    pub slot: Slot,
    /// What is compared, as CEL, if it isn't the field's own value: `data.missing.size()`.
    pub of: Option<String>,
    /// `== != < <= > >= in contains startsWith endsWith matches includes has exists all`, or one
    /// of the last ten with `not ` before it.
    pub op: String,
    /// What it is compared with, as CEL; empty for `has`.
    pub with: String,
    /// The constants among that.
    pub constants: Vec<Literal>,
    /// For a list: the entries that decided.
    pub items: Vec<String>,
}

impl Evidence {
    /// The question as one text: `>= 50000`, `not in ["a"]`, `has`, `data.missing.size() > 0`.
    #[must_use]
    pub fn needed(&self) -> String {
        let mut text = self.of.clone().unwrap_or_default();
        for part in [&self.op, &self.with] {
            if !text.is_empty() && !part.is_empty() {
                text.push(' ');
            }
            text.push_str(part);
        }
        text
    }
}

/// The evidence for what a condition came out as: of `&&` that holds, of `||` that doesn't, all
/// parts; else those that decided; of one that is open, those that are open.
pub(super) fn justify(expr: &Expr, facts: &dyn Facts, vocabulary: &dyn Vocabulary) -> Vec<Evidence> {
    let mut walk = Walk { facts, vocabulary, evidence: Vec::new() };
    walk.expr(expr, false);
    walk.evidence
}

struct Walk<'a> {
    facts: &'a dyn Facts,
    vocabulary: &'a dyn Vocabulary,
    evidence: Vec<Evidence>,
}

impl Walk<'_> {
    /// The value of a part as it stands; `negated` is whether an odd number of `!` is around it.
    fn expr(&mut self, expr: &Expr, negated: bool) -> Truth {
        match expr {
            Expr::All(parts) => self.chain(parts, negated, Truth::False),
            Expr::Any(parts) => self.chain(parts, negated, Truth::True),
            Expr::Not(part) => self.expr(part, !negated).opposite(),
            atom => {
                let (truth, missing) = eval::part(atom, self.facts);
                self.atom(atom, negated, truth, missing);
                truth
            }
        }
    }

    /// Keeps the evidence of those parts that have the value of the whole.
    fn chain(&mut self, parts: &[Expr], negated: bool, decides: Truth) -> Truth {
        let start = self.evidence.len();
        let mut whole = decides.opposite();
        for part in parts {
            let before = self.evidence.len();
            let truth = self.expr(part, negated);
            if truth == whole {
                continue;
            }
            if truth == decides || whole == decides.opposite() {
                self.evidence.drain(start..before);
                whole = truth;
            } else {
                self.evidence.truncate(before);
            }
        }
        whole
    }

    fn atom(&mut self, expr: &Expr, negated: bool, truth: Truth, missing: Vec<Slot>) {
        let atom = atoms::atom(expr, 0);
        let asked = self.question(expr, negated);
        let evidence = |slot, (of, op, with): (Option<String>, String, String), items| Evidence {
            slot,
            of,
            op,
            with,
            constants: atom.constants.iter().map(|constant| (*constant).clone()).collect(),
            items,
        };
        if truth == Truth::Open {
            for slot in in_order(missing) {
                self.evidence.push(evidence(slot, asked.clone(), Vec::new()));
            }
            return;
        }
        for slot in &atom.slots {
            let seen = self.seen_from(*slot, expr, negated).unwrap_or_else(|| asked.clone());
            let items = self.items(*slot, expr, truth);
            self.evidence.push(evidence(*slot, seen, items));
        }
    }

    /// The question as its left side asks it.
    fn question(&self, expr: &Expr, negated: bool) -> (Option<String>, String, String) {
        let word = |op: &str| if negated { format!("not {op}") } else { op.to_owned() };
        let printed = |term: &Term| print::term(term, self.vocabulary);
        match expr {
            Expr::Field(_) => (None, "==".to_owned(), (!negated).to_string()),
            Expr::Has(_) => (None, word("has"), String::new()),
            Expr::Compare(relation, left, right) => {
                let relation = if negated { relation.opposite() } else { *relation };
                (self.of(left), relation.symbol().to_owned(), printed(right))
            }
            Expr::OneOf(term, literals) => (self.of(term), word("in"), print::list(literals)),
            Expr::Includes(_, term) => (None, word("includes"), printed(term)),
            Expr::Text(test, term, part) => (self.of(term), word(test.symbol()), printed(part)),
            Expr::Matches(term, pattern) => (self.of(term), word("matches"), print::quoted(pattern.as_str())),
            Expr::Exists(_, variable, body) | Expr::Every(_, variable, body) => {
                let op = if matches!(expr, Expr::Exists(..)) { "exists" } else { "all" };
                (None, word(op), format!("({variable}, {})", print::body(body, variable, self.vocabulary)))
            }
            Expr::Constant(_) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) => {
                (None, word("=="), print::condition(expr, self.vocabulary))
            }
        }
    }

    /// What a question is about, unless that is just a field.
    fn of(&self, term: &Term) -> Option<String> {
        match term {
            Term::Field(_) => None,
            Term::Truth(inner) if matches!(**inner, Expr::Field(_)) => None,
            other => Some(print::term(other, self.vocabulary)),
        }
    }

    /// Two plain fields compared, as the field on the right sees it.
    fn seen_from(&self, slot: Slot, expr: &Expr, negated: bool) -> Option<(Option<String>, String, String)> {
        match expr {
            Expr::Compare(relation, Term::Field(left), Term::Field(right))
                if *right == slot && left != right =>
            {
                let relation = if negated { relation.opposite() } else { *relation };
                let with = self.vocabulary.path(*left).to_owned();
                Some((None, relation.flipped().symbol().to_owned(), with))
            }
            Expr::Includes(list, Term::Field(text)) if *text == slot && list != text => {
                let op = if negated { "not in" } else { "in" };
                Some((None, op.to_owned(), self.vocabulary.path(*list).to_owned()))
            }
            Expr::Text(test, Term::Field(text), Term::Field(part)) if *part == slot && text != part => {
                let of = Some(self.vocabulary.path(*text).to_owned());
                let op = if negated { format!("not {}", test.symbol()) } else { test.symbol().to_owned() };
                Some((of, op, self.vocabulary.path(*part).to_owned()))
            }
            _ => None,
        }
    }

    /// The entries of a list that made `exists` true, `all` false, or that were looked for.
    fn items(&self, slot: Slot, expr: &Expr, truth: Truth) -> Vec<String> {
        let Fact::List { items, .. } = self.facts.fact(slot) else { return Vec::new() };
        let chosen = |wanted: &dyn Fn(&str) -> bool| {
            each(items).filter(|entry| wanted(entry)).map(str::to_owned).collect()
        };
        match (expr, truth) {
            (Expr::Exists(_, _, body), Truth::True) => chosen(&|entry| eval::holds_for(body, entry)),
            (Expr::Every(_, _, body), Truth::False) => chosen(&|entry| !eval::holds_for(body, entry)),
            (Expr::Includes(_, Term::Literal(Literal::Text(text))), Truth::True) => vec![text.clone()],
            (Expr::Includes(_, Term::Field(text)), Truth::True) => match self.facts.fact(*text) {
                Fact::Text(text) => vec![text.to_owned()],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

impl Subject {
    /// The field that the atom asks about, if it is one compared with constants.
    #[must_use]
    pub fn slot(self) -> Option<Slot> {
        match self {
            Self::Value(slot) | Self::Presence(slot) | Self::Size(slot) => Some(slot),
            Self::Mixed | Self::Nothing => None,
        }
    }
}
