import { createHash } from 'node:crypto';
import { Command } from 'ioredis';
import type { RedisClient } from './connect.ts';

/**
 * A script that is run for each decision. The client's own way (`defineCommand`) copies the arguments four times and makes two promises more: a fifth
 * of what a question costs this process.
 */
export class DecisionScript {
  readonly #lua: string;
  readonly #sha: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#sha = createHash('sha1').update(lua).digest('hex');
  }

  /**
   * @param args as EVALSHA has them: a place for the digest, the number of keys, the keys, the rest; handed over
   * @returns what the script answers
   */
  run(client: RedisClient, args: string[]): Promise<unknown> {
    args[0] = this.#sha;
    const command = commandWith('evalsha', args);
    const { reject, resolve } = command;
    command.reject = (fault) => {
      // The server was restarted, or another one has taken over. A script that is not loaded has not run.
      if (fault.message.startsWith('NOSCRIPT')) void this.#load(client, args).then(resolve, reject);
      else reject(fault);
    };
    client.sendCommand(command);
    return command.promise;
  }

  /** Runs it from its text, which the server keeps. */
  #load(client: RedisClient, args: string[]): Promise<unknown> {
    args[0] = this.#lua;
    const command = commandWith('eval', args);
    client.sendCommand(command);
    return command.promise;
  }
}

/** The arguments are strings already, so the client need not convert them. */
function commandWith(name: string, args: string[]): Command {
  const command = new Command(name, [], { replyEncoding: 'utf8' });
  command.args = args;
  return command;
}
