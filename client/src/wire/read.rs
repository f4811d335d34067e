//! From JSON to the shared words. What does not read is `None`, whatever is wrong with it.

use super::json::Json;
use causerie_shared::{
    api::{Account, Hosting, Me as Person, Pass, Problem, SpaceCard, SpaceList},
    event::{Class, EndReason, Event},
    fault::Fault,
    handle::Handle,
    id::{AvatarId, PersonId, SpaceId, VoiceId},
    language::Language,
    role::Role,
    signal::{Farewell, Me, ServerFrame},
    text::{Description, Name, TextFault, Title},
    time::UnixMs,
    topic::{Topic, Topics},
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView},
};

pub trait Read: Sized {
    fn read(json: &Json) -> Option<Self>;
}

pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&Json::parse(text)?)
}

impl Json {
    fn field<T: Read>(&self, key: &str) -> Option<T> {
        T::read(self.get(key))
    }

    /// Name and fields of an enum's value, as serde tags them from the outside: a name alone, or
    /// an object of one key.
    fn variant(&self) -> Option<(&str, &Self)> {
        match self {
            Self::Text(name) => Some((name, &Self::Null)),
            Self::Object(pairs) => match pairs.as_slice() {
                [(name, fields)] => Some((name, fields)),
                _ => None,
            },
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) => None,
        }
    }
}

impl Read for u64 {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Number(number) = json { Some(*number) } else { None }
    }
}

macro_rules! smaller {
    ($($number:ty),*) => {$(
        impl Read for $number {
            fn read(json: &Json) -> Option<Self> {
                u64::read(json)?.try_into().ok()
            }
        }
    )*};
}

smaller!(u32, u16, usize);

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        if let Json::Bool(yes) = json { Some(*yes) } else { None }
    }
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.text().map(str::to_owned)
    }
}

/// What is absent or null is `None`; what is there must read.
impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::read(json).map(Some) }
    }
}

/// What is absent is empty.
impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(Self::new()),
            Json::List(values) => values.iter().map(T::read).collect(),
            Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Object(_) => None,
        }
    }
}

macro_rules! parsed {
    ($($word:ty),*) => {$(
        impl Read for $word {
            fn read(json: &Json) -> Option<Self> {
                json.text()?.parse().ok()
            }
        }
    )*};
}

parsed!(SpaceId, PersonId, AvatarId, Title, Name, Description, Topic, Language);

impl Read for Handle {
    fn read(json: &Json) -> Option<Self> {
        Self::existing(json.text()?).ok()
    }
}

impl Read for VoiceId {
    fn read(json: &Json) -> Option<Self> {
        Self::new(u32::read(json)?)
    }
}

impl Read for UnixMs {
    fn read(json: &Json) -> Option<Self> {
        u64::read(json).map(Self)
    }
}

impl Read for Role {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text()? {
            "guest" => Self::Guest,
            "listener" => Self::Listener,
            "speaker" => Self::Speaker,
            "co_host" => Self::CoHost,
            "host" => Self::Host,
            _ => return None,
        })
    }
}

impl Read for Class {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text()? {
            "public" => Self::Public,
            "holder" => Self::Holder,
            "stage" => Self::Stage,
            "hosts" => Self::Hosts,
            _ => return None,
        })
    }
}

impl Read for EndReason {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.text()? {
            "by_host" => Self::ByHost,
            "nobody_in_charge" => Self::NobodyInCharge,
            _ => return None,
        })
    }
}

/// Structs whose fields stand under their own names.
macro_rules! fields {
    ($($word:ident { $($field:ident),* })*) => {$(
        impl Read for $word {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: json.field(stringify!($field))?),* })
            }
        }
    )*};
}

fields! {
    Person { person, name, account, hosting }
    Account { handle, avatar, is_administrator }
    Access { listed, guests }
    SpaceList { spaces }
    SpaceCard { id, title, since, topics, language, guests, stage, talking, listeners }
    Pass { pass, expires_in_s }
    Problem { status, title, detail, code, fault }
    Me { person, role, voice }
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
        door
    }
}

impl Read for Topics {
    fn read(json: &Json) -> Option<Self> {
        Self::of(Vec::<String>::read(json)?).ok()
    }
}

impl Read for Hosting {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        Some(match name {
            "allowed" => Self::Allowed,
            "account_needed" => {
                Self::AccountNeeded { followers_needed: json.field("followers_needed")? }
            }
            "followers_needed" => Self::FollowersNeeded {
                followers: json.field("followers")?,
                needed: json.field("needed")?,
            },
            "not_named" => Self::NotNamed,
            _ => return None,
        })
    }
}

