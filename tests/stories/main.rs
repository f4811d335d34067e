//! The stories, one a file. Each has a relay and browsers of its own, and is told to its end or
//! fails: nothing is skipped. They share two cores and a microphone's patience, so they are run
//! one after the other, by `cargo xtask test`.

mod a_co_host_carries_on;
mod a_cover_is_brought;
mod a_hand_is_raised_and_taken;
mod a_letter_is_answered;
mod a_page_of_the_other_program;
mod a_passkey_is_made_and_found;
mod a_passkey_is_the_way_in;
mod a_password_is_the_way_in;
mod a_profile_is_edited_and_seen;
mod a_reader_is_left_where_they_are;
mod a_recogniser_is_killed;
mod a_sleeping_browser_is_told;
mod a_speaker_link_leads_on_stage;
mod a_stage_meets_backstage;
mod a_third_tab_joins_late;
mod a_voice_is_off_for_me_alone;
mod a_voice_is_written_down_once_it_may_be;
mod an_invitation_is_answered;
mod announced_and_begun;
mod axe_on_every_page;
mod demo_people_may_be_tried;
mod demo_space_is_on_air_for_a_stranger;
mod firefox_hears_the_tone;
mod followed_and_blocked;
mod followers_make_a_host;
mod harness;
mod home_is_told_and_gates_are_shut;
mod invited_ahead;
mod links_and_a_poll;
mod moved_between_zones;
mod muted_and_asked_to_unmute;
mod one_kind_of_browser;
mod pages_of_people;
mod refused;
mod relay_restart_brings_both_back;
mod screenshots;
mod shown_out_and_let_in_again;
mod talk_beside_the_talk;
mod the_same_browser_hears_its_host;
mod tone_reaches_two_listeners;
mod what_is_said_is_read;
