import type { ApolloClient } from '@apollo/client';
import { onSessionSignal } from '../member/session-signals.ts';
import { forgetArrived, goOnWithShared } from '../share/shared-sources.ts';
import { createApolloUploadApi } from './api/apollo-upload-api.ts';
import { browserNetwork, newRandomId } from './browser/browser-network.ts';
import { type KeptUploads, keepUploads } from './browser/kept-uploads.ts';
import { createWorkerHash } from './browser/worker-hash.ts';
import { xhrPut } from './browser/xhr-put.ts';
import { systemClock } from './engine/clock.ts';
import type { UploadLimits } from './engine/engine-context.ts';
import { UploadEngine } from './engine/upload-engine.ts';
import { localPreviews } from './preview/local-previews.ts';

const limits: UploadLimits = { hashUpToBytes: 512 * 2 ** 20 };

/** An engine and what it keeps over reloads. */
export interface EngineOfPage {
  readonly engine: UploadEngine;
  readonly kept: KeptUploads;
}

/** An engine that runs until it is ended. */
export interface RunningEngine extends EngineOfPage {
  end(): void;
}

/** Starts the engine of a signed-in member in this page, with the browser's ways to the outside. */
export function startEngine(client: ApolloClient, memberId: string): RunningEngine {
  const kept = keepUploads(memberId);
  // What a person has paused may stay so for long.
  const isBusy = () => engine.list.isBusy && engine.snapshot().halt !== 'paused';
  const engine: UploadEngine = new UploadEngine({
    api: createApolloUploadApi(client, isBusy),
    putObject: xhrPut,
    hashFile: createWorkerHash(),
    clock: systemClock,
    random: Math.random,
    network: browserNetwork,
    records: kept,
    newId: newRandomId,
    limits,
  });
  const stops = [
    localPreviews.follow(engine),
    onSessionSignal((signal) => {
      if (signal === 'signed-in') engine.signedIn();
    }),
    engine.onArrival(forgetArrived),
  ];
  // Where the server cannot be asked now, what was left stays kept for the next page.
  engine
    .restore()
    .then(() => goOnWithShared(engine))
    .catch(() => undefined);
  return {
    engine,
    kept,
    end() {
      for (const stop of stops) stop();
      engine.end();
      kept.close();
    },
  };
}
