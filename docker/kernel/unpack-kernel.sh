#!/bin/sh
# Writes to OUT the kernel that is fastest to boot: on x86-64 the ELF image inside a bzImage, which QEMU starts through PVH without the time
# that a guest takes to decompress it; anything else as it is.
#
# usage: unpack-kernel.sh VMLINUZ ARCHITECTURE OUT
set -eu
kernel=$1 architecture=$2 out=$3

# A number of SIZE bytes (1 or 4, little-endian) at OFFSET: Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header".
field() { od -A n -v -j $(($1)) -N "$2" -t "u$2" "${kernel}" | tr -d ' '; }

if [ "${architecture}" != x86_64 ]; then
  # arm64 kernels may be packed with gzip, which QEMU unpacks only up to some version; s390x and i386 unpack themselves.
  if [ "$(od -A n -N 2 -t x1 "${kernel}" | tr -d ' ')" = 1f8b ]; then gzip -dc "${kernel}" > "${out}"; else cp "${kernel}" "${out}"; fi
  exit 0
fi
setup_sectors=$(field 0x1f1 1)
start=$(((setup_sectors + 1) * 512 + $(field 0x248 4)))
# The last four bytes are the size of what is packed.
length=$(($(field 0x24c 4) - 4))
tail -c +$((start + 1)) "${kernel}" | head -c "${length}" > /payload
case $(od -A n -N 4 -t x1 /payload | tr -d ' ') in
  02214c18) lz4 -dc /payload ;;
  28b52ffd) zstd -dc /payload ;;
  fd377a58) xz -dc /payload ;;
  1f8b*) gzip -dc /payload ;;
  7f454c46) cat /payload ;;
  *) echo "The kernel is packed in a way that is not known here." >&2 && exit 1 ;;
esac > "${out}"
rm /payload

# Without a PVH note (CONFIG_PVH), QEMU can start the bzImage only.
if ! readelf -n "${out}" | grep -q 'Xen'; then cp "${kernel}" "${out}"; fi
