//! End-to-end and module tests, one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what a test cannot go on without fails it"
)]

mod absurd_dates;
mod aws_file;
mod bad_clock;
mod bad_files;
mod bad_homes;
mod bad_network;
mod bad_world;
mod behind;
mod chromium;
mod chromium_console;
mod chromium_login;
mod chromium_page;
mod cli;
mod cli_errors;
mod cli_truth;
mod cli_world;
mod clients_aws_login;
mod clients_aws_sso;
mod clients_awsp_login;
mod clients_awsp_sso;
mod clients_files;
mod clients_logout;
mod clients_world;
mod complete;
mod config_observed;
mod config_plan;
mod config_problems;
mod config_read;
mod configure;
mod configure_mistakes;
mod console;
mod console_browser;
mod crowd;
mod crowd_login;
mod crowd_sso;
mod day;
mod edit_diff;
mod edit_faults;
mod edits_botocore;
mod endpoints;
mod exec;
mod explain;
mod explain_disagreements;
mod export;
mod hostile_values;
mod house;
mod kill_each_call;
mod kill_edit;
mod kill_login;
mod login_cancel;
mod login_device;
mod login_needed;
mod login_portal;
mod login_session;
mod login_sso;
mod login_sso_world;
mod login_world;
mod logout;
mod mfa_sign_in;
mod planted;
mod private;
mod provider;
mod provider_container;
mod provider_errors;
mod provider_imds;
mod provider_lock;
mod provider_login;
mod provider_mfa;
mod provider_process;
mod provider_sso;
mod provider_tls;
mod provider_web_identity;
mod provider_world;
mod proxies;
mod quoting;
mod secrets;
mod settings_doc;
mod sso_accounts;
mod sso_file;
mod sso_renewal;
mod sso_sync;
mod sso_sync_world;
mod sso_world;
mod store;
mod store_check;
mod sts;
mod two_clocks;
