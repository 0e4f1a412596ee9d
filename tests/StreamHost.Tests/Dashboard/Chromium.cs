using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>A headless Chromium with a profile of its own, driven by the DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string HowToHaveOne = "install Chromium (apt-get install -y chromium), or set CHROMIUM to its path";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _profile = new();
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Chromium()
    {
        var start = new ProcessStartInfo(
            Path!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--no-first-run", "--disable-sync", "--disable-dev-shm-usage",
                "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank",
            ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Read(line.Data ?? "");
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>The program, or null where there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Starts the browser and opens a page.</summary>
    public static async Task<(Chromium Browser, BrowserPage Page)> OpenAsync(string url)
    {
        var browser = new Chromium();
        try
        {
            var address = await browser._listening.Task.WaitAsync(_patience);
            return (browser, await BrowserPage.OpenAsync(address, url));
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await Waiting.UntilAsync("the profile is gone", TryDelete, _patience);
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("CHROMIUM");
        string[] usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return !string.IsNullOrEmpty(named) ? File.Exists(named) ? named : null : usual.FirstOrDefault(File.Exists);
    }

    private void Read(string line)
    {
        if (Regex.Match(line, @"DevTools listening on (ws://\S+)") is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Children of the browser may write for a moment longer.</summary>
    private bool TryDelete()
    {
        try
        {
            _profile.Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
