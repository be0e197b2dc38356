#!/usr/bin/env bash
# Compiles the shim that lets Straightway run on a libtorch of this host, and makes the folder for straightway.libtorch.
# usage: src/main/native/build.sh LIBTORCH FOLDER
#   LIBTORCH  where libtorch is: an unpacked libtorch, the folder "torch" of Python's package, or /usr for Debian's libtorch-dev
#   FOLDER    made; holds the shim, a link to libtorch, and what they were made of
# Needs g++ and a JDK (JAVA_HOME, for jni.h).
set -euo pipefail
djl=0.35.1

fail() { echo "$*" >&2; exit 2; }
[ $# = 2 ] || fail "usage: $0 LIBTORCH FOLDER"
libtorch=$(readlink -f "$1") || fail "$1 does not exist"
folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../../../scripts/lib.sh"
command -v g++ >/dev/null || fail "g++ is not installed (on Debian and Ubuntu: apt-get install g++)"
[ -f "$JAVA_HOME/include/jni.h" ] || fail "$JAVA_HOME has no include/jni.h: a JDK is needed, not a JRE"

# The folders of its libraries and headers.
for libraries in "$libtorch/lib" "$libtorch/lib/x86_64-linux-gnu" "$libtorch/lib/aarch64-linux-gnu" ''; do
  [ -f "$libraries/libtorch_cpu.so" ] && break
done
[ -n "$libraries" ] || fail "$libtorch holds no libtorch_cpu.so in lib (on Debian: apt-get install libtorch-dev, and name /usr)"
headers=$libtorch/include
[ -f "$headers/torch/script.h" ] || fail "$headers has no torch/script.h: the headers of libtorch are missing"

# Its version, where it says so; the headers decide, since the shim is compiled with them.
number() { # newer ones keep it in a header of its own
  cat "$headers/torch/csrc/api/include/torch/version.h" "$headers/torch/headeronly/version.h" 2>/dev/null | sed -n "s/^#define TORCH_VERSION_$1 \([0-9]*\).*/\1/p" | head -n 1
}
version=$(number MAJOR).$(number MINOR).$(number PATCH)
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$headers/torch/csrc/api/include/torch/version.h tells no version"
told=
for cmake in "$libtorch/share/cmake/Torch/TorchConfigVersion.cmake" "$libraries/cmake/Torch/TorchConfigVersion.cmake"; do
  [ -f "$cmake" ] && told=$(sed -n 's/^set(PACKAGE_VERSION "\([^"]*\)").*/\1/p' "$cmake")
done
[ -f "$libtorch/version.py" ] && told=$(sed -n "s/^__version__ = '\([^']*\)'.*/\1/p" "$libtorch/version.py")
[ -f "$libtorch/build-version" ] && told=$(cat "$libtorch/build-version")
case ${told:-$version} in
  "$version"*) ;;
  *) fail "the headers are of libtorch $version, but the libraries say $told: they must be of one version" ;;
esac

link=(-ltorch -ltorch_cpu -lc10)
[ -f "$libraries/libtorch_cuda.so" ] && link+=(-ltorch_cuda -lc10_cuda)
# Python's package may be compiled with the old C++ ABI; its libraries show which.
abi=1
if command -v nm >/dev/null && [ "$(nm -D --defined-only "$libraries/libc10.so" | grep -c cxx11)" = 0 ]; then abi=0; fi
mkdir -p "$folder"
# --no-as-needed: CUDA registers itself only if its library is loaded, though no symbol of it is used here.
g++ -std=c++17 -O2 -fPIC -shared -D_GLIBCXX_USE_CXX11_ABI=$abi "$here/shim.cc" -o "$folder/libdjl_torch.so" \
  -I "$headers" -I "$headers/torch/csrc/api/include" -I "$JAVA_HOME/include" -I "$JAVA_HOME/include/linux" \
  -L "$libraries" -Wl,-rpath,"$libraries" -Wl,--no-as-needed "${link[@]}"
ln -sf "$libraries/libtorch.so" "$folder/libtorch.so"
cat >"$folder/shim.properties" <<TEXT
libtorch=${told:-$version}
library=$libraries/libtorch_cpu.so
bytes=$(stat -L -c %s "$libraries/libtorch_cpu.so")
djl=$djl
TEXT
echo "$folder: shim for libtorch ${told:-$version}; use it with straightway.libtorch=$(readlink -f "$folder")"
