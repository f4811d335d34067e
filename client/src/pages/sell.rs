//! Selling tickets for a space: what is offered, how it goes so far, and who bought.

mod buyers;
mod form;

use super::{
    earnings::scrolls,
    missing::{lone, missing},
    tickets::{amount, test_banner},
};
use crate::{
    components::{
        dialog::Dialog,
        el::{el, when},
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{button, foot, group, leaf, row, section, way, written},
    },
    hooks::{
        FormHandle, House, Kept, Value, use_act, use_form_of, use_house, use_title, use_value,
    },
    net::{
        announcements,
        api::{Answer, Failed},
        tickets,
    },
    route::Route,
    state::{form::Change, sell},
    words::Language,
};
use causerie_shared::{
    announcement::Announcement,
    fault::Fault,
    id::{OrderId, SpaceId},
    ticket::{Book, Earnings, Shop, SoldList},
    ticket_fault::TicketFault,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Known = Option<Answer<Rc<Announcement>>>;

struct Desk {
    house: House,
    space: SpaceId,
    one: Value<Known>,
    /// `Some(None)` where nothing is sold yet.
    shop: Value<Option<Option<Rc<Shop>>>>,
    /// On what terms one sells here.
    terms: Value<Option<Rc<Earnings>>>,
    sold: Value<Option<Rc<SoldList>>>,
    form: FormHandle,
    asking: Value<Option<Question>>,
}

/// What is asked in a dialog.
#[derive(Debug, Clone, PartialEq)]
enum Question {
    Stop,
    Refund { order: OrderId, name: String, price: String },
}

#[hook]
pub(super) fn use_sell_page(space: SpaceId) -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.sell_heading().to_owned()));
    let form = use_form_of("sell", Box::new(sell::form)).saying(Language::ticket_trouble);
    let desk = Desk {
        one: use_value(|| None),
        shop: use_value(|| None),
        terms: use_value(|| None),
        sold: use_value(|| None),
        asking: use_value(|| None),
        form,
        house,
        space,
    };
    let who = desk.house.account().map_or("", |account| account.handle.as_str());
    use_act([&space.to_string(), " ", who].concat().into(), {
        let (terms, mark) = (desk.terms.setter(), t.decimal_mark());
        let (one, form, shop, sold) =
            (desk.one.setter(), desk.form.clone(), desk.shop.setter(), desk.sold.setter());
        Box::new(move || {
            // The form waits for none of it.
            spawn_local(async move { terms.set(tickets::earnings().await.ok().map(Rc::new)) });
            spawn_local(async move {
                one.set(Some(announcements::look(space).await.map(Rc::new)));
                match tickets::shop(space).await {
                    Ok(found) => {
                        form.change(Change::Reset(sell::values(&found, mark)));
                        shop.set(Some(Some(Rc::new(found))));
                        buyers::look(space, &sold).await;
                    }
                    Err(Failed::Fault(Fault::Ticket { ticket: TicketFault::NotSold })) => {
                        for (name, value) in FIRST {
                            form.change(Change::Suggest(name, value.to_owned()));
                        }
                        shop.set(Some(None));
                    }
                    Err(failed) => one.set(Some(Err(failed))),
                }
            });
            Kept::Nothing
        })
    });
    page(&desk)
}

/// What is suggested at first.
static FIRST: [(&str, &str); 5] = [
    (sell::CURRENCY, "EUR"),
    (sell::TIERS_SHOWN, "1"),
    (sell::TIERS[0].number, "100"),
    (sell::REFUND, "1440"),
    (sell::PREVIEW, "0"),
];

