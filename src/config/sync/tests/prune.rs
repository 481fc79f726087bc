//! What `--prune` must never take away.

use super::*;
use crate::config::sync::Stays;

/// The text after a sync with `--prune`, and why what is gone stays.
fn pruned(before: &str, accounts: Vec<GrantedAccount>) -> (String, Vec<Option<Stays>>) {
    let (text, report) = run(before, accounts, &Given { prune: true, ..Given::default() });
    (text, report.gone.into_iter().map(|gone| gone.stays).collect())
}

fn written() -> String {
    run("", vec![account(1, "dev", &["Admin"])], &Given::default()).0
}

fn others() -> Vec<GrantedAccount> {
    vec![account(2, "prod", &["Admin"])]
}

/// What is there before is there afterwards, for this reason.
fn stays(before: &str, accounts: Vec<GrantedAccount>, why: &Stays) {
    let (text, stays) = pruned(before, accounts);
    assert!(text.starts_with(before), "{text}");
    assert_eq!(stays, [Some(why.clone())]);
}

#[test]
fn a_section_of_the_same_name_that_a_person_wrote_stays() {
    let by_hand = "[profile 'dev.Admin']\naws_access_key_id = AKIABENKXXXXXEXAMPLE\n\n";
    stays(&format!("{by_hand}{}", written()), others(), &Stays::Twice);
}

#[test]
fn what_gives_other_credentials_stays() {
    for key in ["aws_access_key_id", "credential_process", "login_session", "web_identity_token_file"] {
        let before = written().replace("\nawsp_sync", &format!("\n{key} = x\nawsp_sync"));
        stays(&before, others(), &Stays::Holds(key.to_owned()));
    }
    // But what a person likes does not.
    let before = written().replace("\nawsp_sync", "\noutput = json\ncli_pager =\nawsp_sync");
    let (text, stays) = pruned(&before, others());
    assert!(stays == [None] && !text.contains("dev.Admin"), "{text}");
}

#[test]
fn a_portal_that_lists_nonsense_is_not_believed() {
    stays(&written(), vec![account(1, "dev", &[]), account(2, "prod", &["Admin"])], &Stays::Doubtful);
    let (files, config) = config(&written(), "");
    let granted = Granted { accounts: others(), no_accounts: vec!["00000000001".to_owned()] };
    let plan = planned(&config, &granted, &Given { prune: true, ..Given::default() });
    assert_eq!(plan.report.gone[0].stays, Some(Stays::Doubtful), "{files:?}");
    assert!(!plan.config.iter().any(|edit| matches!(edit, Edit::Remove { .. })));
}

#[test]
fn a_mark_that_is_none_or_anothers_takes_nothing_away() {
    let by_hand = |mark: &str| {
        format!(
            "[profile mine]\nsso_session = corp\nsso_account_id = 000000000001\nsso_role_name = Old\n{mark}"
        )
    };
    for mark in ["awsp_sync = dev.Admin account=dev\n", "awsp_sync =\n", "awsp_sync = %6dine account=x\n"] {
        let before = by_hand(mark);
        let (text, stays) = pruned(&before, others());
        assert!(text.starts_with(&before) && stays.iter().all(Option::is_some), "{mark}: {text}");
    }
    let before = by_hand("awsp_sync =\n  mine = mine\n");
    assert!(pruned(&before, others()).0.starts_with(&before));
}
