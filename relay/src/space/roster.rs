//! Who is connected: lines, and the persons behind them.

use crate::space::{Effect, Expulsion, Output, Space, hands::attendee};
use causerie_shared::{
    api::AudienceList,
    event::{Class, EndReason},
    handle::Handle,
    id::{AvatarId, PersonId},
    role::Role,
    signal::{Farewell, Me, Resume},
    stage::{Deed, Notice},
    text::Name,
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One open socket, numbered by the hub in the order of arrival and never again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line(pub u64);

/// A person as the door knows them. Without a name they are a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub person: PersonId,
    pub name: Option<Name>,
    /// Of those who have an account.
    pub account: Option<Face>,
    pub standing: Standing,
    /// The relay plays them itself, and nobody reads what they would see.
    pub played: bool,
}

/// What the door found out about somebody, when they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// The host follows them.
    #[serde(default)]
    pub followed: bool,
    /// They follow the host.
    #[serde(default)]
    pub follows: bool,
    /// The edition of their speaker link: while that is the space's, they need not ask for a seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<u32>,
    /// The seat that they accepted before the space began, and have not had: a co-host's or a
    /// speaker's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Role>,
    /// The door checked a good ticket of theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ticket: bool,
}

/// What others see of an account beside its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    pub handle: Handle,
    pub avatar: Option<AvatarId>,
}

impl Standing {
    /// A stranger without a link or a ticket.
    pub const NONE: Self =
        Self { followed: false, follows: false, link: None, promised: None, ticket: false };
}

impl Who {
    /// Somebody who has not said their name.
    pub const fn guest(person: PersonId) -> Self {
        Self { person, name: None, account: None, standing: Standing::NONE, played: false }
    }

    /// Somebody with a name and without an account.
    pub const fn named(person: PersonId, name: Name) -> Self {
        let standing = Standing::NONE;
        Self { person, name: Some(name), account: None, standing, played: false }
    }
}

#[derive(Default)]
pub(super) struct Roster {
    lines: BTreeMap<Line, Presence>,
    /// Lines of each person, oldest first.
    people: BTreeMap<PersonId, Vec<Line>>,
}

pub(super) struct Presence {
    pub(super) who: Who,
    class: Class,
    me: Me,
}

impl Roster {
    pub(super) fn get(&self, line: Line) -> Option<&Presence> {
        self.lines.get(&line)
    }

    pub(super) fn is_here(&self, person: PersonId) -> bool {
        self.people.contains_key(&person)
    }

    /// Who somebody is, as their newest line says.
    pub(super) fn who(&self, person: PersonId) -> Option<&Who> {
        let line = self.newest_line(person)?;
        Some(&self.lines.get(&line)?.who)
    }

    pub(super) fn newest_line(&self, person: PersonId) -> Option<Line> {
        self.people.get(&person)?.last().copied()
    }

    pub(super) fn people(&self) -> impl Iterator<Item = PersonId> {
        self.people.keys().copied()
    }

    /// Whether anybody is here who can read.
    pub(super) fn anybody_reads(&self) -> bool {
        self.lines.values().any(|presence| !presence.who.played)
    }

    /// Somebody as each of their lines says.
    pub(super) fn all_of(&self, person: PersonId) -> impl Iterator<Item = &Who> {
        let lines = self.people.get(&person).into_iter().flatten();
        lines.filter_map(|line| self.lines.get(line)).map(|presence| &presence.who)
    }

    pub(super) fn lines_of(&self, person: PersonId) -> Vec<Line> {
        self.people.get(&person).cloned().unwrap_or_default()
    }

    /// Whoever came by a speaker link and is in the audience asks as others do.
    pub(super) fn unlink_everybody(&mut self) {
        for presence in self.lines.values_mut() {
            presence.who.standing.link = None;
        }
    }

