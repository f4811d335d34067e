//! Refusals, and what exactly is wrong with what was typed.

use super::{Json, Read};
use causerie_shared::{
    announcement::TimeFault,
    board::PollFault,
    fault::{Fault, PictureFault},
    handle::HandleFault,
    link::LinkFault,
    password::Advice,
    text::{LinesFault, TextFault},
    topic::{TopicFault, TopicsFault},
};

variants! {
    TextFault {
        "empty" => Empty,
        "too_long" => TooLong { most, got },
    }
    LinesFault {
        "empty" => Empty,
        "too_long" => TooLong { most, got },
        "too_many_lines" => TooManyLines { most, got },
    }
    TopicFault {
        "empty" => Empty,
        "too_short" => TooShort { least, got },
        "too_long" => TooLong { most, got },
        "bad_sign" => BadSign { sign },
    }
    TopicsFault {
        "too_many" => TooMany { most },
        "bad" => Bad { at, topic },
    }
    HandleFault {
        "too_short" => TooShort { least, got },
        "too_long" => TooLong { most, got },
        "bad_sign" => BadSign { sign },
        "bad_start" => BadStart,
        "bad_end" => BadEnd,
        "two_underscores" => TwoUnderscores,
        "reserved" => Reserved,
    }
    LinkFault {
        "empty" => Empty,
        "too_long" => TooLong { most, got },
        "not_web" => NotWeb,
        "user_info" => UserInfo,
        "bad_host" => BadHost,
        "bad_port" => BadPort,
        "bad_sign" => BadSign { sign },
    }
    Advice {
        "too_short" => TooShort { least, got },
        "too_long" => TooLong { most },
        "common" => Common,
        "own" => Own,
        "repeated" => Repeated,
        "sequence" => Sequence,
        "longer" => Longer,
    }
    PictureFault {
        "not_a_picture" => NotAPicture,
        "svg" => Svg,
        "too_many_bytes" => TooManyBytes { most_mb },
        "too_many_pixels" => TooManyPixels { most_megapixels },
        "broken" => Broken,
    }
    TimeFault {
        "no_such_time" => NoSuchTime,
        "no_such_zone" => NoSuchZone,
        "skipped" => Skipped,
        "past" => Past,
        "too_far" => TooFar { most_days },
        "ends_before_it_starts" => EndsBeforeItStarts,
        "too_long" => TooLong { most_hours },
    }
    PollFault {
        "too_few" => TooFew { least },
        "too_many" => TooMany { most },
        "bad_choice" => BadChoice { at, text },
        "twice" => Twice { at },
    }
    Fault {
        "not_allowed" => NotAllowed,
        "no_such_space" => NoSuchSpace,
        "space_ended" => SpaceEnded,
        "not_on_stage" => NotOnStage,
        "no_such_voice" => NoSuchVoice,
        "no_such_person" => NoSuchPerson,
        "already_on_stage" => AlreadyOnStage,
        "stage_full" => StageFull { most },
        "too_many_co_hosts" => TooManyCoHosts { most },
        "not_co_host" => NotCoHost,
        "no_hand" => NoHand,
        "too_many_hands" => TooManyHands { most },
        "not_invited" => NotInvited,
        "too_many_invited" => TooManyInvited { most },
        "hand_needed" => HandNeeded,
        "removed" => Removed,
        "locked" => Locked,
        "not_live_yet" => NotLiveYet,
        "chat_closed" => ChatClosed { chat },
        "bad_line" => BadLine { text },
        "no_such_line" => NoSuchLine,
        "bad_pin" => BadPin { link },
        "too_many_pins" => TooManyPins { most },
        "no_such_pin" => NoSuchPin,
        "bad_poll" => BadPoll { poll },
        "poll_is_open" => PollIsOpen,
        "poll_is_closed" => PollIsClosed,
        "no_such_poll" => NoSuchPoll,
        "no_such_session" => NoSuchSession,
        "replayed" => Replayed,
        "too_many_spaces" => TooManySpaces { most },
        "bad_time" => BadTime { time },
        "too_many_announced" => TooManyAnnounced { most },
        "edited_meanwhile" => EditedMeanwhile { edition },
        "too_early" => TooEarly { opens_at },
        "not_announced" => NotAnnounced,
        "too_many" => TooMany { retry_after_s },
        "pass_refused" => PassRefused,
        "who_are_you" => WhoAreYou,
        "bad_title" => BadTitle { text },
        "bad_name" => BadName { text },
        "bad_description" => BadDescription { text },
        "bad_topics" => BadTopics { topics },
        "bad_language" => BadLanguage,
        "bad_address" => BadAddress,
        "bad_handle" => BadHandle { handle },
        "handle_taken" => HandleTaken,
        "bad_biography" => BadBiography { text },
        "bad_link" => BadLink { at, link },
        "too_many_links" => TooManyLinks { most },
        "weak_password" => WeakPassword { advice },
        "wrong_sign_in" => WrongSignIn,
        "wrong_password" => WrongPassword,
        "not_confirmed" => NotConfirmed,
        "passkey_refused" => PasskeyRefused,
        "passkey_taken" => PasskeyTaken,
        "last_way_in" => LastWayIn,
        "bad_avatar" => BadAvatar { avatar },
        "bad_cover" => BadCover { cover },
        "sign_in_first" => SignInFirst,
        "sign_in_again" => SignInAgain,
        "guests_not_admitted" => GuestsNotAdmitted,
        "blocked" => Blocked,
        "blocking" => Blocking,
        "not_oneself" => NotOneself,
        "may_not_host" => MayNotHost { hosting },
        "bad_policy" => BadPolicy { detail },
        "unreadable" => Unreadable { detail },
    }
}
