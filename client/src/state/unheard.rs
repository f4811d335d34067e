//! Voices that this person turned off for themself. Kept by person, since a voice is one seat's, and
//! told to the relay for each connection that brings sound: it keeps them with the connection alone.
//!
//! *Law:* whatever comes between, the relay withholds from the newest connection the voices on stage
//! of those people and no others.

use causerie_shared::{
    command::Command,
    id::{PersonId, VoiceId},
    view::Seat,
};

#[derive(Debug, Default)]
pub struct Unheard {
    people: Vec<PersonId>,
    /// Whom the relay knows of, for this connection.
    told: Option<Told>,
}

#[derive(Debug)]
struct Told {
    session: String,
    off: Vec<VoiceId>,
}

impl Unheard {
    pub fn set(&mut self, person: PersonId, heard: bool) {
        self.people.retain(|other| *other != person);
        if !heard {
            self.people.push(person);
        }
    }

    pub fn has(&self, person: PersonId) -> bool {
        self.people.contains(&person)
    }

    /// What was told may have been lost on the way: it is said once more.
    pub fn say_again(&mut self) {
        self.told = None;
    }

    /// What to tell the relay, so that `session` carries what it should of the people on stage.
    pub fn settle(&mut self, stage: &[Seat], session: Option<&str>) -> Vec<Command> {
        let Some(session) = session else {
            self.told = None;
            return Vec::new();
        };
        let told = self.told.take().filter(|told| told.session == session);
        let off: Vec<VoiceId> =
            stage.iter().filter(|seat| self.has(seat.person)).map(|seat| seat.voice).collect();
        let known = told.map(|told| told.off).unwrap_or_default();
        let on_stage = |voice: &VoiceId| stage.iter().any(|seat| seat.voice == *voice);
        let set = |voice: &VoiceId, heard| Command::SetHeard {
            session: session.to_owned(),
            voice: *voice,
            heard,
        };
        let back = known.iter().filter(|voice| on_stage(voice) && !off.contains(voice));
        let gone = off.iter().filter(|voice| !known.contains(voice));
        let commands =
            back.map(|voice| set(voice, true)).chain(gone.map(|voice| set(voice, false))).collect();
        self.told = Some(Told { session: session.to_owned(), off });
        commands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::role::Role;

    fn seat(voice: u32, person: u128) -> Seat {
        Seat {
            voice: VoiceId::new(voice).unwrap(),
            person: PersonId::from_bits(person),
            name: "Ben".parse().unwrap(),
            handle: None,
            avatar: None,
            role: Role::Speaker,
            muted: false,
            uncaptioned: false,
        }
    }

    fn told(commands: &[Command]) -> Vec<(&str, String, bool)> {
        let told = commands.iter().map(|command| {
            let Command::SetHeard { session, voice, heard } = command else { panic!() };
            (session.as_str(), voice.to_string(), *heard)
        });
        told.collect()
    }

    #[test]
    fn a_voice_that_is_off_stays_off_over_new_seats_and_new_connections() {
        let ben = PersonId::from_bits(2);
        let mut unheard = Unheard::default();
        let stage = [seat(1, 1), seat(2, 2)];
        unheard.set(ben, false);
        assert!(unheard.settle(&stage, None).is_empty(), "nothing brings sound yet");
        let said = unheard.settle(&stage, Some("a"));
        assert_eq!(told(&said), [("a", "2".to_owned(), false)]);
        assert!(unheard.settle(&stage, Some("a")).is_empty(), "said once");

        // He leaves and comes back with another seat.
        assert!(unheard.settle(&stage[..1], Some("a")).is_empty());
        let said = unheard.settle(&[seat(1, 1), seat(3, 2)], Some("a"));
        assert_eq!(told(&said), [("a", "3".to_owned(), false)]);

        let said = unheard.settle(&[seat(1, 1), seat(3, 2)], Some("b"));
        assert_eq!(told(&said), [("b", "3".to_owned(), false)]);
        unheard.say_again();
        let said = unheard.settle(&[seat(1, 1), seat(3, 2)], Some("b"));
        assert_eq!(told(&said), [("b", "3".to_owned(), false)]);

        unheard.set(ben, true);
        let said = unheard.settle(&[seat(1, 1), seat(3, 2)], Some("b"));
        assert_eq!(told(&said), [("b", "3".to_owned(), true)]);
        assert!(unheard.settle(&[seat(1, 1), seat(3, 2)], Some("b")).is_empty());
    }
}
