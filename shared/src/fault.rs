//! Refusals: values for the person who asked, with a stable code and words that say what to do.

use crate::{
    announcement::TimeFault,
    api::Hosting,
    board::PollFault,
    handle::HandleFault,
    link::LinkFault,
    password::Advice,
    talk::ChatFor,
    text::{LinesFault, TextFault},
    ticket_fault::TicketFault,
    time::UnixMs,
    topic::TopicsFault,
};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The role of the person does not allow it.
    NotAllowed,
    NoSuchSpace,
    SpaceEnded,
    NotOnStage,
    NoSuchVoice,
    NoSuchPerson,
    AlreadyOnStage,
    StageFull {
        most: usize,
    },
    /// As many are co-hosts as can be.
    TooManyCoHosts {
        most: usize,
    },
    /// This is for co-hosts: make them one first.
    NotCoHost,
    /// Their hand is not up; they can be invited.
    NoHand,
    TooManyHands {
        most: usize,
    },
    NotInvited,
    /// As many invitations as can be have no answer yet.
    TooManyInvited {
        most: usize,
    },
    /// The rule about speaking asks for a raised hand.
    HandNeeded,
    /// A host has shown the person out.
    Removed,
    /// A host lets nobody new in.
    Locked,
    /// The stage meets, and the audience waits.
    NotLiveYet,
    /// The rule about writing keeps this person quiet.
    ChatClosed {
        chat: ChatFor,
    },
    /// A line, a question or a reason that does not fit.
    BadLine {
        text: TextFault,
    },
    /// The line went out of the chat already, or was never in it.
    NoSuchLine,
    BadPin {
        link: LinkFault,
    },
    /// More names and words than a list of spellings holds.
    TooManyTerms {
        most: usize,
    },
    TooManyPins {
        most: usize,
    },
    NoSuchPin,
    BadPoll {
        poll: PollFault,
    },
    /// One poll at a time: close the other first.
    PollIsOpen,
    /// Its result stands.
    PollIsClosed,
    /// Another one took its place, or it was removed.
    NoSuchPoll,
    NoSuchSession,
    /// A frame with an id that is not greater than those before it on its socket.
    Replayed,
    /// As many spaces of one host are on air as can be.
    TooManySpaces {
        most: usize,
    },
    /// When a space is to begin or to end, or by which clocks.
    BadTime {
        time: TimeFault,
    },
    /// As many spaces of one host are to come as can be.
    TooManyAnnounced {
        most: u32,
    },
    /// Another edit came first: of it, `edition` is the newest.
    EditedMeanwhile {
        edition: u32,
    },
    /// It may begin from `opens_at` on.
    TooEarly {
        opens_at: UnixMs,
    },
    /// It has begun, was cancelled, or nobody began it in time.
    NotAnnounced,
    /// Too many sessions, spaces or requests from one place; `retry_after_s` says when to try again.
    TooMany {
        retry_after_s: u32,
    },
    /// A door pass that is expired, forged, or for another door.
    PassRefused,
    /// A name is needed first.
    WhoAreYou,
    BadTitle {
        text: TextFault,
    },
    BadName {
        text: TextFault,
    },
    BadDescription {
        text: LinesFault,
    },
    BadTopics {
        topics: TopicsFault,
    },
    /// Not one of the languages that a space can be in.
    BadLanguage,
    /// No e-mail address.
    BadAddress,
    BadHandle {
        handle: HandleFault,
    },
    /// Somebody has the handle, or one that looks the same.
    HandleTaken,
    BadBiography {
        text: LinesFault,
    },
    /// One of a profile's links, counted from 0.
    BadLink {
        at: usize,
        link: LinkFault,
    },
    TooManyLinks {
        most: usize,
    },
    WeakPassword {
        advice: Advice,
    },
    /// Unknown handle, or wrong password or code: which of them, nobody is told.
    WrongSignIn,
    /// Asked for one's own password again, and it was not that.
    WrongPassword,
    /// What was typed to confirm is not one's own handle.
    NotConfirmed,
    /// A passkey's answer that does not hold, or came too late.
    PasskeyRefused,
    /// The passkey belongs to an account already.
    PasskeyTaken,
    /// Without it nobody could sign in any more.
    LastWayIn,
    BadAvatar {
        avatar: PictureFault,
    },
    BadCover {
        cover: PictureFault,
    },
    /// An account is needed for this.
    SignInFirst,
    /// Signed in too long ago for what hands the account over or ends it.
    SignInAgain,
    /// The space is for people with an account.
    GuestsNotAdmitted,
    /// Somebody in charge there has blocked the person.
    Blocked,
    /// The person has blocked the one whom they want to follow.
    Blocking,
    NotOneself,
    /// The rule of this relay about who may host.
    MayNotHost {
        hosting: Hosting,
    },
    BadPolicy {
        detail: String,
    },
    /// Of selling, buying and entering; its code is that of [`TicketFault::code`].
    Ticket {
        ticket: TicketFault,
    },
    /// A request that is not what its door reads; `detail` says what was expected.
    Unreadable {
        detail: String,
    },
}

