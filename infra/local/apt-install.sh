#!/bin/sh
# Run as root: apt-install.sh PACKAGE...  Installs Debian packages without starting any service of the machine's own.
set -eu
export DEBIAN_FRONTEND=noninteractive
wait_for_lock='-o DPkg::Lock::Timeout=400'

# Debian asks this file before it starts a service; where one is there already, its owner has decided.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

# An installation that was interrupted once would stop every later one.
dpkg --configure -a
# Somebody else may hold the lists for a moment, which apt does not wait for.
tries=0
until apt-get $wait_for_lock update; do
  tries=$((tries + 1))
  [ "$tries" -lt 10 ] || exit 1
  sleep 3
done
apt-get $wait_for_lock install -y --no-install-recommends "$@"

# Nor at the next start of the machine: Pic-up runs its own, in its own folder.
if command -v systemctl > /dev/null; then
  for package in "$@"; do
    case "$package" in
      redis-server) systemctl disable redis-server.service || true ;;
      rabbitmq-server) systemctl disable rabbitmq-server.service epmd.socket epmd.service || true ;;
    esac
  done
fi
