//! What an auditor can check without trusting the host: canonical JSON, digests over it, and records
//! that form a chain.

mod canonical;
mod digest;
mod options;
mod record;
mod verify;

pub use canonical::{canonical_json, canonical_text};
pub use digest::sha256_hex;
pub use options::AuditedOptions;
pub use record::{Vouched, input_digest, record};
pub use verify::Chain;