    fn remove(&mut self, line: Line) -> Option<Presence> {
        let presence = self.lines.remove(&line)?;
        if let Some(lines) = self.people.get_mut(&presence.who.person) {
            lines.retain(|other| *other != line);
            if lines.is_empty() {
                self.people.remove(&presence.who.person);
            }
        }
        Some(presence)
    }
}

impl Space {
    /// A host, co-host or speaker by their seat; otherwise a listener, or a guest without a name.
    pub(super) fn role_of(&self, who: &Who) -> Role {
        match (self.view().seat_of(who.person), &who.name) {
            (Some(seat), _) => seat.role,
            (None, Some(_)) => Role::Listener,
            (None, None) => Role::Guest,
        }
    }

    pub(super) fn arrive(&mut self, line: Line, mut who: Who, resume: Option<Resume>, now: UnixMs) {
        // Links may have been taken back since the pass was written.
        who.standing.link.take_if(|edition| *edition != self.view().speaker_links);
        if who.standing.ticket {
            self.note_ticket(who.person, now);
        }
        let me = self.me(&who);
        let class = self.class_of(&who, me.role);
        if self.is_over() {
            self.show(line, class);
            self.out.push_back(Output::Me { line, me });
            self.out.push_back(Output::Farewell { line, why: Farewell::Ended });
            return;
        }
        if self.view().is_removed(who.person) {
            self.show(line, Class::Public);
            self.out.push_back(Output::Me { line, me });
            self.out.push_back(Output::Farewell { line, why: Farewell::Removed });
            return;
        }
        if self.expelled.has(who.person, now) {
            self.out.push_back(Output::Farewell { line, why: Farewell::NotAdmitted });
            return;
        }
        if self.keeps_out(&who, resume, now) {
            self.show(line, Class::Public);
            self.out.push_back(Output::Me { line, me });
            self.out.push_back(Output::Farewell { line, why: Farewell::Locked });
            return;
        }
        self.roster.people.entry(who.person).or_default().push(line);
        self.audience.owner_is_back(who.person);
        self.audience.changed();
        self.roster.lines.insert(line, Presence { who: who.clone(), class, me });
        match resume.and_then(|from| self.streams.since(from, class)) {
            Some(missed) => {
                let (seq, _) = self.streams.snapshot(class);
                self.out.push_back(Output::Resumed { line, class, missed, seq });
            }
            None => self.show(line, class),
        }
        self.out.push_back(Output::Me { line, me });
        self.admission_changed(who.person);
        self.keep_promise(&who);
    }

    pub(super) fn leave(&mut self, line: Line, now: UnixMs) {
        let Some(gone) = self.roster.remove(line) else { return };
        self.audience.changed();
        if gone.who.name.is_none() {
            self.lock.nameless_went(gone.who.person, now);
        }
        if self.roster.is_here(gone.who.person) {
            self.admission_changed(gone.who.person);
        }
        // A guest comes back as somebody else, so a guest's ears live by consent alone.
        if gone.who.name.is_some() && !self.roster.is_here(gone.who.person) {
            self.audience.owner_is_gone(gone.who.person, now);
        }
    }

    /// Tells a line goodbye; it is gone for the rules at once.
    pub(super) fn dismiss(&mut self, line: Line, why: Farewell) {
        self.roster.remove(line);
        self.audience.changed();
        self.out.push_back(Output::Farewell { line, why });
    }

    /// Somebody who may not be here any more. A host's space does not outlive their account.
    pub(super) fn expel(&mut self, person: PersonId, why: Expulsion, now: UnixMs) {
        if self.is_over() {
            return;
        }
        self.expelled.remember(person, now);
        let (of, before) = (self.name_of(person), self.out.len());
        if why == Expulsion::Deleted {
            self.take_words_of(person);
        }
        let seat = self.view().seat_of(person).map(|seat| (seat.voice, seat.role));
        match seat {
            Some((_, Role::Host)) => return self.end(EndReason::ByHost, now),
            Some((voice, _)) => self.unseat(voice),
            None => {}
        }
        self.take_lines_of(person);
        self.show_out(person, Farewell::NotAdmitted);
        match why {
            Expulsion::Blocked { by } if self.out.len() > before => {
                self.log(self.name_of(by), Deed::Blocked, of, now);
            }
            Expulsion::Blocked { .. } | Expulsion::Deleted => {}
        }
        self.save();
    }

