//! Puts the parts together, in the order in which each needs the ones before, and takes them
//! apart again.

use crate::{
    captions::{Captions, Setup},
    clock,
    config::{CaptionEngine, Config, PaymentProvider},
    housekeeping,
    http::{self, Keys, Messages},
    hub::{self, Hub, Size, Words},
    media::{Gathering, Limits, Media, MediaConfig},
    memory,
    money::{Money, Terms},
    outbox::{self, Couriers, Endpoints, Links, Mail, Push, Tally, Vapid},
    store::{self, Folder, Setting, Store},
};
use anyhow::{Context, ensure};
use std::{
    ffi::OsString,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::JoinHandle,
};

/// How long requests that are being answered may take once the relay stops.
const LAST_REQUESTS: Duration = Duration::from_millis(1200);

/// Why the relay did not start, and with which exit code the process ends.
#[derive(Debug)]
pub enum Refused {
    /// A port is taken, or may not be opened.
    Port(anyhow::Error),
    /// The data folder cannot be used.
    Folder(anyhow::Error),
    /// What was said of letters and messages cannot be done.
    Settings(anyhow::Error),
}

/// How long it may take to write down what became of messages.
const LAST_MESSAGES: Duration = Duration::from_millis(1500);

/// A running relay.
pub struct App {
    /// Where HTTP and WebSocket are answered.
    pub address: SocketAddr,
    pub hub: Hub,
    state: http::State,
    stopping: watch::Sender<bool>,
    serving: JoinHandle<()>,
    demo: Option<JoinHandle<()>>,
    board: JoinHandle<()>,
    memory: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
    delivering: JoinHandle<()>,
    paying: JoinHandle<()>,
    /// Says to those who deliver that it is enough.
    resting: watch::Sender<bool>,
}

impl App {
    /// Returns when the relay answers.
    ///
    /// # Errors
    /// See [`Refused`]; nothing is left running.
    pub async fn start(config: Config) -> Result<Self, Refused> {
        can_sell(&config).map_err(Refused::Settings)?;
        let folder = Folder::open(&config.data).map_err(Refused::Folder)?;
        let secret = store::secret(&folder, clock::chance).map_err(Refused::Folder)?;
        let listener = listen(&config).await.map_err(Refused::Port)?;
        let address = listener.local_addr().context("no address").map_err(Refused::Port)?;
        let database = config.database.get();
        let store = Store::open(folder, database).await.map_err(Refused::Folder)?;
        let (events, heard) = mpsc::unbounded_channel();
        let media = Media::start(media_config(&config), events).map_err(Refused::Port)?;
        let size = Size { stage_most: config.stage_most, co_hosts_most: config.co_hosts_most };
        let (said, told) = mpsc::unbounded_channel();
        let captions = Captions::start(recogniser(&config), hub::taps(&media), said)
            .map_err(Refused::Settings)?;
        let words = Words { captions, days: config.transcript_days };
        let hub = Hub::start(media, store, config.spaces_most, size, words, config.demo).await;
        let hub = hub.map_err(|fault| Refused::Folder(fault.into()))?;
        tokio::spawn(hub::hear_media(hub.clone(), heard));
        tokio::spawn(hub::hear_captions(hub.clone(), told));
        let board = tokio::spawn(hub::tell_what_changes(hub.clone()));
        let demo = if config.demo { play_demo(&hub).await } else { None };
        if let Err(fault) = hub::demo::settle_people(hub.store(), config.demo).await {
            tracing::error!("the demo's people are not as they should be: {fault:#}");
        }
        let audio: Vec<_> = hub.media().ports().iter().map(SocketAddr::port).collect();
        tracing::info!(%address, ?audio, data = %config.data.display(), "the relay is open");
        let memory = {
            let media = hub.media().clone();
            tokio::spawn(memory::watch(move || media.sessions()))
        };
        let (kept, transcript_days) = (hub.clone(), config.transcript_days);
        let (messages, couriers) =
            messages(&config, &secret, hub.store()).await.map_err(Refused::Settings)?;
        let (resting, rest) = watch::channel(false);
        let delivering = tokio::spawn(outbox::deliver(kept.store().clone(), couriers, rest));
        let housekeeping = tokio::spawn(async move {
            let store = kept.store().clone();
            tokio::join!(
                housekeeping::keep(store.clone(), transcript_days),
                housekeeping::remind(store),
                housekeeping::keep_time(kept),
            );
        });
        let terms =
            Terms { fees: config.fees.clone(), hold_ms: u64::from(config.seat_held_s) * 1000 };
        let (money, effects) = Money::with_wallet(hub.store().clone(), &secret, terms)
            .await
            .map_err(Refused::Folder)?;
        tokio::spawn(hub::hear_money(hub.clone(), money.clone(), effects));
        let paying = tokio::spawn(money.clone().work());
        let keys = Keys::new(&secret, &clock::chance());
        let state = http::State::new(hub.clone(), money, keys, messages, config);
        let (stopping, stop) = watch::channel(false);
        let router = http::router(state.clone());
        let serving = tokio::spawn(http::serve(listener, router, stop));
        Ok(Self {
            address,
            hub,
            state,
            stopping,
            serving,
            demo,
            board,
            memory,
            housekeeping,
            delivering,
            paying,
            resting,
        })
    }

