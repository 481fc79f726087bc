//! The planner against files.

mod any;
mod prune;

use std::path::Path;

use super::*;
use crate::config::edit::edit;
use crate::config::merge::{Config, load};
use crate::config::parse::Reading;
use crate::config::source::Files;
use crate::domain::granted::{Granted, GrantedAccount, GrantedRoles};

const SESSION: &str =
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n";

/// What a run is given besides files and grants.
#[derive(Default)]
pub(super) struct Given<'a> {
    pub(super) template: Option<&'a str>,
    pub(super) set: &'a [&'a str],
    pub(super) accounts: &'a [&'a str],
    pub(super) roles: &'a [&'a str],
    pub(super) prune: bool,
    pub(super) migrate: bool,
}

pub(super) fn config(config: &str, credentials: &str) -> (Files, Config) {
    let files = Files::of_bytes(Some(config.into()), Some(credentials.into()), Path::new("/h"));
    let config = load(&files, Reading::Cli);
    (files, config)
}

pub(super) fn planned(config: &Config, granted: &Granted, given: &Given<'_>) -> Plan {
    let template = given.template.map(|template| Template::parse(template).unwrap());
    let settings: Vec<Setting> = given.set.iter().map(|set| Setting::parse(set).unwrap()).collect();
    let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let options = Options {
        session: "corp",
        start_url: "https://corp.awsapps.com/start",
        sso_region: "eu-west-1",
        template: template.as_ref(),
        settings: &settings,
        filter: &Filter::new(&owned(given.accounts), &owned(given.roles)),
        prune: given.prune,
        migrate: given.migrate,
    };
    plan(config, granted, &options)
}

/// Both files after a run, and what it told; after a second one they must be the same.
pub(super) fn synced(
    files: (&str, &str),
    granted: &Granted,
    given: &Given<'_>,
) -> ((String, String), Report) {
    let run = |files: (&str, &str)| {
        let (read, config) = config(files.0, files.1);
        let plan = planned(&config, granted, given);
        let text = |edited: Result<crate::config::edit::Edited<'_>, _>| edited.unwrap().text();
        (
            (text(edit(&read.config, &plan.config)), text(edit(&read.credentials, &plan.credentials))),
            plan.report,
        )
    };
    let (after, report) = run(files);
    let (again, _) = run((&after.0, &after.1));
    assert_eq!(again, after, "a second run changes something");
    (after, report)
}

pub(super) fn account(id: u64, name: &str, roles: &[&str]) -> GrantedAccount {
    GrantedAccount {
        id: AccountId::parse(&format!("{id:012}")).unwrap(),
        name: name.to_owned(),
        roles: GrantedRoles::Read(roles.iter().map(|role| (*role).to_owned()).collect()),
    }
}

pub(super) fn granted(accounts: Vec<GrantedAccount>) -> Granted {
    Granted { accounts, no_accounts: Vec::new() }
}

fn run(before: &str, accounts: Vec<GrantedAccount>, given: &Given<'_>) -> (String, Report) {
    let ((after, _), report) = synced((&format!("{SESSION}{before}"), ""), &granted(accounts), given);
    (after.strip_prefix(SESSION).unwrap().to_owned(), report)
}

fn profile(name: &str, id: u64, role: &str, rest: &str) -> String {
    format!(
        "\n[profile {name}]\nsso_session = corp\nsso_account_id = {id:012}\nsso_role_name = {role}\n{rest}"
    )
}

fn names(list: &[Named]) -> Vec<&str> {
    list.iter().map(|named| named.profile.as_str()).collect()
}

#[test]
fn an_empty_file_gets_a_profile_for_each_role() {
    let accounts = vec![account(2, "Prod Co", &["ReadOnly"]), account(1, "dev", &["ReadOnly", "Admin"])];
    let given = Given { set: &["region=eu-west-1", "prod*:region=us-east-1"], ..Given::default() };
    let (text, report) = run("", accounts, &given);
    let expected = [
        profile(
            "Prod-Co.ReadOnly",
            2,
            "ReadOnly",
            "region = us-east-1\nawsp_sync = Prod-Co.ReadOnly account=Prod-Co region=us-east-1\n",
        ),
        profile(
            "dev.Admin",
            1,
            "Admin",
            "region = eu-west-1\nawsp_sync = dev.Admin account=dev region=eu-west-1\n",
        ),
        profile(
            "dev.ReadOnly",
            1,
            "ReadOnly",
            "region = eu-west-1\nawsp_sync = dev.ReadOnly account=dev region=eu-west-1\n",
        ),
    ];
    assert_eq!(text, expected.concat());
    assert_eq!(names(&report.new), ["Prod-Co.ReadOnly", "dev.Admin", "dev.ReadOnly"]);
}

