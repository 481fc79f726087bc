//! The names that `awsp complete` offers after the verbs that take them.

use crate::cli_world::World;

#[test]
fn what_takes_a_name_is_completed_with_names() {
    let world = World::new();
    let profiles = "[profile One]\nregion=eu-west-1\n[profile Other]\nregion=eu-west-1\n";
    let session = "[sso-session corp]\nsso_start_url=https://corp.awsapps.com/start\nsso_region=eu-west-1\n";
    world.write(".aws/config", &format!("{profiles}{session}"));
    for (words, expected) in [
        (&["login", "On"][..], "One\tnone\n"),
        (&["login", "--device", "On"], "One\tnone\n"),
        (&["logout", "On"], "One\tnone\n"),
        (&["console", "On"], "One\tnone\n"),
        (&["console", "--service", "cloudf"], "cloudformation\t\ncloudfront\t\n"),
        (&["configure", "set", "On"], "One\tnone\n"),
        (&["configure", "copy", "On"], "One\tnone\n"),
        (&["configure", "copy", "One", "O"], ""),
        (&["configure", "rename", "On"], "One\tnone\n"),
        (&["configure", "remove", "O"], "One\tnone\nOther\tnone\n"),
        (
            &["configure", "re"],
            "rename\tGive a profile another name, also where others point to it\nremove\tRemove a profile\n",
        ),
        (&["login", "--sso-session", "c"], "corp\thttps://corp.awsapps.com/start\n"),
        (&["logout", "--sso-session", ""], "corp\thttps://corp.awsapps.com/start\n"),
        (&["sso", "sync", "--sso-session", "c"], "corp\thttps://corp.awsapps.com/start\n"),
        (&["sso", "roles", "--sso-session=c"], "--sso-session=corp\thttps://corp.awsapps.com/start\n"),
    ] {
        let told = world.run(&[&["complete", "--", "awsp"], words].concat());
        assert_eq!(told.stdout, expected, "{words:?}: {told:?}");
    }
}
