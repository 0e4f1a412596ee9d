namespace StreamReco.StreamHost.Serving;

/// <summary>A log that takes no changes: a replay meets those that stand in its span, and makes none.</summary>
internal sealed class NoModelChanges : IModelChangeLog
{
    public Task<IReadOnlyDictionary<int, long>> WriteAsync(
        string version, string by, bool isRollback, CancellationToken cancel) =>
        throw new ModelRefusedException("A replay changes no model.");
}
