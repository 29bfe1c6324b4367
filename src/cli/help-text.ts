/** What `hearthgate --help` prints. */
export const helpText = `Hearthgate, a security gateway in front of the API of the HestiaCP panel

  hearthgate serve --config FILE   run the gateway, until SIGTERM or SIGINT
  hearthgate check --config FILE [--no-files]
                                   tell every fault of a configuration, or what it comes to, and what
                                   is wrong with the files that it names; --no-files: leave them out,
                                   where the gateway runs on another host
  hearthgate collect --from DIR --to FILE [--follow]
                                   write what a panel's files say, with digests for secrets, to a
                                   file for state.static; --follow: again whenever it changes
  hearthgate digest                print the SHA-256 digest of a secret on standard input
  hearthgate bans list --config FILE
  hearthgate bans add ADDRESS [--for 1h] --config FILE
  hearthgate bans remove ADDRESS|KEY --config FILE
                                   the bans of the gateway that runs, through its second listener
  hearthgate limits show ADDRESS|KEY --config FILE
                                   what it has counted for an address, or for an access key's id
  hearthgate demo [--once]         try it on a panel that is made up; --once: show it and end
  hearthgate --help                this text
  hearthgate --version             the version

Exit codes: 0 done, 64 wrong usage, 70 a failure of the gateway, 71 the system refused (a port in
use, a file that cannot be read), 78 a fault of the configuration; 130 and 143 ended by a second
signal, without waiting for the calls under way.
`;
