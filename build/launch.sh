# SPDX-License-Identifier: Apache-2.0
#
# Starts a program of Weft from its sources. Sourced by the launchers in bin/, POSIX sh; they set WEFT_ROOT.
#
#   weft_launch NAME MAIN-CLASS [ARGUMENT...]
#
# replaces the shell by the JVM, so that the pid is the process and signals reach it. Before that it builds what is
# missing or older than its sources, once for all launchers, under target/launchers:
#
#   current       name of the build in use; replaced as a whole, so that a start sees the old build or the new one
#   lock          pid of the start that is building
#   build-PID.N/  stamp         as old as the sources that were built
#                 lib/          every jar
#                 real/         the jar that `meshctl demo --real` needs besides, and a checkout
#                 helm/         the jars that `meshctl install|upgrade|uninstall` need besides: Helm as a library
#                 archive-NAME  classes prepared for a fast start of each program
#                 archive.info  for which JDK and folder they are
#
# A start that finds everything in place costs one `find` and no other process. Exit code 126: nothing could be run.

. "$WEFT_ROOT/build/find-jdk.sh"

weft_launch() {
  _name=$1
  _main=$2
  shift 2
  weft_find_jdk || exit 126
  _home=$WEFT_ROOT/target/launchers
  if ! _weft_built || ! _weft_prepared; then
    if _weft_lock; then
      _weft_built || _weft_build
      _weft_prepared || _weft_prepare
      _weft_unlock
    elif _weft_built; then
      _archive_flag= # in somebody else's checkout: start without the archive rather than not at all
    else
      _weft_fail "has to be built first, and $_home cannot be written to.
  Make that folder writable, or run $WEFT_ROOT/bin/$_name once as a user who may write there."
    fi
  fi

  # File names and output are UTF-8, whatever the locale says: same input, same bytes.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *)
      LC_ALL=C.UTF-8
      export LC_ALL
      ;;
  esac
  case $_name in
    # Operators run for long and write a log; the others end soon and say themselves what they have to say.
    mesh-* | cert-agent)
      _weft_class_path "$_build" slf4j-nop
      exec "$JAVA_HOME/bin/java" "@$WEFT_ROOT/build/operator.jvm" -cp "$_class_path" "$_main" "$@"
      ;;
  esac
  _weft_class_path "$_build" logback
  _checkout=
  _native=
  if _weft_is_real "$@"; then
    _weft_add real
    _checkout=-Dweft.checkout=
  fi
  case "$_name ${1-}" in
    "meshctl install" | "meshctl upgrade" | "meshctl uninstall")
      _weft_add helm
      [ "$WEFT_JDK_FEATURE" -lt 22 ] || _native=--enable-native-access=ALL-UNNAMED
      ;;
  esac
  # Compiled by C1 only and collected serially: both save more at the start than they cost later (docs/benchmarks.md).
  # Logging is off because an archive that does not fit is otherwise reported on stdout; the JVM then starts without it.
  # From JDK 24 on a library inside kube-sandbox (protobuf, for CEL) is warned about; older ones do not know the option.
  _unsafe=
  [ "$WEFT_JDK_FEATURE" -lt 24 ] || _unsafe=--sun-misc-unsafe-memory-access=allow
  exec "$JAVA_HOME/bin/java" $WEFT_JAVA_FLAGS $_unsafe $_native ${_archive_flag:+"$_archive_flag$_build/archive-$_name"} -Xlog:disable \
    ${_checkout:+"$_checkout$WEFT_ROOT"} -cp "$_class_path" "$_main" "$@"
}

# True for `meshctl demo ... --real ...`.
_weft_is_real() {
  [ "$_name ${1-}" = "meshctl demo" ] || return 1
  for _argument; do
    [ "$_argument" != --real ] || return 0
  done
  return 1
}

# Reflection (picocli, Jackson) by native calls: the method handles it makes otherwise cost more than such a run gains.
WEFT_JAVA_FLAGS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Djdk.reflect.useNativeAccessorOnly=true \
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"

_weft_say() {
  printf '%s: %s\n' "$_name" "$*" >&2
}

_weft_fail() {
  _weft_say "$@"
  exit 126
}

