//! What is offered: kinds of tickets, when they are sold, what comes back, what is free, and codes.

use super::{Desk, Question, amount};
use crate::{
    components::{
        el::{El, el, when},
        field::{self, Field, Kind, field, form_error, submit, whole_fault},
        icon::Glyph,
        part::{hint, leads, leaf, press, row},
    },
    hooks::Sending,
    net::tickets,
    route::Route,
    state::{
        form::{Change, Trouble},
        sell::{
            self, CLOSES, CODES, CODES_SHOWN, COMMON, CURRENCY, OPENS, OTHER, OTHER_CURRENCY,
            PREVIEW, REFUND, TIERS, TIERS_SHOWN, codes_shown, tiers_shown, without_code,
            without_tier,
        },
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    announcement::Announcement,
    fault::Fault,
    money::Currency,
    text::Name,
    ticket::{Earnings, SetTickets, Shop},
    ticket_fault::TicketFault,
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Until when a ticket can be returned, in minutes before the beginning.
const REFUNDS_MIN: [u32; 6] = [0, 60, 180, 1_440, 4_320, 10_080];

/// The buttons that add a kind, or a code.
const ADD_TIER: &str = "add-tier";
const ADD_CODE: &str = "add-code";

pub(super) fn offer(desk: &Desk, one: &Announcement, shop: Option<&Shop>) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let mut kids = vec![currency(desk)];
    kids.extend((0..tiers_shown(form)).map(|at| tier(desk, at, shop)));
    let add = when(tiers_shown(form) < TIERS.len(), || {
        let act = showing(
            desk,
            TIERS_SHOWN,
            tiers_shown(form) + 1,
            TIERS.get(tiers_shown(form)).map(|it| it.name),
        );
        el("div", "").el(adding(ADD_TIER, t.add_tier(), act))
    });
    kids.extend([terms(desk), add, wrong(desk, TIERS_SHOWN), window(desk, one), refund(desk)]);
    let preview = Field {
        kind: Kind::Digits,
        hint: hint(&t.preview_hint(SetTickets::PREVIEW_MOST_S.into())),
        ..Field::line(PREVIEW, t.preview_label())
    };
    let lacks_account = Fault::Ticket { ticket: TicketFault::NoPayoutAccount };
    let to_account = when(form.wrong_whole() == Some(&Trouble::Fault(lacks_account)), || {
        leads("button", "to-payouts", None, t.payouts_set_up(), Route::Earnings.address())
    });
    kids.extend([field(t, form, preview), codes(desk, shop), whole_fault(t, form), to_account]);
    let words = match (form.is_busy(), shop) {
        (true, _) => t.saving(),
        (false, None) => t.sell_submit(),
        (false, Some(_)) => t.sell_save(),
    };
    let stop = when(shop.is_some(), || {
        let asking = desk.asking.setter();
        let ask = Callback::from(move |_: MouseEvent| asking.set(Some(Question::Stop)));
        press("button danger", "stop-selling", None, t.sell_stop(), ask)
    });
    kids.push(row(vec![submit(form, "button primary large", "sell-button", words), stop]));
    field::form(form, sending(desk), kids)
}

/// What a ticket may cost, and what of it is the platform's.
fn terms(desk: &Desk) -> Html {
    let t = desk.house.words();
    let Some(Earnings { terms, .. }) = desk.terms.as_deref() else { return Html::default() };
    let Ok(currency) = sell::currency(&desk.form).parse::<Currency>() else {
        return Html::default();
    };
    let money = |units: u64| amount(t, units.saturating_mul(currency.minor_per_unit()), currency);
    let fees = terms.fees.iter().map(|step| {
        let percent = sell::percent(step.basis_points);
        match step.from_units {
            0 => t.fee_terms(&percent),
            from => t.fee_terms_beyond(&money(from), &percent),
        }
    });
    let prices = t.price_terms(&money(terms.price_least), &money(terms.price_most));
    let lines = std::iter::once(prices).chain(fees).collect::<Vec<_>>();
    el("p", "hint").testid("terms").words(&lines.join(" ")).html()
}

fn currency(desk: &Desk) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let chosen = form.get(CURRENCY).to_owned();
    let common = COMMON.into_iter().map(|code| (code, currency_name(t, code)));
    let options = common.chain([(OTHER, t.currency_other().to_owned())]);
    let select = select(desk, CURRENCY, t.currency_label(), &chosen, options);
    let other = Field {
        autocomplete: "transaction-currency",
        placeholder: "EUR",
        ..Field::line(OTHER_CURRENCY, t.currency_other_label())
    };
    let other = if chosen == OTHER { field(t, form, other) } else { Html::default() };
    el("div", "side-by-side").with(select).with(other).html()
}

fn currency_name(t: Language, code: &str) -> String {
    let name = webapi::currency_name(code, t.tag());
    [code, " · ", &name].concat()
}

