//! A relay of one's own, and the people who come to it.

use causerie_relay::{app::App, config::Config, people::hosting::Policy};
use causerie_shared::{
    api::{Pass, PassFor, PassRequest},
    command::Command,
    id::{PersonId, SpaceId},
    signal::{ClientFrame, Farewell, Resume, ServerFrame},
    view::SpaceView,
};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use std::{net::IpAddr, path::Path, time::Duration};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct House {
    pub(crate) app: App,
    data: TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(tempfile::tempdir().unwrap(), change).await
    }

    pub(crate) async fn on(data: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            host: IpAddr::from([127, 0, 0, 1]),
            port: 0,
            media_ports: "0".parse().unwrap(),
            data: data.path().into(),
            demo: false,
            hosting: Policy::Guests,
            ..Config::default()
        };
        change(&mut config);
        Self { app: App::start(config).await.unwrap(), data }
    }

    pub(crate) fn data(&self) -> &Path {
        self.data.path()
    }

    pub(crate) async fn close(self) -> TempDir {
        self.app.stop().await;
        self.data
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.app.address)
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor { site: self.url(""), client: reqwest::Client::new(), cookie: None }
    }

    /// Somebody with a name who opened a space.
    pub(crate) async fn host(&self) -> (Visitor, SpaceView) {
        let mut host = self.visitor();
        let body = r#"{"title":"Evening talk","name":"Ada"}"#;
        let answer = host.post_json("/api/spaces", body).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        (host, answer.json().await.unwrap())
    }

    pub(crate) async fn socket(&self, space: SpaceId) -> Socket {
        self.socket_from(space, None).await.unwrap()
    }

    pub(crate) async fn socket_from(
        &self,
        space: SpaceId,
        origin: Option<&str>,
    ) -> Result<Socket, Error> {
        let url = format!("ws://{}/api/spaces/{space}/live", self.app.address);
        let mut request = url.into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        let (stream, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Socket { stream, next_id: 1 })
    }
}

/// A browser without a page: it keeps its cookie.
pub(crate) struct Visitor {
    site: String,
    client: reqwest::Client,
    pub(crate) cookie: Option<String>,
}

impl Visitor {
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.site));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Response {
        let answer = request.send().await.unwrap();
        if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(cookie.to_owned());
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Response {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post_json(&mut self, path: &str, body: &str) -> Response {
        let request = self.request(Method::POST, path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_owned())).await
    }

    pub(crate) async fn is_called(&mut self, name: &str) {
        let body = format!(r#"{{"name":"{name}"}}"#);
        assert_eq!(self.post_json("/api/me", &body).await.status(), StatusCode::OK);
    }

    pub(crate) async fn pass(&mut self, space: SpaceId, door: PassFor) -> String {
        let body = serde_json::to_string(&PassRequest { door }).unwrap();
        let answer = self.post_json(&format!("/api/spaces/{space}/pass"), &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Pass>().await.unwrap().pass
    }

    pub(crate) async fn person(&mut self) -> PersonId {
        let me: causerie_shared::api::Me = self.get("/api/me").await.json().await.unwrap();
        me.person.unwrap()
    }
}

/// The code of a refusal, after its form was checked.
pub(crate) async fn problem(answer: Response) -> String {
    let status = answer.status();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem: causerie_shared::api::Problem = answer.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(!problem.detail.is_empty());
    problem.code
}

pub(crate) struct Socket {
    pub(crate) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: u32,
}

impl Socket {
    pub(crate) async fn send(&mut self, frame: &ClientFrame) {
        let text = serde_json::to_string(frame).unwrap();
        self.send_text(&text).await.unwrap();
    }

    pub(crate) async fn send_text(&mut self, text: &str) -> Result<(), Error> {
        self.stream.send(Message::text(text)).await
    }

    pub(crate) async fn hello(&mut self, pass: Option<String>, resume: Option<Resume>) {
        self.send(&ClientFrame::Hello { pass, resume }).await;
    }

    /// The next frame; none when the relay closed.
    pub(crate) async fn next(&mut self) -> Option<ServerFrame> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            match message.expect("the relay says something in time")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    pub(crate) async fn until<T>(&mut self, pick: impl Fn(&ServerFrame) -> Option<T>) -> T {
        loop {
            let frame = self.next().await.expect("the socket is open");
            if let Some(found) = pick(&frame) {
                return found;
            }
        }
    }

    /// Says hello and waits until it is known who one is.
    pub(crate) async fn enter(&mut self, pass: Option<String>) -> (ServerFrame, ServerFrame) {
        self.hello(pass, None).await;
        (self.next().await.unwrap(), self.next().await.unwrap())
    }

    /// The answer to a command.
    pub(crate) async fn ask(&mut self, command: Command) -> ServerFrame {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&ClientFrame::Do { id, command }).await;
        self.until(|frame| match frame {
            ServerFrame::Ack { id: of } | ServerFrame::Refused { id: of, .. } if *of == id => {
                Some(frame.clone())
            }
            _ => None,
        })
        .await
    }

    pub(crate) async fn farewell(&mut self) -> Farewell {
        self.until(|frame| match frame {
            ServerFrame::Farewell { reason } => Some(*reason),
            _ => None,
        })
        .await
    }
}
