//! Refusals on the way out: `application/problem+json` (RFC 9457).

use crate::{
    hub::{Missing, Refusal},
    media::MediaFault,
    store::Broken,
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    api,
    fault::{Fault, PictureFault},
    ticket_fault::TicketFault,
};

pub struct Problem(Box<Inner>);

struct Inner {
    body: api::Problem,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &str, detail: &str) -> Self {
        let title = status.canonical_reason().unwrap_or("Refused").to_owned();
        let (detail, code) = (detail.to_owned(), code.to_owned());
        let body = api::Problem { status: status.as_u16(), title, detail, code, fault: None };
        Self(Box::new(Inner { body, headers: Vec::new() }))
    }

    #[must_use]
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The relay stops: whoever comes back in a moment finds the next one.
    pub(super) fn stopping() -> Self {
        let words = "the relay restarts; try again in a few seconds";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", words)
            .with(header::RETRY_AFTER, RESTART_RETRY_S.into())
    }

    /// The body of a request did not come in time.
    pub(super) fn too_late() -> Self {
        let words = "the request took too long to arrive; send it again";
        Self::new(StatusCode::REQUEST_TIMEOUT, "too_late", words)
            .with(header::CONNECTION, HeaderValue::from_static("close"))
    }

    /// A core is busy with work that others brought; `retry_after_s` is when it is free again.
    pub(super) fn busy(retry_after_s: u32) -> Self {
        let words = "many people want this at the moment; try again in a few seconds";
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", words)
            .with(header::RETRY_AFTER, retry_after_s.into());
        problem.0.body.fault = Some(Fault::TooMany { retry_after_s });
        problem
    }

    pub(super) fn unreadable(detail: impl Into<String>) -> Self {
        Fault::Unreadable { detail: detail.into() }.into()
    }
}

/// A relay that was stopped is usually back by then.
pub(super) const RESTART_RETRY_S: u32 = 2;

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self.0.body).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        // Most refusals depend on who asks, and none is worth keeping.
        let no_store = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, no_store);
        for (name, value) in self.0.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl From<TicketFault> for Problem {
    fn from(fault: TicketFault) -> Self {
        Fault::from(fault).into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let mut problem = Self::new(status_of(&fault), fault.code(), &fault.to_string());
        match fault {
            Fault::TooMany { retry_after_s } => {
                problem = problem.with(header::RETRY_AFTER, retry_after_s.into());
            }
            Fault::PassRefused => {
                let challenge = r#"Bearer realm="causerie", error="invalid_token""#;
                let challenge = HeaderValue::from_static(challenge);
                problem = problem.with(header::WWW_AUTHENTICATE, challenge);
            }
            Fault::NotAllowed
            | Fault::NoSuchSpace
            | Fault::SpaceEnded
            | Fault::NotOnStage
            | Fault::NoSuchVoice
            | Fault::NoSuchPerson
            | Fault::AlreadyOnStage
            | Fault::StageFull { .. }
            | Fault::NoSuchSession
            | Fault::Replayed
            | Fault::TooManyCoHosts { .. }
            | Fault::NotCoHost
            | Fault::NoHand
            | Fault::TooManyHands { .. }
            | Fault::NotInvited
            | Fault::TooManyInvited { .. }
            | Fault::TooManySpaces { .. }
            | Fault::BadTime { .. }
            | Fault::TooManyAnnounced { .. }
            | Fault::EditedMeanwhile { .. }
            | Fault::TooEarly { .. }
            | Fault::NotAnnounced
            | Fault::HandNeeded
            | Fault::Removed
            | Fault::Locked
            | Fault::NotLiveYet
            | Fault::ChatClosed { .. }
            | Fault::BadLine { .. }
            | Fault::NoSuchLine
            | Fault::BadPin { .. }
            | Fault::TooManyTerms { .. }
            | Fault::TooManyPins { .. }
            | Fault::NoSuchPin
            | Fault::BadPoll { .. }
            | Fault::PollIsOpen
            | Fault::PollIsClosed
            | Fault::NoSuchPoll
            | Fault::WhoAreYou
            | Fault::BadTitle { .. }
            | Fault::BadName { .. }
            | Fault::BadDescription { .. }
            | Fault::BadTopics { .. }
            | Fault::BadLanguage
            | Fault::BadAddress
            | Fault::BadHandle { .. }
            | Fault::HandleTaken
            | Fault::BadBiography { .. }
            | Fault::BadLink { .. }
            | Fault::TooManyLinks { .. }
            | Fault::WeakPassword { .. }
            | Fault::WrongSignIn
            | Fault::WrongPassword
            | Fault::NotConfirmed
            | Fault::PasskeyRefused
            | Fault::PasskeyTaken
            | Fault::LastWayIn
            | Fault::BadAvatar { .. }
            | Fault::BadCover { .. }
            | Fault::SignInFirst
            | Fault::SignInAgain
            | Fault::GuestsNotAdmitted
            | Fault::Blocked
            | Fault::Blocking
            | Fault::NotOneself
            | Fault::MayNotHost { .. }
            | Fault::BadPolicy { .. }
            | Fault::Ticket { .. }
            | Fault::Unreadable { .. } => {}
        }
        problem.0.body.fault = Some(fault);
        problem
    }
}

