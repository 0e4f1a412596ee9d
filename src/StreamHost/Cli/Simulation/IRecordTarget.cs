using StreamReco.Models.Data;

namespace StreamReco.StreamHost.Cli.Simulation;

/// <summary>Where simulated records go.</summary>
internal interface IRecordTarget : IAsyncDisposable
{
    /// <summary>What it is, for people.</summary>
    string Name { get; }

    void WriteCatalog(IEnumerable<KeyedPayload> items, CancellationToken cancel);

    /// <summary>Waits while the target is busy.</summary>
    void WriteClick(in KeyedPayload click, CancellationToken cancel);

    /// <summary>Waits until everything has arrived.</summary>
    void Finish();
}
