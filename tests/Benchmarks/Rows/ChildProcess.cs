using System.Diagnostics;

namespace StreamReco.Benchmarks.Rows;

/// <summary>A program that is run to its end.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program; what it writes to its error stream is passed through.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that are set for it.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Its exit code and what it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>As <see cref="RunAsync"/>; an exit code other than 0 is an error.</summary>
    /// <exception cref="InvalidOperationException">The program failed; the message holds the end of its output.</exception>
    public static async Task<string> CheckAsync(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancel)
    {
        var (code, output) = await RunAsync(file, arguments, environment, cancel);
        return code == 0 ? output : throw new InvalidOperationException(
            $"{file} {string.Join(' ', arguments)} ended with {code}:\n{output[Math.Max(0, output.Length - 2_000)..]}");
    }
}
