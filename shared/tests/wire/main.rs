//! Every type as it travels. A snapshot that changes here changes what old clients read: say so
//! in the CHANGELOG.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod captions;
mod tickets;

use causerie_shared::{
    announcement::{
        Announce, Announcement, AnnouncementList, AnswerInvitation, Cancel, Coming, Friends,
        Invitation, Invite, Reply, TimeFault,
    },
    api::{
        Account, CreateSpace, Hosting, Me as ApiMe, NameRequest, Pass, PassFor, PassRequest,
        Problem, SpaceCard, SpaceList,
    },
    board::{Pin, Poll, PollFault, Vote},
    caption::Captioning,
    command::Command,
    event::{Class, EndReason, Event},
    fault::{Fault, PictureFault},
    handle::{Handle, HandleFault},
    id::{CoverId, PersonId, ReportId, SpaceId, VoiceId},
    language::{Language, LanguageFault},
    link::{LinkFault, LinkUrl},
    notification::{
        Address, Notification, NotificationList, Occasion, ReadUntil, Remind, Reminding,
        SetAddress, SetLead, Subscribe, Tongue, Unread, Unsubscribe,
    },
    password::Advice,
    report::{About, Concern, Party, ReportCard, ReportList, ReportRequest, Reported},
    role::Role,
    signal::{ClientFrame, Farewell, Me, Resume, ServerFrame},
    stage::{Attendee, Deed, Entry, Hand, Notice, Speaking},
    talk::{ChatFor, ChatLine, ChatRule, Reaction},
    text::{Biography, LinesFault, Name, TextFault},
    time::UnixMs,
    topic::{TopicFault, Topics, TopicsFault},
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView},
};
use serde::{Serialize, de::DeserializeOwned};

/// One value a line, each of which reads back as itself.
fn wire<T: Serialize + DeserializeOwned + PartialEq>(values: &[T]) -> String {
    let lines = values.iter().map(|value| {
        let text = serde_json::to_string(value).unwrap();
        assert!(
            serde_json::from_str::<T>(&text).unwrap() == *value,
            "{text} reads back as another"
        );
        text
    });
    lines.collect::<Vec<_>>().join("\n")
}

const NOW: UnixMs = UnixMs(1_793_000_000_000);

fn space() -> SpaceId {
    SpaceId::v7(NOW.0, 7)
}

fn person() -> PersonId {
    PersonId::v7(NOW.0, 9)
}

fn voice() -> VoiceId {
    VoiceId::new(3).unwrap()
}

fn seat() -> Seat {
    let name = "Ada".parse().unwrap();
    Seat {
        voice: voice(),
        person: person(),
        name,
        handle: None,
        avatar: None,
        role: Role::Host,
        muted: false,
        uncaptioned: false,
    }
}

fn view() -> SpaceView {
    SpaceView {
        id: space(),
        title: "Evening talk".parse().unwrap(),
        description: None,
        topics: Topics::default(),
        language: None,
        access: Access::default(),
        lifecycle: Lifecycle::Live { since: NOW },
        ticketing: None,
        locked: false,
        stage: vec![seat()],
        listeners: 12,
        nobody_in_charge_until: None,
        microphones: vec![voice()],
        speaking: Speaking::Followed,
        chat_rule: ChatRule { who: ChatFor::Followers, slow_s: 15 },
        chat: vec![line()],
        reactions: [1, 0, 0, 0, 2],
        pins: vec![pin()],
        poll: Some(poll()),
        captioning: Captioning::default(),
        captions: Vec::new(),
        door: Some(DoorCount { listening: 12, looking: 3 }),
        hands: vec![hand()],
        invited: vec![attendee()],
        removed: vec![attendee()],
        speaker_links: 0,
        terms: Vec::new(),
        log: vec![entry(Deed::MutedAll, None)],
    }
}

fn attendee() -> Attendee {
    let name = "Ben".parse().unwrap();
    Attendee { person: person(), name, handle: "ben".parse().ok(), avatar: None }
}

fn entry(deed: Deed, of: Option<Name>) -> Entry {
    Entry { at: NOW, by: "Ada".parse().unwrap(), deed, of }
}

fn line() -> ChatLine {
    ChatLine { number: 4, by: attendee(), text: "Good evening".parse().unwrap(), at: NOW }
}

fn pin() -> Pin {
    let (url, title) = ("https://example.org/".parse().unwrap(), "The paper".parse().unwrap());
    Pin { number: 2, url, title }
}

fn poll() -> Poll {
    let choices = Poll::choices(&["Yes".into(), "No".into()]).unwrap();
    Poll { number: 1, question: "Again?".parse().unwrap(), choices, closed: false }
}

fn hand() -> Hand {
    Hand { of: attendee(), question: "Why?".parse().ok(), at: NOW }
}

fn me(role: Role, voice: Option<VoiceId>) -> Me {
    Me { person: person(), role, voice, hand: None, invited: false, vote: None, welcome: false }
}

