//! One request from its arrival to what is to be sent: logged, perhaps struck by a fault, answered.

use crate::answer::Answer;
use crate::call::Call;
use crate::control;
use crate::faults::{self, Effect};
use crate::log::Place;
use crate::request::Request;
use crate::response::Extent;
use crate::route::Service;
use crate::sigv4::Signed;
use crate::target::Target;
use crate::world::World;
use crate::{ecs, imds, oidc, signin, sso, sts};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What becomes of a connection after a request.
#[derive(Debug)]
pub enum Reply {
    /// An answer is sent; `close` ends the connection thereafter.
    Send {
        /// The answer.
        answer: Answer,
        /// How much of it.
        extent: Extent,
        /// Whether the connection ends.
        close: bool,
    },
    /// Nothing is sent, the connection is reset.
    Reset,
}

impl Reply {
    fn whole(answer: Answer) -> Self {
        Self::Send { answer, extent: Extent::Whole, close: false }
    }
}

/// Answers a request that came to the listener of that name.
pub fn answer(world: &World, listener: &str, request: Request) -> Reply {
    match request.method.as_str() {
        "CONNECT" => {
            let fields = proxied(listener, &request, "CONNECT", &request.target, &request.headers.to_json());
            world.lock().log.add(fields);
            return Reply::Send { answer: refused_host(), extent: Extent::Whole, close: true };
        }
        "GET" | "POST" | "PUT" | "DELETE" | "HEAD" | "PATCH" => {}
        _ => return Reply::whole(Answer::bare(501)),
    }
    let ports: Vec<u16> = world.listeners.iter().map(|listener| listener.port).collect();
    match Target::read(&request.target, &ports, request.headers.get("x-fake-self")) {
        Target::Elsewhere { host } => {
            world.lock().log.add(proxied(
                listener,
                &request,
                "GET-ABSOLUTE",
                &host,
                &request.headers.to_json(),
            ));
            Reply::whole(refused_host())
        }
        Target::Here { path, query } => match path.strip_prefix("/_fake/") {
            Some(what) => Reply::whole(control::from_bytes(world, &request.method, what, &request.body)),
            None => serve(world, listener, request, &path, &query),
        },
    }
}

/// A fake that let anything through would let tests reach the real AWS.
fn refused_host() -> Answer {
    Answer::new(403, "text/plain", "")
}

fn proxied(
    listener: &str,
    request: &Request,
    operation: &str,
    host: &str,
    headers: &Map<String, Value>,
) -> Map<String, Value> {
    let fields = json!({
        "seq": 0,
        "listener": listener,
        "service": "proxy",
        "op": operation,
        "method": request.method,
        "path": request.target,
        "headers": headers,
        "params": {"host": host},
        "status": 403,
    });
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}

fn serve(world: &World, listener: &str, request: Request, path: &str, query: &str) -> Reply {
    let head_only = request.method == "HEAD";
    let (call, place, fault) = {
        let mut state = world.lock();
        let signed = Signed::read(&state, &request, path, query);
        let call = Call::read(request, path, query, signed);
        let place = state.log.add(call.to_log(listener));
        let fault = faults::take(&mut state.faults, call.service.name(), &call.operation);
        if let Some((kind, _)) = &fault {
            note(&mut state.log, place, "fault", kind.as_str());
        }
        (call, place, fault)
    };
    let effect = fault.map(|(_, effect)| effect);
    let truncated = effect == Some(Effect::Truncate);
    let answer = match effect {
        None | Some(Effect::Truncate) => proper(world, &call, place),
        Some(Effect::Delay(duration)) => {
            world.pause(duration);
            proper(world, &call, place)
        }
        Some(Effect::Hang(duration)) => {
            world.pause(duration);
            return reset(world, place);
        }
        Some(Effect::Reset) => return reset(world, place),
        Some(effect) => instead(effect, call.service),
    };
    {
        let mut state = world.lock();
        note(&mut state.log, place, "status", answer.status);
        if let Some(error) = &answer.error {
            note(&mut state.log, place, "error", error.as_str());
        }
    }
    let extent = match (head_only, truncated) {
        (true, _) => Extent::HeadOnly,
        (false, true) => Extent::Half,
        (false, false) => Extent::Whole,
    };
    Reply::Send { answer, extent, close: truncated }
}

fn note(log: &mut crate::log::Log, place: Place, name: &str, value: impl Into<Value>) {
    log.note(place, Map::from_iter([(name.to_owned(), value.into())]));
}

fn reset(world: &World, place: Place) -> Reply {
    note(&mut world.lock().log, place, "status", "reset");
    Reply::Reset
}

/// What the service says, or the script in its place.
fn proper(world: &World, call: &Call, place: Place) -> Answer {
    if let Some(script) = &mut world.lock().script {
        return script.answer(&call.method, &call.path);
    }
    match delay(world, call.service) {
        Ok(duration) => world.pause(duration),
        Err(answer) => return answer,
    }
    let mut notes = Map::new();
    let mut state = world.lock();
    let outcome = match call.service {
        Service::Sts => sts::answer(&mut state, call),
        Service::Sso => sso::answer(&mut state, call, &mut notes),
        Service::Oidc => oidc::answer(&mut state, call, &mut notes),
        Service::Signin => signin::answer(&mut state, call, &mut notes),
        Service::Imds => imds::answer(&mut state, call, &mut notes),
        Service::Ecs => ecs::answer(&mut state, call, &mut notes),
        Service::Unknown => {
            Err(Answer::json_with_status(404, &json!({"message": "no such path here"})).failing("404"))
        }
    };
    state.log.note(place, notes);
    outcome.unwrap_or_else(|refusal| refusal)
}

fn delay(world: &World, service: Service) -> Result<Duration, Answer> {
    let at = match service {
        Service::Imds => "/imds/delay",
        Service::Ecs => "/ecs/delay",
        _ => return Ok(Duration::ZERO),
    };
    world.lock().settings.seconds(at)
}

/// What a fault says instead of the service, in the service's own form.
fn instead(effect: Effect, service: Service) -> Answer {
    let speaks_xml = service == Service::Sts;
    let content_type = if speaks_xml { "text/xml" } else { "application/json" };
    let error = if speaks_xml { sts::error } else { Answer::json_error };
    match effect {
        Effect::Throttle if speaks_xml => error(400, "Throttling", "Rate exceeded"),
        Effect::Throttle => error(429, "TooManyRequestsException", "Rate exceeded"),
        Effect::Error { status, code, message } => error(status, &code, &message),
        Effect::Malformed(body) => Answer::new(200, content_type, body),
        Effect::Status { status, body, content_type } => Answer::new(status, &content_type, body),
        // The others leave the answer to the service or to nobody.
        _ => Answer::new(200, content_type, ""),
    }
}
