//! The one thing that a browser's offer does not say by itself.

/// Says in an offer that Opus may come in stereo (RFC 7587, section 6.1): without it browsers
/// play two channels as one.
pub fn with_stereo(offer: &str) -> String {
    let opus: Vec<&str> = offer
        .lines()
        .filter_map(|line| line.strip_prefix("a=rtpmap:")?.split_once(' '))
        .filter(|(_, codec)| codec.to_ascii_lowercase().starts_with("opus/48000"))
        .map(|(payload, _)| payload)
        .collect();
    let mut text = String::with_capacity(offer.len() + 64);
    for line in offer.lines() {
        text.push_str(line);
        let parameters = line.strip_prefix("a=fmtp:").and_then(|rest| rest.split_once(' '));
        if let Some((payload, parameters)) = parameters
            && opus.contains(&payload)
            && !parameters.split(';').any(|one| one.trim().starts_with("stereo="))
        {
            text.push_str(";stereo=1");
        }
        text.push_str("\r\n");
    }
    text
}

/// The last part of a session's address, by which the socket names it.
pub fn session_of(location: &str) -> &str {
    let path = location.split(['?', '#']).next().unwrap_or(location);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opus_is_offered_in_stereo_and_red_is_left_alone() {
        let offer = "v=0\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n\
                     a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n";
        let munged = with_stereo(offer);
        assert!(munged.contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n"));
        assert!(munged.contains("a=fmtp:63 111/111\r\n"));
    }

    #[test]
    fn an_offer_that_says_stereo_stays_as_it_is() {
        let offer = "a=rtpmap:109 opus/48000/2\r\na=fmtp:109 maxplaybackrate=48000;stereo=1\r\n";
        assert_eq!(with_stereo(offer), offer);
    }

    #[test]
    fn a_session_is_the_last_part_of_its_address() {
        assert_eq!(session_of("/api/spaces/1/whep/abc"), "abc");
        assert_eq!(session_of("https://relay.example/api/spaces/1/whep/abc/?x=1"), "abc");
    }
}
