//! What an operator may say, and where: a flag, else a variable of the environment, else the
//! TOML file, else the default. Every field is written once, in [`config!`] below; `causerie
//! config` prints them all with these very words.

mod payments;
mod read;
mod values;

pub use payments::{PaymentKey, PaymentProvider};
pub use read::{Source, effective, print};
pub use values::{CaptionEngine, DatabaseUrl, LogFormat, MailFrom, MediaPorts, Network, SmtpUrl};

use crate::{money::fee::Schedule, people::hosting::Policy};
use std::{
    net::{IpAddr, Ipv6Addr},
    path::PathBuf,
};

/// Makes [`Config`], whose fields all have a value, and [`Given`], whose fields may: what one
/// source said.
macro_rules! config {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:expr, $env:literal;)+) => {
        #[derive(Debug, Clone)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $kind,)+
        }

        /// What one source said.
        #[derive(Debug, Clone, Default, clap::Args, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Given {
            $(
                $(#[doc = $doc])+
                #[arg(long, env = $env, hide_env_values = true)]
                pub $name: Option<$kind>,
            )+
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Given {
            /// What this source does not say, the other may.
            #[must_use]
            pub fn or(self, other: Self) -> Self {
                Self { $($name: self.$name.or(other.$name),)+ }
            }

            pub fn or_default(self) -> Config {
                let default = Config::default();
                Config { $($name: self.$name.unwrap_or(default.$name),)+ }
            }
        }

        impl Config {
            /// Name, documentation and value as TOML, in order.
            fn fields(&self) -> Vec<(&'static str, &'static [&'static str], values::Value)> {
                vec![$((stringify!($name), &[$($doc),+][..], values::Written::written(&self.$name)),)+]
            }
        }
    };
}

