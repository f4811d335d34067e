//! What travels about spaces: cards, views, events, and the frames of the socket.

use super::{Json, Read};
use causerie_shared::{
    api::{AudienceList, Home, HomeEvent, Pass, PastCard, Problem, SpaceCard, SpaceList},
    board::{Pin, Poll, Tally, Vote},
    event::{Class, EndReason, Event},
    role::Role,
    signal::{Farewell, Me, ServerFrame},
    stage::{Attendee, Deed, Entry, Hand, Notice, Speaking},
    talk::{ChatFor, ChatLine, ChatRule, Reactions},
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView, Ticketing},
};

/// What is absent is the rule that a new space has.
impl Read for ChatRule {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null {
            return Some(Self::default());
        }
        Some(Self { who: json.field("for")?, slow_s: json.field("slow_s")? })
    }
}

/// What is absent is none.
impl Read for Reactions {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null {
            return Some(Self::default());
        }
        Vec::<u32>::read(json)?.try_into().ok()
    }
}

fields! {
    Access { listed, guests }
    SpaceList { spaces }
    AudienceList { people, total }
    SpaceCard { id, title, since, topics, language, guests, stage, talking, listeners }
    PastCard { id, title, since, ended, topics, language, stage }
    Home { as_of, followed, live, live_total, topics, past, people }
    Pass { pass, expires_in_s }
    Problem { status, title, detail, code, fault }
    Me { person, role, voice, hand, invited, vote, welcome }
    Vote { poll, choice }
    Pin { number, url, title }
    Tally { words, votes }
    Poll { number, question, choices, closed }
    Attendee { person, name, handle, avatar }
    Hand { of, question, at }
    Entry { at, by, deed, of }
    ChatLine { number, by, text, at }
    Seat { voice, person, name, handle, avatar, role, muted, uncaptioned }
    DoorCount { listening, looking }
    Ticketing { preview_s }
    SpaceView {
        id,
        title,
        description,
        topics,
        language,
        access,
        lifecycle,
        ticketing,
        locked,
        stage,
        listeners,
        nobody_in_charge_until,
        microphones,
        speaking,
        chat_rule,
        chat,
        reactions,
        pins,
        poll,
        captioning,
        captions,
        door,
        hands,
        invited,
        removed,
        speaker_links,
        terms,
        log
    }
}

variants! {
    Role {
        "guest" => Guest,
        "listener" => Listener,
        "speaker" => Speaker,
        "co_host" => CoHost,
        "host" => Host,
    }
    ChatFor {
        "nobody" => Nobody,
        "everyone" => Everyone,
        "followers" => Followers,
    }
    Speaking {
        "everyone" => Everyone,
        "followed" => Followed,
        "invited" => Invited,
    }
    Deed {
        "muted" => Muted,
        "muted_all" => MutedAll,
        "brought_on_stage" => BroughtOnStage,
        "dismissed_hand" => DismissedHand,
        "invited" => Invited,
        "sent_to_audience" => SentToAudience,
        "removed" => Removed,
        "readmitted" => Readmitted,
        "set_speaking" => SetSpeaking { speaking },
        "set_chat" => SetChat { rule },
        "took_line_out" => TookLineOut,
        "set_captioning" => SetCaptioning { wanted, kept },
        "set_terms" => SetTerms,
        "made_co_host" => MadeCoHost,
        "made_speaker" => MadeSpeaker,
        "handed_over" => HandedOver,
        "locked" => Locked,
        "unlocked" => Unlocked,
        "went_live" => WentLive,
        "pinned" => Pinned,
        "unpinned" => Unpinned,
        "asked_poll" => AskedPoll,
        "closed_poll" => ClosedPoll,
        "revoked_speaker_links" => RevokedSpeakerLinks,
        "put_back" => PutBack,
        "uninvited" => Uninvited,
        "asked_to_unmute" => AskedToUnmute,
        "readmitted_for_room" => ReadmittedForRoom,
        "blocked" => Blocked,
        "removed_poll" => RemovedPoll,
    }
    Notice {
        "asked_to_unmute" => AskedToUnmute,
        "hand_dismissed" => HandDismissed { reason },
        "declined" => Declined { of },
        "heard_elsewhere" => HeardElsewhere,
        "ticket_stopped" => TicketStopped,
        "preview_over" => PreviewOver,
    }
    Class {
        "public" => Public,
        "holder" => Holder,
        "stage" => Stage,
        "hosts" => Hosts,
    }
    EndReason {
        "by_host" => ByHost,
        "nobody_in_charge" => NobodyInCharge,
    }
    HomeEvent {
        "now" => Now { live_total, as_of },
        "changed" => Changed { cards, gone, live_total },
    }
    Lifecycle {
        "backstage" => Backstage { since },
        "live" => Live { since },
        "ended" => Ended { since, at, reason },
    }
    Event {
        "seated" => Seated { seat },
        "unseated" => Unseated { voice },
        "muted" => Muted { voice, by_host },
        "unmuted" => Unmuted { voice },
        "role" => Role { voice, role },
        "speaking" => Speaking { speaking },
        "hand_raised" => HandRaised { hand },
        "hand_put_back" => HandPutBack { person },
        "hand_lowered" => HandLowered { person },
        "invited" => Invited { who },
        "uninvited" => Uninvited { person },
        "removed" => Removed { who },
        "readmitted" => Readmitted { person },
        "chat" => Chat { rule },
        "written" => Written { line },
        "unwritten" => Unwritten { number },
        "reacted" => Reacted { given },
        "speaker_links" => SpeakerLinks { edition },
        "logged" => Logged { entry },
        "pinned" => Pinned { pin },
        "unpinned" => Unpinned { number },
        "poll_asked" => PollAsked { poll },
        "voted" => Voted { poll, votes },
        "poll_closed" => PollClosed { poll },
        "poll_removed" => PollRemoved { poll },
        "went_live" => WentLive { at },
        "locked" => Locked { locked },
        "audience" => Audience { listeners },
        "nobody_in_charge" => NobodyInCharge { until },
        "somebody_in_charge" => SomebodyInCharge,
        "microphone" => Microphone { voice, connected },
        "door" => Door { count },
        "captioning" => Captioning { captioning },
        "consented" => Consented { voice, captioned },
        "said" => Said { words },
        "reworded" => Reworded { segment, text },
        "unsaid" => Unsaid { segment },
        "terms" => Terms { terms },
        "ended" => Ended { at, reason },
    }
    ServerFrame {
        "snapshot" => Snapshot { epoch, class, seq, view },
        "resumed" => Resumed { seq },
        "event" => Event { seq, event },
        "me" => Me { me },
        "ack" => Ack { id },
        "refused" => Refused { id, fault },
        "notice" => Notice { notice },
        "farewell" => Farewell { reason },
    }
    Farewell {
        "restart" => Restart { spread_ms },
        "too_slow" => TooSlow,
        "too_fast" => TooFast,
        "unreadable" => Unreadable,
        "taken_over" => TakenOver,
        "ended" => Ended,
        "not_admitted" => NotAdmitted,
        "removed" => Removed,
        "locked" => Locked,
    }
}
