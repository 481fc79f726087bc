//! What STS remembers of the sessions that it gave: their ends and their MFA devices, by the fake's own clock.

use crate::answer::Answer;
use crate::call::Call;
use crate::sts::error;
use crate::world::State;
use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeDelta, Utc};

/// How far a request's date may be from the server's. Source: AWS general reference, "Signature Version 4".
const TOLERATED: TimeDelta = TimeDelta::minutes(5);

/// A session of STS.
#[derive(Clone, Debug)]
pub struct Session {
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// The serial of the MFA device whose code it was got with.
    pub mfa: Option<String>,
}

impl State {
    /// The fake's clock: the system's, set on or back by the setting `clock_offset`.
    pub fn now(&self) -> DateTime<Utc> {
        let offset = self.settings.value("/clock_offset").as_i64().unwrap_or_default();
        TimeDelta::try_seconds(offset)
            .and_then(|offset| Utc::now().checked_add_signed(offset))
            .unwrap_or_default()
    }

    /// The time so many seconds on by that clock.
    pub fn ahead(&self, seconds: i64) -> DateTime<Utc> {
        let delta = TimeDelta::try_seconds(seconds);
        delta.and_then(|delta| self.now().checked_add_signed(delta)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// As STS writes it.
pub fn written(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Where `enforce_time` is set: refuses requests dated too early or too late, and keys of sessions that have ended.
pub fn check_time(state: &State, call: &Call, access_key_id: &str) -> Result<(), Answer> {
    if !state.settings.flag("/enforce_time")? {
        return Ok(());
    }
    let sent = call.headers.get("x-amz-date").unwrap_or_default();
    let date = NaiveDateTime::parse_from_str(sent, "%Y%m%dT%H%M%SZ").map(|date| date.and_utc());
    let now = state.now();
    let shown = now.format("%Y%m%dT%H%M%SZ");
    match date {
        Err(_) => return Err(error(400, "IncompleteSignature", "Date must be in ISO-8601 'basic format'")),
        Ok(date) if date < now - TOLERATED => {
            let message = format!("Signature expired: {sent} is now earlier than {shown}");
            return Err(error(403, "SignatureDoesNotMatch", &message));
        }
        Ok(date) if date > now + TOLERATED => {
            let message = format!("Signature not yet current: {sent} is still later than {shown}");
            return Err(error(403, "SignatureDoesNotMatch", &message));
        }
        Ok(_) => {}
    }
    if state.sessions.get(access_key_id).is_some_and(|session| session.ends <= now) {
        return Err(error(403, "ExpiredToken", "The security token included in the request is expired"));
    }
    Ok(())
}

/// Checks the MFA code of a call, if it has one, and gives the device's serial. `required` is the device that must be
/// shown: by this call, or by the one that gave the caller its session.
pub fn check_mfa(
    state: &mut State,
    call: &Call,
    caller: &str,
    required: Option<&str>,
) -> Result<Option<String>, Answer> {
    let (serial, code) = (call.param("SerialNumber"), call.param("TokenCode"));
    let shown = state.sessions.get(caller).and_then(|session| session.mfa.as_deref());
    if required.is_some() && shown != required && (serial != required || code.is_none()) {
        return Err(error(403, "AccessDenied", "MultiFactorAuthentication is required"));
    }
    let Some(code) = code else { return Ok(None) };
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(crate::sts::invalid("tokenCode"));
    }
    let serial = serial.unwrap_or_default();
    let taken = state.settings.entry("/sts/mfa_codes", serial);
    let again = state.settings.flag("/sts/mfa_once")?
        && !state.used_codes.insert((serial.to_owned(), code.to_owned()));
    if again || taken.is_some_and(|taken| taken != code) {
        let message = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
        return Err(error(403, "AccessDenied", message));
    }
    Ok(Some(serial.to_owned()))
}
