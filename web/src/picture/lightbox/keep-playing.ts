import type videojs from 'video.js';

type Player = ReturnType<typeof videojs>;
type Source = { src: string; type: string };

interface KeepPlaying {
  /** The same video at a fresh address. Rejects while the server cannot be asked; null where the video is gone. */
  renew: () => Promise<Source | null>;
  /** Right before a source is loaded again. */
  onReload: () => void;
  /** It stands: its bytes cannot be had now, or they can and this browser makes nothing of them. */
  onTrouble: (trouble: 'away' | 'unplayable') => void;
  /** It shows again what it showed. */
  onBack: () => void;
  /** It has gone on for a second from where it last stood. */
  onWell: () => void;
}

/** What says nothing for so long is not there. */
const patienceMs = 15_000;

/** Whether the bytes at an address can be had now. A player says of a line that is down what it says of a foreign format. */
async function canBeHad(address: string): Promise<boolean> {
  try {
    const { ok } = await fetch(address, {
      headers: { Range: 'bytes=0-0' },
      // What the browser has kept says nothing about the line.
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    return ok;
  } catch {
    return false;
  }
}

/**
 * Has a player go on at the same second where its address has run out or its line was down.
 * @returns what tries again, after a trouble.
 */
export function keepPlaying(
  player: Player,
  { renew, onReload, onTrouble, onBack, onWell }: KeepPlaying,
): () => Promise<void> {
  let place: { at: number; playing: boolean } | null = null;
  let lastStood = 0;
  let isPlaying = false;
  let isAsking = false;
  /** It was loaded again when its bytes could be had: what fails then is not for the network. */
  let isLastTry = false;
  /** This browser has read this video's head. */
  let isKnown = false;

  const loadAgain = async () => {
    if (isAsking) return;
    isAsking = true;
    const source = await renew().catch(() => null);
    const isThere = source !== null && (await canBeHad(source.src));
    isAsking = false;
    if (player.isDisposed()) return;
    if (!isThere) {
      onTrouble('away');
      return;
    }
    isLastTry = true;
    onReload();
    player.src(source);
  };

  const giveUp = () => {
    // What comes instead is another file.
    isKnown = false;
    onTrouble('unplayable');
  };

  // By the time of an error Chromium has paused it, and says so afterwards.
  player.on('play', () => {
    isPlaying = true;
  });
  player.on('pause', () => {
    isPlaying = false;
  });
  player.on('error', () => {
    const code = player.error()?.code;
    place ??= { at: player.currentTime() ?? 0, playing: isPlaying };
    lastStood = place.at;
    if (!isLastTry) void loadAgain();
    else if (isKnown && code !== MediaError.MEDIA_ERR_DECODE) onTrouble('away');
    else giveUp();
  });
  player.on('loadedmetadata', () => {
    // Some browsers play the sound of what they cannot show, and call that no error.
    if (player.videoWidth() === 0) {
      giveUp();
      return;
    }
    isKnown = true;
    if (!place || place.at === 0) onBack();
    if (!place) return;
    if (place.at > 0) {
      // Its first frame is not where the reader is, and nor is the poster.
      player.one('seeked', onBack);
      player.currentTime(place.at);
      player.hasStarted(true);
    }
    // Where the browser wants a click first, the button is there.
    if (place.playing) Promise.resolve(player.play()).catch(() => undefined);
    place = null;
  });
  player.on('timeupdate', () => {
    if (!isLastTry || place || (player.currentTime() ?? 0) < lastStood + 1) return;
    // What plays well has earned another renewal, tomorrow.
    isLastTry = false;
    onWell();
  });
  return () => {
    isLastTry = false;
    return loadAgain();
  };
}
