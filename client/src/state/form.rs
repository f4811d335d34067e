//! What somebody is typing into a form, and what is wrong with it.
//!
//! *Laws:* what was typed stays, whatever is refused. A fault stands beside the field that it is
//! about, or under the whole form when no field is its own; typing into a field takes its fault
//! away and no other. Faults are kept as values, so that they are said in whatever language the
//! reader has chosen since.

use causerie_shared::{board::PollFault, fault::Fault};

/// Names of the fields for the answers of a poll.
pub const CHOICES: [&str; causerie_shared::board::Poll::CHOICES_MOST] =
    ["choice-0", "choice-1", "choice-2", "choice-3", "choice-4", "choice-5"];

/// Names of the fields for a profile's links.
pub const LINKS: [&str; causerie_shared::people::LINKS_MOST] =
    ["link-0", "link-1", "link-2", "link-3"];

#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    Fault(Fault),
    /// The relay did not answer.
    Offline,
    /// The browser made or found no passkey.
    NoPasskey,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    fields: Vec<Field>,
    trouble: Vec<Trouble>,
    busy: bool,
    /// Counts up, so that the page can put the reader where the fault is.
    refusals: u32,
    placing: Placed,
}

/// Which field a fault is about, where a form knows better than the fault does.
pub type Placing = fn(&Form, &Fault) -> Option<&'static str>;

#[derive(Debug, Clone, Copy)]
struct Placed(Placing);

impl Default for Placed {
    fn default() -> Self {
        Self(|_, _| None)
    }
}

/// It is a form's from the beginning, and makes no two of them differ.
impl PartialEq for Placed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: &'static str,
    value: String,
    /// Typed into by the person.
    touched: bool,
}

#[derive(Debug, Clone)]
pub enum Change {
    Typed(&'static str, String),
    /// Known from elsewhere: for fields that nobody has typed into.
    Suggest(&'static str, String),
    /// As the relay has it: for all fields, typed into or not.
    Reset(Vec<(&'static str, String)>),
    Submit,
    /// What a field held was taken, and what was typed behind it meanwhile stays.
    Taken(&'static str, String),
    Refuse(Vec<Trouble>),
    Done,
}

impl Form {
    pub fn of(names: &[&'static str]) -> Self {
        let field = |name: &&'static str| Field { name, value: String::new(), touched: false };
        Self { fields: names.iter().map(field).collect(), ..Self::default() }
    }

    #[must_use]
    pub fn placing(self, placing: Placing) -> Self {
        Self { placing: Placed(placing), ..self }
    }

    #[must_use]
    pub fn with(mut self, change: Change) -> Self {
        match change {
            Change::Typed(name, value) => {
                let mut trouble = std::mem::take(&mut self.trouble);
                trouble.retain(|trouble| self.place(trouble).is_some_and(|place| place != name));
                self.trouble = trouble;
                self.set(name, value, true);
            }
            Change::Suggest(name, value) => {
                if !self.is_touched(name) {
                    self.set(name, value, false);
                }
            }
            Change::Reset(values) => {
                for (name, value) in values {
                    self.set(name, value, false);
                }
            }
            Change::Submit => {
                self.busy = true;
                self.trouble.clear();
            }
            Change::Taken(name, taken) => {
                self.busy = false;
                if let Some(rest) = after(self.get(name), &taken) {
                    let rest = rest.to_owned();
                    self.set(name, rest, true);
                    self.trouble.clear();
                }
            }
            Change::Refuse(trouble) => {
                self.busy = false;
                self.trouble = trouble;
                self.refusals += 1;
            }
            Change::Done => {
                self.busy = false;
                self.trouble.clear();
            }
        }
        self
    }

    pub fn get(&self, name: &str) -> &str {
        self.field(name).map_or("", |field| field.value.as_str())
    }

    pub fn is_touched(&self, name: &str) -> bool {
        self.field(name).is_some_and(|field| field.touched)
    }

    pub fn is_busy(&self) -> bool {
        self.busy
    }

    pub fn refusals(&self) -> u32 {
        self.refusals
    }

    /// What is wrong with a field.
    pub fn wrong(&self, name: &str) -> Option<&Trouble> {
        self.trouble.iter().find(|trouble| self.place(trouble) == Some(name))
    }

    /// What is wrong with no field in particular.
    pub fn wrong_whole(&self) -> Option<&Trouble> {
        self.trouble.iter().find(|trouble| self.place(trouble).is_none())
    }

    /// Names and values, for a draft; without secrets.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let is_open = |field: &&Field| !SECRET.contains(&field.name);
        self.fields.iter().filter(is_open).map(|field| (field.name, field.value.as_str()))
    }

    /// The field of this form that a fault is about.
    fn place(&self, trouble: &Trouble) -> Option<&'static str> {
        let Trouble::Fault(fault) = trouble else { return None };
        if let Some(name) = (self.placing.0)(self, fault) {
            return Some(name);
        }
        if let Some(name) = self.place_beside(fault) {
            return self.field(name).map(|field| field.name);
        }
        let field = fault.field()?;
        let names: &[&str] = if let Fault::BadLink { at, .. } = fault {
            LINKS.get(*at..=*at)?
        } else {
            match field {
                "links" => &LINKS,
                // Where a form asks for two, one is the present password and one the new.
                "password" if *fault == Fault::WrongPassword => &["current", "password"],
                "password" => &["new", "password"],
                _ => &[field],
            }
        };
        names.iter().find_map(|name| self.field(name)).map(|field| field.name)
    }

    /// The same for what is put up beside a talk, and for people who are named.
    fn place_beside(&self, fault: &Fault) -> Option<&'static str> {
        if let Fault::BadPin { .. } = fault {
            Some("url")
        } else if let Fault::BadLine { .. } = fault {
            Some("question")
        } else if let Fault::NoSuchPerson | Fault::NotOneself | Fault::Blocked | Fault::Blocking =
            fault
        {
            Some("handle")
        } else if let Fault::BadPoll { poll } = fault {
            match poll {
                PollFault::TooFew { .. } => {
                    CHOICES.into_iter().find(|name| self.get(name).trim().is_empty())
                }
                PollFault::BadChoice { at, .. } | PollFault::Twice { at } => {
                    CHOICES.get(*at).copied()
                }
                PollFault::TooMany { .. } => None,
            }
        } else {
            None
        }
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn set(&mut self, name: &str, value: String, touched: bool) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.value = value;
            field.touched = touched;
        }
    }
}

/// What stands behind what was taken, without the spaces around it.
fn after<'a>(typed: &'a str, taken: &str) -> Option<&'a str> {
    typed.trim_start().strip_prefix(taken.trim()).map(str::trim_start)
}

