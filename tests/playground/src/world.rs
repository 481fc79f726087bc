//! The world that the main job is tried in: a fake AWS, a home with profiles of every kind, a shell with the one
//! documented line in its rc file.

use std::fs::File;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::time::{Duration, SystemTime};

use fake_aws::FakeAws;
use serde_json::json;

use crate::home::Home;
use crate::kind::Kind;

/// Profiles of every kind: a long-term user, a role over it, a chain of two, Identity Center, a broken one.
pub const CONFIG: &str = "\
[default]
region = eu-west-1

[profile benk]
region = eu-central-1

[profile MyRole]
role_arn = arn:aws:iam::777788889999:role/MyRole
source_profile = benk
region = eu-west-1

[profile chain]
role_arn = arn:aws:iam::111122223333:role/Audit
source_profile = MyRole
region = eu-west-1

[profile grinntec.aws.admin:sandbox:PowerUserAccess]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = PowerUserAccess
region = eu-west-1

[profile broken]
role_arn = arn:aws:iam::777788889999:role/Other
source_profile = gone

[profile acme-prod]
role_arn = arn:aws:iam::999988887777:role/Admin
source_profile = benk
region = eu-west-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
";

/// The access key of the profile `benk`.
pub const KEY: &str = "AKIABENKXXXXXEXAMPLE";
const SECRET: &str = "fake/benk/secret+EXAMPLEKEYEXAMPLEKEYEXA";

/// A home and the AWS that it talks to.
pub struct World {
    /// The fake AWS.
    pub aws: FakeAws,
    /// The home.
    pub home: Home,
}

impl World {
    /// The rc file does only what the documentation says.
    pub fn new(kind: Kind, binary: &Path) -> Self {
        let world = Self::without_awsp(kind, binary);
        world.home.rc(kind.init_line());
        world
    }

    /// The same without awsp in the rc file.
    pub fn without_awsp(kind: Kind, binary: &Path) -> Self {
        let aws = FakeAws::start().expect("the fake AWS starts");
        aws.configure(json!({ "secrets": { KEY: SECRET }, "enforce_signature": true }));
        let mut home = Home::new(kind, binary);
        let keys = format!("[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n");
        let hour_ago = SystemTime::now() - Duration::from_hours(1);
        for file in [home.write(".aws/config", CONFIG), home.write(".aws/credentials", keys)] {
            // Files as people have them, not as young as one in the making, which awsp looks at again.
            let file = File::options().write(true).open(file).expect("the file was written");
            file.set_modified(hour_ago).expect("a file can be old");
        }
        home.set("AWS_ENDPOINT_URL", aws.url());
        home.set("AWS_EC2_METADATA_DISABLED", "true");
        home.set("USER", "benk");
        Self { aws, home }
    }
}

impl Deref for World {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Home {
        &mut self.home
    }
}
