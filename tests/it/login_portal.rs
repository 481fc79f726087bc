//! Start URLs that are an organization's own and lead on to the portal of AWS.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use fake_aws::browser::Mode;

use crate::cli_world::World;
use crate::login_sso_world::{fails, login, params, with_browser};
use crate::provider_tls::{TlsServer, authority};
use crate::sso_world::{held, token_file};

/// A web server that answers every request so.
fn leads(head: &'static str) -> TlsServer {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or_default();
            let asked = String::from_utf8_lossy(&request[..length]).into_owned();
            assert!(!asked.to_ascii_lowercase().contains("authorization:"), "{asked}");
            let head = if asked.starts_with("HEAD ") && head.contains("after GET") {
                "HTTP/1.1 405 Method Not Allowed"
            } else {
                head
            };
            let _ = write!(stream, "{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    TlsServer::start(&address)
}

fn world(server: &TlsServer) -> (World, String) {
    let world = with_browser("sso").with("AWS_CA_BUNDLE", &authority().display().to_string());
    let start_url = format!("{}/start", server.url()).replace("https://", "https://me:PLANTED@");
    let config = world.home().join(".aws/config");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replacen("https://corp.awsapps.com/start", &start_url, 1)).unwrap();
    (world, start_url)
}

#[test]
fn the_token_service_is_told_the_portal_and_the_files_keep_their_names() {
    for head in [
        "HTTP/1.1 302 Found\r\nLocation: https://ssoins-1.portal.eu-west-1.app.aws/",
        "HTTP/1.1 307 after GET\r\nLocation: https://ssoins-1.portal.eu-west-1.app.aws",
    ] {
        let server = leads(head);
        let (world, start_url) = world(&server);
        let (outcome, _) = login(&world, &[], Mode::Approve);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert_eq!(
            params(&world, "RegisterClient")[0]["issuerUrl"],
            "https://ssoins-1.portal.eu-west-1.app.aws"
        );
        assert_eq!(held(&world)["startUrl"], start_url.as_str());
        assert_eq!(held(&world)["region"], "eu-west-1");
        assert_eq!(world.run(&["whoami"]).status, 0);
    }
}

#[test]
fn a_portal_elsewhere_ends_it_and_an_address_that_tells_nothing_is_used_as_it_is() {
    let server = leads("HTTP/1.1 302 Found\r\nLocation: https://ssoins-1.portal.us-east-1.app.aws/");
    let (world_elsewhere, _) = world(&server);
    let outcome = world_elsewhere.run(&["login"]);
    fails(&outcome, 1, "sso_region is eu-west-1");
    assert!(world_elsewhere.aws.calls().is_empty() && !token_file(&world_elsewhere, "corp").exists());
    for (head, why) in [
        ("HTTP/1.1 200 OK", "it leads nowhere else"),
        ("HTTP/1.1 302 Found\r\nLocation: https://evil.example/", "it does not lead to a portal of AWS"),
    ] {
        let server = leads(head);
        let (world, start_url) = world(&server);
        let (outcome, _) = login(&world, &[], Mode::Approve);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert!(outcome.stderr.contains(why) && !outcome.stderr.contains("PLANTED"), "{outcome:?}");
        assert_eq!(params(&world, "RegisterClient")[0]["issuerUrl"], start_url.as_str());
    }
}
