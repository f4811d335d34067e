//! Whatever serde writes is read, for every variant.

mod tickets;

use super::*;
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, Friends, Invitation, Reply, TimeFault},
    api::{
        Account, AudienceList, Home, HomeEvent, Hosting, Me as Person, PastCard, Problem,
        SpaceCard, SpaceList,
    },
    board::{Pin, Poll, PollFault, Tally, Vote},
    caption::{CaptionState, Captioning, Heard, Segment, Speaker, Words},
    caption_style::{
        CaptionStyle, Colour, Edge, Layout, Measure, Paint, Position, Preset, Typeface,
    },
    event::{Class, EndReason, Event},
    fault::{Fault, PictureFault},
    handle::HandleFault,
    link::LinkFault,
    notification::{Address, Notification, NotificationList, Occasion, Reminding, Unread},
    password::Advice,
    people::{
        AccountSettings, PasskeyCard, PersonCard, PersonList, Profile, RecoveryCodes, Related,
        Relation, SessionCard, Welcome,
    },
    role::Role,
    signal::{Farewell, Me, ServerFrame},
    stage::{Attendee, Deed, Entry, Hand, Notice, Speaking},
    talk::{ChatFor, ChatLine, ChatRule},
    text::{LinesFault, TextFault},
    ticket_fault::TicketFault,
    topic::{TopicFault, TopicsFault},
    transcript::{Said, Transcript},
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView, Ticketing},
};
use std::fmt::Debug;

fn same<T: Read + serde::Serialize + PartialEq + Debug>(value: T) {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(read::<T>(&text), Some(value), "{text}");
}

/// For what holds secrets and so has no `Debug`.
fn same_secret<T: Read + serde::Serialize>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    let back = read::<T>(&text).map(|back| serde_json::to_string(&back).unwrap());
    assert_eq!(back, Some(text));
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
        uncaptioned: role.in_charge(),
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
        ticketing: Some(Ticketing { preview_s: 30 }),
        locked: true,
        stage: Role::ALL.map(seat).to_vec(),
        listeners: 3,
        nobody_in_charge_until: Some(UnixMs(5)),
        microphones: vec![voice()],
        speaking: Speaking::Followed,
        chat_rule: ChatRule { who: ChatFor::Followers, slow_s: 15 },
        chat: vec![line()],
        reactions: [1, 0, u32::MAX, 0, 2],
        pins: vec![pin()],
        poll: Some(poll(false)),
        captioning: captioning(CaptionState::Delayed),
        captions: vec![segment(false), segment(true)],
        door: Some(DoorCount { listening: 1, looking: 2 }),
        hands: vec![hand(false), hand(true)],
        invited: vec![attendee(true)],
        removed: vec![attendee(false)],
        speaker_links: 3,
        terms: vec!["Kübler-Ross".parse().unwrap()],
        log: vec![entry(Deed::MutedAll, false), entry(Deed::Muted, true)],
    }
}

fn captioning(state: CaptionState) -> Captioning {
    Captioning { state, wanted: state.is_on(), kept: !state.is_on(), days: 30 }
}

fn heard(with: bool) -> Option<Heard> {
    with.then_some(Heard { slot: 2, timestamp: u32::MAX })
}

fn segment(with: bool) -> Segment {
    let said = |words: &str| if with { words.to_owned() } else { String::new() };
    Segment {
        number: 7,
        voice: voice(),
        by: Speaker { person: PersonId::from_bits(5), name: "Élise".parse().unwrap() },
        revision: 2,
        from_ms: 1,
        to_ms: u64::MAX,
        heard: heard(with),
        stable: said("Good \"evening\""),
        tentative: said("everyb"),
        is_final: with,
    }
}

fn words(with: bool) -> Words {
    let Segment { number, voice, by, revision, from_ms, to_ms, stable, tentative, .. } =
        segment(with);
    let by = with.then_some(by);
    let (heard, is_final) = (heard(with), with);
    Words { number, voice, by, revision, from_ms, to_ms, heard, stable, tentative, is_final }
}

fn pin() -> Pin {
    let url = "https://example.org/a".parse().unwrap();
    Pin { number: 2, url, title: "A \"link\"".parse().unwrap() }
}

