# Shared by the launchers at the root and by eng/natives; sourced, never run.
# Everything a person should see goes to stderr: stdout belongs to the program that is launched.

REPO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
FEED_DIR="${STREAMRECO_FEED:-$REPO_ROOT/.feed}"

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
