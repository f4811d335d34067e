//! Which door stands where.

use crate::{
    http::{
        Problem, State, account, accounts, admin, announcements, avatar, calendars, caption_style,
        client, covers, demo, export, health, home, invitations, letters, me, notifications,
        openapi, origin, passkeys, people, pictures, reminding, reports, sdp, selling, session,
        sessions, spaces, tickets, transcripts, upcoming, whep, whip,
    },
    hub::Door,
    signal,
};
use axum::{
    Extension, Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::{any, delete, get, options, post, put},
};
use utoipa::OpenApi;

pub fn router(state: State) -> Router {
    // What acts with the cookie, and so not for pages of other sites.
    let own = about_people()
        .route("/api/me", get(me::get).post(me::post))
        .route("/api/me/caption-style", get(caption_style::get).put(caption_style::put))
        .route("/api/home", get(home::get))
        .route("/api/home/events", get(home::events))
        .route("/api/announcements", get(upcoming::list).post(announcements::create))
        .route("/api/announcements/{id}", get(upcoming::look).put(announcements::change))
        .route("/api/announcements.ics", get(calendars::all))
        .route("/api/announcements.atom", get(calendars::atom))
        .route("/api/announcements/{id}/space.ics", get(calendars::one))
        .route(
            "/api/announcements/{id}/reminder",
            put(notifications::remind).delete(notifications::remind_no_more),
        )
        .route("/api/announcements/{id}/invitation", put(invitations::answer))
        .route(
            "/api/announcements/{id}/invitations/{handle}",
            put(invitations::invite).delete(invitations::take_back),
        )
        .route("/api/notifications", get(notifications::list))
        .route("/api/notifications/unread", get(notifications::unread))
        .route("/api/notifications/read", post(notifications::read))
        .route(
            "/api/announcements/{id}/cover",
            get(covers::of_space).put(covers::put).delete(covers::delete),
        )
        .route("/api/covers/{id}/{size}", get(covers::get))
        .route("/api/announcements/{id}/events", get(upcoming::events))
        .route("/api/announcements/{id}/cancel", post(announcements::cancel))
        .route("/api/announcements/{id}/begin", post(announcements::begin))
        .route("/api/reminding", get(reminding::get).patch(reminding::set_lead))
        .route("/api/reminding/push", put(reminding::subscribe).delete(reminding::unsubscribe))
        .route(
            "/api/reminding/address",
            put(reminding::set_address).delete(reminding::forget_address),
        )
        .route("/api/reminding/calendar", post(reminding::renew_calendar))
        .route("/api/reminding/confirm", get(letters::ask_confirm).post(letters::confirm))
        .route(
            "/api/reminding/unsubscribe",
            get(letters::ask_unsubscribe).post(letters::unsubscribe),
        )
        .route("/api/reminders/{token}/calendar.ics", get(calendars::own))
        .route("/api/account/announcements", get(upcoming::own_list))
        .route("/api/spaces", get(spaces::list).post(spaces::create))
        .route("/api/spaces/{id}", get(spaces::look))
        .route("/api/spaces/{id}/pass", post(spaces::pass))
        .route("/api/spaces/{id}/speaker-link", post(spaces::speaker_link))
        .route("/api/spaces/{id}/audience", get(spaces::audience))
        .route("/api/spaces/{id}/reports", post(reports::create))
        .route("/api/spaces/{id}/transcript", get(transcripts::get))
        .route("/api/spaces/{id}/transcript.vtt", get(transcripts::vtt))
        .route("/api/spaces/{id}/transcript.srt", get(transcripts::srt))
        .route("/api/spaces/{id}/transcript.txt", get(transcripts::text))
        .route("/api/spaces/{id}/transcript.json", get(transcripts::json))
        .route("/api/spaces/{id}/transcript/own", delete(transcripts::unsay_own))
        .route(
            "/api/spaces/{id}/transcript/{number}",
            put(transcripts::reword).delete(transcripts::unsay),
        )
        .merge(about_tickets())
        .route_layer(from_fn_with_state(state.clone(), origin::refuse_foreign));
    // What carries its own proof, from wherever it comes.
    let signed = Router::new()
        .route("/api/money/events", post(tickets::news))
        .route("/.well-known/jwks.json", get(tickets::jwks));
    let whip = Router::new()
        .route("/api/spaces/{id}/whip", post(whip::post).options(sdp::options))
        .route(
            "/api/spaces/{id}/whip/{session}",
            options(sessions::options).patch(sessions::patch).delete(sessions::delete),
        )
        .layer(Extension(Door::Whip));
    let whep = Router::new()
        .route("/api/spaces/{id}/whep", post(whep::post).options(sdp::options))
        .route(
            "/api/spaces/{id}/whep/{session}",
            options(sessions::options).patch(sessions::patch).delete(sessions::delete),
        )
        .layer(Extension(Door::Whep))
        .route_layer(map_response(whep::for_any_site));
    let live = Router::new()
        .route("/api/spaces/{id}/live", get(signal::live))
        // Trunk's proxy tells sockets from requests by the path's beginning alone.
        .route("/live/{id}", get(signal::live));
    let health = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics));
    Router::new()
        .merge(own)
        .merge(whip)
        .merge(whep)
        .merge(live)
        .merge(signed)
        .merge(health)
        .merge(openapi::doors(&openapi::Description::openapi()))
        .route("/api/{*rest}", any(no_such_door))
        .route("/live/{id}/{*rest}", any(no_such_door))
        .method_not_allowed_fallback(wrong_method)
        .fallback(client::serve)
        .layer(from_fn(words_for_what_the_framework_refused))
        .layer(from_fn_with_state(state.clone(), health::count))
        .layer(map_response(for_every_answer))
        .with_state(state)
}

