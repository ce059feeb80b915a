//! How the general values print: moments and spans as texts, maps as objects.

use serde::{Serialize, Serializer};

use super::{Json, Map, Span, Timestamp, Value, Writer, json::array_index, order::sorted};

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // What was refused stands in no document or answer: reading reports it.
            Self::Null | Self::Refused(_) => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) | Self::MendedText(text) => serializer.serialize_str(text),
            Self::Time(moment) => moment.serialize(serializer),
            Self::List(entries) => serializer.collect_seq(entries),
            Self::Map(entries) => serializer.collect_map(in_javascripts_order(entries)),
        }
    }
}

impl Json for Timestamp {
    fn write(&self, to: &mut Writer) {
        to.text(&self.to_string());
    }
}

impl Json for Span {
    fn write(&self, to: &mut Writer) {
        to.text(&self.to_string());
    }
}

impl Json for Value {
    fn write(&self, to: &mut Writer) {
        match self {
            // What was refused stands in no document or answer: reading reports it.
            Self::Null | Self::Refused(_) => to.null(),
            Self::Bool(flag) => flag.write(to),
            Self::Number(number) => to.number(*number),
            Self::Text(text) | Self::MendedText(text) => to.text(text),
            Self::Time(moment) => moment.write(to),
            Self::List(entries) => entries.write(to),
            Self::Map(entries) => {
                to.begin();
                for (key, entry) in in_javascripts_order(entries) {
                    to.key(key);
                    entry.write(to);
                }
                to.end();
            }
        }
    }
}

fn in_javascripts_order(entries: &Map<Value>) -> Vec<(&str, &Value)> {
    // Sorting is stable, so the others stay in the order of their code points.
    let rank = |key: &str| array_index(key).map_or((1, 0), |index| (0, index));
    sorted(entries.iter().collect(), |(a, _), (b, _)| rank(a).cmp(&rank(b)))
}

#[cfg(feature = "generate")]
mod generated {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Span, Timestamp, Value};

    macro_rules! text_like {
        ($($name:ident, $schema:tt;)*) => {$(
            impl ts_rs::TS for $name {
                type WithoutGenerics = Self;
                type OptionInnerType = Self;

                fn name(_: &ts_rs::Config) -> String {
                    "string".into()
                }

                fn inline(cfg: &ts_rs::Config) -> String {
                    Self::name(cfg)
                }
            }

            impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($schema)
                }
            }
        )*};
    }

    text_like! {
        Timestamp, { "type": "string", "format": "date-time" };
        Span, { "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$" };
    }

    impl JsonSchema for Value {
        fn schema_name() -> Cow<'static, str> {
            "Value".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!(true)
        }
    }
}
