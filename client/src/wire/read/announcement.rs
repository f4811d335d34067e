//! Spaces that are to come.

use super::{Json, Read};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, Friends, Invitation, Reply, Zone},
    notification::{Notification, NotificationList, Occasion},
};

fields! {
    Announcement {
        id, host, title, description, topics, language, access, starts_at, ends_at, zone, starts, ends,
        state, edition, changed_at, going, reminder_min, invitations, friends
    }
    Invitation { of, role, reply }
    Friends { people, total }
    AnnouncementList { announcements, after }
    Notification { of, space, title, host, starts_at, at, read }
    NotificationList { notifications, unread }
}

variants! {
    Occasion {
        "soon" => Soon,
        "begun" => Begun,
        "moved" => Moved,
        "cancelled" => Cancelled,
        "missed" => Missed,
        "live" => Live,
        "invited" => Invited,
    }
    Reply {
        "awaited" => Awaited,
        "accepted" => Accepted,
        "declined" => Declined,
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
