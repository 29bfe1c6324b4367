#!/bin/bash
# Lays a host with a panel out, in mount, network and process namespaces of its own, and stays until standard input ends:
# unshare --mount --net --pid --fork --kill-child --mount-proc lay-out.sh FOLDER PROGRAM NODE [SOURCE]
# FOLDER: an empty one, for what is written. PROGRAM: the built gateway. SOURCE: a checkout of the panel, else its commands are played.
set -eu
folder=$1 program=$2 node=$3 source=${4-}
here=$(dirname "$(readlink -f "$0")")

mount -t tmpfs tmpfs "$folder"
# The folder for temporary files last: this one is in it. The panel's commands use fixed names there.
for part in etc usr var tmp; do
	mkdir -p "$folder/$part/upper" "$folder/$part/work"
	mount -t overlay overlay -o "lowerdir=/$part,upperdir=$folder/$part/upper,workdir=$folder/$part/work" "/$part"
done
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/units
ip link set lo up

getent group hearthgate >/dev/null || groupadd --system hearthgate
for name in hearthgate hearthgate-collect; do
	getent passwd $name >/dev/null || useradd --system --no-create-home --gid hearthgate $name
done
getent group hestiaweb >/dev/null || groupadd --system hestiaweb
getent passwd hestiaweb >/dev/null || useradd --system --no-create-home --gid hestiaweb hestiaweb

# What the package brings.
install -d -m 0750 -g hearthgate /etc/hearthgate
install -m 0640 -g hearthgate "$here/../../config/collector.yaml" /etc/hearthgate/gateway.yaml
install -m 0644 "$here"/../../packaging/systemd/hearthgate* /usr/lib/systemd/system/ 2>/dev/null || {
	mkdir -p /usr/lib/systemd/system
	install -m 0644 "$here"/../../packaging/systemd/hearthgate* /usr/lib/systemd/system/
}
install -d -m 0750 -o hearthgate -g hearthgate /var/lib/hearthgate /var/log/hearthgate /run/hearthgate
install -d -m 0750 -o hearthgate-collect -g hearthgate /var/lib/hearthgate-collect
printf '#!/bin/sh\nexec "%s" "%s/dist/cli/main.js" "$@"\n' "$node" "$program" >/usr/bin/hearthgate
chmod 0755 /usr/bin/hearthgate
install -m 0755 "$here/systemctl.sh" /usr/bin/systemctl

# The panel.
panel=/usr/local/hestia
mkdir -p $panel/bin $panel/conf $panel/ssl $panel/nginx/conf $panel/nginx/sbin $panel/web $panel/data/{access-keys,api,firewall,ips,keys,queue} \
	$panel/data/users/admin /var/log/hestia /etc/hestiacp /etc/profile.d
ln -sfn /var/log/hestia $panel/log
printf "export HESTIA='/usr/local/hestia'\nPATH=\$PATH:/usr/local/hestia/bin\nexport PATH\n" >/etc/profile.d/hestia.sh
printf "HESTIA='/usr/local/hestia'\n" >/etc/hestiacp/hestia.conf
if [ -n "$source" ]; then
	cp -r "$source/bin" "$source/func" "$source/install" $panel/
	mkdir -p $panel/php/bin
	ln -s "$(command -v php)" $panel/php/bin/php
	# What Debian's nginx does not know, or takes long to make.
	sed -e '/http2  *on;/d' -e '/ssl_dhparam/d' "$source/src/deb/nginx/nginx.conf" >$panel/nginx/conf/nginx.conf
else
	install -m 0755 "$here"/panel/v-* $panel/bin/
	install -m 0644 "$here/panel/nginx.conf" $panel/nginx/conf/nginx.conf
fi
cat >$panel/conf/hestia.conf <<-'CONF'
	WEB_SYSTEM='nginx'
	FIREWALL_SYSTEM='iptables'
	VERSION='1.9.4'
	API='yes'
	API_SYSTEM='2'
	ROOT_USER='admin'
	API_ALLOWED_IP='192.0.2.10,127.0.0.5'
	BACKEND_PORT='8083'
