//! From HTTP to a WebSocket (RFC 6455, section 4.2). What a request must say is read by the library
//! that reads the frames; here the connection is taken over once the answer has left.

use crate::{http::Problem, signal::wire::Wire};
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{Request, request::Parts},
    response::Response,
};
use causerie_shared::fault::Fault;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::future::Future;
use tokio_tungstenite::tungstenite::handshake::server::create_response;

/// What an upgraded connection is read from and written to.
pub(super) type Stream = TokioIo<Upgraded>;

/// A request that may become a WebSocket.
pub struct Upgrade {
    coming: OnUpgrade,
    answer: Response,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let refused = |detail: String| Problem::from(Fault::Unreadable { detail });
        let mut asked = Request::new(());
        *asked.method_mut() = parts.method.clone();
        *asked.version_mut() = parts.version;
        *asked.headers_mut() = parts.headers.clone();
        let answer = create_response(&asked)
            .map_err(|fault| refused(format!("this is no request for a WebSocket: {fault}")))?;
        let coming = parts.extensions.remove::<OnUpgrade>();
        let coming = coming.ok_or_else(|| refused("this connection cannot be upgraded".into()))?;
        Ok(Self { coming, answer: answer.map(|()| Body::empty()) })
    }
}

impl Upgrade {
    /// The answer that makes it a WebSocket, which `then` has from there on.
    pub(super) fn then<F>(self, then: impl FnOnce(Wire<Stream>) -> F + Send + 'static) -> Response
    where
        F: Future<Output = ()> + Send,
    {
        tokio::spawn(async move {
            match self.coming.await {
                Ok(upgraded) => then(Wire::new(TokioIo::new(upgraded)).await).await,
                Err(fault) => tracing::debug!(%fault, "a WebSocket broke off as it began"),
            }
        });
        self.answer
    }
}
