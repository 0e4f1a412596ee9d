using System.Globalization;
using System.Text.RegularExpressions;
using StreamReco.TestKit;

namespace StreamReco.Benchmarks.Rows;

/// <summary>The path of an older commit, built in a worktree of its own and timed by that commit's command <c>path</c>.</summary>
/// <param name="revision">The commit.</param>
internal sealed partial class OlderBuild(string revision) : IAsyncDisposable
{
    private readonly string _folder = System.IO.Path.Combine(
        Directory.CreateTempSubdirectory("streamreco-build-").FullName, "tree");

    private bool _isBuilt;

    private string Project => System.IO.Path.Combine(_folder, "tests", "Benchmarks");

    /// <summary>Checks the commit out and builds its benchmarks.</summary>
    /// <exception cref="InvalidOperationException">There is no such commit, or it does not build.</exception>
    public async Task BuildAsync(CancellationToken cancel)
    {
        await GitAsync(["worktree", "add", "--detach", _folder, revision], cancel);
        await ChildProcess.CheckAsync("dotnet",
            ["build", Project, "-c", "Release", "--nologo", "-v", "quiet", "-p:RunAnalyzers=false"], null, cancel);
        _isBuilt = true;
    }

    /// <summary>One round, of a new process.</summary>
    public async Task<RowFigures> RunAsync(RowsSettings settings, RowsBroker broker, CancellationToken cancel)
    {
        if (!_isBuilt)
        {
            await BuildAsync(cancel);
        }

        string[] arguments =
        [
            System.IO.Path.Combine(Project, "bin", "Release", "net10.0", "StreamReco.Benchmarks.dll"), "path",
            "--bootstrap", broker.Bootstrap, "--clicks", Text(settings.Clicks), "--rounds", "1", "--programs", "path",
            "--emit-interval-ms", Text(settings.EmitIntervalMs ?? RowsClicks.EmitIntervalMs(isPeer: false)),
        ];
        return Read(await ChildProcess.CheckAsync("dotnet", arguments, null, cancel));
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            await GitAsync(["worktree", "remove", "--force", _folder], CancellationToken.None);
        }

        Directory.Delete(System.IO.Path.GetDirectoryName(_folder)!, recursive: true);
    }

    /// <summary>Reads the line of the counted round.</summary>
    internal static RowFigures Read(string output)
    {
        var round = Round().Matches(output).LastOrDefault()
            ?? throw new InvalidOperationException($"The build's command 'path' printed no round:\n{output}");
        double Figure(int group) => double.Parse(round.Groups[group].Value, CultureInfo.InvariantCulture);
        return new RowFigures { ClicksPerSecond = Figure(1), CpuMicroseconds = Figure(2), BytesPerClick = Figure(3) };
    }

    private static Task<string> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancel) =>
        ChildProcess.CheckAsync("git", ["-C", RepositoryRoot.Path, .. arguments], null, cancel);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^round 1\s+path\s+(\d+) clicks/s\s+([0-9.]+) CPU us/click\s+(\d+) B/click", RegexOptions.Multiline)]
    private static partial Regex Round();
}