fn poll(closed: bool) -> Poll {
    let choice = |words: &str| Tally { words: words.parse().unwrap(), votes: 3 };
    let choices = vec![choice("Yes"), choice("N\"o")];
    Poll { number: 1, question: "Once more?".parse().unwrap(), choices, closed }
}

fn attendee(with: bool) -> Attendee {
    Attendee {
        person: PersonId::from_bits(6),
        name: "Élise".parse().unwrap(),
        handle: with.then(|| "elise".parse().unwrap()),
        avatar: with.then(|| AvatarId::from_bits(4)),
    }
}

fn entry(deed: Deed, with: bool) -> Entry {
    let name = || "Élise".parse().unwrap();
    Entry { at: UnixMs(8), by: name(), deed, of: with.then(name) }
}

fn deeds() -> [Deed; 30] {
    [
        Deed::Muted,
        Deed::MutedAll,
        Deed::BroughtOnStage,
        Deed::DismissedHand,
        Deed::Invited,
        Deed::SentToAudience,
        Deed::Removed,
        Deed::Readmitted,
        Deed::SetSpeaking { speaking: Speaking::Everyone },
        Deed::SetChat { rule: ChatRule::default() },
        Deed::TookLineOut,
        Deed::MadeCoHost,
        Deed::MadeSpeaker,
        Deed::HandedOver,
        Deed::Locked,
        Deed::Unlocked,
        Deed::WentLive,
        Deed::Pinned,
        Deed::Unpinned,
        Deed::AskedPoll,
        Deed::ClosedPoll,
        Deed::RevokedSpeakerLinks,
        Deed::PutBack,
        Deed::Uninvited,
        Deed::AskedToUnmute,
        Deed::ReadmittedForRoom,
        Deed::Blocked,
        Deed::RemovedPoll,
        Deed::SetCaptioning { wanted: true, kept: false },
        Deed::SetTerms,
    ]
}

fn line() -> ChatLine {
    let text = "Good \"evening\"".parse().unwrap();
    ChatLine { number: 4, by: attendee(true), text, at: UnixMs(8) }
}

fn hand(with: bool) -> Hand {
    let question = with.then(|| "Why \"now\"?".parse().unwrap());
    Hand { of: attendee(with), question, at: UnixMs(8) }
}

fn hostings() -> [Hosting; 4] {
    [
        Hosting::Allowed,
        Hosting::AccountNeeded { followers_needed: 600 },
        Hosting::FollowersNeeded { followers: 452, needed: 600 },
        Hosting::NotNamed,
    ]
}

