use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier as _;

use super::*;
use crate::domain::time;

/// As OpenSSL writes them; for tests alone.
const WITH_PARAMETERS: &str = "-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIO8uk4WfrEUU/56KrKd/AheNcbwPot1atpWW/GPVfCNFoAoGCCqGSM49
AwEHoUQDQgAEoKswxHeqorxikURGNj1DMsIQaMr+NLVyxYcyHZfmRtnOR5tci9jv
9HZAXDFXNlULRmazW4Sy4SWJf14q+p57fQ==
-----END EC PRIVATE KEY-----
";
const PKCS8_FORM: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7y6ThZ+sRRT/noqs
p38CF41xvA+i3Vq2lZb8Y9V8I0WhRANCAASgqzDEd6qivGKRREY2PUMywhBoyv40
tXLFhzIdl+ZG2c5Hm1yL2O/0dkBcMVc2VQtGZrNbhLLhJYl/Xir6nnt9
-----END PRIVATE KEY-----
";
const OTHER_CURVE: &str = "-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDCTd+rPCC5v7Ncxev4MtfYUPOk6H9ytsvrfFI6NhAYQxKFA3aUidJ3C
NyyKsfJEyX+gBwYFK4EEACKhZANiAASZ2IAOEBZf3peSBbDAGdJWohODMRkC0vck
9iG/LfrDKxbf5JA6PpzXq9eSlJLyX6Kwm//Dbqm5BnVe5prIiaW0xu3lXci99ajF
jYKroHvxNierMG1VVAxZkBYPzejek/E=
-----END EC PRIVATE KEY-----
";
/// The point of the key above, as OpenSSL tells it.
const X: &str = "a0ab30c477aaa2bc62914446363d4332c21068cafe34b572c587321d97e646d9";
const Y: &str = "ce479b5c8bd8eff476405c315736550b4666b35b84b2e125897f5e2afa9e7b7d";

fn key(pem: &str) -> Option<DpopKey> {
    DpopKey::from_pem(&Secret::new(pem))
}

fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

fn bytes(text: &Value) -> Vec<u8> {
    decode(text.as_str().unwrap())
}

#[test]
fn a_proof_is_what_the_standard_asks_for_and_its_signature_holds() {
    let crlf = WITH_PARAMETERS.replace('\n', "\r\n");
    for pem in [WITH_PARAMETERS, PKCS8_FORM, crlf.as_str()] {
        let now = time::parse("2026-11-20T12:00:00Z").unwrap();
        let url = "https://eu-west-1.signin.aws.amazon.com/v1/token";
        let proof = key(pem).unwrap().proof(url, now, [0xFF; 16]).unwrap();
        let parts: Vec<&str> = proof.reveal().split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("{} parts", parts.len()) };
        let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)).unwrap();
        let head = json(header);
        assert_eq!((&head["typ"], &head["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
        assert_eq!((&head["jwk"]["kty"], &head["jwk"]["crv"]), (&json!("EC"), &json!("P-256")));
        assert_eq!((bytes(&head["jwk"]["x"]), bytes(&head["jwk"]["y"])), (decode_hex(X), decode_hex(Y)));
        assert_eq!(head["jwk"].as_object().unwrap().len(), 4, "never the private part");
        assert_eq!(
            json(claims),
            json!({"htm": "POST", "htu": url, "iat": 1_795_176_000, "jti": "ffffffff-ffff-4fff-bfff-ffffffffffff"})
        );
        let public: Vec<u8> = [vec![4], decode_hex(X), decode_hex(Y)].concat();
        let public = VerifyingKey::from_sec1_bytes(&public).unwrap();
        let signature = Signature::from_slice(&decode(signature)).unwrap();
        assert!(public.verify(format!("{header}.{claims}").as_bytes(), &signature).is_ok());
        assert!(public.verify(format!("{header}.{claims}x").as_bytes(), &signature).is_err());
    }
}

fn decode_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn what_is_no_key_on_the_curve_is_refused_and_nothing_of_a_key_is_shown() {
    let torn = WITH_PARAMETERS.replace("MHcC", "AAAA");
    let cut = &WITH_PARAMETERS[..200];
    for bad in ["", "x", "-----BEGIN EC PRIVATE KEY-----", &torn, cut, OTHER_CURVE] {
        assert!(key(bad).is_none(), "{bad}");
    }
    assert_eq!(format!("{:?}", key(PKCS8_FORM)), "Some((hidden))");
}

#[test]
fn ids_are_random_uuids() {
    assert_eq!(uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
}

#[test]
fn a_new_key_is_written_as_openssl_writes_one() {
    // The form first: that of a known key is OpenSSL's to the letter.
    let known = key(WITH_PARAMETERS).unwrap().to_pem();
    assert!(WITH_PARAMETERS.ends_with(known.reveal()), "{}", known.reveal());
    let new = DpopKey::generate().unwrap();
    let again = DpopKey::from_pem(&new.to_pem()).unwrap();
    assert!(new.0 == again.0);
    assert!(DpopKey::generate().unwrap().0 != new.0);
}
