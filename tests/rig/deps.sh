#!/usr/bin/env bash
# Installs Debian packages: `runtime` what syncd itself needs, `all` also what the rig needs.
# No service is started, none is enabled at boot. Quick when all is present. Uses sudo when not root.
set -euo pipefail

packages=(
    file             # for its libmagic, whose own package is named differently from release to release
    libseccomp2      # confines what opens documents
    tesseract-ocr tesseract-ocr-tha tesseract-ocr-osd  # reads scans
)
if [[ ${1:-all} == all ]]; then
    packages+=(
        clamav-daemon    # asked about files, with a database of the tests' own
        nginx php php-fpm php-mysql php-xml php-mbstring php-curl php-gd php-imagick php-intl php-zip  # named first, they keep apache2 out
        mariadb-server-core mariadb-client
        wordpress wordpress-l10n wordpress-theme-twentytwentythree
        samba smbclient
        rclone fuse3     # the share mounted as from another machine
        strace           # what a process really did to the disk
        libfaketime      # a wall clock that jumps
        fonts-thai-tlwg  # pages are looked at in a browser, and hold Thai
    )
    # Ubuntu's browser is a snap, which an installation without systemd cannot have.
    grep -qs '^ID=ubuntu' /etc/os-release || packages+=(chromium)
fi

command -v dpkg-query >/dev/null || { echo "syncd: needs Debian or Ubuntu (no dpkg here)" >&2; exit 1; }

missing=()
for package in "${packages[@]}"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || { echo "syncd: root or sudo is needed to install: ${missing[*]}" >&2; exit 1; }
    exec sudo "$BASH" "$0" "$@"
fi

exec 9>/run/lock/syncd-rig-deps
flock 9  # two runs at once would take each other's policy-rc.d away

# Debian's way to say "install, do not start": a policy-rc.d that answers 101. An existing one is left alone.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi

installed_units() { ls /lib/systemd/system /etc/init.d 2>/dev/null | grep -E '^(nginx|apache2|php.*-fpm|mariadb|smbd|nmbd|samba-ad-dc|clamav-daemon|clamav-freshclam)(\.service)?$' || true; }
before=$(installed_units)

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0)
echo "Installing packages: ${missing[*]}"
# An index that is there but too old names files that are gone: update and try once more.
"${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null || {
    "${apt[@]}" update
    "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null
}

if [[ -d /run/systemd/system ]]; then
    comm -13 <(sort <<<"$before") <(installed_units | sort) | while read -r unit; do
        systemctl disable --quiet "$unit" || true
    done
fi