/// All of them, which a program with every page reads.
fn faults() -> Vec<Fault> {
    super::fault::read_shop_faults();
    let (most, got, least, sign) = (120, 10_000, 3, 'é');
    let text = TextFault::TooLong { most, got };
    let lines = [
        LinesFault::Empty,
        LinesFault::TooLong { most, got },
        LinesFault::TooManyLines { most, got },
    ];
    let topics = [
        TopicFault::Empty,
        TopicFault::TooShort { least, got },
        TopicFault::TooLong { most, got },
        TopicFault::BadSign { sign },
    ];
    let handles = [
        HandleFault::TooShort { least, got },
        HandleFault::TooLong { most, got },
        HandleFault::BadSign { sign: '\u{202e}' },
        HandleFault::BadStart,
        HandleFault::BadEnd,
        HandleFault::TwoUnderscores,
        HandleFault::Reserved,
    ];
    let links = [
        LinkFault::Empty,
        LinkFault::TooLong { most, got },
        LinkFault::NotWeb,
        LinkFault::UserInfo,
        LinkFault::BadHost,
        LinkFault::BadPort,
        LinkFault::BadSign { sign: '"' },
    ];
    let advices = [
        Advice::TooShort { least, got },
        Advice::TooLong { most },
        Advice::Common,
        Advice::Own,
        Advice::Repeated,
        Advice::Sequence,
        Advice::Longer,
    ];
    let avatars = [
        PictureFault::NotAPicture,
        PictureFault::Svg,
        PictureFault::TooManyBytes { most_mb: 8 },
        PictureFault::TooManyPixels { most_megapixels: 32 },
        PictureFault::Broken,
    ];
    let polls = [
        PollFault::TooFew { least },
        PollFault::TooMany { most },
        PollFault::BadChoice { at: 1, text },
        PollFault::Twice { at: 1 },
    ];
    let times = [
        TimeFault::NoSuchTime,
        TimeFault::NoSuchZone,
        TimeFault::Skipped,
        TimeFault::Past,
        TimeFault::TooFar { most_days: 30 },
        TimeFault::EndsBeforeItStarts,
        TimeFault::TooLong { most_hours: 24 },
    ];
    let mut faults = vec![
        Fault::NotAllowed,
        Fault::NoSuchSpace,
        Fault::SpaceEnded,
        Fault::NotOnStage,
        Fault::NoSuchVoice,
        Fault::NoSuchPerson,
        Fault::AlreadyOnStage,
        Fault::StageFull { most: 12 },
        Fault::TooManyCoHosts { most },
        Fault::NotCoHost,
        Fault::NoHand,
        Fault::TooManyHands { most },
        Fault::NotInvited,
        Fault::TooManyInvited { most },
        Fault::HandNeeded,
        Fault::Removed,
        Fault::ChatClosed { chat: ChatFor::Followers },
        Fault::BadLine { text },
        Fault::NoSuchLine,
        Fault::Locked,
        Fault::NotLiveYet,
        Fault::BadPin { link: LinkFault::NotWeb },
        Fault::TooManyPins { most },
        Fault::TooManyTerms { most },
        Fault::NoSuchPin,
        Fault::PollIsOpen,
        Fault::PollIsClosed,
        Fault::NoSuchPoll,
        Fault::TooManySpaces { most },
        Fault::NoSuchSession,
        Fault::Replayed,
        Fault::TooManyAnnounced { most: 10 },
        Fault::EditedMeanwhile { edition: 3 },
        Fault::TooEarly { opens_at: UnixMs(7) },
        Fault::NotAnnounced,
        Fault::TooMany { retry_after_s: 9 },
        Fault::PassRefused,
        Fault::WhoAreYou,
        Fault::BadTitle { text },
        Fault::BadName { text: TextFault::Empty },
        Fault::BadTopics { topics: TopicsFault::TooMany { most } },
        Fault::BadLanguage,
        Fault::BadAddress,
        Fault::HandleTaken,
        Fault::TooManyLinks { most },
        Fault::WrongSignIn,
        Fault::WrongPassword,
        Fault::NotConfirmed,
        Fault::PasskeyRefused,
        Fault::PasskeyTaken,
        Fault::LastWayIn,
        Fault::SignInFirst,
        Fault::SignInAgain,
        Fault::GuestsNotAdmitted,
        Fault::Blocked,
        Fault::Blocking,
        Fault::NotOneself,
        Fault::BadPolicy { detail: "followers".into() },
        Fault::Unreadable { detail: "a\nb".into() },
    ];
    faults.extend(lines.map(|text| Fault::BadDescription { text }));
    faults.extend(lines.map(|text| Fault::BadBiography { text }));
    faults
        .extend(topics.map(|topic| Fault::BadTopics { topics: TopicsFault::Bad { at: 2, topic } }));
    faults.extend(handles.map(|handle| Fault::BadHandle { handle }));
    faults.extend(links.map(|link| Fault::BadLink { at: 3, link }));
    faults.extend(advices.map(|advice| Fault::WeakPassword { advice }));
    faults.extend(times.map(|time| Fault::BadTime { time }));
    faults.extend(polls.map(|poll| Fault::BadPoll { poll }));
    faults.extend(avatars.map(|avatar| Fault::BadAvatar { avatar }));
    faults.extend(avatars.map(|cover| Fault::BadCover { cover }));
    faults.extend(hostings().map(|hosting| Fault::MayNotHost { hosting }));
    faults.extend(TicketFault::each().into_iter().map(Fault::from));
    faults
}

fn card() -> SpaceCard {
    SpaceCard {
        id: SpaceId::from_bits(1),
        title: "T".parse().unwrap(),
        since: UnixMs(3),
        topics: Topics::of(["Piano"]).unwrap(),
        language: "en".parse().ok(),
        guests: true,
        stage: vec![seat(Role::Speaker)],
        talking: vec![voice()],
        listeners: 2,
    }
}

fn past() -> PastCard {
    PastCard {
        id: SpaceId::from_bits(2),
        title: "P".parse().unwrap(),
        since: UnixMs(3),
        ended: UnixMs(9),
        topics: Topics::default(),
        language: None,
        stage: vec![seat(Role::Host)],
    }
}