/// Accounts, sessions, profiles, and who may host.
fn about_tickets() -> Router<State> {
    Router::new()
        .route("/api/announcements/{id}/tickets", put(selling::set).delete(selling::remove))
        .route("/api/spaces/{id}/tickets", get(tickets::shop))
        .route("/api/spaces/{id}/ticket", get(tickets::token))
        .route("/api/spaces/{id}/orders", post(tickets::order))
        .route("/api/spaces/{id}/waiting", post(tickets::wait).delete(tickets::wait_no_more))
        .route("/api/spaces/{id}/sold", get(selling::sold))
        .route("/api/orders/{id}", get(tickets::get).delete(tickets::give_up))
        .route("/api/orders/{id}/payment", post(tickets::pay))
        .route("/api/orders/{id}/refund", post(tickets::refund))
        .route("/api/tickets", get(tickets::list))
        .route("/api/tickets/{id}/transfer", post(tickets::transfer))
        .route("/api/tickets/{id}/qr.svg", get(tickets::qr))
        .route("/api/tickets/{id}/ticket.ics", get(tickets::ics))
        .route("/api/wallet/payments/{id}", post(tickets::show_card))
        .route("/api/earnings", get(selling::earnings))
        .route("/api/earnings/account", post(selling::account))
        .route("/api/earnings/entries", get(selling::entries))
        .route("/api/earnings.csv", get(selling::csv))
}

fn about_people() -> Router<State> {
    Router::new()
        .route("/api/accounts", post(accounts::create))
        .route(
            "/api/accounts/passkey",
            post(accounts::begin_with_passkey).put(accounts::create_with_passkey),
        )
        .route("/api/handles/{handle}", get(accounts::handle))
        .route("/api/session", post(session::create).delete(session::end))
        .route(
            "/api/session/passkey",
            post(session::begin_with_passkey).put(session::create_with_passkey),
        )
        .route("/api/session/recovery", post(session::recover))
        .route("/api/sessions", delete(session::end_others))
        .route("/api/sessions/{id}", delete(session::end_one))
        .route("/api/account", get(account::get).patch(account::edit).delete(account::delete))
        .route("/api/account/avatar", put(avatar::put).delete(avatar::delete))
        .route("/api/account/password", put(account::change_password))
        .route("/api/account/passkeys", post(passkeys::begin).put(passkeys::add))
        .route("/api/account/passkeys/{id}", delete(passkeys::remove))
        .route("/api/account/recovery-codes", post(account::renew_codes))
        .route("/api/account/export", get(export::get))
        .route("/api/people/{handle}", get(people::profile))
        .route("/api/people/{handle}/follow", put(people::follow).delete(people::unfollow))
        .route("/api/people/{handle}/block", put(people::block).delete(people::unblock))
        .route("/api/people/{handle}/followers", get(people::followers))
        .route("/api/people/{handle}/following", get(people::following))
        .route("/api/people/{handle}/picture", get(pictures::of_person))
        .route("/api/pictures/{id}/{size}", get(pictures::get))
        .route("/api/admin/hosting", get(admin::get).put(admin::put))
        .route("/api/admin/reports", get(reports::list))
        .route("/api/admin/reports/{report}", delete(reports::close))
        .route("/api/demo", get(demo::list))
        .route("/api/demo/session", post(demo::create))
}

async fn no_such_door() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_door", "there is nothing at this address")
}

async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong_method",
        "this address does not know that method; Allow names those it knows",
    )
}

/// A refusal that is not ours yet, such as that of a WebSocket upgrade which is none, gets the
/// form of all others.
async fn words_for_what_the_framework_refused(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || path.starts_with("/live/");
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !(is_api && is_plain && status.is_client_error()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let detail = String::from_utf8_lossy(&text);
    let mut problem = Problem::new(status, "unreadable", &detail).into_response();
    for (name, value) in &parts.headers {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            problem.headers_mut().insert(name.clone(), value.clone());
        }
    }
    problem
}

async fn for_every_answer(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), camera=(), geolocation=(), payment=()",
    );
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    response
}
