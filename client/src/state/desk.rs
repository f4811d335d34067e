//! What is open on the page of a space: one thing at a time, so that nothing lies over another.
//!
//! *Law:* what is open about somebody closes when they are gone, and what a role allows closes with
//! the role: a click never reaches whoever came into their place.

use causerie_shared::{
    id::{PersonId, VoiceId},
    report::About,
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
    // What is put up
    Pin,
    Poll,
    /// How captions look.
    CaptionStyle,
    // Questions, asked once
    End,
    HandOver(VoiceId),
    ShowOut(PersonId),
    Block(VoiceId),
    /// To those who administer the relay.
    Report(About),
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
            Self::Block(voice) => view.seat(voice).is_some(),
            // Whoever misbehaves often goes before it is written.
            Self::Report(_) | Self::CaptionStyle => true,
            Self::Pin | Self::Poll => role.may(Action::Pin),
            Self::End => role.may(Action::End),
            Self::HandOver(voice) => {
                role.may(Action::HandOver)
                    && view.seat(voice).is_some_and(|seat| seat.role == Role::CoHost)
            }
            Self::ShowOut(person) => {
                // Whoever went can be shown out too: they must not come back.
                role.may(Action::Remove) && !view.is_removed(person)
            }
        };
        if stays { self } else { Self::Nothing }
    }
}

/// The name of somebody whom the view of a host knows.
pub fn name_of(view: &SpaceView, person: PersonId) -> Option<&str> {
    let seat = view.seat_of(person).map(|seat| &seat.name);
    let hand = || view.hand_of(person).map(|(_, hand)| &hand.of.name);
    let line = || view.chat.iter().rfind(|line| line.by.person == person);
    let name = seat.or_else(hand).or_else(|| line().map(|line| &line.by.name))?;
    Some(name.as_str())
}

/// What the menu of somebody on stage offers to somebody of that role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    StepDown,
    /// Have one's own voice turned into words, or not.
    CaptionMeNot,
    CaptionMe,
    /// Turn the voice off for oneself, or on again.
    HearNot,
    HearAgain,
    Mute,
    AskToUnmute,
    MakeCoHost,
    MakeSpeaker,
    HandOver,
    SendToAudience,
    Block,
    Report,
    ShowOut,
}

/// How the visitor stands toward somebody on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Toward {
    pub is_mine: bool,
    pub is_unheard: bool,
    /// Both have an account, and it is not done yet.
    pub may_block: bool,
    /// People are captioned here.
    pub is_captioning: bool,
}

/// From the gentlest to the gravest.
pub fn entries(role: Role, seat: &Seat, toward: Toward) -> Vec<Entry> {
    let Toward { is_mine, is_unheard, may_block, is_captioning } = toward;
    if is_mine {
        return offered([
            (Entry::CaptionMeNot, is_captioning && !seat.uncaptioned),
            // Also where nobody is captioned at the moment: what was declined can be taken back.
            (Entry::CaptionMe, seat.uncaptioned),
            (Entry::StepDown, role.may(Action::StepDown)),
        ]);
    }
    let may_name = role.may(Action::NameCoHosts);
    let is_below = role.outranks(seat.role);
    offered([
        (Entry::HearNot, !is_unheard),
        (Entry::HearAgain, is_unheard),
        (Entry::Mute, role.may(Action::MuteOther) && !seat.muted),
        (Entry::AskToUnmute, role.may(Action::MuteOther) && seat.muted),
        (Entry::MakeCoHost, may_name && seat.role == Role::Speaker),
        (Entry::MakeSpeaker, may_name && seat.role == Role::CoHost),
        (Entry::HandOver, role.may(Action::HandOver) && seat.role == Role::CoHost),
        (Entry::SendToAudience, role.may(Action::SendToAudience) && is_below),
        (Entry::Report, true),
        (Entry::Block, may_block),
        (Entry::ShowOut, role.may(Action::Remove) && is_below),
    ])
}

fn offered<const N: usize>(all: [(Entry, bool); N]) -> Vec<Entry> {
    all.into_iter().filter_map(|(entry, is_offered)| is_offered.then_some(entry)).collect()
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
            uncaptioned: false,
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
            Open::Pin,
            Open::Poll,
        ];
        for open in all {
            assert_eq!(open.still(Some(&view), Role::Host), open);
            assert_eq!(open.still(Some(&view), Role::Speaker), Open::Nothing);
            assert_eq!(open.still(None, Role::Host), Open::Nothing);
        }
        view.apply(&Event::Unseated { voice });
        view.apply(&Event::HandLowered { person: cleo });
        for open in [Open::ShowOut(ben), Open::ShowOut(cleo)] {
            assert_eq!(open.still(Some(&view), Role::Host), open, "they must not come back");
        }
        for open in [&all[0], &all[3]] {
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
                let offered = entries(role, &seat(3, theirs, true), Toward::default());
                table.push_str(&format!("{role:?} to {theirs:?}: {offered:?}\n"));
            }
        }
        let expected = "\
Listener to Speaker: [HearNot, Report]
Listener to CoHost: [HearNot, Report]
Listener to Host: [HearNot, Report]
Speaker to Speaker: [HearNot, Report]
Speaker to CoHost: [HearNot, Report]
Speaker to Host: [HearNot, Report]
CoHost to Speaker: [HearNot, AskToUnmute, SendToAudience, Report, ShowOut]
CoHost to CoHost: [HearNot, AskToUnmute, Report]
CoHost to Host: [HearNot, AskToUnmute, Report]
Host to Speaker: [HearNot, AskToUnmute, MakeCoHost, SendToAudience, Report, ShowOut]
Host to CoHost: [HearNot, AskToUnmute, MakeSpeaker, HandOver, SendToAudience, Report, ShowOut]
Host to Host: [HearNot, AskToUnmute, Report]
";
        assert_eq!(table, expected);
        let mine = Toward { is_mine: true, ..Toward::default() };
        assert_eq!(entries(Role::Speaker, &seat(3, Role::Speaker, false), mine), [Entry::StepDown]);
        assert_eq!(entries(Role::Host, &seat(3, Role::Host, false), mine), []);
        let captioned = Toward { is_captioning: true, ..mine };
        let (me, not_me) = (seat(3, Role::Host, false), Entry::CaptionMeNot);
        assert_eq!(entries(Role::Host, &me, captioned), [not_me]);
        let declined = Seat { uncaptioned: true, ..me };
        for toward in [captioned, mine] {
            assert_eq!(entries(Role::Host, &declined, toward), [Entry::CaptionMe]);
        }
        let loud = entries(Role::Host, &seat(3, Role::Host, false), Toward::default());
        assert_eq!(loud, [Entry::HearNot, Entry::Mute, Entry::Report]);
        let known = Toward { is_unheard: true, may_block: true, ..Toward::default() };
        let offered = entries(Role::Listener, &seat(3, Role::Host, false), known);
        assert_eq!(offered, [Entry::HearAgain, Entry::Report, Entry::Block]);
    }
}
