import { describeRedisStore } from './redis-store-contract.ts';

describeRedisStore('in Redis, two gateways by turns', 2);
