#!/bin/sh
# The sockatlas kit: finds out what socket calls return on this system when the peer closes, resets, shuts down or dies.
#
#   sh sockatlas-kit.sh > result.json
#
# It needs a C compiler and a few minutes; no root, no network, nothing to install. It works in a directory of its own under $TMPDIR
# (or /tmp) and removes it. What it found goes to standard output as one JSON document: the system's name and versions as uname tells
# them, and what each call returned. No names of users, hosts or files are in it.
#
# CC chooses the compiler, with options if need be: CC='gcc -m32' sh sockatlas-kit.sh > result.json

kit_version='@VERSION@'
kit_catalogue='@CATALOGUE@'
kit_agent='@AGENT_HASH@'
kit_cases='@CASES@'
kit_trials='@TRIALS@'

LC_ALL=C
export LC_ALL
unset CDPATH
umask 077
work=
running=
drawn=

say() {
  [ -z "$drawn" ] || printf '\n' >&2
  drawn=
  printf 'sockatlas: %s\n' "$1" >&2
}

# fail CODE WHAT HINT
fail() {
  say "$2"
  [ -z "$3" ] || printf 'hint: %s\n' "$3" >&2
  exit "$1"
}

usage() {
  cat <<'USAGE'
usage: sh sockatlas-kit.sh [--jobs N] > result.json

  --jobs N    cases in flight at once; by default 8 for each processor
  --version   what this kit was made from
  CC=...      the C compiler, with options: CC='clang -O1'
  TMPDIR=...  where to work; it must be possible to run programs there

exit codes: 0 done; 1 the agent could not be compiled; 2 wrong use; 3 the run was not completed, result.json holds the cases
that were; 5 something is missing: a compiler, a directory to work in; 130, 143 interrupted, after cleaning up
USAGE
}

# Ends what runs and removes the directory. A trap may come at any time, so it must do no harm when it is called twice.
clean_up() {
  if [ -n "$running" ]; then
    if [ -s "$work/agent.pid" ]; then
      kill "$(cat "$work/agent.pid")" 2>/dev/null
    else
      kill "$running" 2>/dev/null
    fi
    wait "$running" 2>/dev/null
    running=
  fi
  if [ -n "$work" ]; then
    cd / || exit 1
    rm -rf "$work"
    work=
  fi
}

stop() {
  trap '' HUP INT TERM
  say 'Interrupted; cleaning up.'
  clean_up
  trap - EXIT
  exit "$1"
}

# Makes $work. A TMPDIR that was asked for is used or complained of, never silently replaced.
make_directory() {
  if [ -n "${TMPDIR-}" ]; then
    try_directory "$TMPDIR" || fail 5 "Cannot write in TMPDIR, which is '$TMPDIR'." 'set TMPDIR to a directory that you can write in'
  else
    try_directory /tmp || try_directory /var/tmp || try_directory . ||
      fail 5 'Found no directory to work in: tried /tmp, /var/tmp and the current one.' 'set TMPDIR to a directory that you can write in'
  fi
}

# mkdir fails if something of that name is there already, so nobody can lay a trap for us.
try_directory() {
  parent=$(cd "$1" 2>/dev/null && pwd) || return 1
  [ "$parent" != / ] || parent=
  for suffix in a b c; do
    if mkdir "$parent/sockatlas-kit.$$.$suffix" 2>/dev/null; then
      work=$parent/sockatlas-kit.$$.$suffix
      return 0
    fi
  done
  return 1
}

# musl is the one C library that tells its version to nobody but the user of ldd.
libc_option() {
  ldd --version 2>&1 | sed -n '1{
/^musl/!q
}
s/^Version \([0-9.]*\).*/\1/p'
}

