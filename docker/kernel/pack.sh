#!/bin/sh
# Makes the initramfs: /init, /agent, the drivers that the way out needs, and empty folders. The plan follows in a second archive (boot.sh).
#
# usage: pack.sh KERNEL_FOLDER OUT
set -eu
kernel=$1 out=$2
root=/initramfs
mkdir -p ${root}/dev ${root}/proc ${root}/tmp ${root}/etc ${root}/modules
cp /built/init ${root}/init
cp /built/agent ${root}/agent
cp -L /etc/os-release ${root}/etc/os-release

version=$(ls "${kernel}/lib/modules" 2>/dev/null | head -n 1)
if [ -n "${version}" ]; then
  depmod -b "${kernel}" "${version}"
  number=0
  # Prints `insmod PATH` for each module that is needed, in order, and `builtin NAME`.
  for driver in virtio_pci virtio_console; do
    modprobe -d "${kernel}" -S "${version}" --show-depends "${driver}" 2>/dev/null || true
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' > /modules.list
  while read -r module; do
    name=${root}/modules/$(printf %02d "${number}").ko
    case ${module} in
      *.xz) xz -dc "${module}" > "${name}" ;;
      *.zst) zstd -dcq "${module}" > "${name}" ;;
      *.gz) gzip -dc "${module}" > "${name}" ;;
      *) cp "${module}" "${name}" ;;
    esac
    number=$((number + 1))
  done < /modules.list
fi
# Not compressed: a guest unpacks slower than QEMU reads.
(cd ${root} && find . | sort | busybox cpio -o -H newc > "${out}")