/// Fields that are written down nowhere.
const SECRET: [&str; 4] = ["password", "new", "current", "code"];

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{link::LinkFault, password::Advice, text::TextFault};
    use proptest::prelude::*;

    fn fault(fault: Fault) -> Trouble {
        Trouble::Fault(fault)
    }

    fn refused(form: Form, faults: impl IntoIterator<Item = Fault>) -> Form {
        form.with(Change::Refuse(faults.into_iter().map(Trouble::Fault).collect()))
    }

    #[test]
    fn a_fault_stands_beside_its_field_or_under_the_form() {
        let form = Form::of(&["name", "handle", "password"]);
        let weak = Fault::WeakPassword { advice: Advice::Common };
        let form = refused(form, [Fault::HandleTaken, weak.clone(), Fault::NotAllowed]);
        assert_eq!(form.wrong("handle"), Some(&fault(Fault::HandleTaken)));
        assert_eq!(form.wrong("password"), Some(&fault(weak)));
        assert_eq!(form.wrong("name"), None);
        assert_eq!(form.wrong_whole(), Some(&fault(Fault::NotAllowed)));
        let form = refused(form, [Fault::NoSuchPerson]);
        assert!(form.wrong("handle").is_some(), "whoever was named there");
        // A form without the field says it all the same.
        let form = refused(Form::of(&["name"]), [Fault::HandleTaken]);
        assert_eq!(form.wrong_whole(), Some(&fault(Fault::HandleTaken)));
    }

    #[test]
    fn a_bad_link_is_pointed_at_and_the_present_password_is_not_the_new_one() {
        let form = Form::of(&["link-0", "link-1", "link-2", "link-3", "current", "new"]);
        let bad = Fault::BadLink { at: 2, link: LinkFault::NotWeb };
        let weak = Fault::WeakPassword { advice: Advice::Own };
        let form = refused(form, [bad.clone(), Fault::WrongPassword, weak.clone()]);
        assert_eq!(form.wrong("link-2"), Some(&fault(bad)));
        assert_eq!(form.wrong("current"), Some(&fault(Fault::WrongPassword)));
        assert_eq!(form.wrong("new"), Some(&fault(weak)));
        let beyond = Fault::BadLink { at: usize::MAX - 1, link: LinkFault::Empty };
        assert!(refused(form, [beyond]).wrong_whole().is_some());
    }

    #[test]
    fn a_form_may_know_better_which_field_a_fault_is_about() {
        let form = Form::of(&["price", "title"])
            .placing(|_, fault| (*fault == Fault::NotAllowed).then_some("price"));
        let form = refused(form, [Fault::NotAllowed, Fault::BadTitle { text: TextFault::Empty }]);
        assert_eq!(form.wrong("price"), Some(&fault(Fault::NotAllowed)));
        assert!(form.wrong("title").is_some());
        let form = form.with(Change::Typed("price", "1".into()));
        assert_eq!(form.wrong("price"), None);
    }

    #[test]
    fn typing_takes_away_the_fault_of_the_field_and_no_other() {
        let form = Form::of(&["title", "name"]);
        let empty = TextFault::Empty;
        let form = refused(form, [Fault::BadTitle { text: empty }, Fault::BadName { text: empty }]);
        let form = form.with(Change::Typed("title", "L".into()));
        assert_eq!(form.wrong("title"), None);
        assert!(form.wrong("name").is_some());
    }

    #[test]
    fn the_word_about_the_whole_goes_with_the_next_letter() {
        let form = Form::of(&["handle"]).with(Change::Refuse(vec![Trouble::Offline]));
        assert_eq!(form.wrong_whole(), Some(&Trouble::Offline));
        assert_eq!(form.with(Change::Typed("handle", "a".into())).wrong_whole(), None);
    }

    #[test]
    fn what_is_suggested_never_overwrites_what_was_typed() {
        let form = Form::of(&["name"]).with(Change::Suggest("name", "Ada".into()));
        assert_eq!(form.get("name"), "Ada");
        let form = form.with(Change::Typed("name", "Bea".into()));
        assert_eq!(form.with(Change::Suggest("name", "Ada".into())).get("name"), "Bea");
    }

    #[test]
    fn what_is_typed_behind_a_line_on_its_way_stays_when_it_arrives() {
        let typed = |words: &str| {
            Form::of(&["line"])
                .with(Change::Typed("line", "Hello ".into()))
                .with(Change::Submit)
                .with(Change::Typed("line", words.into()))
                .with(Change::Taken("line", "Hello".into()))
        };
        assert_eq!(typed("Hello ").get("line"), "");
        assert_eq!(typed("Hello and more").get("line"), "and more");
        assert_eq!(typed("Something else").get("line"), "Something else");
        assert!(!typed("Something else").is_busy());
    }

    #[test]
    fn a_bad_answer_is_pointed_at_and_a_missing_one_too() {
        let form = Form::of(&["question", "choice-0", "choice-1", "choice-2"])
            .with(Change::Typed("choice-0", "Yes".into()));
        let bad = |poll| Fault::BadPoll { poll };
        let twice = refused(form.clone(), [bad(PollFault::Twice { at: 2 })]);
        assert!(twice.wrong("choice-2").is_some());
        let few = refused(form.clone(), [bad(PollFault::TooFew { least: 2 })]);
        assert!(few.wrong("choice-1").is_some());
        let many = refused(form.clone(), [bad(PollFault::TooMany { most: 6 })]);
        assert!(many.wrong_whole().is_some());
        let empty = refused(form, [Fault::BadLine { text: TextFault::Empty }]);
        assert!(empty.wrong("question").is_some());
        let pin = Fault::BadPin { link: LinkFault::NotWeb };
        assert!(refused(Form::of(&["url", "title"]), [pin]).wrong("url").is_some());
    }

    #[test]
    fn no_secret_is_in_a_draft() {
        let form = Form::of(&["title", "password", "new", "current", "code"]);
        let names: Vec<_> = form.values().map(|(name, _)| name).collect();
        assert_eq!(names, ["title"]);
    }

    proptest! {
        #[test]
        fn what_was_typed_stays_whatever_is_refused(
            title: String, name: String, offline: bool, twice: bool,
        ) {
            let mut form = Form::of(&["title", "name"])
                .with(Change::Typed("title", title.clone()))
                .with(Change::Typed("name", name.clone()));
            for _ in 0..=u8::from(twice) {
                let trouble = match offline {
                    true => Trouble::Offline,
                    false => fault(Fault::BadTitle { text: TextFault::Empty }),
                };
                form = form.with(Change::Submit).with(Change::Refuse(vec![trouble]));
                prop_assert!(!form.is_busy());
                prop_assert_eq!(form.get("title"), title.as_str());
                prop_assert_eq!(form.get("name"), name.as_str());
            }
        }
    }
}