# try_compile COMPILER: all ways to call it. A compiler that cannot do C99 by option does it by default, or not at all. Without threads
# the agent runs started calls in processes.
try_compile() {
  compiler=$1
  case $system in
    SunOS) libraries='-lsocket:-lnsl none' ;; # illumos keeps sockets out of libc
    Haiku) libraries='-lnetwork' ;;
    *) libraries='none -lrt' ;;               # glibc before 2.17 has clock_gettime in librt
  esac
  for library in $libraries; do
    for options in '-std=c99 -O2 -pthread' '-std=c99 -O2' '-O2' ''; do
      set -- -o agent agent.c
      [ -z "$musl" ] || set -- "-DAGENT_LIBC_VERSION=\"$musl\"" "$@"
      case $library in
        none) ;;
        -lsocket:-lnsl) set -- "$@" -lsocket -lnsl ;;
        *) set -- "$@" "$library" ;;
      esac
      called="$compiler $options"
      rm -f agent agent.exe
      printf '%s\n' "--- $called $*" >>compile.log
      # CC may carry options, so it is split into words, unless the whole is the name of a program.
      if command -v "$compiler" >/dev/null 2>&1; then
        # shellcheck disable=SC2086 # options are words
        "$compiler" $options "$@" >>compile.log 2>&1 && return 0
      else
        # shellcheck disable=SC2086
        $compiler $options "$@" >>compile.log 2>&1 && return 0
      fi
    done
  done
  return 1
}

compile() {
  system=$(uname -s)
  musl=$(libc_option)
  if [ -n "${CC-}" ]; then
    command -v "$CC" >/dev/null 2>&1 || command -v "${CC%% *}" >/dev/null 2>&1 ||
      fail 5 "CC is '$CC', and there is no such program." "unset CC, or set it to a C compiler: CC=gcc sh $0"
    say "Compiling the agent with '$CC', as CC says."
    try_compile "$CC" && return 0
    tried="CC='$CC'"
  else
    tried=
    for name in cc gcc clang tcc c99; do
      command -v "$name" >/dev/null 2>&1 || continue
      tried="$tried $name"
      say "Compiling the agent with $name."
      try_compile "$name" && return 0
    done
    [ -n "$tried" ] ||
      fail 5 'Found no C compiler: looked for cc, gcc, clang, tcc and c99 in PATH.' "install one, or say which: CC=/path/to/compiler sh $0"
  fi
  say "Could not compile the agent. Tried: $tried. The end of what the compiler said:"
  tail -n 20 compile.log >&2
  fail 1 'This may be a system that the agent does not know yet: please report the lines above.' "try another compiler: CC=name sh $0"
}

# Runs the agent beside this shell, so that a signal is answered at once, and says how far it is.
measure() {
  # TMPDIR=. keeps the addresses of sockets short, wherever this directory is: they have room for about a hundred bytes.
  (
    trap - EXIT HUP INT # not all shells reset them in a subshell
    trap 'kill "$!"' TERM
    TMPDIR=.
    export TMPDIR
    # shellcheck disable=SC2086 # no word or two
    ./agent $jobs <plan >observations 2>complaints &
    printf '%s\n' "$!" >agent.pid
    wait "$!"
    printf '%s\n' "$?" >ended.new
    mv ended.new ended
  ) &
  running=$!
  seconds=0
  while [ ! -f ended ]; do
    sleep 1
    seconds=$((seconds + 1))
    if [ -t 2 ]; then
      printf '\rsockatlas: %s of %s cases' "$(count_cases)" "$kit_cases" >&2
      drawn=yes
    elif [ $((seconds % 10)) -eq 0 ]; then
      say "$(count_cases) of $kit_cases cases after $seconds s."
    fi
  done
  wait "$running"
  running=
}

count_cases() {
  grep -c '^{"record":"case"' observations
}

# A text that stands in JSON without more ado.
plain() {
  printf '%s\n' "$1" | sed 's|[^A-Za-z0-9 ._/=+,:-]|_|g' | cut -c 1-200
}