#[test]
fn what_has_a_profile_gets_no_second_one() {
    let own = profile("mine", 1, "Admin", "");
    let legacy = "\n[profile dev.ReadOnly]\nsso_start_url = https://corp.awsapps.com/start/#\nsso_region = eu-west-1\n\
                  sso_account_id = 000000000001\nsso_role_name = ReadOnly\nsso_auto_populated = true\n";
    let by_granted = "\n[profile dev/Billing]\ngranted_sso_start_url = https://corp.awsapps.com/start\n\
                      granted_sso_account_id = 000000000001\ngranted_sso_role_name = Billing\n";
    let before = format!("{own}{legacy}{by_granted}");
    let (text, report) =
        run(&before, vec![account(1, "dev", &["Admin", "ReadOnly", "Billing"])], &Given::default());
    assert_eq!(text, before);
    let there: Vec<(&str, Writer, bool)> =
        report.there.iter().map(|there| (there.profile.as_str(), there.writer, there.legacy)).collect();
    assert_eq!(
        there,
        [
            ("mine", Writer::Person, false),
            ("dev/Billing", Writer::Granted, false),
            ("dev.ReadOnly", Writer::AwsSsoUtil, true)
        ]
    );
}

#[test]
fn a_name_that_somebody_else_has_is_left_to_him() {
    let before = "\n[profile dev.Admin]\nregion = eu-west-1\n# mine\n";
    let (text, report) = run(before, vec![account(1, "dev", &["Admin"])], &Given::default());
    assert!(text.starts_with(before), "{text}");
    assert_eq!(names(&report.new), ["dev.Admin.000000000001"]);
    let (after, report) = synced(
        ("", "[dev.Admin]\naws_access_key_id = A\n"),
        &granted(vec![account(1, "dev", &["Admin"])]),
        &Given::default(),
    );
    assert_eq!(after.1, "[dev.Admin]\naws_access_key_id = A\n");
    assert_eq!(names(&report.new), ["dev.Admin.000000000001"]);
}

#[test]
fn another_account_of_the_same_name_renames_nobody() {
    let (first, _) = run("", vec![account(1, "dev", &["Admin"])], &Given::default());
    let both = || vec![account(1, "dev", &["Admin"]), account(2, "dev", &["Admin"])];
    let (second, report) = run(&first, both(), &Given::default());
    assert!(second.starts_with(&first), "{second}");
    assert_eq!((names(&report.new), report.unchanged), (vec!["dev.Admin.000000000002"], 1));
    let (fresh, _) = run("", both(), &Given::default());
    assert!(
        fresh.contains("dev.Admin.000000000001]") && fresh.contains("dev.Admin.000000000002]"),
        "{fresh}"
    );
    // The first one goes, and the other keeps the name that it has.
    let (third, _) =
        run(&second, vec![account(2, "dev", &["Admin"])], &Given { prune: true, ..Given::default() });
    assert!(third.contains("dev.Admin.000000000002]") && !third.contains("000000000001"), "{third}");
}

#[test]
fn a_renamed_account_takes_its_profiles_and_what_names_them_along() {
    let (first, _) = run("", vec![account(1, "dev", &["Admin"])], &Given::default());
    let over = "\n[profile over]\nrole_arn = arn:aws:iam::000000000003:role/X\nsource_profile = dev.Admin # sic\n\
                [profile over2]\nsource_profile=dev.Admin\n";
    let before = format!("{first}{over}");
    let accounts = vec![account(1, "Development", &["Admin"])];
    let (text, report) = run(&before, accounts, &Given::default());
    let renamed = &report.renamed[0];
    assert_eq!((renamed.from.as_str(), renamed.to.profile.as_str()), ("dev.Admin", "Development.Admin"));
    assert_eq!(renamed.followed_by, ["over2"]);
    assert!(text.contains("awsp_sync = Development.Admin account=Development\n"), "{text}");
    assert!(text.ends_with("source_profile=Development.Admin\n"), "{text}");
    assert!(text.contains("source_profile = dev.Admin # sic"), "another value, to the AWS CLI");
}

