//! Refusals in words, for the person who asked.
//!
//! What is wrong with a field stands beside it, so that the words need not name it again.

use super::Language;
use crate::state::room::Note;
use causerie_shared::{
    announcement::TimeFault,
    api::Hosting,
    board::PollFault,
    fault::{Fault, PictureFault},
    handle::HandleFault,
    link::LinkFault,
    password::Advice,
    role::Role,
    stage::Notice,
    talk::ChatFor,
    text::{LinesFault, TextFault, shows_nothing},
    topic::{TopicFault, TopicsFault},
};

impl Language {
    pub fn fault(self, fault: &Fault) -> String {
        let words = match fault {
            Fault::NotAllowed => self.fault_not_allowed(),
            Fault::NoSuchSpace => self.fault_no_such_space(),
            Fault::SpaceEnded => self.fault_space_ended(),
            Fault::NotOnStage => self.fault_not_on_stage(),
            Fault::NoSuchVoice => self.fault_no_such_voice(),
            Fault::NoSuchPerson => self.fault_no_such_person(),
            Fault::AlreadyOnStage => self.fault_already_on_stage(),
            Fault::StageFull { most } => return self.fault_stage_full(*most as u64),
            Fault::TooManyCoHosts { most } => {
                return self.fault_too_many_co_hosts(&most.to_string());
            }
            Fault::NotCoHost => self.fault_not_co_host(),
            Fault::NoHand => self.fault_no_hand(),
            Fault::TooManyHands { most } => return self.fault_too_many_hands(&most.to_string()),
            Fault::NotInvited => self.fault_not_invited(),
            Fault::TooManyInvited { most } => {
                return self.fault_too_many_invited(&most.to_string());
            }
            Fault::HandNeeded => self.fault_hand_needed(),
            Fault::Removed => self.gate_removed(),
            Fault::ChatClosed { chat: ChatFor::Followers } => self.fault_chat_for_followers(),
            Fault::ChatClosed { chat: ChatFor::Nobody | ChatFor::Everyone } => {
                self.fault_chat_closed()
            }
            Fault::BadLine { text } => return self.lines_fault((*text).into()),
            Fault::NoSuchLine => self.fault_no_such_line(),
            Fault::Locked => self.fault_locked(),
            Fault::NotLiveYet => self.fault_not_live_yet(),
            Fault::BadPin { link } => return self.link_fault(*link),
            Fault::TooManyTerms { most } => return self.fault_too_many_terms(*most as u64),
            Fault::TooManyPins { most } => return self.fault_too_many_pins(*most as u64),
            Fault::NoSuchPin => self.fault_no_such_pin(),
            Fault::BadPoll { poll } => return self.poll_fault(*poll),
            Fault::PollIsOpen => self.fault_poll_is_open(),
            Fault::PollIsClosed => self.fault_poll_is_closed(),
            Fault::NoSuchPoll => self.fault_no_such_poll(),
            Fault::NoSuchSession => self.fault_no_such_session(),
            Fault::Replayed => self.fault_replayed(),
            Fault::TooManySpaces { most } => {
                return self.fault_too_many_spaces(&most.to_string());
            }
            Fault::BadTime { time } => return self.time_fault(*time),
            Fault::TooManyAnnounced { most } => {
                return self.fault_too_many_announced(&most.to_string());
            }
            Fault::EditedMeanwhile { .. } => self.fault_edited_meanwhile(),
            Fault::TooEarly { .. } => self.fault_too_early(),
            Fault::NotAnnounced => self.fault_not_announced(),
            Fault::TooMany { retry_after_s } => {
                return self.fault_too_many(u64::from(*retry_after_s));
            }
            Fault::PassRefused => self.fault_pass_refused(),
            Fault::WhoAreYou => self.fault_who_are_you(),
            Fault::BadTitle { text: TextFault::Empty } => self.title_empty(),
            Fault::BadName { text: TextFault::Empty } => self.name_empty(),
            Fault::BadTitle { text } | Fault::BadName { text } => {
                return self.lines_fault((*text).into());
            }
            Fault::BadDescription { text } | Fault::BadBiography { text } => {
                return self.lines_fault(*text);
            }
            Fault::BadTopics { topics } => return self.topics_fault(*topics),
            Fault::BadAddress => self.fault_bad_address(),
            Fault::BadLanguage => self.fault_bad_language(),
            Fault::BadHandle { handle } => return self.handle_fault(*handle),
            Fault::HandleTaken => self.fault_handle_taken(),
            Fault::BadLink { at: _, link } => return self.link_fault(*link),
            Fault::TooManyLinks { most } => return self.links_too_many(*most as u64),
            Fault::WeakPassword { advice } => return self.advice(*advice),
            Fault::WrongSignIn => self.fault_wrong_sign_in(),
            Fault::WrongPassword => self.fault_wrong_password(),
            Fault::NotConfirmed => self.fault_not_confirmed(),
            Fault::PasskeyRefused => self.fault_passkey_refused(),
            Fault::PasskeyTaken => self.fault_passkey_taken(),
            Fault::LastWayIn => self.fault_last_way_in(),
            Fault::BadAvatar { avatar: picture } | Fault::BadCover { cover: picture } => {
                return self.picture_fault(*picture);
            }
            Fault::SignInFirst => self.fault_sign_in_first(),
            Fault::SignInAgain => self.fault_sign_in_again(),
            Fault::GuestsNotAdmitted => self.gate_account(),
            Fault::Blocked => self.fault_blocked(),
            Fault::Blocking => self.fault_blocking(),
            Fault::NotOneself => self.fault_not_oneself(),
            Fault::MayNotHost { hosting } => return self.may_not_host(hosting),
            Fault::BadPolicy { detail } => return self.fault_bad_policy(detail),
            Fault::Ticket { ticket } => self.door_fault(ticket),
            Fault::Unreadable { .. } => self.fault_unreadable(),
        };
        words.to_owned()
    }

