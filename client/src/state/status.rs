//! The one line under the title: what this tab's connection is, in the order in which it matters.

use super::{
    hearing::Hearing,
    link::{self, Link},
    speaking::{Speaking, Trouble},
};
use causerie_shared::{fault::Fault, signal::Farewell};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Looking, not listening.
    Idle,
    Connecting,
    Live,
    OnAir {
        muted: bool,
    },
    /// `next_ms`: until the next try, when one is waited for.
    Reconnecting {
        attempt: u32,
        next_ms: Option<u64>,
    },
    /// The browser wants a click before it plays.
    BlockedAutoplay,
    MicRefused,
    MicMissing,
    NoNetwork,
    /// The relay has no room for more sound from here; asked again in `next_ms`.
    TooMany {
        next_ms: u64,
    },
    /// The stage meets, and this visitor hears it once it is live; `waits`: they asked to.
    Backstage {
        waits: bool,
    },
    Ended,
    TakenOver,
    NoSuchSpace,
    /// Live, and not for this visitor.
    Gated(Gate),
}

/// What stands between a visitor and a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It is for people with an account.
    Account,
    /// Somebody in charge there has blocked them.
    Blocked,
    /// Somebody in charge there has shown them out.
    Removed,
    /// Nobody new comes in for the time being.
    Locked,
}

impl Gate {
    /// The gate that a refusal speaks of.
    pub fn of(fault: &Fault) -> Option<Self> {
        if *fault == Fault::GuestsNotAdmitted {
            Some(Self::Account)
        } else if *fault == Fault::Blocked {
            Some(Self::Blocked)
        } else if *fault == Fault::Removed {
            Some(Self::Removed)
        } else if *fault == Fault::Locked {
            Some(Self::Locked)
        } else {
            None
        }
    }
}

impl Status {
    /// For `data-state`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Live | Self::OnAir { .. } => "live",
            Self::Reconnecting { .. } => "reconnecting",
            Self::BlockedAutoplay => "blocked",
            Self::MicRefused => "mic-refused",
            Self::MicMissing => "mic-missing",
            Self::NoNetwork => "no-network",
            Self::TooMany { .. } => "too-many",
            Self::Backstage { .. } => "backstage",
            Self::Ended => "ended",
            Self::TakenOver => "taken-over",
            Self::NoSuchSpace => "no-such-space",
            Self::Gated(Gate::Account) => "account-needed",
            Self::Gated(Gate::Blocked | Gate::Removed) => "not-admitted",
            Self::Gated(Gate::Locked) => "locked",
        }
    }

    pub(super) fn of(
        link: &Link,
        hearing: &Hearing,
        speaking: &Speaking,
        autoplay_blocked: bool,
        ever_up: bool,
        tries: u32,
        now_ms: u64,
    ) -> Self {
        if link.view().is_some_and(|view| view.lifecycle.is_over()) {
            return Self::Ended;
        }
        match link.phase() {
            link::Phase::Over(Farewell::TakenOver) => return Self::TakenOver,
            // The relay is asked which gate it is.
            link::Phase::Over(Farewell::NotAdmitted) => return Self::Connecting,
            link::Phase::Over(Farewell::Removed) => return Self::Gated(Gate::Removed),
            link::Phase::Over(Farewell::Locked) => return Self::Gated(Gate::Locked),
            link::Phase::Over(_) => return Self::Ended,
            link::Phase::Waiting { until } if ever_up => {
                let next_ms = Some(until.saturating_sub(now_ms));
                return Self::Reconnecting { attempt: tries, next_ms };
            }
            link::Phase::Opening { .. } if ever_up => {
                return Self::Reconnecting { attempt: tries, next_ms: None };
            }
            link::Phase::Idle | link::Phase::Waiting { .. } | link::Phase::Opening { .. } => {
                return Self::Connecting;
            }
            link::Phase::Up => {}
        }
        match speaking.trouble() {
            Some(Trouble::Refused) => return Self::MicRefused,
            Some(Trouble::Missing) => return Self::MicMissing,
            None => {}
        }
        if let Some(next_ms) = hearing.turned_away_ms(now_ms) {
            return Self::TooMany { next_ms };
        }
        if hearing.is_blocked(now_ms) {
            return Self::NoNetwork;
        }
        if speaking.is_coming_back() {
            return Self::Reconnecting { attempt: tries, next_ms: None };
        }
        if speaking.is_on_air() {
            return Self::OnAir { muted: speaking.is_muted() };
        }
        if speaking.is_publishing() {
            return Self::Connecting;
        }
        let on_stage = link.me().is_some_and(|me| me.role.on_stage());
        if !on_stage && link.view().is_some_and(|view| view.lifecycle.is_backstage()) {
            return Self::Backstage { waits: hearing.wanted() };
        }
        if !hearing.wanted() {
            return Self::Idle;
        }
        match (hearing.is_ready(), autoplay_blocked, hearing.was_ready()) {
            (true, true, _) => Self::BlockedAutoplay,
            (true, false, _) => Self::Live,
            (false, _, true) => Self::Reconnecting { attempt: tries, next_ms: None },
            (false, _, false) => Self::Connecting,
        }
    }
}
