//! What was said against what was read: words without their dress, and the fewest changes that
//! make one text the other. Pure.

/// The words of a text as they sound: without case, punctuation and hyphens, "Mr." said out.
pub fn words(text: &str) -> Vec<String> {
    let dressed = text.split(|c: char| c.is_whitespace() || "-–—…".contains(c));
    let bare = dressed.map(|word| {
        let kept = word.chars().filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'));
        kept.collect::<String>().to_lowercase().replace('’', "'").trim_matches('\'').to_owned()
    });
    let said = bare.map(|word| match word.as_str() {
        "mr" => "mister".to_owned(),
        "mrs" => "missus".to_owned(),
        _ => word,
    });
    said.filter(|word| !word.is_empty()).collect()
}

/// How two texts go together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aligned {
    /// For each word that was said, which of those that were read it is; none where it was missed
    /// or read as another.
    pub found: Vec<Option<usize>>,
    /// What went wrong, in order: words said and words read, one of which may be empty.
    pub wrong: Vec<(String, String)>,
}

/// Aligns with the fewest words put in, left out or read as others: the numerator of the word
/// error rate is the length of `wrong`.
pub fn align<S: AsRef<str>, R: AsRef<str>>(said: &[S], read: &[R]) -> Aligned {
    let (rows, columns) = (said.len() + 1, read.len() + 1);
    let same = |row: usize, column: usize| said[row - 1].as_ref() == read[column - 1].as_ref();
    // The cost of making the first `row` words of one the first `column` words of the other.
    let mut cost = vec![0usize; rows * columns];
    let at = |row: usize, column: usize| row * columns + column;
    for row in 0..rows {
        for column in 0..columns {
            cost[at(row, column)] = match (row, column) {
                (0, _) => column,
                (_, 0) => row,
                _ => {
                    let other = usize::from(!same(row, column));
                    let kept = cost[at(row - 1, column - 1)] + other;
                    let missed = cost[at(row - 1, column)] + 1;
                    let invented = cost[at(row, column - 1)] + 1;
                    kept.min(missed).min(invented)
                }
            };
        }
    }
    let mut aligned = Aligned { found: vec![None; said.len()], wrong: Vec::new() };
    let (mut row, mut column) = (said.len(), read.len());
    let of_said = |row: usize| said[row - 1].as_ref().to_owned();
    let of_read = |column: usize| read[column - 1].as_ref().to_owned();
    while row > 0 || column > 0 {
        let here = cost[at(row, column)];
        if row > 0 && column > 0 && same(row, column) && here == cost[at(row - 1, column - 1)] {
            aligned.found[row - 1] = Some(column - 1);
            (row, column) = (row - 1, column - 1);
        } else if row > 0 && column > 0 && here == cost[at(row - 1, column - 1)] + 1 {
            aligned.wrong.push((of_said(row), of_read(column)));
            (row, column) = (row - 1, column - 1);
        } else if row > 0 && here == cost[at(row - 1, column)] + 1 {
            aligned.wrong.push((of_said(row), String::new()));
            row -= 1;
        } else {
            aligned.wrong.push((String::new(), of_read(column)));
            column -= 1;
        }
    }
    aligned.wrong.reverse();
    aligned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(said: &str, read: &str) -> Aligned {
        align(&words(said), &words(read))
    }

    #[test]
    fn dress_is_no_difference() {
        let read = "And Mr. John Dashwood—cold-hearted, ‘ill-disposed’; don’t!";
        assert_eq!(
            words(read),
            ["and", "mister", "john", "dashwood", "cold", "hearted", "ill", "disposed", "don't"]
        );
        assert_eq!(words(" … , - "), Vec::<String>::new());
    }

    #[test]
    fn a_text_read_as_it_was_said_has_no_fault() {
        let both = aligned("ask not what your country", "Ask not what your country.");
        assert_eq!(both.wrong, []);
        assert_eq!(both.found, (0..5).map(Some).collect::<Vec<_>>());
        assert_eq!(aligned("", ""), Aligned::default());
    }

    #[test]
    fn each_kind_of_fault_counts_once_and_moves_nothing_else() {
        let of = |said: &str, read: &str| (said.to_owned(), read.to_owned());
        let missed = aligned("he was not an ill man", "he was an ill man");
        assert_eq!(missed.wrong, [of("not", "")]);
        assert_eq!(missed.found, [Some(0), Some(1), None, Some(2), Some(3), Some(4)]);
        let invented = aligned("he was an ill man", "he was not an ill man");
        assert_eq!(invented.wrong, [of("", "not")]);
        assert_eq!(invented.found[2], Some(3));
        let other = aligned("ever tried ever failed", "ever try it ever failed");
        assert_eq!(other.wrong.len(), 2);
        assert_eq!(other.found[2..], [Some(3), Some(4)]);
    }

    #[test]
    fn where_nothing_is_read_every_word_is_missed() {
        assert_eq!(aligned("fail better", "").wrong.len(), 2);
        assert_eq!(aligned("", "you").wrong, [(String::new(), "you".to_owned())]);
    }
}
