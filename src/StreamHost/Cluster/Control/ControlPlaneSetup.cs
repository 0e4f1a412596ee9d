using Akka.Actor;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>What the control plane of a group works with.</summary>
/// <param name="Group">The consumer group.</param>
/// <param name="Owner">The node, for people.</param>
/// <param name="Ledger">Who may write, and what is open.</param>
/// <param name="Works">Carries requests out, by kind.</param>
/// <param name="Loggers">Where log lines go.</param>
/// <param name="Time">The clock.</param>
internal sealed record ControlPlaneSetup(
    string Group, string Owner, IControlLedger Ledger, IReadOnlyDictionary<string, IRequestWork> Works,
    ILoggerFactory Loggers, TimeProvider Time)
{
    /// <summary>Actors that run where the control plane runs, as children of its keeper, which they ask as anybody does.</summary>
    public IReadOnlyList<Props> Companions { get; init; } = [];

    /// <summary>Wait after the first failure of a request; doubled with each, up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries after which a request is given up: about ten minutes.</summary>
    public int TriesMax { get; init; } = 60;

    /// <summary>Wait before the control plane is opened again after its journal failed.</summary>
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait of one that was overtaken: by then the cluster has decided which node runs it.</summary>
    public TimeSpan SupersededWait { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The journal's name for the control plane of a group.</summary>
    public static string PersistenceIdOf(string group) => $"{SystemName.Of(group)}-control";
}
