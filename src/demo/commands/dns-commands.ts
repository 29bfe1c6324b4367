import { type CommandEnd, type DemoCommand, done, failed, userCommand } from './demo-command.ts';
import { listed } from './list-output.ts';
import type { DnsRecord, PanelUser } from './panel-store.ts';

export const dnsCommands: readonly DemoCommand[] = [
  userCommand('v-list-dns-domains', 'USER [FORMAT]', (user, [format]) =>
    listed(new Map([...user.dnsDomains].map(([name, records]) => [name, { RECORDS: String(records.length) }])), format),
  ),
  userCommand(
    'v-list-dns-records',
    'USER DOMAIN [FORMAT]',
    onDomain((_user, { records }, [format]) =>
      listed(
        new Map(
          records.map(({ id, record, type, value }) => [
            String(id),
            { ID: String(id), RECORD: record, TYPE: type, VALUE: value },
          ]),
        ),
        format,
      ),
    ),
  ),
  userCommand(
    'v-add-dns-record',
    'USER DOMAIN RECORD TYPE VALUE [PRIORITY] [ID] [RESTART] [TTL]',
    onDomain((user, { domain, records }, [record = '', type = '', value = '', priority = '']) => {
      if (!/^(?:A|AAAA|CNAME|MX|TXT|NS|CAA|SRV)$/.test(type)) return failed(2, `invalid type format :: ${type}`);
      const id = Math.max(0, ...records.map((known) => known.id)) + 1;
      user.dnsDomains.set(domain, [...records, { id, record, type, value, priority }]);
      return done();
    }),
  ),
  userCommand(
    'v-delete-dns-record',
    'USER DOMAIN ID [RESTART]',
    onDomain((user, { domain, records }, [id = '']) => {
      const rest = records.filter((known) => String(known.id) !== id);
      if (rest.length === records.length) return failed(3, `dns record ${id} doesn't exist`);
      user.dnsDomains.set(domain, rest);
      return done();
    }),
  ),
];

interface Zone {
  readonly domain: string;
  readonly records: readonly DnsRecord[];
}

function onDomain(
  run: (user: PanelUser, zone: Zone, args: readonly string[]) => CommandEnd,
): (user: PanelUser, args: readonly string[]) => CommandEnd {
  return (user, [domain = '', ...args]) => {
    const records = user.dnsDomains.get(domain);
    return records === undefined ? failed(3, `dns domain ${domain} doesn't exist`) : run(user, { domain, records }, args);
  };
}
