use proptest::prelude::*;

use super::*;
use crate::parse::{parse_json, parse_tape};

fn canonical(text: &str) -> String {
    canonical_json(&parse_json(text).unwrap_or_else(|problem| panic!("{text}: {problem:?}")))
}

/// RFC 8785, section 3.2.2: primitive values, and 3.2.3: the order of keys.
#[test]
fn the_standards_examples_come_out_as_it_says() {
    let primitives = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                    \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    assert_eq!(canonical(primitives), expected);

    let order = r#"{
        "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let values = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ];
    let printed = canonical(order);
    let places: Vec<usize> = values.iter().map(|value| printed.find(value).expect(value)).collect();
    assert!(places.is_sorted(), "{printed}");
}

/// RFC 8785, appendix B: numbers by their bits.
#[test]
fn the_standards_numbers_come_out_as_it_says() {
    for (bits, printed) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        assert_eq!(canonical_json(&Value::Number(f64::from_bits(bits))), printed, "{bits:x}");
    }
}

#[test]
fn a_date_stands_as_json_stringify_writes_it() {
    for (millis, text) in
        [(1_764_000_000_000.0_f64, "2025-11-24T16:00:00.000Z"), (1.0, "1970-01-01T00:00:00.001Z")]
    {
        let mut tape = vec![8];
        tape.extend(millis.to_le_bytes());
        assert_eq!(canonical_json(&parse_tape(&tape).unwrap()), format!("\"{text}\""));
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}1{}", "{\"b\":2,\"a\":".repeat(200_000), "}".repeat(200_000));
    let sorted = format!("{}1{}", "{\"a\":".repeat(200_000), ",\"b\":2}".repeat(200_000));
    assert_eq!(canonical_text(&deep), sorted);
}

/// Any value, with keys that are hard to sort and texts that are hard to print.
fn values() -> impl Strategy<Value = Value> {
    let text = || "[\\x00-\\x21\"\\\\a-c0-2:,{}\\[\\]\u{7f}\u{80}é€\u{fb33}\u{ffff}\u{1f600}]{0,4}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::Number),
        (-1000_i32..1000).prop_map(|number| Value::Number(f64::from(number) / 8.0)),
        text().prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::btree_map(text(), inner, 0..6)
                .prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_value_prints_as_the_reference_prints_it(value in values()) {
        let printed = canonical_json(&value);
        let theirs: serde_json::Value = serde_json::from_str(&to_json(&value)).unwrap();
        prop_assert_eq!(&printed, &serde_json_canonicalizer::to_string(&theirs).unwrap());
        // What is canonical already stays as it is.
        prop_assert_eq!(canonical_text(&printed), printed);
    }
}
