# The words of the interface, in English. Every key stands in fr.ftl too; the build says so if not.
# Same term everywhere: space, stage, audience.

## Everywhere

tagline = Live conversations, one click away
skip-to-content = Skip to the content
home = Causerie, home
switch-language = Français
theme-to-dark = Switch to dark
theme-to-light = Switch to light
keys = Keys
close = Close
cancel = Cancel
try-again = Try again
loading = One moment…

## Home

live-now = Live now
home-lead = Voices from people near and far. Come in and listen; no account needed.
start-a-space = Start a space
nobody-live = The room is quiet
nobody-live-hint = Nobody is live just yet. Light the lamp: start a space, send the link to your people, and talk.
home-failed = The list of spaces did not arrive
home-failed-hint = This page keeps asking and will show the list as soon as it answers.
home-stale = This list may be out of date: the connection dropped. Trying again…
since-minutes =
    { $minutes ->
        [0] just started
        [one] for { $minutes } minute
       *[other] for { $minutes } minutes
    }
since-hours =
    { $hours ->
        [one] for { $hours } hour
       *[other] for { $hours } hours
    }
listeners =
    { $count ->
        [0] nobody listening yet
        [one] { $count } listening
       *[other] { $count } listening
    }
talking-one = { $name } is talking
talking-two = { $name } and { $other } are talking
with-host = with { $name }
more-on-stage =
    { $count ->
        [one] and { $count } more on stage
       *[other] and { $count } more on stage
    }

## Create

create-heading = Start a space
create-lead = It goes live straight away, and anyone with the link can listen. You choose your microphone on the next page.
title-label = What is it about?
title-placeholder = Late songs and small talk
name-label = Your name
name-hint = As people on stage and in the audience will see it.
create-submit = Open the space
creating = Opening…
characters-left =
    { $count ->
        [one] { $count } character left
       *[other] { $count } characters left
    }

## The space: status, always in the same place

status-idle = On air
status-connecting = Connecting…
status-not-heard = Nobody hears you yet
status-live = You are listening
status-on-air = You are on air
status-on-air-muted = You are on air, muted
status-reconnecting = Reconnecting…
status-reconnecting-in =
    { $seconds ->
        [one] Trying again in { $seconds } second
       *[other] Trying again in { $seconds } seconds
    }
status-blocked = The browser holds the sound back
status-mic-refused = Your microphone is not allowed here
status-mic-missing = No microphone found
status-no-network = Your network blocks live audio
status-ended = This space has ended
status-too-many = Many people are at this door from your network.
status-taken-over = Open in another tab
elapsed-label = On air for

## The space: notices, with the one thing to do

blocked-hint = Browsers play sound only after a click.
play-sound = Play the sound
mic-refused-hint = Open the site settings beside the address, allow the microphone, then try again. People will not hear you until then.
mic-missing-hint = Plug a microphone in or switch it on, then try again.
no-network-hint = The page works, but no sound gets through. Firewalls of offices and schools often do this. Try another network, such as your phone's, or turn the VPN off.
ended-by-host = A host ended it after { $elapsed }. Thank you for being here.
ended-nobody = Nobody in charge came back in time, so it closed after { $elapsed }.
back-home = See what is live
taken-over-hint = You are on stage in another tab or window, so this one stays quiet.
take-back = Continue here
nobody-in-charge = The host has dropped out. Unless somebody in charge comes back, the space closes in
missing-space = There is no such space
missing-space-hint = The link may be mistyped, or the space was never here.

## The space: stage and controls

stage = On stage
empty-stage = Nobody is on stage at the moment.
role-host = Host
role-co-host = Co-host
role-speaker = Speaker
you = You
muted = Muted
listen = Listen
pause = Pause
speak = Speak
mute = Mute
unmute = Unmute
leave = Leave
end-space = End
end-question = End this space for everyone?
end-consequence =
    { $count ->
        [0] The stage goes silent and the space closes for good. It cannot be opened again.
        [one] One person is listening. The sound stops for them and the space closes for good.
       *[other] { $count } people are listening. The sound stops for them and the space closes for good.
    }
end-confirm = End the space
copy-link = Copy link
link-copied = Link copied. Send it to anyone you want here.
hold-to-talk = Hold the space bar to talk

## The microphone

mic-heading = Check your microphone
mic-lead = Say a few words. When the meter moves, people will hear you.
mic-choose = Microphone
mic-default = The browser's choice
mic-numbered = Microphone { NUMBER($number) }
mic-level = Microphone level
mic-silent = Your microphone is silent. Is it muted on the headset?
mic-heard = We hear you.
mic-opening = Your browser asks for the microphone. Allow it to go on.
music-mode = Music mode
music-mode-hint = Stereo, as it sounds in the room. Wear headphones: echo and noise are left in.
go-live = Go live

## Keys

keys-heading = Keys
key-listen = Listen or pause
key-mute = Mute or unmute yourself
key-talk = Talk while held
key-space-bar = Space bar
key-help = Show these keys

## Refusals

fault-not-allowed = Your role in this space does not allow that. Ask a host.
fault-no-such-space = There is no such space. Check the link.
fault-space-ended = This space has ended.
fault-not-on-stage = You are not on stage. Ask a host to bring you up.
fault-no-such-voice = They are not on stage; they may have left.
fault-no-such-person = That person is not here; they may have left.
fault-already-on-stage = They are on stage already.
fault-stage-full =
    { $most ->
        [one] The stage is full: one person fits. Somebody must step down first.
       *[other] The stage is full with { $most } people. Somebody must step down first.
    }
fault-no-such-session = The sound dropped. Connecting again…
fault-too-many =
    { $seconds ->
        [one] Too many requests from here. Try again in { $seconds } second.
       *[other] Too many requests from here. Try again in { $seconds } seconds.
    }
fault-pass-refused = The relay did not recognise you. Reload the page.
fault-who-are-you = Say your name first.
fault-unreadable = The relay did not understand this page. Reload it to get the newest version.
fault-offline = The relay did not answer. Check your connection and try again.
title-empty = Give it a title: one word is enough.
title-too-long = That title has { NUMBER($got) } characters; at most { NUMBER($most) } fit.
name-empty = Say your name: a first name is enough.
name-too-long = That name has { NUMBER($got) } characters; at most { NUMBER($most) } fit.

## Not found

missing-heading = Nothing here
missing-hint = This address leads nowhere. The conversation is elsewhere.