#[test]
fn accounts_that_swap_their_names_never_swap_their_profiles() {
    let (first, _) =
        run("", vec![account(1, "dev", &["Admin"]), account(2, "prod", &["Admin"])], &Given::default());
    let swapped = vec![account(1, "prod", &["Admin"]), account(2, "dev", &["Admin"])];
    let (text, report) = run(&first, swapped, &Given::default());
    let names: Vec<(&str, &str)> =
        report.renamed.iter().map(|renamed| (renamed.from.as_str(), renamed.to.profile.as_str())).collect();
    assert_eq!(names, [("dev.Admin", "prod.Admin.000000000001"), ("prod.Admin", "dev.Admin.000000000002")]);
    assert!(!text.contains("[profile dev.Admin]") && !text.contains("[profile prod.Admin]"), "{text}");
}

#[test]
fn what_a_person_changed_stays() {
    let given = Given { set: &["region=eu-west-1", "output=json"], ..Given::default() };
    let accounts = || vec![account(1, "dev", &["Admin", "ReadOnly"])];
    let (first, _) = run("", accounts(), &given);
    // Renamed by hand; another region; a property more; one less; a comment.
    let mine = first.replace("[profile dev.Admin]", "[profile boss]").replace(
        "sso_role_name = ReadOnly\nregion = eu-west-1\noutput = json\n",
        "sso_role_name = ReadOnly\nregion = us-east-1\n# why\ncli_pager =\n",
    );
    assert_ne!(mine, first);
    let (second, report) = run(&mine, accounts(), &given);
    assert_eq!(second, mine);
    let kept: Vec<(&str, &str)> =
        report.kept.iter().map(|kept| (kept.profile.as_str(), kept.key.as_str())).collect();
    assert_eq!(kept, [("dev.ReadOnly", "region"), ("dev.ReadOnly", "output")]);
    // What is as awsp wrote it follows; the name does not, nor does what was changed.
    let accounts = || vec![account(1, "development", &["Admin", "ReadOnly"])];
    let (third, report) = run(&mine, accounts(), &Given { set: &["region=eu-north-1"], ..Given::default() });
    assert!(third.contains("[profile boss]") && third.contains("[profile development.ReadOnly]"), "{third}");
    assert_eq!(third.matches("region = eu-north-1\n").count(), 1, "{third}");
    assert!(third.contains("region = us-east-1\n# why\ncli_pager =\n"), "{third}");
    assert_eq!(names(&report.changed), ["boss"]);
    // Without --set nothing is taken away.
    assert_eq!(run(&third, accounts(), &Given::default()).0, third);
}

#[test]
fn a_property_can_be_asked_for_later() {
    let accounts = || vec![account(1, "dev", &["Admin"])];
    let (first, _) = run("", accounts(), &Given::default());
    let (second, report) = run(&first, accounts(), &Given { set: &["region=eu-west-1"], ..Given::default() });
    assert!(
        second.contains("\nregion = eu-west-1\n") && second.contains("account=dev region=eu-west-1\n"),
        "{second}"
    );
    assert_eq!(names(&report.changed), ["dev.Admin"]);
}

#[test]
fn a_template_renames_what_awsp_named_and_holds_without_being_given_again() {
    let accounts = || vec![account(1, "Dev", &["Admin"])];
    let (first, _) = run("", accounts(), &Given::default());
    let given = Given { template: Some("{account_name|lower}/{role_name}"), ..Given::default() };
    let (second, report) = run(&first, accounts(), &given);
    assert_eq!(report.renamed[0].to.profile, "dev/Admin");
    assert_eq!(run(&second, accounts(), &Given::default()).0, second);
    // Of a name that the default did not give it is not known what it should be now.
    let (third, report) = run(&second, vec![account(1, "Other", &["Admin"])], &Given::default());
    assert_eq!((third, report.renamed.len()), (second.clone(), 0));
    let (fourth, _) = run(&second, vec![account(1, "Other", &["Admin"])], &given);
    assert!(fourth.contains("[profile other/Admin]"), "{fourth}");
}

