//! What the AWS files and variables say: read, parsed, merged, and turned into a plan.

pub mod plan;
