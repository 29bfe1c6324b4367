import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/domain/address/address.ts';
import { readPanelConf } from '../../src/hestia/files/panel-conf.ts';

const whole = "API='yes'\nAPI_SYSTEM='2'\nAPI_ALLOWED_IP='192.0.2.1'\nROOT_USER='admin'\n";

describe('API_SYSTEM', () => {
  it.each([
    ["API_SYSTEM='0'\n", 'off'],
    ["API_SYSTEM=''\n", 'off'],
    ["API_SYSTEM='1'\n", 'root'],
    ["API_SYSTEM='2'\n", 'all'],
    ["API_SYSTEM='3'\n", 'off'],
    ["API_SYSTEM='yes'\n", 'off'],
    ["API_SYSTEM=' 2'\n", 'off'],
    ['', 'off'],
    ["API_SYSTEM='2'\nAPI_SYSTEM='1'\n", 'root'],
    ["API_SYSTEM='1'\nAPI_SYSTEM='2'\n", 'root'],
    ["API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'off'],
    ["API_SYSTEM='2'\nAPI_SYSTEM='2'\n", 'all'],
    ["API_SYSTEM='2'\nAPI_SYSTEM=0\n", 'off'],
    ["API_SYSTEM=0\nAPI_SYSTEM='2'\n", 'off'],
    ["API_SYSTEM='2'\nAPI_SYSTEM 0\n", 'off'],
    ["API_SYSTEM='2'\nAPI_SY\x01STEM='0'\n", 'off'],
    ["API_SYSTEM='2'\nexport API_SYSTEM='0'\n", 'off'],
    ["API_SYSTEM='2'\nunset API_SYSTEM\n", 'off'],
    ["API_SYSTEM='2' # all\n", 'off'],
    ["API_SYSTEM='2'", 'off'],
    ["API_SYSTEM='2'\nMY_API_SYSTEM=0\nAPI_SYSTEMS=0\n", 'all'],
    ["API_SYSTEM='2'\nTEXT='API_SYSTEM is two'\n", 'all'],
    ['API_SYSTEM=\'2\'\nBACKUP="local"\n\n# a comment\n', 'all'],
    ["#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'all'],
    ["API_SYSTEM='2'\n  # API_SYSTEM='0'\n", 'all'],
    ["API_SYSTEM='2'\n\t#API_SYSTEM=0\n", 'all'],
    ["API_SYSTEM='2'\n#API_SYSTEM=\"0\n", 'all'],
    ["#it's off:\n#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'all'],
    ["X=it\\'s # 'open\n#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'all'],
    ['X="a"\n#API_SYSTEM=0\nAPI_SYSTEM=\'2\'\n', 'all'],
    ["X='open\n#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'off'],
    ['X="open\n#API_SYSTEM=0\nY="\nAPI_SYSTEM=\'2\'\n', 'off'],
    ['X="open\nAPI_SYSTEM=\'2\'\nY="\n', 'off'],
    ["X=$(\n#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'off'],
    ["cat <<END\n#API_SYSTEM='0'\nEND\nAPI_SYSTEM='2'\n", 'off'],
    ["X=a\\\n#API_SYSTEM='0'\nAPI_SYSTEM='2'\n", 'off'],
    ["API_SYSTEM='2'\nX=1 # API_SYSTEM\n", 'off'],
    ["API_SYSTEM='2\t'\n", 'off'],
    ["API_SYSTEM='2'\r\n", 'off'],
  ])('%j reads as %s', (text, expected) => {
    expect(readPanelConf(text).api.accessKeys).toBe(expected);
  });
});

describe('API', () => {
  it.each([
    ["API='yes'\n", true],
    ["API='no'\n", false],
    ["API='YES'\n", false],
    ["API=''\n", false],
    ['', false],
    ["API='yes'\nAPI='no'\n", false],
    ["API='no'\nAPI='yes'\n", false],
    ['API=\'yes\'\nAPI="yes"\n', false],
    ["API='yes'\nAPI_X=no\n", true],
  ])('%j reads as %s', (text, expected) => {
    expect(readPanelConf(text).api.deprecated).toBe(expected);
  });
});

describe('ROOT_USER', () => {
  it.each([
    ["ROOT_USER='admin'\n", 'admin'],
    ["ROOT_USER='admin'\nROOT_USER='admin'\n", 'admin'],
    ["ROOT_USER='admin'\nROOT_USER='eve'\n", undefined],
    ["ROOT_USER='admin'\nROOT_USER=admin\n", undefined],
    ["ROOT_USER=''\n", undefined],
    ["ROOT_USER='../x'\n", undefined],
    ['', undefined],
  ])('%j reads as %s', (text, expected) => {
    expect(readPanelConf(text).rootUser).toBe(expected);
  });
});

describe('API_ALLOWED_IP', () => {
  const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '0.0.0.0', '::', '10.0.0.7'] as const;

  it.each([
    ['192.0.2.1', ['192.0.2.1']],
    ['192.0.2.1,192.0.2.2', ['192.0.2.1', '192.0.2.2']],
    ['::ffff:192.0.2.1', ['192.0.2.1']],
    ['2001:0db8:0:0::1', ['2001:db8::1']],
    ['192.0.2.1, 192.0.2.2', ['192.0.2.1']],
    ['192.0.2.1,,192.0.2.2,', ['192.0.2.1', '192.0.2.2']],
    ['192.0.2.0/24,192.0.2.2', ['192.0.2.2']],
    ['10.0.0.0/8', []],
    ['0.0.0.0', []],
    ['::', []],
    ['::ffff:0.0.0.0', []],
    ['allow-all,192.0.2.1', ['192.0.2.1']],
    ['ALLOW-ALL', []],
    [' allow-all', []],
    ['', []],
  ])('%j allows %j', (list, allowed) => {
    const read = readPanelConf(`API_ALLOWED_IP='${list}'\n`).allowedAddresses;
    expect(addresses.filter((text) => isAllowed(read, text))).toEqual(allowed);
  });

  it.each([
    [
      'allow-all,127.0.0.1',
      '"allow-all" counts only as the whole list, and allows nobody here: write allow-all alone, or leave it out',
    ],
    ['192.0.2.1, 192.0.2.2', '" 192.0.2.2" has blanks around it, which the panel compares too, and allows nobody: take them out'],
    ['192.0.2.0/24', '"192.0.2.0/24" is not a plain address and allows nobody; ranges belong in clients.allow'],
    ['0.0.0.0', '"0.0.0.0" is the address of nobody: write the addresses themselves, or allow-all alone'],
  ])('says of %j what to write instead', (list, report) => {
    expect(readPanelConf(`${whole}API_ALLOWED_IP='${list}'\n`.replace("API_ALLOWED_IP='192.0.2.1'\n", '')).reports).toEqual([
      `conf/hestia.conf: API_ALLOWED_IP: ${report}`,
    ]);
  });

  it('allows everyone only where allow-all is the whole list', () => {
    expect(readPanelConf("API_ALLOWED_IP='allow-all'\n").allowedAddresses).toEqual({ everyone: true });
  });

  it.each([
    "API_ALLOWED_IP='allow-all'\nAPI_ALLOWED_IP=''\n",
    "API_ALLOWED_IP='allow-all'\nAPI_ALLOWED_IP=192.0.2.1\n",
    "API_ALLOWED_IP='192.0.2.1'\nAPI_ALLOWED_IP='192.0.2.2'\n",
    "API_ALLOWED_IP='10.0.0.7,^#10.0.0.8,192.0.2.1'\n",
    '',
  ])('allows nobody when it reads in two ways, or not at all: %j', (text) => {
    const read = readPanelConf(text).allowedAddresses;
    expect(addresses.filter((address) => isAllowed(read, address))).toEqual([]);
  });

  it('has every entry reported that allows nobody', () => {
    const { reports } = readPanelConf(whole.replace('192.0.2.1', '192.0.2.0/24,192.0.2.1, 192.0.2.2,0.0.0.0'));
    expect(reports.map((report) => /"(.*)"/.exec(report)?.[1])).toEqual(['192.0.2.0/24', ' 192.0.2.2', '0.0.0.0']);
  });
});

describe('reports', () => {
  it('are none for a file in which all is well', () => {
    expect(readPanelConf(`${whole}SERVER_SMTP_PASSWD='x'\n`).reports).toEqual([]);
  });

  it('name file and line, and never what stands there', () => {
    const { reports } = readPanelConf(`${whole}SERVER_SMTP_PASSWD=hunter2\nROOT_USER=hunter2\n`);
    expect(reports).toEqual([
      "conf/hestia.conf: line 5 is not of the form NAME='value' and is ignored",
      "conf/hestia.conf: line 6 is not of the form NAME='value', so ROOT_USER counts as unknown and allows nothing",
      'conf/hestia.conf: ROOT_USER is in more than one line (4, 6), so what allows less counts; leave one of them',
    ]);
  });

  it('are none for empty lines and comments, whatever they say', () => {
    expect(readPanelConf(`# ROOT_USER='eve'\n\n${whole}\t\n  #API='no'\n`).reports).toEqual([]);
  });

  it('are one for many lines with one fault', () => {
    const { reports } = readPanelConf(`${whole}${'X=1\n'.repeat(20)}`);
    expect(reports).toEqual([
      "conf/hestia.conf: line 5 is not of the form NAME='value' and is ignored; the same holds for line 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 and 9 more",
    ]);
  });

  it.each([
    [whole.replaceAll('\n', '\r\n'), 'CRLF'],
    [`\xef\xbb\xbf${whole}`, 'byte order mark (BOM)'],
  ])('say first that another system wrote the file: %j', (text, what) => {
    expect(readPanelConf(text).reports[0]).toContain(what);
  });

  it('name each of the four that is missing', () => {
    expect(readPanelConf("X=''\n").reports).toHaveLength(4);
  });
});

function isAllowed(read: ReturnType<typeof readPanelConf>['allowedAddresses'], text: string): boolean {
  const address = parseAddress(text);
  return read.everyone || (address !== undefined && read.set.has(address));
}