    /// Ends all that somebody of the audience has here.
    pub(super) fn show_out(&mut self, person: PersonId, why: Farewell) {
        self.asks_no_more(person);
        for session in self.audience.ears_of(person) {
            self.effect(Effect::Close { session });
        }
        for line in self.roster.lines_of(person) {
            self.dismiss(line, why);
        }
    }

    /// Who is in the audience and has a name or a handle with `part` in it, the first by name.
    pub fn audience_with(&self, part: &str) -> AudienceList {
        let part = part.trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&part);
        let people = self.roster.people().filter_map(|person| self.roster.who(person));
        let people = people.filter(|who| self.view().seat_of(who.person).is_none());
        let mut people: Vec<_> = people
            .filter_map(attendee)
            .filter(|who| {
                has(who.name.as_str()) || who.handle.as_ref().is_some_and(|it| has(it.as_str()))
            })
            .map(|who| (who.name.as_str().to_lowercase(), who))
            .collect();
        let total = u32::try_from(people.len()).unwrap_or(u32::MAX);
        people.sort_by(|(a, one), (b, other)| a.cmp(b).then(one.person.cmp(&other.person)));
        people.truncate(AudienceList::MOST);
        AudienceList { people: people.into_iter().map(|(_, who)| who).collect(), total }
    }

    pub(super) fn notice(&mut self, person: PersonId, notice: &Notice) {
        for line in self.roster.lines_of(person) {
            self.notice_line(line, notice.clone());
        }
    }

    pub(super) fn notice_line(&mut self, line: Line, notice: Notice) {
        self.out.push_back(Output::Notice { line, notice });
    }

    pub(super) fn dismiss_everybody(&mut self, why: Farewell) {
        let lines: Vec<_> = self.roster.lines.keys().copied().collect();
        for line in lines {
            self.dismiss(line, why);
        }
    }

    /// After somebody's seat or admission changed: tells each of their lines what they are from here on, and
    /// shows them what their new class knows. Where tickets are sold, their ears follow.
    pub(super) fn person_changed(&mut self, person: PersonId) {
        for line in self.roster.lines_of(person) {
            let Some(presence) = self.roster.lines.get(&line) else { continue };
            let (before, was) = (presence.me, presence.class);
            let me = self.me(&presence.who);
            let class = self.class_of(&presence.who, me.role);
            if class != was {
                self.show(line, class);
            }
            if me != before || class != was {
                self.out.push_back(Output::Me { line, me });
            }
            if let Some(presence) = self.roster.lines.get_mut(&line) {
                (presence.me, presence.class) = (me, class);
            }
        }
        if self.view().ticketing.is_some() {
            self.settle_ears_of(person);
        }
    }

    /// What admits somebody came or went with one of their lines or ears, for all that they have here.
    pub(super) fn admission_changed(&mut self, person: PersonId) {
        if self.view().ticketing.is_some() {
            self.person_changed(person);
        }
    }

    fn show(&mut self, line: Line, class: Class) {
        let epoch = self.streams.epoch();
        let (seq, view) = self.streams.snapshot(class);
        self.out.push_back(Output::Snapshot { line, class, epoch, seq, view });
    }

    fn me(&self, who: &Who) -> Me {
        let view = self.view();
        let voice = view.seat_of(who.person).map(|seat| seat.voice);
        let hand = view.hand_of(who.person).and_then(|(at, _)| u32::try_from(at + 1).ok());
        let invited = view.is_invited(who.person);
        let (role, welcome) = (self.role_of(who), self.is_welcome(who));
        let vote = self.vote_of(who.person);
        Me { person: who.person, role, voice, hand, invited, vote, welcome }
    }
}
