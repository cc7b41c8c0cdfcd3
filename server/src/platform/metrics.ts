import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The numbers that one process keeps of itself, in Prometheus' form; asking for a name again gives the same metric. */
export type Metrics = {
  counter: <L extends string>(name: string, help: string, labels?: readonly L[]) => Counter<L>;
  gauge: <L extends string>(name: string, help: string, labels?: readonly L[]) => Gauge<L>;
  /** @param buckets upper bounds in seconds. */
  histogram: <L extends string>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: number[],
  ) => Histogram<L>;
  /** Serves /metrics on a port of its own, away from the public one. */
  serve: (port: number) => Promise<Server>;
  text: () => Promise<string>;
};

const SECONDS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/** Metrics with a registry of their own, so that two of them in one process (tests) stay apart. */
export function createMetrics(options: { ofProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.ofProcess) collectDefaultMetrics({ register: registry });
  const made = new Map<string, unknown>();
  function once<M>(name: string, kind: abstract new (...args: never[]) => M, make: () => M): M {
    const existing = made.get(name);
    if (existing instanceof kind) return existing;
    const metric = make();
    made.set(name, metric);
    return metric;
  }
  const shared = { registers: [registry] };
  return {
    counter: (name, help, labels = []) =>
      once(name, Counter, () => new Counter({ name, help, labelNames: labels, ...shared })),
    gauge: (name, help, labels = []) =>
      once(name, Gauge, () => new Gauge({ name, help, labelNames: labels, ...shared })),
    histogram: (name, help, labels = [], buckets = SECONDS) =>
      once(name, Histogram, () => new Histogram({ name, help, labelNames: labels, buckets, ...shared })),
    text: () => registry.metrics(),
    serve: (port) =>
      new Promise((resolve, reject) => {
        const server = createServer((_request, response) => {
          registry.metrics().then(
            (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
            () => response.writeHead(500).end(),
          );
        });
        server.once('error', reject);
        server.listen(port, () => resolve(server));
      }),
  };
}
