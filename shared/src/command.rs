//! What a person asks a space to do. Every command is answered: an ack, or a [`crate::fault::Fault`].

use crate::id::VoiceId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Let the audio of a WHEP session flow: `session` is the last part of its Location.
    Listen {
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
    /// Make a person of the audience a speaker.
    BringOnStage {
        person: crate::id::PersonId,
    },
    /// Move a speaker to the audience.
    SendToAudience {
        voice: VoiceId,
    },
    /// Leave the stage, stay in the audience.
    StepDown,
    /// End the space for everyone.
    End,
}
