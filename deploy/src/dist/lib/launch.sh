# Sourced by the launchers, which set `root` to the folder that holds bin/ and lib/. POSIX sh, and
# hardly a process of its own before `exec java`: a short-lived tool should cost little more than
# its JVM.
class_path=

# Every flag of every program stands here and nowhere else. An AOT cache is only valid for the very
# flags that it was trained with.
#   native access: netlink (java.lang.foreign), Netty's epoll transport and jnr load native code.
#   perf data would be a file in /tmp, and an image's root is read-only.
common_flags='-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED'
#   unsafe memory access: Netty and JCTools still use sun.misc.Unsafe, of which JDK 25 would warn on
#   standard error at each start.
common_flags="$common_flags --sun-misc-unsafe-memory-access=allow"
#   a node's agent must be small: what it holds grows with its addresses, some thousands at most.
#   compile after a twentieth of the usual calls: an ADD runs its code once, so the usual 200 to 2,000
#   calls are hundreds of slow pods. Measured with benchmarks/node: the first hundred ADDs take 2.0
#   times the floor instead of 3.3, at the price of about 7 MB.
daemon_flags='-Xms16m -Xmx96m -Xss512k -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.05'
emulator_flags='-Xms32m -Xmx512m'
#   a fleet of 5,000 nodes; what it holds grows with nodes and pods.
simulation_flags='-Xms64m -Xmx2g'
#   a tool that lives for a second never gains from the optimising compiler.
tool_flags='-Xms16m -Xmx96m -XX:TieredStopAtLevel=1 -Xshare:auto'

# The release of the JDK or JRE in folder $1, in `found_release`; 0 when it is none.
java_release() {
  found_release=0
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=\"}
        found_release=${line%%[!0-9]*}
        return 0
        ;;
    esac
  done < "$1/release"
}

# Puts the first Java of release 25 or later into `java_home`.
find_java() {
  java_on_path=$(command -v java || true)
  if [ -n "$java_on_path" ]; then
    java_on_path=$(readlink -f "$java_on_path")
    java_on_path=${java_on_path%/bin/java}
  fi
  for java_home in "${JAVA_HOME:-}" "$java_on_path" ${java_folders-/opt/java/openjdk /usr/lib/jvm/* /opt/jdk* /usr/java/*}; do
    java_release "$java_home"
    [ "${found_release:-0}" -ge 25 ] && return 0
  done
  echo "$0: no Java 25 or later found in JAVA_HOME, on the PATH or in /usr/lib/jvm." >&2
  echo "Install a JDK or JRE 25 (Eclipse Temurin, or your distribution's openjdk-25-jre-headless), or set JAVA_HOME." >&2
  exit 1
}

# Appends the jars of lib/ whose artifact is named $1 to `class_path`.
add_jar() {
  for jar in "$root/lib/$1"-[0-9]*.jar; do
    [ -e "$jar" ] || { echo "$0: $root/lib/$1-*.jar is missing; build or unpack the whole distribution again." >&2; exit 1; }
    class_path="${class_path:+$class_path:}$jar"
  done
}

# Appends every jar of lib/ to `class_path` in the order of their names, which is the same on every
# machine, but for the artifacts named in the arguments.
add_all_jars_but() {
  for jar in "$root"/lib/*.jar; do
    for left_out in "$@"; do
      case ${jar##*/} in "$left_out"-[0-9]*) continue 2 ;; esac
    done
    class_path="${class_path:+$class_path:}$jar"
  done
}

# Uses what `libexec/train-ipamd` made for the daemon, where it is. One that does not fit this Java, or
# is damaged, costs a line on standard output and the time that it would have saved.
use_aot_cache() {
  aot_flag=
  [ ! -r "$root/lib/ipamd.aot" ] || aot_flag=-XX:AOTCache=$root/lib/ipamd.aot
}

# Goes on as root in namespaces of its own where this user is not root and the kernel allows that: a
# /run for mounts of namespaces, a loopback. $1 is the program, the rest its arguments.
enter_namespaces() {
  [ "$(id -u)" -ne 0 ] || return 0
  unshare --user --map-root-user --mount --net true 2> /dev/null || return 0
  BERTH_DEMO_UNSHARED=1
  export BERTH_DEMO_UNSHARED
  exec unshare --user --map-root-user --mount --net \
    sh -c 'mount -t tmpfs tmpfs /run && exec "$@"' berth "$@"
}

# launch FLAGS MAIN_CLASS ARGUMENTS...: becomes Java. BERTH_JAVA_OPTS is for one more flag in need.
launch() {
  find_java
  flags=$1
  main_class=$2
  shift 2
  # shellcheck disable=SC2086 # flags are separate words
  exec "$java_home/bin/java" $common_flags $flags ${aot_flag:+"$aot_flag"} ${BERTH_JAVA_OPTS:-} \
    "-Djava.library.path=$root/lib/native" -cp "$class_path" "$main_class" "$@"
}
