import { startCeph } from './ceph.ts';
import type { LocalState } from './local-state.ts';
import { startMariadb } from './mariadb.ts';
import type { Place, Service } from './place.ts';
import { startRabbitmq } from './rabbitmq.ts';
import { startRedis } from './redis.ts';
import { type Group, openGroup } from './supervise.ts';
import { step } from './terminal.ts';

/** The services that the product needs; each can be somebody else's instead. */
export type ServiceName = 'MariaDB' | 'Redis' | 'RabbitMQ' | 'object storage';

/** Private services with their data, logs and passwords in one folder. */
export type Stack = {
  /**
   * Starts them all at once.
   * @returns what the product's processes must be told to use them: MYSQL_URL, REDIS_URL, AMQP_URL, S3_*.
   * @throws Trouble when one of them does not come up.
   */
  start: () => Promise<Record<string, string>>;
  /** Stops what runs of them, also in the middle of a start. */
  stop: () => Promise<void>;
};

const starters: Record<ServiceName, (place: Place) => Promise<Service>> = {
  MariaDB: startMariadb,
  Redis: startRedis,
  RabbitMQ: startRabbitmq,
  'object storage': startCeph,
};

/** Every service there is. */
export const allServices: ServiceName[] = ['MariaDB', 'Redis', 'RabbitMQ', 'object storage'];

/** Private services, not started yet. */
export function openStack(dir: string, state: LocalState, names: ServiceName[] = allServices): Stack {
  const groups: Group[] = [];
  return {
    start: async () => {
      const envs = await Promise.all(
        names.map((name) =>
          step(name, async () => {
            const group = openGroup(dir);
            groups.push(group);
            const service = await starters[name]({ dir, state, group });
            return service.ready();
          }),
        ),
      );
      return Object.assign({}, ...envs);
    },
    stop: async () => {
      await Promise.all(groups.map((group) => group.stop()));
    },
  };
}
