//! The provider that comes with the relay: play money, for trying everything before a real one is set
//! up. It keeps books of its own in the store, is paid with test cards, and tells what happened as a
//! real one does, by signed news that may come late.

use crate::{
    money::{
        news::Signs,
        provider::{Away, NotTaken, Onboarding, Provider, Standing, Start, Started, Told},
    },
    store::{Deed, Store, Till, WalletEvent},
};
use causerie_shared::{
    id::{PaymentId, PersonId},
    money::Currency,
};
use futures_util::future::BoxFuture;

/// How long after a space is over its host is paid out: who is not content says so before.
pub const PAYS_OUT_AFTER_MS: u64 = 24 * 60 * 60 * 1000;

pub struct Wallet {
    signs: Signs,
    store: Store,
    till: Till,
}

impl Wallet {
    pub fn new(secret: &[u8; 32], store: Store, till: Till) -> Self {
        Self { signs: Signs::new(secret), store, till }
    }

    /// What it has to tell, signed, `t=…,v1=…`.
    pub fn write(&self, event: &WalletEvent, now_s: u64) -> (Vec<u8>, String) {
        self.signs.write(event, now_s)
    }
}

impl Provider for Wallet {
    fn name(&self) -> &'static str {
        "wallet"
    }

    fn is_test(&self) -> bool {
        true
    }

    fn least(&self, currency: Currency) -> Option<u64> {
        // As small as what its smallest coin buys elsewhere; funds that nobody pays in are refused.
        let settled = [
            "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK",
            "KWD",
        ];
        settled.contains(&currency.as_str()).then_some(1)
    }

    fn start(&self, start: Start) -> BoxFuture<'_, Result<Started, Away>> {
        Box::pin(async move {
            let Start { payment, currency, split, .. } = start;
            let deed = Deed::WalletStart { payment, amount: split.total, currency };
            self.till.carry(deed).await.map_err(|fault| Away(fault.to_string()))?;
            Ok(Started { pay_at: format!("/api/wallet/payments/{payment}") })
        })
    }

    fn ask(&self, payment: PaymentId) -> BoxFuture<'_, Result<Standing, Away>> {
        Box::pin(async move {
            let found = self.store.wallet_payment(payment).await;
            let found = found.map_err(|fault| Away(fault.to_string()))?;
            Ok(match found.as_deref() {
                None => Standing::Unknown,
                Some("open" | "settling") => Standing::Open,
                Some("paid") => Standing::Paid,
                Some("refunded") => Standing::Refunded,
                Some("disputed") => Standing::Disputed,
                Some(_) => Standing::Failed,
            })
        })
    }

    fn refund(&self, payment: PaymentId) -> BoxFuture<'_, Result<(), Away>> {
        Box::pin(async move {
            let done = self.till.carry(Deed::WalletRefund { payment }).await;
            done.map(drop).map_err(|fault| Away(fault.to_string()))
        })
    }

    fn onboard(&self, _host: PersonId) -> BoxFuture<'_, Result<Onboarding, Away>> {
        Box::pin(async { Ok(Onboarding::Ready) })
    }

    fn read(&self, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken> {
        self.signs.read(body, signature, now_s)
    }
}
