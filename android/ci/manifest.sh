#!/bin/sh
# manifest.sh AAPT2 APK: what the APK's manifest says, a line an element as in manifest.table, sorted.
set -eu
"$1" dump xmltree --file AndroidManifest.xml "$2" | awk '
    function flush(    i, j, held, line) {
        if (place == "") return
        for (i = 2; i <= count; i++)
            for (j = i; j > 1 && parts[j - 1] > parts[j]; j--) {
                held = parts[j]; parts[j] = parts[j - 1]; parts[j - 1] = held
            }
        line = place
        for (i = 1; i <= count; i++) line = line " " parts[i]
        # What only holds others says nothing.
        if (count > 0) print line
        count = 0
    }
    $1 == "E:" {
        flush()
        match($0, /[^ ]/)
        # Each level is four columns further in than the one around it; the first is at two.
        depth = int((RSTART - 3) / 4) + 1
        names[depth] = $2
        place = names[1]
        for (i = 2; i <= depth; i++) place = place "/" names[i]
    }
    $1 == "A:" {
        line = $0
        sub(/^ *A: /, "", line)
        sub(/ \(Raw: .*$/, "", line)
        sub(/^http:\/\/schemas.android.com\/apk\/res\/android:/, "", line)
        name = line; sub(/[(=].*$/, "", name)
        value = line; sub(/^[^=]*=/, "", value)
        gsub(/"/, "", value)
        # Of the build, and of the framework with which it was made; looked at elsewhere.
        if (name ~ /^(package|versionCode|versionName|compileSdkVersion.*|platformBuildVersion.*)$/) next
        if (value ~ /^@0x7f/) value = "@own"
        if (value ~ /^@0x01/) value = "@android"
        parts[++count] = name "=" value
    }
    END { flush() }
' | LC_ALL=C sort
