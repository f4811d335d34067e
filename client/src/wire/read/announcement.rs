//! Spaces that are to come.

use super::{Json, Read};
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, Friends, Invitation, Reply, Zone},
    notification::{Address, Notification, NotificationList, Occasion, Reminding, Unread},
};

fields! {
    Announcement {
        id, host, title, description, topics, language, access, starts_at, ends_at, zone, starts, ends,
        state, edition, changed_at, cover, going, reminder_min, invitations, friends, ticketed
    }
    Invitation { of, role, reply }
    Friends { people, total }
    AnnouncementList { announcements, after }
    Notification { of, space, title, host, reason, starts_at, at, read }
    NotificationList { notifications, unread }
    Unread { unread }
    Reminding { lead_min, devices, push_key, has_mail, address, calendar }
    Address { address, is_confirmed }
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
        "ticket" => Ticket,
        "seat_free" => SeatFree,
        "money_back" => MoneyBack,
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