const fn status_of(fault: &Fault) -> StatusCode {
    match fault {
        Fault::NotAllowed
        | Fault::NotOnStage
        | Fault::HandNeeded
        | Fault::Removed
        | Fault::Locked
        | Fault::NotLiveYet
        | Fault::ChatClosed { .. }
        | Fault::TooEarly { .. }
        | Fault::Blocked
        | Fault::MayNotHost { .. } => StatusCode::FORBIDDEN,
        Fault::NoSuchSpace
        | Fault::NoSuchVoice
        | Fault::NoSuchPerson
        | Fault::NoSuchLine
        | Fault::NoSuchPin
        | Fault::NoSuchPoll
        | Fault::NoSuchSession => StatusCode::NOT_FOUND,
        Fault::SpaceEnded => StatusCode::GONE,
        Fault::AlreadyOnStage
        | Fault::Replayed
        | Fault::StageFull { .. }
        | Fault::TooManyCoHosts { .. }
        | Fault::NotCoHost
        | Fault::NoHand
        | Fault::TooManyHands { .. }
        | Fault::NotInvited
        | Fault::TooManyInvited { .. }
        | Fault::TooManySpaces { .. }
        | Fault::TooManyAnnounced { .. }
        | Fault::EditedMeanwhile { .. }
        | Fault::NotAnnounced
        | Fault::TooManyTerms { .. }
        | Fault::TooManyPins { .. }
        | Fault::PollIsOpen
        | Fault::PollIsClosed
        | Fault::HandleTaken
        | Fault::PasskeyTaken
        | Fault::LastWayIn
        | Fault::Blocking => StatusCode::CONFLICT,
        Fault::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Fault::BadAvatar { avatar: PictureFault::TooManyBytes { .. } }
        | Fault::BadCover { cover: PictureFault::TooManyBytes { .. } } => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        Fault::PassRefused
        | Fault::WhoAreYou
        | Fault::WrongSignIn
        | Fault::PasskeyRefused
        | Fault::SignInFirst
        | Fault::SignInAgain
        | Fault::GuestsNotAdmitted => StatusCode::UNAUTHORIZED,
        Fault::BadTitle { .. }
        | Fault::BadName { .. }
        | Fault::BadLine { .. }
        | Fault::BadPin { .. }
        | Fault::BadPoll { .. }
        | Fault::BadDescription { .. }
        | Fault::BadTopics { .. }
        | Fault::BadLanguage
        | Fault::BadAddress
        | Fault::BadTime { .. }
        | Fault::BadHandle { .. }
        | Fault::BadBiography { .. }
        | Fault::BadLink { .. }
        | Fault::TooManyLinks { .. }
        | Fault::WeakPassword { .. }
        | Fault::WrongPassword
        | Fault::NotConfirmed
        | Fault::BadAvatar { .. }
        | Fault::BadCover { .. }
        | Fault::NotOneself
        | Fault::BadPolicy { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::Ticket { ticket } => status_of_ticket(*ticket),
        Fault::Unreadable { .. } => StatusCode::BAD_REQUEST,
    }
}

const fn status_of_ticket(fault: TicketFault) -> StatusCode {
    match fault {
        TicketFault::NoSuchCurrency
        | TicketFault::CurrencyNotSettled
        | TicketFault::NoTiers
        | TicketFault::TooManyTiers { .. }
        | TicketFault::BadTierName { .. }
        | TicketFault::SameTierName { .. }
        | TicketFault::OpensTooLate
        | TicketFault::BadPrice { .. }
        | TicketFault::TooFew { .. }
        | TicketFault::TooMany { .. }
        | TicketFault::BadOpens { .. }
        | TicketFault::BadCloses { .. }
        | TicketFault::ClosesBeforeItOpens
        | TicketFault::PreviewTooLong { .. }
        | TicketFault::RefundTooEarly { .. }
        | TicketFault::TooManyCodes { .. }
        | TicketFault::BadCode { .. }
        | TicketFault::BadPercent { .. }
        | TicketFault::BadUses { .. }
        | TicketFault::CodeRefused
        | TicketFault::NoSuchCard => StatusCode::UNPROCESSABLE_ENTITY,
        TicketFault::NotSold
        | TicketFault::NoSuchTier
        | TicketFault::NoSuchOrder
        | TicketFault::NoSuchTicket => StatusCode::NOT_FOUND,
        TicketFault::CurrencyStays
        | TicketFault::IsSold
        | TicketFault::CalledOff
        | TicketFault::SoldOut
        | TicketFault::OneEach
        | TicketFault::HoldOver
        | TicketFault::GivenBack
        | TicketFault::HostNeedsNone
        | TicketFault::NoPayoutAccount
        | TicketFault::PaymentUnderWay
        | TicketFault::PaymentOver
        | TicketFault::TransferOnce
        | TicketFault::TheyHaveOne
        | TicketFault::SeatsLeft
        | TicketFault::HeardElsewhere => StatusCode::CONFLICT,
        TicketFault::NotYet { .. }
        | TicketFault::Closed
        | TicketFault::TooLateToReturn
        | TicketFault::TooLateToTransfer
        | TicketFault::Refused
        | TicketFault::PreviewOver => StatusCode::FORBIDDEN,
        TicketFault::Needed => StatusCode::PAYMENT_REQUIRED,
        TicketFault::DoorShut | TicketFault::ProviderAway => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What is wrong is the operator's to read; the visitor learns that it is not their fault.
impl From<Broken> for Problem {
    fn from(fault: Broken) -> Self {
        tracing::error!("the store could not answer: {fault}");
        let words =
            "the relay cannot reach its store at the moment; nothing was changed, try again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_unreachable", words)
            .with(header::RETRY_AFTER, STORE_RETRY_S.into())
    }
}

/// Databases that restart are back by then.
const STORE_RETRY_S: u32 = 5;

impl From<Missing> for Problem {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::NoSuchSpace => Fault::NoSuchSpace.into(),
            Missing::Store(fault) => fault.into(),
        }
    }
}

