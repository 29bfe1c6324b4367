import { describeRedisStore } from './redis-store-contract.ts';

describeRedisStore('in Redis', 1);
