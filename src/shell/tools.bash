# Shell functions that ./test, ./demo and .ci/run share: finding JDKs and Maven, installing what is missing.
# Sourced, not run. Messages go to standard error, results to standard output.

# say WORD...: one line for whoever reads the terminal.
say() {
	printf '%s\n' "$*" >&2
}

# jdk_homes: prints "FEATURE-VERSION HOME" for every installed JDK (not JRE), each once, JAVA_HOME first.
jdk_homes() {
	local candidate home seen=' ' javac version
	javac=$(command -v javac || true)
	[ -z "$javac" ] || javac=$(readlink -f "$javac")
	for candidate in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/* /opt/java/* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/*; do
		[ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] && [ -r "$candidate/release" ] || continue
		home=$(readlink -f "$candidate")
		case $seen in *" $home "*) continue ;; esac
		seen="$seen$home "
		version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
		[ -z "$version" ] || printf '%s %s\n' "$version" "$home"
	done
}

# jdk_home VERSION: prints the home of the first JDK of that feature version, or nothing.
jdk_home() {
	jdk_homes | awk -v version="$1" '$1 == version && !found++ { sub(/^[0-9]+ /, ""); print }'
}

# newest_jdk MINIMUM: prints "FEATURE-VERSION HOME" of the newest JDK that is at least that, or nothing.
newest_jdk() {
	jdk_homes | awk -v minimum="$1" '$1 >= minimum' | sort -rn -k 1,1 | awk 'NR == 1'
}

# twice COMMAND...: runs it, and once more if it fails, since networks have hiccups.
twice() {
	"$@" || { say "Failed, trying once more: $*"; "$@"; }
}

# has COMMAND: whether it is on the PATH or where servers are, to which the PATH of an ordinary user does not lead.
has() {
	PATH=$PATH:/usr/sbin command -v "$1" >/dev/null
}

# can_install: whether this is Debian (or its like), and we may install packages.
can_install() {
	[ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null
}

# install_packages PACKAGE...: installs Debian packages without a question.
install_packages() {
	say "Installing $*"
	twice apt-get -q update </dev/null >&2
	DEBIAN_FRONTEND=noninteractive twice apt-get -q -y --no-install-recommends install "$@" </dev/null >&2
}

# need COMMAND PACKAGE: returns with COMMAND there; else installs it, or says what to install and returns 1.
need() {
	command -v "$1" >/dev/null && return
	if can_install; then
		install_packages "$2" && command -v "$1" >/dev/null && return
	fi
	say "$1 is missing. Install it first, on Debian: apt-get install $2"
	return 1
}

# need_jdk: returns with a JDK 17 or later there; else installs one, or says what to install and returns 1.
need_jdk() {
	[ -z "$(newest_jdk 17)" ] || return 0
	if can_install; then
		# Debian 12 has 17 only; Debian 13 has 21 and 25.
		install_packages openjdk-17-jdk-headless || install_packages openjdk-25-jdk-headless || install_packages openjdk-21-jdk-headless || true
		[ -z "$(newest_jdk 17)" ] || return 0
	fi
	say 'A JDK (17 or later) is missing. Install it first, on Debian 12: apt-get install openjdk-17-jdk-headless'
	return 1
}

# maven ARGUMENT...: Maven with readable output, on the JDK in JAVA_HOME. Runs once more when, and only when, a download
# failed: a failed test is never tried again. MAVEN_LOG names the file that keeps a copy of the output.
maven() {
	local log=${MAVEN_LOG:?}
	mvn -B -ntp -Dstyle.color=never "$@" </dev/null 2>&1 | tee "$log"
	[ "${PIPESTATUS[0]}" != 0 ] || return 0
	if grep -q -E '^\[ERROR\] .*Could not (transfer|resolve|collect|find artifact)' "$log" && ! grep -q 'There are test failures' "$log"; then
		say 'A download failed, trying once more'
		mvn -B -ntp -Dstyle.color=never -U "$@" </dev/null 2>&1 | tee "$log"
		[ "${PIPESTATUS[0]}" != 0 ] || return 0
	fi
	return 1
}
