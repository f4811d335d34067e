//! Refusals about tickets. Whoever comes to the door of a space meets five of them, which
//! [`Language::fault`] says; the pages that sell and buy say all.

use super::Language;
use crate::state::form::Trouble;
use causerie_shared::{
    fault::Fault,
    money::{Currency, PriceFault},
    text::TextFault,
    ticket::{EntryKind, OrderState, TestCard, TicketState},
    ticket_fault::TicketFault,
};

impl Language {
    /// At the door of a space.
    pub const fn door_fault(self, fault: &TicketFault) -> &'static str {
        if let TicketFault::Needed = fault {
            self.ticket_needed_hint()
        } else if let TicketFault::Refused = fault {
            self.ticket_refused()
        } else if let TicketFault::DoorShut = fault {
            self.ticket_door_shut()
        } else if let TicketFault::HeardElsewhere = fault {
            self.heard_elsewhere_hint()
        } else if let TicketFault::PreviewOver = fault {
            self.preview_over_hint()
        } else {
            self.ticket_fault()
        }
    }

    /// Whatever goes wrong on the pages of tickets.
    pub fn ticket_trouble(self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Fault(fault) => self.shop_fault(fault),
            Trouble::Offline => self.fault_offline().to_owned(),
            Trouble::NoPasskey => self.passkey_stopped().to_owned(),
        }
    }

    pub fn shop_fault(self, fault: &Fault) -> String {
        if let Fault::Ticket { ticket } = fault {
            self.fault_of_tickets(ticket)
        } else {
            self.fault(fault)
        }
    }

    fn fault_of_tickets(self, fault: &TicketFault) -> String {
        let words = match *fault {
            TicketFault::NoSuchCurrency => self.ticket_no_such_currency(),
            TicketFault::CurrencyNotSettled => self.ticket_currency_not_settled(),
            TicketFault::CurrencyStays => self.ticket_currency_stays(),
            TicketFault::NoTiers => self.ticket_no_tiers(),
            TicketFault::TooManyTiers { most } => return self.ticket_too_many_tiers(most.into()),
            TicketFault::BadTierName { at: _, text: TextFault::Empty } => self.ticket_bad_name(),
            TicketFault::BadTierName { at: _, text } => return self.lines_fault(text.into()),
            TicketFault::BadPrice { at: _, price } => return self.price_fault(price),
            TicketFault::TooFew { at: _, least: ..2 } => self.ticket_too_few_none(),
            TicketFault::TooFew { at: _, least } => return self.ticket_too_few(least.into()),
            TicketFault::TooMany { at: _, most } => return self.ticket_too_many(most.into()),
            TicketFault::IsSold => self.ticket_is_sold(),
            TicketFault::BadOpens { time } | TicketFault::BadCloses { time } => {
                return self.time_fault(time);
            }
            TicketFault::ClosesBeforeItOpens => self.ticket_closes_first(),
            TicketFault::PreviewTooLong { most_s } => {
                return self.ticket_preview_too_long(most_s.into());
            }
            TicketFault::RefundTooEarly { most_min } => {
                return self.ticket_refund_too_early(u64::from(most_min) / (24 * 60));
            }
            TicketFault::TooManyCodes { most } => return self.ticket_too_many_codes(most.into()),
            TicketFault::BadCode { at: _ } => self.ticket_bad_code(),
            TicketFault::BadPercent { at: _ } => self.ticket_bad_percent(),
            TicketFault::BadUses { at: _, least } => return self.ticket_bad_uses(least.into()),
            TicketFault::NotSold => self.ticket_not_sold(),
            TicketFault::NotYet { .. } => self.ticket_not_yet(),
            TicketFault::Closed => self.ticket_closed(),
            TicketFault::CalledOff => self.ticket_called_off(),
            TicketFault::NoSuchTier => self.ticket_no_such_tier(),
            TicketFault::SoldOut => self.ticket_sold_out(),
            TicketFault::CodeRefused => self.ticket_code_refused(),
            TicketFault::OneEach => self.ticket_one_each(),
            TicketFault::NoSuchOrder => self.ticket_no_such_order(),
            TicketFault::HoldOver => self.ticket_hold_over(),
            TicketFault::GivenBack => self.ticket_given_back(),
            TicketFault::SameTierName { at: _ } => self.ticket_same_tier_name(),
            TicketFault::OpensTooLate => self.ticket_opens_too_late(),
            TicketFault::HostNeedsNone => self.host_needs_none(),
            TicketFault::NoPayoutAccount => self.ticket_no_payout_account(),
            TicketFault::ProviderAway => self.ticket_provider_away(),
            TicketFault::PaymentUnderWay => self.ticket_payment_under_way(),
            TicketFault::NoSuchCard => self.ticket_no_such_card(),
            TicketFault::PaymentOver => self.ticket_payment_over(),
            TicketFault::NoSuchTicket => self.ticket_no_such_ticket(),
            TicketFault::TooLateToReturn => self.ticket_too_late_to_return(),
            TicketFault::TooLateToTransfer => self.ticket_too_late_to_transfer(),
            TicketFault::TransferOnce => self.ticket_transfer_once(),
            TicketFault::TheyHaveOne => self.ticket_they_have_one(),
            TicketFault::SeatsLeft => self.ticket_seats_left(),
            TicketFault::Needed
            | TicketFault::Refused
            | TicketFault::DoorShut
            | TicketFault::HeardElsewhere
            | TicketFault::PreviewOver => self.door_fault(fault),
        };
        words.to_owned()
    }

    fn price_fault(self, fault: PriceFault) -> String {
        let amount = |minor: u64, currency: Currency| {
            let plain = currency.plain(i64::try_from(minor).unwrap_or(i64::MAX));
            let written = plain.replace('.', self.decimal_mark());
            [&written, "\u{a0}", currency.as_str()].concat()
        };
        match fault {
            PriceFault::NotANumber => self.price_not_a_number().to_owned(),
            PriceFault::TooFine { digits: 0 } => self.price_whole().to_owned(),
            PriceFault::TooFine { digits } => self.price_too_fine(digits.into()),
            PriceFault::TooLow { least, currency } => self.price_too_low(&amount(least, currency)),
            PriceFault::TooHigh { most, currency } => self.price_too_high(&amount(most, currency)),
        }
    }

    /// What a card of the wallet does.
    pub const fn card(self, card: TestCard) -> &'static str {
        match card {
            TestCard::Good => self.card_good(),
            TestCard::Declines => self.card_declines(),
            TestCard::WantsConfirmation => self.card_confirms(),
            TestCard::SettlesLate => self.card_late(),
        }
    }

    /// What has become of a ticket that is good no more.
    pub const fn ticket_state(self, state: TicketState) -> Option<&'static str> {
        match state {
            TicketState::Good => None,
            TicketState::Returned => Some(self.ticket_returned()),
            TicketState::Transferred => Some(self.ticket_transferred()),
            TicketState::Disputed => Some(self.ticket_disputed()),
        }
    }

    /// How an order stands, for the host; nothing where all is well.
    pub const fn order_state(self, state: OrderState) -> Option<&'static str> {
        match state {
            OrderState::Held => Some(self.order_held()),
            OrderState::Lapsed => Some(self.order_lapsed()),
            OrderState::Seated => None,
            OrderState::Returned => Some(self.order_returned()),
        }
    }

    pub const fn entry(self, of: EntryKind) -> &'static str {
        match of {
            EntryKind::Sale => self.entry_sale(),
            EntryKind::Unseated => self.entry_unseated(),
            EntryKind::Refund => self.entry_refund(),
            EntryKind::RefundDone => self.entry_refund_done(),
            EntryKind::Dispute => self.entry_dispute(),
            EntryKind::DisputeWon => self.entry_dispute_won(),
            EntryKind::Payout => self.entry_payout(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language::{English, French};
    use super::*;

    #[test]
    fn the_least_price_is_said_in_its_currency_and_with_the_readers_mark() {
        let price = PriceFault::TooLow { least: 150, currency: Currency::EUR };
        let fault = TicketFault::BadPrice { at: 0, price }.into();
        assert_eq!(English.shop_fault(&fault), "The least a ticket can cost is 1.50\u{a0}EUR.");
        assert_eq!(French.shop_fault(&fault), "Un billet coûte au moins 1,50\u{a0}EUR.");
    }

    #[test]
    fn the_door_says_its_own_refusals_as_the_shop_does() {
        for door in [TicketFault::Needed, TicketFault::Refused, TicketFault::DoorShut] {
            let fault = Fault::from(door);
            assert_eq!(English.fault(&fault), English.shop_fault(&fault));
        }
        let fault = TicketFault::SoldOut.into();
        assert_ne!(English.fault(&fault), English.shop_fault(&fault), "it is the shop's to say");
    }
}
