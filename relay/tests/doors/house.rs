//! A relay of one's own, and the people who come to it.

use causerie_relay::{app::App, config::Config, people::hosting::Policy};
use causerie_shared::{
    api::{Me, Pass, PassFor, PassRequest},
    command::Command,
    id::{PersonId, SpaceId},
    people::{AccountSettings, Welcome},
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

/// What everybody here signs up with.
pub(crate) const PASSWORD: &str = "copper otter window brisk";

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
            sign_ups_per_address_per_hour: 10_000,
            sign_ins_per_address_per_minute: 10_000,
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

    /// Somebody who came by the machine's name, as passkeys need it.
    pub(crate) fn visitor_by_name(&self) -> Visitor {
        let site = format!("http://localhost:{}", self.app.address.port());
        Visitor { site, client: reqwest::Client::new(), cookie: None }
    }

    /// Somebody who has made an account with [`PASSWORD`].
    pub(crate) async fn person(&self, handle: &str) -> Visitor {
        let mut person = self.visitor();
        person.sign_up(handle).await;
        person
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
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        answer
    }

    /// Puts a cookie beside the others, or takes it away when it is to be forgotten.
    fn keep(&mut self, line: &str) {
        let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
        let cookies = self.cookie.take().unwrap_or_default();
        let others = cookies.split("; ").filter(|it| !it.is_empty());
        let mut jar: Vec<_> =
            others.filter(|it| it.split('=').next() != Some(name)).map(str::to_owned).collect();
        if !line.contains("Max-Age=0") {
            jar.push(format!("{name}={value}"));
        }
        self.cookie = Some(jar.join("; ")).filter(|jar| !jar.is_empty());
    }

    /// The value of one cookie.
    pub(crate) fn cookie_named(&self, name: &str) -> Option<String> {
        let cookies = self.cookie.as_deref()?.split("; ").filter_map(|it| it.split_once('='));
        cookies.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    }

    pub(crate) async fn delete(&mut self, path: &str) -> Response {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Any request with a JSON body.
    pub(crate) async fn json(
        &mut self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
    ) -> Response {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.to_string())).await
    }

    pub(crate) async fn put(&mut self, path: &str) -> Response {
        self.send(self.request(Method::PUT, path)).await
    }

    /// Makes an account with [`PASSWORD`], and gives its recovery codes.
    pub(crate) async fn sign_up(&mut self, handle: &str) -> Vec<String> {
        let body = serde_json::json!({ "handle": handle, "name": handle, "password": PASSWORD });
        let answer = self.json(Method::POST, "/api/accounts", &body).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::CREATED, "{text}");
        serde_json::from_str::<Welcome>(&text).unwrap().recovery_codes
    }

    pub(crate) async fn sign_in(&mut self, handle: &str, password: &str) -> Response {
        let body = serde_json::json!({ "handle": handle, "password": password });
        self.json(Method::POST, "/api/session", &body).await
    }

    pub(crate) async fn me(&mut self) -> Me {
        self.get("/api/me").await.json().await.unwrap()
    }

    pub(crate) async fn settings(&mut self) -> AccountSettings {
        self.get("/api/account").await.json().await.unwrap()
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
        let body = serde_json::to_string(&PassRequest { door, link: None, ticket: None }).unwrap();
        let answer = self.post_json(&format!("/api/spaces/{space}/pass"), &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Pass>().await.unwrap().pass
    }

    pub(crate) async fn person(&mut self) -> PersonId {
        self.me().await.person.unwrap()
    }
}

/// The code of a refusal, after its form was checked.
pub(crate) async fn problem(answer: Response) -> String {
    refusal(answer).await.code
}

/// A refusal, after its form was checked.
pub(crate) async fn refusal(answer: Response) -> causerie_shared::api::Problem {
    let status = answer.status();
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem: causerie_shared::api::Problem = answer.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    assert!(!problem.detail.is_empty());
    problem
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
