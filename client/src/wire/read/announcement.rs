//! Spaces that are to come.

use super::{Json, Read};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, Zone},
    notification::{Notification, NotificationList, Occasion},
};

fields! {
    Announcement {
        id, host, title, description, topics, language, access, starts_at, ends_at, zone, starts, ends,
        state, edition, changed_at, cover, going, reminder_min
    }
    AnnouncementList { announcements, after }
    Notification { of, space, title, starts_at, at, read }
    NotificationList { notifications, unread }
}

variants! {
    Occasion {
        "soon" => Soon,
        "begun" => Begun,
        "moved" => Moved,
        "cancelled" => Cancelled,
        "missed" => Missed,
    }
    Coming {
        "draft" => Draft,
        "announced" => Announced,
        "begun" => Begun,
        "cancelled" => Cancelled { reason },
        "missed" => Missed,
    }
}

impl Read for Zone {
    fn read(json: &Json) -> Option<Self> {
        json.text()?.parse().ok()
    }
}
