#!/bin/sh
# Makes the films of these tests, with the ffmpeg 5.1 of Debian 12.
set -eu
cd "$(dirname "$0")/files"
run() { ffmpeg -v error -y -fflags +bitexact "$@"; }
# Five plain colours for half a second each, and a tone as long.
colours() {
    for colour in red lime blue white 0x404040; do printf -- '-f lavfi -i color=%s:s=%s:r=20:d=0.5 ' "$colour" "$1"; done
}
join='[0:v][1:v][2:v][3:v][4:v]concat=n=5:v=1'
av1='-c:v libaom-av1 -cpu-used 6 -crf 30 -g 10 -flags +bitexact'
bt709='-colorspace bt709 -color_primaries bt709 -color_trc bt709'
run $(colours 128x72) -f lavfi -i sine=440:r=48000:d=2.5 \
    -filter_complex "$join,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p" $av1 $bt709 -color_range tv \
    -c:a libopus -b:a 24k -ac 1 -flags:a +bitexact colours.webm
run $(colours 128x72) \
    -filter_complex "$join,scale=out_color_matrix=smpte170m:out_range=pc,format=yuv420p" $av1 -colorspace smpte170m \
    -color_primaries smpte170m -color_trc smpte170m -color_range pc full601.webm
# A moving pattern, of an odd size.
run -f lavfi -i testsrc=s=163x91:r=25:d=2 -vf format=yuv420p $av1 -g 25 pattern.webm
# What is refused.
small='-f lavfi -i testsrc=s=128x72:r=10:d=0.3'
run $small -vf format=yuv420p10le -c:v libaom-av1 -cpu-used 8 -crf 50 -flags +bitexact ten-bits.webm
run $small -vf format=yuv444p -c:v libaom-av1 -cpu-used 8 -crf 50 -flags +bitexact full-chroma.webm
run $small -vf format=yuv420p -c:v libvpx-vp9 -b:v 20k -flags +bitexact vp9.webm
run $small -vf format=yuv420p -c:v libx264 -flags +bitexact h264.mp4
run $small -f lavfi -i sine=440:r=48000:d=0.3 -vf format=yuv420p -c:v libaom-av1 -cpu-used 8 -crf 50 -c:a libvorbis \
    -flags +bitexact -f matroska vorbis.mkv
run -f lavfi -i color=gray:s=2048x64:r=10:d=0.1 -vf format=yuv420p -c:v libaom-av1 -cpu-used 8 -crf 60 -flags +bitexact large.webm
