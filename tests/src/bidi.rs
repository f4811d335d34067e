//! One WebDriver BiDi connection: commands out, their answers back, and the page's console kept.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::process::Words;

/// A browser that answers nothing for this long is taken for dead.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

type Pending = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

pub struct Bidi {
    next_id: AtomicU64,
    outgoing: mpsc::UnboundedSender<Message>,
    pending: Pending,
    /// What pages wrote to their consoles, and errors nobody caught.
    pub console: Words,
}

impl Bidi {
    pub async fn connect(url: &str, console: Words) -> Result<Self> {
        // Screenshots arrive as one frame of base64.
        let config = WebSocketConfig::default()
            .max_message_size(Some(64 << 20))
            .max_frame_size(Some(64 << 20));
        let (socket, _) = tokio_tungstenite::connect_async_with_config(url, Some(config), false)
            .await
            .with_context(|| format!("no WebDriver BiDi at {url}"))?;
        let (mut sink, mut stream) = socket.split();
        let (outgoing, mut queue) = mpsc::unbounded_channel::<Message>();
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if sink.send(message).await.is_err() {
                    return;
                }
            }
        });
        let pending = Pending::default();
        let answers = pending.clone();
        let heard = console.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                let Ok(text) = message.to_text() else {
                    continue;
                };
                let Ok(frame) = serde_json::from_str::<Value>(text) else {
                    continue;
                };
                match frame["id"].as_u64() {
                    Some(id) => {
                        let waiting = lock(&answers).remove(&id);
                        if let Some(waiting) = waiting {
                            let _ = waiting.send(frame);
                        }
                    }
                    None => note(&frame, &heard),
                }
            }
            lock(&answers).clear();
        });
        Ok(Bidi { next_id: AtomicU64::new(1), outgoing, pending, console })
    }

    /// Sends one command and waits for its answer.
    pub async fn send(&self, method: &str, params: Value) -> Result<Value> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (tell, answer) = oneshot::channel();
        lock(&self.pending).insert(id, tell);
        let frame = json!({ "id": id, "method": method, "params": params });
        self.outgoing
            .send(Message::text(frame.to_string()))
            .map_err(|_| anyhow!("the browser is gone"))?;
        let mut answer = tokio::time::timeout(ANSWER_WITHIN, answer)
            .await
            .with_context(|| format!("the browser did not answer {method}"))?
            .with_context(|| format!("the browser went away during {method}"))?;
        if answer["type"] == "error" || !answer["error"].is_null() {
            bail!("{method}: {} {}", answer["error"], answer["message"]);
        }
        Ok(answer["result"].take())
    }
}

fn note(frame: &Value, console: &Words) {
    if frame["method"] == "log.entryAdded" {
        let entry = &frame["params"];
        console.push(format!(
            "{} {}",
            entry["level"].as_str().unwrap_or_default(),
            entry["text"].as_str().unwrap_or_default()
        ));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
