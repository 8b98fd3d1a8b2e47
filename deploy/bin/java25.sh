# shellcheck shell=sh
# Sourced by the starting scripts: finds a Java 25.

# Prints the home of a Java 25; with "jdk" as argument, of one that can compile. Says on standard error what to do where
# there is none.
# It runs in a subshell, so that its variables are not its caller's.
java25_home() (
    for candidate in "${WOCKD_JAVA_HOME:-}" "${JAVA_HOME:-}" /opt/java/openjdk /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        "$(java25_of_path)"; do
        if java25_is "$candidate" && { [ "${1:-}" != jdk ] || [ -x "$candidate/bin/javac" ]; }; then
            printf '%s\n' "$candidate"
            exit 0
        fi
        if [ -n "${WOCKD_JAVA_HOME:-}" ] && [ "$candidate" = "$WOCKD_JAVA_HOME" ]; then
            echo "WOCKD_JAVA_HOME is $WOCKD_JAVA_HOME, but there is no Java 25 in that folder." >&2
            echo "Set it to the folder of a Java 25 (the one that holds bin/java), or unset it." >&2
            exit 1
        fi
    done
    if [ "${1:-}" = jdk ]; then what="JDK 25"; else what="Java 25"; fi
    echo "wockd needs a $what, and there is none in JAVA_HOME, in /usr/lib/jvm or on the PATH." >&2
    echo "Install one (Debian, Ubuntu: openjdk-25-jdk-headless, or Temurin 25 from https://adoptium.net)," >&2
    echo "or set WOCKD_JAVA_HOME to the folder of one that is somewhere else." >&2
    exit 1
)

# Every JDK states its version in the file "release", so none has to be started to ask it.
java25_is() {
    [ -n "$1" ] && [ -x "$1/bin/java" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

java25_of_path() {
    java25_found=$(command -v java) && java25_found=$(readlink -f "$java25_found") && printf '%s\n' "${java25_found%/bin/java}"
}
