# Shared by the launchers at the root and the scripts in eng; sourced, never run.
# Everything a person should see goes to stderr: stdout belongs to the program that is launched.

REPO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build servers that outlive the command hold its output pipe open, and so hang a caller that waits for its end.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

note() { printf '%s\n' "$*" >&2; }

# die CODE MESSAGE...: 1 = something failed, 2 = the machine or the command line lacks something.
die() {
    local code="$1"
    shift
    printf 'error: %s\n' "$*" >&2
    exit "$code"
}

# need TOOL INSTALL_COMMAND: names a missing tool with the command that installs it.
need() {
    command -v "$1" >/dev/null 2>&1 || die 2 "'$1' is not installed. Install it with: $2"
}

need_dotnet() { need dotnet 'apt-get install -y dotnet-sdk-10.0 (or Microsoft'\''s dotnet-install.sh --channel 10.0)'; }

# step TITLE COMMAND...: one line per step, "TITLE ... 12 s"; the command's output is shown only where it fails, and
# then the script ends with its exit code. Never call it in a condition: bash would switch 'set -e' off inside.
step() {
    local title="$1" started="$SECONDS" log code
    shift
    log="$(mktemp)"
    printf '%s ... ' "$title" >&2
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    code=$?
    set -e
    if ((code != 0)); then
        printf 'FAILED after %d s (exit code %d)\n' "$((SECONDS - started))" "$code" >&2
        tail -n 60 "$log" >&2
        rm -f "$log"
        exit "$code"
    fi
    printf '%d s\n' "$((SECONDS - started))" >&2
    rm -f "$log"
}

# ensure_host: builds the host where its sources are newer than the last build, and sets HOST_DLL.
# Each build gets a folder of its own, so that a host that is running keeps its files. STREAMRECO_GPU=true builds one
# with the CUDA execution provider.
ensure_host() {
    local build="$REPO_ROOT/.build" folder stamp
    stamp="$build/stamp"
    if [[ "${STREAMRECO_GPU:-}" == true ]]; then stamp="$build/stamp-gpu"; fi
    if [[ -f "$stamp" ]] && ! host_is_stale "$stamp"; then
        folder="$(head -n 1 "$stamp")"
        HOST_DLL="$build/$folder/streamreco.dll"
        [[ -f "$HOST_DLL" ]] && return 0
    fi
    need_dotnet
    "$REPO_ROOT/eng/dashboard"
    mkdir -p "$build"
    if command -v flock >/dev/null 2>&1; then
        exec 8>"$build/lock"
        flock 8
        if [[ -f "$stamp" ]] && ! host_is_stale "$stamp"; then
            HOST_DLL="$build/$(head -n 1 "$stamp")/streamreco.dll"
            exec 8>&-
            return 0
        fi
    fi
    folder="host-$(date +%s)-$$"
    printf '%s\n%s\n' "$folder" "$(host_sources | sha256sum)" >"$stamp.new" # older than any source that is saved while the build runs
    # Analyzers and warnings are ./test's business; its own artifacts folder keeps this build out of that one's way.
    # Compiled ahead for this machine, so that a node that starts or joins need not compile first (decision 0127).
    step 'building the host (once, and after a change)' dotnet publish "$REPO_ROOT/src/StreamHost/StreamReco.StreamHost.csproj" \
        -c Release --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
        -o "$build/$folder" --artifacts-path "$build/artifacts" -p:RunAnalyzers=false \
        -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false --nologo -v quiet
    mv "$stamp.new" "$stamp"
    HOST_DLL="$build/$folder/streamreco.dll"
    # The newest two stay: the one before may still be running.
    find "$build" -mindepth 1 -maxdepth 1 -name 'host-*' | sort | head -n -2 | xargs -r rm -rf
    exec 8>&-
}

# The files that the host is built from, sorted. Not the times of folders: ./test makes bin and obj in them.
host_sources() {
    find "$REPO_ROOT/src" "$REPO_ROOT/Directory.Build.props" "$REPO_ROOT/Directory.Packages.props" \
        "$REPO_ROOT/global.json" "$REPO_ROOT/.build/charts/package-lock.json" \
        \( -name bin -o -name obj \) -prune -o -type f "$@" -print 2>/dev/null | LC_ALL=C sort
}

# A file that is newer than the stamp, or one that has come or gone, which the stamp's list of names shows.
host_is_stale() {
    [[ -n "$(host_sources -newer "$1")" || "$(sed -n 2p "$1")" != "$(host_sources | sha256sum)" ]]
}
