//! What is heard in language: lexicons, folding, scanning.
