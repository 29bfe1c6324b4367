#!/bin/bash
# Stands in for systemctl where no systemd runs: runs the gateway and its collector as their units say, as their users.
set -eu
state=/run/units
words=()
for word; do
	case $word in
	--now | --quiet | --system | --no-reload) ;;
	*) words+=("$word") ;;
	esac
done
set -- "${words[@]}"
verb=$1
shift
echo "systemctl $verb $*" >>/var/log/recorded

start() {
	[ ! -e $state/$1.active ] || return 0
	case $1 in
	hearthgate.service)
		setpriv --reuid hearthgate --regid hearthgate --groups "$(getent group hearthgate | cut -d: -f3),$(getent group mail | cut -d: -f3)" \
			/usr/bin/hearthgate serve --config /etc/hearthgate/gateway.yaml >>/var/log/gateway.out 2>&1 </dev/null &
		echo $! >$state/$1.pid
		;;
	hearthgate-collect.service)
		setpriv --regid hearthgate --clear-groups /usr/bin/hearthgate collect --from /usr/local/hestia \
			--to /var/lib/hearthgate-collect/panel.state --follow >>/var/log/collect.out 2>&1 </dev/null &
		echo $! >$state/$1.pid
		;;
	esac
	: >$state/$1.active
}

stop() {
	if [ -e $state/$1.pid ]; then
		pid=$(cat $state/$1.pid)
		kill "$pid" 2>/dev/null || true
		tail --pid="$pid" -f /dev/null
		rm $state/$1.pid
	fi
	rm -f $state/$1.active
}

case $verb in
daemon-reload | reset-failed) ;;
is-enabled) [ -e $state/$1.enabled ] ;;
is-active) [ -e $state/$1.active ] ;;
cat) cat /usr/lib/systemd/system/$1 ;;
enable)
	for unit; do
		: >$state/$unit.enabled
		start "$unit"
	done
	;;
stop) for unit; do stop "$unit"; done ;;
disable) for unit; do rm -f $state/$unit.enabled; done ;;
*) exit 1 ;;
esac
