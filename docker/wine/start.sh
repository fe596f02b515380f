#!/bin/sh
# Starts the agent under Wine: reads a plan on standard input, and passes its observations on to standard output.
#
# The prefix of the image cannot be written to, and belongs to root, which Wine refuses. So each start has one of its own in /tmp: a copy of the
# registry, and links to everything else.
set -eu
prefix=/tmp/prefix
mkdir -p "${prefix}/dosdevices"
cp /prefix/*.reg /prefix/.update-timestamp "${prefix}/"
ln -s /prefix/drive_c "${prefix}/drive_c"
ln -s ../drive_c "${prefix}/dosdevices/c:"
ln -s / "${prefix}/dosdevices/z:"
WINEPREFIX=${prefix} exec wine64 /agent.exe