fn page(desk: &Desk) -> Html {
    let t = desk.house.words();
    let one = match &*desk.one {
        None => return frame(t, el("div", "sheet").set("aria-busy", "true").html()),
        Some(Err(Failed::Fault(Fault::NoSuchSpace))) => return missing(t, true),
        Some(Err(failed)) => return lone(t.sell_heading(), not_had(t, t.sell_heading(), failed)),
        Some(Ok(one)) => one,
    };
    let handle = desk.house.account().map(|account| &account.handle);
    if desk.house.me.known().is_some() && handle.is_none() {
        let next = Route::SignIn(Box::new(Route::Sell(desk.space))).address();
        let sign_in = way("button primary", "sell-sign-in", None, t.sign_in(), next);
        let notice = notice(Glyph::Ticket, Tone::Fact, t.sign_in_first(), t.sell_lead(), sign_in);
        return lone(t.sell_heading(), notice);
    }
    let Some(shop) = &*desk.shop else {
        return frame(t, el("div", "sheet").set("aria-busy", "true").html());
    };
    if desk.house.me.known().is_some() && one.host.handle.as_ref() != handle {
        let failed = Failed::Fault(Fault::NotAllowed);
        return lone(t.sell_heading(), not_had(t, t.sell_heading(), &failed));
    }
    let to_space = Route::Space(desk.space).address();
    let title = el("a", "link").written().put("href", to_space).words(one.title.as_str());
    let is_pending = one.state.is_pending();
    let shop = shop.as_deref();
    let form = match (is_pending, shop) {
        (true, _) => form::offer(desk, one, shop),
        (false, Some(_)) => Html::default(),
        (false, None) => {
            let (heading, hint) = (t.tickets_of_none(), t.sell_only_announced());
            notice(Glyph::Ticket, Tone::Fact, heading, hint, Html::default())
        }
    };
    let is_test = shop.is_some_and(|shop| shop.sale.test)
        || desk.terms.as_ref().is_some_and(|terms| terms.test);
    let so_far = shop.map(|shop| so_far(desk, shop)).unwrap_or_default();
    let kids = vec![
        el("p", "aside").el(title).html(),
        when(is_test, || test_banner(t)),
        leaf("p", "lead", t.sell_lead()),
        so_far,
        form,
        question(desk),
    ];
    frame(t, group("div", "sell", kids))
}

fn frame(t: Language, body: Html) -> Html {
    el("div", "narrow tickets")
        .testid("sell")
        .with(leaf("h1", "", t.sell_heading()))
        .with(body)
        .html()
}

/// What is sold, held and waited for; and who bought.
fn so_far(desk: &Desk, shop: &Shop) -> Html {
    let t = desk.house.words();
    let Some(book) = &shop.book else { return Html::default() };
    let see = Route::Tickets(desk.space).address();
    let ways = row(vec![
        way("button", "see-shop", Some(Glyph::Ticket), t.see_shop(), see),
        way("button", "to-earnings", Some(Glyph::Poll), t.earnings(), Route::Earnings.address()),
    ]);
    let kids = vec![table(t, shop, book), sums(t, shop, book), ways];
    group(
        "div",
        "sell-book",
        vec![section("panel", "book", t.book(), kids), buyers::list(desk, shop)],
    )
}

/// On phones its rows are no rows of a table to the style sheet, and so to some browsers: the roles say
/// that they are.
fn table(t: Language, shop: &Shop, book: &Book) -> Html {
    let head = [t.book_ticket(), t.book_sold(), t.book_held(), t.book_waiting(), t.book_left()];
    let part = |tag, role| el(tag, "").set("role", role);
    let head = head.into_iter().map(|words| part("th", "columnheader").words(words).html());
    let rows = shop.sale.tiers.iter().zip(&book.tiers).map(|(tier, of)| {
        let counts = [of.sold, of.held, of.waiting, tier.left];
        let count = |count: u32| part("td", "cell").words(&t.number(count.into())).html();
        let name = part("th", "rowheader").with(written("span", "", tier.name.as_str()));
        part("tr", "row").el(name).each(counts.into_iter().map(count)).html()
    });
    let table = el("table", "figures book")
        .set("role", "table")
        .testid("book")
        .el(part("thead", "rowgroup").el(part("tr", "row").each(head)))
        .el(part("tbody", "rowgroup").each(rows));
    scrolls(t.book(), table)
}

fn sums(t: Language, shop: &Shop, book: &Book) -> Html {
    let sum = |name: &str, minor: u64| {
        let words = amount(t, minor, shop.sale.currency);
        el("div", "sum").with(leaf("dt", "", name)).with(leaf("dd", "", &words)).html()
    };
    group(
        "dl",
        "sums",
        vec![
            sum(t.book_taken(), book.taken),
            sum(t.book_fees(), book.fees),
            sum(t.book_yours(), book.taken.saturating_sub(book.fees)),
        ],
    )
}

fn question(desk: &Desk) -> Html {
    let t = desk.house.words();
    let Some(question) = desk.asking.as_ref() else { return Html::default() };
    let on_close = {
        let asking = desk.asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    let (heading, consequence, act) = match question {
        Question::Stop => {
            let act = form::stopping(desk);
            let act = button("button danger solid", "confirm-stop", None, t.sell_stop(), act);
            (t.sell_stop_question().to_owned(), t.sell_stop_consequence().to_owned(), act)
        }
        Question::Refund { order, name, price } => {
            let act = buyers::refunding(desk, *order);
            let act = button("button danger solid", "confirm-refund", None, t.refund(), act);
            (t.refund_question(name), t.refund_consequence(price), act)
        }
    };
    html! {
        <Dialog {heading} on_close={on_close.clone()} testid="sell-dialog">
            { leaf("p", "dialog-words", &consequence) }
            { foot(t.cancel(), &on_close, act) }
        </Dialog>
    }
}
