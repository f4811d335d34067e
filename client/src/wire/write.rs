//! From the client's words to JSON.

use causerie_shared::{
    announcement::{Announce, AnswerInvitation, Cancel, Invite},
    api::{CreateSpace, NameRequest, PassFor, PassRequest},
    caption_style::CaptionStyle,
    command::Command,
    event::Class,
    id::{PersonId, TierId, VoiceId},
    notification::{SetAddress, Subscribe},
    people::{
        ChangePassword, DeleteAccount, EditProfile, Recover, SignIn, SignUp, SignUpWithPasskey,
        Signed,
    },
    report::{About, ReportRequest},
    role::Role,
    signal::{ClientFrame, Resume},
    stage::Speaking,
    talk::{ChatFor, Reaction},
    ticket::{PayWithCard, PlaceOrder, SetCode, SetTickets, SetTier, Transfer},
    transcript::Reword,
};

pub fn client_frame(frame: &ClientFrame) -> String {
    let frame = match frame {
        ClientFrame::Hello { pass, resume } => {
            let mut fields = Object::empty().maybe("pass", pass.as_deref());
            if let Some(resume) = resume {
                fields = fields.raw("resume", &self::resume(resume));
            }
            Object::empty().raw("hello", &fields.close())
        }
        ClientFrame::Do { id, command } => {
            let fields =
                Object::empty().raw("id", &id.to_string()).raw("command", &self::command(command));
            Object::empty().raw("do", &fields.close())
        }
    };
    frame.close()
}

pub fn create_space(asked: &CreateSpace) -> String {
    let CreateSpace { title, name, description, topics, language, access, broadcast, backstage } =
        asked;
    let access = Object::empty().flag("listed", access.listed).flag("guests", access.guests);
    Object::new("title", title)
        .maybe("name", name.as_deref())
        .maybe("description", description.as_deref())
        .texts("topics", topics)
        .maybe("language", language.as_deref())
        .raw("access", &access.close())
        .flag("broadcast", *broadcast)
        .flag("backstage", *backstage)
        .close()
}

/// `POST` and `PUT` of an announcement.
pub fn announce(asked: &Announce) -> String {
    let Announce {
        title,
        description,
        topics,
        language,
        access,
        starts,
        ends,
        zone,
        draft,
        edition,
    } = asked;
    let access = Object::empty().flag("listed", access.listed).flag("guests", access.guests);
    let object = Object::new("title", title)
        .maybe("description", description.as_deref())
        .texts("topics", topics)
        .maybe("language", language.as_deref())
        .raw("access", &access.close())
        .text("starts", starts)
        .maybe("ends", ends.as_deref())
        .text("zone", zone)
        .flag("draft", *draft);
    match edition {
        Some(edition) => object.raw("edition", &edition.to_string()).close(),
        None => object.close(),
    }
}

pub fn cancel(asked: &Cancel) -> String {
    Object::empty().maybe("reason", asked.reason.as_deref()).close()
}

pub fn set_lead(lead_min: u32) -> String {
    Object::empty().raw("lead_min", &lead_min.to_string()).close()
}

pub fn subscribe(asked: &Subscribe) -> String {
    let Subscribe { endpoint, p256dh, auth, language, zone } = asked;
    Object::new("endpoint", endpoint)
        .text("p256dh", p256dh)
        .text("auth", auth)
        .text("language", language.code())
        .text("zone", zone)
        .close()
}

pub fn unsubscribe(endpoint: &str) -> String {
    Object::new("endpoint", endpoint).close()
}

pub fn set_address(asked: &SetAddress) -> String {
    let SetAddress { address, language, zone } = asked;
    Object::new("address", address).text("language", language.code()).text("zone", zone).close()
}

pub fn invite(asked: &Invite) -> String {
    let role = match asked.role {
        Role::CoHost => "co_host",
        // The relay invites nobody as anything else.
        Role::Speaker | Role::Host | Role::Listener | Role::Guest => "speaker",
    };
    Object::new("role", role).close()
}

