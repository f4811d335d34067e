//! What messages say, in the language and by the clocks of whoever reads them.
//!
//! Pure.

use crate::{schedule::local, store::About};
use causerie_shared::{
    announcement::{Coming, Zone},
    notification::{Occasion, Tongue},
    time::UnixMs,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) title: String,
    pub(super) body: String,
}

pub(super) fn message(
    of: Occasion,
    space: &About,
    starts_at: UnixMs,
    tongue: Tongue,
    zone: &Zone,
    now: UnixMs,
) -> Message {
    let when = moment(starts_at, zone, tongue, now);
    let host = &space.host;
    let body = match (tongue, of) {
        (Tongue::En, Occasion::Soon) => format!("{host} begins {when}."),
        (Tongue::Fr, Occasion::Soon) => format!("{host} commence {when}."),
        (Tongue::En, Occasion::Begun | Occasion::Live) => format!("{host} is live. Come in."),
        (Tongue::Fr, Occasion::Begun | Occasion::Live) => {
            format!("{host} est en direct. Entrez.")
        }
        (Tongue::En, Occasion::Moved) => format!("{host} has moved it: it begins {when}."),
        (Tongue::Fr, Occasion::Moved) => {
            format!("{host} a changé l'heure : ça commence {when}.")
        }
        (Tongue::En, Occasion::Invited) => {
            let when = moment(space.starts_at, zone, tongue, now);
            format!("{host} invites you on stage. It begins {when}.")
        }
        (Tongue::Fr, Occasion::Invited) => {
            let when = moment(space.starts_at, zone, tongue, now);
            format!("{host} vous invite sur scène. Ça commence {when}.")
        }
        (Tongue::En, Occasion::Ticket) => {
            let when = moment(space.starts_at, zone, tongue, now);
            format!("You have a ticket. {host} begins {when}.")
        }
        (Tongue::Fr, Occasion::Ticket) => {
            let when = moment(space.starts_at, zone, tongue, now);
            format!("Vous avez un billet. {host} commence {when}.")
        }
        (Tongue::En, Occasion::SeatFree) => {
            "A seat is free, and held for you for half an hour. Pay to keep it.".to_owned()
        }
        (Tongue::Fr, Occasion::SeatFree) => {
            "Une place s'est libérée et vous attend une demi-heure. Payez pour la garder."
                .to_owned()
        }
        (Tongue::En, Occasion::MoneyBack) => {
            "Your ticket is no longer valid. What it cost goes back to whoever paid.".to_owned()
        }
        (Tongue::Fr, Occasion::MoneyBack) => {
            "Votre billet n'est plus valable. Son prix est rendu à qui l'a payé.".to_owned()
        }
        (tongue, Occasion::Cancelled) => called_off(tongue, space),
        (Tongue::En, Occasion::Missed) => "It did not take place.".to_owned(),
        (Tongue::Fr, Occasion::Missed) => "Il n'a pas eu lieu.".to_owned(),
    };
    Message { title: space.title.to_string(), body }
}

/// With the reason, as its host gave it.
fn called_off(tongue: Tongue, About { host, state, .. }: &About) -> String {
    let reason = match state {
        Coming::Cancelled { reason } => reason.as_ref(),
        Coming::Draft | Coming::Announced | Coming::Begun | Coming::Missed => None,
    };
    match (tongue, reason) {
        (Tongue::En, None) => format!("{host} has called it off."),
        (Tongue::En, Some(reason)) => format!("{host} has called it off: {reason}"),
        (Tongue::Fr, None) => format!("{host} l'a annulé."),
        (Tongue::Fr, Some(reason)) => format!("{host} l'a annulé : {reason}"),
    }
}

/// "at 20:30", and on which day unless it is today.
fn moment(at: UnixMs, zone: &Zone, tongue: Tongue, now: UnixMs) -> String {
    let (shown, today) = (local(at, zone), local(now, zone));
    let (Some((day, time)), Some((today, _))) = (shown.split_once('T'), today.split_once('T'))
    else {
        return shown;
    };
    let day = if day == today { None } else { date(day, tongue) };
    match (tongue, day) {
        (Tongue::En, None) => format!("at {time}"),
        (Tongue::En, Some(day)) => format!("on {day} at {time}"),
        (Tongue::Fr, None) => format!("à {time}"),
        (Tongue::Fr, Some(day)) => format!("le {day} à {time}"),
    }
}

fn date(day: &str, tongue: Tongue) -> Option<String> {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let mut parts = day.split('-').skip(1);
    let month: usize = parts.next()?.parse().ok()?;
    let day: u32 = parts.next()?.parse().ok()?;
    let months = match tongue {
        Tongue::En => ENGLISH,
        Tongue::Fr => FRENCH,
    };
    let month = months.get(month.checked_sub(1)?)?;
    // In French the first of a month is "le premier".
    match (tongue, day) {
        (Tongue::Fr, 1) => Some(format!("1er {month}")),
        (Tongue::En | Tongue::Fr, _) => Some(format!("{day} {month}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::SpaceId;

    /// 2026-12-01, 20:30 in UTC.
    const START: UnixMs = UnixMs(1_796_157_000_000);

    fn said(of: Occasion, tongue: Tongue, zone: &str, now: UnixMs) -> String {
        let space = About {
            id: SpaceId::from_bits(1),
            title: "Late".parse().unwrap(),
            host: "Ada".parse().unwrap(),
            state: Coming::Announced,
            starts_at: START,
            is_over: false,
        };
        message(of, &space, START, tongue, &zone.parse().unwrap(), now).body
    }

    #[test]
    fn a_moment_is_said_by_the_clocks_of_whoever_reads() {
        let soon = UnixMs(START.0 - 600_000);
        assert_eq!(said(Occasion::Soon, Tongue::En, "UTC", soon), "Ada begins at 20:30.");
        assert_eq!(said(Occasion::Soon, Tongue::Fr, "Europe/Paris", soon), "Ada commence à 21:30.");
        let before = UnixMs(START.0 - 3 * 24 * 3_600_000);
        assert_eq!(
            said(Occasion::Moved, Tongue::En, "Asia/Kolkata", before),
            "Ada has moved it: it begins on 2 December at 02:00."
        );
        assert_eq!(
            said(Occasion::Moved, Tongue::Fr, "UTC", before),
            "Ada a changé l'heure : ça commence le 1er décembre à 20:30."
        );
    }

    #[test]
    fn every_occasion_has_words_in_every_language() {
        for of in Occasion::ALL {
            let [en, fr] = [Tongue::En, Tongue::Fr].map(|tongue| said(of, tongue, "UTC", START));
            assert!(!en.is_empty() && !fr.is_empty() && en != fr);
        }
    }
}
