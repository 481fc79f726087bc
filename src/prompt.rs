//! What the prompt shows: facts become a segment, the segment's three phases become the state that the shells'
//! hooks read. Pure.

pub mod facts;
pub mod paint;
pub mod segment;
pub mod state;
