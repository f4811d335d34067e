//! The books: what a posting moves between accounts. Double entry; every posting sums to zero, and
//! balances are sums of entries, kept nowhere.
//!
//! Amounts are minor units. An account of money that is here is positive, of money that somebody has
//! to be given negative: `provider` holds what buyers paid; `host`, `platform` and `owed` are whose it
//! is.

use causerie_shared::ticket::EntryKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// With whoever handles payments.
    Provider,
    /// The fee.
    Platform,
    Host,
    /// On its way back to buyers.
    Owed,
}

impl Account {
    pub const ALL: [Self; 4] = [Self::Provider, Self::Platform, Self::Host, Self::Owed];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Platform => "platform",
            Self::Host => "host",
            Self::Owed => "owed",
        }
    }
}

/// What somebody paid, and the platform's part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    pub total: i64,
    pub fee: i64,
}

/// The lines of one posting; those of nothing are left out.
pub fn posting(kind: EntryKind, split: Split) -> Vec<(Account, i64)> {
    let Split { total, fee } = split;
    let lines = match kind {
        EntryKind::Sale | EntryKind::DisputeWon => {
            [(Account::Provider, total), (Account::Host, fee - total), (Account::Platform, -fee)]
                .to_vec()
        }
        EntryKind::Unseated => vec![(Account::Provider, total), (Account::Owed, -total)],
        EntryKind::Refund => {
            vec![(Account::Host, total - fee), (Account::Platform, fee), (Account::Owed, -total)]
        }
        EntryKind::RefundDone => vec![(Account::Owed, total), (Account::Provider, -total)],
        EntryKind::Dispute => vec![
            (Account::Provider, -total),
            (Account::Host, total - fee),
            (Account::Platform, fee),
        ],
        EntryKind::Payout => vec![(Account::Host, total), (Account::Provider, -total)],
    };
    lines.into_iter().filter(|(_, amount)| *amount != 0).collect()
}

/// As it stands in rows.
pub const fn code(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Sale => "sale",
        EntryKind::Unseated => "unseated",
        EntryKind::Refund => "refund",
        EntryKind::RefundDone => "refund_done",
        EntryKind::Dispute => "dispute",
        EntryKind::DisputeWon => "dispute_won",
        EntryKind::Payout => "payout",
    }
}

pub const KINDS: [EntryKind; 7] = [
    EntryKind::Sale,
    EntryKind::Unseated,
    EntryKind::Refund,
    EntryKind::RefundDone,
    EntryKind::Dispute,
    EntryKind::DisputeWon,
    EntryKind::Payout,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_posting_sums_to_zero(total in 0i64..=1 << 40, part in 0i64..=10_000) {
            let fee = i64::try_from(i128::from(total) * i128::from(part) / 10_000).unwrap();
            for kind in KINDS {
                let lines = posting(kind, Split { total, fee });
                prop_assert_eq!(lines.iter().map(|(_, amount)| amount).sum::<i64>(), 0);
                let mut accounts: Vec<_> = lines.iter().map(|(account, _)| account).collect();
                accounts.dedup();
                prop_assert_eq!(accounts.len(), lines.len(), "one line an account");
            }
        }
    }

    #[test]
    fn what_is_sold_and_given_back_leaves_nothing_anywhere() {
        let split = Split { total: 1000, fee: 30 };
        for path in [
            vec![EntryKind::Sale, EntryKind::Refund, EntryKind::RefundDone],
            vec![EntryKind::Unseated, EntryKind::RefundDone],
            vec![EntryKind::Sale, EntryKind::Dispute],
        ] {
            for account in Account::ALL {
                let lines = path.iter().flat_map(|kind| posting(*kind, split));
                let sum: i64 = lines.filter(|(of, _)| *of == account).map(|(_, it)| it).sum();
                assert_eq!(sum, 0, "{account:?} after {path:?}");
            }
        }
    }
}