impl From<MediaFault> for Problem {
    fn from(fault: MediaFault) -> Self {
        let (status, code) = match &fault {
            MediaFault::Unparsable(_) => (StatusCode::BAD_REQUEST, "offer_unparsable"),
            MediaFault::NoAudio => (StatusCode::UNPROCESSABLE_ENTITY, "offer_without_audio"),
            MediaFault::NoOpus => (StatusCode::UNPROCESSABLE_ENTITY, "offer_without_opus"),
            MediaFault::NoIce => (StatusCode::UNPROCESSABLE_ENTITY, "offer_without_ice"),
            MediaFault::NoFingerprint => {
                (StatusCode::UNPROCESSABLE_ENTITY, "offer_without_fingerprint")
            }
            MediaFault::WrongDirection(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "offer_wrong_direction")
            }
            MediaFault::TooManyLines { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "offer_too_many_lines")
            }
            MediaFault::TooManyCandidates { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "too_many_candidates")
            }
            MediaFault::NoSuchSession => return Fault::NoSuchSession.into(),
            MediaFault::WrongEtag => (StatusCode::PRECONDITION_FAILED, "wrong_etag"),
            MediaFault::NoSuchSpace => return Fault::NoSuchSpace.into(),
            MediaFault::AlreadyPublishing => (StatusCode::CONFLICT, "already_publishing"),
            MediaFault::TooMany(_) => {
                let mut problem = Self::from(Fault::TooMany { retry_after_s: SESSIONS_RETRY_S });
                // The media plane knows what there is too much of.
                problem.0.body.detail = fault.to_string();
                return problem;
            }
            MediaFault::TooManyHandshakes => {
                let words = fault.to_string();
                let mut problem =
                    Self::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_handshakes", &words)
                        .with(header::RETRY_AFTER, HANDSHAKES_RETRY_S.into());
                problem.0.body.fault = Some(Fault::TooMany { retry_after_s: HANDSHAKES_RETRY_S });
                return problem;
            }
        };
        Self::new(status, code, &fault.to_string())
    }
}

/// A handshake takes a second at most on a working path.
const HANDSHAKES_RETRY_S: u32 = 3;

/// Sessions that nobody ended fall to consent within half a minute; the first places are free
/// sooner.
const SESSIONS_RETRY_S: u32 = 10;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rules(fault) => fault.into(),
            Refusal::Media(fault) => fault.into(),
        }
    }
}
