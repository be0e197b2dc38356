# Sourced by the other scripts: finds a JDK of at least 21 and Maven, and says what to install where there is none.

need_java=21

java_major() { # prints the major version of the java binary $1, or nothing
  local release=${1%/bin/java}/release
  if [ -f "$release" ]; then # much faster than to ask it
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
  else
    "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
  fi
}

jdk_works() { # $1 is a JAVA_HOME with a compiler of a sufficient version
  [ -x "$1/bin/javac" ] && [ "$(java_major "$1/bin/java")" -ge "$need_java" ] 2>/dev/null
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_works "$JAVA_HOME"; then return 0; fi
  local on_path
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then
    on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    if jdk_works "$on_path"; then export JAVA_HOME=$on_path; return 0; fi
  fi
  local best= best_version=0 home version
  for home in /usr/lib/jvm/*; do
    if jdk_works "$home"; then
      version=$(java_major "$home/bin/java")
      if [ "$version" -gt "$best_version" ]; then best=$home; best_version=$version; fi
    fi
  done
  if [ -n "$best" ]; then export JAVA_HOME=$best; return 0; fi
  cat >&2 <<TEXT
Straightway needs a JDK, version $need_java or newer, and found none in JAVA_HOME, on the PATH, or under /usr/lib/jvm.
Install one (Eclipse Temurin, or on Debian and Ubuntu: apt-get install openjdk-21-jdk), or set JAVA_HOME.
TEXT
  exit 1
}

find_maven() {
  command -v mvn >/dev/null && return 0
  echo "Straightway needs Apache Maven 3.8 or newer, and found no mvn on the PATH. Install it (on Debian and Ubuntu: apt-get install maven)." >&2
  exit 1
}

find_jdk
export PATH="$JAVA_HOME/bin:$PATH"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=$root/target/quarkus-app/quarkus-run.jar

# Idle engine threads must not spin: they would take the core from the broker.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
export OPT_OUT_TRACKING=true
java_options=(--enable-native-access=ALL-UNNAMED -Dai.djl.offline=true -Djava.util.logging.manager=org.jboss.logmanager.LogManager)
java_version=$(java_major "$JAVA_HOME/bin/java")
# Libraries use sun.misc.Unsafe; newer Javas tell each user about it.
if [ "$java_version" -ge 23 ]; then java_options+=(--sun-misc-unsafe-memory-access=allow); fi

build() {
  find_maven
  (cd "$root" && mvn -B -q -DskipTests package "$@")
}

# Runs a command that needs no Quarkus: on the plain class path, with an archive of loaded classes (AppCDS) that the first run after a build
# makes. A Java that finds no archive, or none that fits, starts without one.
client() {
  local app=$root/target/quarkus-app
  local archive=$app/straightway-$java_version.jsa
  local classes="$app/app/*:$app/quarkus/generated-bytecode.jar:$app/lib/boot/*:$app/lib/main/*"
  # picocli's classes are of Java 5: no archive takes them, and to verify them takes long, which is not done on this path.
  local picocli=("$app"/lib/main/info.picocli.picocli-*.jar)
  local options=("${java_options[@]}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable "-Xbootclasspath/a:${picocli[0]}")
  if [ ! "$archive" -nt "$jar" ] && [ -w "$app" ]; then
    # Apart from the user's settings, and under a name of its own, for others may do so now. An empty one, if that fails, rather than a try with every command.
    local fresh=$archive.$$
    env -i PATH="$PATH" STRAIGHTWAY_CONFIG=/dev/null java "${options[@]}" -XX:ArchiveClassesAtExit="$fresh" -cp "$classes" \
      io.straightway.cli.Straightway rehearse >/dev/null 2>&1 || true
    { [ -f "$fresh" ] || : >"$fresh"; mv -f "$fresh" "$archive"; } 2>/dev/null || true
  fi
  exec java "${options[@]}" -XX:SharedArchiveFile="$archive" ${STRAIGHTWAY_JAVA_OPTS:-} -cp "$classes" io.straightway.cli.Straightway "$@"
}
