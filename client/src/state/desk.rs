//! What is open on the page of a space: one thing at a time, so that nothing lies over another.
//!
//! *Law:* what is open about somebody closes when they are gone, and what a role allows closes with
//! the role: a click never reaches whoever came into their place.

use causerie_shared::{
    id::{PersonId, VoiceId},
    role::{Action, Role},
    view::{Seat, SpaceView},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Open {
    #[default]
    Nothing,
    /// A guest says what they are called.
    Name,
    /// Why a hand is put down.
    Dismissal(PersonId),
    // Questions, asked once
    End,
    HandOver(VoiceId),
    ShowOut(PersonId),
}

impl Open {
    /// What of it still makes sense.
    #[must_use]
    pub fn still(self, view: Option<&SpaceView>, role: Role) -> Self {
        let Some(view) = view.filter(|view| !view.lifecycle.is_over()) else {
            return Self::Nothing;
        };
        let stays = match self {
            Self::Nothing => true,
            Self::Name => !role.may(Action::AskToSpeak) && !role.on_stage(),
            Self::Dismissal(person) => {
                role.may(Action::BringOnStage) && view.hand_of(person).is_some()
            }
            Self::End => role.may(Action::End),
            Self::HandOver(voice) => {
                role.may(Action::HandOver)
                    && view.seat(voice).is_some_and(|seat| seat.role == Role::CoHost)
            }
            Self::ShowOut(person) => {
                role.may(Action::Remove)
                    && !view.is_removed(person)
                    && name_of(view, person).is_some()
            }
        };
        if stays { self } else { Self::Nothing }
    }
}

/// The name of somebody whom the view of a host knows.
pub fn name_of(view: &SpaceView, person: PersonId) -> Option<&str> {
    let seat = view.seat_of(person).map(|seat| &seat.name);
    let hand = || view.hand_of(person).map(|(_, hand)| &hand.of.name);
    let name = seat.or_else(hand)?;
    Some(name.as_str())
}

/// What the menu of somebody on stage offers to somebody of that role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    StepDown,
    Mute,
    AskToUnmute,
    MakeCoHost,
    MakeSpeaker,
    HandOver,
    SendToAudience,
    ShowOut,
}

/// From the gentlest to the gravest.
pub fn entries(role: Role, seat: &Seat, is_mine: bool) -> Vec<Entry> {
    if is_mine {
        return Vec::from_iter(role.may(Action::StepDown).then_some(Entry::StepDown));
    }
    let may_name = role.may(Action::NameCoHosts);
    let is_below = role.outranks(seat.role);
    [
        (Entry::Mute, role.may(Action::MuteOther) && !seat.muted),
        (Entry::AskToUnmute, role.may(Action::MuteOther) && seat.muted),
        (Entry::MakeCoHost, may_name && seat.role == Role::Speaker),
        (Entry::MakeSpeaker, may_name && seat.role == Role::CoHost),
        (Entry::HandOver, role.may(Action::HandOver) && seat.role == Role::CoHost),
        (Entry::SendToAudience, role.may(Action::SendToAudience) && is_below),
        (Entry::ShowOut, role.may(Action::Remove) && is_below),
    ]
    .into_iter()
    .filter_map(|(entry, is_offered)| is_offered.then_some(entry))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::link::tests::view;
    use causerie_shared::{
        event::{EndReason, Event},
        stage::{Attendee, Hand},
        time::UnixMs,
    };

    fn seat(number: u32, role: Role, muted: bool) -> Seat {
        Seat {
            voice: VoiceId::new(number).unwrap(),
            person: PersonId::from_bits(u128::from(number)),
            name: "Ben".parse().unwrap(),
            handle: None,
            avatar: None,
            role,
            muted,
        }
    }

    fn hand(bits: u128) -> Hand {
        let person = PersonId::from_bits(bits);
        let of = Attendee { person, name: "Cleo".parse().unwrap(), handle: None, avatar: None };
        Hand { of, question: None, at: UnixMs(1) }
    }

    #[test]
    fn a_question_about_somebody_closes_when_they_go() {
        let mut view = view();
        view.apply(&Event::Seated { seat: seat(3, Role::CoHost, false) });
        view.apply(&Event::HandRaised { hand: hand(9) });
        let voice = VoiceId::new(3).unwrap();
        let (ben, cleo) = (PersonId::from_bits(3), PersonId::from_bits(9));
        let all = [
            Open::HandOver(voice),
            Open::ShowOut(ben),
            Open::ShowOut(cleo),
            Open::Dismissal(cleo),
            Open::End,
        ];
        for open in all {
            assert_eq!(open.still(Some(&view), Role::Host), open);
            assert_eq!(open.still(Some(&view), Role::Speaker), Open::Nothing);
            assert_eq!(open.still(None, Role::Host), Open::Nothing);
        }
        view.apply(&Event::Unseated { voice });
        view.apply(&Event::HandLowered { person: cleo });
        for open in &all[..4] {
            assert_eq!(open.still(Some(&view), Role::Host), Open::Nothing, "{open:?}");
        }
        view.apply(&Event::Ended { at: UnixMs(2), reason: EndReason::ByHost });
        assert_eq!(Open::End.still(Some(&view), Role::Host), Open::Nothing);
    }

    #[test]
    fn a_name_is_asked_of_guests_alone() {
        assert_eq!(Open::Name.still(Some(&view()), Role::Guest), Open::Name);
        assert_eq!(Open::Name.still(Some(&view()), Role::Listener), Open::Nothing);
    }

    #[test]
    fn each_menu_offers_what_the_relay_would_do() {
        let mut table = String::new();
        for role in [Role::Listener, Role::Speaker, Role::CoHost, Role::Host] {
            for theirs in [Role::Speaker, Role::CoHost, Role::Host] {
                let offered = entries(role, &seat(3, theirs, true), false);
                table.push_str(&format!("{role:?} to {theirs:?}: {offered:?}\n"));
            }
        }
        let expected = "\
Listener to Speaker: []
Listener to CoHost: []
Listener to Host: []
Speaker to Speaker: []
Speaker to CoHost: []
Speaker to Host: []
CoHost to Speaker: [AskToUnmute, SendToAudience, ShowOut]
CoHost to CoHost: [AskToUnmute]
CoHost to Host: [AskToUnmute]
Host to Speaker: [AskToUnmute, MakeCoHost, SendToAudience, ShowOut]
Host to CoHost: [AskToUnmute, MakeSpeaker, HandOver, SendToAudience, ShowOut]
Host to Host: [AskToUnmute]
";
        assert_eq!(table, expected);
        assert_eq!(entries(Role::Speaker, &seat(3, Role::Speaker, false), true), [Entry::StepDown]);
        assert_eq!(entries(Role::Host, &seat(3, Role::Host, false), true), []);
        let loud = entries(Role::Host, &seat(3, Role::Host, false), false);
        assert_eq!(loud, [Entry::Mute]);
    }
}
