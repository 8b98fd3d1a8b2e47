# shellcheck shell=sh disable=SC2154,SC3013 # its caller sets home and java_home; -nt is not POSIX, but every sh has it
# Sourced by the starting scripts, after java25.sh: with what each process is started, in this one place. docs/operation.md
# says why, and what was measured. $home is where the distribution is, $java_home the Java, $training where a start cache is to
# be made, if one is.
readonly serial="-XX:+UseSerialGC -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
readonly core_memory="-Xmx256m -Xms18m -Xmn8m $serial" torrent_memory="-Xmx192m -Xms12m $serial"

# The core. A client may not ask for a handshake again and again on one connection (TLS 1.2). The second compiler takes less into
# one method: what it makes is as fast, and it is through sooner.
start_core() {
    start_java core "-Djdk.tls.rejectClientInitiatedRenegotiation=true -XX:MaxInlineLevel=6 -XX:InlineSmallCode=800" \
        "$core_memory" "$@"
}

# The BitTorrent relay. libtorrent puts its own signal handlers over those that the JVM needs; libjsig chains them.
start_torrent() {
    jsig=$java_home/lib/libjsig.so
    if [ -e "$jsig" ]; then
        LD_PRELOAD=$jsig${LD_PRELOAD:+:$LD_PRELOAD}
        export LD_PRELOAD
    fi
    start_java torrent "" "$torrent_memory" "$@"
}

# Becomes the Java of a process: start_java PROCESS OPTIONS OPTIONS-FOR-MEMORY ARGUMENTS…
# Where $training names a file, that becomes the process's start cache when it ends.
start_java() {
    process=$1 options="$2 ${WOCKD_JAVA_OPTIONS:-$3}"
    shift 3
    unset WOCKD_JAVA_HOME WOCKD_JAVA_OPTIONS
    if [ -n "${training:-}" ]; then
        cache=-XX:AOTCacheOutput=$training
    elif cache=$(start_cache "$process"); then
        cache=-XX:AOTCache=$cache
    fi
    # What is named here is not looked for: what is native in the jars, which would be unpacked, and loggers. With musl instead of
    # glibc, SQLite's driver takes what is in its jar.
    machine=$(uname -m)
    native=$home/lib/native sqlite=$home/lib/native/org/sqlite/native/Linux/$machine
    if [ -e "/lib/ld-musl-$machine.so.1" ]; then sqlite=; fi
    # shellcheck disable=SC2086 # the options are words
    exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED \
        ${sqlite:+"-Dorg.sqlite.lib.path=$sqlite"} -Djava.library.path="$native/META-INF/native" \
        -Dorg.jboss.logging.provider=slf4j \
        -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:TrimNativeHeapInterval=5000 \
        -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -Dio.netty.jfr.enabled=false \
        ${cache:+"$cache"} $options -jar "$home"/lib/wockd-"$process"-*.jar "$@"
}

# Where a start cache may be, one a line: where systemd wants caches, beside the libraries, where the user has caches.
start_cache_folders() {
    printf '%s\n' ${CACHE_DIRECTORY:+"$CACHE_DIRECTORY"} "$home/lib" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/wockd"
}

# Prints the start cache of a process. Fails where there is none that is newer than the libraries and the Java. Java itself looks
# more closely, and starts without a cache that does not fit.
start_cache() (
    name=wockd-$1.aot
    old=
    IFS='
'
    for folder in $(start_cache_folders); do
        if [ ! -e "$folder/$name" ]; then
            continue
        elif is_older "$folder/$name"; then
            old=$folder/$name
        else
            printf '%s\n' "$folder/$name"
            exit 0
        fi
    done
    [ -z "$old" ] || echo "$old is older than this wockd or its Java, so the start is slower. Make it anew: $home/bin/wockd-cache" >&2
    exit 1
)

is_older() (
    for part in "$java_home/release" "$home"/lib/*.jar; do
        if [ "$part" -nt "$1" ]; then exit 0; fi
    done
    exit 1
)
