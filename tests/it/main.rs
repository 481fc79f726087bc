mod config_observed;
mod config_plan;
mod config_problems;
mod config_read;
#[test]
fn a() {}
