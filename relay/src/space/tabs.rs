//! In which tab somebody speaks, and in which they hear. A tab is a line: an ear belongs to the
//! line that last said Listen or Pause for it, a microphone to the one that said Speak.
//!
//! Law: nobody hears themself in the tab they speak in. What is not known for certain counts as
//! one tab: an own voice that is withheld is a small loss, one that comes back is an echo.

use crate::space::{Effect, Line, Session, Space, Who};
use causerie_shared::{
    fault::Fault,
    id::{PersonId, VoiceId},
    signal::Farewell,
};

impl Space {
    /// Binds a microphone to the line that says it is its own. The tab from which it was taken
    /// over, if it is another one, is told.
    pub(super) fn speak(&mut self, line: Line, who: &Who, session: Session) -> Result<(), Fault> {
        let voice = self.view().seat_of(who.person).ok_or(Fault::NotOnStage)?.voice;
        let former = self.audience.bind(session, voice, who.person, line);
        let former = former.ok_or(Fault::NoSuchSession)?;
        if let Some(former) = former.filter(|former| *former != line)
            && self.roster.get(former).is_some()
        {
            self.dismiss(former, Farewell::TakenOver);
        }
        Ok(())
    }

    /// The newest microphone wins: the former ones of a voice are closed.
    pub(super) fn close_microphones(&mut self, voice: VoiceId) {
        for session in self.audience.take_over(voice) {
            self.effect(Effect::Close { session });
        }
    }

    pub(super) fn settle_own_voices(&mut self) {
        let people: Vec<_> = self.view().stage.iter().map(|seat| seat.person).collect();
        for person in people {
            self.settle_own_voice(person);
        }
    }

    pub(super) fn settle_own_voice(&mut self, person: PersonId) {
        for session in self.audience.ears_of(person) {
            self.tell_own_voice(session, person);
        }
    }

    /// Tells an ear of `person` which voice is not sent to it, if it was told another one.
    pub(super) fn tell_own_voice(&mut self, session: Session, person: PersonId) {
        let voice = self.own_voice(session, person);
        if self.audience.withhold(session, voice) {
            self.effect(Effect::OwnVoice { session, voice });
        }
    }

    /// The voice that `person` is not to hear through this ear: their own, unless it is certainly
    /// in another tab than their microphone. There they hear themself, as any listener does.
    fn own_voice(&self, session: Session, person: PersonId) -> Option<VoiceId> {
        let voice = self.view().seat_of(person)?.voice;
        let is_open = |line: &Line| self.roster.get(*line).is_some();
        let hears = self.audience.line_of_ear(session).filter(is_open);
        let speaks = self.audience.line_of_microphone(voice).filter(is_open);
        let is_apart = hears.zip(speaks).is_some_and(|(hears, speaks)| hears != speaks);
        (!is_apart).then_some(voice)
    }
}
