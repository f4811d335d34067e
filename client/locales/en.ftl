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
save = Save
saving = Saving…
saved = Saved.
remove = Remove
more = More
show-more = Show more
optional = optional
copied = Copied.

## Who one is: the bar, signing in and out

sign-in = Sign in
sign-out = Sign out
sign-up = Make an account
menu-of = Menu of { $name }
profile = Profile
settings = Settings
signed-out = You are signed out.
sign-in-first = Sign in first
sign-in-heading = Welcome back
sign-in-lead = Pick up where you left off.
sign-in-passkey = Sign in with a passkey
or-with-password = or with your password
handle-label = Handle
password-label = Password
signing-in = Signing in…
lost-both = Lost both? Use a recovery code
no-account-yet = No account yet?
have-account = You have an account already?
recover-heading = Use a recovery code
recover-lead = One of the ten codes that you kept when you made your account. It brings you in once, with a new password; you are signed out everywhere else.
code-label = Recovery code
code-hint = Upper or lower case, with or without hyphens.
new-password-label = New password
recover-submit = Set the password and sign in
back-to-sign-in = Back to signing in
passkey-stopped = No passkey was used. Try once more, or take the password.
try-the-demo = This is a demonstration: come in as one of its people.
try-as =
    { $count ->
        [one] Try as { $name } ({ $count } follower)
       *[other] Try as { $name } ({ $count } followers)
    }

## Signing up

sign-up-heading = Make an account
sign-up-lead = Follow people, be followed, and host spaces of your own. Listening needs no account.
handle-hint = Your address here: letters a to z, digits and _. You can change it later.
handle-checking = Looking whether it is free…
handle-free = @{ $handle } is free.
way-in-heading = How will you sign in?
way-in-passkey-hint = A passkey is your fingerprint, face or PIN on this device. There is nothing to remember, and nothing that can be stolen.
make-passkey = Make a passkey
password-instead = Use a password
password-hint = At least ten characters; four words are easy to keep.
account-submit = Make the account
making-account = One moment…
password-strength = Strength of the password
strength-0 = Not yet
strength-1 = Fair
strength-2 = Good
strength-3 = Strong
strength-4 = Very strong
codes-heading = Keep these codes
codes-lead = If your passkey or password is ever lost, each of them lets you in once. They are shown only now: print them, or put them in a safe place.
codes-copy = Copy
codes-download = Save as a file
codes-file = Recovery codes for @{ $handle } at { $site }. Each works once.
codes-kept = I have kept them
welcome = Welcome, { $name }.

## Settings

settings-lead = What others see of you, and how you come in.
picture-hint = PNG, JPEG, WebP or GIF, up to 8 MB. It is cut to a square.
choose-picture = Choose a picture
use-picture = Use this picture
picture-preview = The picture that you chose
remove-picture = Remove the picture
biography-label = About you
links-label = Links
link-numbered = Link { NUMBER($number) }
ways-in = Ways in
ways-in-lead = Have two of them, so that losing one locks nobody out.
passkeys = Passkeys
no-passkeys = No passkey yet.
passkey-unnamed = Passkey
passkey-made = Made { $date }
passkey-used = Made { $date }, last used { $used }
add-passkey = Add a passkey
passkey-name-label = What do you call it?
passkey-name-placeholder = My phone
remove-passkey-question = Remove “{ $name }”?
remove-passkey-consequence = It opens this account no more. The passkey itself stays on your device until you delete it there.
change-password = Change the password
set-password = Set a password
current-password-label = Present password
change-password-hint = You are signed out everywhere but here.
password-changed = The password is changed. Everywhere else you are signed out.
recovery-codes = Recovery codes
codes-left =
    { $count ->
        [0] None left. Make new ones while you can sign in.
        [one] { $count } left.
       *[other] { $count } left.
    }
new-codes = Make new codes
new-codes-question = Make new recovery codes?
new-codes-consequence = The old ones stop working at once.
where-signed-in = Where you are signed in
this-browser = This browser
seen-ago = Last seen { $ago }
sign-out-others = Sign out everywhere else
signed-out-others = Everywhere else, you are signed out.
blocked-people = People you have blocked
nobody-blocked = Nobody. Whom you block can neither follow you nor join your spaces while signed in.
unblock = Unblock
your-data = Your data
export-lead = Everything the relay keeps about you, as a JSON file.
export = Export my data
delete-lead = Your profile, picture, follows and ways in go for good. Tickets that can still be returned are. Spaces that you hosted keep their titles, without your name.
delete-account = Delete my account
delete-question = Delete your account for good?
delete-consequence =
    { $count ->
        [0] Everything goes at once, and nobody can bring it back. Your handle becomes free for others.
        [one] { $count } follower loses you, everything goes at once, and nobody can bring it back. Your handle becomes free for others.
       *[other] { $count } followers lose you, everything goes at once, and nobody can bring it back. Your handle becomes free for others.
    }
delete-type-handle = Type { $handle } to confirm
delete-confirm = Delete for good
deleted = Your account is gone.

## Profiles

follow = Follow
following = Following
follows-you = Follows you
follower-count =
    { $count ->
        [one] { $count } follower
       *[other] { $count } followers
    }
following-count =
    { $count ->
        [one] { $count } following
       *[other] { $count } following
    }
followers-of = Followers of { $name }
followed-by = Who { $name } follows
edit-profile = Edit profile
joined = Here since { $date }
block = Block
block-name = Block { $name }
block-question = Block { $name }?
block-consequence = They can no longer follow you, nor join your spaces while signed in, and you stop following each other. A public space that is open to guests can still be heard by anyone, them too.
you-blocked = You have blocked { $name }.
you-blocked-hint = They can neither follow you nor join your spaces while signed in.
live-spaces = On air
past-spaces = Past spaces
no-spaces-yet = No space yet.
no-followers-yet = No followers yet
no-followers-yet-hint = People follow whom they have heard: on a stage, or as its host.
follows-nobody = Not following anybody yet
follows-nobody-hint = Whoever they follow will stand here.
missing-person = Nobody has this handle
missing-person-hint = It may be mistyped, or its owner has another one today.
profile-failed = This page did not arrive
profile-failed-hint = Check your connection and try again.
ended-after = { $date }, for { $elapsed }
ago-now = just now
ago-minutes =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ago-days =
    { $count ->
        [one] yesterday
       *[other] { $count } days ago
    }

## Home

