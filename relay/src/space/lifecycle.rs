//! How a space goes on without its host, and how it ends.

use crate::space::{Output, Space};
use causerie_shared::{
    event::{Class, EndReason, Event},
    signal::Farewell,
    time::UnixMs,
};

/// How long a space waits for somebody in charge. Long enough to restart a computer; an empty
/// stage must not stay on air for ever.
pub const GRACE_MS: u64 = 5 * 60 * 1000;

impl Space {
    pub(super) fn settle_charge(&mut self, now: UnixMs) {
        let somebody =
            self.view().stage.iter().any(|seat| seat.role.in_charge() && self.is_present(seat));
        self.has_begun |= somebody;
        match (somebody, self.view().nobody_in_charge_until) {
            (true, Some(_)) => self.emit(Event::SomebodyInCharge),
            (false, None) => self.emit(Event::NobodyInCharge { until: now.plus_ms(GRACE_MS) }),
            (true, None) | (false, Some(_)) => {}
        }
    }

    pub(super) fn end_if_grace_is_over(&mut self, now: UnixMs) {
        let over = self.view().nobody_in_charge_until.is_some_and(|until| until <= now);
        if !self.is_over() && over {
            self.end(EndReason::NobodyInCharge, now);
        }
    }

    pub(super) fn end(&mut self, reason: EndReason, now: UnixMs) {
        self.end_all_segments();
        let never_live = self.view().lifecycle.is_backstage();
        self.emit(Event::Ended { at: now, reason });
        // What only some may know has nobody left who may: questions, lines and the log go with the
        // room, and whoever deletes their account later is named nowhere but on the stage.
        let mut kept = self.view().seen_by(Class::Public);
        // What nobody heard is nothing to look back on.
        kept.access.listed &= !never_live;
        self.save_as(kept);
        self.dismiss_everybody(Farewell::Ended);
        self.out.push_back(Output::Over);
    }
}
