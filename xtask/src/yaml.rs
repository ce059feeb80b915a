//! YAML 1.2 (core schema) to JSON, with nothing lost in silence.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Number, Value as Json};
use yaml_serde::Value as Yaml;

/// Reads one YAML document as JSON. A key that stands twice, a tag, an infinite number and a key that
/// is no text are refused, because JSON can't say them.
pub(crate) fn to_json(text: &str) -> Result<Json> {
    convert(yaml_serde::from_str::<Yaml>(text)?)
}

fn convert(value: Yaml) -> Result<Json> {
    Ok(match value {
        Yaml::Null => Json::Null,
        Yaml::Bool(truth) => Json::Bool(truth),
        Yaml::String(text) => Json::String(text),
        Yaml::Number(number) => Json::Number(convert_number(&number)?),
        Yaml::Sequence(items) => Json::Array(items.into_iter().map(convert).collect::<Result<_>>()?),
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let Yaml::String(key) = key else {
                    bail!("the key `{key:?}` is no text; put it in quotes");
                };
                let value = convert(value).with_context(|| format!("in `{key}`"))?;
                map.insert(key, value);
            }
            Json::Object(map)
        }
        Yaml::Tagged(tagged) => bail!("the tag `{}` has no meaning here", tagged.tag),
    })
}

fn convert_number(number: &yaml_serde::Number) -> Result<Number> {
    if let Some(whole) = number.as_i64() {
        return Ok(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Ok(whole.into());
    }
    number.as_f64().and_then(Number::from_f64).with_context(|| format!("the number `{number}` isn't finite"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::to_json;

    #[test]
    fn reads_the_core_schema() {
        let cases = [
            ("a: yes\nb: on\nn: NO", json!({"a": "yes", "b": "on", "n": "NO"})),
            ("a: True\nb: FALSE\nc: ~\nd:", json!({"a": true, "b": false, "c": null, "d": null})),
            (
                "a: 0x1F\nb: 0o14\nc: 1e3\nd: -7\ne: '12'",
                json!({"a": 31, "b": 12, "c": 1000.0, "d": -7, "e": "12"}),
            ),
            ("a: 2h\nb: 2026-11-20\nc: 1:30", json!({"a": "2h", "b": "2026-11-20", "c": "1:30"})),
            ("a: &x [1]\nb: *x", json!({"a": [1], "b": [1]})),
            ("a: |\n  two\n  lines\n", json!({"a": "two\nlines\n"})),
        ];
        for (yaml, expected) in cases {
            assert_eq!(to_json(yaml).unwrap(), expected, "{yaml}");
        }
    }

    #[test]
    fn keeps_the_order_of_keys() {
        assert_eq!(to_json("z: 1\na: 2").unwrap().to_string(), r#"{"z":1,"a":2}"#);
    }

    #[test]
    fn refuses_what_json_cannot_say() {
        for (yaml, part) in [
            ("a: 1\na: 2", "duplicate"),
            ("a: {b: 1, \"b\": 2}", "duplicate"),
            ("a: !secret 1", "tag"),
            ("a: .inf", "finite"),
            ("a: .nan", "finite"),
            ("1: x", "no text"),
            ("a: 1\n---\nb: 2", "more than one document"),
            ("a: [1", "did not find"),
        ] {
            let error = format!("{:#}", to_json(yaml).unwrap_err());
            assert!(error.contains(part), "{yaml}: {error}");
        }
    }
}
