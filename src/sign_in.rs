//! Signing in: what a person does in a browser, and what comes of it in the AWS CLI's files.

pub mod login_session;
pub mod pkce;
pub mod sign_out;
