//! What is sold for a space, and buying it: from the choice to the ticket, in one page. What to ask of
//! the relay, and when, [`Counter`] decides.

mod choose;
mod own;
mod pay;

use super::missing::{lone, missing};
use crate::{
    components::{
        el::{El, el, when},
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{button, leaf, row, way, written},
    },
    hooks::{
        Fold, FormHandle, House, Kept, Setter, Value, unix_ms, use_act, use_form, use_form_of,
        use_house, use_title, use_value,
    },
    net::{
        announcements,
        api::{Answer, Failed},
        tickets,
    },
    route::Route,
    state::{
        form::{Form, Trouble},
        shop::{Ask, Counter, Happening, Said, Step},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    announcement::Announcement,
    fault::Fault,
    id::SpaceId,
    money::Currency,
    stage::Attendee,
    ticket::{PayWithCard, SaleState, Shop},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The heading of the step, which the focus goes to when the step becomes another.
const STEP: &str = "ticket-step";

impl Fold for Counter {
    type Happening = Happening;

    fn fold(&self, happening: Happening) -> Self {
        self.clone().with(happening, unix_ms())
    }
}

/// What is asked in a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Return,
    Give,
}

/// Of what the tickets are.
#[derive(Debug, Clone, PartialEq)]
struct About {
    title: String,
    starts_at: Option<UnixMs>,
    /// Of one that was announced.
    host: Option<Attendee>,
    hosted: bool,
}

struct Desk {
    house: House,
    space: SpaceId,
    about: Value<Option<About>>,
    counter: Value<Counter>,
    /// The code that takes something off.
    code: FormHandle,
    /// Whom to give the ticket.
    give: FormHandle,
    asking: Value<Option<Question>>,
    /// One for each purchase, so that a hold that is asked for twice is one.
    key: Rc<RefCell<String>>,
}

#[hook]
pub(super) fn use_tickets_page(space: SpaceId) -> Html {
    let house = use_house();
    let t = house.words();
    let desk = Desk {
        about: use_value(|| None),
        counter: use_value(Counter::open),
        code: use_form("shop", &["code"]).saying(Language::ticket_trouble),
        give: use_form_of("give", Box::new(giving)).saying(Language::ticket_trouble),
        asking: use_value(|| None),
        key: use_mut_ref(new_key),
        house: house.clone(),
        space,
    };
    let title = desk.about.as_ref().map(|about| about.title.as_str());
    use_title(Some(match title {
        Some(title) => [t.tickets(), " · ", title].concat(),
        None => t.tickets().to_owned(),
    }));
    let handle = house.account().map_or("", |account| account.handle.as_str()).to_owned();
    // With each look at the sale: it may have been moved since.
    let looks = desk.counter.looks().to_string();
    use_act([&space.to_string(), " ", &handle, " ", &looks].concat().into(), {
        let about = desk.about.setter();
        let knows_more = desk.about.as_ref().is_some_and(|about| about.host.is_some());
        Box::new(move || {
            spawn_local(async move {
                // An answer that failed to come takes nothing away.
                let found = look(space, &handle).await;
                if let Some(found) = found.filter(|found| found.host.is_some() || !knows_more) {
                    about.set(Some(found));
                }
            });
            Kept::Nothing
        })
    });
    use_calls(&desk.house, &desk.counter, space);
    use_looks_on_return(&desk.counter);
    let is_waiting = desk.counter.shop().is_some_and(|shop| shop.waiting.is_some());
    use_focus_on_the_step(desk.counter.step(), is_waiting);
    page(&desk)
}

/// Whoever has a ticket already, or needs none, is whom the field names.
fn giving() -> Form {
    let theirs = |_: &Form, fault: &Fault| {
        let is_theirs = [TicketFault::TheyHaveOne, TicketFault::HostNeedsNone]
            .into_iter()
            .any(|about| *fault == Fault::from(about));
        is_theirs.then_some("handle")
    };
    Form::of(&["handle"]).placing(theirs)
}

/// An announced space, or else one that has begun.
async fn look(space: SpaceId, handle: &str) -> Option<About> {
    if let Ok(Announcement { title, starts_at, host, .. }) = announcements::look(space).await {
        let hosted = host.handle.as_ref().is_some_and(|host| host.as_str() == handle);
        let (title, starts_at, host) = (title.to_string(), Some(starts_at), Some(host));
        return Some(About { title, starts_at, host, hosted });
    }
    let title = tickets::title(space).await?;
    Some(About { title, starts_at: None, host: None, hosted: false })
}

/// Asks what the counter has to know, one thing at a time, for as long as the page is there.
#[hook]
fn use_calls(house: &House, counter: &Value<Counter>, space: SpaceId) {
    let call = counter.call().cloned();
    let number = call.as_ref().map_or(0, |call| call.number);
    let (house, set) = (house.clone(), counter.setter());
    use_act(
        number.to_string().into(),
        Box::new(move || {
            let Some(call) = call else { return Kept::Nothing };
            Kept::thing(Timeout::new(call.in_ms, move || {
                spawn_local(async move {
                    let said = carry_out(&house, space, call.ask).await;
                    set.dispatch(Happening::Said(number, said));
                });
            }))
        }),
    );
}

/// Whoever comes back to the page sees what became of it meanwhile.
#[hook]
fn use_looks_on_return(counter: &Value<Counter>) {
    let set = counter.setter();
    use_act(
        "".into(),
        Box::new(move || {
            let Some(document) = web_sys::window().and_then(|window| window.document()) else {
                return Kept::Nothing;
            };
            let is_seen = document.clone();
            Kept::thing(EventListener::new(&document, "visibilitychange", move |_| {
                if !is_seen.hidden() {
                    set.dispatch(Happening::Look);
                }
            }))
        }),
    );
}

async fn carry_out(house: &House, space: SpaceId, ask: Ask) -> Said {
    let shop = |answer: Answer<Shop>| answer.map(|shop| Said::Shop(Box::new(shop)));
    let order = |answer: Answer<_>| answer.map(|order| Said::Order(Box::new(order)));
    let answer = match ask {
        Ask::Look => shop(tickets::shop(space).await),
        Ask::Begin(id) => order(tickets::begin(id).await),
        Ask::Pay { at, card, confirmed } => {
            let asked = PayWithCard { card: card.number().to_owned(), confirmed };
            tickets::pay(&at, &asked).await.map(Said::Card)
        }
        Ask::Order(id) => order(tickets::order(id).await),
        Ask::GiveUp(id) => {
            let answer = tickets::give_up(id).await;
            if answer.is_ok() {
                house.say(house.words().gave_seat_back());
            }
            answer.map(|()| Said::Done)
        }
        Ask::Wait(tier) => shop(tickets::wait(space, tier, true).await),
        Ask::WaitNoMore(tier) => shop(tickets::wait(space, tier, false).await),
        Ask::Return(id) => {
            let answer = order(tickets::refund(id).await);
            if answer.is_ok() {
                house.say(house.words().returned_it());
            }
            answer
        }
    };
    answer.unwrap_or_else(|failed| Said::Refused(Trouble::from(failed)))
}

/// Whoever does not see that another step stands there is brought to its heading; so is whoever joined
/// the line or left it, with a button that is gone.
#[hook]
fn use_focus_on_the_step(step: Step<'_>, is_waiting: bool) {
    let code = code(step);
    let before = use_mut_ref(|| "loading");
    use_act(
        [code, if is_waiting { " in line" } else { "" }].concat().into(),
        Box::new(move || {
            let before = before.replace(code);
            if before == code {
                webapi::catch_focus(STEP);
            } else if before != "loading" {
                webapi::focus(STEP);
            }
            Kept::Nothing
        }),
    );
}

/// For `data-step`.
const fn code(step: Step<'_>) -> &'static str {
    match step {
        Step::Loading => "loading",
        Step::Failed(_) => "failed",
        Step::Has(_) => "has",
        Step::Pay(_) => "pay",
        Step::Settling(_) => "settling",
        Step::RanOut => "ran-out",
        Step::Back { .. } => "back",
        Step::Choose => "choose",
        Step::NotYet => "not-yet",
        Step::Closed => "closed",
        Step::CalledOff => "called-off",
    }
}

fn page(desk: &Desk) -> Html {
    let t = desk.house.words();
    let step = desk.counter.step();
    if let Step::Failed(trouble) = step {
        return failed(desk, trouble);
    }
    let about = desk.about.as_ref();
    let heading = match about {
        Some(about) => {
            let to_space = Route::Space(desk.space).address();
            let title = el("a", "title-way").written().put("href", to_space).words(&about.title);
            el("h1", "").el(title)
        }
        None => el("h1", "").words(t.tickets()),
    };
    let host = about.and_then(|about| about.host.as_ref());
    let host = host.map(|host| leaf("p", "aside", &t.hosted_by_name(host.name.as_str())));
    let starts_at = about.and_then(|about| about.starts_at);
    let starts = starts_at.map(|at| leaf("p", "lead", &webapi::moment(at.0, t.tag(), None)));
    let is_test = desk.counter.shop().is_some_and(|shop| shop.sale.test);
    let state = desk.counter.shop().map(|shop| shop.sale.state);
    let is_called_off = state == Some(SaleState::CalledOff);
    let is_hosted = about.is_some_and(|about| about.hosted);
    let body = match step {
        // Nobody else is asked.
        Step::NotYet | Step::Closed if is_hosted => el("div", "")
            .set("id", STEP)
            .set("tabindex", "-1")
            .with(choose::to_selling(t, desk.space))
            .html(),
        Step::Loading | Step::Failed(_) => el("div", "sheet").set("aria-busy", "true").html(),
        Step::Has(ticket) => own::ticket(desk, ticket),
        Step::Pay(order) => pay::checkout(desk, order),
        Step::Settling(_) => {
            told(Glyph::Hourglass, t.settling(), t.settling_hint(), to_space(desk))
        }
        Step::RanOut => {
            told(Glyph::Hourglass, t.hold_over_heading(), t.ticket_hold_over(), again(desk))
        }
        Step::Back { is_there: false, .. } if is_called_off => {
            told(Glyph::Ban, t.called_off_back(), t.called_off_back_hint(), to_space(desk))
        }
        Step::Back { is_there: true, .. } if is_called_off => {
            told(Glyph::Check, t.money_back(), t.money_back_hint(), to_space(desk))
        }
        Step::Back { is_there: false, .. } => {
            told(Glyph::Hourglass, t.money_on_way(), t.money_on_way_hint(), again(desk))
        }
        Step::Back { is_there: true, .. } => {
            told(Glyph::Check, t.money_back(), t.money_back_hint(), again(desk))
        }
        Step::Choose => choose::choice(desk),
        Step::NotYet => {
            let opens_at = desk.counter.shop().and_then(|shop| shop.sale.opens_at);
            let time = opens_at.map(|at| webapi::moment(at.0, t.tag(), None)).unwrap_or_default();
            let hint = t.sale_not_yet_hint(&time);
            told(Glyph::Calendar, t.sale_not_yet(), &hint, to_space(desk))
        }
        Step::Closed => told(Glyph::Ended, t.sale_closed(), t.ticket_closed(), to_space(desk)),
        Step::CalledOff => {
            told(Glyph::Ban, t.sale_called_off(), t.sale_called_off_hint(), to_space(desk))
        }
    };
    el("div", "narrow tickets")
        .testid("tickets")
        .set("data-step", code(step))
        .el(heading)
        .with(host.unwrap_or_default())
        .with(starts.unwrap_or_default())
        .with(when(is_test, || test_banner(t)))
        .with(body)
        .html()
}

/// A step that says one thing.
fn told(glyph: Glyph, heading: &str, words: &str, action: Html) -> Html {
    let notice = notice(glyph, Tone::Fact, heading, words, action);
    el("div", "").set("id", STEP).set("tabindex", "-1").set("role", "status").with(notice).html()
}

fn failed(desk: &Desk, trouble: &Trouble) -> Html {
    let t = desk.house.words();
    let not_sold = Trouble::Fault(Fault::from(TicketFault::NotSold));
    if *trouble == not_sold {
        let to_space = to_space(desk);
        let notice = notice(
            Glyph::Ticket,
            Tone::Fact,
            t.tickets_of_none(),
            t.tickets_of_none_hint(),
            to_space,
        );
        return lone(t.tickets_of_none(), notice);
    }
    if *trouble == Trouble::Fault(Fault::NoSuchSpace) {
        return missing(t, true);
    }
    let failed = match trouble {
        Trouble::Fault(fault) => Failed::Fault(fault.clone()),
        Trouble::Offline | Trouble::NoPasskey => Failed::Offline,
    };
    lone(t.tickets(), not_had(t, t.tickets(), &failed))
}

/// Said wherever money is spoken of and none is real.
pub(super) fn test_banner(t: Language) -> El {
    el("p", "test-banner").testid("test-mode").el(test_mark(t)).words(" ").words(t.test_mode_hint())
}

pub(super) fn test_mark(t: Language) -> El {
    el("b", "test-mark").words(t.test_mode())
}

/// An amount, marked where it is none of real money.
pub(super) fn price(t: Language, minor: u64, currency: Currency, is_test: bool) -> El {
    let amount = el("span", "price").words(&amount(t, minor, currency));
    if is_test { amount.words(" ").el(test_mark(t)) } else { amount }
}

pub(super) fn amount(t: Language, minor: u64, currency: Currency) -> String {
    webapi::money(i64::try_from(minor).unwrap_or(i64::MAX), currency, t.tag())
}

fn to_space(desk: &Desk) -> Html {
    let address = Route::Space(desk.space).address();
    way("button", "to-space", None, desk.house.words().go_to_space(), address)
}

fn again(desk: &Desk) -> Html {
    let act = tells(&desk.counter.setter(), Happening::Again);
    let choose =
        button("button primary", "choose-again", None, desk.house.words().choose_again(), act);
    row(vec![choose, to_space(desk)])
}

fn tells(set: &Setter<Counter>, happening: Happening) -> Callback<MouseEvent> {
    let set = set.clone();
    Callback::from(move |_: MouseEvent| set.dispatch(happening.clone()))
}

/// The heading of a step.
fn step_heading(words: &str) -> El {
    el("h2", "").set("id", STEP).set("tabindex", "-1").words(words)
}

/// Names and what they say, in two columns.
fn facts(class: &'static str, rows: impl Iterator<Item = (String, Html, bool)>) -> El {
    el("dl", class).each(rows.map(|(name, value, is_part)| {
        let class = if is_part { "fact part" } else { "fact" };
        el("div", class).with(written("dt", "", &name)).el(el("dd", "").with(value)).html()
    }))
}

fn new_key() -> String {
    let part = || format!("{:013x}", (js_sys::Math::random() * (1_u64 << 52) as f64) as u64);
    [part(), part()].concat()
}
