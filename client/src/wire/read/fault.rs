//! Refusals, and what exactly is wrong with what was typed.

use super::{Json, Read};
use causerie_shared::{
    announcement::TimeFault,
    board::PollFault,
    fault::{Fault, PictureFault},
    handle::HandleFault,
    link::LinkFault,
    money::PriceFault,
    password::Advice,
    text::{LinesFault, TextFault},
    ticket_fault::TicketFault,
    topic::{TopicFault, TopicsFault},
};
use std::cell::Cell;

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
    PriceFault {
        "not_a_number" => NotANumber,
        "too_fine" => TooFine { digits },
        "too_low" => TooLow { least, currency },
        "too_high" => TooHigh { most, currency },
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
        "too_many_terms" => TooManyTerms { most },
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
        "ticket" => Ticket { ticket },
    }
}

thread_local! {
    /// How the program reads the refusals that only pages of tickets meet. Others have no such pages, nor
    /// words for it.
    static SHOP: Cell<fn(&Json) -> Option<TicketFault>> = const { Cell::new(|_| None) };
}

/// From here on all that is said about tickets is read.
pub fn read_shop_faults() {
    SHOP.set(shop);
}

impl Read for TicketFault {
    fn read(json: &Json) -> Option<Self> {
        door(json).or_else(|| SHOP.get()(json))
    }
}

/// What the door of a space refuses.
fn door(json: &Json) -> Option<TicketFault> {
    variant!(json as TicketFault {
        "needed" => Needed,
        "refused" => Refused,
        "door_shut" => DoorShut,
        "heard_elsewhere" => HeardElsewhere,
        "preview_over" => PreviewOver,
    })
}

fn shop(json: &Json) -> Option<TicketFault> {
    variant!(json as TicketFault {
        "no_such_currency" => NoSuchCurrency,
        "currency_not_settled" => CurrencyNotSettled,
        "currency_stays" => CurrencyStays,
        "no_tiers" => NoTiers,
        "too_many_tiers" => TooManyTiers { most },
        "bad_tier_name" => BadTierName { at, text },
        "bad_price" => BadPrice { at, price },
        "too_few" => TooFew { at, least },
        "too_many" => TooMany { at, most },
        "is_sold" => IsSold,
        "bad_opens" => BadOpens { time },
        "bad_closes" => BadCloses { time },
        "closes_before_it_opens" => ClosesBeforeItOpens,
        "preview_too_long" => PreviewTooLong { most_s },
        "refund_too_early" => RefundTooEarly { most_min },
        "too_many_codes" => TooManyCodes { most },
        "bad_code" => BadCode { at },
        "bad_percent" => BadPercent { at },
        "bad_uses" => BadUses { at, least },
        "not_sold" => NotSold,
        "not_yet" => NotYet { opens_at },
        "closed" => Closed,
        "called_off" => CalledOff,
        "no_such_tier" => NoSuchTier,
        "sold_out" => SoldOut,
        "code_refused" => CodeRefused,
        "one_each" => OneEach,
        "no_such_order" => NoSuchOrder,
        "hold_over" => HoldOver,
        "given_back" => GivenBack,
        "same_tier_name" => SameTierName { at },
        "opens_too_late" => OpensTooLate,
        "host_needs_none" => HostNeedsNone,
        "no_payout_account" => NoPayoutAccount,
        "provider_away" => ProviderAway,
        "payment_under_way" => PaymentUnderWay,
        "no_such_card" => NoSuchCard,
        "payment_over" => PaymentOver,
        "no_such_ticket" => NoSuchTicket,
        "too_late_to_return" => TooLateToReturn,
        "too_late_to_transfer" => TooLateToTransfer,
        "transfer_once" => TransferOnce,
        "they_have_one" => TheyHaveOne,
        "seats_left" => SeatsLeft,
    })
}
