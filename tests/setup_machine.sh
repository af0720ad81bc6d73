#!/bin/sh
# Installs what the tests need from Debian's packages when it is absent: a PostgreSQL server,
# a browser, a font with Arabic letters. Says what it does; does nothing twice.
set -eu

wanted=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
fc-list :lang=ar 2>/dev/null | grep -q . || wanted="$wanted fontconfig fonts-noto-core"
[ -z "$wanted" ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo -n"
else
    echo "The tests need these Debian packages: $wanted. Install them, or run make test as root." >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need$wanted, and this system has no apt-get: install them by your system's means." >&2
    exit 1
fi
echo "Installing for the tests:$wanted"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# A cluster made at installation would only occupy a port: the tests start a server of their own.
$as_root mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
