//! The settings at start, before `--config` and control calls.

use serde_json::{Value, json};

/// Every setting with its value at start.
pub fn settings() -> Value {
    json!({
        // Access key id -> secret. Requests signed with one of these have their signature verified.
        "secrets": {},
        // Whether STS refuses a bad signature, or a missing or wrong session token.
        "enforce_signature": false,
        // Access key id -> {"account", "arn", "user_id"}, instead of the derived identity.
        "users": {},
        // Seconds that the clock of STS, and the header Date of all answers, is ahead of the system's.
        "clock_offset": 0,
        // Whether STS refuses requests dated more than five minutes off its clock, and keys of sessions that have ended.
        "enforce_time": false,
        "sts": {
            // Seconds, where the call asks for no duration.
            "lifetime": 3600,
            // Whether each session of a role gets a key of its own, as with AWS; else the same call gets the same key.
            "new_keys": false,
            // Role ARNs that may not be assumed.
            "deny": [],
            // Role ARN -> external id that it demands.
            "external_id": {},
            // Role ARN -> serial of the MFA device that it demands.
            "mfa_required": {},
            // Serial -> the only code taken. Devices not named here take any six digits.
            "mfa_codes": {},
            // Whether a code works once, as with AWS.
            "mfa_once": false,
            // Access key ids answered with ExpiredToken or with InvalidClientTokenId.
            "expired_keys": [],
            "invalid_keys": [],
            // Web identity tokens answered with InvalidIdentityToken.
            "web_identity_deny": [],
        },
        "sso": {
            // null takes any bearer token, a list only those in it. Sign-ins add to the list, sign-outs take away.
            "tokens": null,
            // "ACCOUNT/ROLE" that may not be had.
            "deny": [],
            // Seconds that role credentials live.
            "lifetime": 3600,
            // Most rows on a page.
            "page_size": 2,
            // So many accounts besides those below, of so many roles each: {"accounts": 2000, "roles": 5}.
            "generated": null,
            // How many lists are given a second, and how many at once after a rest: {"per_second": 20, "burst": 20}.
            "rate": null,
            // "accountList" or "roleList": that list's page comes with the same next token for ever.
            "endless": null,
            // Accounts whose roles may not be listed.
            "deny_roles": [],
            "accounts": [
                {
                    "accountId": "111122223333",
                    "accountName": "dev",
                    "emailAddress": "dev@example.com",
                    "roles": ["AdministratorAccess", "ReadOnly", "Billing"],
                },
                {
                    "accountId": "222233334444",
                    "accountName": "Prod & Co",
                    "emailAddress": "prod@example.com",
                    "roles": ["ReadOnly"],
                },
                {
                    "accountId": "333344445555",
                    "accountName": "sand box",
                    "emailAddress": "sand@example.com",
                    "roles": ["AdministratorAccess"],
                },
            ],
        },
        "oidc": {
            // How often a device code is answered authorization_pending, then how often slow_down.
            "pending": 0,
            "slow_down": 0,
            // auto (approved), manual (waits for the control call), deny, expire.
            "device": "auto",
            // Seconds between polls, and until a device code ends.
            "interval": 1,
            "device_expires_in": 600,
            // Seconds until an access token ends.
            "expires_in": 28800,
            // ok, or the OAuth error that a refresh gets.
            "refresh": "ok",
            // null takes any refresh token, a list only those in it: a new one takes the place of the one it was got with.
            "refresh_tokens": null,
            // Whether refresh tokens are handed out, and a new one at every refresh.
            "refresh_token": true,
            "rotate_refresh": true,
            // Seconds until a client registration ends.
            "registration_seconds": 7_776_000,
            // ok, invalid_request, or no_pkce (refuses clients that ask for authorization_code).
            "register": "ok",
        },
        "signin": {
            "expires_in": 900,
            // ok, TOKEN_EXPIRED, USER_CREDENTIALS_CHANGED, INSUFFICIENT_PERMISSIONS.
            "refresh": "ok",
            // ok, AUTHCODE_EXPIRED, INSUFFICIENT_PERMISSIONS.
            "code": "ok",
            // ARN of the user who signs in.
            "sub": "arn:aws:iam::444455556666:user/login-user",
            "require_dpop": true,
            // How many seconds a proof's time may be off; null for any.
            "dpop_seconds": null,
            // Whether a refresh token serves once, as with AWS. Those that have served are listed in "used".
            "single_use": false,
            "used": [],
        },
        "imds": {
            // Whether only IMDSv2 is spoken.
            "require_token": true,
            // Status of the token, role-name and credentials paths.
            "token_status": 200,
            "role_status": 200,
            "creds_status": 200,
            "token_ttl": 21600,
            "role": "fake-instance-role",
            // Text instead of the credentials' JSON.
            "creds_body": null,
            // The member "Code" of the credentials.
            "code": "Success",
            "account": "555566667777",
            // Seconds; negative for credentials that have already ended.
            "lifetime": 21600,
            "region": "ap-southeast-2",
            // Seconds before every answer.
            "delay": 0.0,
            // Whether the newer security-credentials-extended paths exist.
            "extended": false,
        },
        "ecs": {
            // The Authorization value demanded, null for none.
            "token": null,
            "status": 200,
            // Text instead of the credentials' JSON.
            "body": null,
            "account": "666677778888",
            "role": "fake-task-role",
            "lifetime": 21600,
            "delay": 0.0,
        },
    })
}
