//! The list of home, kept still under the reader's eyes.

use causerie_shared::api::SpaceCard;

/// The newly arrived list in the order on screen: spaces shown already stay where they are with
/// their new numbers, those that are over go, new ones come at the end.
pub fn keep_order(shown: &[SpaceCard], mut arrived: Vec<SpaceCard>) -> Vec<SpaceCard> {
    let mut kept = Vec::with_capacity(arrived.len());
    for old in shown {
        if let Some(at) = arrived.iter().position(|new| new.id == old.id) {
            kept.push(arrived.remove(at));
        }
    }
    kept.append(&mut arrived);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{id::SpaceId, time::UnixMs, topic::Topics};

    fn card(number: u128, listeners: u32) -> SpaceCard {
        SpaceCard {
            id: SpaceId::from_bits(number),
            title: "A space".parse().unwrap(),
            since: UnixMs(0),
            topics: Topics::default(),
            language: None,
            guests: true,
            stage: vec![],
            talking: vec![],
            listeners,
        }
    }

    #[test]
    fn a_refresh_moves_no_card_under_the_finger() {
        let shown = [card(1, 9), card(2, 5), card(3, 1)];
        let arrived = vec![card(4, 50), card(3, 20), card(1, 10)];
        let order: Vec<_> = keep_order(&shown, arrived)
            .iter()
            .map(|card| (card.id.bits(), card.listeners))
            .collect();
        assert_eq!(order, [(1, 10), (3, 20), (4, 50)]);
    }
}