fn person(full: bool) -> PersonCard {
    PersonCard {
        id: PersonId::from_bits(8),
        handle: "ada_l".parse().unwrap(),
        name: "Ada".parse().unwrap(),
        avatar: full.then(|| AvatarId::from_bits(5)),
        biography: full.then(|| "Poet\nand pilot".parse().unwrap()),
        followers: 1204,
        following: 3,
    }
}

fn me(hosting: Hosting, with_account: bool) -> Person {
    let account = Account {
        handle: "ada".parse().unwrap(),
        avatar: with_account.then(|| AvatarId::from_bits(6)),
        is_administrator: true,
    };
    Person {
        person: with_account.then(|| PersonId::from_bits(3)),
        name: if with_account { "Ada".parse().ok() } else { None },
        account: with_account.then_some(account),
        hosting,
    }
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
        Event::Role { voice: voice(), role: Role::CoHost },
        Event::HandRaised { hand: hand(true) },
        Event::HandPutBack { person: PersonId::from_bits(6) },
        Event::HandLowered { person: PersonId::from_bits(6) },
        Event::Invited { who: attendee(true) },
        Event::Uninvited { person: PersonId::from_bits(6) },
        Event::Removed { who: attendee(false) },
        Event::Readmitted { person: PersonId::from_bits(6) },
        Event::Written { line: line() },
        Event::Unwritten { number: 4 },
        Event::Reacted { given: [0, 1, 2, 3, 4] },
        Event::Pinned { pin: pin() },
        Event::Unpinned { number: 2 },
        Event::PollAsked { poll: poll(true) },
        Event::Voted { poll: 1, votes: vec![4, 0] },
        Event::PollClosed { poll: 1 },
        Event::PollRemoved { poll: 1 },
        Event::SpeakerLinks { edition: 4 },
        Event::WentLive { at: UnixMs(3) },
        Event::Locked { locked: true },
        Event::Audience { listeners: 8 },
        Event::NobodyInCharge { until: UnixMs(1) },
        Event::SomebodyInCharge,
        Event::Microphone { voice: voice(), connected: false },
        Event::Door { count: DoorCount::default() },
        Event::Consented { voice: voice(), captioned: false },
        Event::Reworded { segment: 7, text: "Good \"evening\"".parse().unwrap() },
        Event::Unsaid { segment: u32::MAX },
        Event::Terms { terms: vec!["Zoë".parse().unwrap()] },
        Event::Terms { terms: Vec::new() },
        Event::Ended { at: UnixMs(2), reason: EndReason::NobodyInCharge },
    ];
    let rules = Speaking::ALL.map(|speaking| Event::Speaking { speaking });
    let chat = ChatFor::ALL.map(|who| Event::Chat { rule: ChatRule { who, slow_s: 0 } });
    let log = deeds().map(|deed| Event::Logged { entry: entry(deed, true) });
    let states = CaptionState::ALL.map(|state| Event::Captioning { captioning: captioning(state) });
    let said = [false, true].map(|with| Event::Said { words: words(with) });
    let all = events.into_iter().chain(rules).chain(chat).chain(log);
    for event in all.chain(states).chain(said) {
        same(ServerFrame::Event { seq: u64::MAX, event });
    }
}

