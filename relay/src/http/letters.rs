//! What links in letters lead to: pages without a script, on which one says yes with a button. Programs
//! that look at every link in a letter say nothing by that.

use crate::{
    clock,
    http::{Problem, State, csp, meta::escape, reading::STYLE},
};
use axum::{
    extract::{Query, State as From},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{id::PersonId, notification::Tongue};
use serde::Deserialize;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Token {
    /// As it stands in the letter.
    #[serde(default)]
    token: String,
}

/// The page that a letter leads to which asks for confirmation.
#[utoipa::path(
    get,
    path = "/api/reminding/confirm",
    tag = "reminding",
    params(Token),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 410, content_type = "text/html", body = String, description = "The token is forged or too old."),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn ask_confirm(
    From(state): From<State>,
    Query(Token { token }): Query<Token>,
) -> Result<Response, Problem> {
    let Some((person, _)) = state.messages.links.read_confirm(&token, clock::now()) else {
        return Ok(page(StatusCode::GONE, Tongue::En, &Words::LATE, None));
    };
    let tongue = tongue(&state, person).await?;
    let words = match tongue {
        Tongue::En => Words {
            title: "Reminders by e-mail",
            text: "Shall reminders of spaces come to this address?",
            button: "Yes, it is mine",
        },
        Tongue::Fr => Words {
            title: "Rappels par e-mail",
            text: "Les rappels de salons doivent-ils arriver à cette adresse ?",
            button: "Oui, c'est la mienne",
        },
    };
    Ok(page(StatusCode::OK, tongue, &words, Some(&token)))
}

/// Whoever reads at the address says that it is theirs.
#[utoipa::path(
    post,
    path = "/api/reminding/confirm",
    tag = "reminding",
    params(Token),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 410, content_type = "text/html", body = String, description = "The token is forged or too old."),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn confirm(
    From(state): From<State>,
    Query(Token { token }): Query<Token>,
) -> Result<Response, Problem> {
    let now = clock::now();
    let Some((person, asked_at)) = state.messages.links.read_confirm(&token, now) else {
        return Ok(page(StatusCode::GONE, Tongue::En, &Words::LATE, None));
    };
    if !state.hub.store().confirm_address(person, asked_at, now).await? {
        return Ok(page(StatusCode::GONE, Tongue::En, &Words::LATE, None));
    }
    let tongue = tongue(&state, person).await?;
    let words = match tongue {
        Tongue::En => Words {
            title: "Thank you",
            text: "Reminders come to this address from here on.",
            button: "",
        },
        Tongue::Fr => Words {
            title: "Merci",
            text: "Les rappels arriveront désormais à cette adresse.",
            button: "",
        },
    };
    Ok(page(StatusCode::OK, tongue, &words, None))
}

/// The page that every letter leads to for those who want no more.
#[utoipa::path(
    get,
    path = "/api/reminding/unsubscribe",
    tag = "reminding",
    params(Token),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 410, content_type = "text/html", body = String, description = "The token is forged or too old."),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn ask_unsubscribe(
    From(state): From<State>,
    Query(Token { token }): Query<Token>,
) -> Result<Response, Problem> {
    let Some(person) = state.messages.links.read_unsubscribe(&token) else {
        return Ok(page(StatusCode::GONE, Tongue::En, &Words::LATE, None));
    };
    let tongue = tongue(&state, person).await?;
    let words = match tongue {
        Tongue::En => Words {
            title: "No more e-mails?",
            text: "Reminders come in the app alone then. You can have e-mails again in your settings.",
            button: "No more e-mails",
        },
        Tongue::Fr => Words {
            title: "Ne plus recevoir d'e-mails ?",
            text: "Les rappels n'arriveront que dans l'application. Vous pourrez revenir aux e-mails dans vos réglages.",
            button: "Ne plus recevoir d'e-mails",
        },
    };
    Ok(page(StatusCode::OK, tongue, &words, Some(&token)))
}

/// No more letters: the button of the page, and the one click of mail programs (RFC 8058).
#[utoipa::path(
    post,
    path = "/api/reminding/unsubscribe",
    tag = "reminding",
    params(Token),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 410, content_type = "text/html", body = String, description = "The token is forged or too old."),
        crate::http::openapi::Refused
    )
)]
pub(super) async fn unsubscribe(
    From(state): From<State>,
    Query(Token { token }): Query<Token>,
) -> Result<Response, Problem> {
    let Some(person) = state.messages.links.read_unsubscribe(&token) else {
        return Ok(page(StatusCode::GONE, Tongue::En, &Words::LATE, None));
    };
    let tongue = tongue(&state, person).await?;
    state.hub.store().forget_address(person).await?;
    let words = match tongue {
        Tongue::En => Words { title: "Done", text: "No more e-mails will come.", button: "" },
        Tongue::Fr => {
            Words { title: "C'est fait", text: "Vous ne recevrez plus d'e-mails.", button: "" }
        }
    };
    Ok(page(StatusCode::OK, tongue, &words, None))
}

/// The language in which somebody wanted letters.
async fn tongue(state: &State, person: PersonId) -> Result<Tongue, Problem> {
    let row = state.hub.store().address(person).await?;
    Ok(row.map_or(Tongue::En, |row| row.tongue))
}

struct Words {
    title: &'static str,
    text: &'static str,
    /// Nothing where there is nothing to say yes to.
    button: &'static str,
}

impl Words {
    const LATE: Self = Self {
        title: "This link leads nowhere · Ce lien ne mène nulle part",
        text: "It is too old, or another one was sent since. Ask again in your settings. \
               Il est trop ancien, ou un autre l'a remplacé. Redemandez dans vos réglages.",
        button: "",
    };
}

fn page(status: StatusCode, tongue: Tongue, words: &Words, token: Option<&str>) -> Response {
    let form = token.map(|token| {
        // Posts to where the page is.
        format!(
            "<form method=\"post\" action=\"?token={}\"><p><button>{}</button></p></form>",
            escape(token),
            escape(words.button)
        )
    });
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"referrer\" content=\"same-origin\">\
         <title>{title} · Causerie</title><style>{STYLE}</style></head><body><main>\
         <h1>{title}</h1><p>{}</p>{}<p><a href=\"/settings\">Causerie</a></p></main></body></html>",
        tongue.code(),
        escape(words.text),
        form.unwrap_or_default(),
        title = escape(words.title),
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, csp::for_text(STYLE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address opens something, so no other site learns it. With "no-referrer" browsers would send
        // the buttons without an origin, as from a foreign page (Fetch Standard, section 3.2).
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, html).into_response()
}
