using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Servers;

namespace StreamReco.Rig.Chaos;

/// <summary>How the nodes of a run are started: where their servers are, and settings that differ from the defaults.</summary>
internal sealed record NodeLaunch(ChaosServers Servers, string Folder, ChaosTopics Topics, string Group, string State)
{
    private readonly int[] _ports = LoopbackPorts.Free(ChaosPlan.Nodes + 1);

    public int EmitIntervalMs { get; init; }

    /// <summary>Where each node listens, by its number; not all have to run.</summary>
    public IReadOnlyDictionary<int, Uri> Urls => Enumerable.Range(1, _ports.Length).ToDictionary(node => node, UrlOf);

    /// <summary>Where a node listens, by its number from 1.</summary>
    public Uri UrlOf(int node) => new($"http://127.0.0.1:{_ports[node - 1]}");

    /// <summary>Starts a node.</summary>
    /// <param name="node">Its number.</param>
    public HostProcess Start(int node) => Run(Topics, "--set", $"Http:Port={_ports[node - 1]}");

    /// <summary>Runs another command of the command line.</summary>
    public HostProcess Command(params IEnumerable<string> arguments) =>
        HostProcess.Start(Folder, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a node on the same clicks with these outputs.</summary>
    public HostProcess Run(ChaosTopics outputs, params IEnumerable<string> more) => HostProcess.Start(Folder, Settings(), [
        "run", "--bootstrap", Servers.Kafka.Bootstrap, "--group", Group, "--state", State,
        "--model", PathModel.Directory, .. outputs.Arguments(Topics), .. more]);

    /// <summary>Small commits and snapshots, few users in memory: a fault meets every state of them.</summary>
    private Dictionary<string, string> Settings() => new()
    {
        ["Kafka:TransactionTimeoutMs"] = "10000",
        ["Kafka:RequestTimeoutMs"] = "15000",
        ["Snapshot:EveryMs"] = "300",
        ["Limits:BatchRecordsMax"] = "50",
        ["Limits:CommitRecordsMax"] = "200",
        ["Limits:ResidentUsersMax"] = "1000",
        ["Limits:IdleTickMs"] = "500",
        ["Window:OutOfOrdernessMs"] = "1000",
        ["Window:AllowedLatenessMs"] = "5000",
        ["Trigger:EmitIntervalMs"] = $"{EmitIntervalMs}",
        ["Score:Provider"] = "cpu",
        ["Score:Threads"] = "1",
    };
}