    pub(super) fn time_fault(self, fault: TimeFault) -> String {
        let words = match fault {
            TimeFault::NoSuchTime => self.time_none(),
            TimeFault::NoSuchZone => self.time_no_zone(),
            TimeFault::Skipped => self.time_skipped(),
            TimeFault::Past => self.time_past(),
            TimeFault::TooFar { most_days } => return self.time_too_far(u64::from(most_days)),
            TimeFault::EndsBeforeItStarts => self.time_ends_first(),
            TimeFault::TooLong { most_hours } => return self.time_too_long(u64::from(most_hours)),
        };
        words.to_owned()
    }

    pub fn notice(self, notice: &Notice) -> String {
        match notice {
            Notice::AskedToUnmute => self.notice_asked_to_unmute().to_owned(),
            Notice::HandDismissed { reason: None } => self.notice_hand_dismissed().to_owned(),
            Notice::HandDismissed { reason: Some(reason) } => {
                self.notice_hand_dismissed_because(reason.as_str())
            }
            Notice::Declined { of } => self.notice_declined(of.as_str()),
            Notice::HeardElsewhere => self.heard_elsewhere().to_owned(),
            Notice::TicketStopped => self.ticket_stopped().to_owned(),
            Notice::PreviewOver => self.preview_over().to_owned(),
        }
    }

    pub fn note(self, note: Note) -> String {
        let words = match note {
            Note::Captioned(captioning) => return self.consent(captioning),
            Note::MutedByHost => self.note_muted(),
            Note::InAudience => self.note_in_audience(),
            Note::Became(Role::Host) => self.note_host(),
            Note::Became(Role::CoHost) => self.note_co_host(),
            Note::Became(Role::Speaker | Role::Listener | Role::Guest) => self.note_speaker(),
        };
        words.to_owned()
    }

    pub(super) fn lines_fault(self, fault: LinesFault) -> String {
        match fault {
            LinesFault::Empty => self.text_empty().to_owned(),
            LinesFault::TooLong { most, got } => self.text_too_long(got as u64, most as u64),
            LinesFault::TooManyLines { most, got } => {
                self.text_too_many_lines(got as u64, most as u64)
            }
        }
    }

    fn poll_fault(self, fault: PollFault) -> String {
        match fault {
            PollFault::TooFew { least } => self.poll_too_few(least as u64),
            PollFault::TooMany { most } => self.poll_too_many(most as u64),
            PollFault::BadChoice { at, text } => {
                self.poll_bad_choice(at as u64 + 1, &self.lines_fault(text.into()))
            }
            PollFault::Twice { at } => self.poll_twice(at as u64 + 1),
        }
    }

    fn topics_fault(self, fault: TopicsFault) -> String {
        match fault {
            TopicsFault::TooMany { most } => self.topics_too_many(most as u64),
            TopicsFault::Bad { at, topic } => {
                let words = match topic {
                    TopicFault::Empty => self.text_empty().to_owned(),
                    TopicFault::TooShort { least, got } => {
                        self.text_too_short(got as u64, least as u64)
                    }
                    TopicFault::TooLong { most, got } => {
                        self.text_too_long(got as u64, most as u64)
                    }
                    TopicFault::BadSign { sign } => self.topic_bad_sign(&self.sign(sign)),
                };
                self.topic_numbered(&words, at as u64 + 1)
            }
        }
    }

