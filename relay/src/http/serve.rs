//! Takes connections and gives each its turn at the router, until told to stop.

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{io, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
};
use tower::ServiceExt;

/// How long a connection may go without a whole head of a request, the first or the next. One that
/// sends a letter now and then would keep a file of the system for ever.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Rest after the system had no connection to give, mostly because too many files are open.
const NONE_LEFT: Duration = Duration::from_millis(500);

/// Returns once `stop` is true and every request that was being answered has its answer.
pub async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    // Each connection holds an end of this, and nothing is ever sent.
    let (open, mut all_closed) = mpsc::channel::<()>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = is_true(&mut stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Frames are small and come in pairs: the second would wait 40 ms for the first one's
                // acknowledgement (RFC 896 against RFC 1122, section 4.2.3.2).
                if let Err(fault) = stream.set_nodelay(true) {
                    tracing::debug!(%fault, "a connection keeps small frames back");
                }
                let answering = answer(stream, peer, router.clone(), stop.clone());
                let open = open.clone();
                tokio::spawn(async move {
                    answering.await;
                    drop(open);
                });
            }
            Err(fault) if is_the_peers(&fault) => {}
            Err(fault) => {
                tracing::warn!(%fault, "no connection can be taken");
                tokio::time::sleep(NONE_LEFT).await;
            }
        }
    }
    drop((listener, open));
    all_closed.recv().await;
}

async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let service = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = is_true(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(fault) = ended {
        tracing::debug!(%fault, "a connection broke off");
    }
}

async fn is_true(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// They went before they were taken.
fn is_the_peers(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    [ConnectionAborted, ConnectionRefused, ConnectionReset].contains(&fault.kind())
}
