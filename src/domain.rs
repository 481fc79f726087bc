//! The words of the field as types: names, credentials, identity, time and the AWS variables. Pure.

pub mod account;
pub mod arn;
pub mod child;
pub mod credentials;
pub mod env;
pub mod granted;
pub mod identity;
pub mod known_regions;
pub mod metadata;
pub mod network;
pub mod origin;
pub mod paste;
pub mod percent;
pub mod problem;
pub mod profile_chain;
pub mod python_json;
pub mod region;
pub mod secret;
pub mod sign_in_command;
pub mod switch;
pub mod switch_record;
pub mod text;
pub mod time;
