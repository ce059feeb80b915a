//! Text to document: reads everything, reports every mistake.
