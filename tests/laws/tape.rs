//! Writes JSON as the package's reader hands it over.

use serde_json::Value as Json;

pub(crate) fn write(json: &Json) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(json, &mut bytes);
    bytes
}

fn put(json: &Json, bytes: &mut Vec<u8>) {
    match json {
        Json::Null => bytes.push(0),
        Json::Bool(flag) => bytes.push(1 + u8::from(*flag)),
        Json::Number(number) => {
            bytes.push(3);
            // -0 is written as 0.
            bytes.extend((number.as_f64().unwrap() + 0.0).to_le_bytes());
        }
        Json::String(text) => {
            bytes.push(4);
            put_text(text, bytes);
        }
        Json::Array(entries) => {
            bytes.push(6);
            put_count(entries.len(), bytes);
            entries.iter().for_each(|entry| put(entry, bytes));
        }
        Json::Object(entries) => {
            bytes.push(7);
            put_count(entries.len(), bytes);
            for (key, entry) in entries {
                put_text(key, bytes);
                put(entry, bytes);
            }
        }
    }
}

fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_count(text.len(), bytes);
    bytes.extend(text.as_bytes());
}

fn put_count(count: usize, bytes: &mut Vec<u8>) {
    bytes.extend(u32::try_from(count).unwrap().to_le_bytes());
}