pub fn answer_invitation(asked: &AnswerInvitation) -> String {
    Object::empty().flag("accepted", asked.accepted).close()
}

/// `POST /api/me`.
pub fn name_request(asked: &NameRequest) -> String {
    Object::new("name", &asked.name).close()
}

pub fn sign_up(asked: &SignUp) -> String {
    let SignUp { handle, name, password } = asked;
    Object::new("handle", handle).text("name", name).text("password", password).close()
}

pub fn sign_up_with_passkey(asked: &SignUpWithPasskey) -> String {
    Object::new("handle", &asked.handle).text("name", &asked.name).close()
}

/// `credential` is JSON already, as the browser wrote it.
pub fn signed(asked: &Signed<String>) -> String {
    let Signed { challenge, credential, label } = asked;
    Object::new("challenge", challenge)
        .raw("credential", credential)
        .maybe("label", label.as_deref())
        .close()
}

pub fn sign_in(asked: &SignIn) -> String {
    Object::new("handle", &asked.handle).text("password", &asked.password).close()
}

pub fn recover(asked: &Recover) -> String {
    let Recover { handle, code, password } = asked;
    Object::new("handle", handle).text("code", code).text("password", password).close()
}

/// `POST /api/demo/session`.
pub fn become_demo(handle: &str) -> String {
    Object::new("handle", handle).close()
}

pub fn edit_profile(asked: &EditProfile) -> String {
    let EditProfile { handle, name, biography, links } = asked;
    let object = Object::empty()
        .maybe("handle", handle.as_deref())
        .maybe("name", name.as_deref())
        .maybe("biography", biography.as_deref());
    match links {
        Some(links) => object.texts("links", links).close(),
        None => object.close(),
    }
}

pub fn change_password(asked: &ChangePassword) -> String {
    Object::new("new", &asked.new).maybe("current", asked.current.as_deref()).close()
}

pub fn delete_account(asked: &DeleteAccount) -> String {
    Object::new("handle", &asked.handle).maybe("password", asked.password.as_deref()).close()
}

/// What was typed so far, by the names of its fields.
pub fn draft<'a>(fields: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    fields.fold(Object::empty(), |object, (key, value)| object.text(key, value)).close()
}

pub fn pass_request(asked: &PassRequest) -> String {
    let door = match asked.door {
        PassFor::Live => "live",
        PassFor::Whip => "whip",
        PassFor::Whep => "whep",
    };
    Object::new("for", door)
        .maybe("link", asked.link.as_deref())
        .maybe("ticket", asked.ticket.as_deref())
        .close()
}

/// `PUT /api/announcements/{id}/tickets`.
pub fn set_tickets(asked: &SetTickets) -> String {
    let SetTickets { currency, tiers, opens, closes, refund_min, preview_s, codes } = asked;
    let tier = |tier: &SetTier| {
        let SetTier { id, name, price, number: seats } = tier;
        let object =
            Object::new("name", name).text("price", price).raw("number", &seats.to_string());
        object.maybe("id", id.map(|id| id.to_string()).as_deref()).close()
    };
    let code = |code: &SetCode| {
        let SetCode { code, percent_off, uses } = code;
        let object = Object::new("code", code).raw("percent_off", &percent_off.to_string());
        object.raw("uses", &uses.to_string()).close()
    };
    let object = Object::new("currency", currency)
        .raw("tiers", &list(tiers.iter().map(tier)))
        .maybe("opens", opens.as_deref())
        .maybe("closes", closes.as_deref())
        .raw("refund_min", &refund_min.to_string())
        .raw("preview_s", &preview_s.to_string());
    match codes.is_empty() {
        true => object.close(),
        false => object.raw("codes", &list(codes.iter().map(code))).close(),
    }
}

