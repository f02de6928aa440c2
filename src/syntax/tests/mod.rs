//! Tests of the data-file parsers.
