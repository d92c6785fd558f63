#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Lays out what an image of Weft holds beside the program: a Java runtime with the modules that the programs need, the libraries of
# the system that it is linked to, and the flags that it is started with. There is no shell and no package manager in it.
#
#   build/image-root.sh JDK FOLDER
#
# Runs on Linux only, and makes images for the processor it runs on. The same JDK and the same libraries give the same bytes.

set -eu

jdk=$1
folder=$2
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)

# What the programs and their libraries refer to (jdeps), and what they find by name: elliptic curves of the JDK below 22, and
# the management beans that metrics are read from.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.xml
modules=$modules,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported,jdk.zipfs

rm -rf "$folder"
mkdir -p "$folder/opt" "$folder/tmp" "$folder/etc"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --output "$folder/opt/java"
find "$folder/opt/java/bin" -type f ! -name java -exec rm {} +

{
  ldd "$folder/opt/java/bin/java"
  find "$folder/opt/java/lib" -name '*.so' -exec ldd {} \;
} | sed -n -e 's/.* => \(\/[^ ]*\) (.*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u | while read -r library; do
  case $library in
    */opt/java/*) ;;
    *)
      mkdir -p "$folder$(dirname -- "$library")"
      cp -L -- "$library" "$folder$library"
      ;;
  esac
done

cp "$here/operator.jvm" "$folder/opt/operator.jvm"
printf 'nonroot:x:65532:65532:nonroot:/tmp:/nonexistent\n' >"$folder/etc/passwd"
printf 'nonroot:x:65532:\n' >"$folder/etc/group"
# What is copied has the mode it has here; who builds decides nothing.
find "$folder" -type d -exec chmod 755 {} +
find "$folder" -type f -exec chmod 644 {} +
