mod config_observed;
#[test]
fn a() {}