config! {
    /// Address to listen on for HTTP and WebSocket. Default: every address, IPv4 and IPv6.
    host: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED), "CAUSERIE_HOST";
    /// TCP port for HTTP and WebSocket; 0 lets the system choose. Default: 8080.
    port: u16 = 8080, "CAUSERIE_PORT";
    /// UDP ports for audio, one thread each: a list "8443,8444", a range "8443-8450" of which as
    /// many are used as the machine has cores, or 0 for ports that the system chooses.
    /// Default: one port a core from 8443 on.
    media_ports: MediaPorts = MediaPorts::default(), "CAUSERIE_MEDIA_PORTS";
    /// Public IP addresses written into answers, for machines behind NAT. Default: none, which
    /// means every address of the machine.
    announce: values::List<IpAddr> = values::List::default(), "CAUSERIE_ANNOUNCE";
    /// How long a voice's packet may wait for another voice's to the same listeners, in
    /// milliseconds, where a space has 100 listeners or more: packets that leave together cost
    /// about half. One voice alone never waits. 0 to 10. Default: 5.
    gather_ms: values::GatherMs = values::GatherMs::default(), "CAUSERIE_GATHER_MS";
    /// Listeners of one space on one media thread from which on two packets of 20 ms leave together:
    /// about a third less work for 20 ms more delay, for spaces that would otherwise not fit the
    /// machine. Default: 0, which means never.
    pairs_from_listeners: usize = 0, "CAUSERIE_PAIRS_FROM_LISTENERS";
    /// The URL under which people reach this relay, as "https://live.example.org". Links in
    /// previews use it, and cookies are Secure when it is https. Default: what the browser asked
    /// for.
    public_url: values::PublicUrl = values::PublicUrl::default(), "CAUSERIE_PUBLIC_URL";
    /// Folder for everything that outlives the process. Default: "data".
    data: PathBuf = PathBuf::from("data"), "CAUSERIE_DATA";
    /// The database: the URL of a PostgreSQL as "postgres://user:password@host/name", or nothing for
    /// SQLite in the data folder. Its words can be secret, so the environment or the file suits it
    /// better than a flag. Default: none.
    database: values::DatabaseUrl = values::DatabaseUrl::default(), "CAUSERIE_DATABASE";
    /// The server that takes letters, as "smtps://user:password@mail.example.org", for reminders by
    /// e-mail; needs mail_from and public_url. Its words can be secret, so the environment or the file
    /// suits it better than a flag. Default: none, and nobody is written to.
    smtp: values::SmtpUrl = values::SmtpUrl::default(), "CAUSERIE_SMTP";
    /// From whom letters come, as "Causerie <causerie@example.org>". Default: none.
    mail_from: values::MailFrom = values::MailFrom::default(), "CAUSERIE_MAIL_FROM";
    /// Private networks in which browsers' push services may be, as "127.0.0.0/8". Browsers name
    /// their services themselves, so into no other private network anything is ever sent.
    /// Default: none.
    push_networks: values::List<Network> = values::List::default(), "CAUSERIE_PUSH_NETWORKS";
    /// Who may host: "followers >= 600", "everyone" who has an account, "guests" for people without
    /// one too, or "accounts: ada, ben". An administrator may change it while the relay runs, and
    /// then that counts. Default: followers >= 600.
    hosting: Policy = Policy::default(), "CAUSERIE_HOSTING";
    /// Who turns speech into words: "tiny" or "base", models that are quick or careful, in the folder
    /// of models; "auto", the one that suits the machine's cores; the URL of another recogniser that
    /// takes OpenAI's transcription requests, as "http://127.0.0.1:9000/v1/audio/transcriptions"; or
    /// "off". Default: auto.
    captions: CaptionEngine = CaptionEngine::default(), "CAUSERIE_CAPTIONS";
    /// Folder with the models of captions, as `cargo xtask models` makes it. Default: "models".
    models: PathBuf = PathBuf::from("models"), "CAUSERIE_MODELS";
    /// Threads that turn speech into words; 0: all cores but one, at most 4. Default: 0.
    caption_threads: usize = 0, "CAUSERIE_CAPTION_THREADS";
    /// How many days what people said is kept in words once a space is over; 0 keeps it until
    /// somebody takes it out.
    /// Default: 90.
    transcript_days: u32 = 90, "CAUSERIE_TRANSCRIPT_DAYS";
    /// Who handles payments: "wallet", play money that comes with the relay, and says so everywhere.
    /// Default: wallet.
    payments: PaymentProvider = PaymentProvider::default(), "CAUSERIE_PAYMENTS";
    /// The key of whoever handles payments. The wallet has none, and a relay does not start that has
    /// a key for real money and the wallet. It is secret, so the environment or the file suits it
    /// better than a flag. Default: none.
    payment_key: PaymentKey = PaymentKey::default(), "CAUSERIE_PAYMENT_KEY";
    /// The platform's part of what hosts earn, as "0:300,50000:2000": 300 hundredths of a percent of
    /// the first 50,000 that a host earns in a currency, 2000 of the rest. Default: 0:300,50000:2000.
    fees: Schedule = Schedule::default(), "CAUSERIE_FEES";
    /// Seconds for which a seat is held while somebody pays. Default: 600.
    seat_held_s: u32 = 600, "CAUSERIE_SEAT_HELD_S";
    /// Least price of a ticket, in units of whichever currency. Default: 1.
    price_least: u64 = 1, "CAUSERIE_PRICE_LEAST";
    /// Highest price of a ticket, in units of whichever currency. Default: 999.
    price_most: u64 = 999, "CAUSERIE_PRICE_MOST";
    /// Whether the demo space is on air. Default: true.
    demo: bool = true, "CAUSERIE_DEMO";
    /// Networks whose X-Forwarded-For and X-Forwarded-Proto count, as "10.0.0.0/8". Behind a TLS
    /// proxy this must name it, or every visitor shares the limits of one address.
    /// Default: none.
    trusted_proxies: values::List<Network> = values::List::default(), "CAUSERIE_TRUSTED_PROXIES";
    /// Logs as "text" for people or "json" for programs, on standard error. Default: text.
    log_format: LogFormat = LogFormat::Text, "CAUSERIE_LOG_FORMAT";
    /// Most spaces on air at once. Default: 500.
    spaces_most: usize = 500, "CAUSERIE_SPACES_MOST";
    /// Most spaces opened from one address in an hour. Default: 60.
    spaces_per_address_per_hour: u32 = 60, "CAUSERIE_SPACES_PER_ADDRESS_PER_HOUR";
    /// Most spaces opened by one account in an hour. Default: 20.
    spaces_per_account_per_hour: u32 = 20, "CAUSERIE_SPACES_PER_ACCOUNT_PER_HOUR";
    /// Most reports to the administrators from one address in an hour. Default: 20.
    reports_per_address_per_hour: u32 = 20, "CAUSERIE_REPORTS_PER_ADDRESS_PER_HOUR";
    /// Most calendars and feeds read from one address in a minute. Default: 60.
    feeds_per_address_per_minute: u32 = 60, "CAUSERIE_FEEDS_PER_ADDRESS_PER_MINUTE";
    /// Most requests to be reminded, and changes of how, from one address in an hour. Default: 240.
    reminders_per_address_per_hour: u32 = 240, "CAUSERIE_REMINDERS_PER_ADDRESS_PER_HOUR";
    /// Most e-mail addresses given by one account in an hour; each gets a letter. Default: 5.
    addresses_per_account_per_hour: u32 = 5, "CAUSERIE_ADDRESSES_PER_ACCOUNT_PER_HOUR";
    /// How many days ahead a space may be announced. Default: 30.
    announced_days_ahead: u32 = 30, "CAUSERIE_ANNOUNCED_DAYS_AHEAD";
    /// Most announced spaces of one host that have not begun. Default: 10.
    announced_per_host: u32 = 10, "CAUSERIE_ANNOUNCED_PER_HOST";
    /// Most people on the stage of one space; everything on stage goes to every listener.
    /// Default: 20.
    stage_most: usize = 20, "CAUSERIE_STAGE_MOST";
    /// Most co-hosts of one space beside its host. Default: 4.
    co_hosts_most: usize = 4, "CAUSERIE_CO_HOSTS_MOST";
    /// Most accounts made from one address in an hour, tries included. Default: 20.
    sign_ups_per_address_per_hour: u32 = 20, "CAUSERIE_SIGN_UPS_PER_ADDRESS_PER_HOUR";
    /// Most steps of signing in (by password, passkey or recovery code) from one address in a minute.
    /// Default: 60.
    sign_ins_per_address_per_minute: u32 = 60, "CAUSERIE_SIGN_INS_PER_ADDRESS_PER_MINUTE";
    /// Most wrong passwords for one account from one address in an hour; then that address
    /// waits. Default: 20.
    guesses_per_account_and_address_per_hour: u32 = 20, "CAUSERIE_GUESSES_PER_ACCOUNT_AND_ADDRESS_PER_HOUR";
    /// Most wrong passwords for one account from everywhere in an hour; then tries for it
    /// come one after another, five seconds apart. Default: 100.
    guesses_per_account_per_hour: u32 = 100, "CAUSERIE_GUESSES_PER_ACCOUNT_PER_HOUR";
    /// Most questions whether a handle is free, from one address in a minute. Default: 120.
    handle_checks_per_address_per_minute: u32 = 120, "CAUSERIE_HANDLE_CHECKS_PER_ADDRESS_PER_MINUTE";
    /// Most pictures uploaded by one account in an hour. Default: 20.
    avatars_per_account_per_hour: u32 = 20, "CAUSERIE_AVATARS_PER_ACCOUNT_PER_HOUR";
    /// Most pictures uploaded from one address in an hour. Default: 60.
    avatars_per_address_per_hour: u32 = 60, "CAUSERIE_AVATARS_PER_ADDRESS_PER_HOUR";
    /// Most downloads of everything that the relay holds of somebody, by themself in an hour.
    /// Default: 6.
    exports_per_account_per_hour: u32 = 6, "CAUSERIE_EXPORTS_PER_ACCOUNT_PER_HOUR";
    /// Most requests for audio (WHIP and WHEP) and for door passes from one address, a minute
    /// each. Default: 600.
    doors_per_address_per_minute: u32 = 600, "CAUSERIE_DOORS_PER_ADDRESS_PER_MINUTE";
    /// Most WebSockets from one address. Default: 256.
    sockets_per_address: usize = 256, "CAUSERIE_SOCKETS_PER_ADDRESS";
    /// Most audio sessions in one space, warm ones included. Default: 20000.
    sessions_per_space: usize = 20_000, "CAUSERIE_SESSIONS_PER_SPACE";
    /// Most warm sessions (connected, not listening) in one space. A listener may always pause, so
    /// past it only new warm sessions are refused. Default: 2000.
    warm_per_space: usize = 2000, "CAUSERIE_WARM_PER_SPACE";
    /// Most audio sessions from one address. Default: 256.
    sessions_per_address: usize = 256, "CAUSERIE_SESSIONS_PER_ADDRESS";
    /// Most warm sessions from one address. Default: 32.
    warm_per_address: usize = 32, "CAUSERIE_WARM_PER_ADDRESS";
    /// Most audio sessions of the whole relay whose handshake is not over. Each holds up to 16 kB,
    /// for half a minute when nobody comes; past it, listeners are asked to come back in some
    /// seconds. Default: 4096.
    handshakes_in_flight: usize = 4096, "CAUSERIE_HANDSHAKES_IN_FLIGHT";
}
