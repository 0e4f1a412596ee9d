using StreamReco.Models.DataQuality;

namespace StreamReco.StreamHost.Serving;

/// <summary>Writes quality rules into the clicks log, partition by partition.</summary>
internal interface IQualityRulesWriter : IDisposable
{
    /// <summary>Ends every earlier writer of the group: what that one has not written yet is refused from here on.</summary>
    /// <returns>The partitions of the log, rising.</returns>
    Task<IReadOnlyList<int>> BeginAsync(CancellationToken cancel);

    /// <summary>Appends the rules to a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="request">The request, which stands in a header.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Their offset.</returns>
    Task<long> WriteAsync(int partition, QualityRules rules, string request, CancellationToken cancel);
}
