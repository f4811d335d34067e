//! Values about money: who handles payments, and by which key.

use std::{fmt, str::FromStr};

/// Who handles payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaymentProvider {
    /// Play money.
    #[default]
    Wallet,
}

impl FromStr for PaymentProvider {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "wallet" => Ok(Self::Wallet),
            other => Err(format!("payments are handled by \"wallet\", not \"{other}\"")),
        }
    }
}

impl fmt::Display for PaymentProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wallet => "wallet",
        })
    }
}

/// The key of whoever handles payments; secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PaymentKey(Option<String>);

impl PaymentKey {
    /// Whether real money moves by it: so processors mark their keys.
    pub fn is_live(&self) -> bool {
        let marks = ["sk_live", "rk_live", "pk_live", "live_"];
        self.0.as_deref().is_some_and(|key| marks.iter().any(|mark| key.starts_with(mark)))
    }
}

impl FromStr for PaymentKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Ok(Self((!text.is_empty()).then(|| text.to_owned())))
    }
}

impl fmt::Display for PaymentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "…" } else { "" })
    }
}

impl fmt::Debug for PaymentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_written_and_a_live_one_is_known() {
        let key: PaymentKey = " sk_live_51abc ".parse().unwrap();
        assert!(key.is_live());
        assert_eq!(format!("{key} {key:?}"), "… …");
        assert!(!"sk_test_51abc".parse::<PaymentKey>().unwrap().is_live());
        assert!(!PaymentKey::default().is_live());
    }
}
