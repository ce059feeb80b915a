//! What an auditor can check without trusting the host: canonical JSON and digests over it.

mod canonical;
mod digest;

pub use canonical::{canonical_json, canonical_text};
pub use digest::sha256_hex;
