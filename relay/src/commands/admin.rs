//! `causerie admin …`: people, who may administer, and who may host.

use crate::{
    clock,
    commands::{Place, load_test::LoadTest, run},
    money::token::Keys,
    people::{
        hosting::Policy,
        passwords::{Hashed, SALT_BYTES},
    },
    store::{Claim, Founding, IdentityRow, Kind, PersonRow, Setting, Store, Words},
};
use anyhow::{Context, bail};
use causerie_shared::{
    handle::Handle,
    id::{IdentityId, PersonId, ReportId},
    password::Password,
    report::Party,
};
use clap::{Args, Subcommand};
use std::io::BufRead;

#[derive(Args)]
pub struct Admin {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make an account, and print the password that it begins with.
    CreateAccount {
        /// Their handle, as "ada".
        handle: Handle,
        /// Their name. Default: the handle.
        #[arg(long)]
        name: Option<String>,
        /// May change the rules of this relay.
        #[arg(long)]
        administrator: bool,
        /// Read the password from standard input, a line, instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Let somebody administer this relay, or no longer.
    Administrator {
        handle: String,
        #[arg(long)]
        revoke: bool,
    },
    /// Print a new password for somebody, in the place of theirs, and sign them out everywhere.
    ResetPassword {
        handle: String,
        /// Read the password from standard input, a line, instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Say who may host, or print it: "followers >= 600", "everyone", "guests", "accounts: ada, ben".
    /// It counts at once, also for a relay that is running.
    Policy {
        policy: Option<Policy>,
        /// Go back to what the configuration says.
        #[arg(long, conflicts_with = "policy")]
        reset: bool,
    },
    /// Print what people reported and nobody is done with, the newest first.
    Reports {
        /// Those that are closed too.
        #[arg(long)]
        all: bool,
        /// Be done with this one.
        #[arg(long, value_name = "REPORT")]
        close: Option<ReportId>,
    },
    /// Make a new key for tickets. The former one still checks what it signed.
    RotateTicketKey,
    /// Fill this relay with people who do not exist, to see how it bears many.
    LoadTest(LoadTest),
}

/// Runs `causerie admin …`.
///
/// # Errors
/// What could not be done, in words for the operator.
pub fn admin(admin: Admin) -> anyhow::Result<()> {
    let Admin { place, what } = admin;
    run(async move {
        let store = place.open().await?;
        match what {
            What::CreateAccount { handle, name, administrator, password_stdin } => {
                let name = name.unwrap_or_else(|| handle.as_str().to_owned());
                let words = Words {
                    name: name.parse().with_context(|| format!("the name {name:?}"))?,
                    handle,
                    biography: None,
                    links: Vec::new(),
                };
                let password = Initial::choose(password_stdin, words.handle.as_str())?;
                create_account(&store, &words, &password).await?;
                if administrator {
                    let person = somebody(&store, words.handle.as_str()).await?;
                    store.set_administrator(person.id, true).await?;
                }
                println!("@{} has an account.", words.handle);
                password.say();
            }
            What::Administrator { handle, revoke } => {
                let person = somebody(&store, &handle).await?;
                store.set_administrator(person.id, !revoke).await?;
                let may = if revoke { "no longer administers" } else { "administers" };
                println!("@{} {may} this relay.", person.handle);
            }
            What::ResetPassword { handle, password_stdin } => {
                let person = somebody(&store, &handle).await?;
                let password = Initial::choose(password_stdin, person.handle.as_str())?;
                store.set_password(&password.row(person.id)?).await?;
                store.end_sessions(person.id, None).await?;
                println!("@{} is signed out everywhere.", person.handle);
                password.say();
            }
            What::Policy { policy, reset } => say_who_may_host(&store, policy, reset).await?,
            What::Reports { all, close } => reports(&store, all, close).await?,
            What::RotateTicketKey => rotate_ticket_key(&store).await?,
            What::LoadTest(load) => load.run(&store).await?,
        }
        store.close().await;
        Ok(())
    })
}

async fn create_account(store: &Store, words: &Words, password: &Initial) -> anyhow::Result<()> {
    let now = clock::now();
    let id = PersonId::v7(now.0, clock::chance_u128());
    let identity = password.row(id)?;
    let founding = Founding { id, words, identity: &identity, recovery: &[] };
    match store.found_person(founding, now).await? {
        Claim::Done => Ok(()),
        Claim::Taken => {
            bail!("somebody has the handle @{}, or one that looks the same", words.handle)
        }
    }
}

async fn somebody(store: &Store, handle: &str) -> anyhow::Result<PersonRow> {
    let handle = Handle::existing(handle).with_context(|| format!("the handle {handle:?}"))?;
    let person = store.person_of(&handle).await?;
    person.with_context(|| format!("nobody here has the handle @{handle}"))
}

/// The new key and the one before. Tokens live for hours, so two are enough unless keys change by the
/// hour.
async fn rotate_ticket_key(store: &Store) -> anyhow::Result<()> {
    let key = Keys::new_key()?;
    let kept = store.setting(Setting::TicketKeys).await?;
    let former = kept.as_deref().and_then(|kept| kept.split_ascii_whitespace().next());
    let keys: Vec<&str> = std::iter::once(key.as_str()).chain(former).collect();
    store.set_setting(Setting::TicketKeys, Some(&keys.join(" "))).await?;
    println!(
        "There is a new key for tickets. A relay that runs signs with it once it has restarted."
    );
    if former.is_some() {
        println!("What the former key signed stays good until it expires.");
    }
    Ok(())
}

async fn say_who_may_host(
    store: &Store,
    policy: Option<Policy>,
    reset: bool,
) -> anyhow::Result<()> {
    if let Some(policy) = policy {
        store.set_setting(Setting::Hosting, Some(&policy.to_string())).await?;
    } else if reset {
        store.set_setting(Setting::Hosting, None).await?;
    }
    match store.setting(Setting::Hosting).await? {
        Some(policy) => println!("{policy}"),
        None => println!("As the configuration says; `causerie config` prints it."),
    }
    Ok(())
}

/// Reports that are printed at once.
const PRINTED: u32 = 200;

async fn reports(store: &Store, all: bool, close: Option<ReportId>) -> anyhow::Result<()> {
    if let Some(id) = close {
        let by = PersonId::from_bits(0);
        if !store.close_report(id, by, clock::now()).await? {
            bail!("there is no report {id}");
        }
        println!("The report {id} is closed.");
        return Ok(());
    }
    for report in store.reports(!all, None, PRINTED).await? {
        let name = |party: &Party| match &party.handle {
            Some(handle) => format!("{} (@{handle})", party.name),
            None => format!("{} (a guest, {})", party.name, party.person),
        };
        let by = report.by.as_ref().map_or_else(|| "somebody without a name".into(), name);
        let minutes = report.moment_ms / 60_000;
        println!("{}  {}", report.id, report.concern.code());
        println!("  of {}, reported by {by}", name(&report.of));
        println!(
            "  in {:?} ({}), {minutes} minutes after its start",
            report.title.as_str(),
            report.space
        );
        for (what, words) in [
            ("line", report.line.as_ref().map(|line| line.as_str())),
            ("note", report.note.as_ref().map(|note| note.as_str())),
        ] {
            if let Some(words) = words {
                println!("  {what}: {words}");
            }
        }
        if report.closed_at.is_some() {
            println!("  closed");
        }
    }
    println!("{} are open.", store.open_reports().await?);
    Ok(())
}

/// The password that an account begins with. No Debug.
enum Initial {
    /// Made here, and shown once.
    Made(String, Password),
    Given(Password),
}

/// Random bytes of a password that is made here: 99 bits, in 20 letters and digits.
const RANDOM: usize = 20;

/// Letters and digits that nobody takes for one another.
const SIGNS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

impl Initial {
    fn choose(from_stdin: bool, handle: &str) -> anyhow::Result<Self> {
        if from_stdin {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            let typed = line.trim_end_matches(['\r', '\n']);
            return Ok(Self::Given(Password::chosen(typed, &[handle])?));
        }
        let chance: [u8; RANDOM] = clock::chance();
        let mut text = String::new();
        for (number, byte) in chance.into_iter().enumerate() {
            if number > 0 && number % 5 == 0 {
                text.push('-');
            }
            text.extend(SIGNS.get(usize::from(byte % 31)).copied().map(char::from));
        }
        let password = Password::chosen(&text, &[handle])?;
        Ok(Self::Made(text, password))
    }

    fn row(&self, person: PersonId) -> anyhow::Result<IdentityRow> {
        let (Self::Made(_, password) | Self::Given(password)) = self;
        let salt = clock::chance::<SALT_BYTES>();
        let hashed = Hashed::of(password, salt).context("the password cannot be hashed")?;
        let now = clock::now();
        Ok(IdentityRow {
            id: IdentityId::v7(now.0, clock::chance_u128()),
            person,
            kind: Kind::Password,
            subject: person.to_string(),
            proof: hashed.to_phc(),
            label: String::new(),
            created_at: now,
            used_at: None,
        })
    }

    fn say(&self) {
        if let Self::Made(text, _) = self {
            println!("Their password, shown this once: {text}");
        }
    }
}