/// `POST /api/spaces/{id}/orders`.
pub fn place_order(asked: &PlaceOrder) -> String {
    let PlaceOrder { tier, code, key } = asked;
    Object::new("tier", &tier.to_string()).maybe("code", code.as_deref()).text("key", key).close()
}

pub fn pay_with_card(asked: &PayWithCard) -> String {
    Object::new("card", &asked.card).flag("confirmed", asked.confirmed).close()
}

/// `POST /api/tickets/{id}/transfer`.
pub fn transfer(asked: &Transfer) -> String {
    Object::new("to", &asked.to).close()
}

/// `POST` and `DELETE /api/spaces/{id}/waiting`.
pub fn waiting(tier: TierId) -> String {
    Object::new("tier", &tier.to_string()).close()
}

/// `PUT /api/me/caption-style`, and what this browser keeps.
pub fn caption_style(style: CaptionStyle) -> String {
    let CaptionStyle {
        shown,
        layout,
        position,
        typeface,
        size_percent,
        weight,
        letter_spacing,
        line_percent,
        width_percent,
        colour,
        background,
        opacity_percent,
        edge,
        names,
        tentative,
        aloud,
    } = style;
    let measures = [
        ("size_percent", size_percent.get()),
        ("weight", weight.get()),
        ("letter_spacing", letter_spacing.get()),
        ("line_percent", line_percent.get()),
        ("width_percent", width_percent.get()),
        ("opacity_percent", opacity_percent.get()),
    ];
    let object = Object::empty()
        .flag("shown", shown)
        .text("layout", layout.code())
        .text("position", position.code())
        .text("typeface", typeface.code())
        .text("colour", &colour.text())
        .text("background", &background.text())
        .text("edge", edge.code())
        .flag("names", names)
        .flag("tentative", tentative)
        .flag("aloud", aloud);
    let add = |object: Object, (key, measure): (&str, u16)| object.raw(key, &measure.to_string());
    measures.into_iter().fold(object, add).close()
}

/// `PUT /api/spaces/{id}/transcript/{number}`.
pub fn reword(asked: &Reword) -> String {
    Object::new("text", &asked.text).close()
}

/// `POST /api/spaces/{id}/reports`.
pub fn report(asked: &ReportRequest) -> String {
    let ReportRequest { about, concern, note } = asked;
    let about =
        match about {
            About::Voice { voice } => Object::empty()
                .raw("voice", &Object::empty().raw("voice", &voice.to_string()).close()),
            About::Line { number } => Object::empty()
                .raw("line", &Object::empty().raw("number", &number.to_string()).close()),
        };
    Object::new("concern", concern.code())
        .raw("about", &about.close())
        .maybe("note", note.as_deref())
        .close()
}

fn resume(resume: &Resume) -> String {
    let class = match resume.class {
        Class::Public => "public",
        Class::Holder => "holder",
        Class::Stage => "stage",
        Class::Hosts => "hosts",
    };
    Object::new("class", class)
        .raw("epoch", &resume.epoch.to_string())
        .raw("seq", &resume.seq.to_string())
        .close()
}

