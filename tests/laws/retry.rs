//! E10: retries stay within every limit, whatever the settings and the history.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use holdpoint::{
    decide::escalate::retry::{Backoff, Exhausted, NextRetry, Retries, RetryAfter, Spread},
    model::{Span, Timestamp, policy::RetrySettings},
    parse::Cx,
};

use super::support::{law, value};

const JITTERS: [&str; 4] = ["none", "full", "equal", "decorrelated"];

/// The settings as a policy writes them, and the numbers that they hold.
#[derive(Clone, Debug)]
struct Limits {
    base: i64,
    cap: i64,
    factor: f64,
    jitter: &'static str,
    max_retries: u32,
    max_elapsed: i64,
}

impl Limits {
    fn backoff(&self) -> Backoff {
        let span = |millis: i64| Json::from(Span::from_millis(millis).to_string());
        let written = json!({
            "base": span(self.base), "cap": span(self.cap), "factor": self.factor, "jitter": self.jitter,
            "maxRetries": self.max_retries, "maxElapsed": span(self.max_elapsed),
        });
        Backoff::new(&Cx::run::<RetrySettings>(value(&written)).unwrap())
    }
}

/// Small numbers, and numbers up to the end of the range.
fn lengths() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..10, 0_i64..10_000_000, 0..=i64::MAX]
}

