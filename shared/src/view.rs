//! What a watcher knows of a space: a snapshot, kept true by folding events into it.

use crate::{
    board::{Pin, Poll},
    caption::{self, Captioning, Segment},
    event::{Class, EndReason, Event},
    handle::Handle,
    id::{AvatarId, PersonId, SpaceId, VoiceId},
    language::Language,
    role::Role,
    stage::{Attendee, Entry, Hand, Speaking},
    talk::{ChatLine, ChatRule, Reactions},
    text::{Description, Name, Term, Title},
    time::UnixMs,
    topic::Topics,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpaceView {
    pub id: SpaceId,
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    #[serde(default, skip_serializing_if = "Topics::is_empty")]
    pub topics: Topics,
    /// The language that is mostly spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default)]
    pub access: Access,
    pub lifecycle: Lifecycle,
    /// A ticket is needed to hear; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticketing: Option<Ticketing>,
    /// Nobody new comes in.
    #[serde(default, skip_serializing_if = "is_false")]
    pub locked: bool,
    /// In the order in which they came on stage.
    pub stage: Vec<Seat>,
    pub listeners: u32,
    /// When the space ends, while nobody in charge is connected.
    pub nobody_in_charge_until: Option<UnixMs>,
    /// Voices on stage whose microphone reaches the relay. Empty below [`Class::Stage`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub microphones: Vec<VoiceId>,
    /// Who may come on stage by themself.
    #[serde(default)]
    pub speaking: Speaking,
    /// Who may write.
    #[serde(default)]
    pub chat_rule: ChatRule,
    /// The last lines of the chat, the newest last; at most [`SpaceView::CHAT_MOST`]. Empty below
    /// [`Class::Holder`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chat: Vec<ChatLine>,
    /// All that were given. Zero below [`Class::Holder`].
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<u32>))]
    pub reactions: Reactions,
    /// At most [`SpaceView::PINS_MOST`]. Empty below [`Class::Holder`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// The last one that was asked. Absent below [`Class::Holder`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
    #[serde(default)]
    pub captioning: Captioning,
    /// What was said last, the newest last; at most [`Segment::MOST`]. Empty below
    /// [`Class::Holder`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Segment>,
    /// Absent below [`Class::Hosts`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<DoorCount>,
    /// Hands that are up, the next one first. Empty below [`Class::Hosts`], as those that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<Hand>,
    /// Who was offered a seat and has not answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<Attendee>,
    /// Who may not come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Attendee>,
    /// Speaker links of other editions were taken back.
    #[serde(default)]
    pub speaker_links: u32,
    /// How names and words are spelt that a recogniser does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// The last acts of order, the newest last; at most [`SpaceView::LOG_MOST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<Entry>,
}

/// Who finds a space, and who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Access {
    /// Whether lists, profiles and search name it; otherwise it is for those who have the link.
    pub listed: bool,
    /// Whether people without an account may listen.
    pub guests: bool,
}

impl Default for Access {
    fn default() -> Self {
        Self { listed: true, guests: true }
    }
}

/// How a space lets people in that sells tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticketing {
    /// Seconds that whoever has no ticket may hear, once; 0 for none.
    pub preview_s: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// The stage meets, and nobody else hears it.
    Backstage {
        since: UnixMs,
    },
    Live {
        since: UnixMs,
    },
    Ended {
        since: UnixMs,
        at: UnixMs,
        reason: EndReason,
    },
}

/// One person's place on stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seat {
    pub voice: VoiceId,
    pub person: PersonId,
    pub name: Name,
    /// Of those who have an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
    pub role: Role,
    pub muted: bool,
    /// Their voice is not turned into words, because they said so.
    #[serde(default, skip_serializing_if = "is_false")]
    pub uncaptioned: bool,
}

/// Whom the relay serves in a space, for those who run it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DoorCount {
    /// Hear the space.
    pub listening: u32,
    /// Look at the page without hearing it.
    pub looking: u32,
}

