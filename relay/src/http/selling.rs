//! Selling: what a host says of tickets, who bought, and what they earned.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::own,
        answer::private,
        spaces::{read_id, read_json},
        tickets::{look, read_order},
        visitor::SignedInVisitor,
    },
    money::{
        provider::{Away, Onboarding},
        task::NoAccount,
    },
    schedule::Span,
    store::{NewCode, NewSale, NewTier},
};
use axum::{
    body::Body,
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    announcement::{Announcement, TimeFault},
    fault::Fault,
    id::{PersonId, SpaceId, TierId},
    money::{Currency, PriceBounds, PriceFault},
    ticket::{
        Earnings, PayoutAccount, SellingTerms, SetTickets, SetTier, Shop, SoldList, Statement,
    },
    ticket_fault::TicketFault,
    ticket_form::{Offer, OfferedCode, OfferedTier, read_offer},
    time::UnixMs,
};
use serde::Deserialize;
use std::fmt::Write;

/// Lines of one page.
const PAGE: u32 = 50;

/// Lines of a file: a ticket a minute for two months.
const FILE_MOST: u32 = 100_000;

/// Spaces of which earnings tell one by one.
const SPACES_MOST: u32 = 200;

/// Sell tickets for an announced space, or say anew how. What is sold or held stays.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/tickets",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    request_body = SetTickets,
    responses((status = 200, body = Shop), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn set(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let asked: SetTickets = read_json(&headers, body).await?;
    let space = own(&state, &id, &me.person).await?;
    if !space.state.is_pending() {
        return Err(Fault::NotAnnounced.into());
    }
    let store = state.hub.store();
    let before = store.sale(space.id, clock::now()).await?;
    let new = read(&state, &asked, &space, before.and_then(|before| before.sale.closes_at))?;
    state.limits.edit(me.person.id)?;
    if ask_for_account(&state, me.person.id).await? != Onboarding::Ready {
        return Err(TicketFault::NoPayoutAccount.into());
    }
    store.set_sale(&new).await??;
    Ok(private(look(&state, space.id, Some(me.person.id)).await?))
}

/// Sell none any more, where none was bought.
#[utoipa::path(
    delete,
    path = "/api/announcements/{id}/tickets",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn remove(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let space = own(&state, &id, &me.person).await?;
    if !space.state.is_pending() {
        return Err(Fault::NotAnnounced.into());
    }
    state.hub.store().drop_sale(space.id).await??;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
pub(super) struct After {
    after: Option<String>,
}

/// Who bought, for the host.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/sold",
    tag = "tickets",
    params(("id" = SpaceId, Path), ("after" = Option<String>, Query, description = "Where the list before ended.")),
    responses((status = 200, body = SoldList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn sold(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(After { after }) = after.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let space = read_id(&id)?;
    let store = state.hub.store();
    let sale = store.sale(space, clock::now()).await?.ok_or(TicketFault::NotSold)?;
    if sale.host != me.person.id {
        return Err(Fault::NotAllowed.into());
    }
    let before = after.as_deref().map(read_order).transpose()?;
    let mut sold = store.sold(space, before, PAGE + 1).await?;
    let more = sold.len() > PAGE as usize;
    sold.truncate(PAGE as usize);
    let after = sold.last().filter(|_| more).map(|last| last.order.to_string());
    Ok(private(SoldList { sold, after }))
}

/// What one's spaces earned.
#[utoipa::path(
    get,
    path = "/api/earnings",
    tag = "tickets",
    responses((status = 200, body = Earnings), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn earnings(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    let store = state.hub.store();
    let currencies = store.earned(me.person.id).await?;
    let spaces = store.earned_by_space(me.person.id, SPACES_MOST).await?;
    let account = store.may_be_paid_out(me.person.id, state.money.provider().name()).await?;
    let terms = SellingTerms {
        fees: state.config.fees.steps().collect(),
        price_least: state.config.price_least,
        price_most: state.config.price_most,
    };
    let test = state.money.provider().is_test();
    Ok(private(Earnings { currencies, spaces, account, terms, test }))
}

/// Say where what one earns is paid out to. The answer says whether that is known, and else where to
/// tell whoever handles payments.
#[utoipa::path(
    post,
    path = "/api/earnings/account",
    tag = "tickets",
    responses((status = 200, body = PayoutAccount), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn account(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.limits.edit(me.person.id)?;
    Ok(private(match ask_for_account(&state, me.person.id).await? {
        Onboarding::Ready => PayoutAccount { ready: true, go: None },
        Onboarding::Go { to } => PayoutAccount { ready: false, go: Some(to) },
    }))
}

async fn ask_for_account(state: &State, host: PersonId) -> Result<Onboarding, Problem> {
    state.money.account(host).await.map_err(|fault| match fault {
        NoAccount::Away(Away(why)) => {
            tracing::warn!("the provider is away: {why}");
            TicketFault::ProviderAway.into()
        }
        NoAccount::Store(fault) => fault.into(),
    })
}

/// Every change of one's balance.
#[utoipa::path(
    get,
    path = "/api/earnings/entries",
    tag = "tickets",
    params(("after" = Option<String>, Query, description = "Where the page before ended.")),
    responses((status = 200, body = Statement), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn entries(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    after: Result<Query<After>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(After { after }) = after.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let store = state.hub.store();
    let mut lines = store.statement(me.person.id, after.as_deref(), PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let after = lines.last().filter(|_| more).map(|line| line.at.clone());
    Ok(private(Statement { lines: lines.into_iter().map(|line| line.line).collect(), after }))
}

/// The same as a file, in plain amounts and moments of UTC.
#[utoipa::path(
    get,
    path = "/api/earnings.csv",
    tag = "tickets",
    responses((status = 200, content_type = "text/csv", body = String), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn csv(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.limits.export(me.person.id)?;
    let lines = state.hub.store().statement(me.person.id, None, FILE_MOST).await?;
    let mut text = String::from("moment,what,space,title,currency,amount,test\r\n");
    let test = state.money.provider().is_test();
    for line in lines.into_iter().map(|line| line.line) {
        let kind = crate::money::ledger::code(line.of);
        let space = line.space.map(|space| space.to_string()).unwrap_or_default();
        let amount = line.currency.plain(line.amount);
        let moment = crate::schedule::iso(line.at);
        let title = line.title.map(|title| quoted(title.as_str())).unwrap_or_default();
        let _ =
            write!(text, "{moment},{kind},{space},{title},{},{amount},{test}\r\n", line.currency);
    }
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let no_store = HeaderValue::from_static("no-store");
    let name = HeaderValue::from_static("attachment; filename=\"earnings.csv\"");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, no_store),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

/// Somebody's words as a field of CSV (RFC 4180, section 2), which no spreadsheet takes for a formula.
fn quoted(words: &str) -> String {
    let guard = if words.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{guard}{}\"", words.replace('"', "\"\""))
}

/// What was typed; `closed` is when the sale closes so far. Of all that is wrong, the first is told: a
/// page knows the rest by itself.
fn read(
    state: &State,
    asked: &SetTickets,
    space: &Announcement,
    closed: Option<UnixMs>,
) -> Result<NewSale, Fault> {
    let (least_units, most_units) = (state.config.price_least, state.config.price_most);
    let offer = read_offer(asked, PriceBounds { least_units, most_units });
    let Offer { currency, tiers, codes } = offer.map_err(|faults| {
        faults.first().copied().map_or(Fault::from(TicketFault::NoTiers), Fault::from)
    })?;
    let least = state.money.provider().least(currency).ok_or(TicketFault::CurrencyNotSettled)?;
    let opens =
        moment(asked.opens.as_deref(), space).map_err(|time| TicketFault::BadOpens { time })?;
    let closes =
        moment(asked.closes.as_deref(), space).map_err(|time| TicketFault::BadCloses { time })?;
    if opens.as_ref().is_some_and(|(_, opens)| *opens >= space.starts_at) {
        return Err(TicketFault::OpensTooLate.into());
    }
    // One that has closed says so in its form, and may be sent again with other things changed.
    if let Some((_, closes)) = &closes
        && *closes <= clock::now()
        && closed != Some(*closes)
    {
        return Err(TicketFault::BadCloses { time: TimeFault::Past }.into());
    }
    if let (Some((_, opens)), Some((_, closes))) = (&opens, &closes)
        && closes <= opens
    {
        return Err(TicketFault::ClosesBeforeItOpens.into());
    }
    let codes = codes.into_iter();
    Ok(NewSale {
        space: space.id,
        host: space.host.person,
        title: space.title.to_string(),
        currency,
        opens,
        closes,
        starts_at: space.starts_at,
        refund_min: asked.refund_min,
        preview_s: asked.preview_s,
        tiers: named(tiers, &asked.tiers, currency, least)?,
        codes: codes
            .map(|OfferedCode { code, percent_off, uses }| NewCode { code, percent_off, uses })
            .collect(),
    })
}

/// Kinds of ticket with their names in rows: of those that are there, the ones they have.
fn named(
    offered: Vec<OfferedTier>,
    asked: &[SetTier],
    currency: Currency,
    least: u64,
) -> Result<Vec<NewTier>, TicketFault> {
    let mut tiers: Vec<NewTier> = Vec::new();
    for ((at, OfferedTier { name, price, number }), SetTier { id, .. }) in
        (0u32..).zip(offered).zip(asked)
    {
        if price < least {
            let price = PriceFault::TooLow { least, currency };
            return Err(TicketFault::BadPrice { at, price });
        }
        let new = || TierId::v7(clock::now().0, clock::chance_u128());
        let (known, id) = (id.is_some(), id.unwrap_or_else(new));
        if tiers.iter().any(|before| before.id == id) {
            return Err(TicketFault::NoSuchTier);
        }
        tiers.push(NewTier { known, id, name, price, number });
    }
    Ok(tiers)
}

/// A moment by the clocks of the space's zone, and as it was typed.
fn moment(
    typed: Option<&str>,
    space: &Announcement,
) -> Result<Option<(String, UnixMs)>, causerie_shared::announcement::TimeFault> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else {
        return Ok(None);
    };
    let span = Span::read(typed, None, &space.zone)?;
    Ok(Some((typed.to_owned(), span.starts_at)))
}

/// Whether somebody may read what was said where tickets were sold: whoever holds one, and who sold
/// them.
pub(super) async fn may_read(
    state: &State,
    space: SpaceId,
    person: Option<PersonId>,
) -> Result<bool, Problem> {
    let store = state.hub.store();
    let Some(sale) = store.sale(space, clock::now()).await? else { return Ok(true) };
    let Some(person) = person else { return Ok(false) };
    Ok(sale.host == person || store.good_ticket(space, person).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_title_stays_one_field_and_is_no_formula() {
        assert_eq!(quoted("Songs, late"), "\"Songs, late\"");
        assert_eq!(quoted("The \"last\" one"), "\"The \"\"last\"\" one\"");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(quoted(formula), format!("\"'{formula}\""));
        }
    }
}
