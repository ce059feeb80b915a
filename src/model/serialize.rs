//! How the general values print: moments and spans as texts, maps as objects.

use serde::{Serialize, Serializer};

use super::{Span, Timestamp, Value, json::array_index, order::sorted};

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
            Self::Map(entries) => {
                // Sorting is stable, so the others stay in the order of their code points.
                let rank = |key: &str| array_index(key).map_or((1, 0), |index| (0, index));
                serializer
                    .collect_map(sorted(entries.iter().collect(), |(a, _), (b, _)| rank(a).cmp(&rank(b))))
            }
        }
    }
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
