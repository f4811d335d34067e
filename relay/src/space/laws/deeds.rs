//! What random people do, and what happens to them.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{START, person};
use crate::space::{Amendment, Input, Recogniser, STAGE_MOST, Utterance};
use causerie_shared::{
    caption::CaptionState,
    command::Command,
    id::VoiceId,
    stage::Speaking,
    talk::{ChatFor, ChatRule, Reaction},
};
use proptest::prelude::*;

/// More than fit on stage.
const PEOPLE: u64 = STAGE_MOST as u64 + 8;
const SESSIONS: u128 = 12;

#[derive(Debug, Clone)]
pub(super) enum Deed {
    Wait(u64),
    Arrive {
        line: u64,
        person: u64,
        named: bool,
    },
    Leave {
        line: u64,
    },
    /// Leaves and comes back on a new line, saying where it stood.
    Return {
        line: u64,
    },
    Do {
        line: u64,
        command: Command,
    },
    Open {
        session: u128,
        person: Option<u64>,
        speak: bool,
        warm: bool,
    },
    Connected {
        session: u128,
    },
    Gone {
        session: u128,
    },
    TakeOver {
        person: u64,
    },
    Expel {
        person: u64,
    },
    StopTicket {
        person: u64,
    },
    AdmitTicket {
        person: u64,
    },
    Recogniser {
        state: usize,
        life: u32,
    },
    Said(Utterance),
    Amend {
        segment: u32,
        taken: bool,
    },
    /// The relay stops, and nothing comes of it.
    Stop,
}

fn command() -> impl Strategy<Value = Command> {
    let voice = || (1u32..40).prop_map(|number| VoiceId::new(number).unwrap());
    let who = || (0..PEOPLE).prop_map(person);
    let session = || (0..SESSIONS).prop_map(|session| format!("{session:032x}"));
    prop_oneof![
        1 => session().prop_map(|session| Command::Listen { session }),
        1 => session().prop_map(|session| Command::TakeOver { session }),
        1 => session().prop_map(|session| Command::Pause { session }),
        2 => session().prop_map(|session| Command::Speak { session }),
        6 => any::<bool>().prop_map(|asks| Command::RaiseHand {
            question: asks.then(|| "Why?".into()),
        }),
        1 => ".{0,300}".prop_map(|text| Command::Write { text }),
        4 => Just(Command::Write { text: "Good evening".into() }),
        1 => (0..8u32).prop_map(|number| Command::Unwrite { number }),
        3 => (0..5usize).prop_map(|at| Command::React { reaction: Reaction::ALL[at] }),
        1 => (0..3usize, 0..700u16).prop_map(|(at, slow_s)| Command::SetChat {
            rule: ChatRule { who: ChatFor::ALL[at], slow_s },
        }),
        1 => Just(Command::GoLive),
        1 => any::<bool>().prop_map(|locked| Command::SetLock { locked }),
        1 => any::<bool>().prop_map(|web| Command::Pin {
            url: if web { "example.org".into() } else { "mailto:a".into() },
            title: "A link".into(),
        }),
        1 => (0..8u32).prop_map(|number| Command::Unpin { number }),
        1 => (0..8usize).prop_map(|many| Command::AskPoll {
            question: "Why?".into(),
            choices: (0..many).map(|at| at.to_string()).collect(),
        }),
        2 => (0..4u32, 0..4u32).prop_map(|(poll, choice)| Command::Vote { poll, choice }),
        1 => (0..4u32).prop_map(|poll| Command::ClosePoll { poll }),
        1 => (0..4u32).prop_map(|poll| Command::RemovePoll { poll }),
        1 => Just(Command::RevokeSpeakerLinks),
        1 => (session(), voice(), any::<bool>())
            .prop_map(|(session, voice, heard)| Command::SetHeard { session, voice, heard }),
        1 => Just(Command::LowerHand),
        2 => Just(Command::ComeOnStage),
        3 => Just(Command::AcceptInvitation),
        1 => Just(Command::DeclineInvitation),
        3 => who().prop_map(|person| Command::Invite { person }),
        1 => who().prop_map(|person| Command::Uninvite { person }),
        1 => who().prop_map(|person| Command::PutBack { person }),
        1 => who().prop_map(|person| Command::DismissHand { person, reason: None }),
        1 => who().prop_map(|person| Command::Remove { person }),
        1 => who().prop_map(|person| Command::Readmit { person }),
        1 => Just(Command::MuteAll),
        1 => voice().prop_map(|voice| Command::AskToUnmute { voice }),
        1 => (0..3usize).prop_map(|at| Command::SetSpeaking { speaking: Speaking::ALL[at] }),
        2 => voice().prop_map(|voice| Command::MakeCoHost { voice }),
        1 => voice().prop_map(|voice| Command::MakeSpeaker { voice }),
        1 => voice().prop_map(|voice| Command::HandOver { voice }),
        1 => Just(Command::Mute),
        1 => Just(Command::Unmute),
        1 => voice().prop_map(|voice| Command::MuteOther { voice }),
        8 => who().prop_map(|person| Command::BringOnStage { person }),
        1 => voice().prop_map(|voice| Command::SendToAudience { voice }),
        1 => Just(Command::StepDown),
        1 => any::<bool>().prop_map(|captioned| Command::SetCaptioned { captioned }),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(wanted, kept)| Command::SetCaptioning { wanted: wanted || kept, kept }),
        1 => (0..120usize).prop_map(|many| Command::SetTerms {
            terms: (0..many).map(|at| format!("Term {at}")).collect(),
        }),
        1 => ".{0,40}".prop_map(|session| Command::Listen { session }),
    ]
}

