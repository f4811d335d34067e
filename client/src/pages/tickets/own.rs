//! The ticket that one has: its receipt, the way in, and what can still be done with it.

use super::{Desk, Question, amount, facts, price, step_heading};
use crate::{
    components::{
        dialog::Dialog,
        el::{el, text},
        field::{self, Field, field, submit, whole_fault},
        icon::Glyph,
        part::{button, foot, hint, leads, leaf, row, way, written},
    },
    hooks::{Sending, Setter},
    net::tickets,
    route::Route,
    state::{form::Trouble, shop::Happening},
    webapi,
};
use causerie_shared::{
    id::TicketId,
    ticket::{Ticket, Transfer},
};
use yew::prelude::*;

pub(super) fn ticket(desk: &Desk, ticket: &Ticket) -> Html {
    let t = desk.house.words();
    let address = Route::Space(ticket.space).address();
    let enter =
        way("button primary large", "to-space", Some(Glyph::Headphones), t.go_to_space(), address);
    let file = leads(
        "button",
        "ticket-file",
        Some(Glyph::Calendar),
        t.to_calendar(),
        tickets::calendar(ticket.id),
    )
    .set("download", "")
    .html();
    let qr = el("img", "qr")
        .put("src", tickets::qr(ticket.id))
        .set("alt", t.qr_alt())
        .set("width", "176")
        .set("height", "176");
    let code = el("figure", "qr-figure").el(qr).el(el("figcaption", "hint").words(t.qr_hint()));
    el("section", "ticket-step")
        .testid("own-ticket")
        .el(step_heading(t.have_ticket()))
        .with(row(vec![enter, file]))
        .el(el("div", "ticket-stub").with(receipt(desk, ticket)).el(code))
        .with(acts(desk, ticket))
        .with(question(desk, ticket))
        .html()
}

fn receipt(desk: &Desk, ticket: &Ticket) -> Html {
    let t = desk.house.words();
    let Ticket { total, fee, currency, test, .. } = *ticket;
    let time = |at: u64| text(&webapi::moment(at, t.tag(), None));
    let plain = |minor: u64| text(&amount(t, minor, currency));
    if ticket.is_gift {
        let rows = [
            (t.receipt_ticket(), written("span", "", ticket.tier_name.as_str()), false),
            (t.receipt_when(), time(ticket.starts_at.0), false),
        ];
        let rows = rows.into_iter().map(|(name, value, is_part)| (name.to_owned(), value, is_part));
        return el("section", "receipt")
            .testid("receipt")
            .el(el("h3", "").words(t.gift_heading()))
            .el(facts("facts", rows))
            .with(hint(t.gift_hint()))
            .html();
    }
    let rows = [
        (t.receipt_ticket(), written("span", "", ticket.tier_name.as_str()), false),
        (t.receipt_when(), time(ticket.starts_at.0), false),
        (t.receipt_bought(), time(ticket.bought_at.0), false),
        (t.receipt_paid(), price(t, total, currency, test).html(), false),
        (t.summary_fee(), plain(fee), true),
        (t.summary_host(), plain(total.saturating_sub(fee)), true),
        (t.receipt_number(), leaf("code", "", &ticket.id.to_string()), false),
    ];
    let rows = rows.into_iter().map(|(name, value, is_part)| (name.to_owned(), value, is_part));
    el("section", "receipt")
        .testid("receipt")
        .el(el("h3", "").words(t.receipt()))
        .el(facts("facts", rows))
        .html()
}

fn acts(desk: &Desk, ticket: &Ticket) -> Html {
    let t = desk.house.words();
    let asks = |question: Question| {
        let asking = desk.asking.setter();
        Callback::from(move |_: MouseEvent| asking.set(Some(question)))
    };
    let give = ticket.may_transfer.then(|| {
        button("button", "give-ticket", Some(Glyph::Send), t.give_ticket(), asks(Question::Give))
    });
    let back = ticket.return_until.map(|_| {
        let act = asks(Question::Return);
        button("button danger", "return-ticket", Some(Glyph::Out), t.return_ticket(), act)
    });
    let trouble = desk.counter.trouble();
    let trouble = trouble.map(|trouble| field::form_error(&t.ticket_trouble(trouble)));
    let until =
        ticket.return_until.map(|at| hint(&t.return_until(&webapi::moment(at.0, t.tag(), None))));
    el("div", "ticket-acts")
        .with(until.unwrap_or_default())
        .with(row([give, back].into_iter().flatten().collect()))
        .el(el("div", "").set("role", "alert").with(trouble.unwrap_or_default()))
        .html()
}

fn question(desk: &Desk, ticket: &Ticket) -> Html {
    let Some(question) = *desk.asking else { return Html::default() };
    let on_close = {
        let asking = desk.asking.setter();
        Callback::from(move |()| asking.set(None))
    };
    match question {
        Question::Return => returning(desk, ticket, on_close),
        Question::Give => giving(desk, ticket, on_close),
    }
}

fn returning(desk: &Desk, ticket: &Ticket, on_close: Callback<()>) -> Html {
    let t = desk.house.words();
    let consequence = match ticket.total {
        0 => t.return_consequence_free().to_owned(),
        total => t.return_consequence(&amount(t, total, ticket.currency)),
    };
    let act = {
        let (set, asking): (_, Setter<_>) = (desk.counter.setter(), desk.asking.setter());
        Callback::from(move |_: MouseEvent| {
            asking.set(None);
            set.dispatch(Happening::Return);
        })
    };
    let act = button("button danger solid", "confirm-return", None, t.return_confirm(), act);
    html! {
        <Dialog heading={t.return_question()} on_close={on_close.clone()} testid="return-dialog">
            { leaf("p", "dialog-words", &consequence) }
            { foot(t.keep_it(), &on_close, act) }
        </Dialog>
    }
}

fn giving(desk: &Desk, ticket: &Ticket, on_close: Callback<()>) -> Html {
    let t = desk.house.words();
    let handle =
        Field { prefix: "@", autocomplete: "username", ..Field::line("handle", t.give_label()) };
    let act = submit(&desk.give, "button primary", "confirm-give", t.give_submit());
    let sheet = field::form(
        &desk.give,
        sending(desk, ticket.id, on_close.clone()),
        vec![
            hint(t.give_consequence()),
            field(t, &desk.give, handle),
            whole_fault(t, &desk.give),
            foot(t.keep_it(), &on_close, act),
        ],
    );
    html! {
        <Dialog heading={t.give_question()} {on_close} testid="give-dialog">{ sheet }</Dialog>
    }
}

fn sending(desk: &Desk, ticket: TicketId, on_close: Callback<()>) -> Callback<SubmitEvent> {
    let (form, set, house) = (desk.give.clone(), desk.counter.setter(), desk.house.clone());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let asked = Transfer { to: form.text("handle") };
        let (set, house, on_close) = (set.clone(), house.clone(), on_close.clone());
        form.send(Vec::new(), || -> Sending {
            Box::pin(async move {
                tickets::transfer(ticket, &asked).await.map_err(Trouble::from)?;
                house.say(house.words().gave_it());
                on_close.emit(());
                set.dispatch(Happening::Look);
                Ok(())
            })
        });
    })
}
