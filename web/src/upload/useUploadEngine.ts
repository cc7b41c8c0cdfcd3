import type { ApolloClient } from '@apollo/client';
import { useEffect, useState } from 'react';
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

/** One engine for as long as this member is signed in; null until the first effect has run. */
export function useUploadEngine(client: ApolloClient, memberId: string): EngineOfPage | null {
  const [page, setPage] = useState<EngineOfPage | null>(null);
  useEffect(() => {
    const kept = keepUploads(memberId);
    const engine = new UploadEngine({
      api: createApolloUploadApi(client),
      putObject: xhrPut,
      hashFile: createWorkerHash(),
      clock: systemClock,
      random: Math.random,
      network: browserNetwork,
      records: kept,
      newId: newRandomId,
      limits,
    });
    const stopFollowing = localPreviews.follow(engine);
    const stopListening = onSessionSignal((signal) => {
      if (signal === 'signed-in') engine.signedIn();
    });
    const stopForgetting = engine.onArrival(forgetArrived);
    // Where the server cannot be asked now, what was left stays kept for the next page.
    engine
      .restore()
      .then(() => goOnWithShared(engine))
      .catch(() => undefined);
    setPage({ engine, kept });
    return () => {
      stopFollowing();
      stopForgetting();
      stopListening();
      engine.end();
      kept.close();
      setPage(null);
    };
  }, [client, memberId]);
  return page;
}
