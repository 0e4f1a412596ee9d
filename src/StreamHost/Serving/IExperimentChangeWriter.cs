namespace StreamReco.StreamHost.Serving;

/// <summary>Writes versions of experiments into the clicks log, partition by partition.</summary>
internal interface IExperimentChangeWriter : IDisposable
{
    /// <summary>Ends every earlier writer of the group: what that one has not written yet is refused from here on.</summary>
    /// <returns>The partitions of the log, rising.</returns>
    Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel);

    /// <summary>Appends a version to a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="definition">JSON; empty to forget the experiment.</param>
    /// <param name="request">The request, which stands in a header.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its offset.</returns>
    Task<long> WriteAsync(int partition, string experiment, string definition, string request, CancellationToken cancel);
}
