//! What every store must do, whatever it is made of. Written against [`Store`] alone; a store's tests say where it
//! stands ([`Ground`]) and name the suite with [`store_contract!`](crate::store_contract).

use std::{path::PathBuf, sync::Arc};

use shared::id::RecordId;

use crate::Store;

mod backup;
mod card;
mod conflict;
mod digest;
mod enrol;
mod epoch;
mod erase;
mod held;
mod login;
mod look;
mod pull;
mod push;
mod rescue;
mod retain;
mod rights;
mod roster;
mod rules;
mod sealed;
mod storm;
mod timeline;
mod trail;
mod trouble;
mod world;

pub use backup::*;
pub use card::*;
pub use conflict::*;
pub use digest::*;
pub use enrol::*;
pub use epoch::*;
pub use erase::*;
pub use held::*;
pub use login::*;
pub use look::*;
pub use pull::*;
pub use push::*;
pub use rescue::*;
pub use retain::*;
pub use rights::*;
pub use roster::*;
pub use rules::*;
pub use sealed::*;
pub use storm::*;
pub use timeline::*;
pub use trail::*;
pub use trouble::*;

/// Where stores of one database are opened, and what may happen to it behind their backs.
pub trait Ground: Send + Sync {
    /// Opens the one server's store.
    fn serve(&self) -> Arc<dyn Store>;
    /// Opens a store as a command does that may run beside a server.
    fn command(&self) -> Arc<dyn Store>;
    /// A folder for backups.
    fn spare(&self) -> PathBuf;
    /// Puts a copy of the database aside, as a backup would; stores may be open.
    fn keep_copy(&self);
    /// Puts the copy in the database's place. No store is open.
    fn restore_copy(&self);
    /// From now on writing this record fails, with an error that does not pass by itself.
    fn break_record(&self, record: RecordId);
    fn mend_record(&self, record: RecordId);
    /// Takes the keys to envelopes away. No store is open.
    fn take_keys(&self);
    /// Puts those beside what is there; stores may be open.
    fn return_keys(&self);
}

