//! Answers that were recorded elsewhere, given one after the other in place of the services' own.

use crate::answer::Answer;
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// What is still to come.
#[derive(Debug)]
pub struct Script(VecDeque<Scene>);

/// One recorded exchange: a request that is awaited, and its answer.
#[derive(Debug)]
struct Scene {
    method: String,
    /// Without the query.
    path: String,
    answer: Answer,
}

impl Script {
    /// Reads a list of `{"method": "GET", "path": "/a", "status": 200, "headers": {…}, "body": "…"}`. A query in
    /// `path` is not looked at: the log has it.
    ///
    /// # Errors
    /// What is wrong with it, for the person who wrote it.
    pub fn read(given: &Value) -> Result<Self, String> {
        let scenes = given.as_array().ok_or("a script is not a list")?;
        scenes.iter().map(Scene::read).collect::<Result<_, _>>().map(Self)
    }

    /// The answer to this request, if it is the one that comes next.
    pub fn answer(&mut self, method: &str, path: &str) -> Answer {
        match self.0.front() {
            Some(scene) if scene.method == method && scene.path == path => {
                self.0.pop_front().map_or_else(|| Answer::broken("no scene"), |scene| scene.answer)
            }
            Some(scene) => Answer::broken(&format!("the script awaits {} {}", scene.method, scene.path)),
            None => Answer::broken("the script has come to its end"),
        }
    }
}

impl Scene {
    fn read(given: &Value) -> Result<Self, String> {
        let text = |name: &str| {
            given.get(name).and_then(Value::as_str).ok_or_else(|| format!("{name} of a scene is not text"))
        };
        let status =
            given.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let status = status.ok_or("status of a scene is not an HTTP status")?;
        let none = Map::new();
        let headers = given.get("headers").and_then(Value::as_object).unwrap_or(&none);
        let mut answer = Answer::new(status, "text/plain", text("body")?);
        for (name, value) in headers {
            let value = value.as_str().ok_or("a header of a scene is not text")?;
            if name == "content-type" {
                value.clone_into(&mut answer.content_type);
            } else {
                answer = answer.with_header(name.clone(), value);
            }
        }
        let path = text("path")?;
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        Ok(Self { method: text("method")?.to_owned(), path: path.to_owned(), answer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scenes_come_in_their_order_and_once() {
        let scene =
            |path: &str, body: &str| json!({"method": "GET", "path": path, "status": 200, "body": body});
        let mut script = Script::read(&json!([scene("/a?x=1", "one"), scene("/b", "two")])).unwrap();
        assert_eq!(script.answer("GET", "/b").status, 599);
        assert_eq!(script.answer("PUT", "/a").status, 599);
        assert_eq!(script.answer("GET", "/a").body, b"one");
        assert_eq!(script.answer("GET", "/b").body, b"two");
        assert_eq!(script.answer("GET", "/b").status, 599);
    }

    #[test]
    fn mistakes_are_told() {
        for (given, told) in [
            (json!({}), "a script is not a list"),
            (json!([{"method": "GET"}]), "status of a scene is not an HTTP status"),
            (json!([{"method": "GET", "path": "/", "status": 200}]), "body of a scene is not text"),
        ] {
            assert_eq!(Script::read(&given).unwrap_err(), told);
        }
    }
}
