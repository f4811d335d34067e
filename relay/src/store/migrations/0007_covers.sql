-- Pictures of spaces that are to come. The name of a row in covers, or nothing.
ALTER TABLE announcements ADD COLUMN cover TEXT;

CREATE TABLE covers (
    name TEXT PRIMARY KEY,
    announcement TEXT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    -- The media type of each size: whichever kind is smaller.
    large_kind TEXT NOT NULL,
    large BYTES NOT NULL,
    small_kind TEXT NOT NULL,
    small BYTES NOT NULL
);
CREATE INDEX covers_announcement ON covers (announcement);