# True if there is a build that is newer than every source; sets _build, its folder.
_weft_built() {
  [ -r "$_home/current" ] || return 1
  IFS= read -r _build <"$_home/current" || return 1
  _build=$_home/$_build
  [ -e "$_build/stamp" ] || return 1
  _changed=$(find "$WEFT_ROOT/pom.xml" "$WEFT_ROOT"/*/pom.xml "$WEFT_ROOT"/*/src/main "$WEFT_ROOT/docs/demo" \
    "$WEFT_ROOT/charts/cert-agent/files" "$WEFT_ROOT/charts/weft" "$WEFT_ROOT/charts/weft-crds" \
    -newer "$_build/stamp" 2>/dev/null)
  [ -z "$_changed" ]
}

# True if the archive of this build was made on this JDK and in this folder, or could not be made; sets _archive_flag.
_weft_prepared() {
  [ -r "$_build/archive.info" ] || return 1
  {
    IFS= read -r _info_root && IFS= read -r _info_jdk && IFS= read -r _info_version && IFS= read -r _archive_flag
  } <"$_build/archive.info" || return 1
  [ "$_info_root|$_info_jdk|$_info_version" = "$WEFT_ROOT|$JAVA_HOME|$WEFT_JDK_VERSION" ]
}

# The jars of the build in $1 as a class path, in _class_path, without those whose names begin with $2: of the two
# logging libraries only one may be there. A shell expands a pattern in one order, always.
_weft_class_path() {
  _class_path=
  for _jar in "$1"/lib/*.jar; do
    case ${_jar##*/} in
      "$2"-*) ;;
      *) _class_path=$_class_path${_class_path:+:}$_jar ;;
    esac
  done
}

# Adds the jars of a folder of the build to _class_path, at the end: an archive also fits a longer one.
_weft_add() {
  for _jar in "$_build/$1"/*.jar; do
    _class_path=$_class_path:$_jar
  done
}

_weft_build() {
  if [ -e "$_home/current" ]; then
    _weft_say "the sources have changed: building"
  else
    _weft_say "first use: building (a minute or so; Maven downloads the libraries that are not on this machine yet)"
  fi
  _number=0
  while ! mkdir "$_home/build-$$.$_number" 2>/dev/null; do
    [ -d "$_home/build-$$.$_number" ] || _weft_fail "cannot write to $_home"
    _number=$((_number + 1))
  done
  _new=build-$$.$_number
  # Jars of libraries that are no longer used, and of the version before.
  rm -rf "$WEFT_ROOT/meshctl/target/launchers/meshctl" "$WEFT_ROOT"/e2e/target/launchers/*.jar
  : >"$_home/$_new/stamp" # before the build: what is edited meanwhile is newer
  if ! _weft_maven "$_home/build.log"; then
    rm -rf "${_home:?}/$_new"
    grep -e '^\[ERROR\]' -e '^No JDK' -e '^Maven was not found' "$_home/build.log" | head -n 30 >&2
    _weft_fail "the build has failed; all of it is in $_home/build.log"
  fi
  cp -R "$WEFT_ROOT/meshctl/target/launchers/meshctl/lib" "$_home/$_new/lib" &&
    cp -R "$WEFT_ROOT/meshctl/target/launchers/meshctl/helm" "$_home/$_new/helm" &&
    mkdir "$_home/$_new/real" &&
    cp "$WEFT_ROOT"/e2e/target/launchers/*.jar "$_home/$_new/real" || _weft_fail "cannot write to $_home"
  _build=$_home/$_new
  _weft_prepare
  for _old in "$_home"/build-*/; do
    [ "$_old" = "$_home/$_new/" ] || rm -rf "$_old"
  done
  printf '%s\n' "$_new" >"$_home/current.new" && mv -f "$_home/current.new" "$_home/current" ||
    _weft_fail "cannot write to $_home"
}

