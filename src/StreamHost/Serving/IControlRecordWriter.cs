namespace StreamReco.StreamHost.Serving;

/// <summary>Writes control records of one kind into the clicks log, partition by partition.</summary>
internal interface IControlRecordWriter : IDisposable
{
    /// <summary>Ends every earlier writer of the group and kind: what that one has not written yet is refused from here on.</summary>
    /// <returns>The partitions of the log, rising.</returns>
    Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel);

    /// <summary>Appends a record to a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="name">Value of the kind's header: the version of a model or of rules, an experiment's id.</param>
    /// <param name="value">The record's value.</param>
    /// <param name="request">The request, which stands in a header.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Its offset.</returns>
    Task<long> WriteAsync(int partition, string name, byte[] value, string request, CancellationToken cancel);
}