/// A command of one field is an object of one key, a bare one its name.
fn command(command: &Command) -> String {
    let about = |name, fields: Object| Object::empty().raw(name, &fields.close()).close();
    let session = |session: &str| Object::new("session", session);
    let voice = |voice: &VoiceId| Object::empty().raw("voice", &voice.to_string());
    let person = |person: &PersonId| Object::new("person", &person.to_string());
    let bare = quoted;
    match command {
        Command::Listen { session: name } => about("listen", session(name)),
        Command::TakeOver { session: name } => about("take_over", session(name)),
        Command::Pause { session: name } => about("pause", session(name)),
        Command::Speak { session: name } => about("speak", session(name)),
        Command::MuteOther { voice: theirs } => about("mute_other", voice(theirs)),
        Command::AskToUnmute { voice: theirs } => about("ask_to_unmute", voice(theirs)),
        Command::RaiseHand { question } => {
            about("raise_hand", Object::empty().maybe("question", question.as_deref()))
        }
        Command::BringOnStage { person: them } => about("bring_on_stage", person(them)),
        Command::PutBack { person: them } => about("put_back", person(them)),
        Command::DismissHand { person: them, reason } => {
            about("dismiss_hand", person(them).maybe("reason", reason.as_deref()))
        }
        Command::Invite { person: them } => about("invite", person(them)),
        Command::Uninvite { person: them } => about("uninvite", person(them)),
        Command::SendToAudience { voice: theirs } => about("send_to_audience", voice(theirs)),
        Command::Remove { person: them } => about("remove", person(them)),
        Command::Readmit { person: them } => about("readmit", person(them)),
        Command::SetSpeaking { speaking } => {
            let speaking = match speaking {
                Speaking::Everyone => "everyone",
                Speaking::Followed => "followed",
                Speaking::Invited => "invited",
            };
            about("set_speaking", Object::new("speaking", speaking))
        }
        Command::Write { text } => about("write", Object::new("text", text)),
        Command::Unwrite { number } => about("unwrite", self::number("number", *number)),
        Command::React { reaction } => {
            let reaction = match reaction {
                Reaction::Applause => "applause",
                Reaction::Heart => "heart",
                Reaction::Laugh => "laugh",
                Reaction::Wow => "wow",
                Reaction::Agree => "agree",
            };
            about("react", Object::new("reaction", reaction))
        }
        Command::SetChat { rule } => {
            let who = match rule.who {
                ChatFor::Nobody => "nobody",
                ChatFor::Everyone => "everyone",
                ChatFor::Followers => "followers",
            };
            let rule = Object::new("for", who).raw("slow_s", &rule.slow_s.to_string()).close();
            about("set_chat", Object::empty().raw("rule", &rule))
        }
        Command::SetCaptioned { captioned } => {
            about("set_captioned", Object::empty().flag("captioned", *captioned))
        }
        Command::SetCaptioning { wanted, kept } => {
            about("set_captioning", Object::empty().flag("wanted", *wanted).flag("kept", *kept))
        }
        Command::SetTerms { terms } => about("set_terms", Object::empty().texts("terms", terms)),
        Command::GoLive => bare("go_live"),
        Command::SetLock { locked } => about("set_lock", Object::empty().flag("locked", *locked)),
        Command::Pin { url, title } => about("pin", Object::new("url", url).text("title", title)),
        Command::Unpin { number: up } => about("unpin", number("number", *up)),
        Command::AskPoll { question, choices } => {
            about("ask_poll", Object::new("question", question).texts("choices", choices))
        }
        Command::Vote { poll, choice } => {
            about("vote", number("poll", *poll).raw("choice", &choice.to_string()))
        }
        Command::ClosePoll { poll } => about("close_poll", number("poll", *poll)),
        Command::RemovePoll { poll } => about("remove_poll", number("poll", *poll)),
        Command::SetHeard { session: name, voice, heard } => {
            about("set_heard", session(name).raw("voice", &voice.to_string()).flag("heard", *heard))
        }
        Command::RevokeSpeakerLinks => bare("revoke_speaker_links"),
        Command::MakeCoHost { voice: theirs } => about("make_co_host", voice(theirs)),
        Command::MakeSpeaker { voice: theirs } => about("make_speaker", voice(theirs)),
        Command::HandOver { voice: theirs } => about("hand_over", voice(theirs)),
        Command::Mute => bare("mute"),
        Command::Unmute => bare("unmute"),
        Command::MuteAll => bare("mute_all"),
        Command::LowerHand => bare("lower_hand"),
        Command::ComeOnStage => bare("come_on_stage"),
        Command::AcceptInvitation => bare("accept_invitation"),
        Command::DeclineInvitation => bare("decline_invitation"),
        Command::StepDown => bare("step_down"),
        Command::End => bare("end"),
    }
}

fn list(values: impl Iterator<Item = String>) -> String {
    ["[", &values.collect::<Vec<_>>().join(","), "]"].concat()
}

