//! The simulation in every test run: seeds that are always the same, seeds that never were played, and proof that it
//! would find what it looks for.

#![expect(clippy::panic, reason = "a test says what it found")]

use std::time::SystemTime;

use sim::{Bug, play, play_return};

/// Played in every run.
const FIXED: u64 = 26;
/// Played in this run only.
const FRESH: u64 = 6;
/// Lost days.
const RETURNS: u64 = 8;
/// Within so many seeds a mistake has to be found.
const FOUND_WITHIN: u64 = 40;

fn hold(seeds: impl IntoIterator<Item = u64>) {
    for seed in seeds {
        if let Err((step, breach)) = play(seed, None, false) {
            panic!("seed {seed}, step {step}: {breach}");
        }
    }
}

#[test]
fn nothing_is_lost_doubled_or_shown_to_the_wrong_person() {
    hold(0..FIXED);
}

#[test]
fn nor_in_seeds_that_nobody_has_played_yet() {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let first = since.map_or(1, |since| since.as_secs()) * FRESH;
    hold(first..first + FRESH);
}

#[test]
fn a_seed_replays_exactly() {
    for seed in [3, 4, 11] {
        assert_eq!(play(seed, None, false), play(seed, None, false), "seed {seed}");
    }
}

#[test]
fn a_day_that_a_restore_lost_comes_back_with_ten_phones() {
    for seed in 0..RETURNS {
        if let Err(breach) = play_return(seed) {
            panic!("seed {seed}: {breach}");
        }
    }
}

fn is_found(bug: Bug) {
    let found = (0..FOUND_WITHIN).find_map(|seed| Some((seed, play(seed, Some(bug), false).err()?)));
    let Some((seed, (step, breach))) = found else {
        panic!("{bug:?} goes unnoticed in {FOUND_WITHIN} seeds");
    };
    // Nobody else was looking.
    let by = match bug {
        Bug::RowDropped => "digests",
        Bug::CircleClosed => "alias",
        _ => "",
    };
    assert!(breach.to_string().contains(by), "seed {seed}: {breach}");
    eprintln!("{bug:?}: seed {seed}, step {step}: {breach}");
}

/// One test for each, so that they run beside each other.
macro_rules! found {
    ($($name:ident: $bug:ident),* $(,)?) => {
        $(#[test] fn $name() { is_found(Bug::$bug); })*

        #[test]
        fn every_mistake_of_the_list_is_tried() {
            assert_eq!([$(Bug::$bug),*], Bug::ALL);
        }
    };
}

found! {
    a_cursor_that_passes_what_is_not_committed_is_found: CursorBeforeCommit,
    an_answer_before_it_is_stored_is_found: AckBeforeCommit,
    an_operation_taken_twice_is_found: NoDedupe,
    clearing_by_the_last_number_is_found: ClearByLastN,
    two_rows_on_one_number_are_found: TwoRowsOneSeq,
    a_queue_blocked_by_a_rejected_operation_is_found: BlockedByRejected,
    an_outbox_that_goes_with_the_rights_is_found: OutboxDropped,
    a_cursor_stored_before_its_rows_is_found: CursorBeforeRows,
    ignoring_what_its_maker_had_seen_is_found: SeenIgnored,
    telling_before_the_commit_is_found: ToldBeforeCommit,
    letting_go_of_what_no_backup_has_is_found: BackupForgotten,
    an_edit_out_of_sight_before_its_row_comes_is_found: Flicker,
    a_row_left_out_of_a_page_is_found_by_the_digests: RowDropped,
    an_operation_that_comes_open_after_its_envelope_and_is_taken_twice_is_found: EnvelopeForgotten,
    a_rescue_file_that_is_taken_twice_is_found: FileTakenTwice,
    a_phone_that_is_not_told_who_was_erased_is_found: ErasedUntold,
    a_circle_of_aliases_is_found: CircleClosed,
}