fn moments() -> impl Strategy<Value = Timestamp> {
    let range = Timestamp::FIRST.millis()..=Timestamp::LAST.millis();
    let moment = |millis| Timestamp::from_millis(millis).unwrap();
    prop_oneof![
        (1_763_000_000_000_i64..1_763_100_000_000).prop_map(moment),
        range.prop_map(moment),
        Just(Timestamp::LAST),
        Just(Timestamp::FIRST),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    let factors = prop_oneof![Just(1.0), Just(2.0), 1.0..3.0, 1.0..f64::MAX];
    let counts = prop_oneof![0_u32..10, any::<u32>()];
    (lengths(), lengths(), factors, 0..4_usize, counts, lengths()).prop_map(
        |(base, more, factor, jitter, max_retries, max_elapsed)| Limits {
            base,
            cap: base.saturating_add(more),
            factor,
            jitter: JITTERS[jitter],
            max_retries,
            max_elapsed,
        },
    )
}

fn retry_afters() -> impl Strategy<Value = Option<RetryAfter>> {
    prop_oneof![
        Just(None),
        moments().prop_map(|at| Some(RetryAfter::At(at))),
        prop_oneof![0.0..100.0, 0.0..f64::MAX].prop_map(RetryAfter::from_seconds),
    ]
}

fn histories() -> impl Strategy<Value = Retries> {
    let made = prop_oneof![0_u32..10, any::<u32>()];
    (moments(), lengths(), made, retry_afters()).prop_map(|(first_try, later, made, retry_after)| Retries {
        first_try,
        failed_at: first_try.plus(Span::from_millis(later)),
        made,
        retry_after,
    })
}

proptest! {
    #![proptest_config(law(4000))]

    #[test]
    fn law_e10_a_retry_stays_within_every_limit(
        limits in limits(), history in histories(), seed in ".{0,20}", incident in ".{1,20}",
    ) {
        let spread = Spread::new(&seed, &incident);
        let next = limits.backoff().next(history, spread);
        prop_assert_eq!(next, limits.backoff().next(history, spread), "the same again is the same");
        let floor = history.retry_after.map(|after| after.earliest(history.failed_at));
        match next {
            NextRetry::Planned { attempt, at, delay } => {
                prop_assert!(history.made < limits.max_retries);
                prop_assert_eq!(attempt, history.made + 1);
                prop_assert!(at.since(history.first_try).millis() <= limits.max_elapsed);
                prop_assert!(floor.is_none_or(|floor| at >= floor), "too early for the other side");
                prop_assert!(at >= history.failed_at && delay == at.since(history.failed_at));
                prop_assert!(delay.millis() <= limits.cap || Some(at) == floor, "above the cap");
            }
            NextRetry::Exhausted(Exhausted::Retries) => prop_assert!(history.made >= limits.max_retries),
            NextRetry::Exhausted(Exhausted::RetryAfter) => {
                let floor = floor.unwrap();
                prop_assert!(
                    floor == Timestamp::LAST || floor.since(history.first_try).millis() > limits.max_elapsed
                );
            }
            NextRetry::Exhausted(Exhausted::Elapsed) => {
                let latest = history.failed_at.plus(Span::from_millis(limits.cap));
                prop_assert!(
                    latest == Timestamp::LAST || latest.since(history.first_try).millis() > limits.max_elapsed
                );
            }
        }
    }

    #[test]
    fn law_e10_delays_have_the_shape_of_their_jitter(
        limits in limits(), attempt in prop_oneof![1_u32..12, any::<u32>()], seed in ".{0,8}",
    ) {
        let spread = Spread::new(&seed, "incident");
        let delay_at = |attempt| limits.backoff().delay(attempt, spread).millis();
        let delay = delay_at(attempt);
        let whole = Limits { jitter: "none", ..limits.clone() }.backoff().delay(attempt, spread).millis();
        prop_assert!((0..=limits.cap).contains(&delay));
        match limits.jitter {
            "none" => prop_assert!(delay == whole && delay >= limits.base),
            "full" => prop_assert!(delay <= whole),
            "equal" => prop_assert!(delay >= whole / 2 && delay <= whole),
            _ => {
                let last = if attempt % 1000 <= 1 { limits.base } else { delay_at(attempt - 1) };
                prop_assert!(delay >= limits.base && delay <= last.saturating_mul(3));
            }
        }
    }

    #[test]
    fn law_e10_a_call_that_keeps_failing_ends(
        limits in limits(), first_try in moments(), took in lengths(), seed in ".{0,8}",
    ) {
        let limits = Limits { max_retries: limits.max_retries % 50, ..limits };
        let (mut made, mut failed_at) = (0, first_try);
        let ended = loop {
            let retries = Retries { first_try, failed_at, made, retry_after: None };
            match limits.backoff().next(retries, Spread::new(&seed, "incident")) {
                NextRetry::Planned { attempt, at, .. } => {
                    prop_assert!(at.since(first_try).millis() <= limits.max_elapsed);
                    (made, failed_at) = (attempt, at.plus(Span::from_millis(took)));
                }
                NextRetry::Exhausted(why) => break why,
            }
            prop_assert!(made <= limits.max_retries);
        };
        prop_assert_eq!(ended == Exhausted::Retries, made == limits.max_retries);
    }
}

#[test]
fn law_e10_delays_double_up_to_the_cap() {
    let limits = Limits {
        base: 1000,
        cap: 300_000,
        factor: 2.0,
        jitter: "none",
        max_retries: 12,
        max_elapsed: i64::MAX,
    };
    let first_try = Timestamp::parse("2026-11-20T08:00:00Z").unwrap();
    let delay = |made| {
        let retries = Retries { first_try, failed_at: first_try, made, retry_after: None };
        match limits.backoff().next(retries, Spread::new("", "incident")) {
            NextRetry::Planned { delay, .. } => Some(delay.millis() / 1000),
            NextRetry::Exhausted(_) => None,
        }
    };
    let delays: Vec<_> = (0..13).map(delay).collect();
    let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map(Some);
    assert_eq!((&delays[..12], delays[12]), (expected.as_slice(), None), "twelve retries and no more");
}

#[test]
fn law_e10_retry_after_is_a_floor_within_the_budget() {
    let limits =
        Limits { base: 1000, cap: 5000, factor: 2.0, jitter: "full", max_retries: 5, max_elapsed: 60_000 };
    let first_try = Timestamp::parse("2026-11-20T08:00:00Z").unwrap();
    let failed_at = first_try.plus(Span::from_millis(10_000));
    let next = |header| {
        let retry_after = RetryAfter::parse(header, failed_at);
        assert!(retry_after.is_some(), "{header}");
        let retries = Retries { first_try, failed_at, made: 0, retry_after };
        limits.backoff().next(retries, Spread::new("seed", "incident"))
    };
    let planned = |after| NextRetry::Planned {
        attempt: 1,
        at: failed_at.plus(Span::from_millis(after)),
        delay: Span::from_millis(after),
    };
    assert_eq!(next("50"), planned(50_000), "the last moment of the budget");
    assert_eq!(next("51"), NextRetry::Exhausted(Exhausted::RetryAfter));
    assert_eq!(next("Fri, 20 Nov 2026 08:00:40 GMT"), planned(30_000));
    assert_eq!(next("2026-11-20T09:01:00.001+01:00"), NextRetry::Exhausted(Exhausted::RetryAfter));
    assert!(matches!(next("0"), NextRetry::Planned { delay, .. } if delay.millis() <= 1000));
    assert!(
        matches!(next("Thu, 19 Nov 2026 08:00:40 GMT"), NextRetry::Planned { at, .. } if at >= failed_at)
    );
}

#[test]
fn law_e10_many_incidents_do_not_come_back_together() {
    let limits = Limits {
        base: 60_000,
        cap: 60_000,
        factor: 1.0,
        jitter: "full",
        max_retries: 5,
        max_elapsed: i64::MAX,
    };
    let mut buckets = [0_u32; 6];
    for incident in 0..6000 {
        let delay = limits.backoff().delay(1, Spread::new("seed", &format!("incident-{incident}"))).millis();
        buckets[usize::try_from(delay / 10_000).unwrap().min(5)] += 1;
    }
    assert!(buckets.iter().all(|count| (850..=1150).contains(count)), "{buckets:?}");
}