CONF
chmod 0660 $panel/conf/hestia.conf
cat >$panel/data/firewall/rules.conf <<-'RULES'
	RULE='1' ACTION='ACCEPT' PROTOCOL='ICMP' PORT='0' IP='0.0.0.0/0' COMMENT='PING' SUSPENDED='no' TIME='17:13:48' DATE='2014-09-16'
	RULE='2' ACTION='ACCEPT' PROTOCOL='TCP' PORT='8083' IP='0.0.0.0/0' COMMENT='HESTIA' SUSPENDED='no' TIME='07:40:16' DATE='2014-05-25'
	RULE='7' ACTION='ACCEPT' PROTOCOL='TCP' PORT='22' IP='0.0.0.0/0' COMMENT='SSH' SUSPENDED='no' TIME='17:14:41' DATE='2014-09-16'
RULES
chmod 0660 $panel/data/firewall/rules.conf
: >$panel/data/ips/192.0.2.1
printf "NAME='admin'\nSUSPENDED='no'\n" >$panel/data/users/admin/user.conf
printf "ROLE='admin'\nCOMMANDS='v-list-users'\n" >$panel/data/api/billing
printf "SECRET_ACCESS_KEY='%s'\nUSER='admin'\nPERMISSIONS='billing'\nCOMMENT=''\nTIME='10:00:00'\nDATE='2026-01-01'\nEXPIRES_IN=''\nIP=''\n" \
	"$(printf 'S%.0s' {1..40})" >$panel/data/access-keys/BILLINGKEY0000000001
chmod 0640 $panel/data/access-keys/*
install -m 0660 -g mail "$here/../fixtures/tls/panel.crt" $panel/ssl/certificate.crt
install -m 0660 -g mail "$here/../fixtures/tls/panel.key" $panel/ssl/certificate.key
for recorder in modprobe sysctl ipset; do
	# Several may be links to one program.
	rm -f /usr/sbin/$recorder
	printf '#!/bin/sh\necho "%s $*" >>/var/log/recorded\n' $recorder >/usr/sbin/$recorder
	chmod 0755 /usr/sbin/$recorder
done
: >/var/log/recorded
: >/var/log/hestia/nginx-access.log
: >/var/log/hestia/auth.log
[ -z "${ACL_OF_CONF-}" ] || setfacl -m "u:hearthgate-collect:r" $panel/conf/hestia.conf

# The panel's own web server and PHP. The pages are played: they call nothing as root, so that PHP may be root here.
cp /etc/nginx/mime.types /etc/nginx/fastcgi_params $panel/nginx/conf/
printf '#!/bin/sh\nexec /usr/sbin/nginx -p %s/nginx/ -c conf/nginx.conf "$@"\n' $panel >$panel/nginx/sbin/hestia-nginx
chmod 0755 $panel/nginx/sbin/hestia-nginx
mkdir -p $panel/nginx/logs /var/lib/nginx $panel/web/api $panel/web/login
if [ -n "${REAL_PAGES-}" ]; then
	# shellcheck source=clients/real-pages.sh
	source "$here/clients/real-pages.sh"
else
	cp "$here/panel/api.php" $panel/web/api/index.php
	cp "$here/panel/page.php" $panel/web/login/index.php
	php-cgi -b /run/hestia-php.sock &
fi
until [ -S /run/hestia-php.sock ]; do :; done
chown hestiaweb:hestiaweb /run/hestia-php.sock
chmod 0660 /run/hestia-php.sock
$panel/nginx/sbin/hestia-nginx
HESTIA=$panel $panel/bin/v-update-firewall >/dev/null
echo ready
# Not by exec: this shell takes the processes whose parents have ended.
cat >/dev/null
