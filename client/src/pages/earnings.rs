//! What one's spaces earned: sums by currency, each space's part as bars over a table, and every change
//! of the balance.

use super::tickets::test_banner;
use crate::{
    components::{
        el::{El, el, when},
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{button, leads, leaf, row, section, way, written},
    },
    hooks::{House, Kept, Value, use_act, use_house, use_title, use_value},
    net::{api::Failed, tickets},
    route::Route,
    state::earnings::{is_page, of_currency, percent},
    webapi,
    words::Language,
};
use causerie_shared::ticket::{
    Earned, Earnings, PayoutAccount, SpaceEarnings, Statement, StatementLine,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Lines = Option<Rc<Statement>>;
type Known = Option<Result<Rc<Earnings>, Failed>>;

#[hook]
pub(super) fn use_earnings_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.earnings().to_owned()));
    let known = use_value(|| None as Known);
    let go = use_value(|| None as Option<String>);
    let lines = use_value(|| None as Lines);
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act(who.to_owned().into(), {
        let (known, lines) = (known.setter(), lines.setter());
        Box::new(move || {
            spawn_local(async move {
                known.set(Some(tickets::earnings().await.map(Rc::new)));
                if let Ok(found) = tickets::statement(None).await {
                    lines.set(Some(Rc::new(found)));
                }
            });
            Kept::Nothing
        })
    });
    let page = el("div", "narrow tickets").testid("earnings").with(leaf("h1", "", t.earnings()));
    if house.me.known().is_some() && house.account().is_none() {
        let next = Route::SignIn(Box::new(Route::Earnings)).address();
        let sign_in = way("button primary", "earnings-sign-in", None, t.sign_in(), next);
        let (heading, hint) = (t.sign_in_first(), t.earnings_lead());
        return page.with(notice(Glyph::Poll, Tone::Fact, heading, hint, sign_in)).html();
    }
    let earnings = match &*known {
        None => return page.el(el("div", "sheet").set("aria-busy", "true")).html(),
        Some(Err(failed)) => return page.with(not_had(t, t.earnings(), failed)).html(),
        Some(Ok(earnings)) => earnings,
    };
    let page = page.with(when(earnings.test, || test_banner(t)));
    if earnings.currencies.is_empty() && earnings.spaces.is_empty() {
        let to_planned = Route::Planned.address();
        let act =
            way("button primary", "to-planned", Some(Glyph::Calendar), t.planned(), to_planned);
        let (heading, hint) = (t.no_earnings(), t.no_earnings_hint());
        return page
            .with(notice(Glyph::Poll, Tone::Fact, heading, hint, act))
            .with(payouts(&house, earnings, &known, &go))
            .html();
    }
    page.with(leaf("p", "lead", t.earnings_lead()))
        .each(earnings.currencies.iter().map(|earned| sums(t, earned)))
        .with(payouts(&house, earnings, &known, &go))
        .each(earnings.currencies.iter().map(|earned| by_space(t, earnings, earned)))
        .with(statement(&house, &lines))
        .html()
}

/// Whether what is earned can be paid out, or how it can.
fn payouts(
    house: &House,
    earnings: &Earnings,
    known: &Value<Known>,
    go: &Value<Option<String>>,
) -> Html {
    let t = house.words();
    let kids = match (earnings.account, go.as_deref()) {
        (true, _) => {
            let words = if earnings.test { t.payouts_ready_test() } else { t.payouts_ready() };
            vec![leaf("p", "", words)]
        }
        // What is missing is for whoever handles payments to ask.
        (false, Some(to)) => {
            let to = leads("button primary", "payouts-go", None, t.payouts_go(), to.to_owned());
            vec![leaf("p", "", t.payouts_missing()), row(vec![to.html()])]
        }
        (false, None) => {
            let act = setting_up(house, earnings, known, go);
            let act = button("button primary", "payouts-set-up", None, t.payouts_set_up(), act);
            vec![leaf("p", "", t.payouts_missing()), row(vec![act])]
        }
    };
    let kids = el("div", "").set("role", "status").each(kids.into_iter()).html();
    section("panel", "payouts", t.payouts_heading(), vec![kids])
}

fn setting_up(
    house: &House,
    earnings: &Earnings,
    known: &Value<Known>,
    go: &Value<Option<String>>,
) -> Callback<MouseEvent> {
    let (house, earnings) = (house.clone(), earnings.clone());
    let (known, go) = (known.setter(), go.setter());
    Callback::from(move |_: MouseEvent| {
        let (house, earnings) = (house.clone(), earnings.clone());
        let (known, go) = (known.clone(), go.clone());
        spawn_local(async move {
            match tickets::account().await {
                Ok(PayoutAccount { ready: true, go: _ }) => {
                    known.set(Some(Ok(Rc::new(Earnings { account: true, ..earnings }))));
                }
                Ok(PayoutAccount { ready: false, go: Some(to) }) if is_page(&to) => {
                    go.set(Some(to));
                }
                Ok(PayoutAccount { ready: false, go: _ }) => {
                    house.say(house.words().ticket_provider_away());
                }
                Err(failed) => house.say(&house.words().ticket_trouble(&failed.into())),
            }
        });
    })
}