    pub fn handle_fault(self, fault: HandleFault) -> String {
        let words = match fault {
            HandleFault::TooShort { least, got } => {
                return self.text_too_short(got as u64, least as u64);
            }
            HandleFault::TooLong { most, got } => {
                return self.text_too_long(got as u64, most as u64);
            }
            HandleFault::BadSign { sign } => return self.handle_bad_sign(&self.sign(sign)),
            HandleFault::BadStart => self.handle_bad_start(),
            HandleFault::BadEnd => self.handle_bad_end(),
            HandleFault::TwoUnderscores => self.handle_two_underscores(),
            HandleFault::Reserved => self.handle_reserved(),
        };
        words.to_owned()
    }

    fn link_fault(self, fault: LinkFault) -> String {
        let words = match fault {
            LinkFault::Empty => self.link_empty(),
            LinkFault::TooLong { most, got } => return self.text_too_long(got as u64, most as u64),
            LinkFault::NotWeb => self.link_not_web(),
            LinkFault::UserInfo => self.link_user_info(),
            LinkFault::BadHost => self.link_bad_host(),
            LinkFault::BadPort => self.link_bad_port(),
            LinkFault::BadSign { sign } => return self.link_bad_sign(&self.sign(sign)),
        };
        words.to_owned()
    }

    pub fn advice(self, advice: Advice) -> String {
        let words = match advice {
            Advice::TooShort { least, got } => {
                return self.password_too_short(got as u64, least as u64);
            }
            Advice::TooLong { most } => return self.password_too_long(most as u64),
            Advice::Common => self.password_common(),
            Advice::Own => self.password_own(),
            Advice::Repeated => self.password_repeated(),
            Advice::Sequence => self.password_sequence(),
            Advice::Longer => self.password_longer(),
        };
        words.to_owned()
    }

    fn picture_fault(self, fault: PictureFault) -> String {
        let words = match fault {
            PictureFault::NotAPicture => self.avatar_not_a_picture(),
            PictureFault::Svg => self.avatar_svg(),
            PictureFault::TooManyBytes { most_mb } => {
                return self.avatar_too_many_bytes(u64::from(most_mb));
            }
            PictureFault::TooManyPixels { most_megapixels } => {
                return self.avatar_too_many_pixels(u64::from(most_megapixels));
            }
            PictureFault::Broken => self.avatar_broken(),
        };
        words.to_owned()
    }

    fn may_not_host(self, hosting: &Hosting) -> String {
        match hosting {
            // A refusal that its own rule does not know was overtaken by a change of the rule.
            Hosting::Allowed => self.fault_not_allowed().to_owned(),
            Hosting::AccountNeeded { .. } => self.fault_account_to_host().to_owned(),
            Hosting::FollowersNeeded { followers, needed } => {
                self.hosting_followers_heading(*followers, *needed)
            }
            Hosting::NotNamed => self.fault_not_named().to_owned(),
        }
    }

    /// One sign in a sentence, with its code point where it can be taken for another, and without
    /// itself where it shows nothing.
    fn sign(self, sign: char) -> String {
        let code = || format!("U+{:04X}", u32::from(sign));
        let mut itself = [0; 4];
        if sign == ' ' {
            self.sign_space().to_owned()
        } else if sign.is_whitespace() || shows_nothing(sign) {
            self.sign_invisible(&code())
        } else if sign.is_ascii() {
            self.sign_quoted(sign.encode_utf8(&mut itself))
        } else {
            self.sign_named(&code(), sign.encode_utf8(&mut itself))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language::{English, French};
    use super::*;

    fn handle(typed: &str) -> Fault {
        let handle = typed.parse::<causerie_shared::handle::Handle>().unwrap_err();
        Fault::BadHandle { handle }
    }

    #[test]
    fn a_sign_that_turns_the_words_is_named_and_not_written() {
        for language in [English, French] {
            let words = language.fault(&handle("ada\u{202e}l"));
            assert!(words.contains("U+202E") && !words.contains('\u{202e}'), "{words}");
        }
    }

    #[test]
    fn a_look_alike_is_shown_with_its_code_point() {
        let words = English.fault(&handle("p\u{430}ypal"));
        assert!(words.starts_with("“\u{430}” (U+0430) cannot be in a handle."), "{words}");
    }

    #[test]
    fn who_may_not_host_yet_hears_how_far_they_are() {
        let hosting = Hosting::FollowersNeeded { followers: 452, needed: 600 };
        let fault = Fault::MayNotHost { hosting };
        assert_eq!(English.fault(&fault), "You have 452 of 600 followers");
        assert_eq!(French.fault(&fault), "Vos abonnés\u{a0}: 452 sur 600");
    }
}
