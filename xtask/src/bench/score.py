"""Speech in, scores out, for `cargo xtask bench loss`.

    score.py speech FOLDER UTTERANCE.wav ...    writes FOLDER/speech.wav and FOLDER/references.npz
    score.py score FOLDER SCENE.json            prints the scene's rows with MOS-LQO of each utterance

MOS-LQO is wideband PESQ's (ITU-T P.862.2). Every utterance is found in a recording by
cross-correlation, so nobody has to start together.
"""

import json
import sys
import wave
from pathlib import Path

import numpy as np
from pesq import PesqError, pesq
from scipy.signal import fftconvolve, resample_poly

SPOKEN_HZ = 48_000
SCORED_HZ = 16_000
# Before and after each utterance; PESQ wants some silence to align by.
PAUSE_S = 0.5


def read_wav(path):
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return file.getframerate(), samples.astype(np.float64) / 32768


def speech(folder, paths):
    """One after the other, with pauses, as a microphone will hear them in a loop."""
    parts = []
    for path in paths:
        rate, samples = read_wav(path)
        samples = resample_poly(samples, SPOKEN_HZ // 150, rate // 150)
        pause = np.zeros(int(PAUSE_S * SPOKEN_HZ))
        parts.append(np.concatenate([pause, samples, pause]))
    spoken = np.clip(np.concatenate(parts), -1, 1)
    with wave.open(str(folder / "speech.wav"), "wb") as file:
        file.setparams((1, 2, SPOKEN_HZ, 0, "NONE", ""))
        file.writeframes((spoken * 32767).astype("<i2").tobytes())
    references = [resample_poly(part, 1, SPOKEN_HZ // SCORED_HZ) for part in parts]
    np.savez(folder / "references.npz", *references)
    print(json.dumps({"longest_s": max(map(len, references)) / SCORED_HZ,
                      "all_s": len(spoken) / SPOKEN_HZ}))


def envelope(samples):
    """Loudness of each hundredth of a second."""
    hop = SCORED_HZ // 100
    frames = samples[: len(samples) // hop * hop].reshape(-1, hop)
    return np.sqrt(np.mean(frames**2, axis=1))


def find(reference, recording):
    """Where an utterance begins in a recording, and how well it fits there.

    Envelopes are compared, not waves: a jitter buffer stretches and shortens what it plays. PESQ
    aligns the rest by itself.
    """
    wanted, heard = envelope(reference), envelope(recording)
    wanted = wanted - np.mean(wanted)
    count = np.ones(len(wanted))
    products = fftconvolve(heard, wanted[::-1], "valid")
    sums = fftconvolve(heard, count, "valid")
    spread = fftconvolve(heard**2, count, "valid") - sums**2 / len(wanted)
    fit = products / np.sqrt(np.maximum(spread, 1e-9) * np.sum(wanted**2))
    at = int(np.argmax(fit))
    return at * (SCORED_HZ // 100), float(fit[at])


def score(folder, scene):
    references = np.load(folder / "references.npz")
    rows = json.loads(Path(scene).read_text())
    for row in rows:
        sound = np.fromfile(folder / row["file"], "<i2").astype(np.float64) / 32768
        recording = resample_poly(sound, 1, SPOKEN_HZ // SCORED_HZ)
        row["mos"], row["fit"] = [], []
        for name in references.files:
            reference = references[name]
            at, fit = find(reference, recording)
            heard = recording[at : at + len(reference)]
            mos = pesq(SCORED_HZ, reference, heard, "wb", on_error=PesqError.RETURN_VALUES)
            # Below 1 it is an error's number: nothing like speech was there.
            row["mos"].append(float(mos) if mos >= 1 else None)
            row["fit"].append(fit)
    print(json.dumps(rows))


command, folder, *rest = sys.argv[1:]
if command == "speech":
    speech(Path(folder), rest)
else:
    score(Path(folder), rest[0])