/// Why a picture was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PictureFault {
    /// Not PNG, JPEG, WebP or GIF.
    NotAPicture,
    /// A drawing, which may hold programs.
    Svg,
    TooManyBytes {
        most_mb: u32,
    },
    TooManyPixels {
        most_megapixels: u32,
    },
    Broken,
}

impl fmt::Display for PictureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPicture => {
                f.write_str("this is not a picture that can be read; use a PNG, JPEG, WebP or GIF")
            }
            Self::Svg => {
                f.write_str("SVG drawings can hold programs; export it as PNG and use that")
            }
            Self::TooManyBytes { most_mb } => {
                write!(f, "this file is larger than {most_mb} MB; make it smaller")
            }
            Self::TooManyPixels { most_megapixels } => {
                write!(f, "this has more than {most_megapixels} megapixels; make it smaller")
            }
            Self::Broken => f.write_str("this picture is damaged; try another copy of it"),
        }
    }
}

impl From<TicketFault> for Fault {
    fn from(ticket: TicketFault) -> Self {
        Self::Ticket { ticket }
    }
}

impl Fault {
    /// The field of a form that it is about, as the body of the request calls it.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadTitle { .. } => Some("title"),
            Self::BadName { .. } | Self::WhoAreYou => Some("name"),
            Self::BadDescription { .. } => Some("description"),
            Self::BadTopics { .. } => Some("topics"),
            Self::BadLanguage => Some("language"),
            Self::BadAddress => Some("address"),
            Self::BadHandle { .. } | Self::HandleTaken | Self::NotConfirmed => Some("handle"),
            Self::BadBiography { .. } => Some("biography"),
            Self::BadLink { .. } | Self::TooManyLinks { .. } => Some("links"),
            Self::WeakPassword { .. } | Self::WrongPassword => Some("password"),
            Self::BadAvatar { .. } => Some("avatar"),
            Self::BadCover { .. } => Some("cover"),
            Self::BadTime { time: TimeFault::NoSuchZone } => Some("zone"),
            Self::BadTime { time: TimeFault::EndsBeforeItStarts | TimeFault::TooLong { .. } } => {
                Some("ends")
            }
            Self::BadTime { .. } => Some("starts"),
            Self::BadPolicy { .. } => Some("policy"),
            Self::Ticket { ticket } => ticket.field(),
            Self::NotAllowed
            | Self::NoSuchSpace
            | Self::SpaceEnded
            | Self::NotOnStage
            | Self::NoSuchVoice
            | Self::NoSuchPerson
            | Self::AlreadyOnStage
            | Self::StageFull { .. }
            | Self::TooManyCoHosts { .. }
            | Self::NotCoHost
            | Self::NoHand
            | Self::TooManyHands { .. }
            | Self::NotInvited
            | Self::TooManyInvited { .. }
            | Self::HandNeeded
            | Self::Removed
            | Self::Locked
            | Self::NotLiveYet
            | Self::ChatClosed { .. }
            | Self::BadLine { .. }
            | Self::NoSuchLine
            | Self::BadPin { .. }
            | Self::TooManyTerms { .. }
            | Self::TooManyPins { .. }
            | Self::NoSuchPin
            | Self::BadPoll { .. }
            | Self::PollIsOpen
            | Self::PollIsClosed
            | Self::NoSuchPoll
            | Self::NoSuchSession
            | Self::Replayed
            | Self::TooManySpaces { .. }
            | Self::TooManyAnnounced { .. }
            | Self::EditedMeanwhile { .. }
            | Self::TooEarly { .. }
            | Self::NotAnnounced
            | Self::TooMany { .. }
            | Self::PassRefused
            | Self::WrongSignIn
            | Self::PasskeyRefused
            | Self::PasskeyTaken
            | Self::LastWayIn
            | Self::SignInFirst
            | Self::SignInAgain
            | Self::GuestsNotAdmitted
            | Self::Blocked
            | Self::Blocking
            | Self::NotOneself
            | Self::MayNotHost { .. }
            | Self::Unreadable { .. } => None,
        }
    }

    /// Stable across versions, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NoSuchSpace => "no_such_space",
            Self::SpaceEnded => "space_ended",
            Self::NotOnStage => "not_on_stage",
            Self::NoSuchVoice => "no_such_voice",
            Self::NoSuchPerson => "no_such_person",
            Self::AlreadyOnStage => "already_on_stage",
            Self::StageFull { .. } => "stage_full",
            Self::TooManyCoHosts { .. } => "too_many_co_hosts",
            Self::NotCoHost => "not_co_host",
            Self::NoHand => "no_hand",
            Self::TooManyHands { .. } => "too_many_hands",
            Self::NotInvited => "not_invited",
            Self::TooManyInvited { .. } => "too_many_invited",
            Self::HandNeeded => "hand_needed",
            Self::Removed => "removed",
            Self::Locked => "locked",
            Self::NotLiveYet => "not_live_yet",
            Self::ChatClosed { .. } => "chat_closed",
            Self::BadLine { .. } => "bad_line",
            Self::NoSuchLine => "no_such_line",
            Self::BadPin { .. } => "bad_pin",
            Self::TooManyTerms { .. } => "too_many_terms",
            Self::TooManyPins { .. } => "too_many_pins",
            Self::NoSuchPin => "no_such_pin",
            Self::BadPoll { .. } => "bad_poll",
            Self::PollIsOpen => "poll_is_open",
            Self::PollIsClosed => "poll_is_closed",
            Self::NoSuchPoll => "no_such_poll",
            Self::NoSuchSession => "no_such_session",
            Self::Replayed => "replayed",
            Self::TooManySpaces { .. } => "too_many_spaces",
            Self::BadTime { .. } => "bad_time",
            Self::TooManyAnnounced { .. } => "too_many_announced",
            Self::EditedMeanwhile { .. } => "edited_meanwhile",
            Self::TooEarly { .. } => "too_early",
            Self::NotAnnounced => "not_announced",
            Self::TooMany { .. } => "too_many",
            Self::PassRefused => "pass_refused",
            Self::WhoAreYou => "who_are_you",
            Self::BadTitle { .. } => "bad_title",
            Self::BadName { .. } => "bad_name",
            Self::BadDescription { .. } => "bad_description",
            Self::BadTopics { .. } => "bad_topics",
            Self::BadLanguage => "bad_language",
            Self::BadAddress => "bad_address",
            Self::BadHandle { .. } => "bad_handle",
            Self::HandleTaken => "handle_taken",
            Self::BadBiography { .. } => "bad_biography",
            Self::BadLink { .. } => "bad_link",
            Self::TooManyLinks { .. } => "too_many_links",
            Self::WeakPassword { .. } => "weak_password",
            Self::WrongSignIn => "wrong_sign_in",
            Self::WrongPassword => "wrong_password",
            Self::NotConfirmed => "not_confirmed",
            Self::PasskeyRefused => "passkey_refused",
            Self::PasskeyTaken => "passkey_taken",
            Self::LastWayIn => "last_way_in",
            Self::BadAvatar { .. } => "bad_avatar",
            Self::BadCover { .. } => "bad_cover",
            Self::SignInFirst => "sign_in_first",
            Self::SignInAgain => "sign_in_again",
            Self::GuestsNotAdmitted => "guests_not_admitted",
            Self::Blocked => "blocked",
            Self::Blocking => "blocking",
            Self::NotOneself => "not_oneself",
            Self::MayNotHost { .. } => "may_not_host",
            Self::Ticket { ticket } => ticket.code(),
            Self::BadPolicy { .. } => "bad_policy",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed => {
                f.write_str("your role in this space does not allow that; ask a host")
            }
            Self::NoSuchSpace => f.write_str("there is no such space; check the link"),
            Self::SpaceEnded => f.write_str("this space has ended"),
            Self::NotOnStage => f.write_str("you are not on stage; ask a host to bring you up"),
            Self::NoSuchVoice => f.write_str("nobody on stage has that voice; they may have left"),
            Self::NoSuchPerson => f.write_str("nobody of that name is here; they may have left"),
            Self::AlreadyOnStage => f.write_str("they are on stage already"),
            Self::StageFull { most } => {
                write!(f, "the stage is full with {most} people; somebody must step down first")
            }
            Self::TooManyCoHosts { most } => {
                write!(
                    f,
                    "there are {most} co-hosts, and no more can be; make a speaker of one first"
                )
            }
            Self::NotCoHost => f.write_str("they are no co-host; make them one first"),
            Self::NoHand => f.write_str("their hand is not up any more; invite them instead"),
            Self::TooManyHands { most } => {
                write!(f, "{most} hands are up; raise yours when some have gone down")
            }
            Self::NotInvited => f.write_str("this invitation is not there any more; ask a host"),
            Self::TooManyInvited { most } => {
                write!(
                    f,
                    "{most} people are invited, and no more can be; take an invitation back first"
                )
            }
            Self::HandNeeded => f.write_str("raise your hand; a host brings you on stage"),
            Self::Removed => f.write_str("a host has shown you out of this space"),
            Self::Locked => {
                f.write_str("this space is locked: nobody new comes in until a host opens it again")
            }
            Self::NotLiveYet => f.write_str("this space is not live yet; it begins by itself"),
            Self::ChatClosed { chat: ChatFor::Followers } => {
                f.write_str("those write here who follow the host; follow them, and come in again")
            }
            Self::ChatClosed { chat: ChatFor::Nobody | ChatFor::Everyone } => {
                f.write_str("the chat is closed; a host opens it")
            }
            Self::Ticket { ticket } => ticket.fmt(f),
            Self::BadLine { text } => text.fmt(f),
            Self::NoSuchLine => f.write_str("this line is not in the chat any more"),
            Self::BadPin { link } => write!(f, "link: {link}"),
            Self::TooManyTerms { most } => {
                write!(f, "a space keeps the spelling of {most} names and words; take some out")
            }
            Self::TooManyPins { most } => {
                write!(f, "{most} links are up, and no more fit; take one down first")
            }
            Self::NoSuchPin => f.write_str("this link is not up any more"),
            Self::BadPoll { poll } => write!(f, "poll: {poll}"),
            Self::PollIsOpen => f.write_str("a poll is open; close it before you ask another"),
            Self::PollIsClosed => f.write_str("this poll is closed; its result stands"),
            Self::NoSuchPoll => f.write_str("this poll is not there any more"),
            Self::NoSuchSession => {
                f.write_str("this audio connection is gone; connect again to go on")
            }
            Self::Replayed => f.write_str(
                "this came before and was not done again; give each command a greater id",
            ),
            Self::TooManySpaces { most } => {
                write!(f, "{most} of your spaces are on air, and no more can be; end one first")
            }
            Self::BadTime { time } => write!(f, "time: {time}"),
            Self::TooManyAnnounced { most } => {
                write!(f, "{most} of your spaces are to come, and no more can be; cancel one first")
            }
            Self::EditedMeanwhile { .. } => f.write_str(
                "somebody changed this while you did; look at what it says, then save yours again",
            ),
            Self::TooEarly { .. } => f.write_str("a space begins at most 15 minutes early"),
            Self::NotAnnounced => {
                f.write_str("this space is not to come any more: it began, or was called off")
            }
            Self::TooMany { retry_after_s } => {
                write!(f, "too many at once from here; try again in {retry_after_s} seconds")
            }
            Self::PassRefused => f.write_str("this door pass has expired; ask for a new one"),
            Self::WhoAreYou => f.write_str("say your name first"),
            Self::BadTitle { text } => write!(f, "title: {text}"),
            Self::BadName { text } => write!(f, "name: {text}"),
            Self::BadDescription { text } => write!(f, "description: {text}"),
            Self::BadTopics { topics } => write!(f, "topics: {topics}"),
            Self::BadAddress => {
                f.write_str("address: this is no e-mail address; one looks like ada@example.org")
            }
            Self::BadLanguage => f.write_str("language: choose one of the list, or none"),
            Self::BadHandle { handle } => write!(f, "handle: {handle}"),
            Self::HandleTaken => f.write_str(
                "handle: somebody has this one, or one that looks the same; choose another",
            ),
            Self::BadBiography { text } => write!(f, "biography: {text}"),
            Self::BadLink { at, link } => write!(f, "link {}: {link}", at.saturating_add(1)),
            Self::TooManyLinks { most } => write!(f, "links: at most {most} fit"),
            Self::WeakPassword { advice } => write!(f, "password: {advice}"),
            Self::WrongSignIn => f.write_str(
                "this handle and this password or code do not belong together; check both",
            ),
            Self::WrongPassword => f.write_str("password: this is not your present one"),
            Self::NotConfirmed => f.write_str("handle: type your own handle to confirm"),
            Self::PasskeyRefused => f.write_str(
                "this passkey was not accepted, or the request took too long; try once more",
            ),
            Self::PasskeyTaken => f.write_str("this passkey belongs to an account already"),
            Self::LastWayIn => f.write_str(
                "this is the only way into your account; add a password or another passkey first",
            ),
            Self::BadAvatar { avatar } => write!(f, "picture: {avatar}"),
            Self::BadCover { cover } => write!(f, "cover: {cover}"),
            Self::SignInFirst => f.write_str("sign in first"),
            Self::SignInAgain => f.write_str(
                "you signed in a while ago; for this, sign in again to show that it is you",
            ),
            Self::GuestsNotAdmitted => {
                f.write_str("this space is for people with an account; sign in to listen")
            }
            Self::Blocked => f.write_str("they have blocked you, so this is not open to you"),
            Self::Blocking => f.write_str("you have blocked them; unblock them first"),
            Self::NotOneself => f.write_str("this works with other people only"),
            Self::MayNotHost { hosting } => hosting.fmt(f),
            Self::BadPolicy { detail } => write!(f, "policy: {detail}"),
            Self::Unreadable { detail } => f.write_str(detail),
        }
    }
}

impl std::error::Error for Fault {}
