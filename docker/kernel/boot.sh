#!/bin/sh
# A machine as a target: reads a plan on standard input, boots a kernel in QEMU whose only program is the agent, and passes its observations
# on to standard output. Ends with the agent's exit code; with 4 and the console's last lines on standard error if the guest did not get that far.
#
# What stands in capitals comes from the image (Dockerfile) or, for a test, from the one who starts the container.
set -u

# QEMU's own messages, and everything that the guest's kernel, init and agent have to say.
console=/tmp/console
messages=/tmp/qemu

# The console's last lines, and after them the reason, since who has room for one line shows the last.
fail() {
  { tr -d '\r' < "${console}"; cat "${messages}"; } 2>/dev/null | tail -n 30 >&2
  echo "boot: $1" >&2
  exit 4
}

# The plan is a file in a second archive, which the kernel unpacks over the first: the guest needs no driver to read it.
mkdir /tmp/archive || exit 4
cat > /tmp/archive/plan
(cd /tmp/archive && echo plan | cpio -o -H newc 2>/dev/null) | cat /initramfs - > /tmp/initrd || fail 'there is no room for the plan in /tmp'
rm -r /tmp/archive

# Starts the machine, and gives it up after $2 seconds without init.
boot() {
  : > "${console}"
  # shellcheck disable=SC2086 # DEVICES and ACCELERATOR are lists of words
  "${QEMU}" -machine "${MACHINE}" -accel $1 -cpu "${CPU}" -m "${MEMORY}" -smp 1 ${DEVICES} \
    -nodefaults -no-user-config -display none -no-reboot \
    -chardev file,id=console,path="${console}" -serial chardev:console \
    -chardev file,id=out,path=/dev/stdout -device "${BUS}" -device virtserialport,chardev=out,name=out \
    -kernel "${KERNEL}" -initrd /tmp/initrd -append "${APPEND}" < /dev/null 2> "${messages}" &
  machine=$!
  echo "${machine}" > /tmp/machine
  (sleep "$2" && ! grep -q 'init: started' "${console}" && echo "no init after $2 s" >> "${messages}" && kill -9 "${machine}") &
  watchdog=$!
  # The shell would say "Killed" among the console's lines.
  wait "${machine}" 2>/dev/null
  status=$?
  kill "${watchdog}" 2>/dev/null
  grep -q 'init: started' "${console}"
}

# Why there is no exit code of the agent.
reason() {
  if grep -q '^no init after' "${messages}"; then echo "the kernel did not reach its init within ${PATIENCE} s"
  elif [ "${status}" -gt 128 ]; then echo "QEMU was killed by signal $((status - 128))"
  elif [ "${status}" -ne 0 ]; then echo "QEMU ended with ${status}"
  elif grep -q 'Kernel panic - ' "${console}"; then sed -n 's/^.*\(Kernel panic - .*\)/\1/p' "${console}" | tr -d '\r' | head -n 1
  elif grep -q '^init: started' "${console}"; then echo 'the guest ended before the agent did'
  else echo 'the kernel ended before it reached its init'
  fi
}

# /dev/kvm can exist and not work, or hang at the first use; then this is as if it were not there.
if ! { [ -w /dev/kvm ] && boot kvm 10; }; then boot "tcg,tb-size=${TRANSLATIONS}" "${PATIENCE}"; fi
code=$(sed -n 's/^init: agent ended with \([0-9]*\).*/\1/p' "${console}" | tail -n 1)
[ -n "${code}" ] || fail "$(reason)"

# What the agent said on its standard error. A quiet kernel has said nothing before.
tr -d '\r' < "${console}" | sed '/^init: started/,/^init: agent ended with/!d; /^init: started/d; /^init: agent ended with/d' >&2
exit "${code}"
