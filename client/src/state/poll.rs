//! A poll as somebody sees it.
//!
//! *Law:* whole percents add up to a hundred, and nobody is told how others vote before they have.

use causerie_shared::{
    board::{Poll, Vote},
    role::Role,
};

/// What somebody chose, in the poll that is up.
pub fn own_choice(poll: &Poll, vote: Option<Vote>) -> Option<usize> {
    let vote = vote.filter(|vote| vote.poll == poll.number)?;
    usize::try_from(vote.choice).ok()
}

/// Whether the votes are shown. Those who run the space see them all along.
pub fn tells(poll: &Poll, vote: Option<Vote>, role: Role) -> bool {
    poll.closed || role.in_charge() || own_choice(poll, vote).is_some()
}

pub fn votes(poll: &Poll) -> u64 {
    poll.choices.iter().map(|choice| u64::from(choice.votes)).sum()
}

/// The share of each choice in whole percents: what is left by rounding down goes to those who lost
/// most by it.
pub fn percents(poll: &Poll) -> Vec<u64> {
    let all = votes(poll);
    if all == 0 {
        return vec![0; poll.choices.len()];
    }
    let hundredfold = || poll.choices.iter().map(|choice| u64::from(choice.votes) * 100);
    let mut shares: Vec<u64> = hundredfold().map(|votes| votes / all).collect();
    let mut lost: Vec<u64> = hundredfold().map(|votes| votes % all).collect();
    for _ in shares.iter().sum::<u64>()..100 {
        let Some(most) = lost.iter().max().copied() else { break };
        if let Some(at) = lost.iter().position(|lost| *lost == most)
            && let (Some(share), Some(lost)) = (shares.get_mut(at), lost.get_mut(at))
        {
            *share += 1;
            *lost = 0;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::board::Tally;
    use proptest::prelude::*;

    fn poll(votes: &[u32]) -> Poll {
        let choice = |(at, votes): (usize, &u32)| Tally {
            words: format!("Choice {at}").parse().unwrap(),
            votes: *votes,
        };
        let choices = votes.iter().enumerate().map(choice).collect();
        Poll { number: 2, question: "Which?".parse().unwrap(), choices, closed: false }
    }

    #[test]
    fn three_who_disagree_make_a_hundred() {
        assert_eq!(percents(&poll(&[1, 1, 1])), [34, 33, 33]);
        assert_eq!(percents(&poll(&[2, 1])), [67, 33]);
        assert_eq!(percents(&poll(&[0, 0])), [0, 0]);
        assert_eq!(percents(&poll(&[0, 5])), [0, 100]);
    }

    proptest! {
        #[test]
        fn percents_add_up_to_a_hundred(votes in prop::collection::vec(0u32.., 2..=6)) {
            let shares = percents(&poll(&votes));
            let all = votes.iter().map(|votes| u64::from(*votes)).sum::<u64>();
            prop_assert_eq!(shares.iter().sum::<u64>(), if all == 0 { 0 } else { 100 });
        }
    }

    #[test]
    fn nobody_is_led_by_the_votes_of_others() {
        let vote = |poll| Some(Vote { poll, choice: 1 });
        let open = poll(&[3, 4]);
        assert!(!tells(&open, None, Role::Listener));
        assert!(!tells(&open, vote(1), Role::Guest), "a vote in a former poll is none in this");
        assert!(tells(&open, vote(2), Role::Listener));
        assert!(tells(&open, None, Role::CoHost));
        assert!(tells(&Poll { closed: true, ..open }, None, Role::Guest));
    }
}
