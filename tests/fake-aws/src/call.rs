//! A request as the services see it.

use crate::form;
use crate::request::{Headers, Request};
use crate::route::{self, Service};
use crate::sigv4::Signed;
use serde_json::{Map, Value, json};

/// A call of an operation of a service.
#[derive(Debug)]
pub struct Call {
    /// The service.
    pub service: Service,
    /// The operation.
    pub operation: String,
    /// HTTP method.
    pub method: String,
    /// Without the `/via/WORD` part.
    pub path: String,
    /// The word of `/via/WORD`.
    pub via: Option<String>,
    /// Of query and body together; the body's win.
    pub params: Map<String, Value>,
    /// Header lines.
    pub headers: Headers,
    /// What its SigV4 header says, where it has one.
    pub signed: Option<Signed>,
}

impl Call {
    /// Reads a request whose target has been split into path and query.
    pub fn read(request: Request, path: &str, query: &str, signed: Option<Signed>) -> Self {
        let (via, path) = split_via(path);
        let path = route::tidy(path).to_owned();
        let params = read_params(query, &request);
        let (service, operation) = route::find(&request.method, &path, &params);
        let Request { method, headers, .. } = request;
        Self { service, operation, method, path, via, params, headers, signed }
    }

    /// A parameter that is text.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).and_then(Value::as_str)
    }

    /// The call as the log shows it before it is answered.
    pub fn to_log(&self, listener: &str) -> Map<String, Value> {
        let fields = json!({
            "seq": 0,
            "listener": listener,
            "via": self.via,
            "service": self.service.name(),
            "op": self.operation,
            "method": self.method,
            "path": self.path,
            "params": self.params,
            "headers": self.headers.to_json(),
            "signed": self.signed.as_ref().map(Signed::to_json),
            "status": null,
        });
        if let Value::Object(fields) = fields { fields } else { Map::new() }
    }
}

fn split_via(path: &str) -> (Option<String>, &str) {
    let Some(rest) = path.strip_prefix("/via/") else { return (None, path) };
    let (word, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if word.is_empty() {
        return (None, path);
    }
    (Some(word.to_owned()), if after.is_empty() { "/" } else { after })
}

fn read_params(query: &str, request: &Request) -> Map<String, Value> {
    let mut params = as_object(form::pairs(query));
    if request.body.is_empty() {
        return params;
    }
    let text = String::from_utf8_lossy(&request.body);
    if !request.headers.get("content-type").is_some_and(|of| of.contains("json")) {
        params.extend(as_object(form::pairs(&text)));
        return params;
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(members)) => params.extend(members),
        Ok(other) => params.extend([("_json".to_owned(), other)]),
        Err(_) => params.extend([("_unreadable".to_owned(), Value::from(text))]),
    }
    params
}

fn as_object(pairs: Vec<(String, String)>) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(head: &str, body: &str) -> Call {
        let text = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let request = Request::read(&mut text.as_bytes(), &mut Vec::new()).unwrap();
        let target = request.target.clone();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        Call::read(request, path, query, None)
    }

    #[test]
    fn via_is_taken_off() {
        for (target, via, path) in [
            ("/via/web/token/", Some("web"), "/token"),
            ("/via/web", Some("web"), "/"),
            ("/via/web/", Some("web"), "/"),
            ("/via//x", None, "/via//x"),
            ("/viaweb", None, "/viaweb"),
        ] {
            let call = call(&format!("POST {target} HTTP/1.1"), "");
            assert_eq!((call.via.as_deref(), call.path.as_str()), (via, path));
        }
    }

    #[test]
    fn params_come_from_query_and_body() {
        let form = call("POST /?a=1&b=2 HTTP/1.1", "b=3&Action=GetSessionToken");
        assert_eq!(Value::Object(form.params), json!({"a": "1", "b": "3", "Action": "GetSessionToken"}));
        assert_eq!(form.operation, "GetSessionToken");
        let head = "POST /?a=1 HTTP/1.1\r\nContent-Type: application/x-amz-json-1.1";
        assert_eq!(Value::Object(call(head, r#"{"a": [2]}"#).params), json!({"a": [2]}));
        assert_eq!(Value::Object(call(head, "[2]").params), json!({"a": "1", "_json": [2]}));
        assert_eq!(Value::Object(call(head, "{").params), json!({"a": "1", "_unreadable": "{"}));
    }
}