live-now = Live now
home-lead = Voices from people near and far. Come in and listen; no account needed.
start-a-space = Start a space
nobody-live = The room is quiet
nobody-live-hint = Nobody is live just yet. Light the lamp: start a space, send the link to your people, and talk.
home-failed = The list of spaces did not arrive
home-failed-hint = This page keeps asking and will show the list as soon as it answers.
home-welcome = Good to see you, { $name }
home-welcome-lead = Here is who is talking.
people-you-follow = People you follow
follow-hint = Follow people whose spaces you like: theirs will stand here first.
search = Search
search-placeholder = Spaces, people, topics
topics = Topics
all-topics = All
space-language = Language
any-language = Any language
new-spaces =
    { $count ->
        [one] { $count } new space
       *[other] { $count } new spaces
    }
live-part = The { NUMBER($shown) } with most listeners, of { NUMBER($total) } on air. Search, or choose a topic, to see others.
nobody-else-live = Nobody else is on air just now.
nothing-found = Nothing on air fits
nothing-found-hint = Try another topic or other words, or start the space that is missing.
clear-filter = Show everything
found-people = People
found-past = Past spaces
ended = Ended
with-account = For people with an account
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
create-lead = It goes live straight away. You choose your microphone on the next page.
title-label = What is it about?
title-placeholder = Late songs and small talk
name-label = Your name
name-hint = As people on stage and in the audience will see it.
description-label = Description
description-hint = Who is there, what for, how one can join in. You can write *emphasis*, **strong**, `code`, - lists and [links](https://…).
cover-label = Cover
cover-hint = PNG, JPEG, WebP or GIF, up to 8 MB. Its middle is kept, about twice as wide as high. Without one, a pattern stands there.
without-cover = What you wrote is saved, but without the cover.
topics-label = Topics
topics-hint = Up to three, with commas between them.
topics-placeholder = Jazz, night talk
language-label = Language
language-none = No particular one
access-heading = Who finds it
listed = Listed on home and on your profile
link-only = Only for those who have the link
guests-listen = Let people without an account listen
more-options = More
broadcast = Built for very large audiences
broadcast-hint = Everybody hears you 20 ms later, and the server has a third less to do.
create-submit = Open the space
hosting-account-heading = Hosts have an account here
hosting-account-words =
    { $count ->
        [0] Make one, or sign in; then this page opens your space.
        [one] Make one, or sign in. Whoever has { $count } follower can open a space.
       *[other] Make one, or sign in. Whoever has { $count } followers can open a space.
    }
hosting-followers-heading = You have { NUMBER($followers) } of { NUMBER($needed) } followers
hosting-followers-words =
    { $count ->
        [one] { $count } more, and you can host. Speak in the spaces of others, and share your profile: people follow whom they have heard.
       *[other] { $count } more, and you can host. Speak in the spaces of others, and share your profile: people follow whom they have heard.
    }
copy-profile-link = Copy the link to my profile
hosting-named-heading = Hosts are chosen here
hosting-named-words = Whoever runs this relay names the people who may host. Ask them to name you.
draft-kept = What you type here waits for you while you sign in.
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
status-soon = Not live yet
status-soon-waits = You hear it as soon as it begins
status-backstage = Backstage: only the stage hears you
status-backstage-on-air = Backstage: only the stage hears you
status-locked = Locked
status-too-many = Many people are at this door from your network.
status-taken-over = Open in another tab
status-account-needed = For people with an account
status-not-admitted = Not open to you
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
gate-account = This space is for people with an account
gate-account-hint = Sign in to listen; it takes a few seconds, and you come back right here.
gate-removed = You were shown out of this space
gate-removed-hint = A host decided so, for this space alone. There are other conversations.
notice-asked-to-unmute = A host asks you to unmute.
notice-hand-dismissed = A host put your hand down.
notice-hand-dismissed-because = A host put your hand down: { $reason }
notice-declined = { $name } would rather stay in the audience.
gate-blocked = This space is not open to you
gate-blocked-hint = Its host has blocked you. There are other conversations.
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
raise-hand = Raise hand
lower-hand = Lower hand
come-on-stage = Come on stage
step-down = Step down
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

## The space: from the audience to the stage

invited-heading = You are invited on stage
invited-heading-by = { $name } invites you on stage
invited-hint = You choose your microphone first; nobody hears you before that.
stay-in-audience = Stay in the audience
own-hand-next = Your hand is up: you are next
own-hand-place = Your hand is up: { $place } in line
question-label = Your question, in one line
question-send = Send
question-sent = The hosts see your question.
name-heading = What are you called?
name-continue = Go on
asked-to-unmute = A host would like to hear you
asked-to-unmute-hint = You are muted, and only you can change that.
stay-muted = Stay muted
note-muted = A host muted you.
note-in-audience = You are in the audience now.
note-host = You are the host now.
note-co-host = You are a co-host now: bring people on stage, and keep order.
note-speaker = You are a speaker now.

## The space: for those who run it

hands = Hands
no-hands = No hand is up. People raise theirs from the audience, and stand here in their order.
hand-raised = { $name } raises a hand
bring-on-stage = Bring on stage
put-back = Put back
dismiss = Dismiss
dismiss-label = Why? They will read it
dismiss-submit = Put the hand down
invite = Invite
invited-list = Invited, no answer yet
uninvite = Take back
removed-list = Shown out
readmit = Let in again
room-settings = Room settings
who-speaks = Who may come on stage
speaking-everyone = Everyone
speaking-followed = People whom the host follows
speaking-invited = Only those whom a host brings
mute-all = Mute all
copy-speaker-link = Copy speaker link
speaker-link-copied = Link copied. Whoever opens it can come on stage without asking.
ask-to-unmute = Ask to unmute
make-co-host = Make co-host
make-speaker = Make speaker
send-to-audience = Move to the audience
hand-over = Hand over the space
hand-over-question = Hand the space over to { $name }?
hand-over-consequence = They become the host and you a co-host. Only they can give it back.
hand-over-confirm = Hand over
show-out = Show out
show-out-question = Show { $name } out?
show-out-consequence = They leave at once and cannot come back to this space unless a host lets them in again.

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
key-hand = Raise or lower your hand
key-talk = Talk while held
key-space-bar = Space bar
key-help = Show these keys

## Refusals

fault-not-allowed = Your role in this space does not allow that. Ask a host.
fault-no-such-space = There is no such space. Check the link.
fault-space-ended = This space has ended.
fault-not-on-stage = You are not on stage. Ask a host to bring you up.
fault-no-such-voice = They are not on stage; they may have left.
fault-no-such-person = Nobody of that name is here; they may have left.
fault-already-on-stage = They are on stage already.
fault-stage-full =
    { $most ->
        [one] The stage is full: one person fits. Somebody must step down first.
       *[other] The stage is full with { $most } people. Somebody must step down first.
    }
fault-too-many-co-hosts = { $most } co-hosts are the most there can be. Make one a speaker first.
fault-not-co-host = They are not a co-host. Make them one first.
fault-no-hand = Their hand is not up any more. Invite them instead.
fault-too-many-hands = { $most } hands are up. Raise yours when some have gone down.
fault-not-invited = This invitation is not there any more. Ask a host.
fault-too-many-invited = { $most } people are invited, and no more can be. Take an invitation back first.
fault-hand-needed = Raise your hand. A host brings you on stage.
fault-chat-for-followers = Followers of the host write here. Follow them, and send it again.
fault-chat-closed = The chat is closed. A host opens it.
fault-no-such-line = This line is not in the chat any more.
fault-locked = This space is locked. Nobody new comes in until a host opens it again.
fault-not-live-yet = This space is not live yet. It begins by itself.
fault-no-such-pin = This link is not up any more.
fault-poll-is-open = A poll is open. Close it before you ask another.
fault-poll-is-closed = This poll is closed. Its result stands.
fault-no-such-poll = This poll is not there any more.
fault-replayed = This was sent twice, and done once.
fault-too-many-terms = { NUMBER($most) } names and words are the most there can be. Take some out.
fault-too-many-pins = { NUMBER($most) } links are up. Take one down first.
poll-too-few = Give at least { NUMBER($least) } answers to choose from.
poll-too-many = At most { NUMBER($most) } answers fit.
poll-bad-choice = Answer { NUMBER($at) }: { $fault }
poll-twice = Answer { NUMBER($at) } is there already. Change it.
fault-too-many-spaces = { $most } of your spaces are on air, and no more can be. End one first.
fault-no-such-session = The sound dropped. Connecting again…
fault-too-many =
    { $seconds ->
        [one] Too many requests from here. Try again in { $seconds } second.
       *[other] Too many requests from here. Try again in { $seconds } seconds.
    }
fault-pass-refused = The relay did not recognise you. Reload the page.
fault-who-are-you = Say your name first.
fault-bad-language = Choose a language of the list, or none.
fault-bad-address = This is no e-mail address. One looks like ada@example.org.
fault-handle-taken = Somebody has this handle, or one that looks the same. Choose another.
fault-wrong-sign-in = This handle and this password or code do not belong together. Check both.
fault-wrong-password = This is not your present password.
fault-not-confirmed = Type your own handle to confirm.
fault-passkey-refused = The passkey was not accepted, or it took too long. Try once more.
fault-passkey-taken = This passkey belongs to an account already. Sign in with it.
fault-last-way-in = This is the only way into your account. Add a password or another passkey first.
fault-sign-in-first = Sign in first.
fault-sign-in-again = You signed in a while ago. For this, sign in again to show that it is you.
fault-blocked = They have blocked you, so this is not open to you.
fault-blocking = You have blocked them. Unblock them first.
fault-not-oneself = This works with other people only.
fault-not-named = Whoever runs this relay names who may host. Ask them to name you.
fault-account-to-host = Hosts have an account here. Sign in, or make one.
fault-bad-policy = This rule does not read: { $detail }
text-empty = Write at least one letter, digit or sign.
text-too-short = { NUMBER($got) } characters are too few; at least { NUMBER($least) } are needed.
text-too-long = That has { NUMBER($got) } characters; at most { NUMBER($most) } fit.
text-too-many-lines = That has { NUMBER($got) } lines; at most { NUMBER($most) } fit.
sign-space = A space
sign-invisible = The invisible sign { $code }
sign-named = “{ $sign }” ({ $code })
sign-quoted = “{ $sign }”
handle-bad-sign = { $sign } cannot be in a handle. Use the letters a to z, digits and _.
handle-bad-start = Begin with a letter from a to z.
handle-bad-end = End with a letter or a digit.
handle-two-underscores = One _ at a time.
handle-reserved = This could be taken for the house itself. Choose another.
topics-too-many = At most { NUMBER($most) } topics fit. Take one away.
topic-bad-sign = { $sign } cannot be in a topic. Use letters, digits, spaces and hyphens.
topic-numbered = Topic { NUMBER($number) }: { $fault }
links-too-many = At most { NUMBER($most) } links fit.
link-empty = Type an address, such as https://example.org.
link-not-web = Use an address that begins with https:// or http://.
link-user-info = Leave out what stands before the @.
link-bad-host = After https:// comes the name of a site, such as example.org.
link-bad-port = After the colon comes a port, from 1 to 65535.
link-bad-sign = { $sign } cannot be in an address. Copy it from the address bar.
password-too-short = { NUMBER($got) } of at least { NUMBER($least) } characters. Four words, for instance.
password-too-long = At most { NUMBER($most) } characters fit.
password-common = This is one of the first that are tried. Choose another.
password-own = Not your own name, handle or address.
password-repeated = Not the same signs over and over.
password-sequence = Not a row of the keyboard or the alphabet.
password-longer = One more word makes it much stronger.
avatar-not-a-picture = This is no picture that can be read. Use PNG, JPEG, WebP or GIF.
avatar-svg = SVG drawings can hold programs. Export it as PNG and use that.
avatar-too-many-bytes = This file is larger than { NUMBER($most) } MB. Make it smaller.
avatar-too-many-pixels = This has more than { NUMBER($most) } megapixels. Make it smaller.
avatar-broken = This picture is damaged. Try another copy of it.
fault-unreadable = The relay did not understand this page. Reload it to get the newest version.
fault-offline = The relay did not answer. Check your connection and try again.
title-empty = Give it a title: one word is enough.
name-empty = Say your name: a first name is enough.

## Not found

missing-heading = Nothing here
missing-hint = This address leads nowhere. The conversation is elsewhere.

## Backstage and the lock

meet-backstage = Meet backstage first
meet-backstage-hint = Only those on stage hear one another, until you go live.
backstage-heading = You are backstage
backstage-hint = Only those on stage hear one another. A host goes live for all of you.
backstage-hint-host =
    { $waiting ->
        [0] Only those on stage hear one another. Nobody waits outside yet.
        [one] Only those on stage hear one another. One person waits outside.
       *[other] Only those on stage hear one another. { $waiting } people wait outside.
    }
open-doors = Go live
join-backstage = Join backstage
soon-heading = The stage is getting ready
soon-hint = It begins here by itself. You need not reload.
listen-when-live = Listen when it begins
wait-no-more = Don't wait
lock = Lock the space
lock-hint = Nobody new comes in. Whoever is inside stays.
gate-locked = This space is locked
gate-locked-hint = Its hosts let nobody new in at the moment. Try again in a while.

## The space: for myself alone, and to those who administer

hear-not = Turn their voice off for me
hear-again = Hear their voice again
unheard = Off for you
seat-blocked = You blocked them
report = Report
report-name = Report { $name }
report-somebody = Report this person
report-lead = It goes to those who run this server, with this moment of the space. Nobody in here is told.
report-why = What is wrong?
concern-spam = Spam or fraud
concern-harassment = Harassment or threats
concern-hate = Hate
concern-violence = Violence
concern-self-harm = They may be about to hurt themself
concern-illegal = Something else that is against the law
concern-other = Something else
report-note = What happened
report-send = Send the report
report-sent = Reported. Thank you: those who run this server will look at it.

## The space: inviting, and trying voices

audience-label = Invite from the audience
audience-find = Find
audience-empty = Nobody with a name is in the audience yet. Listeners get one when they sign in or raise a hand.
audience-nobody = Nobody in the audience has that in their name or handle.
audience-more =
    { $count ->
        [one] And { $count } more: type a part of the name.
       *[other] And { $count } more: type a part of the name.
    }
invited-already = Invited
revoke-speaker-links = Take all speaker links back
speaker-links-revoked = Speaker links given out so far open nothing any more.
sound-check = Sound check: speak in turn, and watch the bars under the names. In the marked part a voice is just right.

## Announcing a space: what does not fit

fault-too-many-announced = { $count } of your spaces are to come, and no more can be. Cancel one first.
fault-edited-meanwhile = Somebody changed this while you did. Look at what it says, then save yours again.
fault-too-early = A space begins at most 15 minutes early.
fault-not-announced = This space is not to come any more: it began, or was called off.
time-none = There is no such day and time.
time-no-zone = There is no such time zone.
time-skipped = Clocks go forward past this time on that day. Choose one an hour later.
time-past = That is over already. Choose a time to come.
time-too-far =
    { $count ->
        [one] That is too far ahead: at most { $count } day is possible.
       *[other] That is too far ahead: at most { $count } days are possible.
    }
time-ends-first = That would end before it starts.
time-too-long =
    { $count ->
        [one] That would last too long: at most { $count } hour is possible.
       *[other] That would last too long: at most { $count } hours are possible.
    }

## Beside the talk: chat

chat = Chat
chat-empty = Nobody has written yet. Say hello.
chat-new =
    { $count ->
        [one] { $count } new line
       *[other] { $count } new lines
    }
chat-rushed = Many lines come at once, so they are not read out.
chat-closed = The chat is off at the moment. Only those who run the space can write.
chat-hosts-only = Only those who run the space can write.
chat-followers = Followers of { $name } write here.
chat-needs-account = Followers of { $name } write here. Sign in and follow them, and you can too.
chat-backstage = Only the stage reads this, and it goes when you go live.
line-label = Write to everybody here
line-send = Send
line-wait =
    { $seconds ->
        [one] A moment: your next line can go in { $seconds } second.
       *[other] A moment: your next line can go in { $seconds } seconds.
    }
line-take-back = Take this line back
line-take-out = Take this line out
follow-name = Follow { $name }
who-writes = Who may write
chat-for-everyone = Everyone
chat-for-followers = Followers of the host, and the stage
chat-for-nobody = Only those who run the space
slow-mode = Slow mode: one line of each person every
slow-off = Off
slow-every =
    { $seconds ->
        [one] One line a second.
       *[other] One line every { $seconds } seconds.
    }

## Beside the talk: reactions, links, polls

reactions = Reactions
reaction-applause = Applause
reaction-heart = Love
reaction-laugh = Funny
reaction-wow = Wow
reaction-agree = Agreed
board = Links and poll
opens-elsewhere = (opens in a new tab)
unpin = Take this link down
pin-link = Pin a link
pin-hint = Everybody inside sees it under the stage, until you take it down.
pin-url-label = Address
pin-title-label = What is behind it?
pin-submit = Pin it
ask-poll = Start a poll
poll-hint = Everybody with a name has one vote, and can change it until you close the poll.
poll-question-label = Question
poll-choice-label = Answer { NUMBER($number) }
poll-submit = Ask everybody
poll = Poll:
poll-open = Vote, and you see how others do.
poll-needs-name = Vote, and you see how others do. You are asked for a name.
poll-hosted = Open to everybody with a name, until you close it.
poll-voted = You can change your vote until a host closes the poll.
poll-closed = The poll is closed.
poll-votes =
    { $count ->
        [0] No votes yet.
        [one] { $count } vote.
       *[other] { $count } votes.
    }
poll-tally = { NUMBER($percent) }% · { NUMBER($votes) }
poll-close = Close the poll
poll-remove = Take the poll down
own-vote = Your vote:

## What was done for the order of the room

log = What was done
log-empty = Nothing yet. What you and your co-hosts do for the order of the room stands here.
somebody = somebody
deed-muted = { $by } muted { $of }.
deed-muted-all = { $by } muted everybody.
deed-asked-to-unmute = { $by } asked { $of } to unmute.
deed-brought-on-stage = { $by } brought { $of } on stage.
deed-dismissed-hand = { $by } put down the hand of { $of }.
deed-put-back = { $by } put { $of } at the end of the queue.
deed-invited = { $by } invited { $of } on stage.
deed-uninvited = { $by } took back the invitation to { $of }.
deed-sent-to-audience = { $by } moved { $of } to the audience.
deed-removed = { $by } showed { $of } out.
deed-blocked = { $by } blocked { $of }.
deed-readmitted = { $by } let { $of } in again.
deed-readmitted-for-room = { $of } may come in again: { $by } showed somebody else out, and the list was full.
deed-set-speaking = { $by } chose who may come on stage: { $rule }.
deed-set-chat = { $by } chose who may write: { $rule }
deed-locked = { $by } locked the space.
deed-unlocked = { $by } opened the space again.
deed-went-live = { $by } went live.
deed-pinned = { $by } pinned a link.
deed-unpinned = { $by } took a link down.
deed-asked-poll = { $by } started a poll.
deed-closed-poll = { $by } closed the poll.
deed-removed-poll = { $by } took the poll down.
deed-revoked-speaker-links = { $by } took the speaker links back.
deed-captions-off = { $by } turned the captions off.
deed-captions-kept = { $by } has people captioned, and the words kept.
deed-captions-not-kept = { $by } has people captioned, and nothing kept.
deed-set-terms = { $by } changed the spelling of names and words.
deed-took-line-out = { $by } took a line of { $of } out of the chat.
deed-made-co-host = { $by } made { $of } a co-host.
deed-made-speaker = { $by } made { $of } a speaker.
deed-handed-over = { $by } handed the space over to { $of }.

## Announcing a space

announce = Announce a space
announce-instead = Rather announce it for later
announce-heading = Announce a space
announce-lead = People find it before it begins, and keep it in their calendars. Its link is the one it has later.
starts-label = Begins
ends-label = Ends about
by-clocks-of = By the clocks of { $zone }.
other-zone = Another time zone
zone-label = Time zone
zone-hint = A name as Europe/Paris or America/New_York.
announcing = Saving…
announce-submit = Announce it
keep-draft = Keep as a draft
edit-heading = Change the announcement
edit-lead = Whoever waits on its page sees the change at once.
edit-submit = Save the change
announced = Announced. Send its link to anyone you want there.
draft-is-kept = Kept. Nobody but you sees it.
edited = Changed.
look-at-newer = Look at what it says at present

## A space that is to come

to-come = To come
when-label = When
when-any = Any time
when-tonight = Tonight
when-week = This week
nothing-tonight = Nothing is announced for tonight.
nothing-this-week = Nothing is announced for the next seven days.
hosted-by = Hosted by
for-the-host = For the host it is { $time }.
in-a-moment = in a moment
in-minutes =
    { $count ->
        [one] in { $count } minute
       *[other] in { $count } minutes
    }
in-hours =
    { $count ->
        [one] in { $count } hour
       *[other] in { $count } hours
    }
in-days =
    { $count ->
        [one] in { $count } day
       *[other] in { $count } days
    }
coming-starts = Begins { $when }
coming-any-moment = Should begin any moment
coming-draft = A draft: nobody but you sees it
coming-begun = It has begun
coming-cancelled = Called off
coming-missed = It was not begun in time
coming-hint = Leave this page open, and it becomes the space by itself.
to-calendar = Add to my calendar
other-calendars = Other calendars
begin-now = Begin now
begin-from = You can begin from { $time } on.
draft-hint = Announce it, and people find it.
edit = Change
call-off = Call it off
call-off-question = Call this space off?
call-off-consequence = It cannot be begun any more. Its page says so, and calendars that hold it do.
call-off-refunds = Whoever has a ticket gets all of their money back, fees included.
call-off-reason = Why, for those who meant to come
keep-it = Keep it
planned = Announced spaces
planned-over = Over
nothing-planned = You have announced nothing
nothing-planned-hint = Announce a space days ahead, and people are there when it begins.

## Reminders, and what one was told

remind-me = Remind me
reminded = You will be reminded
going =
    { $count ->
        [one] { $count } person will be reminded.
       *[other] { $count } people will be reminded.
    }
reminded-lead = Remind me
lead-none = when it begins
lead-minutes =
    { $count ->
        [one] { $count } minute before
       *[other] { $count } minutes before
    }
lead-hours =
    { $count ->
        [one] { $count } hour before
       *[other] { $count } hours before
    }
lead-days =
    { $count ->
        [one] { $count } day before
       *[other] { $count } days before
    }
device-hint = In the app you are told while a page is open.
device-on = Tell me here also when no page is open
device-off = Stop telling me here
device-tells = This browser tells you, also while no page is open.
device-asking = Your browser is asking you…
device-refused = Notifications of this site are turned off in your browser. Allow them in its settings to be told while no page is open.
device-failed = This browser could not be set up to tell you. Its service for notifications may be out of reach; try again later.
reminders = Reminders
reminders-lead = Of announced spaces that you ask to be reminded of. What becomes of them stands behind the bell, whatever you choose here.
letters = By e-mail
letters-address = Your e-mail address
letters-hint = Used for reminders alone. You get an e-mail first that asks whether it is yours.
letters-give = Send me an e-mail
letters-come = Reminders come to this address.
letters-confirm = Look into your mailbox: an e-mail asks whether this address is yours. Nothing comes before you say so.
letters-end = No more e-mails
own-calendar = In your calendar
own-calendar-hint = The spaces that you are reminded of, at an address that only you know. Whoever has it can read them.
calendar-renew = Make a new address
notifications = Notifications
unread = New
unread-count =
    { $count ->
        [one] { $count } new notification
       *[other] { $count } new notifications
    }
no-notifications = Nothing yet
no-notifications-hint = Ask to be reminded of an announced space, or follow people: what becomes of it, and who is live, stands here.
told-soon = Begins soon: { $time }
told-begun = Has begun
told-moved = Begins at another time: { $time }
told-cancelled = Was called off
told-cancelled-because = Was called off: { $reason }
told-missed = Was not begun in time
told-live = { $name } is live
told-invited = { $name } invites you on stage
told-ticket = You have a ticket. It begins { $when }
told-seat-free = A seat is free and held for you: pay to keep it
told-money-back = Your ticket is no longer valid; what it cost goes back to whoever paid
discard = Discard it
discard-question = Discard this draft?
discard-consequence = It goes for good. Nobody but you has seen it.

## Invited ahead, and who goes

guests = On stage
invites-speaker = { $name } invites you to speak
invites-co-host = { $name } invites you as a co-host
invitation-hint = You have a seat on stage as soon as you come in. Nobody hears you before you choose your microphone.
invitation-accepted = You said yes: you have a seat on stage as soon as you come in. You can change your mind until it begins.
invitation-declined = You said no. You can change your mind until it begins.
invitation-accept = Accept
invitation-decline = Decline
reply-awaited = no answer yet
reply-accepted = accepted
reply-declined = declined
invite-ahead = Invite people on stage
invite-ahead-hint = Whoever accepts is on stage as soon as they come in, without asking.
invite-as = Invite as
invited-ahead = Invited.
invited-in-draft = Noted. They are told when you announce it.
names-and = { $names } and { $last }
other-people =
    { $count ->
        [one] { $count } other
       *[other] { $count } others
    }
friends-going =
    { $count ->
        [one] { $names }, whom you follow, means to come.
       *[other] { $names }, whom you follow, mean to come.
    }

## Captions: what is said, in words

captions = Captions
captions-show = Show captions
captions-hide = Hide captions
captions-pause = Pause captions
captions-resume = Go on
captions-live = Back to live
captions-live-new =
    { $count ->
        [one] Back to live: { $count } new line
       *[other] Back to live: { $count } new lines
    }
captions-style = How captions look
captions-scroll = Show all lines
captions-roll = Show the last lines only
captions-earlier = Earlier lines
captions-log = What was said
captions-empty = What people say appears here.
captions-whole = Whole transcript
captions-waiting = One moment…
captions-turned-off = The host has turned captions off.
captions-unavailable = There are no captions here: this relay has no recogniser.
captions-other-language = There are no captions: the recogniser does not know this language.
captions-soon = Captions begin when the space goes live.
captions-starting = Captions are starting…
captions-nobody = Nobody on stage is captioned: they chose so.
captions-prompt = As people speak
captions-delayed = Captions are delayed: more people talk than can be followed.
not-captioned = Not captioned
caption-me = Caption me
caption-me-not = Don't caption me
captioned = Caption what I say
consent-kept-days =
    { $count ->
        [one] What you say here is shown as captions. The words are kept for those who come later, and deleted { $count } day after the space.
       *[other] What you say here is shown as captions. The words are kept for those who come later, and deleted { $count } days after the space.
    }
consent-kept = What you say here is shown as captions. The words are kept for those who come later, until somebody deletes them.
consent-not-kept = What you say here is shown as captions. Nothing of it is kept.
consent-declined = Your voice is not turned into words, and not even decoded. Others read that you are not captioned.
captions-rule = Caption what is said
captions-rule-hint = Everybody on stage can decline for themself.
captions-keep = Keep the words
captions-keep-hint-days =
    { $count ->
        [one] For those who come later. They are deleted { $count } day after the space.
       *[other] For those who come later. They are deleted { $count } days after the space.
    }
captions-keep-hint = For those who come later, until somebody deletes them.
terms-label = Names and words, as they are spelt
terms-hint = One a line: names, places, words of your trade. The captions then write them so.
terms-save = Save the list
terms-saved = The list is saved.
key-captions = Show or hide captions

## How captions look

style-heading = How captions look
style-preview = Preview
style-sample = Good evening, and welcome. Tonight we talk about
style-sample-tentative = small rooms
style-presets = Ready-made
preset-standard = Standard
preset-high-contrast = High contrast
preset-large = Large
preset-calm = Calm
style-layout = Lines
layout-two = Two lines
layout-three = Three lines
layout-block = One block at a time
layout-full = Everything, to scroll
style-position = Place
position-beside = Beside the stage
position-under = Under the stage
position-bottom = Over the page, below
position-top = Over the page, above
style-typeface = Typeface
typeface-system = As everywhere here
typeface-serif = Serif
typeface-mono = Typewriter
style-size = Size
style-weight = Weight
style-letter-spacing = Between letters
style-line-spacing = Between lines
style-width = Width
style-colour = Letters
style-background = Background
style-opacity = Background opacity
style-own-colour = A colour of my own
style-page-colour = As the page has it
style-edge = Edge of letters
edge-none = None
edge-shadow = Shadow
edge-outline = Outline
edge-raised = Raised
style-names = Say who speaks
style-tentative = Show words that may still change
style-aloud = Have finished lines read by my screen reader while I listen too
contrast-good = Contrast { $ratio } to 1: easy to read.
contrast-poor = Contrast { $ratio } to 1: too faint for many people. At least 4.5 to 1 is needed; take other colours, or a denser background.
style-kept-here = Kept in this browser.
style-kept-account = Kept in your account, for every device.

## What was said, afterwards

transcript = Transcript
transcript-shut = This transcript is not open to you
transcript-failed = The transcript could not be fetched
transcript-goes-on = the space goes on
transcript-kept = kept until somebody deletes it
transcript-kept-days =
    { $count ->
        [one] kept for { $count } day after the space
       *[other] kept for { $count } days after the space
    }
transcript-again = Fetch what is new
transcript-empty = No words were kept
transcript-empty-hint = People were not captioned here, or their words were not kept, or they were taken out.
transcript-empty-yet = What people say appears here as soon as somebody is captioned.
transcript-search = Search what was said
transcript-found =
    { $count ->
        [0] Found nowhere
        [one] Found in { $count } place
       *[other] Found in { $count } places
    }
transcript-place = Place { NUMBER($at) } of { NUMBER($all) }
transcript-before = The place before
transcript-next = The next place
transcript-more = More lines
transcript-text = Plain text
transcript-edit = Put right
transcript-edit-of = Put right what { $name } said, { $time }
transcript-edited = put right
transcript-wording = What was said
transcript-out = Take out
transcript-out-of = Take out what { $name } said, { $time }
transcript-out-question = Take this line out?
transcript-out-consequence = It goes from the transcript and its downloads for everybody, and cannot be brought back.
transcript-own-out = Take out all I said
transcript-own-question = Take out all that you said?
transcript-own-consequence = Your lines go from the transcript and its downloads for everybody, and cannot be brought back.
transcript-read = Read what was said
to-the-space = To the space

## Tickets: at the door

get-ticket-from = Get a ticket · from { $price }
get-ticket = Get a ticket · { $price }
pay-for-held-seat = Pay for the seat held for you
see-tickets = See the tickets
listen-preview =
    { $seconds ->
        [one] Listen for { $seconds } s free
       *[other] Listen for { $seconds } s free
    }
preview-over = This was the free part
preview-over-hint = A ticket opens the rest. It takes a minute, and you come back right here.
heard-elsewhere = You listen on another device
heard-elsewhere-hint = A ticket is for one pair of ears. You can go on here instead; it goes quiet there.
listen-here = Listen here instead
ticket-stopped = Your ticket is good no more
ticket-stopped-hint = It was returned or given away, or the payment was taken back. Your tickets tell more.
ticket-needed = A ticket opens this space
ticket-needed-hint = You see who is on stage. To hear them, get a ticket.
ticket-refused = This ticket is not good here. Sign in as whoever holds it, or get one.
ticket-door-shut = The door opens in a moment. Try again.
ticket-fault = That did not work out. Look at the tickets of this space, and try again.
my-tickets = My tickets

## Tickets: what can go wrong

price-not-a-number = Write a price, such as 12.50.
price-whole = This currency has no smaller coins. Write a whole number.
price-too-fine = At most { NUMBER($digits) } digits stand behind the point in this currency.
price-too-low = The least a ticket can cost is { $price }.
price-too-high = The most a ticket can cost is { $price }.
ticket-no-such-currency = There is no such currency. Use a code of three letters, such as EUR.
ticket-currency-not-settled = Money cannot be taken in this currency here. Choose another.
ticket-currency-stays = The currency stays: somebody has bought, or is buying.
ticket-no-tiers = Offer at least one kind of ticket.
ticket-too-many-tiers = At most { NUMBER($most) } kinds of ticket fit.
ticket-bad-name = Give this kind a name.
ticket-too-few = At least { NUMBER($least) } are needed: so many are sold or held.
ticket-too-few-none = Offer at least one.
ticket-too-many = At most { NUMBER($most) } fit.
ticket-is-sold = Some of these are sold or held, so they stay. Call the space off to give everybody their money back.
ticket-closes-first = The sale would end before it opens. Choose a later end.
ticket-preview-too-long = Write a whole number of seconds, from 0 to { NUMBER($most) }.
ticket-refund-too-early =
    { $count ->
        [one] At most { $count } day before the start is possible.
       *[other] At most { $count } days before the start are possible.
    }
ticket-too-many-codes = At most { NUMBER($most) } codes fit.
ticket-bad-code = A code has 1 to 32 letters, digits, - and _, and is there only once.
ticket-bad-percent = Take off from 1 to 100 percent.
ticket-bad-uses =
    { $count ->
        [0] Let at least one person use it.
        [one] Let at least { $count } person use it.
       *[other] Let at least { $count } people use it.
    }
ticket-not-sold = No tickets are sold for this space.
ticket-not-yet = Tickets are not sold yet. Come back a little later.
ticket-closed = Tickets are sold no more. Ask the host.
ticket-called-off = This space does not take place. Everybody gets their money back.
ticket-no-such-tier = This kind of ticket is sold no more. Choose another.
ticket-sold-out = The last one has just gone. You can wait for a seat that becomes free.
ticket-code-refused = This code is not one of the host's, or has been used as often as it may be. Correct it, or leave it out.
ticket-one-each = You have a ticket or a held seat for this space already. Each person gets one.
ticket-no-such-order = This order is not there any more. Choose a ticket again.
ticket-hold-over = Your seat was held for as long as it could be. Nothing was taken; choose again.
ticket-payment-under-way = This was paid already, perhaps in another tab. Nothing is taken twice.
ticket-given-back = You gave this seat back. Choose again.
ticket-same-tier-name = Another kind has this name. People could not tell them apart.
ticket-opens-too-late = The sale would open after the space has begun.
ticket-no-payout-account = Say first where your money goes: set up payouts on the page of your earnings. What you typed here is kept.
ticket-provider-away = Whoever handles the payments does not answer. Nothing was changed; try again in a minute.
ticket-no-such-card = Choose one of the test cards. No real card works here.
ticket-payment-over = This payment is over. Begin another one.
ticket-no-such-ticket = This ticket is not yours, or not any more.
ticket-too-late-to-return = It is too late to return this ticket. Ask the host.
ticket-too-late-to-transfer = Tickets change hands until the space begins. It is too late for this one.
ticket-transfer-once = A ticket changes hands once, and this one has.
ticket-they-have-one = They have a ticket for this space already. Give yours to somebody else.
ticket-seats-left = There are seats. You need not wait.

## Tickets: buying one

tickets = Tickets
test-mode = TEST MODE
test-mode-hint = Nothing here is real money. Nobody is charged, and no real card works.
choose-ticket = Choose a ticket
seats-left =
    { $count ->
        [0] Sold out
        [one] { $count } left
       *[other] { $count } left
    }
promo-label = Code
promo-hint = If the host gave you one.
hold-submit = Go on to payment
hold-hint =
    { $count ->
        [one] Your seat is held for { $count } minute while you pay. Nothing is taken before that.
       *[other] Your seat is held for { $count } minutes while you pay. Nothing is taken before that.
    }
return-until = You can return it until { $time }.
sold-until = Sold until { $time }.
summary-heading = What you pay
summary-price = { $tier }
summary-code = Code
summary-total = Total
summary-fee = of it, the platform's fee
summary-host = of it, for the host
held-for = Your seat is held for
held-minutes =
    { $count ->
        [0] Your seat is held for less than a minute.
        [one] Your seat is held for { $count } more minute.
       *[other] Your seat is held for { $count } more minutes.
    }
give-back-seat = Give the seat back
gave-seat-back = You gave the seat back. Nothing was taken.
card-heading = Pay with
card-hint = Four cards of play money. Each shows a way in which a payment can go.
card-good = Pays at once
card-declines = Is declined
card-confirms = Asks you to confirm
card-late = Pays, after a while
pay = Pay { $price }
pay-test = Pay { $price } · TEST MODE
take-free = Take the ticket
pay-preparing = Getting the payment ready…
pay-working = One moment…
confirm-pay-heading = Is it you who pays?
confirm-pay-words = Your card asks for a yes before { $price } is taken.
confirm-pay = Yes, pay { $price }
confirm-pay-test = Yes, pay { $price } · TEST MODE
not-me = No, do not pay
not-paid = Nothing was taken. Your seat is still held.
settling = The payment is on its way
settling-hint = This card takes a while. The ticket appears here by itself; you can leave the page, and find it in your tickets.
declined = The card was declined. Nothing was taken, and your seat is still held: try another card.
hold-over-heading = Your hold has ended
choose-again = Choose again
money-on-way = Your money is on its way back
money-on-way-hint = It was paid after the seat had gone. All of it comes back, the way you paid it.
money-back = Your money is back
called-off-back = It was called off. Your money is on its way back
called-off-back-hint = All of it comes back, the way you paid it. There is nothing for you to do.
money-back-hint = The payment was given back, all of it.
sold-out-heading = Sold out
sold-out-hint = Seats become free when somebody returns a ticket, or does not pay in time. Wait in line, and you are told.
join-waiting = Join the waiting list
leave-waiting = Leave the waiting list
waiting-heading = You are { $place } in line
waiting-hint = For “{ $tier }”. You are told as soon as a seat is yours to take; it is held for you while you decide.
sale-not-yet = The sale has not begun
sale-not-yet-hint = Tickets are sold from { $time } on. This page shows them by itself.
sale-closed = The sale is over
sale-called-off = This space does not take place
sale-called-off-hint = Everybody gets their money back, all of it, the way they paid.
sign-in-to-buy = Sign in to get a ticket
sign-in-to-wait = Sign in to join the waiting list
sign-in-to-buy-hint = A ticket belongs to your account, so you have it on every device. You come back right here.
host-needs-none = You are the host, and need no ticket
host-needs-none-hint = Look at what is sold, or change it.
tickets-of-none = No tickets are sold here
tickets-of-none-hint = You come in without one.

## Tickets: having one

have-ticket = You have a ticket
receipt = Receipt
receipt-ticket = Ticket
receipt-when = Begins
receipt-bought = Bought
receipt-paid = Paid
receipt-number = Number
go-to-space = Go to the space
qr-alt = QR code of the link to this space
qr-hint = Point another device's camera at it to listen there. The ticket is in your account, not in the code.
return-ticket = Return it
return-question = Return this ticket?
return-consequence = { $price } goes back to you, the way you paid. Your seat goes to somebody else, and you cannot take this back.
return-consequence-free = Your seat goes to somebody else, and you cannot take this back.
return-confirm = Return the ticket
returned-it = The ticket is returned. Your money is on its way.
gift-heading = Somebody gave it to you
gift-hint = It opens the space as any other. What was paid goes back to whoever paid, if the space is called off; it changes hands once.
hosted-by-name = Hosted by { $name }
offered-heading = A seat is free, and held for you
order-on-its-way = The payment is on its way
order-held-for-you = A seat is held for you: pay for it
order-money-back = The money is on its way back
give-ticket = Give it to somebody
give-question = Whose shall it be?
give-consequence = It is theirs at once, and you cannot take it back. A ticket changes hands once.
give-label = Their handle
give-submit = Give the ticket
gave-it = The ticket is theirs now.
no-tickets-yet = No ticket yet
no-tickets-yet-hint = Tickets that you get stand here, with the way in.
tickets-past = Past
ticket-returned = Returned
ticket-transferred = Given away
ticket-disputed = The bank took the money back

## Tickets: selling them

sell-tickets = Sell tickets
sell-heading = Tickets for this space
sell-lead = Whoever has a ticket hears the space. Those on stage need none.
sell-only-announced = Tickets are sold for spaces that are to come. Announce yours first.
currency-label = Currency
currency-other = Another one
currency-other-label = Currency code
tier-legend = Ticket { NUMBER($number) }
tier-name-label = Name
tier-name-placeholder = Seat
tier-price-label = Price
tier-price-placeholder = 12.50
tier-number-label = How many
add-tier = Add a kind of ticket
remove-tier = Remove ticket { NUMBER($number) }
sale-window = When it is sold
sale-opens-label = Sale opens
sale-closes-label = Sale ends
sale-window-hint = By the clocks of { $zone }. Left empty: at once, and until the space is over.
refund-label = Buyers can return a ticket until
refund-start = it begins
refund-hours =
    { $count ->
        [one] { $count } hour before
       *[other] { $count } hours before
    }
refund-days =
    { $count ->
        [one] { $count } day before
       *[other] { $count } days before
    }
preview-label = Free part, in seconds
preview-hint = Once, for people with an account and no ticket. Up to { NUMBER($most) }; 0 for none.
promo-codes = Codes
promo-lead = Words that take something off the price; 100 percent is free entry.
promo-legend = Code { NUMBER($number) }
promo-percent-label = Percent off
promo-uses-label = How many may use it
promo-used =
    { $count ->
        [0] Not used yet.
        [one] Used { $count } time.
       *[other] Used { $count } times.
    }
add-code = Add a code
remove-code = Remove code { NUMBER($number) }
sell-submit = Sell these tickets
sell-save = Save the change
sell-saved = Saved. This is what people see.
sell-stop = Stop selling
sell-stop-question = Stop selling tickets for this space?
sell-stop-consequence = It opens to everybody whom it is open to without one. Who waits in line is let go.
sell-stopped = No tickets are sold any more.
book = So far
book-ticket = Ticket
book-sold = Sold
book-held = Held
book-waiting = Waiting
book-left = Left
book-taken = Taken
book-fees = Fees
book-yours = For you
buyers = Who bought
no-buyers = Nobody yet
no-buyers-hint = Send the link of the space to those who would like to come.
refund = Refund
refund-of = Refund { $name }
refund-question = Give { $name } the money back?
refund-consequence = { $price } goes back to them, and the ticket is good no more. Your part of it goes with it.
refund-done = The money is on its way back.
given-to = Given to
order-held = Being paid
order-lapsed = Not paid
order-returned = Returned
see-shop = See it as buyers do

## Earnings

earnings = Earnings
earnings-lead = What people paid for tickets to your spaces, without what went back to them.
fee-terms = Of each ticket the platform keeps { $percent }%; the rest is yours.
fee-terms-beyond = { $percent }% of what you earn beyond { $amount }.
price-terms = A ticket costs from { $least } to { $most }.
payouts-heading = Payouts
payouts-ready = Set up. What your spaces earn is paid out to you once they are over.
payouts-ready-test = Set up, in play money: nothing leaves this relay. What your spaces earn counts as paid out a day after they are over.
payouts-missing = Before you sell, say to whoever handles the payments where your money goes.
payouts-set-up = Set up payouts
payouts-go = Go on with the payment service
earned-in = In { $currency }
earned-taken = Taken
earned-fees = Fees
earned-pending = Not paid out yet
earned-paid-out = Paid out
earned-by-space = By space
earned-space = Space
earned-sold = Tickets
earned-chart = What each space took, in { $currency }
statement = Statement
statement-when = When
statement-what = What
statement-amount = Amount
entry-sale = Ticket sold
entry-unseated = Paid without a seat
entry-refund = Ticket returned
entry-refund-done = Money given back
entry-dispute = Taken back by a bank
entry-dispute-won = Given again by a bank
entry-payout = Paid out
download-csv = Download as CSV
no-earnings = Nothing earned yet
no-earnings-hint = Announce a space and sell tickets for it: what comes in stands here.
