using System.Diagnostics;

namespace StreamReco.TestKit.Servers;

/// <summary>One node of a <see cref="KafkaCluster"/>: a process of Kafka's own scripts, with its folder.</summary>
/// <param name="folder">Holds its settings, log and data.</param>
/// <param name="port">The clients' port.</param>
/// <param name="properties">Broker settings but <c>log.dirs</c>.</param>
/// <param name="formatting">Further arguments of the formatting, for instance users.</param>
internal sealed class KafkaNode(
    string folder, int port, IReadOnlyDictionary<string, string> properties, params string[] formatting)
{
    private const string ClusterId = "c3RyZWFtcmVjby10ZXN0cw"; // 16 bytes in base64, as Kafka wants it
    private const string HeapOptions = "-Xms128m -Xmx384m";
    private const string Started = "Kafka Server started";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(240);

    private Process? _process;

    /// <summary>The process of the node, which has been started.</summary>
    public int ProcessId => _process!.Id;

    public string Address => $"127.0.0.1:{port}";

    private string Settings => Path.Combine(folder, "server.properties");

    /// <summary>Prepares the data folder.</summary>
    public async Task FormatAsync()
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        var settings = properties.Append(KeyValuePair.Create("log.dirs", data));
        await File.WriteAllLinesAsync(Settings, settings.Select(setting => $"{setting.Key}={setting.Value}"));
        var run = new NodeOutput(until: null);
        using var process = Launch("kafka-storage.sh", run, ["format", "-t", ClusterId, "-c", Settings, .. formatting]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka-storage.sh ended with {process.ExitCode}:\n{run}");
        }
    }

    /// <summary>Ends when the node serves clients.</summary>
    public async Task StartAsync()
    {
        var output = new NodeOutput(Started);
        _process = Launch("kafka-server-start.sh", output, Settings);
        var ended = _process.WaitForExitAsync();
        try
        {
            if (await Task.WhenAny(output.Seen, ended).WaitAsync(_patience) == ended)
            {
                throw new InvalidOperationException($"The Kafka node at {Address} ended at its start:\n{output}");
            }
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException(
                $"The Kafka node at {Address} did not serve within {_patience.TotalSeconds} s:\n{output}", e);
        }
    }

    public void Pause() => ProcessSignals.Send(_process!, ProcessSignals.Stop);

    public void Resume() => ProcessSignals.Send(_process!, ProcessSignals.Continue);

    public async Task KillAsync()
    {
        Kill();
        if (_process is not null)
        {
            await _process.WaitForExitAsync();
        }
    }

    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private Process Launch(string script, NodeOutput output, params string[] arguments)
    {
        var start = new ProcessStartInfo(KafkaHome.Script(script), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        start.Environment["KAFKA_HEAP_OPTS"] = HeapOptions;
        // An ordinary home logs what StartAsync waits for by itself; a slim one has to be told.
        start.Environment["KAFKA_LOG4J"] = Path.Combine(KafkaHome.Path!, "config", "server-log4j2.yaml");
        start.Environment["LOG_DIR"] = folder; // an ordinary home would write its logs beside its jars
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
