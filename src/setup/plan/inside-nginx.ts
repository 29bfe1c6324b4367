import { panelPaths } from '../../host/panel-paths.ts';

/** Made by systemd for the panel's web server. */
export const insideSocket = '/run/hearthgate-inside/api.sock';

/** Where the files lie that the panel's web server includes. Its scripts rewrite what stands in its own. */
const folder = '/etc/hearthgate/inside';
/** Both names as patterns: an include that is missing stops the panel's web server otherwise. */
export const httpInclude = `include ${folder}/http*.conf;`;
export const serverInclude = `include ${folder}/server*.conf;`;

/** As `body.maxBytes` is by default: then a body stays in memory, where nginx looks for the dialect that its client reads. */
const bodySize = '1m';
/** A waiting call holds two of the 128 connections of the panel's web server, a running one four: its pages must keep some. */
const maxCalls = 40;

export interface IncludedFile {
  readonly path: string;
  readonly text: string;
  /** What it does, for the administrator. */
  readonly reason: string;
}

/**
 * What the panel's web server has to do: hand the API and everything below it to the gateway, serve the API alone to the gateway, and answer
 * with a failure that every client reads as one while the gateway is away.
 */
export function includedFiles(innerPort: number): readonly IncludedFile[] {
  const { root, certificate, certificateKey } = panelPaths;
  return [
    {
      path: `${folder}/http.conf`,
      reason: 'how the web server of the panel serves the API to the gateway, and what clients hear while that is away',
      text: String.raw`# Written by "hearthgate setup". Of the panel's web server, in http{}.
map $request_body $hearthgate_away {
	default "Error: The gateway is not available";
	# Without a body that can be seen a bare number is the safest.
	"" 15;
	"~(^|&)returncode=yes(&|$)" 15;
	'~"returncode"\s*:\s*"yes"' 15;
	'~name="?returncode"?\r\n\r\nyes\r\n' 15;
}
limit_conn_zone $server_name zone=hearthgate:64k;
# The API alone, for the gateway alone: a rule of the firewall closes the port to other users of this host.
server {
	listen 127.0.0.1:${innerPort} ssl default_server;
	root ${root}/web;
	ssl_certificate ${certificate};
	ssl_certificate_key ${certificateKey};
	location = /api/ {
		include fastcgi_params;
		fastcgi_pass unix:/run/hestia-php.sock;
		fastcgi_param SCRIPT_FILENAME ${root}/web/api/index.php;
	}
	location / { return 404; }
}
`,
    },
    {
      path: `${folder}/server.conf`,
      reason: 'which paths go to the gateway',
      text: `# Written by "hearthgate setup". Of the panel's web server, in its server{}.
location = /api { include ${folder}/pass.inc; }
# The prefix: with exact paths other spellings would reach the panel's own location for PHP.
location ^~ /api/ { include ${folder}/pass.inc; }
location @hearthgate_away {
	default_type text/plain;
	add_header Hestia-Exit-Code 15 always;
	return 200 $hearthgate_away;
}
`,
    },
    {
      path: `${folder}/pass.inc`,
      reason: 'how they go there: with the address of the client, and within what sizes and times',
      text: `# Written by "hearthgate setup".
proxy_pass http://unix:${insideSocket}:;
proxy_http_version 1.1;
proxy_read_timeout 620s;
proxy_set_header Host $http_host;
proxy_set_header Connection "";
# The client alone, never what it says of itself: a local client would be believed.
proxy_set_header X-Forwarded-For $remote_addr;
# Each header by which the gateway could be told to know its clients.
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header CF-Connecting-IP $remote_addr;
proxy_set_header Forwarded "";
proxy_set_header Early-Data $ssl_early_data;
client_body_buffer_size ${bodySize};
client_max_body_size ${bodySize};
limit_conn hearthgate ${maxCalls};
# Apart from calls that reach the panel itself: who still calls it directly is looked for in its own log.
access_log /var/log/hestia/hearthgate-access.log;
error_page 413 500 502 503 504 @hearthgate_away;
`,
    },
  ];
}