#[test]
fn every_frame_reads_as_the_relay_writes_it() {
    let (since, at) = (UnixMs(1), UnixMs(2));
    for class in Class::ALL {
        let view = Box::new(view(Lifecycle::Live { since }).seen_by(class));
        same(ServerFrame::Snapshot { epoch: u64::MAX, class, seq: 1, view });
    }
    same(view(Lifecycle::Backstage { since }));
    same(view(Lifecycle::Ended { since, at, reason: EndReason::ByHost }));
    same(ServerFrame::Resumed { seq: 4 });
    same(ServerFrame::Ack { id: 4 });
    same(ServerFrame::Refused { id: 4, fault: Fault::NotAllowed });
    for with in [false, true] {
        same(ServerFrame::Me {
            me: Me {
                person: PersonId::from_bits(1),
                role: Role::CoHost,
                voice: with.then(voice),
                hand: with.then_some(3),
                invited: with,
                vote: with.then_some(Vote { poll: 1, choice: 0 }),
                welcome: !with,
            },
        });
        let reason = with.then(|| "Later".parse().unwrap());
        same(ServerFrame::Notice { notice: Notice::HandDismissed { reason } });
    }
    for notice in
        [Notice::AskedToUnmute, Notice::HeardElsewhere, Notice::TicketStopped, Notice::PreviewOver]
    {
        same(ServerFrame::Notice { notice });
    }
    same(ServerFrame::Notice { notice: Notice::Declined { of: "Élise".parse().unwrap() } });
    for reason in [
        Farewell::Restart { spread_ms: 2_000 },
        Farewell::TooSlow,
        Farewell::TooFast,
        Farewell::Unreadable,
        Farewell::TakenOver,
        Farewell::Ended,
        Farewell::NotAdmitted,
        Farewell::Removed,
        Farewell::Locked,
    ] {
        same(ServerFrame::Farewell { reason });
    }
}

#[test]
fn every_body_about_spaces_reads_as_the_relay_writes_it() {
    same(SpaceList { spaces: vec![card()] });
    same(AudienceList { people: vec![attendee(true), attendee(false)], total: 80 });
    for with in [false, true] {
        same(Home {
            as_of: UnixMs(9),
            followed: if with { vec![card()] } else { vec![] },
            live: vec![card()],
            live_total: 2_000,
            topics: if with { vec!["Late night".parse().unwrap()] } else { vec![] },
            past: if with { vec![past()] } else { vec![] },
            people: if with { vec![person(true)] } else { vec![] },
        });
    }
    same(HomeEvent::Now { live_total: 3, as_of: UnixMs(4) });
    same(HomeEvent::Changed {
        cards: vec![card()],
        gone: vec![SpaceId::from_bits(4)],
        live_total: 1,
    });
    for fault in faults().into_iter().map(Some).chain([None]) {
        let (title, detail, code) = ("t".into(), "d".into(), "c".into());
        same(Problem { status: 409, title, detail, code, fault });
    }
}

#[test]
fn every_body_about_people_reads_as_the_relay_writes_it() {
    for with in [false, true] {
        for hosting in hostings() {
            same(me(hosting, with));
        }
        let relation = Relation { is_self: with, follows: !with, followed_by: with, blocks: !with };
        same(Profile {
            person: person(with),
            links: if with { vec!["https://example.org/a".parse().unwrap()] } else { vec![] },
            joined: UnixMs(1),
            relation,
            live: vec![card()],
            past: vec![past()],
        });
        same(Related { relation, followers: u64::MAX, following: 0 });
        let after = with.then(|| "next \"page\"".to_owned());
        same(PersonList { people: vec![person(with)], after });
        same(AccountSettings {
            profile: person(with),
            links: vec![],
            has_password: with,
            passkeys: vec![PasskeyCard {
                id: IdentityId::from_bits(1),
                label: "My phone".into(),
                created_at: UnixMs(1),
                used_at: with.then_some(UnixMs(2)),
            }],
            recovery_codes_left: 8,
            sessions: vec![SessionCard {
                id: SignInId::from_bits(2),
                browser: "Firefox on Linux".into(),
                created_at: UnixMs(1),
                seen_at: UnixMs(2),
                is_this: with,
            }],
            blocked: vec![person(true)],
        });
    }
    let recovery_codes = vec!["abcd-efgh".to_owned()];
    same_secret(&Welcome {
        me: me(Hosting::Allowed, true),
        recovery_codes: recovery_codes.clone(),
    });
    same_secret(&RecoveryCodes { recovery_codes });
}

