//! Device authorizations. Source: RFC 8628.

use crate::answer::Answer;
use crate::settings::Settings;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// What a person made of a device code, or will make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consent {
    Approved,
    /// Waits for the control call.
    Awaited,
    Denied,
    Expired,
    /// Approved and redeemed.
    Used,
}

/// What a control call does to a device authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The person approves.
    Approve,
    /// The person says no.
    Deny,
    /// The code ends before its time.
    Expire,
}

impl Action {
    /// By its name in the control call.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "approve" => Some(Self::Approve),
            "deny" => Some(Self::Deny),
            "expire" => Some(Self::Expire),
            _ => None,
        }
    }
}

/// Why a device code cannot be redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is another client's.
    Client,
    /// It is none, or spent: why.
    Grant(&'static str),
    /// Not now or not ever: the OAuth error of RFC 8628, section 3.5.
    Poll(&'static str),
}

#[derive(Debug)]
struct Device {
    user_code: String,
    client_id: Option<String>,
    consent: Consent,
    /// Polls that are still to be answered `authorization_pending`, then `slow_down`.
    pending: i64,
    slow_down: i64,
    started: Instant,
    lifetime: Duration,
}

/// All device authorizations, by device code.
#[derive(Debug, Default)]
pub struct Devices(HashMap<String, Device>);

impl Devices {
    /// Starts an authorization that behaves as the settings now say.
    pub fn start(
        &mut self,
        code: &str,
        user_code: &str,
        client_id: Option<&str>,
        settings: &Settings,
    ) -> Result<(), Answer> {
        let consent = match settings.text("/oidc/device")?.as_str() {
            "auto" => Consent::Approved,
            "manual" => Consent::Awaited,
            "deny" => Consent::Denied,
            "expire" => Consent::Expired,
            other => return Err(Answer::broken(&format!("the setting /oidc/device cannot be {other}"))),
        };
        let device = Device {
            user_code: user_code.to_owned(),
            client_id: client_id.map(str::to_owned),
            consent,
            pending: settings.number("/oidc/pending")?,
            slow_down: settings.number("/oidc/slow_down")?,
            started: Instant::now(),
            lifetime: settings.seconds("/oidc/device_expires_in")?,
        };
        self.0.insert(code.to_owned(), device);
        Ok(())
    }

    /// Does what a person would do; without a user code to all that are not yet redeemed. Returns how many
    /// it was done to.
    pub fn decide(&mut self, user_code: Option<&str>, action: Action) -> usize {
        let concerned = self.0.values_mut().filter(|device| {
            device.consent != Consent::Used && user_code.is_none_or(|code| code == device.user_code)
        });
        concerned
            .map(|device| {
                device.consent = match action {
                    Action::Approve => Consent::Approved,
                    Action::Deny => Consent::Denied,
                    Action::Expire => Consent::Expired,
                }
            })
            .count()
    }

    /// Redeems a device code, once.
    ///
    /// # Errors
    /// Why not.
    pub fn redeem(&mut self, code: Option<&str>, client_id: Option<&str>) -> Result<(), Refusal> {
        let device =
            code.and_then(|code| self.0.get_mut(code)).ok_or(Refusal::Grant("unknown device code"))?;
        if device.client_id.as_deref() != client_id {
            return Err(Refusal::Client);
        }
        let ended = device.consent == Consent::Expired || device.started.elapsed() > device.lifetime;
        match device.consent {
            _ if ended => Err(Refusal::Poll("expired_token")),
            Consent::Denied => Err(Refusal::Poll("access_denied")),
            _ if device.pending > 0 => {
                device.pending -= 1;
                Err(Refusal::Poll("authorization_pending"))
            }
            _ if device.slow_down > 0 => {
                device.slow_down -= 1;
                Err(Refusal::Poll("slow_down"))
            }
            Consent::Awaited => Err(Refusal::Poll("authorization_pending")),
            Consent::Used => Err(Refusal::Grant("device code already used")),
            Consent::Approved | Consent::Expired => {
                device.consent = Consent::Used;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn devices(oidc: &Value) -> Devices {
        let mut devices = Devices::default();
        let settings = Settings::new(json!({"oidc": oidc}).as_object().unwrap());
        devices.start("code", "USER", Some("client"), &settings).unwrap();
        devices
    }

    fn poll(devices: &mut Devices) -> &'static str {
        match devices.redeem(Some("code"), Some("client")) {
            Ok(()) => "ok",
            Err(Refusal::Client) => "client",
            Err(Refusal::Grant(_)) => "grant",
            Err(Refusal::Poll(error)) => error,
        }
    }

    #[test]
    fn polls_are_answered_in_the_order_of_the_standard() {
        let mut devices = devices(&json!({"pending": 1, "slow_down": 1}));
        let seen: Vec<_> = (0..4).map(|_| poll(&mut devices)).collect();
        assert_eq!(seen, ["authorization_pending", "slow_down", "ok", "grant"]);
    }

    #[test]
    fn a_person_decides_once() {
        let mut devices = devices(&json!({"device": "manual"}));
        assert_eq!(poll(&mut devices), "authorization_pending");
        assert_eq!(devices.decide(Some("OTHER"), Action::Deny), 0);
        assert_eq!(devices.decide(Some("USER"), Action::Deny), 1);
        assert_eq!(poll(&mut devices), "access_denied");
        assert_eq!(devices.decide(None, Action::Approve), 1);
        assert_eq!(poll(&mut devices), "ok");
        assert_eq!(devices.decide(None, Action::Expire), 0);
    }

    #[test]
    fn codes_end_and_belong_to_their_client() {
        assert_eq!(poll(&mut devices(&json!({"device": "expire"}))), "expired_token");
        assert_eq!(poll(&mut devices(&json!({"device_expires_in": 0}))), "expired_token");
        let mut devices = devices(&json!({}));
        assert_eq!(devices.redeem(Some("code"), None).unwrap_err(), Refusal::Client);
        assert!(matches!(devices.redeem(None, None), Err(Refusal::Grant(_))));
    }
}