fn utterance() -> impl Strategy<Value = Utterance> {
    let words = || prop_oneof![Just(""), Just("good evening"), Just(" \u{202e}\u{7} ")];
    (0..4u32, 0..4u64, 1u32..30, words(), words(), any::<bool>()).prop_map(
        |(life, number, voice, stable, tentative, is_final)| Utterance {
            life,
            number,
            voice: VoiceId::new(voice).unwrap(),
            from: START.plus_ms(1000),
            to: START.plus_ms(2000),
            heard: None,
            stable: stable.to_owned(),
            tentative: tentative.to_owned(),
            is_final,
        },
    )
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let lines = 0u64..40;
    prop_oneof![
        3 => (1u64..1000).prop_map(Deed::Wait),
        1 => (1000u64..400_000).prop_map(Deed::Wait),
        6 => (lines.clone(), 0..PEOPLE, any::<bool>())
            .prop_map(|(line, person, named)| Deed::Arrive { line, person, named: named || line > 5 }),
        2 => lines.clone().prop_map(|line| Deed::Leave { line }),
        2 => lines.clone().prop_map(|line| Deed::Return { line }),
        12 => (lines.clone(), command()).prop_map(|(line, command)| Deed::Do { line, command }),
        3 => (0..SESSIONS, proptest::option::of(0..PEOPLE), any::<bool>(), any::<bool>())
            .prop_map(|(session, person, speak, warm)| Deed::Open { session, person, speak, warm }),
        2 => (0..SESSIONS).prop_map(|session| Deed::Connected { session }),
        1 => (0..SESSIONS).prop_map(|session| Deed::Gone { session }),
        1 => (0..PEOPLE).prop_map(|person| Deed::TakeOver { person }),
        // Seldom the host, with whom the space ends.
        1 => (1..PEOPLE).prop_map(|person| Deed::Expel { person }),
        1 => (0..PEOPLE).prop_map(|person| Deed::StopTicket { person }),
        1 => (0..PEOPLE).prop_map(|person| Deed::AdmitTicket { person }),
        1 => Just(Deed::Stop),
        3 => (0..CaptionState::ALL.len(), 0..4u32)
            .prop_map(|(state, life)| Deed::Recogniser { state, life }),
        6 => utterance().prop_map(Deed::Said),
        1 => (1..9u32, any::<bool>()).prop_map(|(segment, taken)| Deed::Amend { segment, taken }),
        // An end now and then, by those who may.
        1 => lines.prop_map(|line| match line {
            0..2 => Deed::Do { line, command: Command::End },
            other => Deed::Leave { line: other },
        }),
    ]
}

pub(super) fn of_captions(deed: &Deed) -> Option<Input> {
    match deed {
        Deed::Recogniser { state, life } => Some(Input::Recogniser(Recogniser {
            state: CaptionState::ALL[*state],
            life: *life,
            ..Recogniser::default()
        })),
        Deed::Said(said) => Some(Input::Said(said.clone())),
        Deed::Amend { segment, taken: true } => {
            Some(Input::Amend(Amendment::Unsaid { segment: *segment }))
        }
        Deed::Amend { segment, taken: false } => {
            let text = "Good evening".parse().unwrap();
            Some(Input::Amend(Amendment::Reworded { segment: *segment, text }))
        }
        _ => None,
    }
}
