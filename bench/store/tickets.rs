//! A hot sale from inside: whole purchases of one kind of ticket, by a hundred buyers at a time, through
//! the relay's own till with the wallet as provider; the least that the same engine could do for a
//! sale; and tickets checked at a door.
//!
//! Absent: HTTP, which `cargo xtask bench home` measures, and a provider on another machine.

use anyhow::{Context, Result, bail, ensure};
use causerie_bench::spread::Spread;
use causerie_relay::{
    clock,
    money::{
        Door, Money, Terms,
        sale::News,
        token::{Claim, Keys},
    },
    store::{Answer, Deed, Effect, Folder, NewOrder, NewSale, NewTier, Store},
};
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TicketId, TierId},
    money::Currency,
    ticket::{CardAnswer, TestCard},
    ticket_fault::TicketFault,
};
use clap::Parser;
use serde_json::{Value, json};
use sqlx::{AnyPool, AssertSqlSafe, Executor, Row, any::AnyPoolOptions};
use std::{
    collections::HashMap,
    fs,
    future::Future,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{mpsc::UnboundedReceiver, oneshot};

#[derive(Parser)]
struct Options {
    /// An empty data folder
    #[arg(long)]
    data: PathBuf,
    /// The URL of a PostgreSQL, if not SQLite
    #[arg(long)]
    database: Option<String>,
    /// Buyers at a time
    #[arg(long, default_value_t = 100)]
    buyers: u64,
    /// Seats of each round; a tenth more people want one
    #[arg(long, default_value_t = 4000)]
    seats: u64,
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// Distinct tickets that are shown at the door in each round
    #[arg(long, default_value_t = 20_000)]
    tokens: u32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let folder = Folder::open(&options.data)?;
    let store = Store::open(folder, options.database.as_deref()).await?;
    let hall = Hall::open(store.clone()).await?;
    let floor = Floor::open(&options).await?;
    let (mut sales, mut least) = (Vec::new(), Vec::new());
    // One after the other, so that both see the machine in the same mood.
    for round in 0..options.rounds {
        least.push(floor.round(&options, round).await?);
        sales.push(hall.round(&options, &floor).await?);
    }
    let found = store.audit().await?;
    ensure!(found.is_empty(), "the audit found: {}", found.join("; "));
    let door = door(&options)?;
    println!("{}", json!({ "sales": sales, "least": least, "door": door }));
    Ok(())
}

/// The relay's money, and whoever waits for what comes of it.
struct Hall {
    money: Money,
    store: Store,
    waiting: Arc<Waiting>,
}

#[derive(Default)]
struct Waiting {
    started: Mutex<HashMap<OrderId, oneshot::Sender<PaymentId>>>,
    seated: Mutex<HashMap<PersonId, oneshot::Sender<()>>>,
}

/// Time of a purchase, or that there was no seat.
enum Outcome {
    Seated(Duration),
    SoldOut,
}

impl Hall {
    async fn open(store: Store) -> Result<Self> {
        let (money, told) = Money::with_wallet(store.clone(), &[7; 32], Terms::default()).await?;
        let waiting = Arc::<Waiting>::default();
        tokio::spawn(hear(money.clone(), told, waiting.clone()));
        tokio::spawn(money.clone().work());
        Ok(Self { money, store, waiting })
    }

    /// One sale, until nothing is left of it.
    async fn round(&self, options: &Options, floor: &Floor) -> Result<Value> {
        let (space, tier) = self.announce(options.seats).await?;
        let wanted = options.seats + options.seats / 10;
        let cpu = Cpu::now(floor).await?;
        let started = Instant::now();
        let outcomes = crowd(options.buyers, wanted, async |_| self.buy(space, tier).await).await?;
        let seconds = started.elapsed().as_secs_f64();
        let cpu = Cpu::now(floor).await?.since(&cpu);
        let ms = |it: &Outcome| match it {
            Outcome::Seated(took) => Some(took.as_secs_f64() * 1e3),
            Outcome::SoldOut => None,
        };
        let times: Vec<f64> = outcomes.iter().filter_map(ms).collect();
        let sold = times.len();
        ensure!(sold as u64 == options.seats, "{sold} of {} seats were sold", options.seats);
        let sale = self.store.sale(space, clock::now()).await?.context("the sale is gone")?.sale;
        ensure!(sale.tiers.iter().all(|tier| tier.left == 0), "a seat is left");
        let found = self.store.audit().await?;
        ensure!(found.is_empty(), "the audit found: {}", found.join("; "));
        Ok(json!({
            "per_second": sold as f64 / seconds, "cpu_ms_a_sale": cpu * 1e3 / sold as f64,
            "cores": cpu / seconds, "ms": Spread::of(times), "refused": outcomes.len() - sold,
        }))
    }

    async fn announce(&self, seats: u64) -> Result<(SpaceId, TierId)> {
        let now = clock::now();
        let space = SpaceId::v7(now.0, clock::chance_u128());
        let tier = TierId::v7(now.0, clock::chance_u128());
        let sale = NewSale {
            space,
            host: PersonId::v7(now.0, clock::chance_u128()),
            title: "A concert".into(),
            currency: Currency::EUR,
            opens: None,
            closes: None,
            starts_at: now.plus_ms(86_400_000),
            refund_min: 0,
            preview_s: 0,
            tiers: vec![NewTier {
                known: false,
                id: tier,
                name: "Seat".parse().map_err(|_| anyhow::anyhow!("a name"))?,
                price: 1000,
                number: u32::try_from(seats)?,
            }],
            codes: Vec::new(),
        };
        ensure!(self.store.set_sale(&sale).await? == Ok(()), "nothing can be sold");
        Ok((space, tier))
    }

    /// From the click until the buyer has a seat.
    async fn buy(&self, space: SpaceId, tier: TierId) -> Result<Outcome> {
        let began = Instant::now();
        let now = clock::now();
        let id = OrderId::v7(now.0, clock::chance_u128());
        let buyer = PersonId::v7(now.0, clock::chance_u128());
        let new = NewOrder { id, buyer, space, tier, code: None, key: id.to_string() };
        match self.money.carry(Deed::Hold(new)).await?.order() {
            Ok(_) => {}
            Err(TicketFault::SoldOut) => return Ok(Outcome::SoldOut),
            Err(fault) => bail!("no seat is held: {fault}"),
        }
        let (tell, started) = oneshot::channel();
        lock(&self.waiting.started).insert(id, tell);
        let (tell, seated) = oneshot::channel();
        lock(&self.waiting.seated).insert(buyer, tell);
        let asked = self.money.carry(Deed::Ask { order: id, news: News::Pay, by: None }).await?;
        ensure!(asked == Answer::Order(id), "nothing can be paid: {asked:?}");
        let payment = soon(started).await?;
        let shown = self.money.show_card(payment, TestCard::Good, false).await?;
        ensure!(shown == Answer::Card(CardAnswer::Paid), "the card is refused: {shown:?}");
        soon(seated).await?;
        Ok(Outcome::Seated(began.elapsed()))
    }
}

async fn soon<T>(told: oneshot::Receiver<T>) -> Result<T> {
    let told = tokio::time::timeout(Duration::from_secs(30), told).await;
    Ok(told.context("a purchase hangs")??)
}

/// As the relay does, and tells whoever waits.
async fn hear(money: Money, mut told: UnboundedReceiver<Effect>, waiting: Arc<Waiting>) {
    while let Some(effect) = told.recv().await {
        match money.heed(effect) {
            Some(Effect::Started { order, payment }) => {
                let waits = lock(&waiting.started).remove(&order);
                waits.map(|waits| waits.send(payment));
            }
            Some(Effect::Admitted { person, .. }) => {
                let waits = lock(&waiting.seated).remove(&person);
                waits.map(|waits| waits.send(()));
            }
            Some(Effect::Stopped { .. } | Effect::Call | Effect::WalletEvent) | None => {}
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `count` turns, by so many at a time, each beginning its next when its last is done.
async fn crowd<T, F: Future<Output = Result<T>>>(
    at_a_time: u64,
    count: u64,
    turn: impl Fn(u64) -> F,
) -> Result<Vec<T>> {
    let next = AtomicU64::new(0);
    let lanes = (0..at_a_time).map(async |_| {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return anyhow::Ok(done);
            }
            done.push(turn(number).await?);
        }
    });
    let done = futures_util::future::join_all(lanes).await;
    Ok(done.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The least that keeps the two promises of a sale: no seat twice, no order twice. One transaction each.
struct Floor {
    pool: AnyPool,
    is_postgres: bool,
}

/// As the store has them.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456;";

impl Floor {
    async fn open(options: &Options) -> Result<Self> {
        let is_postgres = options.database.is_some();
        let file = || format!("sqlite://{}?mode=rwc", options.data.join("floor.db").display());
        let url = options.database.clone().unwrap_or_else(file);
        let pool = AnyPoolOptions::new()
            .max_connections(if is_postgres { 16 } else { 1 })
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .after_connect(move |connection, _| {
                let pragmas = if is_postgres { "SELECT 1" } else { PRAGMAS };
                Box::pin(async move { connection.execute(pragmas).await.map(drop) })
            })
            .connect(&url)
            .await?;
        for sql in [
            "CREATE TABLE least_tiers (id TEXT PRIMARY KEY, number BIGINT NOT NULL, sold BIGINT NOT NULL)",
            "CREATE TABLE least_orders (key TEXT PRIMARY KEY, tier TEXT NOT NULL)",
        ] {
            pool.execute(sql).await?;
        }
        Ok(Self { pool, is_postgres })
    }

    async fn round(&self, options: &Options, round: u64) -> Result<Value> {
        let tier = round.to_string();
        sqlx::query("INSERT INTO least_tiers VALUES ($1, $2, 0)")
            .bind(&tier)
            .bind(i64::try_from(options.seats)?)
            .execute(&self.pool)
            .await?;
        let wanted = options.seats + options.seats / 10;
        let cpu = Cpu::now(self).await?;
        let started = Instant::now();
        let tries = crowd(options.buyers, wanted, async |_| {
            let began = Instant::now();
            let key = OrderId::v7(clock::now().0, clock::chance_u128()).to_string();
            let sold = self.sell(&tier, &key).await?;
            Ok(sold.then(|| began.elapsed().as_secs_f64() * 1e3))
        });
        let times: Vec<f64> = tries.await?.into_iter().flatten().collect();
        let seconds = started.elapsed().as_secs_f64();
        let cpu = Cpu::now(self).await?.since(&cpu);
        ensure!(times.len() as u64 == options.seats, "the floor sold {} seats", times.len());
        let sold = times.len() as f64;
        Ok(json!({
            "per_second": sold / seconds, "cpu_ms_a_sale": cpu * 1e3 / sold,
            "cores": cpu / seconds, "ms": Spread::of(times),
        }))
    }

    async fn sell(&self, tier: &str, key: &str) -> Result<bool> {
        let begin = if self.is_postgres { "BEGIN" } else { "BEGIN IMMEDIATE" };
        let mut tx = self.pool.begin_with(begin).await?;
        let sql = "UPDATE least_tiers SET sold = sold + 1 WHERE id = $1 AND sold < number";
        let done = sqlx::query(sql).bind(tier).execute(&mut *tx).await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let sql = "INSERT INTO least_orders (key, tier) VALUES ($1, $2)";
        sqlx::query(sql).bind(key).bind(tier).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Seconds of CPU so far, a process each: this one's, and PostgreSQL's.
struct Cpu(HashMap<i64, f64>);

impl Cpu {
    async fn now(floor: &Floor) -> Result<Self> {
        let mut processes = vec![i64::from(std::process::id())];
        if floor.is_postgres {
            let sql = "SELECT CAST(pid AS BIGINT) FROM pg_stat_activity";
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&floor.pool).await?;
            for row in rows {
                processes.push(row.try_get(0)?);
            }
        }
        let seconds = |id: i64| cpu_of(&PathBuf::from(format!("/proc/{id}/stat"))).unwrap_or(0.0);
        Ok(Self(processes.into_iter().map(|id| (id, seconds(id))).collect()))
    }

    fn since(&self, before: &Self) -> f64 {
        self.0.iter().map(|(id, now)| now - before.0.get(id).copied().unwrap_or(0.0)).sum()
    }
}

/// User and system time, which the kernel counts in hundredths of a second.
fn cpu_of(stat: &Path) -> Option<f64> {
    let stat = fs::read_to_string(stat).ok()?;
    let (_, behind) = stat.rsplit_once(')')?;
    let ticks = behind.split_whitespace().skip(11).take(2);
    Some(ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// Tickets a second at one door, by one thread: each shown once, and one of a hundred is good no more.
fn door(options: &Options) -> Result<Value> {
    let door = Door::new(Keys::read(&Keys::new_key()?)?);
    let (now, space) = (clock::now(), SpaceId::from_bits(1));
    let ticket = |number: u32| TicketId::from_bits(u128::from(number));
    let person = |number: u32| PersonId::from_bits(u128::from(number) << 32);
    let tokens: Vec<_> = (0..options.tokens)
        .map(|at| door.write(Claim { ticket: ticket(at), space, person: person(at) }, now))
        .collect();
    let prepared = door.prepare(space);
    door.open(space, prepared, (0..options.tokens).step_by(100).map(ticket));
    let good = options.tokens - options.tokens.div_ceil(100);
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        let started = Instant::now();
        let came_in = (0u32..).zip(&tokens).filter(|(at, token)| {
            door.check(token, space, person(*at), now).is_ok_and(|it| it == ticket(*at))
        });
        let came_in = came_in.count();
        let seconds = started.elapsed().as_secs_f64();
        ensure!(came_in == good as usize, "{came_in} came in, and {good} tickets are good");
        rounds.push(f64::from(options.tokens) / seconds);
    }
    Ok(json!({ "per_second": rounds, "tokens": options.tokens }))
}