#[test]
fn every_announcement_reads() {
    let states = [
        Coming::Draft,
        Coming::Announced,
        Coming::Begun,
        Coming::Missed,
        Coming::Cancelled { reason: None },
        Coming::Cancelled { reason: "Ill".parse().ok() },
    ];
    let guests = [Reply::Awaited, Reply::Accepted, Reply::Declined];
    let guests = guests.map(|reply| Invitation { of: attendee(true), role: Role::CoHost, reply });
    let announcement = |with: bool, state: Coming| Announcement {
        id: SpaceId::from_bits(1),
        host: attendee(with),
        title: "Talk".parse().unwrap(),
        description: with.then(|| "Two".parse().unwrap()),
        topics: Topics::of(["Jazz"]).unwrap(),
        language: if with { "en".parse().ok() } else { None },
        access: Access { listed: with, guests: !with },
        starts_at: UnixMs(1),
        ends_at: with.then_some(UnixMs(2)),
        zone: "Europe/Paris".parse().unwrap(),
        starts: "2026-12-01T20:30".into(),
        ends: with.then(|| "2026-12-01T21:30".into()),
        state,
        edition: 3,
        changed_at: UnixMs(4),
        cover: with.then(|| CoverId::from_bits(9)),
        going: 7,
        reminder_min: with.then_some(10),
        invitations: if with { guests.to_vec() } else { Vec::new() },
        friends: with.then(|| Friends { people: vec![attendee(with)], total: 3 }),
        ticketed: with,
    };
    for state in states {
        same(state.clone());
        let announcements =
            vec![announcement(true, state.clone()), announcement(false, state.clone())];
        let after = (state == Coming::Missed).then(|| "1.2".to_owned());
        same(AnnouncementList { announcements, after });
    }
}

#[test]
fn every_notification_reads() {
    let told = Occasion::ALL.map(|of| Notification {
        of,
        host: (of == Occasion::Live).then(|| "Ada".parse().unwrap()),
        reason: (of == Occasion::Cancelled).then(|| "Ill".parse().unwrap()),
        space: SpaceId::from_bits(1),
        title: "Talk".parse().unwrap(),
        starts_at: UnixMs(1),
        at: UnixMs(2),
        read: of == Occasion::Soon,
    });
    same(NotificationList { notifications: told.into(), unread: 4 });
    same(Unread { unread: 4 });
    let none = Reminding {
        lead_min: 10,
        devices: Vec::new(),
        push_key: "BLn9".into(),
        has_mail: false,
        address: None,
        calendar: None,
    };
    same(none.clone());
    let address = Some(Address { address: "ada@example.org".into(), is_confirmed: true });
    let (devices, calendar) = (vec!["9f86".to_owned()], Some("/x".to_owned()));
    same(Reminding { devices, address, calendar, has_mail: true, ..none });
}

#[test]
fn every_caption_style_reads_and_is_written_as_serde_has_it() {
    let mut styles = Preset::ALL.map(|preset| preset.of(CaptionStyle::STANDARD)).to_vec();
    for (at, edge) in Edge::ALL.iter().enumerate() {
        styles.push(CaptionStyle {
            shown: at % 2 == 0,
            layout: Layout::ALL[at],
            position: Position::ALL[at],
            typeface: Typeface::ALL[at + 1],
            size_percent: Measure::new(300),
            colour: Paint::Chosen(Colour([0, 9, 255])),
            edge: *edge,
            names: at % 2 == 1,
            ..CaptionStyle::STANDARD
        });
    }
    for style in styles {
        same(style);
        let written = crate::wire::caption_style(style);
        assert_eq!(serde_json::from_str::<CaptionStyle>(&written).unwrap(), style, "{written}");
    }
    assert_eq!(read("{}"), Some(CaptionStyle::STANDARD));
    assert_eq!(read::<CaptionStyle>("[]"), None);
    assert_eq!(read(r#"{"edge":"sharp","later":[1]}"#), Some(CaptionStyle::STANDARD));
}

#[test]
fn every_transcript_reads() {
    let line = |with: bool| Said {
        number: 3,
        voice: voice(),
        person: PersonId::from_bits(5),
        name: "Élise".parse().unwrap(),
        from_ms: 61_500,
        to_ms: 62_000,
        text: "Good \"evening\"".parse().unwrap(),
        edited: with,
        own: with,
    };
    for with in [false, true] {
        same(Transcript {
            space: SpaceId::from_bits(9),
            title: "Late songs".parse().unwrap(),
            since: UnixMs(4),
            over: with,
            days: 30,
            edits: !with,
            lines: if with { vec![line(true), line(false)] } else { Vec::new() },
        });
    }
}

#[test]
fn a_field_that_the_relay_adds_later_is_passed_over() {
    let text = r#"{"ack":{"id":4,"news":{"a":[1.5e3,-2]}}}"#;
    assert_eq!(read(text), Some(ServerFrame::Ack { id: 4 }));
}
