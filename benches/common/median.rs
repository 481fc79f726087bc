//! The middle of a number of measurements.

/// The median; of an even number of values the upper of the two in the middle. Of none it is not a number.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