fn tier(desk: &Desk, at: usize, shop: Option<&Shop>) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let Some(names) = TIERS.get(at) else { return Html::default() };
    let number = at as u64 + 1;
    let name = Field {
        most: Name::MOST,
        placeholder: t.tier_name_placeholder(),
        ..Field::line(names.name, t.tier_name_label())
    };
    let label = match sell::currency(form) {
        "" => t.tier_price_label().to_owned(),
        code => [t.tier_price_label(), " · ", code].concat(),
    };
    let price = Field {
        kind: Kind::Amount,
        placeholder: t.tier_price_placeholder(),
        ..Field::line(names.price, label)
    };
    let count = Field { kind: Kind::Digits, ..Field::line(names.number, t.tier_number_label()) };
    let shown = tiers_shown(form);
    let remove = when(shown > 1 && !is_taken(shop, form.get(names.id)), || {
        let values = without_tier(form, at);
        let words = t.remove_tier(number);
        let next = (at + 1 < shown).then_some(names.name);
        el("div", "").with(removing(desk, "remove-tier", &words, values, next.ok_or(ADD_TIER)))
    });
    el("fieldset", "offer")
        .with(leaf("legend", "", &t.tier_legend(number)))
        .with(field(t, form, name))
        .el(el("div", "side-by-side").with(field(t, form, price)).with(field(t, form, count)))
        .with(remove)
        .html()
}

/// Some of this kind are sold or held, so that it stays.
fn is_taken(shop: Option<&Shop>, id: &str) -> bool {
    let Some((shop, book)) = shop.and_then(|shop| Some((shop, shop.book.as_ref()?))) else {
        return false;
    };
    let mut kinds = shop.sale.tiers.iter().zip(&book.tiers);
    kinds.any(|(tier, of)| of.sold + of.held > 0 && tier.id.to_string() == id)
}

/// By the clocks of the space.
fn window(desk: &Desk, one: &Announcement) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let moment = |name, label| {
        let of = Field { kind: Kind::Moment, optional: true, ..Field::line(name, label) };
        field(t, form, of)
    };
    let opens = moment(OPENS, t.sale_opens_label());
    let closes = moment(CLOSES, t.sale_closes_label());
    el("fieldset", "offer")
        .with(leaf("legend", "", t.sale_window()))
        .with(hint(&t.sale_window_hint(one.zone.as_str())))
        .el(el("div", "side-by-side").with(opens).with(closes))
        .html()
}

fn refund(desk: &Desk) -> Html {
    let t = desk.house.words();
    let chosen = desk.form.get(REFUND).to_owned();
    let words = |minutes: u32| match minutes {
        0 => t.refund_start().to_owned(),
        minutes if minutes.is_multiple_of(1_440) => t.refund_days(u64::from(minutes / 1_440)),
        minutes if minutes.is_multiple_of(60) => t.refund_hours(u64::from(minutes / 60)),
        minutes => t.lead_minutes(u64::from(minutes)),
    };
    // What was set elsewhere may be none of these.
    let other = chosen.parse().ok().filter(|chosen| !REFUNDS_MIN.contains(chosen));
    let options = REFUNDS_MIN.into_iter().chain(other);
    let options: Vec<_> = options.map(|minutes| (minutes.to_string(), words(minutes))).collect();
    let options = options.iter().map(|(value, words)| (value.as_str(), words.clone()));
    select(desk, REFUND, t.refund_label(), &chosen, options)
}

fn codes(desk: &Desk, shop: Option<&Shop>) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let shown = codes_shown(form);
    let add = when(shown < CODES.len(), || {
        let act = showing(desk, CODES_SHOWN, shown + 1, CODES.get(shown).map(|it| it.code));
        el("div", "").el(adding(ADD_CODE, t.add_code(), act))
    });
    el("section", "offer-codes")
        .el(el("h2", "").words(t.promo_codes()))
        .with(hint(t.promo_lead()))
        .each((0..shown).map(|at| code(desk, at, shop)))
        .with(add)
        .with(wrong(desk, CODES_SHOWN))
        .html()
}

fn code(desk: &Desk, at: usize, shop: Option<&Shop>) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let Some(names) = CODES.get(at) else { return Html::default() };
    let number = at as u64 + 1;
    let known = shop.and_then(|shop| shop.book.as_ref()).map_or(&[][..], |book| &book.codes);
    let known = known.iter().find(|one| one.code.eq_ignore_ascii_case(form.get(names.code).trim()));
    let used = known.map(|one| hint(&t.promo_used(one.used.into()))).unwrap_or_default();
    let word = Field {
        autocomplete: "one-time-code",
        hint: used,
        ..Field::line(names.code, t.promo_label())
    };
    let digits = |name, label| Field { kind: Kind::Digits, ..Field::line(name, label) };
    let percent = digits(names.percent, t.promo_percent_label());
    let uses = digits(names.uses, t.promo_uses_label());
    let values = without_code(form, at);
    let next = (at + 1 < codes_shown(form)).then_some(names.code).ok_or(ADD_CODE);
    el("fieldset", "offer")
        .with(leaf("legend", "", &t.promo_legend(number)))
        .with(field(t, form, word))
        .el(el("div", "side-by-side").with(field(t, form, percent)).with(field(t, form, uses)))
        .with(removing(desk, "remove-code", &t.remove_code(number), values, next))
        .html()
}

