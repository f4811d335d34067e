// One microphone for all who talk there, so that every
// session of a page sends the same sound at the same time; one recording for each who listens.
window.bench = (() => {
    const RATE = 48000;
    const peers = [];
    let microphone = null;

    /** What of a report has this type, first come. */
    const entry = (report, type) => [...report.values()].find(it => it.type === type) ?? {};

    async function offer(peer, transceiver, red) {
        const { codecs } = RTCRtpReceiver.getCapabilities('audio');
        const opus = codecs.filter(it => it.mimeType === 'audio/opus');
        const reds = codecs.filter(it => it.mimeType === 'audio/red');
        // The default order is Opus, then RED: what a page offers that asks for nothing.
        transceiver.setCodecPreferences(red ? [...opus, ...reds] : opus);
        await peer.setLocalDescription();
        peers.push(peer);
        return { id: peers.length - 1, sdp: peer.localDescription.sdp };
    }

    return {
        async talk(red) {
            microphone ??= await navigator.mediaDevices.getUserMedia({ audio: {
                echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
            const peer = new RTCPeerConnection();
            const track = microphone.getAudioTracks()[0];
            const talks = peer.addTransceiver(track, { direction: 'sendonly', streams: [microphone] });
            return offer(peer, talks, red);
        },

        async listen(red) {
            const peer = new RTCPeerConnection();
            const hears = peer.addTransceiver('audio', { direction: 'recvonly' });
            return offer(peer, hears, red);
        },

        async take(id, sdp) {
            const peer = peers[id];
            await peer.setRemoteDescription({ type: 'answer', sdp });
            const ends = performance.now() + 10000;
            while (peer.connectionState !== 'connected') {
                if (performance.now() > ends) throw new Error(`${id} is ${peer.connectionState}`);
                await new Promise(done => setTimeout(done, 20));
            }
        },

        /** Plays as listeners do; a track that nothing plays is never asked for sound. */
        async play(id) {
            const peer = peers[id];
            peer.element = new Audio();
            peer.element.srcObject = new MediaStream([peer.getReceivers()[0].track]);
            peer.element.volume = 0;
            await peer.element.play();
        },

        /** Starts to record what a listener hears, as the jitter buffer gives it out. */
        async record(id) {
            const peer = peers[id];
            const { track } = peer.getReceivers()[0];
            const chunks = [];
            peer.chunks = chunks;
            if (window.MediaStreamTrackProcessor) {
                const processor = new MediaStreamTrackProcessor({ track, maxBufferSize: 500 });
                const reader = processor.readable.getReader();
                (async () => {
                    for (;;) {
                        const { done, value } = await reader.read();
                        if (done) return;
                        if (value.sampleRate !== RATE) throw new Error(`${value.sampleRate} Hz`);
                        const samples = new Float32Array(value.numberOfFrames);
                        value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
                        value.close();
                        chunks.push(samples);
                    }
                })();
                return;
            }
            const context = new AudioContext({ sampleRate: RATE });
            const code = `registerProcessor('tap', class extends AudioWorkletProcessor {
                process([[samples]]) { if (samples) this.port.postMessage(samples); return true; } })`;
            const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
            await context.audioWorklet.addModule(url);
            const tap = new AudioWorkletNode(context, 'tap');
            tap.port.onmessage = ({ data }) => chunks.push(data);
            context.createMediaStreamSource(new MediaStream([track])).connect(tap);
            tap.connect(context.destination);
        },

        /** What was recorded: 16-bit little-endian samples at 48 kHz in base64. */
        async recorded(id) {
            const { chunks } = peers[id];
            const length = chunks.reduce((sum, it) => sum + it.length, 0);
            const samples = new Int16Array(length);
            let at = 0;
            for (const chunk of chunks.splice(0)) {
                for (const x of chunk) samples[at++] = Math.max(-1, Math.min(1, x)) * 32767;
            }
            const reader = new FileReader();
            const read = new Promise(done => { reader.onload = done; });
            reader.readAsDataURL(new Blob([samples.buffer]));
            await read;
            return reader.result.slice(reader.result.indexOf(',') + 1);
        },

        async sent(id) {
            const report = await peers[id].getStats();
            const [out, told] = [entry(report, 'outbound-rtp'), entry(report, 'remote-inbound-rtp')];
            const codec = report.get(out.codecId) ?? {};
            return { codec: codec.mimeType, lossTold: told.fractionLost };
        },

        async heard(id) {
            const report = await peers[id].getStats();
            const into = entry(report, 'inbound-rtp');
            const codec = report.get(into.codecId) ?? {};
            return {
                codec: codec.mimeType,
                received: into.packetsReceived,
                lost: into.packetsLost,
                fecReceived: into.fecPacketsReceived,
                fecDiscarded: into.fecPacketsDiscarded,
                samples: into.totalSamplesReceived,
                concealed: into.concealedSamples,
                silentConcealed: into.silentConcealedSamples,
                bufferDelayS: into.jitterBufferDelay,
                bufferEmitted: into.jitterBufferEmittedCount,
            };
        },
    };
})();