impl SpaceView {
    /// Names and words whose spelling a host may give.
    pub const TERMS_MOST: usize = 100;

    /// Entries of the log that are kept: an evening's worth, in a snapshot for hosts alone.
    pub const LOG_MOST: usize = 100;

    /// Lines of the chat that whoever comes finds: some screens full.
    pub const CHAT_MOST: usize = 60;

    /// Links that are up at once: what the eye takes in without reading a list.
    pub const PINS_MOST: usize = 3;

    /// Folds one event in. Events of one class, folded in order into that class's snapshot,
    /// give that class's next snapshot.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Seated { seat } => {
                self.stage.retain(|other| other.voice != seat.voice);
                self.stage.push(seat.clone());
            }
            Event::Unseated { voice } => {
                self.stage.retain(|seat| seat.voice != *voice);
                self.microphones.retain(|other| other != voice);
            }
            Event::Muted { voice, .. } => self.set_muted(*voice, true),
            Event::Unmuted { voice } => self.set_muted(*voice, false),
            Event::WentLive { at } => self.lifecycle = Lifecycle::Live { since: *at },
            Event::Locked { locked } => self.locked = *locked,
            Event::Audience { listeners } => self.listeners = *listeners,
            Event::NobodyInCharge { until } => self.nobody_in_charge_until = Some(*until),
            Event::SomebodyInCharge => self.nobody_in_charge_until = None,
            Event::Microphone { voice, connected } => {
                self.microphones.retain(|other| other != voice);
                if *connected {
                    self.microphones.push(*voice);
                }
            }
            Event::Role { voice, role } => {
                if let Some(seat) = self.stage.iter_mut().find(|seat| seat.voice == *voice) {
                    seat.role = *role;
                }
            }
            Event::Speaking { speaking } => self.speaking = *speaking,
            Event::HandRaised { hand } => {
                match self.hands.iter_mut().find(|up| up.of.person == hand.of.person) {
                    Some(up) => *up = hand.clone(),
                    None => self.hands.push(hand.clone()),
                }
            }
            Event::HandPutBack { person } => {
                let at = self.hands.iter().position(|hand| hand.of.person == *person);
                if let Some(at) = at {
                    self.hands[at..].rotate_left(1);
                }
            }
            Event::HandLowered { person } => {
                self.hands.retain(|hand| hand.of.person != *person);
            }
            Event::Invited { who } => put(&mut self.invited, who),
            Event::Uninvited { person } => self.invited.retain(|who| who.person != *person),
            Event::Removed { who } => put(&mut self.removed, who),
            Event::Readmitted { person } => self.removed.retain(|who| who.person != *person),
            Event::Chat { rule } => self.chat_rule = *rule,
            Event::Written { line } => {
                self.chat.push(line.clone());
                let over = self.chat.len().saturating_sub(Self::CHAT_MOST);
                self.chat.drain(..over);
            }
            Event::Unwritten { number } => self.chat.retain(|line| line.number != *number),
            Event::Reacted { given } => {
                for (all, more) in self.reactions.iter_mut().zip(given) {
                    *all = all.saturating_add(*more);
                }
            }
            Event::Pinned { pin } => self.pins.push(pin.clone()),
            Event::Unpinned { number } => self.pins.retain(|pin| pin.number != *number),
            Event::PollAsked { poll } => self.poll = Some(poll.clone()),
            Event::Voted { poll, votes } => {
                if let Some(asked) = self.poll_mut(*poll) {
                    for (choice, votes) in asked.choices.iter_mut().zip(votes) {
                        choice.votes = *votes;
                    }
                }
            }
            Event::PollClosed { poll } => {
                if let Some(asked) = self.poll_mut(*poll) {
                    asked.closed = true;
                }
            }
            Event::PollRemoved { poll } => {
                self.poll.take_if(|asked| asked.number == *poll);
            }
            Event::SpeakerLinks { edition } => self.speaker_links = *edition,
            Event::Logged { entry } => {
                self.log.push(entry.clone());
                let over = self.log.len().saturating_sub(Self::LOG_MOST);
                self.log.drain(..over);
            }
            Event::Captioning { captioning } => self.captioning = *captioning,
            Event::Consented { voice, captioned } => {
                if let Some(seat) = self.stage.iter_mut().find(|seat| seat.voice == *voice) {
                    seat.uncaptioned = !captioned;
                }
            }
            Event::Said { words } => caption::fold(&mut self.captions, words),
            Event::Reworded { segment, text } => {
                let found = self.captions.iter_mut().find(|said| said.number == *segment);
                if let Some(said) = found {
                    said.stable = text.to_string();
                }
            }
            Event::Unsaid { segment } => self.captions.retain(|said| said.number != *segment),
            Event::Terms { terms } => self.terms.clone_from(terms),
            Event::Door { count } => self.door = Some(*count),
            Event::Ended { at, reason } => {
                let since = self.lifecycle.since();
                self.lifecycle = Lifecycle::Ended { since, at: *at, reason: *reason };
                self.nobody_in_charge_until = None;
            }
        }
    }

    /// The same space as a narrower or wider class may see it.
    #[must_use]
    pub fn seen_by(&self, class: Class) -> Self {
        let mut view = self.clone();
        if !class.sees(Class::Holder) {
            view.chat.clear();
            view.reactions = Reactions::default();
            view.pins.clear();
            view.poll = None;
            view.captions.clear();
        }
        if !class.sees(Class::Stage) {
            view.microphones.clear();
        }
        if !class.sees(Class::Hosts) {
            view.door = None;
            view.hands.clear();
            view.invited.clear();
            view.removed.clear();
            view.speaker_links = 0;
            view.terms.clear();
            view.log.clear();
        }
        view
    }

    pub fn seat(&self, voice: VoiceId) -> Option<&Seat> {
        self.stage.iter().find(|seat| seat.voice == voice)
    }

    pub fn seat_of(&self, person: PersonId) -> Option<&Seat> {
        self.stage.iter().find(|seat| seat.person == person)
    }

    /// The hand of a person, if it is up, and its place from 0 on.
    pub fn hand_of(&self, person: PersonId) -> Option<(usize, &Hand)> {
        self.hands.iter().enumerate().find(|(_, hand)| hand.of.person == person)
    }

    pub fn chat_line(&self, number: u32) -> Option<&ChatLine> {
        self.chat.iter().find(|line| line.number == number)
    }

    pub fn is_invited(&self, person: PersonId) -> bool {
        self.invited.iter().any(|who| who.person == person)
    }

    pub fn is_removed(&self, person: PersonId) -> bool {
        self.removed.iter().any(|who| who.person == person)
    }

    fn poll_mut(&mut self, number: u32) -> Option<&mut Poll> {
        self.poll.as_mut().filter(|poll| poll.number == number)
    }

    fn set_muted(&mut self, voice: VoiceId, muted: bool) {
        if let Some(seat) = self.stage.iter_mut().find(|seat| seat.voice == voice) {
            seat.muted = muted;
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn put(list: &mut Vec<Attendee>, who: &Attendee) {
    list.retain(|other| other.person != who.person);
    list.push(who.clone());
}

impl Lifecycle {
    /// When the space went live; before that, when the stage began to meet.
    pub const fn since(&self) -> UnixMs {
        match self {
            Self::Backstage { since } | Self::Live { since } | Self::Ended { since, .. } => *since,
        }
    }

    /// On air: whoever may come in may hear.
    pub const fn is_live(&self) -> bool {
        match self {
            Self::Live { .. } => true,
            Self::Backstage { .. } | Self::Ended { .. } => false,
        }
    }

    pub const fn is_backstage(&self) -> bool {
        match self {
            Self::Backstage { .. } => true,
            Self::Live { .. } | Self::Ended { .. } => false,
        }
    }

    pub const fn is_over(&self) -> bool {
        match self {
            Self::Ended { .. } => true,
            Self::Backstage { .. } | Self::Live { .. } => false,
        }
    }
}
