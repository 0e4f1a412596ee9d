# Sourced by the scripts of this folder: a console project in a temporary folder, and the comparison with what was seen.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

# usage: project NAME=VERSION...   makes the project with these packages, pinned
project() {
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>'
        echo '<TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup><ItemGroup>'
        printf '<PackageReference Include="%s" Version="[%s]" />\n' $(printf '%s\n' "$@" | tr '=' ' ')
        echo '</ItemGroup></Project>'
    } >finding.csproj
}

# Runs Program.cs and compares its output with the file 'expected'.
compare() {
    dotnet build -c Release --nologo -v quiet -o out >build.log 2>&1 || { cat build.log >&2; exit 2; }
    dotnet out/finding.dll >seen
    if ! diff -u expected seen; then
        echo 'changed: the behaviour is another one than the one seen' >&2
        exit 1
    fi
    echo 'as seen'
}
