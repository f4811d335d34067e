//! What a person asks a space to do. Every command is answered: an ack, or a [`crate::fault::Fault`].
//! What somebody typed travels as they typed it, so that the answer can say what is wrong with it.

use crate::{
    id::{PersonId, VoiceId},
    stage::Speaking,
    talk::{ChatRule, Reaction},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Let the audio of a WHEP session flow: `session` is the last part of its Location.
    Listen {
        session: String,
    },
    /// The same where a ticket's seat listens on another device: from here on it listens here, and not
    /// there.
    TakeOver {
        session: String,
    },
    /// Stop the audio, keep the connection warm.
    Pause {
        session: String,
    },
    /// This tab's microphone is a WHIP session: `session` is the last part of its Location. Said
    /// again after every reconnection, it keeps whoever speaks from hearing themself in this tab.
    Speak {
        session: String,
    },
    Mute,
    Unmute,
    /// Silence somebody else. Only they can unmute.
    MuteOther {
        voice: VoiceId,
    },
    /// Silence everybody on stage but oneself and the other hosts.
    MuteAll,
    /// Ask somebody to speak up. Only they can unmute.
    AskToUnmute {
        voice: VoiceId,
    },
    /// Ask for a seat, in the order in which hands go up. Raised again, it keeps its place and has
    /// the newer question.
    RaiseHand {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<String>,
    },
    LowerHand,
    /// Take a seat, where the rule about speaking allows it or a speaker link does.
    ComeOnStage,
    /// Take the seat that one was invited to.
    AcceptInvitation,
    DeclineInvitation,
    /// Give a seat to somebody whose hand is up.
    BringOnStage {
        person: PersonId,
    },
    /// Let a hand wait behind all others.
    PutBack {
        person: PersonId,
    },
    /// Put somebody's hand down. They are told.
    DismissHand {
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Offer a seat to somebody of the audience.
    Invite {
        person: PersonId,
    },
    /// Take an invitation back.
    Uninvite {
        person: PersonId,
    },
    /// Move a speaker to the audience.
    SendToAudience {
        voice: VoiceId,
    },
    /// Show somebody out, from stage or audience. They cannot come back to this space.
    Remove {
        person: PersonId,
    },
    /// Let somebody come back who was removed.
    Readmit {
        person: PersonId,
    },
    SetSpeaking {
        speaking: Speaking,
    },
    /// Write a line for everybody inside.
    Write {
        text: String,
    },
    /// Take a line back: an own one, or anybody's for those who run the space.
    Unwrite {
        number: u32,
    },
    React {
        reaction: Reaction,
    },
    SetChat {
        rule: ChatRule,
    },
    /// Put a link up for everybody inside.
    Pin {
        url: String,
        title: String,
    },
    Unpin {
        number: u32,
    },
    /// Ask everybody inside. What was typed travels raw.
    AskPoll {
        question: String,
        choices: Vec<String>,
    },
    /// Answer, or answer otherwise; `choice` counts from 0.
    Vote {
        poll: u32,
        choice: u32,
    },
    /// Let the result stand.
    ClosePoll {
        poll: u32,
    },
    RemovePoll {
        poll: u32,
    },
    /// Whether an ear of one's own hears a voice: for oneself alone.
    SetHeard {
        session: String,
        voice: VoiceId,
        heard: bool,
    },
    /// Let no speaker link work that was given out so far.
    RevokeSpeakerLinks,
    MakeCoHost {
        voice: VoiceId,
    },
    /// Make a speaker of a co-host.
    MakeSpeaker {
        voice: VoiceId,
    },
    /// Let a co-host be the host, and be a co-host oneself.
    HandOver {
        voice: VoiceId,
    },
    /// Open the doors of a space that meets backstage: the audience hears it from here on.
    GoLive,
    /// Whether one's own voice is turned into words. Declined, it is not even decoded.
    SetCaptioned {
        captioned: bool,
    },
    /// Whether people are captioned here, and whether the words are kept.
    SetCaptioning {
        wanted: bool,
        kept: bool,
    },
    /// How names and words are spelt that a recogniser does not know. What was typed travels raw.
    SetTerms {
        terms: Vec<String>,
    },
    /// Let nobody new in, or let them in again.
    SetLock {
        locked: bool,
    },
    /// Leave the stage, stay in the audience.
    StepDown,
    /// End the space for everyone.
    End,
}
