//! The control calls, `/_fake/…`: settings, faults, the log.

use crate::answer::Answer;
use crate::devices::Action;
use crate::faults::Fault;
use crate::script::Script;
use crate::world::World;
use serde_json::{Map, Value, json};

/// Goes up when control calls change in a way that callers must know.
const VERSION: u32 = 1;

/// Answers a control call that came over HTTP.
pub fn from_bytes(world: &World, method: &str, what: &str, body: &[u8]) -> Answer {
    if body.is_empty() {
        return answer(world, method, what, &Value::Null);
    }
    match serde_json::from_slice(body) {
        Ok(data) => answer(world, method, what, &data),
        Err(_) => refused(400, "not JSON"),
    }
}

/// Answers a control call; `data` is null where it has no body.
pub fn answer(world: &World, method: &str, what: &str, data: &Value) -> Answer {
    let state = &mut *world.lock();
    let body = match (what, method) {
        ("health", _) => json!({"ok": true, "version": VERSION, "listeners": listeners(world)}),
        ("log", "DELETE") => {
            state.log.clear();
            json!({"ok": true})
        }
        ("log", _) => state.log.to_json(),
        ("config", "POST") => {
            match data {
                Value::Null => {}
                Value::Object(members) => state.settings.merge(members),
                _ => return refused(400, "settings are not an object"),
            }
            state.settings.as_value().clone()
        }
        ("config", _) => state.settings.as_value().clone(),
        ("faults", "POST") => {
            let given = data.as_array().map_or(std::slice::from_ref(data), Vec::as_slice);
            match given.iter().map(Fault::read).collect::<Result<Vec<_>, _>>() {
                Ok(faults) => state.faults.extend(faults),
                Err(why) => return refused(400, &why),
            }
            faults(&state.faults)
        }
        ("faults", "DELETE") => {
            state.faults.clear();
            faults(&state.faults)
        }
        ("faults", _) => faults(&state.faults),
        ("reset", _) => {
            world.reset(state);
            json!({"ok": true})
        }
        ("device", _) => {
            let Some(action) = data.get("action").and_then(Value::as_str).and_then(Action::from_name) else {
                return refused(400, "action is none of approve, deny, expire");
            };
            let changed = state.devices.decide(data.get("user_code").and_then(Value::as_str), action);
            json!({"ok": changed > 0, "changed": changed})
        }
        ("script", "POST") => match Script::read(data) {
            Ok(script) => {
                state.script = Some(script);
                json!({"ok": true})
            }
            Err(why) => return refused(400, &why),
        },
        _ => return refused(404, "no such control"),
    };
    Answer::json(&body)
}

fn refused(status: u16, message: &str) -> Answer {
    Answer::json_with_status(status, &json!({"message": message}))
}

fn listeners(world: &World) -> Map<String, Value> {
    world.listeners.iter().map(|one| (one.name.clone(), Value::from(one.port))).collect()
}

fn faults(faults: &[Fault]) -> Value {
    faults.iter().map(Fault::to_json).collect()
}
