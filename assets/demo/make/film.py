"""The film of the journeys booth: four pictures that Boothwalk has drawn of this fair, each slowly approached, and a few
plucked notes. The first three are in assets/readme; the fourth is drawn by

    boothwalk shot assets/demo journeys.png --eye 2.9,1.65,5.2 --look 6,1.5,5.2 --fov 80

    python3 make/film.py FOLDER_WITH_JOURNEYS_PNG

It needs ffmpeg with libaom-av1 and libopus.
"""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "booths/journeys/videos/walk.webm"
README = HERE.parents[1] / "readme"
SIZE, RATE, EACH, CROSS = (640, 360), 24, 3.6, 0.7
# Where a picture is approached, as shares of its sides.
TOWARDS = [(0.5, 0.45), (0.62, 0.5), (0.4, 0.4), (0.45, 0.5)]
# Seconds, and pitch in hertz.
NOTES = [(0.0, 146.8), (0.4, 220.0), (0.8, 293.7), (1.6, 370.0), (2.9, 164.8), (3.3, 246.9), (3.7, 329.6), (4.5, 392.0),
         (5.8, 123.5), (6.2, 185.0), (6.6, 293.7), (7.4, 370.0), (8.7, 110.0), (9.1, 164.8), (9.5, 277.2), (10.3, 440.0)]


def picture(number, towards):
    frames, (w, h), (x, y) = int(EACH * RATE), SIZE, towards
    # Enlarged first: it would go in steps of whole pixels.
    zoom = f"zoompan=z='1+0.14*on/{frames}':x='(iw-iw/zoom)*{x}':y='(ih-ih/zoom)*{y}':d={frames}:s={w * 2}x{h * 2}:fps={RATE}"
    return f"[{number}:v]scale={w * 3}:{h * 3}:flags=lanczos,{zoom},scale={w}:{h},setsar=1,format=yuv420p[p{number}]"


def main():
    pictures = [README / f"{name}.png" for name in ("boulevard", "coffee", "lanterns")] + [pathlib.Path(sys.argv[1]) / "journeys.png"]
    parts = [picture(number, towards) for number, towards in enumerate(TOWARDS)]
    last = "p0"
    for number in range(1, len(pictures)):
        at = number * (EACH - CROSS)
        parts.append(f"[{last}][p{number}]xfade=fade:duration={CROSS}:offset={at:.3f}[x{number}]")
        last = f"x{number}"
    length = EACH + (len(pictures) - 1) * (EACH - CROSS)
    parts.append(f"[{last}]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[v]")
    strings = "+".join(
        f"gte(t,{at})*exp(-1.5*(t-{at}))*(0.16*sin(2*PI*{hertz}*(t-{at}))+0.05*exp(-2*(t-{at}))*sin(4*PI*{hertz}*(t-{at})))" for at, hertz in NOTES)
    parts.append(f"aevalsrc='{strings}':s=48000:d={length:.3f},afade=out:st={length - 0.8:.3f}:d=0.8[a]")
    OUT.parent.mkdir(exist_ok=True)
    inputs = [word for one in pictures for word in ("-i", str(one))]
    subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *inputs, "-filter_complex", ";".join(parts), "-map", "[v]",
                    "-map", "[a]", "-c:v", "libaom-av1", "-cpu-used", "5", "-crf", "47", "-g", "48", "-colorspace", "bt709",
                    "-color_primaries", "bt709", "-color_trc", "bt709", "-c:a", "libopus", "-b:a", "32k", "-ac", "1",
                    "-fflags", "+bitexact", "-flags", "+bitexact", str(OUT)], check=True)
    print(OUT, OUT.stat().st_size)


main()
