//! Every limit and lifetime with the figure that it has by default, and the test that moves the clock past it. A test
//! that is renamed or goes takes its line with it.

use std::fs;
use std::path::Path;

use freedom_id::config::Config;
use freedom_id::domain::pending_sign_in;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What; the figure in force and the one that was promised, where it is a setting; and the test.
type Line = (&'static str, Option<(u64, u64)>, &'static str);

#[expect(clippy::too_many_lines, reason = "one table")]
fn lines() -> Vec<Line> {
    let c = Config::default();
    let (limits, otp, sessions, tokens) = (&c.limits, &c.otp, &c.sessions, &c.tokens);
    let n = u64::from;
    vec![
        (
            "wrong passwords before a wait",
            Some((n(limits.password_failures), 5)),
            "waits_grow_with_failures_and_end_with_success",
        ),
        ("the first wait", Some((limits.lockout_seconds, 30)), "waits_grow_with_failures_and_end_with_success"),
        ("the longest wait", Some((limits.lockout_max_seconds, HOUR)), "waits_grow_with_failures_and_end_with_success"),
        (
            "wrong passwords in a row",
            Some((n(limits.failures_in_a_row), 100)),
            "a_hundred_wrong_passwords_in_a_row_shut_that_way_until_the_owner_comes_in_by_another",
        ),
        ("of one network in 5 min", Some((n(limits.network_failures), 20)), "one_network_has_a_budget_over_all_names"),
        (
            "of one network in a day",
            Some((n(limits.network_failures_per_day), 200)),
            "one_network_has_a_budget_for_a_day",
        ),
        ("tries of one code", Some((n(otp.tries), 5)), "a_code_signs_in_and_nobody_can_tell_who_is_there"),
        (
            "tries of all codes in an hour",
            Some((n(otp.tries_per_hour), 10)),
            "fresh_codes_bring_no_fresh_tries_past_the_hour",
        ),
        (
            "a code by SMS",
            Some((otp.sms_seconds, 5 * MINUTE)),
            "a_gateway_that_is_down_is_tried_again_and_a_late_code_is_not_sent",
        ),
        ("a code by e-mail", Some((otp.email_seconds, 10 * MINUTE)), "a_code_lives_ten_minutes_and_the_rest_thirty"),
        ("the next code", Some((otp.resend_seconds, MINUTE)), "a_new_code_can_be_asked_for_after_a_minute"),
        (
            "codes to one destination in an hour",
            Some((n(otp.sends_per_hour), 5)),
            "sends_are_bounded_per_hour_and_network_and_refused_ones_do_not_count",
        ),
        (
            "codes to one destination in a day",
            Some((n(otp.sends_per_day), 10)),
            "a_number_gets_ten_codes_a_day_however_patient_somebody_is",
        ),
        (
            "codes from one network in an hour",
            Some((n(otp.sends_per_network_hour), 10)),
            "sends_are_bounded_per_hour_and_network_and_refused_ones_do_not_count",
        ),
        (
            "SMS to neighbours in an hour",
            Some((n(c.sms.sends_per_range_hour), 20)),
            "neighbouring_numbers_share_a_budget",
        ),
        ("SMS of a day", Some((n(c.sms.sends_per_day), 10_000)), "a_day_costs_no_more_than_it_may"),
        ("one step of an authenticator app", None, "a_code_is_accepted_once"),
        ("its tries", None, "wrong_codes_are_counted_for_the_person_and_other_ways_stay_open"),
        ("its tries in a row", None, "fifty_wrong_codes_however_slowly_close_the_way_until_another_one_succeeds"),
        ("recovery codes", None, "a_recovery_code_works_once_however_it_is_typed"),
        ("a link of the way back", None, "a_link_ends_with_its_code_with_a_newer_one_and_with_time"),
        (
            "beginnings of it in a day",
            Some((n(otp.recoveries_per_day), 5)),
            "few_begin_in_a_minute_and_in_a_day_whoever_is_there",
        ),
        ("a contact that waits", None, "what_waits_is_gone_after_a_day_and_with_everything_else_of_a_person"),
        (
            "a registration",
            Some((otp.registration_seconds, DAY)),
            "numbers_that_cannot_be_are_refused_and_old_registrations_end",
        ),
        ("an authorization", Some((tokens.track_seconds, 10 * MINUTE)), "a_form_of_yesterday_is_shown_again"),
        (
            "a second proof",
            Some((pending_sign_in::LIFE.as_secs(), 10 * MINUTE)),
            "what_waits_is_the_browsers_own_and_ends",
        ),
        ("a code of an authorization", Some((tokens.code_seconds, MINUTE)), "a_code_ends_after_a_minute"),
        ("a pushed request", Some((tokens.par_seconds, MINUTE)), "a_reference_is_its_clients_and_for_a_minute"),
        ("an access token", Some((tokens.access_seconds, 10 * MINUTE)), "an_access_token_ends_alone"),
        (
            "one of the partner API",
            Some((c.freedom_id.access_seconds, 7 * DAY)),
            "de_tokens_look_as_documented_and_live_to_the_microsecond",
        ),
        ("an ID token", Some((tokens.id_token_seconds, 10 * MINUTE)), "each_refresh_brings_a_new_pair_and_an_id_token"),
        ("a refresh token unused", Some((tokens.refresh_idle_seconds, 7 * DAY)), "idleness_and_age_end_a_chain"),
        ("a chain of them", Some((tokens.refresh_absolute_seconds, 30 * DAY)), "idleness_and_age_end_a_chain"),
        ("a lost answer", Some((tokens.refresh_grace_seconds, 10)), "a_lost_answer_is_given_again_for_ten_seconds"),
        (
            "a code of a device",
            Some((tokens.device_seconds, 10 * MINUTE)),
            "a_code_ends_after_ten_minutes_for_the_device_and_for_the_person",
        ),
        ("an assertion of a client", None, "an_assertion_is_for_the_issuer_alone_and_for_minutes"),
        (
            "a session unused",
            Some((sessions.idle_seconds, 30 * MINUTE)),
            "a_session_ends_by_idleness_by_age_and_a_remembered_one_after_a_fortnight",
        ),
        (
            "a session",
            Some((sessions.absolute_seconds, 12 * HOUR)),
            "a_session_ends_by_idleness_by_age_and_a_remembered_one_after_a_fortnight",
        ),
        (
            "a remembered one",
            Some((sessions.remembered_seconds, 14 * DAY)),
            "a_session_ends_by_idleness_by_age_and_a_remembered_one_after_a_fortnight",
        ),
        (
            "sessions of a person",
            Some((n(sessions.per_user), 20)),
            "the_twenty_first_session_of_a_person_ends_the_one_that_was_used_least",
        ),
        (
            "a fresh proof",
            Some((c.sign_in.fresh_seconds, 5 * MINUTE)),
            "a_sensitive_form_waits_for_a_fresh_proof_and_keeps_what_was_typed",
        ),
        (
            "a trusted browser",
            Some((c.sign_in.trusted_device_seconds, 30 * DAY)),
            "a_browser_is_spared_for_thirty_days_and_not_longer",
        ),
        (
            "a signing key",
            Some((tokens.key_rotation_seconds, 90 * DAY)),
            "keys_rotate_by_themselves_when_they_come_of_age",
        ),
        (
            "its publication ahead",
            Some((tokens.key_publish_seconds, DAY)),
            "a_rotation_is_seen_before_it_is_used_and_old_tokens_live_on",
        ),
        ("an objection", None, "one_may_object_for_a_week"),
        ("the time to return", None, "whoever_goes_on_or_comes_too_late_is_erased"),
    ]
}

fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push_str(&fs::read_to_string(&path).expect("a file"));
        }
    }
}

#[test]
fn every_figure_is_as_promised_and_has_a_test() {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &mut all);
    let wrong: Vec<String> = lines()
        .into_iter()
        .filter(|(_, figure, test)| {
            figure.is_some_and(|(is, promised)| is != promised) || !all.contains(&format!("fn {test}()"))
        })
        .map(|(what, figure, test)| format!("{what}: {figure:?}; {test}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