/// A choice of a list, in a field of the form.
fn select<'a>(
    desk: &Desk,
    name: &'static str,
    label: &str,
    chosen: &str,
    options: impl Iterator<Item = (&'a str, String)>,
) -> Html {
    let (t, form) = (desk.house.words(), &desk.form);
    let onchange = {
        let changer = form.changer();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>) {
                changer.dispatch(Change::Typed(name, select.value()));
            }
        })
    };
    let option = |(value, words): (&str, String)| {
        let option = el("option", "").key(value.to_owned()).put("value", value.to_owned());
        let option = if value == chosen { option.set("selected", "") } else { option };
        option.words(&words).html()
    };
    let id = [form.id, "-", name].concat();
    let about = [&id, "-about"].concat();
    let fault = form.wrong(name).map(|trouble| form_error(&form.trouble(t, trouble)));
    let select = el("select", "input")
        .put("id", id.clone())
        .put("data-testid", [name, "-input"].concat())
        .onchange(onchange)
        .says("aria-invalid", fault.is_some())
        .put("aria-describedby", about.clone())
        .each(options.map(option));
    let class = if fault.is_some() { "field wrong" } else { "field" };
    el("div", class)
        .el(el("label", "").put("for", id).words(label))
        .el(select)
        .el(el("div", "field-about")
            .put("id", about)
            .set("aria-live", "polite")
            .with(fault.unwrap_or_default()))
        .html()
}

/// What is wrong with all kinds, or all codes, together.
fn wrong(desk: &Desk, name: &str) -> Html {
    let t = desk.house.words();
    let fault = desk.form.wrong(name).map(|trouble| form_error(&desk.form.trouble(t, trouble)));
    el("div", "").set("role", "alert").with(fault.unwrap_or_default()).html()
}

fn adding(testid: &'static str, words: &str, act: Callback<MouseEvent>) -> El {
    press("button", testid, Some(Glyph::Plus), words, act).set("id", testid)
}

/// One row more, and the focus in it.
fn showing(
    desk: &Desk,
    name: &'static str,
    count: usize,
    first: Option<&'static str>,
) -> Callback<MouseEvent> {
    let (changer, id) = (desk.form.changer(), desk.form.id);
    Callback::from(move |_: MouseEvent| {
        changer.dispatch(Change::Typed(name, count.to_string()));
        let Some(first) = first else { return };
        // Once it is drawn.
        spawn_local(async move { webapi::focus(&[id, "-", first].concat()) });
    })
}

/// One row less, and the focus in the field that moved up, or else on the button that adds one.
fn removing(
    desk: &Desk,
    testid: &'static str,
    words: &str,
    values: Vec<(&'static str, String)>,
    next: Result<&'static str, &'static str>,
) -> Html {
    let (changer, id) = (desk.form.changer(), desk.form.id);
    let next = next.map_or_else(str::to_owned, |field| [id, "-", field].concat());
    let act = Callback::from(move |_: MouseEvent| {
        changer.dispatch(Change::Reset(values.clone()));
        let next = next.clone();
        // Once it is drawn.
        spawn_local(async move { webapi::focus(&next) });
    });
    let remove: El = press("button quiet", testid, Some(Glyph::Trash), words, act);
    remove.html()
}

fn sending(desk: &Desk) -> Callback<SubmitEvent> {
    let (house, form, space, set) =
        (desk.house.clone(), desk.form.clone(), desk.space, desk.shop.setter());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let (house, typed, set) = (house.clone(), form.clone(), set.clone());
        form.send(sell::look_over(&form), || -> Sending {
            Box::pin(async move {
                let answer = tickets::sell(space, &sell::asked(&typed)).await;
                let shop = answer.map_err(Trouble::from)?;
                let mark = house.words().decimal_mark();
                typed.change(Change::Reset(sell::values(&shop, mark)));
                house.say(house.words().sell_saved());
                set.set(Some(Some(Rc::new(shop))));
                Ok(())
            })
        });
    })
}

pub(super) fn stopping(desk: &Desk) -> Callback<MouseEvent> {
    let (house, asking, space) = (desk.house.clone(), desk.asking.setter(), desk.space);
    let (form, shop) = (desk.form.clone(), desk.shop.setter());
    Callback::from(move |_: MouseEvent| {
        asking.set(None);
        let (house, form, shop) = (house.clone(), form.clone(), shop.clone());
        spawn_local(async move {
            match tickets::sell_none(space).await {
                Ok(()) => {
                    shop.set(Some(None));
                    // A kind that is gone has no id any more.
                    let ids = TIERS.iter().map(|names| (names.id, String::new()));
                    form.change(Change::Reset(ids.collect()));
                    house.say(house.words().sell_stopped());
                    // The button is gone.
                    let first = [form.id, "-", CURRENCY].concat();
                    spawn_local(async move { webapi::catch_focus(&first) });
                }
                Err(failed) => form.change(Change::Refuse(vec![Trouble::from(failed)])),
            }
        });
    })
}
