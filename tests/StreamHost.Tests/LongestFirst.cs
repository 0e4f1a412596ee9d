using StreamReco.StreamHost.Tests.Dashboard;
using StreamReco.StreamHost.Tests.Kafka;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("StreamReco.StreamHost.Tests.LongestFirst", "StreamReco.StreamHost.Tests")]

namespace StreamReco.StreamHost.Tests;

/// <summary>
/// Begins with the collections whose tests run one after the other and wait for brokers most of the time, so that the others run
/// beside them; started last, they would run alone.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _first = [RealKafkaCollection.Name, "postgres", DashboardViewsCollection.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(_first, collection.DisplayName) is var place and >= 0 ? place : _first.Length)
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
