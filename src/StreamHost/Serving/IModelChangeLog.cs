namespace StreamReco.StreamHost.Serving;

/// <summary>Writes changes of model where the shards will meet them.</summary>
public interface IModelChangeLog
{
    /// <summary>Appends a change to every partition of the clicks topic.</summary>
    /// <param name="version">The version that will answer.</param>
    /// <param name="by">Who asks for it, for the history.</param>
    /// <param name="isRollback">Whether it goes back to an earlier version.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>Where it stands, by partition.</returns>
    Task<IReadOnlyDictionary<int, long>> WriteAsync(string version, string by, bool isRollback, CancellationToken cancel);
}