#[test]
fn what_is_gone_goes_with_prune_alone() {
    let (first, _) = run(
        "",
        vec![account(1, "dev", &["Admin", "Old"]), account(2, "prod", &["Admin"]), account(3, "x", &["A"])],
        &Given::default(),
    );
    let own = profile("mine", 2, "Old", "");
    let before = format!("{first}{own}\n[profile over]\nrole_arn = r\nsource_profile = x.A\n");
    let now = || vec![account(1, "dev", &["Admin"])];
    let (text, report) = run(&before, now(), &Given::default());
    assert_eq!((text, report.gone.len()), (before.clone(), 3));
    assert!(report.gone.iter().all(|gone| gone.stays == Some(Stays::Unasked)), "{report:?}");
    let (text, report) = run(&before, now(), &Given { prune: true, ..Given::default() });
    let stays: Vec<(&str, Option<&Stays>)> =
        report.gone.iter().map(|gone| (gone.profile.as_str(), gone.stays.as_ref())).collect();
    let over = Stays::SourceOf("over".to_owned());
    assert_eq!(stays, [("dev.Old", None), ("prod.Admin", None), ("x.A", Some(&over))]);
    assert!(
        !text.contains("dev.Old")
            && !text.contains("prod.Admin")
            && text.contains("x.A")
            && text.contains("mine")
    );
    let renamed = before.replace("[profile dev.Old]", "[profile kept]");
    let (text, _) = run(&renamed, now(), &Given { prune: true, ..Given::default() });
    assert!(text.contains("[profile kept]"), "{text}");
}

#[test]
fn what_is_not_known_is_not_gone() {
    let all = || vec![account(1, "dev", &["Admin"]), account(2, "prod", &["Admin"])];
    let (first, _) = run("", all(), &Given::default());
    let prune = Given { prune: true, ..Given::default() };
    for roles in [GrantedRoles::Unread("403".to_owned()), GrantedRoles::NotAsked] {
        let mut unread = all();
        unread[0].roles = roles;
        assert_eq!(run(&first, unread, &prune).0, first);
    }
    assert_eq!(run(&first, Vec::new(), &prune).0, first, "nothing at all");
    // Beyond the filters nothing is looked at.
    for given in [
        Given { accounts: &["prod"], prune: true, ..Given::default() },
        Given { roles: &["Read*"], prune: true, ..Given::default() },
    ] {
        assert_eq!(run(&first, vec![account(2, "prod", &["Admin"])], &given).0, first);
    }
    let another = first.replace("sso_session = corp", "sso_session = other");
    assert_eq!(run(&another, vec![account(9, "z", &[])], &prune).0, another, "another session");
}

#[test]
fn the_legacy_form_is_left_or_migrated() {
    let legacy = "\n[profile dev.Admin] # x\n# first\nsso_start_url = https://corp.awsapps.com/start/\nsso_region = eu-west-1\n\
                  sso_account_name = dev\nsso_account_id = 000000000001\nsso_role_name = Admin\nregion = eu-west-1\n\
                  credential_process = aws-sso-util credential-process --profile dev.Admin\nsso_auto_populated = true\n\
                  [profile elsewhere]\nsso_start_url = https://corp.awsapps.com/start/\nsso_region = us-east-1\n\
                  sso_account_id = 000000000001\nsso_role_name = Admin\n";
    let accounts = || vec![account(1, "dev", &["Admin"])];
    assert_eq!(run(legacy, accounts(), &Given::default()).0, legacy);
    let (text, report) = run(legacy, accounts(), &Given { migrate: true, ..Given::default() });
    assert_eq!(report.migrated, ["dev.Admin"]);
    assert!(
        text.starts_with(
            "\n[profile dev.Admin] # x\n# first\nsso_account_name = dev\nsso_account_id = 000000000001\n\
             sso_role_name = Admin\nregion = eu-west-1\nsso_auto_populated = true\nsso_session = corp\n[profile elsewhere]"
        ),
        "{text}"
    );
}

#[test]
fn a_role_whose_name_no_file_can_hold_is_left_out() {
    let hostile = ["a\n[profile evil]", "", " x", "é", "\u{1b}[31m", "Good+=,.@-_1"];
    let (text, report) = run("", vec![account(1, "dev", &hostile)], &Given::default());
    assert_eq!((names(&report.new), report.left_out.len()), (vec!["dev.Good+-.@-_1"], 5));
    assert!(text.contains("sso_role_name = Good+=,.@-_1\n") && !text.contains("evil"), "{text}");
}
