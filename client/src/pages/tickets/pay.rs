//! Paying for a seat that is held: what it costs and who gets what of it, then the card.

use super::{Desk, amount, facts, price, step_heading, tells};
use crate::{
    components::{
        dialog::Dialog,
        el::{el, text, when},
        elapsed::Passing,
        field,
        icon::{Glyph, icon},
        part::{button, foot, hint, leaf},
    },
    hooks::{use_unix_ms, use_words},
    state::shop::{Happening, Paying, minutes_left},
};
use causerie_shared::{
    ticket::{Order, TestCard},
    time::UnixMs,
};
use yew::prelude::*;

pub(super) fn checkout(desk: &Desk, order: &Order) -> Html {
    let t = desk.house.words();
    let counter = &desk.counter;
    let set = counter.setter();
    let trouble = match counter.trouble() {
        Some(trouble) => field::form_error(&t.ticket_trouble(trouble)),
        None if counter.is_declined() => field::form_error(t.declined()),
        None => Html::default(),
    };
    let trouble = el("div", "").set("role", "alert").with(trouble);
    let is_free = order.total == 0;
    let cards = when(!is_free, || {
        el("fieldset", "cards-to-pay")
            .with(leaf("legend", "", t.card_heading()))
            .with(hint(t.card_hint()))
            .each(TestCard::ALL.into_iter().map(|card| choice(desk, card)))
    });
    let total = amount(t, order.total, order.currency);
    let pay = match (is_free, order.test) {
        (true, _) => t.take_free().to_owned(),
        (false, true) => t.pay_test(&total),
        (false, false) => t.pay(&total),
    };
    let words = match counter.paying() {
        Paying::Preparing => t.pay_preparing(),
        Paying::Sent => t.pay_working(),
        Paying::Not | Paying::Confirming | Paying::Settling => &pay,
    };
    // Enter on a card pays, as Enter in any form sends it.
    let pay = el("button", "button primary large")
        .set("type", "submit")
        .testid("pay-button")
        .says("aria-disabled", counter.is_busy())
        .words(words);
    let onsubmit = {
        let set = set.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            set.dispatch(Happening::Pay);
        })
    };
    let give_up = tells(&set, Happening::GiveUp);
    let give_up = button("button quiet", "give-back-seat", None, t.give_back_seat(), give_up);
    let confirm = match counter.paying() {
        Paying::Confirming => confirmation(desk, order, &total),
        Paying::Not | Paying::Preparing | Paying::Sent | Paying::Settling => Html::default(),
    };
    el("section", "ticket-step")
        .el(step_heading(if order.offered { t.offered_heading() } else { t.summary_heading() }))
        .with(html! { <Held until={order.held_until} /> })
        .with(split(desk, order))
        .el(el("form", "sheet").onsubmit(onsubmit).with(cards).el(trouble).el(el(
            "div",
            "button-row",
        )
        .el(pay)
        .with(give_up)))
        .with(confirm)
        .html()
}

/// Price, code and total; and of the total, the platform's and the host's parts.
fn split(desk: &Desk, order: &Order) -> Html {
    let t = desk.house.words();
    let Order { price: full, discount, total, fee, currency, .. } = *order;
    let plain = |minor: u64| text(&amount(t, minor, currency));
    let tier = t.summary_price(order.tier_name.as_str());
    let off = ["\u{2212}", &amount(t, discount, currency)].concat();
    let code = (discount > 0).then(|| (t.summary_code().to_owned(), text(&off), false));
    let whole = price(t, total, currency, order.test).html();
    let parts = [
        Some((tier, plain(full), false)),
        code,
        Some((t.summary_total().to_owned(), whole, false)),
        Some((t.summary_fee().to_owned(), plain(fee), true)),
        Some((t.summary_host().to_owned(), plain(total.saturating_sub(fee)), true)),
    ];
    facts("facts split", parts.into_iter().flatten()).testid("split").html()
}

fn choice(desk: &Desk, card: TestCard) -> Html {
    let t = desk.house.words();
    let onchange = {
        let set = desk.counter.setter();
        Callback::from(move |_: Event| set.dispatch(Happening::Card(card)))
    };
    let radio = el("input", "")
        .set("type", "radio")
        .set("name", "card")
        .set("value", card.number())
        .testid("card")
        .checked(desk.counter.card() == card)
        .onchange(onchange);
    let words = el("span", "tier-words")
        .with(leaf("span", "card-number", card.number()))
        .with(leaf("span", "tier-left", t.card(card)));
    el("label", "choice tier").key(card.number()).el(radio).el(words).html()
}

fn confirmation(desk: &Desk, order: &Order, total: &str) -> Html {
    let t = desk.house.words();
    let set = desk.counter.setter();
    let on_close = {
        let (set, house) = (set.clone(), desk.house.clone());
        Callback::from(move |()| {
            set.dispatch(Happening::Deny);
            house.say(house.words().not_paid());
        })
    };
    let yes = if order.test { t.confirm_pay_test(total) } else { t.confirm_pay(total) };
    let act = tells(&set, Happening::Confirm);
    let yes = button("button primary", "confirm-pay", None, &yes, act);
    let words = leaf("p", "dialog-words", &t.confirm_pay_words(total));
    html! {
        <Dialog heading={t.confirm_pay_heading()} on_close={on_close.clone()} testid="confirm-pay-dialog">
            { words }
            { foot(t.not_me(), &on_close, yes) }
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct HeldProps {
    until: UnixMs,
}

/// How long the seat is held: each second for the eye, each minute for the ear.
#[component]
fn Held(props: &HeldProps) -> Html {
    let t = use_words();
    let minutes = minutes_left(props.until, use_unix_ms());
    let seen = el("span", "")
        .set("aria-hidden", "true")
        .with(icon(Glyph::Hourglass))
        .words(t.held_for())
        .words(" ")
        .with(html! { <Passing moment={props.until} until={true} /> });
    let said = el("span", "said").set("role", "status").words(&t.held_minutes(minutes));
    let class = if minutes == 0 { "held soon-over" } else { "held" };
    el("p", class).testid("held").el(seen).el(said).html()
}
