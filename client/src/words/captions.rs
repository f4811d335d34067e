//! What is said about captions.

use super::Language;
use crate::state::captions::Standing;
use causerie_shared::caption::Captioning;

impl Language {
    /// What becomes of the words of whoever comes on stage.
    pub fn consent(self, captioning: Captioning) -> String {
        match (captioning.kept, captioning.days) {
            (false, _) => self.consent_not_kept().to_owned(),
            (true, 0) => self.consent_kept().to_owned(),
            (true, days) => self.consent_kept_days(u64::from(days)),
        }
    }

    /// Between a whole and its tenths.
    pub const fn decimal_mark(self) -> &'static str {
        match self {
            Self::English => ".",
            Self::French => ",",
        }
    }

    pub const fn caption_standing(self, standing: Standing) -> &'static str {
        match standing {
            Standing::Waiting => self.captions_waiting(),
            Standing::TurnedOff => self.captions_turned_off(),
            Standing::Unavailable => self.captions_unavailable(),
            Standing::OtherLanguage => self.captions_other_language(),
            Standing::Soon => self.captions_soon(),
            Standing::Starting => self.captions_starting(),
            Standing::NobodyCaptioned => self.captions_nobody(),
            Standing::Prompt => self.captions_prompt(),
            Standing::Delayed => self.captions_delayed(),
        }
    }
}
