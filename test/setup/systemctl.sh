#!/bin/bash
# Stands in for systemctl where no systemd runs: makes the sockets of the units, and runs the gateway and its collector as their users.
set -eu
# A service manager hands nothing of its caller on.
unset HEARTHGATE_SETUP
state=/run/units
words=()
for word; do
	case $word in
	--now | --quiet | -q | --system | --no-reload) ;;
	*) words+=("$word") ;;
	esac
done
set -- "${words[@]}"
verb=$1
shift
echo "systemctl $verb $*" >>/var/log/recorded

# Sockets from descriptor 3 on, as sd_listen_fds(3) has them; then the program, with the same process id.
# shellcheck disable=SC2016
hand_over='
	use Socket; use Socket qw(IPPROTO_IPV6 IPV6_V6ONLY); $^F = 64; my @kept;
	while (@ARGV && $ARGV[0] ne "--") {
		my ($kind, $place, $group) = split /:/, shift @ARGV;
		my $socket;
		if ($kind eq "unix") {
			socket($socket, PF_UNIX, SOCK_STREAM, 0) && bind($socket, pack_sockaddr_un($place)) or die "$place: $!";
			chown 0, $group, $place; chmod 0660, $place;
		} else {
			socket($socket, PF_INET6, SOCK_STREAM, 0) or die $!;
			setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1); setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
			bind($socket, pack_sockaddr_in6($place, Socket::IN6ADDR_ANY)) or die "$place: $!";
		}
		listen($socket, 511); push @kept, $socket;
	}
	shift @ARGV; $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = @kept; exec @ARGV or die $!'

id_of() { getent group "$1" | cut -d: -f3; }

# Each value of a setting of a unit, with its drop-ins.
settings() {
	cat /usr/lib/systemd/system/"$1" /etc/systemd/system/"$1".d/*.conf 2>/dev/null | sed -n "s/^$2=\(.\+\)/\1/p"
}

# The last one.
setting() { settings "$@" | tail -n 1; }

start() {
	[ ! -e $state/"$1".active ] || return 0
	: >$state/"$1".active
	case $1 in
	hearthgate.service)
		for unit in $(settings hearthgate.service Requires); do start "$unit"; done
		sockets=()
		[ ! -e $state/hearthgate.socket.active ] || sockets+=("tcp:$(setting hearthgate.socket ListenStream)")
		if [ -e $state/hearthgate-inside.socket.active ]; then
			mkdir -p /run/hearthgate-inside
			sockets+=("unix:/run/hearthgate-inside/api.sock:$(id_of "$(setting hearthgate-inside.socket SocketGroup)")")
		fi
		groups=$(id_of hearthgate)
		for name in $(settings hearthgate.service SupplementaryGroups); do groups+=,$(id_of "$name"); done
		perl -e "$hand_over" "${sockets[@]}" -- setpriv --reuid hearthgate --regid hearthgate --groups "$groups" \
			/usr/bin/hearthgate serve --config /etc/hearthgate/gateway.yaml >>/var/log/gateway.out 2>&1 </dev/null &
		echo $! >$state/"$1".pid
		;;
	hearthgate-collect.service)
		setpriv --regid hearthgate --clear-groups /usr/bin/hearthgate collect --from /usr/local/hestia \
			--to /var/lib/hearthgate-collect/panel.state --follow >>/var/log/collect.out 2>&1 </dev/null &
		echo $! >$state/"$1".pid
		;;
	esac
}

stop() {
	if [ -e $state/"$1".pid ]; then
		pid=$(cat $state/"$1".pid)
		kill "$pid" 2>/dev/null || true
		tail --pid="$pid" -f /dev/null
		rm $state/"$1".pid
	fi
	[ "$1" != hearthgate-inside.socket ] || rm -rf /run/hearthgate-inside
	rm -f $state/"$1".active
}

case $verb in
daemon-reload | reset-failed) ;;
is-enabled) [ -e $state/"$1".enabled ] ;;
is-active) [ -e $state/"$1".active ] ;;
cat) cat /usr/lib/systemd/system/"$1" /etc/systemd/system/"$1".d/*.conf 2>/dev/null || [ -e /usr/lib/systemd/system/"$1" ] ;;
enable)
	for unit; do
		: >$state/"$unit".enabled
		start "$unit"
	done
	;;
start) for unit; do start "$unit"; done ;;
stop) for unit; do stop "$unit"; done ;;
disable) for unit; do rm -f $state/"$unit".enabled; done ;;
*) exit 1 ;;
esac
