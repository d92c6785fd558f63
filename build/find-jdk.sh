# SPDX-License-Identifier: Apache-2.0
#
# Finds the JDK that Weft is built and run with. Sourced by mvnw and bin/meshctl, POSIX sh.
#
#   weft_find_jdk && ...   sets and exports JAVA_HOME, sets WEFT_JDK_FEATURE (21, 25, ...) and WEFT_JDK_VERSION;
#                          returns 2 after an error on stderr that lists every place searched.
#
# Order: JAVA_HOME, then the java on PATH, then the newest one in the usual install folders. A JDK has bin/java and
# bin/javac. Versions are read from the JDK's `release` file; java itself is started only where that file is missing.

WEFT_JDK_MIN=21

# Puts the version of the JDK in $1 into _version and its feature number into _feature (both empty if there is none).
_weft_read_version() {
  _version= _feature=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r _key _value || [ -n "$_key" ]; do
      if [ "$_key" = JAVA_VERSION ]; then
        _version=${_value#\"}
        _version=${_version%%\"*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$_version" ] && [ -x "$1/bin/java" ]; then
    _version=$("$1/bin/java" -version 2>&1 | sed -n 's/^[a-z]* version "\([^"]*\)".*/\1/p')
  fi
  _feature=${_version#1.} # 1.8.0_402 is Java 8
  _feature=${_feature%%[!0-9]*}
}

# Looks at the folder $2, found through $1, and notes what is there. True if it is a JDK that is new enough.
_weft_inspect() {
  if [ ! -x "$2/bin/java" ]; then
    _weft_note "$1" "$2: no bin/java"
    return 1
  fi
  _weft_read_version "$2"
  if [ -z "$_feature" ]; then
    _weft_note "$1" "$2: cannot tell its version"
    return 1
  fi
  if [ ! -x "$2/bin/javac" ]; then
    _weft_note "$1" "$2: Java $_version, but without javac (a JRE, not a JDK)"
    return 1
  fi
  _weft_note "$1" "$2: JDK $_version"
  [ "$_feature" -ge "$WEFT_JDK_MIN" ]
}

_weft_note() {
  _searched="$_searched
  $1: $2"
}

_weft_take() {
  JAVA_HOME=$1
  WEFT_JDK_FEATURE=$_feature
  WEFT_JDK_VERSION=$_version
  export JAVA_HOME
}

# The home of the JDK behind the java on PATH, in _home; empty if there is none.
_weft_home_on_path() {
  _home=
  _java=$(command -v java) || return 0
  case $_java in /*) ;; *) return 0 ;; esac
  # macOS has a stub in /usr/bin that asks java_home; following links from there leads nowhere.
  if [ "$_java" = /usr/bin/java ] && [ -x /usr/libexec/java_home ]; then
    _home=$(/usr/libexec/java_home 2>/dev/null) || _home=
    return 0
  fi
  _java=$(readlink -f "$_java" 2>/dev/null) || return 0
  _home=${_java%/bin/java}
  _home=${_home%/jre}
}

weft_find_jdk() {
  _searched=
  if [ -n "${JAVA_HOME:-}" ]; then
    if _weft_inspect JAVA_HOME "$JAVA_HOME"; then
      _weft_take "$JAVA_HOME"
      return 0
    fi
  else
    _weft_note JAVA_HOME "not set"
  fi

  _weft_home_on_path
  if [ -n "$_home" ]; then
    if _weft_inspect PATH "$_home"; then
      _weft_take "$_home"
      return 0
    fi
  else
    _weft_note PATH "no java"
  fi

  _best_home= _best_feature=0 _best_version=
  for _place in \
    "/usr/lib/jvm/*" \
    "/usr/lib64/jvm/*" \
    "/usr/java/*" \
    "/opt/*jdk*" \
    "/opt/java/*" \
    "/usr/local/*jdk*" \
    "/usr/local/java/*" \
    "$HOME/.sdkman/candidates/java/*" \
    "$HOME/.jdks/*" \
    "$HOME/.asdf/installs/java/*" \
    "$HOME/.local/share/mise/installs/java/*" \
    "/Library/Java/JavaVirtualMachines/*/Contents/Home" \
    "$HOME/Library/Java/JavaVirtualMachines/*/Contents/Home" \
    "/opt/homebrew/opt/openjdk*" \
    "/usr/local/opt/openjdk*" \
    "/home/linuxbrew/.linuxbrew/opt/openjdk*"; do
    _weft_look_in "$_place"
  done
  if [ -n "$_best_home" ]; then
    _feature=$_best_feature
    _version=$_best_version
    _weft_take "$_best_home"
    return 0
  fi

  cat >&2 <<MESSAGE
No JDK $WEFT_JDK_MIN or newer was found. Weft needs a JDK (with javac), not only a Java runtime.
Searched, in this order:$_searched

Install one, for example with one of
  apt-get install openjdk-21-jdk-headless
  dnf install java-21-openjdk-devel
  brew install openjdk@21
  sdk install java 21-tem
or, if you have one elsewhere:  export JAVA_HOME=/path/to/that/jdk
MESSAGE
  return 2
}

# Looks at every folder that the pattern $1 matches and keeps the newest suitable one in _best_*. The pattern is
# expanded with an empty IFS, so that a home folder with spaces in its name works.
_weft_look_in() {
  _hits=0
  _ifs=$IFS
  IFS=
  # shellcheck disable=SC2086 # the pattern has to be expanded
  set -- "$1" $1
  IFS=$_ifs
  _pattern=$1
  shift
  for _candidate; do
    [ -e "$_candidate/bin/java" ] || continue
    _hits=$((_hits + 1))
    if _weft_inspect "$_pattern" "$_candidate" && [ "$_feature" -gt "$_best_feature" ]; then
      _best_home=$_candidate
      _best_feature=$_feature
      _best_version=$_version
    fi
  done
  [ "$_hits" -gt 0 ] || _weft_note "$_pattern" "no JDK"
}