    /// Returns when the database is this relay's no longer, such as after a restore.
    pub async fn superseded(&self) {
        let mut superseded = self.hub.store().superseded();
        // A store that is gone will not say so any more.
        if superseded.wait_for(|is| *is).await.is_err() {
            std::future::pending().await
        }
    }

    /// Tells everybody goodbye, lets what is being answered finish, and stops.
    pub async fn stop(self) {
        self.state.leave();
        if let Some(demo) = self.demo {
            demo.abort();
        }
        self.board.abort();
        self.memory.abort();
        self.housekeeping.abort();
        self.paying.abort();
        self.resting.send_replace(true);
        let _ = tokio::time::timeout(LAST_MESSAGES, self.delivering).await;
        self.hub.stop().await;
        self.hub.media().stop();
        self.stopping.send_replace(true);
        let _ = tokio::time::timeout(LAST_REQUESTS, self.serving).await;
    }
}

/// Whether tickets can be sold as the settings say.
fn can_sell(config: &Config) -> anyhow::Result<()> {
    ensure!(
        !config.payment_key.is_live() || config.payments != PaymentProvider::Wallet,
        "payment_key is a key for real money, and payments = \"wallet\" is play money: name the \
         provider that the key belongs to, or take the key away"
    );
    ensure!(config.seat_held_s > 0, "seat_held_s = 0 holds no seat: give people the time to pay");
    let (least, most) = (config.price_least, config.price_most);
    ensure!(
        0 < least && least <= most,
        "no price is from price_least = {least} to price_most = {most}: nothing is sold for nothing"
    );
    Ok(())
}

/// A relay without its demo is still a relay.
async fn play_demo(hub: &Hub) -> Option<JoinHandle<()>> {
    match hub::demo::open(hub).await {
        Ok(demo) => Some(tokio::spawn(demo.play())),
        Err(fault) => {
            tracing::error!("the demo is not on air: {fault:#}");
            None
        }
    }
}

