//! People who do not exist, with names that could: for a demonstration, and for load. The same number
//! gives the same people.

use causerie_shared::{handle::Handle, text::Name};
use std::collections::BTreeSet;

const GIVEN: [&str; 64] = [
    "Ada",
    "Aiko",
    "Amara",
    "Anaïs",
    "Anton",
    "Arash",
    "Astrid",
    "Ayşe",
    "Baptiste",
    "Ben",
    "Bilal",
    "Camille",
    "Carlos",
    "Chiara",
    "Chloé",
    "Dalia",
    "Danilo",
    "Efua",
    "Elif",
    "Emil",
    "Émile",
    "Esther",
    "Fatou",
    "Felix",
    "Freya",
    "Giulia",
    "Hana",
    "Hugo",
    "Ibrahim",
    "Inès",
    "Ingrid",
    "Ivan",
    "Jana",
    "João",
    "Kofi",
    "Lars",
    "Leïla",
    "Liam",
    "Lucía",
    "Magnus",
    "Malik",
    "Mara",
    "Mateo",
    "Mei",
    "Milan",
    "Nadia",
    "Nils",
    "Nora",
    "Oluwaseun",
    "Oscar",
    "Paola",
    "Pilar",
    "Priya",
    "Rania",
    "Rosa",
    "Samir",
    "Sofia",
    "Tariq",
    "Théo",
    "Tove",
    "Uma",
    "Viktor",
    "Yara",
    "Zoé",
];

const FAMILY: [&str; 64] = [
    "Abebe",
    "Aguilar",
    "Almeida",
    "Andersson",
    "Banerjee",
    "Bauer",
    "Beaumont",
    "Bianchi",
    "Blanc",
    "Castillo",
    "Chen",
    "Cohen",
    "Costa",
    "Dahl",
    "Diallo",
    "Dubois",
    "Eriksen",
    "Esposito",
    "Farah",
    "Fischer",
    "Fontaine",
    "Fujita",
    "García",
    "Girard",
    "Haddad",
    "Hansen",
    "Horváth",
    "Ivanova",
    "Jansen",
    "Jensen",
    "Kaya",
    "Keita",
    "Kim",
    "Kowalski",
    "Lambert",
    "Laurent",
    "Lefèvre",
    "Lindqvist",
    "Marchand",
    "Mbeki",
    "Mendes",
    "Mercier",
    "Moreau",
    "Mwangi",
    "Nakamura",
    "Novak",
    "Okafor",
    "Oliveira",
    "Osei",
    "Park",
    "Petrov",
    "Ricci",
    "Romero",
    "Rousseau",
    "Sato",
    "Schmidt",
    "Silva",
    "Sørensen",
    "Tanaka",
    "Traoré",
    "Vargas",
    "Vidal",
    "Weber",
    "Yilmaz",
];

/// Digits that look like no letter and like no other digit.
const DIGITS: [char; 6] = ['2', '3', '4', '6', '7', '9'];

/// As many people as wanted, with handles that begin with `prefix` and look unlike one another.
pub fn people(prefix: &str, count: usize) -> Vec<(Handle, Name)> {
    let mut looks = BTreeSet::new();
    (0..)
        .filter_map(|number| person(prefix, number))
        .filter(|(handle, _)| looks.insert(handle.skeleton()))
        .take(count)
        .collect()
}

fn person(prefix: &str, number: usize) -> Option<(Handle, Name)> {
    let (all, round) = (GIVEN.len() * FAMILY.len(), number / (GIVEN.len() * FAMILY.len()));
    // Odd, so that every pair of names comes once in a round, in no order that one sees.
    let place = (number % all).wrapping_mul(2_531) % all;
    let (given, family) = (GIVEN.get(place % GIVEN.len())?, FAMILY.get(place / GIVEN.len())?);
    let name = format!("{given} {family}");
    let handle = format!("{prefix}{}_{}{}", plain(given), plain(family), in_digits(round));
    Some((handle.parse().ok()?, name.parse().ok()?))
}

/// As one types it without accents.
fn plain(name: &str) -> String {
    let letter = |letter| match letter {
        'á' | 'ã' => 'a',
        'è' | 'é' => 'e',
        'í' | 'ï' => 'i',
        'ø' => 'o',
        'ş' => 's',
        other => other,
    };
    name.to_lowercase().chars().map(letter).collect()
}

/// Nothing for the first round, then the round in [`DIGITS`].
fn in_digits(mut round: usize) -> String {
    let mut text = String::new();
    while round > 0 {
        text.extend(DIGITS.get(round % DIGITS.len()));
        round /= DIGITS.len();
    }
    text
}

/// Pairs of follower and followed among `people` of number, each once: few have many followers, as in
/// life, and most have some.
pub fn follows(people: u32, count: usize, mut seed: u64) -> Vec<(u32, u32)> {
    let mut below = |limit: u32| {
        // xorshift64: as good as a crowd needs.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        u32::try_from(((seed >> 32) * u64::from(limit)) >> 32).unwrap_or(0)
    };
    let mut pairs = BTreeSet::new();
    let possible = u64::from(people) * u64::from(people.saturating_sub(1));
    let count = count.min(usize::try_from(possible / 2).unwrap_or(usize::MAX));
    while pairs.len() < count {
        let follower = below(people);
        // The smallest of three: the first hundredth of the people has thirty times the followers of
        // the middle.
        let followed = below(people).min(below(people)).min(below(people));
        if follower != followed {
            pairs.insert((follower, followed));
        }
    }
    pairs.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_looks_like_themself_alone() {
        let people = people("demo_", 20_000);
        assert_eq!(people.len(), 20_000);
        let looks: BTreeSet<_> = people.iter().map(|(handle, _)| handle.skeleton()).collect();
        assert_eq!(looks.len(), people.len());
        assert_eq!(people[1].0.as_str().split('_').next(), Some("demo"));
    }

    #[test]
    fn nobody_follows_themself_or_anybody_twice() {
        let pairs = follows(500, 4000, 7);
        assert_eq!(pairs.len(), 4000);
        assert!(pairs.iter().all(|(follower, followed)| follower != followed));
        assert!(pairs.is_sorted() && pairs.windows(2).all(|two| two[0] != two[1]));
        let of = |people: std::ops::Range<u32>| {
            pairs.iter().filter(|(_, followed)| people.contains(followed)).count()
        };
        assert!(of(0..50) > 5 * of(450..500), "{} {}", of(0..50), of(450..500));
    }

    #[test]
    fn a_crowd_too_small_for_its_follows_has_fewer() {
        assert_eq!(follows(3, 1000, 7).len(), 3);
    }
}
