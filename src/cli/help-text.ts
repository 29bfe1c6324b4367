/** The commands of `hearthgate`, in the order in which help tells them. */
export const commandNames = ['serve', 'check', 'collect', 'digest', 'bans', 'limits', 'demo'] as const;

export type CommandName = (typeof commandNames)[number];

/** What `hearthgate COMMAND --help` prints. No line is longer than 80 columns. */
export const helpOf: Readonly<Record<CommandName, string>> = {
  serve: `  hearthgate serve --config FILE
      Run the gateway until SIGTERM or SIGINT.
`,
  check: `  hearthgate check --config FILE [--no-files]
      List every fault of a configuration, or show what it means, and list what
      is wrong with the files that it names.
      --no-files: do not look at those files, as on a host other than the
      gateway's.
`,
  collect: `  hearthgate collect --from DIR --to FILE [--follow]
      Write what a panel's files say to a file for state.static, with digests in
      place of secrets.
      --follow: write it again whenever something changes.
`,
  digest: `  hearthgate digest
      Print the SHA-256 digest of a secret that is read from standard input.
`,
  bans: `  hearthgate bans list --config FILE
      List the bans in force at the running gateway.
  hearthgate bans add ADDRESS [--for 1h] --config FILE
      Ban an address; of IPv6 the network that counts as one client.
  hearthgate bans remove ADDRESS|KEY --config FILE
      End the bans of an address or an access key, and forget its failures.
`,
  limits: `  hearthgate limits show ADDRESS|KEY --config FILE
      Show what the running gateway has counted for an address, or for the id of
      an access key.
`,
  demo: `  hearthgate demo [--once]
      Run the gateway in front of an embedded demo panel.
      --once: play a tour of the refusals and end.
`,
};

/** What `hearthgate --help` prints. */
export const helpText = `Hearthgate, a security gateway in front of the API of the HestiaCP panel

${commandNames.map((name) => helpOf[name]).join('')}  hearthgate --help, hearthgate COMMAND --help
      Print this text, or the part of it for one command.
  hearthgate --version
      Print the version.

Exit codes:
  0         done
  64        wrong usage
  70        an unexpected error
  71        the system refused: a port in use, a file that cannot be read, a
            gateway that does not answer
  78        a fault of the configuration
  130, 143  ended by a second signal, without waiting for the calls under way
`;