/// How people are told things elsewhere: what doors know of it, and who carries.
async fn messages(
    config: &Config,
    secret: &[u8; 32],
    store: &Store,
) -> anyhow::Result<(Messages, Couriers)> {
    let links = Arc::new(Links::new(secret));
    let site = config.public_url.get();
    let mail = Mail::new(config.smtp.get(), config.mail_from.get(), site, Arc::clone(&links))?;
    let key = match store.setting(Setting::PushKey).await? {
        Some(key) => key,
        None => {
            let key = Vapid::new_key()?;
            store.set_setting(Setting::PushKey, Some(&key)).await?;
            key
        }
    };
    let contact = match (site, config.mail_from.get()) {
        (Some(site), _) if site.starts_with("https:") => Some(site.to_owned()),
        (_, Some(from)) => Some(format!("mailto:{}", from.email)),
        (_, None) => None,
    };
    let vapid = Arc::new(Vapid::read(&key, contact)?);
    let endpoints = Endpoints::new(config.push_networks.0.clone());
    let push = Arc::new(Push::new(endpoints.clone(), Arc::clone(&vapid))?);
    let has_mail = mail.is_some();
    let tally = Arc::<Tally>::default();
    let couriers = Couriers { push, mail: mail.map(Arc::new), tally: Arc::clone(&tally) };
    Ok((Messages { links, vapid, endpoints, has_mail, tally }, couriers))
}

/// How the recogniser is started. It looks at its model itself, which takes a moment.
fn recogniser(config: &Config) -> Setup {
    let folder = config.models.display();
    let mut arguments: Vec<OsString> = vec!["recognise".into()];
    match &config.captions {
        CaptionEngine::Off => {
            return Setup::Off { why: "captions = \"off\" says so".to_owned() };
        }
        CaptionEngine::Remote(url) => {
            tracing::warn!(url, "voices go to a recogniser elsewhere, and are not encrypted");
            arguments.extend(["--remote".into(), url.into()]);
        }
        CaptionEngine::Auto | CaptionEngine::Tiny | CaptionEngine::Base => {
            if !config.models.is_dir() {
                let why = format!(
                    "no model in {folder}; `cargo xtask models` fetches one, --models names \
                     another folder, and --captions off is content without"
                );
                return Setup::Off { why };
            }
            arguments.extend(["--models".into(), config.models.clone().into()]);
            arguments.extend(["--engine".into(), config.captions.to_string().into()]);
        }
    }
    let threads = config.caption_threads.to_string();
    arguments.extend(["--threads".into(), threads.into()]);
    arguments.extend(["--log-format".into(), config.log_format.to_string().into()]);
    let languages = match config.captions {
        CaptionEngine::Remote(_) | CaptionEngine::Off => None,
        CaptionEngine::Auto | CaptionEngine::Tiny | CaptionEngine::Base => {
            "en".parse().ok().map(|english| Arc::from([english]))
        }
    };
    // The very program that runs, whatever lies in its place after an upgrade.
    Setup::Run { program: "/proc/self/exe".into(), arguments, languages }
}

async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let wanted = SocketAddr::new(config.host, config.port);
    let listener = match TcpListener::bind(wanted).await {
        // A machine without IPv6 has every address all the same.
        Err(_) if config.host == IpAddr::V6(Ipv6Addr::UNSPECIFIED) => {
            let every = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), config.port);
            TcpListener::bind(every).await
        }
        answer => answer,
    };
    listener.map_err(|fault| {
        let port = config.port;
        let words = if fault.kind() == io::ErrorKind::AddrInUse {
            format!("port {port} is taken; end what uses it, or choose another with --port")
        } else if fault.kind() == io::ErrorKind::PermissionDenied {
            format!("port {port} may not be opened; ports below 1024 are for the root user")
        } else {
            format!("port {port} on {} cannot be opened", config.host)
        };
        anyhow::Error::from(fault).context(words)
    })
}

fn media_config(config: &Config) -> MediaConfig {
    MediaConfig {
        ports: config.media_ports.0.clone(),
        announced: config.announce.0.clone(),
        limits: Limits {
            sessions_per_space: config.sessions_per_space,
            warm_per_space: config.warm_per_space,
            sessions_per_address: config.sessions_per_address,
            warm_per_address: config.warm_per_address,
            handshakes_in_flight: config.handshakes_in_flight,
        },
        gathering: Gathering {
            most: Duration::from_millis(config.gather_ms.0.into()),
            pairs_from_listeners: match config.pairs_from_listeners {
                0 => usize::MAX,
                listeners => listeners,
            },
            ..Gathering::default()
        },
    }
}
