//! Which ticket, and whether somebody gave a code for it. Where none is left, one waits in line.

use super::{Desk, new_key, price, step_heading, tells};
use crate::{
    components::{
        el::{el, when},
        field::{self, Field, field, submit, whole_fault},
        icon::Glyph,
        notice::{Tone, notice},
        part::{button, hint, leaf, row, way, written},
    },
    hooks::{Sending, unix_ms},
    net::tickets,
    route::Route,
    state::{form::Trouble, shop::Happening},
    webapi,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    id::SpaceId,
    ticket::{PlaceOrder, Shop, Tier},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use yew::prelude::*;

pub(super) fn choice(desk: &Desk) -> Html {
    let t = desk.house.words();
    let (Some(shop), Some(chosen)) = (desk.counter.shop(), desk.counter.chosen()) else {
        return Html::default();
    };
    let tiers = el("fieldset", "tiers")
        .with(leaf("legend", "said", t.choose_ticket()))
        .each(shop.sale.tiers.iter().map(|tier| card(desk, shop, tier, tier.id == chosen.id)));
    let is_left = chosen.left > 0;
    let code = Field {
        hint: hint(t.promo_hint()),
        autocomplete: "one-time-code",
        optional: true,
        ..Field::line("code", t.promo_label())
    };
    let code = match shop.sale.takes_codes && is_left {
        true => field(t, &desk.code, code),
        false => Html::default(),
    };
    let trouble = desk.counter.trouble();
    let trouble = trouble.map(|trouble| field::form_error(&t.ticket_trouble(trouble)));
    let trouble = el("div", "").set("role", "alert").with(trouble.unwrap_or_default()).html();
    let onsubmit = submitting(desk, is_left, chosen);
    let kids = vec![
        tiers.html(),
        code,
        terms(desk, shop, is_left),
        whole_fault(t, &desk.code),
        trouble,
        act(desk, shop, is_left),
    ];
    el("section", "ticket-step")
        .el(step_heading(t.choose_ticket()))
        .with(waiting(desk, shop))
        .with(field::form(&desk.code, onsubmit, kids))
        .html()
}

fn card(desk: &Desk, shop: &Shop, tier: &Tier, is_chosen: bool) -> Html {
    let t = desk.house.words();
    let id = ["tier-", &tier.id.to_string()].concat();
    let onchange = {
        let (set, tier) = (desk.counter.setter(), tier.id);
        Callback::from(move |_: Event| set.dispatch(Happening::Choose(tier)))
    };
    let radio = el("input", "")
        .set("type", "radio")
        .set("name", "tier")
        .put("id", id.clone())
        .testid("tier")
        .checked(is_chosen)
        .onchange(onchange);
    let words = el("span", "tier-words")
        .with(written("span", "tier-name", tier.name.as_str()))
        .with(leaf("span", "tier-left", &t.seats_left(tier.left.into())));
    let class = if tier.left == 0 { "choice tier none-left" } else { "choice tier" };
    el("label", class)
        .key(tier.id.to_string())
        .put("for", id)
        .el(radio)
        .el(words)
        .el(price(t, tier.price, shop.sale.currency, shop.sale.test))
        .html()
}

/// What one ought to know before.
fn terms(desk: &Desk, shop: &Shop, is_left: bool) -> Html {
    let t = desk.house.words();
    let time = |at: UnixMs| webapi::moment(at.0, t.tag(), None);
    let may_return = shop.sale.refund_until > unix_ms();
    let returned = (is_left && may_return).then(|| t.return_until(&time(shop.sale.refund_until)));
    let sold = shop.sale.closes_at.map(|at| t.sold_until(&time(at)));
    let held = is_left.then(|| t.hold_hint(u64::from(shop.sale.held_s).div_ceil(60)));
    let lines = [held, returned, sold].into_iter().flatten();
    el("div", "ticket-terms").each(lines.map(|words| hint(&words))).html()
}

/// The one thing to do.
fn act(desk: &Desk, shop: &Shop, is_left: bool) -> Html {
    let house = &desk.house;
    let t = house.words();
    if house.me.known().is_none() {
        return el("div", "").set("aria-busy", "true").html();
    }
    if house.account().is_none() {
        let next = || Box::new(Route::Tickets(desk.space));
        let (sign_in, sign_up) = (Route::SignIn(next()), Route::SignUp(next()));
        let ways = row(vec![
            way("button primary", "shop-sign-in", None, t.sign_in(), sign_in.address()),
            way("button", "shop-sign-up", None, t.sign_up(), sign_up.address()),
        ]);
        let heading = if is_left { t.sign_in_to_buy() } else { t.sign_in_to_wait() };
        return notice(Glyph::Person, Tone::Fact, heading, t.sign_in_to_buy_hint(), ways);
    }
    if desk.about.as_ref().is_some_and(|about| about.hosted) {
        return to_selling(t, desk.space);
    }
    if is_left {
        return submit(&desk.code, "button primary large", "hold-button", t.hold_submit());
    }
    let is_waiting =
        shop.waiting.map(|waiting| waiting.tier) == desk.counter.chosen().map(|it| it.id);
    if is_waiting {
        return Html::default();
    }
    let join = el("button", "button primary large")
        .set("type", "submit")
        .testid("join-waiting")
        .says("aria-disabled", desk.counter.is_busy())
        .words(t.join_waiting());
    el("div", "sold-out").with(hint(t.sold_out_hint())).el(join).html()
}

/// For whoever sells them.
pub(super) fn to_selling(t: Language, space: SpaceId) -> Html {
    let sell = Route::Sell(space).address();
    let sell = way("button primary", "to-sell", None, t.sell_heading(), sell);
    let (heading, hint) = (t.host_needs_none(), t.host_needs_none_hint());
    notice(Glyph::Host, Tone::Fact, heading, hint, sell)
}

fn waiting(desk: &Desk, shop: &Shop) -> Html {
    let t = desk.house.words();
    let Some(waiting) = shop.waiting else { return Html::default() };
    let tier = shop.sale.tiers.iter().find(|tier| tier.id == waiting.tier);
    let hint = tier.map(|tier| t.waiting_hint(tier.name.as_str())).unwrap_or_default();
    let heading = t.waiting_heading(&t.ordinal(waiting.place));
    let act = tells(&desk.counter.setter(), Happening::WaitNoMore);
    let leave = button("button", "leave-waiting", None, t.leave_waiting(), act);
    let notice = notice(Glyph::Hourglass, Tone::Fact, &heading, &hint, leave);
    when(true, || el("div", "").set("role", "status").with(notice))
}

fn submitting(desk: &Desk, is_left: bool, chosen: &Tier) -> Callback<SubmitEvent> {
    let (form, set, space, tier) =
        (desk.code.clone(), desk.counter.setter(), desk.space, chosen.id);
    let (key, may) = (desk.key.clone(), desk.house.account().is_some());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if !may {
            return;
        }
        if !is_left {
            set.dispatch(Happening::Wait);
            return;
        }
        let code = Some(form.text("code").trim().to_owned()).filter(|code| !code.is_empty());
        let asked = PlaceOrder { tier, code, key: key.borrow().clone() };
        let (set, key) = (set.clone(), key.clone());
        form.send(Vec::new(), || -> Sending {
            Box::pin(async move {
                let answer = tickets::hold(space, &asked).await.map_err(Trouble::from);
                if answer != Err(Trouble::Offline) {
                    key.replace(new_key());
                }
                match answer {
                    Ok(order) => set.dispatch(Happening::Held(Box::new(order))),
                    Err(trouble) => {
                        if trouble == Trouble::Fault(TicketFault::OneEach.into()) {
                            set.dispatch(Happening::OneEach);
                        } else if let Trouble::Fault(Fault::Ticket { .. }) = &trouble {
                            set.dispatch(Happening::Look);
                        }
                        return Err(trouble);
                    }
                }
                Ok(())
            })
        });
    })
}
