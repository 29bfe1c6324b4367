#!/bin/bash
# Sourced by lay-out.sh: the panel's own pages and API, from its checkout, in place of the played ones, and a host beside this one that calls them.
# Commands that change accounts need a running system: they are recorded with their arguments. All others are the panel's own.
panel=/usr/local/hestia
rm -rf $panel/web
cp -r "$source/web" $panel/web
mkdir -p $panel/web/inc/vendor
cp "$here/clients/autoload.php" $panel/web/inc/vendor/autoload.php
# PHP is root here, and the panel calls its commands by sudo.
printf '#!/bin/sh\nexport HESTIA=%s\nexec "$@"\n' $panel >/usr/bin/sudo
printf '#!/bin/sh\necho panel.example.net\n' >/usr/bin/hostname
chmod 0755 /usr/bin/sudo /usr/bin/hostname
printf '127.0.0.1 localhost panel.example.net\n192.0.2.1 server.hestiacp.com\n' >/etc/hosts

cat >>$panel/conf/hestia.conf <<-'CONF'
	APP_NAME='Hestia Control Panel'
	DB_SYSTEM='mysql'
	DB_PMA_ALIAS='phpmyadmin'
	DEBUG_MODE='false'
	INACTIVE_SESSION_TIMEOUT='60'
	LANGUAGE='en'
	LOGIN_STYLE='old'
	MAIL_SYSTEM='dovecot'
	POLICY_CSRF_STRICTNESS='1'
	RELEASE_BRANCH='release'
	THEME='dark'
CONF
cp "$source"/install/common/api/* $panel/data/api/
cat >$panel/data/api/billing <<-'CONF'
	ROLE='admin'
	COMMANDS='v-list-users,v-add-user,v-change-user-shell,v-add-domain,v-delete-user,v-suspend-user,v-unsuspend-user,v-change-user-password,v-change-user-package'
CONF
# An API key, deprecated by the panel.
: >$panel/data/keys/ABCDEFGHIJKLMNOPQRST
chmod 0640 $panel/data/keys/*
account=$panel/data/users/admin
cat >$account/user.conf <<-'CONF'
	NAME='Root User'
	PACKAGE='default'
	CONTACT='root@example.net'
	LANGUAGE='en'
	ROLE='admin'
	SHELL='nologin'
	SUSPENDED='no'
	TWOFA=''
	THEME=''
	LOGIN_DISABLED='no'
	LOGIN_USE_IPLIST='yes'
	LOGIN_ALLOW_IPS='192.0.2.10'
	TIME='10:00:00'
	DATE='2026-01-01'
CONF
for name in DATABASES WEB_DOMAINS WEB_ALIASES DNS_DOMAINS DNS_RECORDS MAIL_DOMAINS MAIL_ACCOUNTS CRON_JOBS BACKUPS DISK_QUOTA BANDWIDTH; do
	echo "$name='unlimited'"
done >>$account/user.conf
for name in USERS DISK DISK_DIRS DISK_WEB DISK_MAIL DISK_DB BANDWIDTH WEB_DOMAINS WEB_SSL WEB_ALIASES DNS_DOMAINS DNS_RECORDS MAIL_DOMAINS \
	MAIL_DKIM MAIL_ACCOUNTS DATABASES CRON_JOBS BACKUPS; do
	echo "U_$name='0'"
done >>$account/user.conf
for name in USERS WEB DNS MAIL DB CRON; do echo "SUSPENDED_$name='0'"; done >>$account/user.conf
echo "DB='admin_shop' DBUSER='admin_shop' MD5='x' HOST='localhost' TYPE='mysql' CHARSET='UTF8' U_DISK='0' SUSPENDED='no' TIME='10:00:00' DATE='2026-01-01'" >$account/db.conf
echo "HOST='localhost' USER='root' PASSWORD='x' CHARSETS='UTF8' MAX_DB='500' U_SYS_USERS='' U_DB_BASES='1' SUSPENDED='no' TIME='10:00:00' DATE='2026-01-01'" >$panel/conf/mysql.conf
mkdir -p $account/mail
echo "DOMAIN='example.net' SUSPENDED='no' TIME='10:00:00' DATE='2026-01-01'" >$account/mail.conf
# shellcheck disable=SC2016
echo "ACCOUNT='jane' MD5='{BLF-CRYPT}$(php -r 'echo password_hash("old-Secret1", PASSWORD_BCRYPT);')' QUOTA='unlimited' SUSPENDED='no' TIME='10:00:00' DATE='2026-01-01'" \
	>$account/mail/example.net.conf
: >$account/history.log
getent passwd admin >/dev/null || useradd --no-create-home admin
echo 'admin:p4ssw0rd' | chpasswd --crypt-method SHA512

for name in v-add-user v-delete-user v-suspend-user v-unsuspend-user v-change-user-password v-change-user-package v-change-user-shell v-add-domain \
	v-add-database v-add-mail-account v-delete-mail-account v-add-letsencrypt-domain v-add-database-temp-user v-delete-database-temp-user; do
	# Over a copy: nothing is written into the checkout.
	rm -f $panel/bin/$name
	cat >$panel/bin/$name <<-'COMMAND'
		#!/bin/bash
		echo "${0##*/} ${*@Q}" >>/var/log/commands
		[ "${0##*/}" != v-add-database-temp-user ] || echo '{ "login": { "user": "hestia_sso_x", "password": "secret" } }'
		exit "$(cat /tmp/exit-code 2>/dev/null || echo 0)"
	COMMAND
	chmod 0755 $panel/bin/$name
done
: >/var/log/commands
# Makes the hashes of mail accounts.
cat >/usr/bin/doveadm <<-'COMMAND'
	#!/bin/sh
	[ "$2" != -l ] || exec echo BLF-CRYPT
	exec php -r 'echo "{BLF-CRYPT}", password_hash($argv[1], PASSWORD_BCRYPT), "\n";' -- "$5"
COMMAND
chmod 0755 /usr/bin/doveadm

# A host of its own for clients: what the panel's firewall shuts is shut for them.
unshare --net sleep infinity &
client=$!
until [ "$(readlink /proc/$client/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do :; done
ip link add clients type veth peer name eth0 netns $client
ip address add 192.0.2.1/24 dev clients
ip link set clients up
nsenter --target $client --net sh -c 'ip link set lo up; ip address add 192.0.2.10/24 dev eth0; ip link set eth0 up'
echo $client >/run/client.pid

PHP_FCGI_CHILDREN=4 php-cgi -d auto_prepend_file="$here/clients/prepend.php" -b /run/hestia-php.sock &
