namespace StreamReco.StreamHost.Serving;

/// <summary>Writes changes of model where the shards will meet them.</summary>
public interface IModelChangeLog
{
    /// <summary>Appends a change to every partition of the clicks topic.</summary>
    /// <returns>Where it stands, by partition.</returns>
    Task<IReadOnlyDictionary<int, long>> WriteAsync(string version, CancellationToken cancel);
}
