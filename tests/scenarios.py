"""What befalls a watched folder, and the tests that show it; `python -m tests.scenarios` prints it for docs/scenarios.md."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that befalls a folder or its share."""

    what: str
    then: str
    tests: tuple[str, ...]
    """Node ids of pytest, below tests/."""
    note: str = ""
    """Where syncd does otherwise than a reader may expect, or what no test of `make test` shows."""


SETTLE, SPOOL, INBOX, BELL = "test_settle.py::test_", "test_spool.py::test_", "test_inbox.py::test_", "test_doorbell.py::test_"
SHARE, MOUNT, BAD = "whole/test_share.py::test_", "whole/test_network_mount.py::test_", "whole/test_bad_input.py::test_"
HINTS, STORY, INTAKE, RULE = (
    "whole/test_hints.py::test_",
    "test_story.py::test_",
    "test_intake.py::test_",
    "test_rules.py::test_each_rule_says_what_is_wrong",
)


def copied(writer: str) -> tuple[str, ...]:
    """A slow writer on a real smbd, seen by the real daemon on the server's own disk and through a mount."""
    return (
        f"{SHARE}a_slow_copy_is_taken_once_and_whole[{writer}]",
        f"{MOUNT}a_slow_copy_seen_through_the_mount_alone_is_taken_once_and_whole[{writer}]",
    )


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("three files at once", "taken once, when quiet, bytes equal", (f"{SETTLE}a_fast_copy_is_handed_over_once",)),
    Scenario(
        "a copy with pauses between its writes",
        "nothing before its end and a quiet time",
        (f"{SETTLE}a_slow_copy_is_not_taken_before_its_end", *copied("memo_first")),
    ),
    Scenario("a memo that grows slowly", "nothing before it is whole and quiet", copied("memo_last")),
    Scenario(
        "every part written to a file opened and closed anew",
        "no closing of a file is taken for the end",
        copied("closed_after_every_part"),
    ),
    Scenario(
        "rsync: a temporary name, then a rename",
        "the temporary file blocks",
        (f"{SETTLE}rsync_is_waited_for_to_its_last_rename",),
    ),
    Scenario(
        "rsync -t: old times of change",
        "an old time does not shorten the wait",
        (f"{SETTLE}rsync_is_waited_for_to_its_last_rename", f"{SETTLE}the_time_of_change_written_on_a_file_means_nothing"),
    ),
    Scenario(
        "full size at once, filled later, time of change put back",
        "ctime keeps it waiting",
        (f"{SETTLE}a_file_of_full_size_that_is_filled_later_is_waited_for", f"{INBOX}any_touch_of_content_changes_the_signature"),
    ),
    Scenario(
        "the same on a mount without a ctime of its own",
        "the second reading catches it",
        (f"{MOUNT}a_rewrite_that_shows_in_no_stamp_is_caught_by_the_second_reading",),
    ),
    Scenario(
        "Windows Explorer: final size first, content, old time last",
        "nothing before the file is closed and quiet",
        (f"{SETTLE}a_windows_clients_slow_copy_is_never_taken_half", *copied("final_size_first_and_old_times_last")),
    ),
    Scenario(
        "a writer silent for longer than the quiet time, its file open",
        "the kernel's lease blocks it",
        (
            f"{SETTLE}a_file_held_open_for_writing_blocks_however_quiet_it_is",
            f"{SHARE}a_slow_copy_is_taken_once_and_whole[stalled_with_its_handle_open]",
            f"{SHARE}a_slow_copy_is_taken_once_and_whole[stalled_in_the_memo]",
        ),
        "Local disks only: on a network mount a lease means nothing, and such a writer is as the next one.",
    ),
    Scenario(
        "a writer silent for longer than the quiet time, its file closed",
        "taken early, then as a second version; never a mix",
        (
            f"{SETTLE}a_change_after_a_long_silence_is_a_second_taking_and_never_a_mix",
            f"{SHARE}a_late_file_before_publication_becomes_the_next_version_of_the_same_case",
            f"{SHARE}a_late_file_after_publication_is_a_case_of_its_own_and_changes_nothing_public",
            f"{MOUNT}a_file_that_comes_late_becomes_the_next_version_of_the_same_case",
        ),
    ),
    Scenario(
        "the memo comes last",
        "nothing is published without it",
        (f"{SETTLE}a_memo_that_comes_last_and_files_that_come_late_are_one_bundle", *copied("memo_last")),
    ),
    Scenario(
        "the memo comes first, files follow within the quiet time",
        "taken once, with all",
        (f"{SETTLE}a_memo_that_comes_last_and_files_that_come_late_are_one_bundle", *copied("memo_first")),
    ),
    Scenario(
        "no memo ever comes",
        "never published; the unit is told after 15 minutes",
        (f"{STORY}an_incomplete_bundle_is_answered_after_fifteen_minutes_not_at_once",),
    ),
    Scenario(
        "two PDFs, one of them cut off",
        "named as damaged, the bundle returned; no crash",
        ("memo/test_corpus.py::test_a_hostile_or_broken_file_is_named_for_what_it_is", f"{RULE}[file_damaged]"),
    ),
    Scenario(
        "a file replaced in the quiet time", "the wait starts anew", (f"{SETTLE}a_replaced_file_starts_the_quiet_time_anew",)
    ),
    Scenario(
        "a file replaced while it is copied",
        "the copy is dropped and made again",
        (f"{SPOOL}a_bundle_that_is_no_longer_what_was_seen_is_not_taken_and_leaves_nothing[_replace]",),
    ),
    Scenario(
        "a rewrite in place, size and times kept, while it is copied",
        "no torn copy is ever taken",
        (f"{SPOOL}a_file_rewritten_again_and_again_is_never_taken_torn",),
    ),
    Scenario(
        "a file mapped into a writer's memory",
        "the lease blocks it",
        (f"{SETTLE}a_file_mapped_for_writing_blocks",),
        "Local disks only.",
    ),
    Scenario(
        "a file deleted in the quiet time, or while it is copied",
        "taken without it; copied again",
        (
            f"{SETTLE}a_file_deleted_in_time_is_not_handed_over",
            f"{SPOOL}a_bundle_that_is_no_longer_what_was_seen_is_not_taken_and_leaves_nothing",
        ),
    ),
    Scenario(
        "the whole bundle deleted in the quiet time",
        "not published; nothing of it is kept in mind",
        (f"{SETTLE}a_bundle_deleted_in_time_is_forgotten", f"{STORY}a_folder_taken_back_during_the_undo_window_is_not_published"),
    ),
    Scenario(
        "the bundle's folder renamed in the quiet time",
        "taken once, under its new name, as the same case",
        (
            f"{SETTLE}a_bundle_renamed_in_time_is_handed_over_once_under_its_new_name",
            f"{STORY}a_renamed_folder_keeps_its_case_and_a_copy_gets_a_new_one",
            *copied("renamed_while_copying"),
        ),
    ),
    Scenario(
        "a whole folder moved in",
        "taken once; no event is needed",
        (
            "whole/test_main_job.py::test_a_dozen_bundles_end_where_they_belong_and_a_second_pass_does_nothing",
            f"{HINTS}with_too_few_watches_or_none_it_is_said_and_every_bundle_is_found_by_the_rescan",
        ),
    ),
    Scenario(
        "times of change in the future, or in 1970",
        "the normal quiet time",
        (f"{SETTLE}the_time_of_change_written_on_a_file_means_nothing", *copied("times_in_the_future")),
    ),
    Scenario(
        "the wall clock jumps by a day, either way",
        "nothing early, nothing stuck",
        (f"{SETTLE}a_jump_of_the_wall_clock_makes_nothing_early_and_nothing_late",),
    ),
    Scenario(
        "~$x.docx, .~lock.x#, .part, .crdownload",
        "blocks; gone, it is taken; stale for hours, unit and ICT are told",
        (
            "test_litter.py::test_a_sign_of_work_going_on_blocks",
            f"{SETTLE}a_bundle_waits_as_long_as_there_is_a_temporary_file",
            f"{INTAKE}a_bundle_blocked_for_hours_by_what_a_crash_left_is_told_once_to_its_unit_and_to_ict",
        ),
    ),
    Scenario(
        "Thumbs.db, .DS_Store, desktop.ini appear in the quiet time",
        "neither wait for nor publish them",
        (
            f"{SETTLE}what_systems_leave_behind_does_not_start_the_quiet_time_anew",
            f"{INBOX}our_reply_and_what_systems_leave_behind_change_nothing",
        ),
    ),
    Scenario(
        "a conflict copy of a sync tool",
        "content, with a note",
        (f"{INBOX}a_conflict_copy_is_content", f"{RULE}[conflict_copies0]"),
    ),
    Scenario(
        "an empty placeholder, filled later or never",
        "waited for three times as long; filled: taken once; never: returned as empty",
        (
            f"{SETTLE}a_placeholder_filled_in_time_is_handed_over_once_and_full",
            f"{SETTLE}a_bundle_with_an_empty_file_waits_three_times_as_long",
            f"{RULE}[file_empty]",
        ),
        "An empty file is not published: whoever dropped it is asked.",
    ),
    Scenario(
        "a symbolic link, a FIFO, a socket in the bundle",
        "not followed, not opened, the bundle answered",
        (f"{INBOX}links_and_special_files_in_a_bundle_are_refused_and_never_opened", f"{RULE}[refused]"),
    ),
    Scenario(
        "the share gone for seconds (unmounted, ENOTCONN)",
        "all kept in mind, taken once",
        (
            f"{SETTLE}a_share_that_goes_away_in_the_meantime_changes_nothing",
            f"{MOUNT}a_mount_that_dies_and_one_that_is_empty_pause_its_unit_loudly_and_nothing_is_lost",
        ),
    ),
    Scenario(
        "an empty mount point",
        "nothing counts as deleted, nothing is written into it",
        (
            f"{INBOX}an_empty_mount_point_deletes_nothing",
            f"{STORY}a_vanished_share_cancels_nothing",
            f"{MOUNT}a_mount_that_dies_and_one_that_is_empty_pause_its_unit_loudly_and_nothing_is_lost",
        ),
    ),
    Scenario(
        "more events than the kernel keeps",
        "everything is looked at and listened to again",
        (f"{HINTS}after_more_events_than_the_kernel_keeps_all_is_looked_at_and_listened_to_again",),
        "The daemon stopped, and somewhat more than fs.inotify.max_queued_events events instead of 60,000 files.",
    ),
    Scenario(
        "no inotify watches left",
        "said; the rescan finds all",
        (f"{HINTS}with_too_few_watches_or_none_it_is_said_and_every_bundle_is_found_by_the_rescan[max_inotify_watches-20]",),
    ),
    Scenario(
        "a watched folder deleted and made again",
        "watched again",
        (
            f"{BELL}a_folder_deleted_and_made_again_is_watched_again",
            f"{HINTS}after_more_events_than_the_kernel_keeps_all_is_looked_at_and_listened_to_again",
        ),
    ),
    Scenario(
        "a watched folder renamed, a new one in its place",
        "the new one is watched",
        (f"{BELL}of_a_renamed_folder_and_a_new_one_of_its_name_the_new_one_is_watched",),
    ),
    Scenario(
        "300 folders made and filled at once",
        "each taken once and whole",
        (f"{SETTLE}of_three_hundred_folders_filled_while_they_are_looked_at_each_is_taken_once_and_whole",),
    ),
    Scenario(
        "no inotify at all",
        "the same publications, only later",
        (f"{HINTS}with_too_few_watches_or_none_it_is_said_and_every_bundle_is_found_by_the_rescan[max_inotify_instances-0]",),
    ),
    Scenario(
        "a restart in the quiet time, after the copy, after publication",
        "published exactly once",
        (
            "test_crashes.py::test_a_death_before_any_step_changes_nothing_in_the_end",
            "whole/test_main_job.py::test_kills_at_random_moments_and_restarts_end_in_the_same_state_with_nothing_twice",
            f"{MOUNT}single_passes_publish_too_though_each_is_over_before_the_second_reading_is_due",
        ),
    ),
    Scenario(
        "a large archive under the unit",
        "never descended into",
        (f"{INBOX}nothing_but_the_inbox_is_looked_into",),
        "That a start over 100,000 filed documents takes no longer is measured by `make bench ARGS=start`.",
    ),
    Scenario(
        "30,000 inbox folders, nothing to do",
        "almost no work, few threads",
        (f"{BELL}thousands_of_folders_take_one_thread",),
        "Measured by `make bench ARGS=idle`: ten minutes are too long for `make test`.",
    ),
    Scenario(
        "one mount hangs",
        "the other units keep their pace",
        (
            f"{MOUNT}a_mount_that_hangs_holds_up_no_other_unit_not_even_at_the_start_and_at_the_end",
            f"{MOUNT}a_mount_that_hangs_in_the_middle_of_a_copy_stops_only_that_copy",
            "test_reach.py::test_a_share_that_hangs_holds_up_no_other",
        ),
        "The looks of the first ten seconds wait for it, once.",
    ),
    Scenario(
        "a client keeps a file for itself (no sharing)",
        "waited for; taken once it is released",
        (
            f"{MOUNT}a_file_that_another_client_keeps_for_itself_is_waited_for",
            f"{SPOOL}a_file_another_program_keeps_for_itself_is_named",
        ),
    ),
    Scenario(
        "a file of 2 GB",
        "copied right; other units not stalled",
        (f"{MOUNT}a_mount_that_hangs_in_the_middle_of_a_copy_stops_only_that_copy",),
        "The test shows that a copy which takes long holds up nobody; `make bench ARGS=memory` compares the hash of 2 GB.",
    ),
    Scenario(
        "NFD and NFC, 255-byte and damaged names",
        "taken, or refused in words; no crash",
        (
            f"{INBOX}folders_are_found_in_whatever_unicode_spelling_the_disk_has_them",
            f"{INBOX}of_two_names_that_look_the_same_the_second_is_refused",
            f"{INBOX}the_longest_names_are_taken",
            f"{INBOX}damaged_and_deceiving_names_are_refused_in_a_printable_form",
        ),
    ),
    Scenario(
        "more entries than are listed (20,000)",
        "told, not passed over in silence",
        (
            f"{INBOX}a_bundle_of_too_many_files_is_told_and_not_listed",
            f"{INBOX}a_category_folder_of_too_many_files_is_told_and_leaves_the_others_alone",
        ),
    ),
    Scenario(
        "the spool's disk is full",
        "told; tried again; the folder is left as it is",
        (
            f"{BAD}a_full_spool_is_said_and_the_bundle_waits_for_room",
            f"{SPOOL}a_disk_that_fills_up_during_the_copy_leaves_nothing",
        ),
    ),
    Scenario(
        "a folder in the bundle that may not be read",
        "no answer, told; nothing is published in part",
        (
            f"{INBOX}a_part_that_may_not_be_read_makes_its_bundle_alone_give_no_answer",
            f"{BAD}a_folder_nobody_may_read_is_said_and_counts_as_not_deleted",
        ),
    ),
)


def table() -> str:
    """docs/scenarios.md."""
    lines = [
        "# What befalls a watched folder",
        "",
        "Written by `python -m tests.scenarios`; a test compares it and looks for every test named. A mount is a FUSE mount",
        "of a real smbd (`tests/rig/fuse.py`), which stands for the kernel's own cifs and nfs: those were not tried.",
        "",
        "| | what happens | what syncd does | shown in tests/ by |",
        "|---|---|---|---|",
    ]
    for number, one in enumerate(SCENARIOS, 1):
        shown = "<br>".join(f"`{node}`" for node in one.tests)
        note = f"<br>{one.note}" if one.note else ""
        lines.append(f"| {number} | {one.what} | {one.then} | {shown}{note} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
