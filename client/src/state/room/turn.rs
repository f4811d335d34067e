//! What goes into a room, and what comes out of it.

use super::wishes::Wish;
use crate::state::{captions, form::Trouble, hearing, link, speaking, status::Gate};
use causerie_shared::{
    caption::Captioning,
    command::Command,
    fault::Fault,
    id::PersonId,
    role::Role,
    signal::{ClientFrame, Resume},
    stage::Notice,
    view::SpaceView,
};

#[derive(Debug)]
pub enum Input {
    Start,
    Link(link::Input),
    Hearing(hearing::Input),
    Speaking(speaking::Input),
    Captions(captions::Input),
    /// The click, or its key.
    Listen,
    /// The same where the seat listens on another device.
    TakeOver,
    Pause,
    GoLive,
    /// What a page asks for a click.
    Do(Command),
    /// To be on stage: at once where one has a name.
    Ask(Wish),
    /// The name was not said after all.
    AskNoMore,
    /// They have a ticket, and the next pass says so.
    Ticket,
    /// They have none, or it cannot be had.
    NoTicket,
    /// The relay knows more of the person than the socket said: a name, or a speaker link.
    Known,
    /// Whether somebody's voice is heard, by this person alone.
    Hear {
        person: PersonId,
        heard: bool,
    },
    /// Stay muted, though a host asked otherwise.
    StayMuted,
    /// Speak here rather than in the tab that took over.
    TakeBack,
    /// A `play()` was refused for want of a click, or went through.
    Autoplay {
        blocked: bool,
    },
    /// There is no such space; the socket need not ask again.
    NoSuchSpace,
    /// It was over before this page could see it.
    SpaceEnded,
    /// The space is live, and not for this visitor.
    Gated(Gate),
    /// The space as anyone at the door may see it.
    Seen(Box<SpaceView>),
    Hidden,
    Shown,
    /// The window lost the keyboard, and with it the end of a key that is held.
    Blurred,
    Online,
    Leave,
}

/// What others did to this person, in passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    MutedByHost,
    InAudience,
    /// On stage, from something else.
    Became(Role),
    /// What is said on stage is captioned from here on, or kept, and was not before.
    Captioned(Captioning),
}

#[derive(Debug, PartialEq)]
pub enum Effect {
    OpenSocket,
    Greet {
        resume: Option<Resume>,
    },
    Send(ClientFrame),
    CloseSocket,
    /// `warm`: without sound until the socket asks for it.
    ConnectEar {
        warm: bool,
    },
    DropEar,
    Play,
    Silence,
    AskWhoTalks,
    OpenMic,
    CloseMic,
    Publish,
    Unpublish,
    Carry(bool),
    Say(Fault),
    /// How it went with something that has a place of its own on the page.
    Answer {
        command: Command,
        answer: Result<(), Trouble>,
    },
    /// A word to this person alone.
    Tell(Notice),
    Note(Note),
    /// A name is needed first.
    AskName,
    /// The relay could not be asked.
    SayOffline,
    /// Which gate it is that closed.
    AskWhy,
    /// The ticket that one may have.
    FetchTicket,
    /// Behind the gate there is no socket to tell what the space is about.
    Look,
}
