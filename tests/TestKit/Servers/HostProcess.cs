using System.Diagnostics;
using System.Text;

namespace StreamReco.TestKit.Servers;

/// <summary>The built host as a process of its own, with what it wrote so far.</summary>
public sealed partial class HostProcess : IDisposable
{
    private const string SettingPrefix = "STREAMRECO_";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private HostProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Of a process that has exited.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output so far.</summary>
    public string Output => TextOf(_output);

    /// <summary>Standard error so far: log lines and faults.</summary>
    public string Error => TextOf(_error);

    /// <summary>The lines of standard error that are not log lines.</summary>
    public IReadOnlyList<string> ErrorLines =>
        [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !LogLine().IsMatch(line))];

    /// <summary>Starts <c>streamreco</c>.</summary>
    /// <param name="folder">Its working directory.</param>
    /// <param name="settings">Settings beside the command line, by their key with colons.</param>
    /// <param name="args">The command line.</param>
    public static HostProcess Start(
        string folder, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> args)
    {
        // A shell's background job ignores SIGINT and its children inherit that: `env` gives the program its own again.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "streamreco.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        var inherited = start.Environment.Keys.Where(name => name.StartsWith(SettingPrefix, StringComparison.Ordinal));
        foreach (var name in inherited.ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[SettingPrefix + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var host = new HostProcess(start);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Ends when the process has ended and its last lines are here.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Not ended within {patience.TotalSeconds} s. It wrote:\n{Output}\n{Error}", e);
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL, to this one process.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Interrupt() => ProcessSignals.Send(_process, ProcessSignals.Interrupt);

    public void Terminate() => ProcessSignals.Send(_process, ProcessSignals.Terminate);

    /// <summary>SIGSTOP: it does not run on, but its connections and sessions stay.</summary>
    public void Pause() => ProcessSignals.Send(_process, ProcessSignals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => ProcessSignals.Send(_process, ProcessSignals.Continue);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^\d\d:\d\d:\d\d\.\d{3} ")]
    private static partial System.Text.RegularExpressions.Regex LogLine();
}
