//! From the client's words to JSON.

use causerie_shared::{
    api::{CreateSpace, PassFor, PassRequest},
    command::Command,
    event::Class,
    id::VoiceId,
    signal::{ClientFrame, Resume},
};

pub fn client_frame(frame: &ClientFrame) -> String {
    let frame = match frame {
        ClientFrame::Hello { pass, resume } => {
            let mut fields = Object::empty();
            if let Some(pass) = pass {
                fields = fields.text("pass", pass);
            }
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
    let object = Object::new("title", &asked.title);
    match &asked.name {
        Some(name) => object.text("name", name).close(),
        None => object.close(),
    }
}

pub fn pass_request(asked: PassRequest) -> String {
    let door = match asked.door {
        PassFor::Live => "live",
        PassFor::Whip => "whip",
        PassFor::Whep => "whep",
    };
    Object::new("for", door).close()
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
    match command {
        Command::Listen { session: name } => about("listen", session(name)),
        Command::Pause { session: name } => about("pause", session(name)),
        Command::Speak { session: name } => about("speak", session(name)),
        Command::MuteOther { voice: theirs } => about("mute_other", voice(theirs)),
        Command::BringOnStage { person } => {
            about("bring_on_stage", Object::new("person", &person.to_string()))
        }
        Command::SendToAudience { voice: theirs } => about("send_to_audience", voice(theirs)),
        Command::Mute => r#""mute""#.to_owned(),
        Command::Unmute => r#""unmute""#.to_owned(),
        Command::StepDown => r#""step_down""#.to_owned(),
        Command::End => r#""end""#.to_owned(),
    }
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
        let mut quoted = String::from("\"");
        for sign in value.chars() {
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
        self.raw(key, &quoted)
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

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::PersonId;
    use proptest::prelude::*;

    #[test]
    fn the_relay_reads_every_command() {
        let voice = VoiceId::new(7).unwrap();
        let session = || "a\"b\\c\u{1}é".to_owned();
        let commands = [
            Command::Listen { session: session() },
            Command::Pause { session: session() },
            Command::Speak { session: session() },
            Command::Mute,
            Command::Unmute,
            Command::MuteOther { voice },
            Command::BringOnStage { person: PersonId::from_bits(u128::MAX) },
            Command::SendToAudience { voice },
            Command::StepDown,
            Command::End,
        ];
        for (id, command) in (0u32..).zip(commands) {
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
            let text = pass_request(PassRequest { door });
            assert_eq!(serde_json::from_str::<PassRequest>(&text).unwrap(), PassRequest { door });
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_arrives(title: String, name: Option<String>) {
            let asked = CreateSpace { title, name, ..CreateSpace::default() };
            let read: CreateSpace = serde_json::from_str(&create_space(&asked)).unwrap();
            prop_assert_eq!(read, asked);
        }
    }
}
