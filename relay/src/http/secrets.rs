//! Passwords and recovery codes on their way to the store and back: hashed where a thread may block, few at
//! a time.

use crate::{
    clock,
    http::{Problem, State},
    people::{
        passwords::{self, Hashed, SALT_BYTES, Verdict},
        recovery::RecoveryCode,
    },
    store::{IdentityRow, Kind},
};
use causerie_shared::{
    id::{IdentityId, PersonId},
    password::Password,
};

/// Hashes that are made or wait to be: half a second for the last of them. Whoever comes beyond is
/// told to come back.
pub(super) const HASHES_IN_LINE: usize = 64;

/// The line is short again by then.
pub(super) const HASHES_RETRY_S: u32 = 2;

/// What became of a password that was shown.
pub(super) enum Shown {
    /// With the row's proof as it should be from here on, if not as it is.
    Right {
        renewed: Option<String>,
    },
    Wrong,
}

/// A password as a row for the store.
///
/// # Errors
/// A 503 when too many are being hashed.
pub(super) async fn password_row(
    state: &State,
    person: PersonId,
    password: Password,
) -> Result<IdentityRow, Problem> {
    let salt = clock::chance::<SALT_BYTES>();
    let proof =
        state.hashing.run(move || Hashed::of(&password, salt).map(|it| it.to_phc())).await?;
    // argon2 refuses no password that has come so far.
    let proof = proof.ok_or_else(Problem::stopping)?;
    Ok(identity_row(person, Kind::Password, person.to_string(), proof, String::new()))
}

pub(super) fn identity_row(
    person: PersonId,
    kind: Kind,
    subject: String,
    proof: String,
    label: String,
) -> IdentityRow {
    let now = clock::now();
    let id = IdentityId::v7(now.0, clock::chance_u128());
    IdentityRow { id, person, kind, subject, proof, label, created_at: now, used_at: None }
}

/// Costs the same whether or not there is something to check against.
///
/// # Errors
/// A 503 when too many are being checked.
pub(super) async fn show_password(
    state: &State,
    password: Password,
    kept: Option<&IdentityRow>,
) -> Result<Shown, Problem> {
    let kept = kept.map(|row| row.proof.clone());
    let salt = clock::chance::<SALT_BYTES>();
    let work = move || {
        let kept = kept.and_then(|proof| Hashed::stored(&proof));
        match passwords::check(&password, kept.as_ref()) {
            Verdict::Right { needs_rehash: false } => Shown::Right { renewed: None },
            Verdict::Right { needs_rehash: true } => {
                Shown::Right { renewed: Hashed::of(&password, salt).map(|it| it.to_phc()) }
            }
            Verdict::Wrong => Shown::Wrong,
        }
    };
    state.hashing.run(work).await
}

/// New recovery codes: as they are shown, and as they are kept.
pub(super) fn new_codes(person: PersonId) -> (Vec<String>, Vec<String>) {
    let codes = RecoveryCode::set(std::array::from_fn(|_| clock::chance()));
    codes.into_iter().map(|code| (code.to_shown(), code.to_stored(person))).unzip()
}