/// One test for each behaviour, over `$ground`, an expression that makes a fresh [`Ground`].
#[macro_export]
macro_rules! store_contract {
    ($ground:expr) => {
        $crate::store_contract! { $ground =>
            a_push_is_applied_and_pulled
            a_repeated_push_gives_the_same_results
            a_gap_is_refused_and_nothing_of_it_is_stored
            a_number_used_twice_is_a_fork
            a_known_operation_under_a_new_number_gets_its_result
            an_operation_that_breaks_a_rule_is_kept_with_its_reason
            what_waits_for_a_record_is_applied_when_it_comes
            what_waits_within_one_push_is_applied_by_it
            a_chain_of_waiting_operations_is_applied_together
            a_revoked_device_may_send_but_not_read
            revoking_covers_renewed_identities
            what_an_expired_device_made_in_time_is_applied_and_marked_late
            a_failing_operation_is_held_alone
            a_failing_retry_does_not_take_its_cause_along
            pages_join_without_loss_or_repeats
            a_building_scope_gets_its_rows_and_site_wide_ones
            a_row_that_moves_away_is_gone_with_what_hangs_from_it
            deletions_reach_those_who_had_the_row
            fields_of_the_desk_stay_there
            old_facts_stay_at_the_desk
            digests_are_of_what_a_pull_from_0_delivers
            digests_are_of_the_present_and_come_when_they_are_asked_for
            a_cursor_outlives_a_restart
            a_restored_copy_is_noticed
            a_restored_copy_is_noticed_though_a_command_wrote_first
            a_cursor_of_another_scope_is_refused
            a_site_is_added_once
            a_command_beside_a_server_is_noticed_and_keeps_the_epoch
            an_enrolment_repeats_for_an_hour
            a_code_is_good_once_and_until_it_ends
            a_token_is_good_for_its_device_alone
            renewing_keeps_the_standing
            a_sign_in_ends
            cards_are_made_all_or_none
            a_worker_with_a_waiting_card_gets_no_second_one
            a_voided_card_lets_nobody_in
            a_card_in_place_of_another_voids_it
            a_used_card_is_a_phone
            the_list_of_people_is_for_the_desk
            a_revocation_is_told_to_whoever_follows_the_site
            what_comes_in_an_envelope_is_judged_by_what_is_in_it
            plain_or_in_an_envelope_an_operation_is_one
            an_envelope_with_another_operation_in_it_is_refused
            an_envelope_without_its_key_waits_for_it
            an_envelope_is_opened_at_the_start_when_its_key_is_back
            a_damaged_envelope_is_held_and_blocks_nothing
            what_came_in_an_envelope_waits_and_returns_like_anything_else
            a_rescue_file_is_judged_as_its_phones_whatever_its_order
            a_rescue_file_gives_its_phone_no_rights
            what_makes_no_sense_in_a_rescue_file_is_in_nobodys_way
            a_rescue_file_may_wait_for_its_key_and_for_what_it_is_about
            what_a_site_asks_of_phones_is_told_at_the_end_of_a_pull
            only_administrators_change_what_a_site_asks
            thousands_of_drafts_are_numbered_and_stored
            twenty_phones_at_once_lose_nothing
            a_phone_hears_of_its_new_scope_and_gets_what_is_in_it
            what_was_made_before_the_change_is_taken_and_marked_late
            a_role_is_given_by_whoever_has_as_much
            a_change_over_another_that_was_not_seen_changes_nothing
            a_time_that_is_over_can_be_given_again
            readers_never_skip_a_number
            live_events_follow_the_commit
            the_first_page_shows_what_came_in
            the_first_page_knows_when_those_in_priority_care_were_last_seen
            the_roster_has_everybody_and_the_answers_of_the_day
            when_somebody_was_last_seen_is_told_by_the_last_visit_that_confirms_them
            a_building_is_read_with_its_own_day_alone
            a_residents_page_tells_who_said_what
            what_lost_between_desk_and_phone_is_kept_until_somebody_decides
            priority_care_is_not_ended_by_who_had_not_seen_it_set
            numbers_are_shown_to_the_desk_alone
            the_timeline_is_read_in_pages_newest_first
            the_timeline_is_filtered
            a_visit_that_was_seen_says_by_whom
            the_timeline_is_for_the_desk
            an_export_is_noted_with_its_purpose
            an_import_is_noted_with_how_much_it_was
            the_trail_is_for_administrators
            conflicts_of_a_site_say_who_said_what_and_are_settled_together
            what_a_phone_sent_and_was_refused_is_listed_until_somebody_has_seen_to_it
            who_has_seen_to_what_was_refused_is_noted
            a_coordinator_has_what_waits_tried_again
            what_came_too_late_is_taken_or_refused_by_a_coordinator
            what_waits_and_was_seen_to_is_open_again_when_it_is_refused
            troubles_are_for_the_desk
            administrators_let_people_in_and_out
            nobody_but_administrators_changes_who_signs_in_and_not_themselves
            a_made_up_site_is_removed_and_no_other
            what_was_recorded_about_a_record_is_known
            a_phone_may_let_go_of_what_the_oldest_backup_has
            who_is_erased_is_gone_for_everybody
            what_comes_late_of_who_was_erased_is_answered_and_not_kept
            only_administrators_erase
            what_is_said_of_an_alias_is_stored_with_its_root
            what_a_dry_run_says_is_what_goes
            a_phone_behind_a_deletion_that_is_forgotten_begins_anew
            how_long_is_kept_is_bounded_and_administrators_to_say
            a_sound_database_has_no_faults
            a_closed_store_says_so
        }
    };
    ($ground:expr => $($behaviour:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $behaviour() {
                $crate::contract::$behaviour(&$ground).await;
            }
        )*
    };
}