impl Read for Lifecycle {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        let since = json.field("since")?;
        Some(match name {
            "live" => Self::Live { since },
            "ended" => Self::Ended { since, at: json.field("at")?, reason: json.field("reason")? },
            _ => return None,
        })
    }
}

impl Read for Event {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        let voice = || json.field("voice");
        Some(match name {
            "seated" => Self::Seated { seat: json.field("seat")? },
            "unseated" => Self::Unseated { voice: voice()? },
            "muted" => Self::Muted { voice: voice()?, by_host: json.field("by_host")? },
            "unmuted" => Self::Unmuted { voice: voice()? },
            "audience" => Self::Audience { listeners: json.field("listeners")? },
            "nobody_in_charge" => Self::NobodyInCharge { until: json.field("until")? },
            "somebody_in_charge" => Self::SomebodyInCharge,
            "microphone" => {
                Self::Microphone { voice: voice()?, connected: json.field("connected")? }
            }
            "door" => Self::Door { count: json.field("count")? },
            "ended" => Self::Ended { at: json.field("at")?, reason: json.field("reason")? },
            _ => return None,
        })
    }
}

impl Read for ServerFrame {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        let (seq, id) = (|| json.field("seq"), || json.field("id"));
        Some(match name {
            "snapshot" => Self::Snapshot {
                epoch: json.field("epoch")?,
                class: json.field("class")?,
                seq: seq()?,
                view: json.field("view")?,
            },
            "resumed" => Self::Resumed { seq: seq()? },
            "event" => Self::Event { seq: seq()?, event: json.field("event")? },
            "me" => Self::Me { me: json.field("me")? },
            "ack" => Self::Ack { id: id()? },
            "refused" => Self::Refused { id: id()?, fault: json.field("fault")? },
            "farewell" => Self::Farewell { reason: json.field("reason")? },
            _ => return None,
        })
    }
}

impl Read for Farewell {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        Some(match name {
            "restart" => Self::Restart { spread_ms: json.field("spread_ms")? },
            "too_slow" => Self::TooSlow,
            "too_fast" => Self::TooFast,
            "unreadable" => Self::Unreadable,
            "taken_over" => Self::TakenOver,
            "ended" => Self::Ended,
            "not_admitted" => Self::NotAdmitted,
            _ => return None,
        })
    }
}

impl Read for TextFault {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        Some(match name {
            "empty" => Self::Empty,
            "too_long" => Self::TooLong { most: json.field("most")?, got: json.field("got")? },
            _ => return None,
        })
    }
}

