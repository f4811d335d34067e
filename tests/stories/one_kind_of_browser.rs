use anyhow::{Result, ensure};
use causerie_tests::person::{PATIENCE, Person};
use causerie_tests::world::{Demo, World, story};

/// Everything that a browser says to a relay, said by browsers of one kind alone: `cargo xtask
/// captures` tells by these stories who sent what.
#[test]
fn chromium_alone_speaks_listens_and_restarts_its_ice() {
    story(Demo::None, async |world| {
        let host = world.person("Ada").await?;
        let listener = world.person("Ben").await?;
        they_meet(world, &host, &listener).await
    });
}

#[test]
fn firefox_alone_speaks_listens_and_restarts_its_ice() {
    story(Demo::None, async |world| {
        let host = world.person_in_firefox("Renard").await?;
        let listener = world.person_in_firefox("Fox").await?;
        they_meet(world, &host, &listener).await
    });
}

async fn they_meet(world: &mut World, host: &Person, listener: &Person) -> Result<()> {
    let space = host.creates_a_space("Among ourselves").await?;
    host.goes_live().await?;
    listener.opens(&space).await?;
    listener.listens().await?;
    listener.hears_something(PATIENCE).await?;

    host.mutes().await?;
    listener.hears_nothing(PATIENCE).await?;
    host.unmutes().await?;
    listener.hears_something(PATIENCE).await?;

    let id = space.trim_start_matches("/s/");
    let said = listener.page().eval(&PLAIN_CLIENT.replace("{id}", id)).await?;
    ensure!(said == "it hears on", "a page that knows WHEP alone says {said}");

    // Both come back to a relay that starts anew, and say where they left off.
    world.end().await?;
    world.boot().await?;
    listener.hears_something(2 * PATIENCE).await?;
    // Sound comes back by a door of its own, maybe sooner than the socket that takes commands.
    host.is_in_state("live").await?;
    host.ends_the_space().await?;
    listener.is_in_state("ended").await
}

/// What any site may write after draft-ietf-wish-whep: an offer, candidates that trickle after the
/// answer, a restart of ICE, and sound all the while.
const PLAIN_CLIENT: &str = r#"
    const peer = new RTCPeerConnection();
    const until = async (what, holds) => {
        for (let waited = 0; !await holds(); waited += 50) {
            if (waited > 15000) throw new Error(`waited in vain: ${what}`);
            await new Promise(done => setTimeout(done, 50));
        }
    };
    const describe = async () => {
        await peer.setLocalDescription();
        await until('candidates', () => peer.iceGatheringState === 'complete'
            && peer.localDescription.sdp.includes('a=candidate:'));
        return peer.localDescription.sdp;
    };
    const find = (sdp, name) => sdp.match(new RegExp(`a=${name}:(\\S+)`))[1];
    const packets = async () => [...(await peer.getStats()).values()]
        .filter(it => it.type === 'inbound-rtp')
        .reduce((sum, it) => sum + it.packetsReceived, 0);

    peer.addTransceiver('audio', { direction: 'recvonly' });
    const posted = await fetch('/api/spaces/{id}/whep', {
        method: 'POST',
        headers: { 'content-type': 'application/sdp' },
        body: await describe(),
    });
    if (posted.status !== 201) return `POST: ${posted.status} ${await posted.text()}`;
    const [session, etag] = ['location', 'etag'].map(name => posted.headers.get(name));
    const patch = (state, sdp) => fetch(session, {
        method: 'PATCH',
        headers: { 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': state },
        body: [
            ...sdp.match(/a=ice-(ufrag|pwd|options):.*/g).slice(0, 3),
            'm=audio 9 UDP/TLS/RTP/SAVPF 0',
            'a=mid:' + find(sdp, 'mid'),
            ...sdp.match(/a=candidate:.*/g),
            'a=end-of-candidates',
        ].map(line => line.trim() + '\r\n').join(''),
    });
    const answer = await posted.text();
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    await until('the connection', () => peer.connectionState === 'connected');
    await until('sound', async () => await packets() > 20);
    const trickled = await patch(etag, peer.localDescription.sdp);
    if (trickled.status !== 204) return `PATCH: ${trickled.status} ${await trickled.text()}`;

    peer.restartIce();
    const restarted = await patch('*', await describe());
    if (restarted.status !== 200) return `PATCH *: ${restarted.status} ${await restarted.text()}`;
    const fresh = await restarted.text();
    const renewed = ['ice-ufrag', 'ice-pwd'].reduce(
        (sdp, name) => sdp.replaceAll(find(answer, name), find(fresh, name)), answer);
    await peer.setRemoteDescription({ type: 'answer', sdp: renewed });
    const heard = await packets();
    await until('sound after the restart', async () => await packets() > heard + 100);
    await fetch(session, { method: 'DELETE' });
    peer.close();
    return 'it hears on';
"#;
