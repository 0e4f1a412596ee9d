namespace StreamReco.StreamHost.Serving;

/// <summary>Writes a change of model into the clicks log, partition by partition.</summary>
internal interface IModelChangeWriter : IDisposable
{
    /// <summary>Ends every earlier writer of the group: what that one has not written yet is refused from here on.</summary>
    /// <returns>The partitions of the log, rising.</returns>
    Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel);

    /// <summary>Appends the change to a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="version">The version that will answer.</param>
    /// <param name="request">The request, which stands in a header.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its offset.</returns>
    Task<long> WriteAsync(int partition, string version, string request, CancellationToken cancel);
}