fn number(key: &str, number: u32) -> Object {
    Object::empty().raw(key, &number.to_string())
}

struct Object(String);

impl Object {
    fn empty() -> Self {
        Self("{".to_owned())
    }

    fn new(key: &str, value: &str) -> Self {
        Self::empty().text(key, value)
    }

    fn text(self, key: &str, value: &str) -> Self {
        self.raw(key, &quoted(value))
    }

    /// Absent rather than null.
    fn maybe(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    fn flag(self, key: &str, value: bool) -> Self {
        self.raw(key, if value { "true" } else { "false" })
    }

    fn texts(self, key: &str, values: &[String]) -> Self {
        self.raw(key, &list(values.iter().map(|value| quoted(value))))
    }

    fn raw(mut self, key: &str, value: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        for part in ["\"", key, "\":", value] {
            self.0.push_str(part);
        }
        self
    }

    fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            '\u{0}'..='\u{1f}' => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                let code = sign as usize;
                quoted.push_str("\\u00");
                quoted.push(char::from(HEX[code >> 4]));
                quoted.push(char::from(HEX[code & 15]));
            }
            _ => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Json;
    use causerie_shared::notification::{SetLead, Tongue, Unsubscribe};
    use causerie_shared::{report::Concern, talk::ChatRule, view::Access};
    use proptest::prelude::*;
    use serde::Serialize;

    #[test]
    fn the_relay_reads_every_command() {
        let (voice, person) = (VoiceId::new(7).unwrap(), PersonId::from_bits(u128::MAX));
        let session = || "a\"b\\c\u{1}é".to_owned();
        let commands = [
            Command::Listen { session: session() },
            Command::TakeOver { session: session() },
            Command::Pause { session: session() },
            Command::Speak { session: session() },
            Command::Mute,
            Command::Unmute,
            Command::MuteOther { voice },
            Command::MuteAll,
            Command::AskToUnmute { voice },
            Command::RaiseHand { question: None },
            Command::RaiseHand { question: Some("Why \"now\"?".into()) },
            Command::LowerHand,
            Command::ComeOnStage,
            Command::AcceptInvitation,
            Command::DeclineInvitation,
            Command::BringOnStage { person },
            Command::PutBack { person },
            Command::DismissHand { person, reason: None },
            Command::DismissHand { person, reason: Some("Later".into()) },
            Command::Invite { person },
            Command::Uninvite { person },
            Command::SendToAudience { voice },
            Command::Remove { person },
            Command::Readmit { person },
            Command::SetSpeaking { speaking: Speaking::Everyone },
            Command::SetSpeaking { speaking: Speaking::Followed },
            Command::SetSpeaking { speaking: Speaking::Invited },
            Command::SetCaptioned { captioned: false },
            Command::SetCaptioning { wanted: true, kept: false },
            Command::SetTerms { terms: vec![session(), String::new()] },
            Command::GoLive,
            Command::SetLock { locked: true },
            Command::Pin { url: session(), title: session() },
            Command::Unpin { number: 3 },
            Command::AskPoll { question: session(), choices: vec![session(), String::new()] },
            Command::Vote { poll: 1, choice: 0 },
            Command::ClosePoll { poll: 1 },
            Command::RemovePoll { poll: 1 },
            Command::SetHeard { session: session(), voice, heard: false },
            Command::RevokeSpeakerLinks,
            Command::MakeCoHost { voice },
            Command::MakeSpeaker { voice },
            Command::HandOver { voice },
            Command::StepDown,
            Command::End,
        ];
        let talk = [Command::Write { text: session() }, Command::Unwrite { number: u32::MAX }];
        let reactions = Reaction::ALL.map(|reaction| Command::React { reaction });
        let rules = ChatFor::ALL.map(|who| ChatRule { who, slow_s: 15 });
        let rules = rules.map(|rule| Command::SetChat { rule });
        let all = commands.into_iter().chain(talk).chain(reactions).chain(rules);
        for (id, command) in (0u32..).zip(all) {
            let frame = ClientFrame::Do { id, command };
            let text = client_frame(&frame);
            assert_eq!(serde_json::from_str::<ClientFrame>(&text).unwrap(), frame, "{text}");
        }
    }

