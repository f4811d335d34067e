//! Who bought, the newest first, and giving their money back.

use super::{Desk, Question};
use crate::{
    components::{
        el::{el, when},
        part::{button, group, hint, leaf, press, way},
    },
    hooks::{Setter, unix_ms},
    net::tickets,
    pages::tickets::amount,
    route::Route,
    state::clock,
    webapi,
};
use causerie_shared::{
    id::{OrderId, SpaceId},
    ticket::{OrderState, Shop, Sold, SoldList},
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

const HEADING: &str = "buyers";

/// Once it is drawn, the button that was pressed may be gone.
fn catch_focus() {
    spawn_local(async { webapi::catch_focus(HEADING) });
}

pub(super) async fn look(space: SpaceId, set: &Setter<Option<Rc<SoldList>>>) {
    if let Ok(list) = tickets::sold(space, None).await {
        set.set(Some(Rc::new(list)));
    }
}

pub(super) fn list(desk: &Desk, shop: &Shop) -> Html {
    let t = desk.house.words();
    let Some(list) = desk.sold.as_ref() else { return Html::default() };
    let rows = match list.sold.is_empty() {
        true => {
            el("div", "").with(leaf("p", "", t.no_buyers())).with(hint(t.no_buyers_hint())).html()
        }
        false => el("ul", "rows").each(list.sold.iter().map(|sold| row(desk, shop, sold))).html(),
    };
    let more = match &list.after {
        Some(after) => {
            let act = more(desk, list, after.clone());
            button("button", "more-buyers", None, t.show_more(), act)
        }
        None => Html::default(),
    };
    let heading = el("h2", "").set("id", HEADING).set("tabindex", "-1").words(t.buyers());
    el("section", "panel").set("aria-labelledby", HEADING).el(heading).with(rows).with(more).html()
}

fn row(desk: &Desk, shop: &Shop, sold: &Sold) -> Html {
    let t = desk.house.words();
    let name = match &sold.buyer {
        Some(handle) => ["@", handle.as_str()].concat(),
        None => t.somebody().to_owned(),
    };
    let who = match &sold.buyer {
        Some(handle) => way("link", "buyer", None, &name, Route::profile(handle)),
        None => leaf("b", "", &name),
    };
    let given = sold.holder.as_ref().map(|holder| {
        let name = ["@", holder.as_str()].concat();
        let to = way("link", "holder", None, &name, Route::profile(holder));
        el("span", "person-facts").words(t.given_to()).words(" ").with(to).html()
    });
    let price = amount(t, sold.total, shop.sale.currency);
    let ago = clock::ago(t, unix_ms().since_ms(sold.at));
    let facts = el("span", "person-facts")
        .el(el("span", "").written().words(sold.tier_name.as_str()))
        .words(&[" · ", &price, " · ", &ago].concat());
    let state = t.order_state(sold.state);
    let state =
        when(state.is_some(), || el("span", "unread-mark quiet").words(state.unwrap_or_default()));
    let refund = when(sold.state == OrderState::Seated, || {
        let question =
            Question::Refund { order: sold.order, name: name.clone(), price: price.clone() };
        let asking = desk.asking.setter();
        let ask = Callback::from(move |_: MouseEvent| asking.set(Some(question.clone())));
        press("button danger", "refund", None, t.refund(), ask)
            .put("aria-label", t.refund_of(&name))
    });
    let words =
        group("span", "row-words", vec![who, facts.html(), given.unwrap_or_default(), state]);
    el("li", "row").key(sold.order.to_string()).testid("sold").with(words).with(refund).html()
}

fn more(desk: &Desk, list: &Rc<SoldList>, after: String) -> Callback<MouseEvent> {
    let (house, set, space, list) =
        (desk.house.clone(), desk.sold.setter(), desk.space, list.clone());
    Callback::from(move |_: MouseEvent| {
        let (house, set, list, after) = (house.clone(), set.clone(), list.clone(), after.clone());
        spawn_local(async move {
            let Ok(next) = tickets::sold(space, Some(&after)).await else {
                house.say(house.words().fault_offline());
                return;
            };
            let sold = list.sold.iter().cloned().chain(next.sold).collect();
            set.set(Some(Rc::new(SoldList { sold, after: next.after })));
            catch_focus();
        });
    })
}

pub(super) fn refunding(desk: &Desk, order: OrderId) -> Callback<MouseEvent> {
    let (house, asking, space) = (desk.house.clone(), desk.asking.setter(), desk.space);
    let (shop, sold) = (desk.shop.setter(), desk.sold.setter());
    Callback::from(move |_: MouseEvent| {
        asking.set(None);
        let (house, shop, sold) = (house.clone(), shop.clone(), sold.clone());
        spawn_local(async move {
            let t = house.words();
            match tickets::refund(order).await {
                Ok(_) => house.say(t.refund_done()),
                Err(failed) => house.say(&t.ticket_trouble(&failed.into())),
            }
            if let Ok(found) = tickets::shop(space).await {
                shop.set(Some(Some(Rc::new(found))));
            }
            look(space, &sold).await;
            catch_focus();
        });
    })
}
