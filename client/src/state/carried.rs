//! What a page hands to the next one when another program draws that: the browser loads it, and
//! nothing else of this page's memory comes along.
//!
//! *Law:* the page that it was meant for takes it, and no other.

use crate::route::Route;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub to: Route,
    /// The person has just created this space, and comes to speak.
    pub as_its_creator: bool,
    /// What was said a moment ago, and may not have been read.
    pub said: Vec<String>,
}

const CREATOR: &str = "creator";

impl Carried {
    /// A line for the address, one for who comes, and one for each saying.
    pub fn written(&self) -> String {
        let who = if self.as_its_creator { CREATOR } else { "" };
        let mut lines = vec![self.to.address(), who.to_owned()];
        lines.extend(self.said.iter().map(|words| words.replace('\n', " ")));
        lines.join("\n")
    }

    /// What [`Carried::written`] wrote, for the page that is here.
    pub fn read(written: &str, here: &Route) -> Option<Self> {
        let mut lines = written.split('\n');
        let to = Route::of(lines.next()?);
        let as_its_creator = lines.next()? == CREATOR;
        let said = lines.map(str::to_owned).collect();
        (to == *here).then_some(Self { to, as_its_creator, said })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::SpaceId;

    fn created() -> Carried {
        let said = vec!["Welcome, Ada.".to_owned(), String::new(), "ça y est".to_owned()];
        Carried { to: Route::Space(SpaceId::from_bits(77)), as_its_creator: true, said }
    }

    #[test]
    fn all_of_it_arrives_at_the_page_that_it_was_meant_for() {
        let before = Route::SignIn(Box::new(Route::Create));
        let sent = Carried { to: before, as_its_creator: false, said: Vec::new() };
        for carried in [created(), sent] {
            assert_eq!(Carried::read(&carried.written(), &carried.to), Some(carried));
        }
    }

    #[test]
    fn another_page_takes_nothing() {
        assert_eq!(Carried::read(&created().written(), &Route::HOME), None);
        let other = Route::Space(SpaceId::from_bits(78));
        assert_eq!(Carried::read(&created().written(), &other), None);
        assert_eq!(Carried::read("", &Route::HOME), None);
    }

    #[test]
    fn a_saying_of_two_lines_stays_one() {
        let carried = Carried { said: vec!["one\ntwo".to_owned()], ..created() };
        let read = Carried::read(&carried.written(), &carried.to).unwrap();
        assert_eq!(read.said, ["one two"]);
    }
}
