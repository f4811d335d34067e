//! The demo's people: two whom one may come in as, one on either side of the line that the rule about
//! hosting draws, and those who follow them. Their ids are of the year 1970, so that they are told from
//! everybody else, and go when the demo goes.

use crate::{
    people::crowd,
    store::{Crowd, Words},
};
use causerie_shared::{handle::Handle, id::PersonId};
use std::collections::BTreeSet;

/// Somebody as whom one may come in.
pub struct Persona {
    pub handle: &'static str,
    name: &'static str,
    biography: &'static str,
}

/// Whom everybody here follows: twice as many as a host needs by default.
const ADA: usize = 0;
/// Whom some follow: not enough yet.
const BEN: usize = 1;

pub const PERSONAS: [Persona; 2] = [
    Persona {
        handle: "demo_ada",
        name: "Ada",
        biography: "Talks on Tuesdays. Somebody of the demonstration: everything here may be tried.",
    },
    Persona {
        handle: "demo_ben",
        name: "Ben",
        biography: "Would like to host one day. Somebody of the demonstration.",
    },
];

const ADAS_FOLLOWERS: usize = 1_204;
const BENS_FOLLOWERS: usize = 452;

/// Follows among those who follow the two.
const AMONG_THEM: usize = 9_000;
const SEED: u64 = 1970;

/// The id of the first, far from those of the demo's cast.
const FIRST: u128 = 1000;

/// Ids below this are the demo's.
pub fn limit() -> PersonId {
    PersonId::v7(1, 0)
}

/// Everybody, with their follows.
///
/// # Errors
/// None, unless the names above break a rule about names.
pub fn everybody() -> anyhow::Result<Crowd> {
    // The first of the two is followed by the second as well.
    let others = crowd::people("demo_", ADAS_FOLLOWERS - 1);
    let mut people = Vec::with_capacity(PERSONAS.len() + others.len());
    for Persona { handle, name, biography } in &PERSONAS {
        let (handle, name) = (handle.parse::<Handle>()?, name.parse()?);
        let biography = Some(biography.parse()?);
        people.push(Words { handle, name, biography, links: Vec::new() });
    }
    people.extend(others.into_iter().map(|(handle, name)| Words {
        handle,
        name,
        biography: None,
        links: Vec::new(),
    }));
    let count = people.len();
    let people = (FIRST..).map(|number| PersonId::v7(0, number)).zip(people).collect();
    Ok(Crowd { people, follows: follows(count) })
}

fn follows(people: usize) -> Vec<(u32, u32)> {
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let everybody_else = |one: usize| (0..people).filter(move |other| *other != one);
    let mut follows = BTreeSet::new();
    follows.extend(everybody_else(ADA).map(|one| (place(one), place(ADA))));
    follows.extend(everybody_else(BEN).take(BENS_FOLLOWERS).map(|one| (place(one), place(BEN))));
    let is_of_the_two = |one: u32| one == place(ADA) || one == place(BEN);
    follows.extend(
        crowd::follows(place(people), AMONG_THEM, SEED)
            .into_iter()
            .filter(|(_, followed)| !is_of_the_two(*followed)),
    );
    follows.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_may_host_by_default_and_one_may_not_yet() {
        let crowd = everybody().unwrap();
        let followers = |of: usize| {
            let of = u32::try_from(of).unwrap();
            crowd.follows.iter().filter(|(_, followed)| *followed == of).count()
        };
        assert_eq!((followers(ADA), followers(BEN)), (1_204, 452));
        assert!(crowd.people.iter().all(|(id, _)| *id < limit()));
        let ids: BTreeSet<_> = crowd.people.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), 1_205);
    }
}