fn sums(t: Language, earned: &Earned) -> Html {
    let Earned { currency, taken, fees, pending, paid_out } = *earned;
    let sum = |name: &str, minor: i64| {
        let words = webapi::money(minor, currency, t.tag());
        el("div", "sum").with(leaf("dt", "", name)).with(leaf("dd", "", &words)).html()
    };
    let sums = el("dl", "sums")
        .with(sum(t.earned_taken(), taken))
        .with(sum(t.earned_fees(), fees))
        .with(sum(t.earned_pending(), pending))
        .with(sum(t.earned_paid_out(), paid_out));
    let id = ["earned-", currency.as_str()].concat();
    let heading = el("h2", "").put("id", id.clone()).words(&t.earned_in(currency.as_str()));
    el("section", "panel").put("aria-labelledby", id).el(heading).el(sums).html()
}

/// A table that is drawn as bars: what the bars show, its numbers say.
fn by_space(t: Language, earnings: &Earnings, earned: &Earned) -> Html {
    let spaces = of_currency(&earnings.spaces, earned.currency);
    if spaces.is_empty() {
        return Html::default();
    }
    let most = spaces.iter().map(|space| space.taken).max().unwrap_or_default();
    let head = [t.earned_space(), t.earned_sold(), t.earned_taken(), t.earned_fees()];
    let head = head.into_iter().map(|words| el("th", "").set("scope", "col").words(words).html());
    let rows = spaces.iter().map(|space| bar(t, space, most));
    let table = el("table", "figures bars")
        .testid("bars")
        .el(el("caption", "said").words(&t.earned_chart(earned.currency.as_str())))
        .el(el("thead", "").el(el("tr", "").each(head)))
        .el(el("tbody", "").each(rows));
    let scrolls = scrolls(t.earned_by_space(), table);
    let heading = el("h2", "").words(t.earned_by_space());
    el("section", "panel").el(heading).with(scrolls).html()
}

fn bar(t: Language, space: &SpaceEarnings, most: i64) -> Html {
    let money = |minor: i64| leaf("td", "", &webapi::money(minor, space.currency, t.tag()));
    // The page's policy lets no element bring a style of its own.
    let bar = el("progress", "progress bar")
        .put("value", percent(space.taken, most).to_string())
        .set("max", "100")
        .set("aria-hidden", "true");
    let link = el("a", "link")
        .written()
        .put("href", Route::Sell(space.space).address())
        .words(space.title.as_str());
    let day = webapi::day(space.starts_at.0, t.tag());
    let name =
        el("th", "").set("scope", "row").el(link).with(leaf("span", "figure-day", &day)).el(bar);
    el("tr", "")
        .key(space.space.to_string())
        .el(name)
        .with(leaf("td", "", &t.number(space.sold.into())))
        .with(money(space.taken))
        .with(money(space.fees))
        .html()
}

fn statement(house: &House, lines: &Value<Lines>) -> Html {
    let t = house.words();
    let Some(known) = (**lines).as_ref() else { return Html::default() };
    let head = [t.statement_when(), t.statement_what(), t.statement_amount()];
    let head = head.into_iter().map(|words| el("th", "").set("scope", "col").words(words).html());
    let table = el("table", "figures statement")
        .testid("statement")
        .el(el("thead", "").el(el("tr", "").each(head)))
        .el(el("tbody", "").each(known.lines.iter().map(|line| entry(t, line))));
    let more = match &known.after {
        Some(after) => {
            let act = more(house, lines, known.clone(), after.clone());
            button("button", "more-lines", None, t.show_more(), act)
        }
        None => Html::default(),
    };
    let file = tickets::EARNINGS_FILE.to_owned();
    let file = leads("button", "earnings-csv", Some(Glyph::Download), t.download_csv(), file)
        .set("download", "")
        .html();
    section(
        "panel",
        "statement",
        t.statement(),
        vec![scrolls(t.statement(), table), row(vec![more, file])],
    )
}

fn entry(t: Language, line: &StatementLine) -> Html {
    let time = webapi::moment(line.at.0, t.tag(), None);
    let title = line.title.as_ref().map(|title| title.as_str()).unwrap_or_default();
    let what = match line.space {
        // Its name says where it leads, also to whoever hears links alone.
        Some(space) => {
            let (entry, to) = (t.entry(line.of), Route::Sell(space).address());
            leads("link", "entry-space", None, entry, to)
                .put("aria-label", [entry, ", ", title].concat())
                .html()
        }
        None => written("span", "", t.entry(line.of)),
    };
    let of = el("span", "figure-day").written().words(title);
    el("tr", "")
        .el(el("td", "").el(el("time", "").words(&time)))
        .el(el("td", "").with(what).el(of))
        .with(leaf("td", "", &webapi::money(line.amount, line.currency, t.tag())))
        .html()
}

fn more(
    house: &House,
    lines: &Value<Lines>,
    known: Rc<Statement>,
    after: String,
) -> Callback<MouseEvent> {
    let (house, set) = (house.clone(), lines.setter());
    Callback::from(move |_: MouseEvent| {
        let (house, set, known, after) = (house.clone(), set.clone(), known.clone(), after.clone());
        spawn_local(async move {
            let Ok(next) = tickets::statement(Some(&after)).await else {
                house.say(house.words().fault_offline());
                return;
            };
            let lines = known.lines.iter().cloned().chain(next.lines).collect();
            set.set(Some(Rc::new(Statement { lines, after: next.after })));
        });
    })
}

/// A table that may be wider than a phone, and is reached by keyboard.
pub(super) fn scrolls(name: &str, table: El) -> Html {
    el("div", "scrolls")
        .set("tabindex", "0")
        .set("role", "group")
        .put("aria-label", name.to_owned())
        .el(table)
        .html()
}
