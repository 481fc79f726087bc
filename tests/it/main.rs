mod config_observed;
mod config_plan;
#[test]
fn a() {}