# Packages meshctl, what it needs and e2e, without tests and gates and in folders of its own; says which module is built.
_weft_maven() {
  {
    sh "$WEFT_ROOT/mvnw" -B -f "$WEFT_ROOT/pom.xml" -Dquick -Dweft.build.directory=target/launchers \
      -Dmaven.test.skip=true -pl e2e -am package 2>&1 </dev/null
    printf '\nexit code %s\n' $? # on a line of its own: Maven may end in the middle of one
  } | {
    _code=1
    while IFS= read -r _line; do
      printf '%s\n' "$_line" >&3
      case $_line in
        *"Building weft-"*"["*"]")
          _module=${_line##*Building weft-}
          _weft_say "  [${_line##*\[} ${_module%% *}"
          ;;
        "exit code "*) _code=${_line#exit code } ;;
      esac
    done 3>"$1"
    exit "$_code"
  }
}

# A run of each program records which classes a start needs; the JVM keeps them ready in an archive: an AOT cache from
# JDK 25 on, before that an AppCDS archive. A JDK that cannot do it starts without one, and is not asked again.
_weft_prepare() {
  _weft_say "preparing a fast start on JDK $WEFT_JDK_VERSION"
  _weft_class_path "$_build" logback
  _out=$_build/training
  rm -rf "$_out" "$_build"/archive-* "$_build/archive.info"
  if [ "$WEFT_JDK_FEATURE" -ge 25 ]; then
    _record=-XX:AOTCacheOutput=
    _archive_flag=-XX:AOTCache=
  else
    _record=-XX:ArchiveClassesAtExit=
    _archive_flag=-XX:SharedArchiveFile=
  fi
  : >"$_home/archive.log"
  _weft_train meshctl dev.weft.meshctl.Main render --snapshot "$WEFT_ROOT/docs/demo/bookinfo" --output "$_out"
  _weft_train kube-sandbox dev.weft.sandbox.SandboxTraining
  rm -rf "$_out"
  if [ ! -s "$_build/archive-meshctl" ]; then
    _weft_say "this JDK has made no archive, so starts are slower; why is in $_home/archive.log"
    _archive_flag=
  fi
  printf '%s\n' "$WEFT_ROOT" "$JAVA_HOME" "$WEFT_JDK_VERSION" "$_archive_flag" >"$_build/archive.info.new" &&
    mv -f "$_build/archive.info.new" "$_build/archive.info" || _weft_fail "cannot write to $_build"
}

# Makes the archive of the program $1 by a run of the class $2.
_weft_train() {
  _archive=$_build/archive-$1
  shift
  "$JAVA_HOME/bin/java" $WEFT_JAVA_FLAGS "$_record$_archive" -cp "$_class_path" "$@" \
    >>"$_home/archive.log" 2>&1 </dev/null
}

# Waits for another start that is building. A lock whose owner has died is taken over. False if nothing can be written.
_weft_lock() {
  mkdir -p "$_home" 2>/dev/null
  _waited=0
  _refused=0
  # A symbolic link is made in one step together with its content, the owner's pid.
  while ! ln -s "$$" "$_home/lock" 2>/dev/null; do
    if ! _owner=$(readlink "$_home/lock" 2>/dev/null); then
      # Just released; or never there.
      _refused=$((_refused + 1))
      [ "$_refused" -lt 5 ] || return 1
      continue
    fi
    _refused=0
    if ! _weft_lives "$_owner"; then
      _weft_break_lock
    elif [ "$_waited" -eq 0 ]; then
      _weft_say "waiting for process $_owner, which is building"
    elif [ "$_waited" -eq 1800 ]; then
      _weft_fail "process $_owner still holds $_home/lock; if it is not building, remove that file"
    fi
    sleep 1
    _waited=$((_waited + 1))
  done
  trap '_weft_unlock' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

_weft_unlock() {
  rm -f "$_home/lock"
  trap - EXIT HUP INT TERM
}

# Whether there is a process $1, be it another user's.
_weft_lives() {
  kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ] || ps -p "$1" >/dev/null 2>&1
}

# Two that wait must not both remove a dead owner's lock: the second would remove the lock of the first.
_weft_break_lock() {
  mkdir "$_home/lock.breaking" 2>/dev/null || return 0
  [ "$(readlink "$_home/lock" 2>/dev/null)" = "$_owner" ] && rm -f "$_home/lock"
  rmdir "$_home/lock.breaking"
}