    #[test]
    fn the_relay_reads_every_greeting() {
        for pass in [None, Some("secret".to_owned())] {
            for class in Class::ALL.map(Some).into_iter().chain([None]) {
                let resume = class.map(|class| Resume { epoch: u64::MAX, class, seq: 3 });
                let frame = ClientFrame::Hello { pass: pass.clone(), resume };
                let text = client_frame(&frame);
                assert_eq!(serde_json::from_str::<ClientFrame>(&text).unwrap(), frame, "{text}");
            }
        }
    }

    #[test]
    fn the_relay_reads_which_door_a_pass_is_for() {
        for door in [PassFor::Live, PassFor::Whip, PassFor::Whep] {
            for link in [None, Some("a.link".to_owned())] {
                let ticket = link.clone();
                let asked = PassRequest { door, link, ticket };
                let text = pass_request(&asked);
                assert_eq!(serde_json::from_str::<PassRequest>(&text).unwrap(), asked);
            }
        }
    }

    /// The body as serde would have written it, apart from the order of its fields.
    fn same(written: &str, asked: &impl Serialize) {
        let written: serde_json::Value = serde_json::from_str(written).unwrap();
        assert_eq!(written, serde_json::to_value(asked).unwrap());
    }

    proptest! {
        #[test]
        fn whatever_is_typed_about_a_space_arrives(
            title: String, name: Option<String>, description: Option<String>,
            topics: Vec<String>, language: Option<String>,
            listed: bool, guests: bool, broadcast: bool, backstage: bool,
        ) {
            let access = Access { listed, guests };
            let asked =
                CreateSpace { title, name, description, topics, language, access, broadcast, backstage };
            let read: CreateSpace = serde_json::from_str(&create_space(&asked)).unwrap();
            prop_assert_eq!(read, asked);
        }

        #[test]
        fn whatever_is_typed_about_oneself_arrives(
            handle: String, name: String, password: String, maybe: Option<String>,
            links: Option<Vec<String>>,
        ) {
            let (h, n, p, m) =
                (|| handle.clone(), || name.clone(), || password.clone(), || maybe.clone());
            let asked = SignUp { handle: h(), name: n(), password: p() };
            same(&sign_up(&asked), &asked);
            let asked = SignUpWithPasskey { handle: h(), name: n() };
            same(&sign_up_with_passkey(&asked), &asked);
            let asked = SignIn { handle: h(), password: p() };
            same(&sign_in(&asked), &asked);
            let asked = Recover { handle: h(), code: n(), password: p() };
            same(&recover(&asked), &asked);
            let asked = EditProfile { handle: m(), name: m(), biography: m(), links };
            same(&edit_profile(&asked), &asked);
            let asked = ChangePassword { current: m(), new: p() };
            same(&change_password(&asked), &asked);
            let asked = DeleteAccount { handle: h(), password: m() };
            same(&delete_account(&asked), &asked);
            let credential = serde_json::to_string(&[h(), n()]).unwrap();
            let asked = Signed { challenge: h(), credential, label: m() };
            let as_value: serde_json::Value = serde_json::from_str(&asked.credential).unwrap();
            let expected =
                Signed { challenge: h(), credential: as_value, label: m() };
            same(&signed(&asked), &expected);
        }

        #[test]
        fn whatever_is_announced_arrives(
            title: String, description: Option<String>, topics: Vec<String>,
            language: Option<String>, starts: String, ends: Option<String>, zone: String,
            draft: bool, edition: Option<u32>,
        ) {
            let access = Access { listed: draft, guests: !draft };
            let asked = Announce {
                title, description, topics, language, access, starts, ends, zone, draft, edition,
            };
            let read: Announce = serde_json::from_str(&announce(&asked)).unwrap();
            prop_assert_eq!(read, asked.clone());
            let asked = Cancel { reason: asked.description };
            prop_assert_eq!(serde_json::from_str::<Cancel>(&cancel(&asked)).unwrap(), asked);
            let asked = AnswerInvitation { accepted: draft };
            same(&answer_invitation(&asked), &asked);
            let asked = Invite { role: if draft { Role::CoHost } else { Role::Speaker } };
            same(&invite(&asked), &asked);
        }

        #[test]
        fn how_one_is_reminded_is_written_as_serde_reads_it(
            lead_min in any::<u32>(), words in any::<[String; 4]>(), french in any::<bool>(),
        ) {
            let language = if french { Tongue::Fr } else { Tongue::En };
            let [endpoint, p256dh, auth, zone] = words;
            let read: SetLead = serde_json::from_str(&set_lead(lead_min)).unwrap();
            prop_assert_eq!(read, SetLead { lead_min });
            let read: Unsubscribe = serde_json::from_str(&unsubscribe(&endpoint)).unwrap();
            prop_assert_eq!(read, Unsubscribe { endpoint: endpoint.clone() });
            let asked = SetAddress { address: auth.clone(), language, zone: zone.clone() };
            let read: SetAddress = serde_json::from_str(&set_address(&asked)).unwrap();
            prop_assert_eq!(read, asked);
            let asked = Subscribe { endpoint, p256dh, auth, language, zone };
            let read: Subscribe = serde_json::from_str(&subscribe(&asked)).unwrap();
            prop_assert_eq!(read, asked);
        }

        #[test]
        fn whatever_is_put_right_arrives(text: String) {
            let asked = Reword { text };
            same(&reword(&asked), &asked);
        }

        #[test]
        fn whatever_is_reported_arrives(note: Option<String>, number: u32) {
            let voice = VoiceId::new(7).unwrap();
            for concern in Concern::ALL {
                for about in [About::Voice { voice }, About::Line { number }] {
                    let asked = ReportRequest { about, concern, note: note.clone() };
                    same(&report(&asked), &asked);
                }
            }
        }

        #[test]
        fn whatever_is_sold_and_bought_arrives(
            words in any::<[String; 4]>(), maybe: Option<String>, numbers in any::<[u32; 4]>(), with: bool,
        ) {
            let [currency, name, price, code] = words;
            let [number, refund_min, preview_s, uses] = numbers;
            let tier = TierId::from_bits(u128::from(number));
            let tiers = vec![SetTier { id: with.then_some(tier), name, price, number }];
            let codes = match with {
                true => vec![SetCode { code: code.clone(), percent_off: uses, uses }],
                false => Vec::new(),
            };
            let (opens, closes) = (maybe.clone(), maybe.clone());
            let asked =
                SetTickets { currency, tiers, opens, closes, refund_min, preview_s, codes };
            same(&set_tickets(&asked), &asked);
            let asked = PlaceOrder { tier, code: maybe, key: code.clone() };
            same(&place_order(&asked), &asked);
            let asked = PayWithCard { card: code.clone(), confirmed: with };
            same(&pay_with_card(&asked), &asked);
            let asked = Transfer { to: code };
            same(&transfer(&asked), &asked);
            let read = Json::parse(&waiting(tier)).unwrap();
            prop_assert_eq!(read.get("tier").text(), Some(&*tier.to_string()));
        }

        #[test]
        fn a_draft_is_read_as_it_was_written(title: String, name: String) {
            let fields = [("title", title.as_str()), ("name", name.as_str())];
            let read = Json::parse(&draft(fields.into_iter())).unwrap();
            prop_assert_eq!(read.get("title").text(), Some(title.as_str()));
            prop_assert_eq!(read.get("name").text(), Some(name.as_str()));
        }
    }
}
