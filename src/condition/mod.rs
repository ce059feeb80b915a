//! The conditions of rules: a subset of CEL and its JSON tree.
