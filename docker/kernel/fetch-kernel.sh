#!/bin/sh
# Fetches the newest packaged kernel of a series that can be had and leaves it in /kernel: vmlinuz (as packaged), lib/modules, and `package`, its name and version.
#
# usage: fetch-kernel.sh SUITES SERIES FLAVOUR ARCHITECTURE
# for example: fetch-kernel.sh "bullseye bullseye-security" 5.10 cloud-amd64 amd64
#
# Until 7.1 one package, linux-image-VERSION-FLAVOUR, holds all of it; since then there are linux-binary-… and linux-modules-….
set -eu
suites=$1 series=$2 flavour=$3 architecture=$4

# A list of its own: the suites of kernels are not those that the tools of this image come from.
mkdir -p /lists/partial /kernel
for suite in ${suites}; do
  case ${suite} in
    *-security) echo "deb [arch=${architecture}] http://deb.debian.org/debian-security ${suite} main" ;;
    *) echo "deb [arch=${architecture}] http://deb.debian.org/debian ${suite} main" ;;
  esac
done > /kernel.list
# Suites that are archived, or mirrored less often than they are signed, have lists past their date. They are still signed.
apt="-o Dir::Etc::sourcelist=/kernel.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=/lists
  -o APT::Architectures=${architecture} -o APT::Architecture=${architecture}
  -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o APT::Sandbox::User=root"
# A suite whose list cannot be had (a mirror in the middle of its own update) is left out: another may have a kernel of the series.
apt-get ${apt} update -q || echo "Not all package lists could be fetched: a newer kernel may be missed." >&2

# Name and version of each candidate, one a line; the newest by Debian's order of versions.
apt-cache ${apt} dumpavail | awk -v series="${series}" -v flavour="${flavour}" '
  /^Package: / { name = $2 }
  /^Version: / { version = $2 }
  /^$/ { if (wanted()) print name, version; name = version = "" }
  END { if (wanted()) print name, version }
  function wanted(  rest) {
    if (name !~ /^linux-(image|binary)-[0-9]/ || name ~ /(-dbg|-unsigned)$/) return 0
    rest = name; sub(/^linux-(image|binary)-/, "", rest)
    # 7.3 must not find 7.30, and cloud-amd64 not rt-amd64.
    return index(rest, series) == 1 && substr(rest, length(series) + 1, 1) ~ /[.+-]/ && rest ~ /-/ && substr(rest, length(rest) - length(flavour)) == "-" flavour
  }' > /candidates
if [ ! -s /candidates ]; then
  echo "There is no linux-image-${series}…-${flavour} for ${architecture} in: ${suites}. There are:" >&2
  apt-cache ${apt} pkgnames linux-image- | grep -E "[0-9].*-${flavour}$" | sort -V >&2 || true
  exit 1
fi

# Prints the newest candidate.
newest_candidate() {
  newest=
  while read -r name version; do
    # linux-image-… is empty where there is linux-binary-….
    if [ -z "${newest}" ] || dpkg --compare-versions "${version}" gt "${newest#* }" \
       || { [ "${version}" = "${newest#* }" ] && [ "${name#linux-binary}" != "${name}" ]; }; then newest="${name} ${version}"; fi
  done < /candidates
  echo "${newest}"
}

# Downloads a package and what belongs to it. Fails if the mirror lists it and does not have it.
download() {
  apt-get ${apt} download "$1=$2" || return 1
  case $1 in linux-binary-*) apt-get ${apt} download "linux-modules-${1#linux-binary-}=$2" || return 1 ;; esac
}

cd /kernel
while kernel=$(newest_candidate) && [ -n "${kernel}" ]; do
  if download "${kernel% *}" "${kernel#* }"; then break; fi
  # A mirror in the middle of its own update lists what it has not got yet: the next older one is a kernel of the series too.
  echo "${kernel} is listed and cannot be had: trying the next older one." >&2
  rm -f ./*.deb
  grep -vxF "${kernel}" /candidates > /older || true
  mv /older /candidates
done
if [ -z "${kernel}" ]; then
  echo "None of the kernels that ${suites} list for ${series} could be downloaded. Try again later." >&2
  exit 1
fi
echo "${kernel}" | tee /kernel/package
for deb in *.deb; do dpkg-deb -x "${deb}" . && rm "${deb}"; done
if [ -d usr/lib/modules ]; then mkdir -p lib && rm -rf lib/modules && mv usr/lib/modules lib/modules; fi
mv boot/vmlinu[xz]-* vmlinuz 2>/dev/null || mv lib/modules/*/vmlinuz vmlinuz
