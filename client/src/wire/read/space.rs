//! What travels about spaces: cards, views, events, and the frames of the socket.

use super::{Json, Read};
use causerie_shared::{
    api::{Home, HomeEvent, Pass, PastCard, Problem, SpaceCard, SpaceList},
    event::{Class, EndReason, Event},
    role::Role,
    signal::{Farewell, Me, ServerFrame},
    stage::{Attendee, Deed, Entry, Hand, Notice, Speaking},
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView},
};

fields! {
    Access { listed, guests }
    SpaceList { spaces }
    SpaceCard { id, title, since, topics, language, guests, stage, talking, listeners }
    PastCard { id, title, since, ended, topics, language, stage }
    Home { as_of, followed, live, live_total, topics, past, people }
    Pass { pass, expires_in_s }
    Problem { status, title, detail, code, fault }
    Me { person, role, voice, hand, invited, welcome }
    Attendee { person, name, handle, avatar }
    Hand { of, question, at }
    Entry { at, by, deed, of }
    Seat { voice, person, name, handle, avatar, role, muted }
    DoorCount { listening, looking }
    SpaceView {
        id,
        title,
        description,
        topics,
        language,
        access,
        lifecycle,
        stage,
        listeners,
        nobody_in_charge_until,
        microphones,
        speaking,
        door,
        hands,
        invited,
        removed,
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
        "made_co_host" => MadeCoHost,
        "made_speaker" => MadeSpeaker,
        "handed_over" => HandedOver,
    }
    Notice {
        "asked_to_unmute" => AskedToUnmute,
        "hand_dismissed" => HandDismissed { reason },
        "declined" => Declined { of },
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
        "logged" => Logged { entry },
        "audience" => Audience { listeners },
        "nobody_in_charge" => NobodyInCharge { until },
        "somebody_in_charge" => SomebodyInCharge,
        "microphone" => Microphone { voice, connected },
        "door" => Door { count },
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
    }
}