#[test]
fn client_frames() {
    let resume = Resume { epoch: 4, class: Class::Holder, seq: 17 };
    insta::assert_snapshot!(wire(&[
        ClientFrame::Hello { pass: None, resume: None },
        ClientFrame::Hello { pass: Some("p.t".into()), resume: Some(resume) },
        ClientFrame::Do { id: 1, command: Command::Mute },
    ]), @r#"
        {"hello":{}}
        {"hello":{"pass":"p.t","resume":{"epoch":4,"class":"holder","seq":17}}}
        {"do":{"id":1,"command":"mute"}}
        "#);
}

#[test]
fn commands() {
    let session = "0123456789abcdef0123456789abcdef".to_owned();
    insta::assert_snapshot!(wire(&[
        Command::Listen { session: session.clone() },
        Command::TakeOver { session: session.clone() },
        Command::Pause { session: session.clone() },
        Command::Speak { session },
        Command::Mute,
        Command::Unmute,
        Command::MuteOther { voice: voice() },
        Command::MuteAll,
        Command::AskToUnmute { voice: voice() },
        Command::RaiseHand { question: None },
        Command::RaiseHand { question: Some("Why?".into()) },
        Command::LowerHand,
        Command::ComeOnStage,
        Command::AcceptInvitation,
        Command::DeclineInvitation,
        Command::BringOnStage { person: person() },
        Command::PutBack { person: person() },
        Command::DismissHand { person: person(), reason: None },
        Command::DismissHand { person: person(), reason: Some("Later".into()) },
        Command::Invite { person: person() },
        Command::Uninvite { person: person() },
        Command::Remove { person: person() },
        Command::Readmit { person: person() },
        Command::SetSpeaking { speaking: Speaking::Everyone },
        Command::SetSpeaking { speaking: Speaking::Followed },
        Command::SetSpeaking { speaking: Speaking::Invited },
        Command::Write { text: "Good evening".into() },
        Command::Unwrite { number: 4 },
        Command::React { reaction: Reaction::Applause },
        Command::SetChat { rule: ChatRule { who: ChatFor::Nobody, slow_s: 0 } },
        Command::GoLive,
        Command::SetLock { locked: true },
        Command::Pin { url: "example.org".into(), title: "The paper".into() },
        Command::Unpin { number: 2 },
        Command::AskPoll { question: "Again?".into(), choices: vec!["Yes".into(), "No".into()] },
        Command::Vote { poll: 1, choice: 0 },
        Command::ClosePoll { poll: 1 },
        Command::RemovePoll { poll: 1 },
        Command::SetHeard { session: "0".repeat(32), voice: voice(), heard: false },
        Command::RevokeSpeakerLinks,
        Command::MakeCoHost { voice: voice() },
        Command::MakeSpeaker { voice: voice() },
        Command::HandOver { voice: voice() },
        Command::SendToAudience { voice: voice() },
        Command::StepDown,
        Command::End,
    ]), @r#"
        {"listen":{"session":"0123456789abcdef0123456789abcdef"}}
        {"take_over":{"session":"0123456789abcdef0123456789abcdef"}}
        {"pause":{"session":"0123456789abcdef0123456789abcdef"}}
        {"speak":{"session":"0123456789abcdef0123456789abcdef"}}
        "mute"
        "unmute"
        {"mute_other":{"voice":3}}
        "mute_all"
        {"ask_to_unmute":{"voice":3}}
        {"raise_hand":{}}
        {"raise_hand":{"question":"Why?"}}
        "lower_hand"
        "come_on_stage"
        "accept_invitation"
        "decline_invitation"
        {"bring_on_stage":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"put_back":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"dismiss_hand":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"dismiss_hand":{"person":"01a17720-ca00-7000-8000-000000000009","reason":"Later"}}
        {"invite":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"uninvite":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"remove":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"readmit":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"set_speaking":{"speaking":"everyone"}}
        {"set_speaking":{"speaking":"followed"}}
        {"set_speaking":{"speaking":"invited"}}
        {"write":{"text":"Good evening"}}
        {"unwrite":{"number":4}}
        {"react":{"reaction":"applause"}}
        {"set_chat":{"rule":{"for":"nobody","slow_s":0}}}
        "go_live"
        {"set_lock":{"locked":true}}
        {"pin":{"url":"example.org","title":"The paper"}}
        {"unpin":{"number":2}}
        {"ask_poll":{"question":"Again?","choices":["Yes","No"]}}
        {"vote":{"poll":1,"choice":0}}
        {"close_poll":{"poll":1}}
        {"remove_poll":{"poll":1}}
        {"set_heard":{"session":"00000000000000000000000000000000","voice":3,"heard":false}}
        "revoke_speaker_links"
        {"make_co_host":{"voice":3}}
        {"make_speaker":{"voice":3}}
        {"hand_over":{"voice":3}}
        {"send_to_audience":{"voice":3}}
        "step_down"
        "end"
        "#);
}

#[test]
fn server_frames() {
    insta::assert_snapshot!(wire(&[
        ServerFrame::Snapshot { epoch: 4, class: Class::Hosts, seq: 17, view: Box::new(view()) },
        ServerFrame::Resumed { seq: 19 },
        ServerFrame::Event { seq: 20, event: Event::Audience { listeners: 13 } },
        ServerFrame::Me { me: me(Role::Guest, None) },
        ServerFrame::Me { me: me(Role::Host, Some(voice())) },
        ServerFrame::Me {
            me: Me { hand: Some(2), invited: true, welcome: true, ..me(Role::Listener, None) },
        },
        ServerFrame::Me {
            me: Me { vote: Some(Vote { poll: 1, choice: 0 }), ..me(Role::Listener, None) },
        },
        ServerFrame::Notice { notice: Notice::AskedToUnmute },
        ServerFrame::Notice { notice: Notice::HandDismissed { reason: None } },
        ServerFrame::Notice { notice: Notice::HandDismissed { reason: "Later".parse().ok() } },
        ServerFrame::Notice { notice: Notice::Declined { of: "Ben".parse().unwrap() } },
        ServerFrame::Ack { id: 1 },
        ServerFrame::Refused { id: 1, fault: Fault::NotAllowed },
        ServerFrame::Farewell { reason: Farewell::Restart { spread_ms: 500 } },
        ServerFrame::Farewell { reason: Farewell::TooSlow },
        ServerFrame::Farewell { reason: Farewell::TooFast },
        ServerFrame::Farewell { reason: Farewell::Unreadable },
        ServerFrame::Farewell { reason: Farewell::TakenOver },
        ServerFrame::Farewell { reason: Farewell::Ended },
        ServerFrame::Farewell { reason: Farewell::NotAdmitted },
        ServerFrame::Farewell { reason: Farewell::Removed },
        ServerFrame::Farewell { reason: Farewell::Locked },
    ]), @r#"
        {"snapshot":{"epoch":4,"class":"hosts","seq":17,"view":{"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"live":{"since":1793000000000}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"microphones":[3],"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"chat":[{"number":4,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"text":"Good evening","at":1793000000000}],"reactions":[1,0,0,0,2],"pins":[{"number":2,"url":"https://example.org/","title":"The paper"}],"poll":{"number":1,"question":"Again?","choices":[{"words":"Yes","votes":0},{"words":"No","votes":0}],"closed":false},"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"door":{"listening":12,"looking":3},"hands":[{"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"question":"Why?","at":1793000000000}],"invited":[{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}],"removed":[{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}],"speaker_links":0,"log":[{"at":1793000000000,"by":"Ada","deed":"muted_all"}]}}}
        {"resumed":{"seq":19}}
        {"event":{"seq":20,"event":{"audience":{"listeners":13}}}}
        {"me":{"me":{"person":"01a17720-ca00-7000-8000-000000000009","role":"guest","voice":null}}}
        {"me":{"me":{"person":"01a17720-ca00-7000-8000-000000000009","role":"host","voice":3}}}
        {"me":{"me":{"person":"01a17720-ca00-7000-8000-000000000009","role":"listener","voice":null,"hand":2,"invited":true,"welcome":true}}}
        {"me":{"me":{"person":"01a17720-ca00-7000-8000-000000000009","role":"listener","voice":null,"vote":{"poll":1,"choice":0}}}}
        {"notice":{"notice":"asked_to_unmute"}}
        {"notice":{"notice":{"hand_dismissed":{}}}}
        {"notice":{"notice":{"hand_dismissed":{"reason":"Later"}}}}
        {"notice":{"notice":{"declined":{"of":"Ben"}}}}
        {"ack":{"id":1}}
        {"refused":{"id":1,"fault":"not_allowed"}}
        {"farewell":{"reason":{"restart":{"spread_ms":500}}}}
        {"farewell":{"reason":"too_slow"}}
        {"farewell":{"reason":"too_fast"}}
        {"farewell":{"reason":"unreadable"}}
        {"farewell":{"reason":"taken_over"}}
        {"farewell":{"reason":"ended"}}
        {"farewell":{"reason":"not_admitted"}}
        {"farewell":{"reason":"removed"}}
        {"farewell":{"reason":"locked"}}
        "#);
}

#[test]
fn events() {
    insta::assert_snapshot!(wire(&[
        Event::Seated { seat: seat() },
        Event::Unseated { voice: voice() },
        Event::Muted { voice: voice(), by_host: true },
        Event::Unmuted { voice: voice() },
        Event::Role { voice: voice(), role: Role::CoHost },
        Event::Speaking { speaking: Speaking::Everyone },
        Event::HandRaised { hand: hand() },
        Event::HandPutBack { person: person() },
        Event::HandLowered { person: person() },
        Event::Invited { who: attendee() },
        Event::Uninvited { person: person() },
        Event::Removed { who: attendee() },
        Event::Readmitted { person: person() },
        Event::Chat { rule: ChatRule { who: ChatFor::Everyone, slow_s: 15 } },
        Event::Written { line: line() },
        Event::Unwritten { number: 4 },
        Event::Reacted { given: [0, 1, 2, 3, 4] },
        Event::Logged { entry: entry(Deed::Removed, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::Blocked, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::ReadmittedForRoom, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::AskedToUnmute, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::PutBack, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::Uninvited, "Ben".parse().ok()) },
        Event::Logged { entry: entry(Deed::RemovedPoll, None) },
        Event::Logged { entry: entry(Deed::SetSpeaking { speaking: Speaking::Invited }, None) },
        Event::SpeakerLinks { edition: 1 },
        Event::Pinned { pin: pin() },
        Event::Unpinned { number: 2 },
        Event::PollAsked { poll: poll() },
        Event::Voted { poll: 1, votes: vec![3, 0] },
        Event::PollClosed { poll: 1 },
        Event::PollRemoved { poll: 1 },
        Event::WentLive { at: NOW },
        Event::Locked { locked: true },
        Event::Audience { listeners: 13 },
        Event::NobodyInCharge { until: NOW },
        Event::SomebodyInCharge,
        Event::Microphone { voice: voice(), connected: true },
        Event::Door { count: DoorCount { listening: 13, looking: 2 } },
        Event::Ended { at: NOW, reason: EndReason::ByHost },
        Event::Ended { at: NOW, reason: EndReason::NobodyInCharge },
    ]), @r#"
        {"seated":{"seat":{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}}}
        {"unseated":{"voice":3}}
        {"muted":{"voice":3,"by_host":true}}
        {"unmuted":{"voice":3}}
        {"role":{"voice":3,"role":"co_host"}}
        {"speaking":{"speaking":"everyone"}}
        {"hand_raised":{"hand":{"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"question":"Why?","at":1793000000000}}}
        {"hand_put_back":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"hand_lowered":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"invited":{"who":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}}}
        {"uninvited":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"removed":{"who":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}}}
        {"readmitted":{"person":"01a17720-ca00-7000-8000-000000000009"}}
        {"chat":{"rule":{"for":"everyone","slow_s":15}}}
        {"written":{"line":{"number":4,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"text":"Good evening","at":1793000000000}}}
        {"unwritten":{"number":4}}
        {"reacted":{"given":[0,1,2,3,4]}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"removed","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"blocked","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"readmitted_for_room","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"asked_to_unmute","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"put_back","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"uninvited","of":"Ben"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":"removed_poll"}}}
        {"logged":{"entry":{"at":1793000000000,"by":"Ada","deed":{"set_speaking":{"speaking":"invited"}}}}}
        {"speaker_links":{"edition":1}}
        {"pinned":{"pin":{"number":2,"url":"https://example.org/","title":"The paper"}}}
        {"unpinned":{"number":2}}
        {"poll_asked":{"poll":{"number":1,"question":"Again?","choices":[{"words":"Yes","votes":0},{"words":"No","votes":0}],"closed":false}}}
        {"voted":{"poll":1,"votes":[3,0]}}
        {"poll_closed":{"poll":1}}
        {"poll_removed":{"poll":1}}
        {"went_live":{"at":1793000000000}}
        {"locked":{"locked":true}}
        {"audience":{"listeners":13}}
        {"nobody_in_charge":{"until":1793000000000}}
        "somebody_in_charge"
        {"microphone":{"voice":3,"connected":true}}
        {"door":{"count":{"listening":13,"looking":2}}}
        {"ended":{"at":1793000000000,"reason":"by_host"}}
        {"ended":{"at":1793000000000,"reason":"nobody_in_charge"}}
        "#);
}

#[test]
fn views_by_class() {
    let early = SpaceView {
        lifecycle: Lifecycle::Backstage { since: NOW },
        locked: true,
        ..view().seen_by(Class::Public)
    };
    let mut ended = view();
    ended.lifecycle =
        Lifecycle::Ended { since: NOW, at: NOW.plus_ms(1), reason: EndReason::ByHost };
    insta::assert_snapshot!(wire(&[
        early,
        view().seen_by(Class::Public),
        view().seen_by(Class::Holder),
        view().seen_by(Class::Stage),
        view().seen_by(Class::Hosts),
        ended.seen_by(Class::Public),
    ]), @r#"
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"backstage":{"since":1793000000000}},"locked":true,"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"reactions":[0,0,0,0,0],"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"speaker_links":0}
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"live":{"since":1793000000000}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"reactions":[0,0,0,0,0],"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"speaker_links":0}
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"live":{"since":1793000000000}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"chat":[{"number":4,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"text":"Good evening","at":1793000000000}],"reactions":[1,0,0,0,2],"pins":[{"number":2,"url":"https://example.org/","title":"The paper"}],"poll":{"number":1,"question":"Again?","choices":[{"words":"Yes","votes":0},{"words":"No","votes":0}],"closed":false},"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"speaker_links":0}
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"live":{"since":1793000000000}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"microphones":[3],"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"chat":[{"number":4,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"text":"Good evening","at":1793000000000}],"reactions":[1,0,0,0,2],"pins":[{"number":2,"url":"https://example.org/","title":"The paper"}],"poll":{"number":1,"question":"Again?","choices":[{"words":"Yes","votes":0},{"words":"No","votes":0}],"closed":false},"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"speaker_links":0}
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"live":{"since":1793000000000}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"microphones":[3],"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"chat":[{"number":4,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"text":"Good evening","at":1793000000000}],"reactions":[1,0,0,0,2],"pins":[{"number":2,"url":"https://example.org/","title":"The paper"}],"poll":{"number":1,"question":"Again?","choices":[{"words":"Yes","votes":0},{"words":"No","votes":0}],"closed":false},"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"door":{"listening":12,"looking":3},"hands":[{"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"question":"Why?","at":1793000000000}],"invited":[{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}],"removed":[{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}],"speaker_links":0,"log":[{"at":1793000000000,"by":"Ada","deed":"muted_all"}]}
        {"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","access":{"listed":true,"guests":true},"lifecycle":{"ended":{"since":1793000000000,"at":1793000000001,"reason":"by_host"}},"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"listeners":12,"nobody_in_charge_until":null,"speaking":"followed","chat_rule":{"for":"followers","slow_s":15},"reactions":[0,0,0,0,0],"captioning":{"state":"unavailable","wanted":true,"kept":true,"days":0},"speaker_links":0}
        "#);
}

#[test]
fn roles_and_classes() {
    insta::assert_snapshot!(wire(&Role::ALL), @r#"
        "guest"
        "listener"
        "speaker"
        "co_host"
        "host"
        "#);
    insta::assert_snapshot!(wire(&Class::ALL), @r#"
        "public"
        "holder"
        "stage"
        "hosts"
        "#);
}

#[test]
fn faults() {
    let faults = [
        Fault::NotAllowed,
        Fault::NoSuchSpace,
        Fault::SpaceEnded,
        Fault::NotOnStage,
        Fault::NoSuchVoice,
        Fault::NoSuchPerson,
        Fault::AlreadyOnStage,
        Fault::StageFull { most: 20 },
        Fault::TooManyCoHosts { most: 4 },
        Fault::NotCoHost,
        Fault::NoHand,
        Fault::TooManyHands { most: 200 },
        Fault::NotInvited,
        Fault::TooManyInvited { most: 50 },
        Fault::HandNeeded,
        Fault::Removed,
        Fault::ChatClosed { chat: ChatFor::Followers },
        Fault::BadLine { text: TextFault::Empty },
        Fault::NoSuchLine,
        Fault::Locked,
        Fault::NotLiveYet,
        Fault::BadPin { link: LinkFault::NotWeb },
        Fault::TooManyPins { most: 3 },
        Fault::NoSuchPin,
        Fault::BadPoll { poll: PollFault::TooFew { least: 2 } },
        Fault::BadPoll { poll: PollFault::BadChoice { at: 1, text: TextFault::Empty } },
        Fault::BadPoll { poll: PollFault::Twice { at: 1 } },
        Fault::PollIsOpen,
        Fault::PollIsClosed,
        Fault::NoSuchPoll,
        Fault::NoSuchSession,
        Fault::Replayed,
        Fault::TooManySpaces { most: 3 },
        Fault::TooMany { retry_after_s: 5 },
        Fault::PassRefused,
        Fault::WhoAreYou,
        Fault::BadTitle { text: TextFault::Empty },
        Fault::BadName { text: TextFault::TooLong { most: 40, got: 10_000 } },
        Fault::Unreadable { detail: "this could not be read".into() },
    ];
    for fault in &faults {
        let travels = serde_json::to_value(fault).unwrap();
        let code =
            travels.as_str().or_else(|| travels.as_object()?.keys().next().map(String::as_str));
        assert_eq!(code, Some(fault.code()), "the code is the same everywhere");
    }
    insta::assert_snapshot!(wire(&faults), @r#"
        "not_allowed"
        "no_such_space"
        "space_ended"
        "not_on_stage"
        "no_such_voice"
        "no_such_person"
        "already_on_stage"
        {"stage_full":{"most":20}}
        {"too_many_co_hosts":{"most":4}}
        "not_co_host"
        "no_hand"
        {"too_many_hands":{"most":200}}
        "not_invited"
        {"too_many_invited":{"most":50}}
        "hand_needed"
        "removed"
        {"chat_closed":{"chat":"followers"}}
        {"bad_line":{"text":"empty"}}
        "no_such_line"
        "locked"
        "not_live_yet"
        {"bad_pin":{"link":"not_web"}}
        {"too_many_pins":{"most":3}}
        "no_such_pin"
        {"bad_poll":{"poll":{"too_few":{"least":2}}}}
        {"bad_poll":{"poll":{"bad_choice":{"at":1,"text":"empty"}}}}
        {"bad_poll":{"poll":{"twice":{"at":1}}}}
        "poll_is_open"
        "poll_is_closed"
        "no_such_poll"
        "no_such_session"
        "replayed"
        {"too_many_spaces":{"most":3}}
        {"too_many":{"retry_after_s":5}}
        "pass_refused"
        "who_are_you"
        {"bad_title":{"text":"empty"}}
        {"bad_name":{"text":{"too_long":{"most":40,"got":10000}}}}
        {"unreadable":{"detail":"this could not be read"}}
        "#);
}

#[test]
fn http_bodies() {
    insta::assert_snapshot!(wire(&[
        ApiMe {
            person: None,
            name: None,
            account: None,
            hosting: Hosting::AccountNeeded { followers_needed: 600 },
        },
        ApiMe {
            person: Some(person()),
            name: Some("Ada".parse().unwrap()),
            account: Some(Account {
                handle: "ada".parse().unwrap(),
                avatar: None,
                is_administrator: false,
            }),
            hosting: Hosting::FollowersNeeded { followers: 452, needed: 600 },
        },
    ]), @r#"
        {"person":null,"name":null,"hosting":{"account_needed":{"followers_needed":600}}}
        {"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","account":{"handle":"ada","is_administrator":false},"hosting":{"followers_needed":{"followers":452,"needed":600}}}
        "#);
    insta::assert_snapshot!(wire(&[NameRequest { name: "Ada".into() }]), @r#"
        {"name":"Ada"}
        "#);
    insta::assert_snapshot!(wire(&[
        CreateSpace { title: "Evening talk".into(), ..CreateSpace::default() },
        CreateSpace { title: "Evening talk".into(), name: Some("Ada".into()), ..CreateSpace::default() },
    ]), @r#"
        {"title":"Evening talk","access":{"listed":true,"guests":true},"broadcast":false,"backstage":false}
        {"title":"Evening talk","name":"Ada","access":{"listed":true,"guests":true},"broadcast":false,"backstage":false}
        "#);
    let card = SpaceCard {
        id: space(),
        title: "Evening talk".parse().unwrap(),
        since: NOW,
        topics: Topics::of(["Looms"]).unwrap(),
        language: "en".parse().ok(),
        guests: true,
        stage: vec![seat()],
        talking: vec![voice()],
        listeners: 12,
    };
    insta::assert_snapshot!(wire(&[SpaceList { spaces: vec![card] }]), @r#"
        {"spaces":[{"id":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","since":1793000000000,"topics":["Looms"],"language":"en","guests":true,"stage":[{"voice":3,"person":"01a17720-ca00-7000-8000-000000000009","name":"Ada","role":"host","muted":false}],"talking":[3],"listeners":12}]}
        "#);
    insta::assert_snapshot!(wire(&[
        PassRequest { door: PassFor::Live, link: None, ticket: None },
        PassRequest { door: PassFor::Whip, link: None, ticket: None },
        PassRequest { door: PassFor::Whep, link: None, ticket: None },
        PassRequest { door: PassFor::Live, link: Some("l.t".into()), ticket: None },
        PassRequest { door: PassFor::Whep, link: None, ticket: Some("t.k".into()) },
    ]), @r#"
        {"for":"live"}
        {"for":"whip"}
        {"for":"whep"}
        {"for":"live","link":"l.t"}
        {"for":"whep","ticket":"t.k"}
        "#);
    insta::assert_snapshot!(wire(&[Pass { pass: "p.t".into(), expires_in_s: 45 }]), @r#"
        {"pass":"p.t","expires_in_s":45}
        "#);
    insta::assert_snapshot!(wire(&[
        Problem {
            status: 404,
            title: "Not Found".into(),
            detail: Fault::NoSuchSpace.to_string(),
            code: Fault::NoSuchSpace.code().into(),
            fault: Some(Fault::NoSuchSpace),
        },
        Problem {
            status: 413,
            title: "Payload Too Large".into(),
            detail: "too long".into(),
            code: "too_long".into(),
            fault: None,
        },
    ]), @r#"
        {"status":404,"title":"Not Found","detail":"there is no such space; check the link","code":"no_such_space","fault":"no_such_space"}
        {"status":413,"title":"Payload Too Large","detail":"too long","code":"too_long"}
        "#);
}

#[test]
fn announcements() {
    let host = Attendee {
        person: person(),
        name: "Ben".parse().unwrap(),
        handle: "ben".parse().ok(),
        avatar: None,
    };
    let bare = Announcement {
        id: space(),
        host,
        title: "Evening talk".parse().unwrap(),
        description: None,
        topics: Topics::default(),
        language: None,
        access: Access::default(),
        starts_at: NOW,
        ends_at: None,
        zone: "Europe/Paris".parse().unwrap(),
        starts: "2026-10-26T08:33".into(),
        ends: None,
        state: Coming::Draft,
        edition: 0,
        changed_at: NOW,
        cover: None,
        going: 0,
        reminder_min: None,
        invitations: Vec::new(),
        friends: None,
        ticketed: false,
    };
    let states = [
        Coming::Announced,
        Coming::Begun,
        Coming::Missed,
        Coming::Cancelled { reason: None },
        Coming::Cancelled { reason: "Ill".parse().ok() },
    ];
    let told = Notification {
        of: Occasion::Soon,
        space: space(),
        title: "Evening talk".parse().unwrap(),
        host: None,
        reason: None,
        starts_at: NOW,
        at: NOW,
        read: true,
    };
    let live = Notification { of: Occasion::Live, host: "Ada".parse().ok(), ..told.clone() };
    insta::assert_snapshot!(wire(&[NotificationList { notifications: vec![told, live], unread: 2 }]), @r#"
        {"notifications":[{"of":"soon","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","starts_at":1793000000000,"at":1793000000000,"read":true},{"of":"live","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","host":"Ada","starts_at":1793000000000,"at":1793000000000,"read":true}],"unread":2}
        "#);
    insta::assert_snapshot!(wire(&Occasion::ALL), @r#"
        "soon"
        "begun"
        "moved"
        "cancelled"
        "missed"
        "live"
        "invited"
        "ticket"
        "seat_free"
        "money_back"
        "#);
    insta::assert_snapshot!(wire(&[Remind::default()]), @r#"
        {}
        "#);
    insta::assert_snapshot!(wire(&[Remind { lead_min: Some(30) }]), @r#"
        {"lead_min":30}
        "#);
    let reminding = Reminding {
        lead_min: 10,
        devices: vec!["9f86d081".into()],
        push_key: "BLn9".into(),
        has_mail: true,
        address: Some(Address { address: "ada@example.org".into(), is_confirmed: false }),
        calendar: Some("/api/reminders/x/calendar.ics".into()),
    };
    let none = Reminding {
        devices: Vec::new(),
        has_mail: false,
        address: None,
        calendar: None,
        ..reminding.clone()
    };
    insta::assert_snapshot!(wire(&[reminding, none]), @r#"
        {"lead_min":10,"devices":["9f86d081"],"push_key":"BLn9","has_mail":true,"address":{"address":"ada@example.org","is_confirmed":false},"calendar":"/api/reminders/x/calendar.ics"}
        {"lead_min":10,"devices":[],"push_key":"BLn9","has_mail":false}
        "#);
    insta::assert_snapshot!(wire(&[SetLead { lead_min: 30 }]), @r#"
        {"lead_min":30}
        "#);
    let (language, zone) = (Tongue::Fr, "Europe/Paris".to_owned());
    let subscribe = Subscribe {
        endpoint: "https://push.example/x".into(),
        p256dh: "BLn9".into(),
        auth: "_ord".into(),
        language,
        zone: zone.clone(),
    };
    insta::assert_snapshot!(wire(&[subscribe]), @r#"
        {"endpoint":"https://push.example/x","p256dh":"BLn9","auth":"_ord","language":"fr","zone":"Europe/Paris"}
        "#);
    let endpoint = "https://push.example/x".to_owned();
    insta::assert_snapshot!(wire(&[Unsubscribe { endpoint }]), @r#"
        {"endpoint":"https://push.example/x"}
        "#);
    let address = "ada@example.org".to_owned();
    insta::assert_snapshot!(wire(&[SetAddress { address, language, zone }]), @r#"
        {"address":"ada@example.org","language":"fr","zone":"Europe/Paris"}
        "#);
    insta::assert_snapshot!(wire(&[Unread { unread: 3 }]), @r#"
        {"unread":3}
        "#);
    insta::assert_snapshot!(wire(&[ReadUntil { until: NOW }]), @r#"
        {"until":1793000000000}
        "#);
    insta::assert_snapshot!(wire(&states), @r#"
        "announced"
        "begun"
        "missed"
        {"cancelled":{}}
        {"cancelled":{"reason":"Ill"}}
        "#);
    let whole = Announcement {
        description: "Two".parse().ok(),
        topics: Topics::of(["Looms"]).unwrap(),
        language: "en".parse().ok(),
        ends_at: Some(NOW),
        ends: Some("2026-10-26T09:33".into()),
        cover: Some(CoverId::from_bits(9)),
        going: 12,
        reminder_min: Some(10),
        ..bare.clone()
    };
    let invitation =
        Invitation { of: bare.host.clone(), role: Role::CoHost, reply: Reply::Accepted };
    let friends = Some(Friends { people: vec![bare.host.clone()], total: 3 });
    let single = Announcement { invitations: vec![invitation], friends, ..bare.clone() };
    insta::assert_snapshot!(wire(&[single]), @r#"
        {"id":"01a17720-ca00-7000-8000-000000000007","host":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"title":"Evening talk","access":{"listed":true,"guests":true},"starts_at":1793000000000,"zone":"Europe/Paris","starts":"2026-10-26T08:33","state":"draft","edition":0,"changed_at":1793000000000,"going":0,"invitations":[{"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"role":"co_host","reply":"accepted"}],"friends":{"people":[{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"}],"total":3}}
        "#);
    insta::assert_snapshot!(wire(&[Reply::Awaited, Reply::Accepted, Reply::Declined]), @r#"
        "awaited"
        "accepted"
        "declined"
        "#);
    insta::assert_snapshot!(wire(&[Invite { role: Role::Speaker }, Invite { role: Role::CoHost }]), @r#"
        {"role":"speaker"}
        {"role":"co_host"}
        "#);
    insta::assert_snapshot!(wire(&[AnswerInvitation { accepted: true }]), @r#"
        {"accepted":true}
        "#);
    let after = Some("1.7".into());
    insta::assert_snapshot!(wire(&[AnnouncementList { announcements: vec![bare, whole], after }]), @r#"
        {"announcements":[{"id":"01a17720-ca00-7000-8000-000000000007","host":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"title":"Evening talk","access":{"listed":true,"guests":true},"starts_at":1793000000000,"zone":"Europe/Paris","starts":"2026-10-26T08:33","state":"draft","edition":0,"changed_at":1793000000000,"going":0},{"id":"01a17720-ca00-7000-8000-000000000007","host":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"title":"Evening talk","description":"Two","topics":["Looms"],"language":"en","access":{"listed":true,"guests":true},"starts_at":1793000000000,"ends_at":1793000000000,"zone":"Europe/Paris","starts":"2026-10-26T08:33","ends":"2026-10-26T09:33","state":"draft","edition":0,"changed_at":1793000000000,"cover":"00000000-0000-0000-0000-000000000009","going":12,"reminder_min":10}],"after":"1.7"}
        "#);
    insta::assert_snapshot!(wire(&[
        Announce { title: "Talk".into(), starts: "soon".into(), zone: "UTC".into(), ..Announce::default() },
        Announce {
            title: "Talk".into(),
            description: Some("Two".into()),
            topics: vec!["Looms".into()],
            language: Some("en".into()),
            access: Access::default(),
            starts: "2026-10-26T08:33".into(),
            ends: Some("2026-10-26T09:33".into()),
            zone: "Europe/Paris".into(),
            draft: true,
            edition: Some(3),
        },
    ]), @r#"
        {"title":"Talk","access":{"listed":true,"guests":true},"starts":"soon","zone":"UTC","draft":false}
        {"title":"Talk","description":"Two","topics":["Looms"],"language":"en","access":{"listed":true,"guests":true},"starts":"2026-10-26T08:33","ends":"2026-10-26T09:33","zone":"Europe/Paris","draft":true,"edition":3}
        "#);
    insta::assert_snapshot!(wire(&[Cancel { reason: None }, Cancel { reason: Some("Ill".into()) }]), @r#"
        {}
        {"reason":"Ill"}
        "#);
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
        Fault::TooManyAnnounced { most: 10 },
        Fault::EditedMeanwhile { edition: 3 },
        Fault::TooEarly { opens_at: NOW },
        Fault::NotAnnounced,
        Fault::BadCover { cover: PictureFault::Broken },
        Fault::BadCover { cover: PictureFault::TooManyPixels { most_megapixels: 32 } },
    ];
    faults.extend(times.map(|time| Fault::BadTime { time }));
    insta::assert_snapshot!(wire(&faults), @r#"
        {"too_many_announced":{"most":10}}
        {"edited_meanwhile":{"edition":3}}
        {"too_early":{"opens_at":1793000000000}}
        "not_announced"
        {"bad_cover":{"cover":"broken"}}
        {"bad_cover":{"cover":{"too_many_pixels":{"most_megapixels":32}}}}
        {"bad_time":{"time":"no_such_time"}}
        {"bad_time":{"time":"no_such_zone"}}
        {"bad_time":{"time":"skipped"}}
        {"bad_time":{"time":"past"}}
        {"bad_time":{"time":{"too_far":{"most_days":30}}}}
        {"bad_time":{"time":"ends_before_it_starts"}}
        {"bad_time":{"time":{"too_long":{"most_hours":24}}}}
        "#);
}

#[test]
fn reports() {
    let party =
        Party { person: person(), name: "Ben".parse().unwrap(), handle: "ben".parse().ok() };
    let report = ReportCard {
        id: ReportId::v7(NOW.0, 8),
        space: space(),
        title: "Evening talk".parse().unwrap(),
        at: NOW,
        moment_ms: 61_000,
        by: None,
        of: party.clone(),
        concern: Concern::SelfHarm,
        note: None,
        line: None,
        closed_at: None,
    };
    let whole = ReportCard {
        by: Some(party),
        note: "In the\nsecond minute".parse().ok(),
        line: "Foul".parse().ok(),
        closed_at: Some(NOW),
        ..report.clone()
    };
    let after = Some("1.7".into());
    insta::assert_snapshot!(wire(&[
        ReportRequest { about: About::Voice { voice: voice() }, concern: Concern::Spam, note: None },
        ReportRequest {
            about: About::Line { number: 4 },
            concern: Concern::Other,
            note: Some("Why".into()),
        },
    ]), @r#"
        {"about":{"voice":{"voice":3}},"concern":"spam"}
        {"about":{"line":{"number":4}},"concern":"other","note":"Why"}
        "#);
    insta::assert_snapshot!(wire(&[Reported { id: report.id }]), @r#"
        {"id":"01a17720-ca00-7000-8000-000000000008"}
        "#);
    insta::assert_snapshot!(wire(&[ReportList { reports: vec![report, whole], open_total: 1, after }]), @r#"
        {"reports":[{"id":"01a17720-ca00-7000-8000-000000000008","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","at":1793000000000,"moment_ms":61000,"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"concern":"self_harm"},{"id":"01a17720-ca00-7000-8000-000000000008","space":"01a17720-ca00-7000-8000-000000000007","title":"Evening talk","at":1793000000000,"moment_ms":61000,"by":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"of":{"person":"01a17720-ca00-7000-8000-000000000009","name":"Ben","handle":"ben"},"concern":"self_harm","note":"In the second minute","line":"Foul","closed_at":1793000000000}],"open_total":1,"after":"1.7"}
        "#);
}

#[test]
fn values_of_people() {
    insta::assert_snapshot!(wire(&["ada_lovelace".parse::<Handle>().unwrap()]), @r#""ada_lovelace""#);
    insta::assert_snapshot!(wire(&["Poet\nand pilot".parse::<Biography>().unwrap()]), @r#""Poet\nand pilot""#);
    insta::assert_snapshot!(wire(&["pt-BR".parse::<Language>().unwrap()]), @r#""pt""#);
    insta::assert_snapshot!(wire(&["Example.org/Me".parse::<LinkUrl>().unwrap()]), @r#""https://example.org/Me""#);
    insta::assert_snapshot!(wire(&[Topics::of(["Jazz", "night talk"]).unwrap()]), @r#"["Jazz","night talk"]"#);
}

#[test]
fn faults_of_people() {
    insta::assert_snapshot!(wire(&[
        HandleFault::TooShort { least: 3, got: 2 },
        HandleFault::TooLong { most: 30, got: 31 },
        HandleFault::BadSign { sign: 'é' },
        HandleFault::BadStart,
        HandleFault::BadEnd,
        HandleFault::TwoUnderscores,
        HandleFault::Reserved,
    ]), @r#"
        {"too_short":{"least":3,"got":2}}
        {"too_long":{"most":30,"got":31}}
        {"bad_sign":{"sign":"é"}}
        "bad_start"
        "bad_end"
        "two_underscores"
        "reserved"
        "#);
    insta::assert_snapshot!(wire(&[
        LinesFault::Empty,
        LinesFault::TooLong { most: 300, got: 301 },
        LinesFault::TooManyLines { most: 6, got: 7 },
    ]), @r#"
        "empty"
        {"too_long":{"most":300,"got":301}}
        {"too_many_lines":{"most":6,"got":7}}
        "#);
    insta::assert_snapshot!(wire(&[
        TopicsFault::TooMany { most: 3 },
        TopicsFault::Bad { at: 1, topic: TopicFault::Empty },
        TopicsFault::Bad { at: 1, topic: TopicFault::TooShort { least: 2, got: 1 } },
        TopicsFault::Bad { at: 1, topic: TopicFault::TooLong { most: 30, got: 31 } },
        TopicsFault::Bad { at: 1, topic: TopicFault::BadSign { sign: '<' } },
    ]), @r#"
        {"too_many":{"most":3}}
        {"bad":{"at":1,"topic":"empty"}}
        {"bad":{"at":1,"topic":{"too_short":{"least":2,"got":1}}}}
        {"bad":{"at":1,"topic":{"too_long":{"most":30,"got":31}}}}
        {"bad":{"at":1,"topic":{"bad_sign":{"sign":"<"}}}}
        "#);
    insta::assert_snapshot!(wire(&[
        LinkFault::Empty,
        LinkFault::TooLong { most: 200, got: 201 },
        LinkFault::NotWeb,
        LinkFault::UserInfo,
        LinkFault::BadHost,
        LinkFault::BadPort,
        LinkFault::BadSign { sign: ' ' },
    ]), @r#"
        "empty"
        {"too_long":{"most":200,"got":201}}
        "not_web"
        "user_info"
        "bad_host"
        "bad_port"
        {"bad_sign":{"sign":" "}}
        "#);
    insta::assert_snapshot!(wire(&[LanguageFault::Unknown]), @r#""unknown""#);
    insta::assert_snapshot!(wire(&[
        Advice::TooShort { least: 10, got: 9 },
        Advice::TooLong { most: 256 },
        Advice::Common,
        Advice::Own,
        Advice::Repeated,
        Advice::Sequence,
        Advice::Longer,
    ]), @r#"
        {"too_short":{"least":10,"got":9}}
        {"too_long":{"most":256}}
        "common"
        "own"
        "repeated"
        "sequence"
        "longer"
        "#);
}
