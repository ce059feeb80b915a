//! Derives Holdpoint's reader.