impl Read for Fault {
    fn read(json: &Json) -> Option<Self> {
        let (name, json) = json.variant()?;
        Some(match name {
            "not_allowed" => Self::NotAllowed,
            "no_such_space" => Self::NoSuchSpace,
            "space_ended" => Self::SpaceEnded,
            "not_on_stage" => Self::NotOnStage,
            "no_such_voice" => Self::NoSuchVoice,
            "no_such_person" => Self::NoSuchPerson,
            "already_on_stage" => Self::AlreadyOnStage,
            "stage_full" => Self::StageFull { most: json.field("most")? },
            "no_such_session" => Self::NoSuchSession,
            "too_many" => Self::TooMany { retry_after_s: json.field("retry_after_s")? },
            "pass_refused" => Self::PassRefused,
            "who_are_you" => Self::WhoAreYou,
            "bad_title" => Self::BadTitle { text: json.field("text")? },
            "bad_name" => Self::BadName { text: json.field("text")? },
            "unreadable" => Self::Unreadable { detail: json.field("detail")? },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Debug;

    fn same<T: Read + serde::Serialize + PartialEq + Debug>(value: T) {
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(read::<T>(&text), Some(value), "{text}");
    }

    fn voice() -> VoiceId {
        VoiceId::new(7).unwrap()
    }

    fn seat(role: Role) -> Seat {
        let name = "Élise \"É\" 🎹".parse().unwrap();
        Seat {
            voice: voice(),
            person: PersonId::from_bits(u128::MAX / 3),
            name,
            handle: role.on_stage().then(|| "elise".parse().unwrap()),
            avatar: role.in_charge().then(|| AvatarId::from_bits(4)),
            role,
            muted: true,
        }
    }

    fn view(lifecycle: Lifecycle) -> SpaceView {
        SpaceView {
            id: SpaceId::from_bits(9),
            title: "Late songs".parse().unwrap(),
            description: "At \"ten\"".parse().ok(),
            topics: Topics::of(["Piano", "Late night"]).unwrap(),
            language: "fr".parse().ok(),
            access: Access { listed: true, guests: false },
            lifecycle,
            stage: Role::ALL.map(seat).to_vec(),
            listeners: 3,
            nobody_in_charge_until: Some(UnixMs(5)),
            microphones: vec![voice()],
            door: Some(DoorCount { listening: 1, looking: 2 }),
        }
    }

    fn faults() -> Vec<Fault> {
        let text = TextFault::TooLong { most: 120, got: 10_000 };
        vec![
            Fault::NotAllowed,
            Fault::NoSuchSpace,
            Fault::SpaceEnded,
            Fault::NotOnStage,
            Fault::NoSuchVoice,
            Fault::NoSuchPerson,
            Fault::AlreadyOnStage,
            Fault::StageFull { most: 12 },
            Fault::NoSuchSession,
            Fault::TooMany { retry_after_s: 9 },
            Fault::PassRefused,
            Fault::WhoAreYou,
            Fault::BadTitle { text },
            Fault::BadName { text: TextFault::Empty },
            Fault::Unreadable { detail: "a\nb".into() },
        ]
    }

    #[test]
    fn every_fault_reads_as_the_relay_writes_it() {
        faults().into_iter().for_each(same);
    }

    #[test]
    fn every_event_reads_as_the_relay_writes_it() {
        let events = [
            Event::Seated { seat: seat(Role::Host) },
            Event::Unseated { voice: voice() },
            Event::Muted { voice: voice(), by_host: true },
            Event::Unmuted { voice: voice() },
            Event::Audience { listeners: 8 },
            Event::NobodyInCharge { until: UnixMs(1) },
            Event::SomebodyInCharge,
            Event::Microphone { voice: voice(), connected: false },
            Event::Door { count: DoorCount::default() },
            Event::Ended { at: UnixMs(2), reason: EndReason::NobodyInCharge },
        ];
        for event in events {
            same(ServerFrame::Event { seq: u64::MAX, event });
        }
    }

    #[test]
    fn every_frame_reads_as_the_relay_writes_it() {
        let (since, at) = (UnixMs(1), UnixMs(2));
        for class in Class::ALL {
            let view = view(Lifecycle::Live { since }).seen_by(class);
            same(ServerFrame::Snapshot { epoch: u64::MAX, class, seq: 1, view });
        }
        same(view(Lifecycle::Ended { since, at, reason: EndReason::ByHost }));
        same(ServerFrame::Resumed { seq: 4 });
        same(ServerFrame::Ack { id: 4 });
        same(ServerFrame::Refused { id: 4, fault: Fault::NotAllowed });
        for voice in [None, Some(voice())] {
            let me = Me { person: PersonId::from_bits(1), role: Role::CoHost, voice };
            same(ServerFrame::Me { me });
        }
        for reason in [
            Farewell::Restart { spread_ms: 2_000 },
            Farewell::TooSlow,
            Farewell::TooFast,
            Farewell::Unreadable,
            Farewell::TakenOver,
            Farewell::Ended,
            Farewell::NotAdmitted,
        ] {
            same(ServerFrame::Farewell { reason });
        }
    }

    #[test]
    fn every_body_reads_as_the_relay_writes_it() {
        for hosting in [
            Hosting::Allowed,
            Hosting::AccountNeeded { followers_needed: 600 },
            Hosting::FollowersNeeded { followers: 452, needed: 600 },
            Hosting::NotNamed,
        ] {
            same(Person { person: None, name: None, account: None, hosting: hosting.clone() });
            let handle = "ada".parse().unwrap();
            let account = Account { handle, avatar: None, is_administrator: true };
            let (person, name) = (Some(PersonId::from_bits(3)), "Ada".parse().ok());
            same(Person { person, name, account: Some(account), hosting });
        }
        let card = SpaceCard {
            id: SpaceId::from_bits(1),
            title: "T".parse().unwrap(),
            since: UnixMs(3),
            topics: Topics::default(),
            language: "en".parse().ok(),
            guests: true,
            stage: vec![seat(Role::Speaker)],
            talking: vec![voice()],
            listeners: 2,
        };
        same(SpaceList { spaces: vec![card] });
        for fault in faults().into_iter().map(Some).chain([None]) {
            let (title, detail, code) = ("t".into(), "d".into(), "c".into());
            same(Problem { status: 409, title, detail, code, fault });
        }
    }

    #[test]
    fn a_field_that_the_relay_adds_later_is_passed_over() {
        let text = r#"{"ack":{"id":4,"news":{"a":[1.5e3,-2]}}}"#;
        assert_eq!(read(text), Some(ServerFrame::Ack { id: 4 }));
    }
}