# The document: the agent's lines become the items of an array. The mark keeps a last line that was cut off from looking whole.
compose() {
  { cat observations && printf '#\n'; } | sed -n '/^{.*}$/p' >lines
  # Some seds have limits on lines. Nothing may be lost unseen.
  [ "$(grep -c '"record":' observations)" -eq "$(grep -c '"record":' lines)" ] || [ "$ended" -ne 0 ] ||
    fail 3 'sed lost lines of the result.' 'put another sed first in PATH, such as /usr/gnu/bin on Solaris'
  {
    printf '{"sockatlasKit":1,\n'
    printf '"kit":{"version":"%s","catalogue":"%s","agent":"%s","cases":%s,"trials":%s},\n' \
      "$kit_version" "$kit_catalogue" "$kit_agent" "$kit_cases" "$kit_trials"
    printf '"date":"%s",\n' "$(date -u +%Y-%m-%d)"
    printf '"compiled":{"by":"%s","source":"%s"},\n' "$(plain "$called")" "$source_sum"
    printf '"observations":[\n'
    sed '$!s/$/,/' lines
    printf '],\n'
  } >document
}

# checksum FILE: its CRC and its size, as POSIX cksum has them.
checksum() {
  cksum <"$1" | sed 's/^ *\([0-9][0-9]*\)[ 	][ 	]*\([0-9][0-9]*\).*/\1 \2/'
}

main() {
  jobs=
  while [ $# -gt 0 ]; do
    case $1 in
      --jobs)
        case ${2-} in
          '' | *[!0-9]* | 0*) fail 2 "--jobs wants a whole number from 1, not '${2-}'." "sh $0 --jobs 4 > result.json" ;;
        esac
        jobs="--jobs $2"
        shift 2
        ;;
      --version)
        printf 'sockatlas kit %s, catalogue %s, agent %s, %s cases\n' "$kit_version" "$kit_catalogue" "$kit_agent" "$kit_cases"
        exit 0
        ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) fail 2 "There is no option '$1'." "sh $0 --help" ;;
    esac
  done
  [ ! -t 1 ] || fail 2 'The result would go to the terminal.' "sh $0 > result.json"
  for tool in cat cksum cut date grep mkdir mv rm sed sleep tail uname; do
    command -v "$tool" >/dev/null 2>&1 || fail 5 "This system has no '$tool', which POSIX asks for." 'install it, or add its directory to PATH'
  done

  trap clean_up EXIT
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  make_directory
  cd "$work" || fail 5 "Cannot enter $work." ''
  { write_agent >agent.c && write_plan >plan; } || fail 5 "Cannot write in $work: is the disk full?" 'set TMPDIR to a directory with 5 MB of room'
  source_sum=$(checksum agent.c)
  [ "$source_sum" = '@AGENT_SUM@' ] || fail 5 "The agent's source is damaged, or $work is full." 'get the kit again'

  compile
  ./agent --version >/dev/null 2>complaints || {
    tail -n 5 complaints >&2
    fail 5 "The agent was compiled, but cannot be run in $work." 'set TMPDIR to a directory where programs may be run'
  }
  say "Measuring $kit_cases cases, $kit_trials trials of each, back-to-back and settled."
  measure
  ended=$(cat ended)
  count=$(count_cases)
  if ! grep '^{"record":"header"' observations >/dev/null || [ "$count" -eq 0 ]; then
    tail -n 10 complaints >&2
    fail 3 "The agent ended with code $ended before it had measured anything." 'please report this with the lines above'
  fi
  compose
  {
    cat document && printf '"cksum":"%s"}\n' "$(checksum document)"
  } || fail 3 'Could not write the result.' 'is the disk full that it should go to?'
  if [ "$ended" -ne 0 ]; then
    tail -n 10 complaints >&2
    fail 3 "The agent ended with code $ended after $count of $kit_cases cases. The result holds those." 'please send it all the same, with the lines above'
  fi
  say "Done: $count cases. Thank you! What to do with the result: CONTRIBUTING.md, 'A result from your system'."
}

write_agent() {
  cat <<'END_OF_AGENT'
@AGENT@
END_OF_AGENT
}

write_plan() {
  cat <<'END_OF_PLAN'
@PLAN@
END_OF_PLAN
}

main "$@"
