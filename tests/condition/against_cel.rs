//! Where the `cel` crate and this language both define an answer, they agree.

use std::{collections::BTreeMap, sync::Arc};

use cel::{Context, Env, Program, Value};
use holdpoint::condition::{Outcome, Vocabulary};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    generate::{Dialect, condition, whole_case},
    support::{Case, Given, Words},
};

/// How many answers have to be compared for the test to mean something.
const ENOUGH: usize = 2500;

#[test]
fn whole_cases_get_the_answer_of_cel() {
    let mut runner = TestRunner::new(Config { cases: 3000, failure_persistence: None, ..Config::default() });
    let compared = std::cell::Cell::new(0_usize);
    let words = Words::new();
    let env = Arc::new(Env::stdlib());
    let check = |(cond, case): (super::generate::Cond, Case)| {
        let outcome = words.read(&cond.text(Dialect::Ours)).eval(&case);
        let text = cond.text(Dialect::Cel);
        match answer(&text, &case, &words, &env) {
            Some(truth) => {
                compared.set(compared.get() + 1);
                let expected = if truth { Outcome::True } else { Outcome::False };
                prop_assert_eq!(outcome, expected, "{}", text);
            }
            None => prop_assert!(!matches!(outcome, Outcome::Undetermined(_))),
        }
        Ok(())
    };
    runner.run(&(condition(true), whole_case()), check).unwrap();
    println!("{} answers compared", compared.get());
    assert!(compared.get() >= ENOUGH, "only {} answers compared", compared.get());
}

#[expect(clippy::disallowed_types, reason = "the crate takes no other map")]
type Fields = std::collections::HashMap<String, Value>;

/// What the crate says; `None` if it says nothing.
fn answer(text: &str, case: &Case, words: &Words, env: &Arc<Env>) -> Option<bool> {
    let program = Program::compile(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut context = Context::with_env(Arc::clone(env));
    let mut groups: BTreeMap<&str, Fields> = BTreeMap::new();
    for (slot, given) in &case.given {
        let value = match given {
            Given::Bool(truth) => Value::Bool(*truth),
            Given::Number(number) => Value::Float(*number),
            Given::Text(text) => Value::from(text.as_str()),
            Given::List(items) | Given::Part(items) => Value::from(items.clone()),
            Given::Time(time) => {
                let call = Program::compile(&format!("timestamp(\"{time}\")")).unwrap();
                call.execute(&context).unwrap()
            }
        };
        match words.path(*slot).split_once('.') {
            Some((group, name)) => {
                groups.entry(group).or_default().insert(name.to_owned(), value);
            }
            None => context.add_variable_from_value(words.path(*slot), value),
        }
    }
    for (group, fields) in groups {
        context.add_variable_from_value(group, fields);
    }
    match program.execute(&context) {
        Ok(Value::Bool(truth)) => Some(truth),
        Ok(other) => panic!("{text}: {other:?}"),
        Err(_) => None,
    }
}
